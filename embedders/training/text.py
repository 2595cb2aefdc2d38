"""Distils MiniLM into a text side of half a million weights, for short texts.

usage: python text.py DATA MINILM [MINUTES]

One transformer layer over a cut-down vocabulary, trained to put each phrase where MiniLM puts it:
the emoji's names and keywords, and the words and short glosses of WordNet. MINILM as in teacher.py.
Writes DATA/text.pt, DATA/student.npy and DATA/tokenizer.json.
"""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

WIDTH = 192
MAX_TOKENS = 32
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


class TextModel(nn.Module):
    """Token ids and mask to MiniLM's 384 dimensions."""

    def __init__(self, vocabulary):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(MAX_TOKENS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.first_norm = nn.LayerNorm(WIDTH)
        self.up = nn.Linear(WIDTH, 2 * WIDTH)
        self.down = nn.Linear(2 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH)
        self.weight = nn.Linear(WIDTH, 1)
        self.head = nn.Linear(WIDTH, 384)

    def forward(self, input_ids, attention_mask):
        n, length = input_ids.shape
        places = self.places.weight[:length]
        x = self.norm(self.words(input_ids) + places)
        q, k, v = self.qkv(x).view(n, length, 3, 4, WIDTH // 4).permute(2, 0, 3, 1, 4).unbind(0)
        hidden = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -1e4
        attention = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH // 4) + hidden, -1)
        mixed = (attention @ v).transpose(1, 2).reshape(n, length, WIDTH)
        x = self.first_norm(x + self.out(mixed))
        x = self.last_norm(x + self.down(F.gelu(self.up(x))))
        weight = torch.softmax(self.weight(x) + hidden[:, 0].transpose(1, 2), 1)
        return self.head((x * weight).sum(1))


def cut_down(minilm, phrases, out):
    """A tokenizer with the tokens that the phrases need, and all pieces of one character."""
    path = minilm / "all-minilm-l6-v2-tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    used = set()
    for encoding in tokenizer.encode_batch(phrases):
        used.update(encoding.tokens)
    content = json.loads(path.read_text())
    whole = content["model"]["vocab"]
    ascii_piece = lambda t: len(t.removeprefix("##")) == 1 and t.isascii()
    kept = [t for t in whole if t in SPECIALS or t in used or ascii_piece(t)]
    kept.sort(key=lambda t: (SPECIALS.index(t) if t in SPECIALS else 9, whole[t]))
    content["model"]["vocab"] = {t: i for i, t in enumerate(kept)}
    content["added_tokens"] = [
        {**t, "id": kept.index(t["content"])} for t in content["added_tokens"] if t["content"] in SPECIALS
    ]
    for name, token in content["post_processor"].get("special_tokens", {}).items():
        token["ids"] = [kept.index(name)]
    for name in ("sep", "cls"):
        if name in content["post_processor"]:
            token = content["post_processor"][name][0]
            content["post_processor"][name] = [token, kept.index(token)]
    content["truncation"] = content["padding"] = None
    out.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    return [whole[t] for t in kept]


def start(minilm, old_ids):
    """MiniLM's token vectors in their WIDTH main directions."""
    model = onnx.load(str(minilm / "all-minilm-l6-v2.onnx"))
    table = next(i for i in model.graph.initializer if i.name == "embeddings.word_embeddings.weight")
    vectors = torch.from_numpy(onnx.numpy_helper.to_array(table).copy())[old_ids]
    vectors = vectors - vectors.mean(0)
    _, _, directions = torch.pca_lowrank(vectors, WIDTH, center=False)
    projected = vectors @ directions
    return projected / projected.std()


@torch.no_grad()
def everything(model, tokens):
    """The vectors of all phrases, for the vision side to be trained against."""
    made = np.zeros((len(tokens), 384), np.float32)
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    for start in range(0, len(order), 512):
        chosen = order[start : start + 512]
        length = len(tokens[chosen[-1]])
        ids = torch.tensor([tokens[i] + [0] * (length - len(tokens[i])) for i in chosen])
        made[chosen] = F.normalize(model.eval()(ids, (ids > 0).long()), dim=1).numpy()
    return made


def main(data, minilm, minutes=12):
    torch.set_num_threads(1)
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    content = json.loads((data / "phrases.json").read_text())
    phrases = content["phrases"]
    teacher = torch.from_numpy(np.load(data / "teacher.npy"))
    old_ids = cut_down(minilm, phrases, data / "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokens = [e.ids for e in tokenizer.encode_batch(phrases)]
    of_emoji = np.array(sorted({i for ids in content["emoji"].values() for i in ids}))
    held = rng.permutation(np.setdiff1d(np.arange(len(phrases)), of_emoji))[:1000]
    others = np.setdiff1d(np.arange(len(phrases)), np.concatenate([of_emoji, held]))
    print(len(old_ids), "tokens,", len(of_emoji), "phrases of emoji,", len(others), "others", flush=True)
    model = TextModel(len(old_ids))
    with torch.no_grad():
        model.words.weight.copy_(start(minilm, old_ids))
        model.places.weight.mul_(0.1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)

    def batch(chosen):
        length = max(len(tokens[i]) for i in chosen)
        ids = torch.tensor([tokens[i] + [0] * (length - len(tokens[i])) for i in chosen])
        return ids, (ids > 0).long(), teacher[chosen]

    def held_out():
        with torch.no_grad():
            ids, mask, wanted = batch(held)
            return float((F.normalize(model.eval()(ids, mask), dim=1) * wanted).sum(1).mean())

    began, queue, step, done = time.time(), np.array([], int), 0, 0.0
    while done < 1:
        done = (time.time() - began) / (60 * minutes)
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * math.cos(math.pi / 2 * min(1.0, done)) ** 2)
        if len(queue) < 256:
            epoch = np.concatenate([of_emoji, of_emoji, others])
            lengths = np.array([len(tokens[i]) for i in epoch]) + rng.random(len(epoch)) * 2
            # Texts of like length share a batch; the batches come in any order.
            batches = np.array_split(epoch[np.argsort(lengths)], len(epoch) // 256)
            rng.shuffle(order := np.arange(len(batches)))
            queue = np.concatenate([batches[i] for i in order])
        chosen, queue = queue[:256], queue[256:]
        ids, mask, wanted = batch(chosen)
        made = F.normalize(model.train()(ids, mask), dim=1)
        likeness = (made * wanted).sum(1).mean()
        # Where each lies among the others matters as much as where it lies.
        apart = (made @ made.T - wanted @ wanted.T).pow(2).mean()
        loss = 1 - likeness + 5 * apart
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(step, f"cosine {likeness.item():.3f} {time.time() - began:.0f}s", flush=True)
    print("cosine to MiniLM of", len(held), "phrases held out:", round(held_out(), 3))
    torch.save(model.state_dict(), data / "text.pt")
    np.save(data / "student.npy", everything(model, tokens))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(float, sys.argv[3:]))

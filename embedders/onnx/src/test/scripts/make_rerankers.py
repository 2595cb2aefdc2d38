"""Makes tiny cross-encoders, and what sentence-transformers says of pairs of texts.

The weights are random: the models mean nothing, but every step from two texts to a score is there. Run
with torch, transformers, sentence-transformers and onnx installed:

    python make_rerankers.py ../resources/models

Each directory is what CrossEncoder.save writes, with the ONNX file in place of PyTorch's weights, and
reference.json: questions, passages, and for each question the score of each passage, computed by
CrossEncoder.predict one pair at a time.

    cross-bert     token types tell question from passage; the output as it is (Identity)
    cross-roberta  two separators between question and passage, positions from the padding token; no
                   activation is named, so it is the logistic function
"""

import json
import pathlib
import shutil
import sys
import tempfile

import sentence_transformers
import torch
from sentence_transformers import CrossEncoder
from tokenizers import processors
from transformers import (
    BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast, RobertaConfig,
    RobertaForSequenceClassification,
)

from make_families import MAX_TOKENS, TEXTS, WIDTH, byte_bpe, wordpiece

QUESTIONS = ["the cat sat on the mat", "who?", "a dog and a cat and the mat and the dog again and again"]
PASSAGES = TEXTS + [""]


class Logits(torch.nn.Module):
    """A classifier as exporters wrap it: named inputs in, logits out."""

    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *inputs):
        given = dict(zip(self.names, inputs))
        mask = given["attention_mask"]
        # Since tracing would keep what the two-dimensional form led to.
        given["attention_mask"] = (1.0 - mask[:, None, None, :].float()) * -1e4
        return self.model(**given).logits


def export(model, names, file):
    # With padding in the example: a mask of ones would be optimised away for good.
    ids = torch.full((2, 5), 7)
    ids[1, 3:] = 1
    example = {
        "input_ids": ids,
        "attention_mask": torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
        "token_type_ids": torch.tensor([[0, 0, 0, 1, 1], [0, 1, 1, 0, 0]]),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Logits(model, names).eval(), tuple(example[name] for name in names), str(file), dynamo=False,
        input_names=names, output_names=["logits"], opset_version=17,
        dynamic_axes={**{name: {0: "batch", 1: "sequence"} for name in names}, "logits": {0: "batch"}})


def build(root, name, model, tok, specials, activation=None):
    """Saves what sentence-transformers saves, and its scores; returns the folder and the model."""
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temp:
        model.save_pretrained(temp)
        PreTrainedTokenizerFast(tokenizer_object=tok, model_max_length=MAX_TOKENS, **specials).save_pretrained(temp)
        cross = CrossEncoder(temp, device="cpu", max_length=MAX_TOKENS, activation_fn=activation)
        cross.save_pretrained(str(folder), create_model_card=False)
    for weights in folder.glob("*.safetensors"):
        weights.unlink()
    scores = [[round(float(cross.predict([(question, passage)])[0]), 7) for passage in PASSAGES]
              for question in QUESTIONS]
    reference = {"made_with": "sentence-transformers " + sentence_transformers.__version__,
                 "questions": QUESTIONS, "passages": PASSAGES, "scores": scores}
    (folder / "reference.json").write_text(json.dumps(reference) + "\n", encoding="utf-8")
    return folder, cross.model


def bert(root):
    tok, specials = wordpiece()
    # Without this, CrossEncoder would not hand over which token is of which text.
    specials["model_input_names"] = ["input_ids", "token_type_ids", "attention_mask"]
    tok.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(t, tok.token_to_id(t)) for t in ("[CLS]", "[SEP]")])
    config = BertConfig(vocab_size=tok.get_vocab_size(), hidden_size=WIDTH, num_hidden_layers=2,
                        num_attention_heads=3, intermediate_size=40, max_position_embeddings=32,
                        initializer_range=0.5, pad_token_id=0, num_labels=1)
    folder, model = build(root, "cross-bert", BertForSequenceClassification(config), tok, specials,
                          torch.nn.Identity())
    export(model, ["input_ids", "attention_mask", "token_type_ids"], folder / "onnx" / "model.onnx")


def roberta(root):
    tok = byte_bpe("<s> $A </s>", ["<s>", "<pad>", "</s>"])
    tok.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(t, tok.token_to_id(t)) for t in ("<s>", "</s>")])
    config = RobertaConfig(vocab_size=tok.get_vocab_size(), hidden_size=WIDTH, num_hidden_layers=2,
                           num_attention_heads=3, intermediate_size=40, max_position_embeddings=34,
                           initializer_range=0.3, type_vocab_size=1, pad_token_id=1, bos_token_id=0,
                           eos_token_id=2, num_labels=1)
    folder, model = build(root, "cross-roberta", RobertaForSequenceClassification(config), tok,
                          dict(bos_token="<s>", eos_token="</s>", pad_token="<pad>", cls_token="<s>",
                               sep_token="</s>"))
    export(model, ["input_ids", "attention_mask"], folder / "onnx" / "model.onnx")
    # As transformers.js keeps it: no file of sentence-transformers, and no word on the activation.
    for file in ("config_sentence_transformers.json", "modules.json", "sentence_bert_config.json"):
        (folder / file).unlink(missing_ok=True)
    config = json.loads((folder / "config.json").read_text())
    config.pop("sentence_transformers", None)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for seed, family in enumerate([bert, roberta]):
        torch.manual_seed(seed)
        family(target)

"""Makes the tiny models that the tests of this module run, and what PyTorch says they answer.

The weights are random: the models mean nothing, but every step from text to vector is there. Run
with torch, transformers and onnx installed:

    python make_models.py ../resources/models

Each directory is laid out as sentence-transformers does it, with the ONNX file under onnx/, and
reference.json: texts and the vector of each, computed by PyTorch one text at a time.
"""

import json
import pathlib
import sys

import onnx
import torch
from onnx import TensorProto, helper
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

TEXTS = [
    "",
    "a",
    "the cat sat on the mat",
    "The CAT sat, on the mat!",
    "a dog and a cat",
    "unheard words like zyzzyva",
    "the mat sat on the dog and the dog sat on the cat and the cat sat on the mat again and again",
]
WORDS = "the a cat dog sat on mat and again words like ! ,".split()
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
MAX_TOKENS = 16
POOLINGS = {
    "cls": "pooling_mode_cls_token",
    "mean": "pooling_mode_mean_tokens",
    "max": "pooling_mode_max_tokens",
    "mean_sqrt_len_tokens": "pooling_mode_mean_sqrt_len_tokens",
    "weightedmean": "pooling_mode_weightedmean_tokens",
    "lasttoken": "pooling_mode_lasttoken",
}


def tokenizer():
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    vocabulary = SPECIALS + WORDS + [w for w in letters if w not in WORDS]
    vocabulary += ["##" + letter for letter in letters]
    tokens = {token: i for i, token in enumerate(vocabulary)}
    result = Tokenizer(models.WordPiece(tokens, unk_token="[UNK]"))
    result.normalizer = normalizers.BertNormalizer(lowercase=True)
    result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    result.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", tokens["[CLS]"]), ("[SEP]", tokens["[SEP]"])],
    )
    result.enable_truncation(MAX_TOKENS)
    result.enable_padding(length=8)
    return result, tokens


def pool(hidden, mode):
    n = hidden.shape[0]
    return {
        "cls": lambda: hidden[0],
        "mean": lambda: hidden.mean(0),
        "max": lambda: hidden.max(0).values,
        "mean_sqrt_len_tokens": lambda: hidden.sum(0) / n**0.5,
        "weightedmean": lambda: (hidden * torch.arange(1, n + 1)[:, None]).sum(0) / (n * (n + 1) / 2),
        "lasttoken": lambda: hidden[-1],
    }[mode]()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    indent = None if path.name == "reference.json" else 1
    path.write_text(json.dumps(content, indent=indent) + "\n", encoding="utf-8")


class Wrapped(torch.nn.Module):
    """The model as exporters wrap it: named inputs in, token vectors out."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        # The four-dimensional form, since tracing would keep the two-dimensional one's values.
        mask = (1.0 - attention_mask[:, None, None, :].float()) * -1e9
        return self.model(
            input_ids=input_ids, attention_mask=mask, token_type_ids=token_type_ids
        ).last_hidden_state


def ids_of(tok, text):
    tok.no_padding()
    return torch.tensor([tok.encode(text).ids])


def bert(root):
    torch.manual_seed(7)
    tok, vocabulary = tokenizer()
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
        intermediate_size=40, max_position_embeddings=32, initializer_range=0.5,
        pad_token_id=vocabulary["[PAD]"], attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    folder = root / "bert"
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tok.save(str(folder / "tokenizer.json"))
    # With padding in the example: a mask of ones would be optimised away for good.
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    example = (torch.full((2, 5), 5), mask, torch.zeros(2, 5, dtype=torch.long))
    axes = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        Wrapped(model).eval(), example, str(folder / "onnx" / "model.onnx"), dynamo=False,
        input_names=["input_ids", "attention_mask", "token_type_ids"],
        output_names=["last_hidden_state"], opset_version=17,
        dynamic_axes={n: axes for n in ["input_ids", "attention_mask", "token_type_ids", "last_hidden_state"]},
    )
    write(folder / "config.json", {"model_type": "bert", "hidden_size": 24,
          "max_position_embeddings": 32, "pad_token_id": vocabulary["[PAD]"]})
    write(folder / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS})
    write(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ])
    write(folder / "1_Pooling" / "config.json",
          {"word_embedding_dimension": 24, **{flag: mode == "mean" for mode, flag in POOLINGS.items()}})
    reference = {"texts": TEXTS, "pooled": {}}
    for mode in POOLINGS:
        rows = []
        for text in TEXTS:
            ids = ids_of(tok, text)
            with torch.no_grad():
                hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids),
                               token_type_ids=torch.zeros_like(ids)).last_hidden_state[0]
            rows.append([round(float(v), 7) for v in pool(hidden, mode)])
        reference["pooled"][mode] = rows
    write(folder / "reference.json", reference)


def positions(root):
    """int32 ids and position_ids in, sentence_embedding out: no transformer, two embeddings added."""
    torch.manual_seed(8)
    tok, vocabulary = tokenizer()
    folder = root / "positions"
    folder.mkdir(parents=True, exist_ok=True)
    tok.save(str(folder / "tokenizer.json"))
    words, places = torch.randn(len(vocabulary), 8), torch.randn(MAX_TOKENS, 8)
    constant = lambda name, t: helper.make_tensor(name, TensorProto.FLOAT, t.shape, t.flatten().tolist())
    integers = lambda name: helper.make_tensor_value_info(name, TensorProto.INT32, ["b", "s"])
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["w"]),
        helper.make_node("Gather", ["places", "position_ids"], ["p"]),
        helper.make_node("Add", ["w", "p"], ["h"]),
        helper.make_node("Cast", ["attention_mask"], ["m"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["m", "last"], ["m3"]),
        helper.make_node("Mul", ["h", "m3"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "second"], ["sentence_embedding"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes, "positions", [integers(n) for n in ("input_ids", "attention_mask", "position_ids")],
        [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["b", 8])],
        [constant("words", words), constant("places", places),
         helper.make_tensor("last", TensorProto.INT64, [1], [2]),
         helper.make_tensor("second", TensorProto.INT64, [1], [1])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "model.onnx")
    write(folder / "config.json", {"max_position_embeddings": MAX_TOKENS, "pad_token_id": 0})
    rows = []
    for text in TEXTS:
        ids = ids_of(tok, text)[0]
        rows.append([round(float(v), 6) for v in (words[ids] + places[: len(ids)]).sum(0)])
    write(folder / "reference.json", {"texts": TEXTS, "pooled": {"own": rows}})


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    bert(target)
    positions(target)

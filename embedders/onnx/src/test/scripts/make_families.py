"""Makes a tiny model of each family of text transformers, and what sentence-transformers says of it.

The weights are random: the models mean nothing, but every step from text to vector is there. Run
with torch, transformers, sentence-transformers and onnx installed:

    python make_families.py ../resources/models

Each directory is what SentenceTransformer.save writes, with the ONNX file in place of PyTorch's
weights, and reference.json: texts, and the vector of each as a document and as a query, computed by
sentence-transformers one text at a time.

    sbert    a BERT with a Dense layer and prefixes; weights in a file of their own
    roberta  positions from the padding token; float16 weights and outputs
    albert   layers that share weights; mean of tokens beside a pooler's output
    xlnet    [CLS] at the end, with a token type of its own
    gpt2     a decoder; the last token; int32 inputs, position_ids
"""

import json
import pathlib
import shutil
import sys
import tempfile

import onnx
import sentence_transformers
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers import models as modules
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AlbertConfig, AlbertModel, BertConfig, BertModel, GPT2Config, GPT2Model,
    PreTrainedTokenizerFast, RobertaConfig, RobertaModel, XLNetConfig, XLNetModel,
)

TEXTS = [
    "a",
    "the cat sat on the mat",
    "The CAT sat, on the mat!",
    "a dog and a cat",
    "unheard words like zyzzyva",
    "na\u00efve caf\u00e9 \u4e16\u754c \U0001f600",
    "the mat sat on the dog and the dog sat on the cat and the cat sat on the mat again and again",
]
CORPUS = TEXTS + ["the dog and the cat sat on mats", "again words like the unheard ones"] * 5
MAX_TOKENS = 16
WIDTH = 24
PROMPTS = {"query": "query: ", "document": "passage: "}


def wordpiece():
    tok = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tok.normalizer = normalizers.BertNormalizer(lowercase=True)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tok.train_from_iterator(CORPUS, trainers.WordPieceTrainer(vocab_size=120, special_tokens=special))
    tok.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(t, tok.token_to_id(t)) for t in ("[CLS]", "[SEP]")])
    return tok, dict(pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


def byte_bpe(template, special):
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=330, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    if template:
        tok.post_processor = processors.TemplateProcessing(
            single=template, special_tokens=[(t, tok.token_to_id(t)) for t in special])
    return tok


def unigram(template, special):
    tok = Tokenizer(models.Unigram())
    tok.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase()])
    tok.pre_tokenizer = pre_tokenizers.Metaspace()
    tok.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=90, special_tokens=special, unk_token="<unk>"))
    tok.post_processor = processors.TemplateProcessing(
        single=template,
        special_tokens=[(t, tok.token_to_id(t)) for t in special if t in template])
    return tok


class Tokens(torch.nn.Module):
    """A model as exporters wrap it: named inputs in, token vectors out."""

    def __init__(self, model, names, four_dimensional=True, causal=False, more=None):
        super().__init__()
        self.model, self.names, self.more = model, names, more
        self.four_dimensional, self.causal = four_dimensional, causal

    def forward(self, *inputs):
        given = {name: value.long() for name, value in zip(self.names, inputs)}
        mask = given["attention_mask"]
        if self.four_dimensional:
            # Since tracing would keep what the two-dimensional form led to.
            dtype = next(self.model.parameters()).dtype
            seen = mask[:, None, None, :].to(dtype)
            if self.causal:
                seen = seen * torch.tril(torch.ones_like(mask[0][:, None] * mask[0][None, :])).to(dtype)
            given["attention_mask"] = (1.0 - seen) * -1e4
        output = self.model(**given)
        hidden = output[0]
        if self.more == "pooler":
            return hidden, output.pooler_output
        if self.more == "sentence":
            return hidden, hidden[:, 0] * 0
        return hidden


def export(wrapped, file, outputs, integer=torch.long):
    # With padding in the example: a mask of ones would be optimised away for good.
    ids = torch.full((2, 5), 7, dtype=integer)
    ids[1, 3:] = 1
    example = {
        "input_ids": ids,
        "attention_mask": torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], dtype=integer),
        "token_type_ids": torch.zeros(2, 5, dtype=integer),
        "position_ids": torch.arange(5, dtype=integer).repeat(2, 1),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    axes = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        wrapped.eval(), tuple(example[n] for n in wrapped.names), str(file), dynamo=False,
        input_names=wrapped.names, output_names=outputs, opset_version=17,
        dynamic_axes={n: axes for n in wrapped.names + outputs[:1]})


def build(root, name, model, tok, specials, pooling, extra=(), prompts=None):
    """Saves what sentence-transformers saves, and its vectors; returns the folder."""
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temp:
        model.save_pretrained(temp)
        PreTrainedTokenizerFast(tokenizer_object=tok, model_max_length=MAX_TOKENS, **specials).save_pretrained(temp)
        transformer = modules.Transformer(temp, max_seq_length=MAX_TOKENS)
        parts = [transformer, modules.Pooling(WIDTH, pooling_mode=pooling), *extra]
        st = SentenceTransformer(modules=parts, prompts=prompts or {}, device="cpu").eval()
        st.save(str(folder), create_model_card=False)
    for weights in folder.glob("*.safetensors"):
        weights.unlink()
    reference = {"made_with": "sentence-transformers " + sentence_transformers.__version__, "texts": TEXTS}
    for purpose in ("document", "query"):
        prompt = (prompts or {}).get(purpose, "")
        rows = [st.encode(text, prompt=prompt, convert_to_numpy=True) for text in TEXTS]
        reference[purpose] = [[round(float(v), 7) for v in row] for row in rows]
    (folder / "reference.json").write_text(json.dumps(reference) + "\n", encoding="utf-8")
    return folder, st[0].auto_model


def sbert(root):
    tok, specials = wordpiece()
    config = BertConfig(vocab_size=tok.get_vocab_size(), hidden_size=WIDTH, num_hidden_layers=2,
                        num_attention_heads=3, intermediate_size=40, max_position_embeddings=32,
                        initializer_range=0.5, pad_token_id=0)
    dense = modules.Dense(WIDTH, 12, activation_function=torch.nn.Tanh())
    folder, model = build(root, "sbert", BertModel(config, add_pooling_layer=False), tok, specials,
                          "mean", (dense, modules.Normalize()), PROMPTS)
    file = folder / "onnx" / "model.onnx"
    # The second output is a decoy: where the modules pool, the vectors of tokens are wanted.
    export(Tokens(model, ["input_ids", "attention_mask", "token_type_ids"], more="sentence"), file,
           ["token_embeddings", "sentence_embedding"])
    onnx.save_model(onnx.load(file), file, save_as_external_data=True, location="weights.bin", size_threshold=256)


def roberta(root):
    tok = byte_bpe("<s> $A </s>", ["<s>", "<pad>", "</s>"])
    config = RobertaConfig(vocab_size=tok.get_vocab_size(), hidden_size=WIDTH, num_hidden_layers=2,
                           num_attention_heads=3, intermediate_size=40, max_position_embeddings=34,
                           initializer_range=0.3, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2)
    folder, model = build(root, "roberta", RobertaModel(config, add_pooling_layer=False), tok,
                          dict(bos_token="<s>", eos_token="</s>", pad_token="<pad>", cls_token="<s>", sep_token="</s>"),
                          "cls")
    export(Tokens(model.half(), ["input_ids", "attention_mask"]), folder / "onnx" / "model_fp16.onnx",
           ["last_hidden_state"])


def albert(root):
    tok = unigram("[CLS] $A [SEP]", ["<pad>", "<unk>", "[CLS]", "[SEP]"])
    config = AlbertConfig(vocab_size=tok.get_vocab_size(), embedding_size=16, hidden_size=WIDTH, num_hidden_layers=3,
                          num_attention_heads=3, intermediate_size=40, max_position_embeddings=32,
                          initializer_range=0.5, pad_token_id=0)
    folder, model = build(root, "albert", AlbertModel(config), tok,
                          dict(pad_token="<pad>", unk_token="<unk>", cls_token="[CLS]", sep_token="[SEP]"),
                          "mean", (modules.Normalize(),))
    export(Tokens(model, ["input_ids", "attention_mask", "token_type_ids"], more="pooler"),
           folder / "onnx" / "model.onnx", ["last_hidden_state", "pooler_output"])


def xlnet(root):
    tok = unigram("$A <sep> <cls>:2", ["<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>"])
    config = XLNetConfig(vocab_size=tok.get_vocab_size(), d_model=WIDTH, n_layer=2, n_head=3, d_inner=40,
                         initializer_range=0.5, pad_token_id=5, mem_len=None, use_mems_eval=False)
    folder, model = build(root, "xlnet", XLNetModel(config), tok,
                          dict(pad_token="<pad>", unk_token="<unk>", cls_token="<cls>", sep_token="<sep>",
                               model_input_names=["input_ids", "token_type_ids", "attention_mask"]), "mean")
    export(Tokens(model, ["input_ids", "attention_mask", "token_type_ids"], four_dimensional=False),
           folder / "onnx" / "model.onnx", ["last_hidden_state"])


def gpt2(root):
    tok = byte_bpe(None, ["<|endoftext|>"])
    config = GPT2Config(vocab_size=tok.get_vocab_size(), n_embd=WIDTH, n_layer=2, n_head=3, n_positions=MAX_TOKENS,
                        initializer_range=0.3, bos_token_id=0, eos_token_id=0, pad_token_id=0,
                        attn_implementation="eager", use_cache=False)
    folder, model = build(root, "gpt2", GPT2Model(config), tok, dict(pad_token="<|endoftext|>", eos_token="<|endoftext|>"),
                          "lasttoken")
    model.config.use_cache = False
    export(Tokens(model, ["input_ids", "attention_mask", "position_ids"], causal=True),
           folder / "onnx" / "model.onnx", ["last_hidden_state"], integer=torch.int32)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for seed, family in enumerate([sbert, roberta, albert, xlnet, gpt2]):
        torch.manual_seed(seed)
        family(target)

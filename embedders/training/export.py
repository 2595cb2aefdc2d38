"""Writes the trained model in the layout of CLIP, its weights as int8.

usage: python export.py DATA OUT

Only the weights are int8, with a scale per output; Cast and Mul make them float32 again, and ONNX
Runtime does that once, when it loads the file. Activations stay float32, so that a vector does not
depend on what else is in the batch.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from tokenizers import Tokenizer

from text import MAX_TOKENS, TextModel
from vision import DIMENSION, MEAN, SIDE, STD, VisionModel

SMALL = 1024


class TextSide(nn.Module):
    def __init__(self, text, projection):
        super().__init__()
        self.text, self.projection = text, projection

    def forward(self, input_ids, attention_mask):
        made = nn.functional.normalize(self.text(input_ids, attention_mask), dim=1)
        return self.projection(made)


def int8(path):
    """Replaces each large float32 initializer by int8, a scale, Cast and Mul."""
    model = onnx.load(path)
    graph = model.graph
    gathered = {n.input[0] for n in graph.node if n.op_type == "Gather"}
    convolved = {n.input[1] for n in graph.node if n.op_type == "Conv"}
    transposed = {n.input[1] for n in graph.node if n.op_type == "Gemm" and any(a.name == "transB" and a.i for a in n.attribute)}
    kept, nodes = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim < 2 or values.size < SMALL:
            kept.append(tensor)
            continue
        axis = 0 if tensor.name in gathered | convolved | transposed else values.ndim - 1
        others = tuple(i for i in range(values.ndim) if i != axis)
        scale = np.maximum(np.abs(values).max(axis=others, keepdims=True) / 127, 1e-12).astype(np.float32)
        whole = np.rint(values / scale).clip(-127, 127).astype(np.int8)
        name = tensor.name
        kept += [numpy_helper.from_array(whole, name + ".int8"), numpy_helper.from_array(scale, name + ".scale")]
        nodes += [
            helper.make_node("Cast", [name + ".int8"], [name + ".float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [name + ".float", name + ".scale"], [name]),
        ]
    before = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes + before)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main(data, out):
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    trained = torch.load(data / "vision.pt")
    vision = VisionModel()
    vision.load_state_dict(trained["vision"])
    torch.onnx.export(
        vision.eval(), (torch.zeros(2, 3, SIDE, SIDE),), str(out / "onnx/vision_model.onnx"), dynamo=False,
        opset_version=17, input_names=["pixel_values"], output_names=["image_embeds"],
        dynamic_axes={"pixel_values": {0: "batch"}, "image_embeds": {0: "batch"}},
    )
    state = torch.load(data / "text.pt")
    text = TextModel(len(state["words.weight"]))
    text.load_state_dict(state)
    projection = nn.Linear(384, DIMENSION)
    projection.load_state_dict(trained["text"])
    both = {0: "batch", 1: "sequence"}
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    torch.onnx.export(
        TextSide(text, projection).eval(), (torch.full((2, 5), 7), mask), str(out / "onnx/text_model.onnx"),
        dynamo=False, opset_version=17, input_names=["input_ids", "attention_mask"], output_names=["text_embeds"],
        dynamic_axes={"input_ids": both, "attention_mask": both, "text_embeds": {0: "batch"}},
    )
    int8(out / "onnx/vision_model.onnx")
    int8(out / "onnx/text_model.onnx")
    shutil.copy(data / "tokenizer.json", out / "tokenizer.json")
    vocabulary = Tokenizer.from_file(str(data / "tokenizer.json")).get_vocab_size()
    config = {
        "model_type": "clip",
        "projection_dim": DIMENSION,
        "text_config": {"max_position_embeddings": MAX_TOKENS, "pad_token_id": 0, "vocab_size": vocabulary},
        "vision_config": {"image_size": SIDE},
    }
    preprocessor = {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"shortest_edge": SIDE},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": SIDE, "width": SIDE},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [MEAN] * 3,
        "image_std": [STD] * 3,
    }
    for name, content in (("config.json", config), ("preprocessor_config.json", preprocessor)):
        (out / name).write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Makes the tiny image models that the tests run, and what PyTorch says they answer.

The weights are random: the models mean nothing, but every step from picture to vector is there. Run
with torch, transformers, onnx and Pillow installed, after make_images.py:

    python make_image_models.py ../resources/images ../resources/models

Each directory is laid out as transformers.js has it. reference.json holds pictures by file name,
texts, and the vector of each as PyTorch computes it, one by one, not normalised. Pictures are
loaded and prepared with Pillow, step by step as transformers' processors do it.
"""

import pathlib
import sys

import numpy as np
import torch
from PIL import Image, ImageOps
from transformers import (
    CLIPConfig, CLIPModel, ResNetConfig, ResNetModel, SiglipConfig, SiglipModel, ViTConfig, ViTModel,
)

from make_models import tokenizer, write

PICTURES = [
    "rgb-97x61.png", "rgb-17x31.png", "rgb-1x7.png", "photo-129x67.jpg", "420-33x47.jpg",
    "cmyk.jpg", "orientation-6.jpg", "palette.png", "alpha.png", "lossy-97x61.webp", "grey.gif",
]
TEXTS = ["a cat", "the dog and the mat", "", "words like a cat and the dog and the mat and the cat again"]
TEXT_LENGTH = 12
AXES = {0: "batch"}


def prepare(path, size, crop, resample, mean, std):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    if isinstance(size, int):
        w, h = image.size
        other = int(size * max(w, h) / min(w, h))
        image = image.resize((size, other) if w <= h else (other, size), resample)
    else:
        image = image.resize(size, resample)
    pixels = np.asarray(image)
    if crop:
        top, left = (pixels.shape[0] - crop) // 2, (pixels.shape[1] - crop) // 2
        pixels = pixels[top : top + crop, left : left + crop]
    pixels = (pixels * (1 / 255) - np.array(mean)) / np.array(std)
    return torch.from_numpy(pixels.astype(np.float32).transpose(2, 0, 1))[None]


class Call(torch.nn.Module):
    def __init__(self, function, model):
        super().__init__()
        self.model, self.function = model, function

    def forward(self, *inputs):
        return self.function(self.model, *inputs)


def export(model, function, example, file, inputs, outputs, axes):
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Call(function, model).eval(), example, str(file), dynamo=False, opset_version=17,
        input_names=inputs, output_names=outputs, dynamic_axes=axes,
    )


def rows(tensors):
    return [[round(float(v), 6) for v in t.flatten()] for t in tensors]


def reference(folder, images, model, prepared, texts=None):
    with torch.no_grad():
        content = {"pictures": PICTURES, "images": rows(model(p) for p in prepared)}
        if texts:
            content |= {"texts": TEXTS, "vectors": rows(texts)}
    write(folder / "reference.json", content)


def pooled(output):
    return output if isinstance(output, torch.Tensor) else output.pooler_output


def clip(images, root):
    """Two files, and the same weights in one file."""
    torch.manual_seed(11)
    tok, vocabulary = tokenizer()
    tok.enable_truncation(TEXT_LENGTH)
    tok.no_padding()
    config = CLIPConfig(
        projection_dim=20,
        text_config=dict(vocab_size=len(vocabulary), hidden_size=24, intermediate_size=32, num_hidden_layers=2,
            num_attention_heads=2, max_position_embeddings=TEXT_LENGTH, projection_dim=20,
            eos_token_id=vocabulary["[SEP]"], bos_token_id=vocabulary["[CLS]"], pad_token_id=0),
        vision_config=dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
            image_size=32, patch_size=8, projection_dim=20),
    )
    config._attn_implementation = "eager"
    model = CLIPModel(config).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    vision = lambda m, p: pooled(m.get_image_features(pixel_values=p))
    text = lambda m, i: pooled(m.get_text_features(input_ids=i))
    mean, std = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
    prepared = [prepare(images / p, 32, 32, Image.Resampling.BICUBIC, mean, std) for p in PICTURES]
    spoken = [torch.tensor([tok.encode(t).ids]) for t in TEXTS]
    ids = torch.tensor([tok.encode(TEXTS[0]).ids] * 2)
    both = {0: "batch", 1: "sequence"}
    for name in ("clip", "clip-one-file"):
        folder = root / name
        if name == "clip":
            export(model, vision, (prepared[0],), folder / "onnx/vision_model.onnx", ["pixel_values"], ["image_embeds"],
                   {"pixel_values": AXES, "image_embeds": AXES})
            export(model, text, (ids,), folder / "onnx/text_model.onnx", ["input_ids"], ["text_embeds"],
                   {"input_ids": both, "text_embeds": AXES})
        else:
            def whole(m, i, p, mask):
                # As the real model, embeddings of unit length and their products.
                t, v = (torch.nn.functional.normalize(x, dim=-1) for x in (text(m, i), vision(m, p)))
                products = t @ v.T + mask.sum() * 0
                return products, products.T, t, v
            export(model, whole, (ids, prepared[0], torch.ones_like(ids)), folder / "onnx/model.onnx",
                   ["input_ids", "pixel_values", "attention_mask"],
                   ["logits_per_text", "logits_per_image", "text_embeds", "image_embeds"],
                   {"input_ids": both, "attention_mask": both, "pixel_values": {0: "pictures"},
                    "text_embeds": AXES, "image_embeds": {0: "pictures"}, "logits_per_text": {0: "batch", 1: "pictures"},
                    "logits_per_image": {0: "pictures", 1: "batch"}})
        tok.save(str(folder / "tokenizer.json"))
        write(folder / "config.json", {"model_type": "clip", "projection_dim": 20, "text_config":
              {"max_position_embeddings": TEXT_LENGTH, "pad_token_id": 0}, "vision_config": {"image_size": 32}})
        write(folder / "preprocessor_config.json", {
            "crop_size": {"height": 32, "width": 32}, "do_center_crop": True, "do_convert_rgb": True,
            "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": mean, "image_std": std,
            "image_processor_type": "CLIPImageProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
            "size": {"shortest_edge": 32}})
        with torch.no_grad():
            reference(folder, images, lambda p: vision(model, p), prepared, [text(model, i) for i in spoken])


def siglip(images, root):
    torch.manual_seed(12)
    tok, vocabulary = tokenizer()
    tok.enable_truncation(TEXT_LENGTH)
    pad = vocabulary["[SEP]"]
    tok.enable_padding(length=TEXT_LENGTH, pad_id=pad, pad_token="[SEP]")
    config = SiglipConfig(
        text_config=dict(vocab_size=len(vocabulary), hidden_size=24, intermediate_size=32, num_hidden_layers=2,
            num_attention_heads=2, max_position_embeddings=TEXT_LENGTH, pad_token_id=pad, projection_size=24),
        vision_config=dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
            image_size=32, patch_size=8),
    )
    config._attn_implementation = "eager"
    config.text_config._attn_implementation = config.vision_config._attn_implementation = "eager"
    model = SiglipModel(config).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    folder = root / "siglip"
    vision = lambda m, p: (lambda o: (o.last_hidden_state, o.pooler_output))(m.vision_model(pixel_values=p))
    text = lambda m, i: (lambda o: (o.last_hidden_state, o.pooler_output))(m.text_model(input_ids=i))
    half = [0.5] * 3
    prepared = [prepare(images / p, (32, 32), None, Image.Resampling.BICUBIC, half, half) for p in PICTURES]
    spoken = [torch.tensor([tok.encode(t).ids]) for t in TEXTS]
    both = {0: "batch", 1: "sequence"}
    export(model, vision, (prepared[0],), folder / "onnx/vision_model.onnx", ["pixel_values"],
           ["last_hidden_state", "pooler_output"], {"pixel_values": AXES, "last_hidden_state": AXES, "pooler_output": AXES})
    export(model, text, (torch.cat(spoken[:2]),), folder / "onnx/text_model.onnx", ["input_ids"],
           ["last_hidden_state", "pooler_output"], {"input_ids": both, "last_hidden_state": both, "pooler_output": AXES})
    tok.no_padding()
    tok.save(str(folder / "tokenizer.json"))
    write(folder / "config.json", {"model_type": "siglip", "text_config":
          {"model_type": "siglip_text_model", "max_position_embeddings": TEXT_LENGTH, "pad_token_id": pad},
          "vision_config": {"image_size": 32}})
    write(folder / "preprocessor_config.json", {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": half, "image_std": half,
        "image_processor_type": "SiglipImageProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
        "size": {"height": 32, "width": 32}})
    with torch.no_grad():
        reference(folder, images, lambda p: vision(model, p)[1], prepared, [text(model, i)[1] for i in spoken])


def resnet(images, root):
    torch.manual_seed(13)
    model = ResNetModel(ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")).eval()
    folder = root / "resnet"
    function = lambda m, p: (lambda o: (o.last_hidden_state, o.pooler_output))(m(pixel_values=p))
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    prepared = [prepare(images / p, int(32 / 0.875), 32, Image.Resampling.BILINEAR, mean, std) for p in PICTURES]
    export(model, function, (prepared[0],), folder / "onnx/model.onnx", ["pixel_values"], ["last_hidden_state", "pooler_output"],
           {"pixel_values": AXES, "last_hidden_state": AXES, "pooler_output": AXES})
    write(folder / "config.json", {"model_type": "resnet"})
    write(folder / "preprocessor_config.json", {
        "crop_pct": 0.875, "do_normalize": True, "do_resize": True, "feature_extractor_type": "ConvNextFeatureExtractor",
        "image_mean": mean, "image_std": std, "resample": 2, "size": 32})
    reference(folder, images, lambda p: function(model, p)[1], prepared)


def vit(images, root):
    torch.manual_seed(14)
    config = ViTConfig(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32,
                       patch_size=8, initializer_range=0.3)
    config._attn_implementation = "eager"
    model = ViTModel(config, add_pooling_layer=False).eval()
    folder = root / "vit"
    function = lambda m, p: m(pixel_values=p).last_hidden_state
    half = [0.5] * 3
    prepared = [prepare(images / p, (32, 32), None, Image.Resampling.BILINEAR, half, half) for p in PICTURES]
    export(model, function, (prepared[0],), folder / "onnx/model.onnx", ["pixel_values"], ["last_hidden_state"],
           {"pixel_values": AXES, "last_hidden_state": AXES})
    write(folder / "config.json", {"model_type": "vit"})
    write(folder / "preprocessor_config.json", {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": half, "image_std": half,
        "image_processor_type": "ViTFeatureExtractor", "resample": 2, "size": {"height": 32, "width": 32}})
    reference(folder, images, lambda p: function(model, p)[:, 0], prepared)


if __name__ == "__main__":
    source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    clip(source, target)
    siglip(source, target)
    resnet(source, target)
    vit(source, target)

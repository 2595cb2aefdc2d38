"""Trains the vision side: pictures of an emoji, drawn by several vendors, to its texts.

usage: python vision.py DATA [MINUTES [TEXTS [START]]]

The texts stay where TEXTS puts them (teacher.npy: MiniLM; student.npy: the text side distilled from
it), but for one linear layer that is learnt along. START goes on from a vision.pt. The pictures of
emoji_data.HELD_OUT are never trained on; its recall is printed at the end. Writes DATA/vision.pt.
"""

import json
import math
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import emoji_data

DIMENSION = 256
CONCEPTS = 96
SIDE = 48  # pixels that the model sees, each way
FLIPPABLE = {0, 3, 4}  # groups: smileys, animals and nature, food and drink
MEAN, STD = 0.5, 0.5


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.first = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(out)
        self.second = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(out)
        self.skip = (
            nn.Identity()
            if channels == out and stride == 1
            else nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        )

    def forward(self, x):
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.skip(x))


class VisionModel(nn.Module):
    """A small ResNet: 3 x SIDE x SIDE to DIMENSION."""

    def __init__(self, width=48):
        super().__init__()
        w = width
        self.stem = nn.Conv2d(3, w // 2, 5, 2, 2, bias=False)
        self.stem_norm = nn.BatchNorm2d(w // 2)
        self.blocks = nn.Sequential(
            Block(w // 2, w, 2),
            Block(w, w, 1),
            Block(w, 2 * w, 2),
            Block(2 * w, 2 * w, 1),
            Block(2 * w, 4 * w, 2),
            Block(4 * w, 4 * w, 1),
        )
        self.projection = nn.Linear(4 * w * (1 + (SIDE // 16) ** 2), DIMENSION)

    def forward(self, pixel_values):
        x = self.blocks(F.relu(self.stem_norm(self.stem(pixel_values))))
        whole = x.mean((2, 3))
        return self.projection(torch.cat([whole, x.flatten(1)], 1))


class Pictures:
    def __init__(self, data, described):
        loaded = np.load(data / "pictures.npz")
        self.pixels = torch.from_numpy(loaded["pixels"])
        self.of = {}
        for row, (vendor, emoji) in enumerate(zip(loaded["vendors"], loaded["emojis"])):
            self.of.setdefault(str(emoji), {})[str(vendor)] = row
        self.described = described

    def training(self, emoji):
        return [r for v, r in self.of.get(emoji, {}).items() if v != emoji_data.HELD_OUT]


def augment(planes, flip, rng):
    """Moves, turns, scales, recolours; puts on a background, or drops the alpha channel."""
    n = len(planes)
    planes = planes.float() / 255
    angle = torch.randn(n, generator=rng) * 0.14
    zoom = torch.exp(torch.randn(n, 2, generator=rng) * 0.13 + 0.06)
    shift = torch.randn(n, 2, generator=rng) * 0.07
    mirror = torch.where(flip & (torch.rand(n, generator=rng) < 0.5), -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) * zoom[:, 0] * mirror
    theta[:, 0, 1] = -torch.sin(angle) * zoom[:, 1]
    theta[:, 1, 0] = torch.sin(angle) * zoom[:, 0] * mirror
    theta[:, 1, 1] = torch.cos(angle) * zoom[:, 1]
    theta[:, :, 2] = shift
    grid = F.affine_grid(theta, (n, 7, SIDE, SIDE), align_corners=False)
    planes = F.grid_sample(planes, grid, padding_mode="zeros", align_corners=False)
    stored, over_black, alpha = planes[:, :3], planes[:, 3:6], planes[:, 6:]
    # Recolour what is drawn, not the background.
    gain = torch.exp(torch.randn(n, 3, 1, 1, generator=rng) * 0.08 + torch.randn(n, 1, 1, 1, generator=rng) * 0.12)
    saturation = torch.exp(torch.randn(n, 1, 1, 1, generator=rng) * 0.35)

    def recolour(x, a):
        grey = x.mean(1, keepdim=True)
        return (grey + (x - grey) * saturation).clamp(0, 1).mul(gain).minimum(a)

    kind = torch.rand(n, 1, 1, 1, generator=rng)
    colour = torch.rand(n, 3, 1, 1, generator=rng)
    background = torch.where(kind < 0.65, torch.ones(n, 3, 1, 1), colour)
    drawn = recolour(over_black, alpha) + background * (1 - alpha)
    result = torch.where(kind < 0.3, recolour(stored, torch.ones_like(alpha)), drawn)
    # A coarser or softer drawing.
    small = F.interpolate(result, scale_factor=0.5, mode="bilinear", antialias=True)
    soft = F.interpolate(small, scale_factor=2, mode="bilinear")
    blur = torch.rand(n, 1, 1, 1, generator=rng) * (torch.rand(n, 1, 1, 1, generator=rng) < 0.4)
    return ((result * (1 - blur) + soft * blur).clamp(0, 1) - MEAN) / STD


def plain(planes):
    """As the preprocessor gives them: the alpha channel dropped."""
    stored = planes[:, :3].float()
    small = F.interpolate(stored, (SIDE, SIDE), mode="bicubic", antialias=True).clamp(0, 255)
    return (small / 255 - MEAN) / STD


@torch.no_grad()
def recall(vision, pictures, texts, emojis, k=10):
    """Of the emoji that the vendor draws, each text against all pictures: found among k?"""
    rows = [pictures.of[e][emoji_data.HELD_OUT] for e in emojis]
    vectors = torch.cat(
        [F.normalize(vision(plain(pictures.pixels[rows[i : i + 256]])), dim=1) for i in range(0, len(rows), 256)]
    )
    best = (F.normalize(texts, dim=1) @ vectors.T).topk(k, dim=1).indices
    return [float((best[:, :n] == torch.arange(len(emojis))[:, None]).any(1).float().mean()) for n in (1, k)]


def main(data, minutes=40, texts="teacher.npy", start=None):
    torch.set_num_threads(1)
    torch.manual_seed(7)
    rng, choose = torch.Generator().manual_seed(7), random.Random(7)
    described = json.loads((data / "texts.json").read_text())
    pictures = Pictures(data, described)
    phrases = json.loads((data / "phrases.json").read_text())["emoji"]
    teacher = torch.from_numpy(np.load(data / texts))
    emojis = [e for e in described if pictures.training(e)]
    bases = [e for e in emojis if described[e]["base"] == e]
    toned = [e for e in emojis if described[e]["base"] != e]
    names = teacher[[phrases[e][0] for e in emojis]]
    label = {e: i for i, e in enumerate(emojis)}
    print(len(bases), "emoji,", len(toned), "with skin tones", flush=True)

    vision = VisionModel().to(memory_format=torch.channels_last)
    text = nn.Linear(384, DIMENSION)
    nn.init.orthogonal_(text.weight)
    scale = nn.Parameter(torch.tensor(math.log(30.0 if start else 20.0)))
    if start:
        trained = torch.load(data / start)
        vision.load_state_dict(trained["vision"])
        text.load_state_dict(trained["text"])
    parameters = [*vision.parameters(), *text.parameters(), scale]
    peak = 5e-4 if start else 2e-3
    optimizer = torch.optim.AdamW(parameters, lr=peak, weight_decay=0.05)
    average = torch.optim.swa_utils.AveragedModel(
        nn.ModuleList([vision, text]), multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99), use_buffers=True
    )
    began, queue, step, done = time.time(), [], 0, 0.0
    while done < 1:
        # One cycle over the time there is: the machine may be busy with other things.
        done = (time.time() - began) / (60 * minutes)
        for group in optimizer.param_groups:
            group["lr"] = peak * min(1.0, (step + 1) / 80) * (0.01 + 0.99 * math.cos(math.pi / 2 * min(1.0, done)) ** 2)
        if len(queue) < CONCEPTS:
            queue = choose.sample(bases, len(bases)) + choose.sample(toned, len(bases) // 5)
            choose.shuffle(queue)
        batch, queue = queue[:CONCEPTS], queue[CONCEPTS:]
        rows, spoken = [], []
        for emoji in batch:
            drawn = pictures.training(emoji)
            rows.append(choose.sample(drawn, 2) if len(drawn) > 1 else drawn * 2)
            spoken.append(choose.choice(phrases[emoji]))
        rows = [r[0] for r in rows] + [r[1] for r in rows]
        flip = torch.tensor([described[e]["group"] in FLIPPABLE for e in batch * 2])
        images = augment(pictures.pixels[rows], flip, rng).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = vision(images)
        v = F.normalize(vectors.float(), dim=1)
        t = F.normalize(text(teacher[spoken]), dim=1)
        all_names = F.normalize(text(names), dim=1)
        factor = scale.exp().clamp(max=100)
        # 1. Each picture among the names of all emoji.
        wanted = torch.tensor([label[e] for e in batch])
        loss = F.cross_entropy(factor * v @ all_names.T, wanted.repeat(2), label_smoothing=0.05)
        # 2. Each phrase among the batch, both ways; phrases that mean nearly the same do not repel.
        alike = (teacher[spoken] @ teacher[spoken].T > 0.85) & ~torch.eye(CONCEPTS, dtype=torch.bool)
        here = torch.arange(CONCEPTS)
        for half in v.chunk(2):
            logits = (factor * half @ t.T).masked_fill(alike, -1e4)
            loss = loss + 0.25 * (F.cross_entropy(logits, here) + F.cross_entropy(logits.T, here))
        # 3. Each picture finds the other drawing of its emoji.
        across = 12 * v[:CONCEPTS] @ v[CONCEPTS:].T
        loss = loss + 0.25 * (F.cross_entropy(across, here) + F.cross_entropy(across.T, here))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 2.0)
        optimizer.step()
        average.update_parameters(nn.ModuleList([vision, text]))
        if step % 25 == 0:
            print(step, f"loss {loss.item():.3f} scale {factor.item():.1f} {time.time() - began:.0f}s", flush=True)
        step += 1
        if step % 200 == 0 or done >= 1:
            torch.save({"vision": average.module[0].state_dict(), "text": average.module[1].state_dict()}, data / "vision.pt")
    vision, text = average.module[0].eval(), average.module[1].eval()
    for title, kept in (("without skin tones", bases), ("all", emojis)):
        seen = [e for e in kept if emoji_data.HELD_OUT in pictures.of[e]]
        with torch.no_grad():
            queries = text(teacher[[phrases[e][0] for e in seen]])
        first, ten = recall(vision, pictures, queries, seen)
        print(f"{title}: {len(seen)} pictures unseen, name: recall@1 {first:.3f} recall@10 {ten:.3f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:3]), *sys.argv[3:])

"""Reads the emoji pictures and their names out of unpacked npm packages into arrays.

usage: python emoji_data.py PACKAGES OUT

PACKAGES holds one directory per package, as `npm pack` and `tar` leave them (README.md lists them
with their licences). The SVGs of the flat Fluent set are drawn with rsvg-convert. OUT gets
pictures.npz and texts.json. Nothing is downloaded.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 64
TONES = {"1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"}

# vendor: (package directory, picture path, file suffix)
VENDORS = {
    "noto": ("emoji-datasource-google", "img/google/64", ".png"),
    "blob": ("emoji-datasource-google-3.0.0", "img/google/64", ".png"),
    "fluent3d": ("lobehub-fluent-emoji-3d", "assets", ".webp"),
    "fluentflat": ("lobehub-fluent-emoji-flat", "assets", ".svg"),
    "twemoji": ("emoji-datasource-twitter", "img/twitter/64", ".png"),
}
HELD_OUT = "twemoji"


def key(hexcode):
    """One spelling per emoji: lower case, without the presentation selector."""
    return "-".join(p for p in hexcode.lower().split("-") if p != "fe0f")


def toned(emoji):
    return any(part in TONES for part in emoji.split("-"))


def picture(path):
    """Seven planes of 64 x 64: colours as stored, whatever the alpha; colours over black; alpha.

    The first three are what a program sees that drops the alpha channel, as transformers does.
    """
    if path.suffix == ".svg":
        png = subprocess.run(
            ["rsvg-convert", "-w", "128", "-h", "128", str(path)], check=True, capture_output=True
        ).stdout
        image = Image.open(io.BytesIO(png)).convert("RGBA")
    else:
        image = Image.open(path).convert("RGBA")
    stored = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    image = image.resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    alpha = np.asarray(image.getchannel("A"))
    over_black = np.asarray(image.convert("RGB"), np.float32) * (alpha[..., None] / 255.0)
    planes = np.concatenate(
        [np.asarray(stored), np.rint(over_black).astype(np.uint8), alpha[..., None]], axis=2
    )
    return planes.transpose(2, 0, 1)


def texts(packages):
    """emoji -> {name, keywords, unicode_name, group, base}. `unicode_name` is never trained on."""
    unicode_names = {}
    for entry in json.loads((packages / "emoji-datasource-twitter/emoji.json").read_text()):
        unicode_names[key(entry["unified"])] = (entry["name"] or "").lower()
    names = {}
    for emoji, entry in json.loads(
        (packages / "unicode-emoji-json/data-by-emoji.json").read_text()
    ).items():
        names[key("-".join(f"{ord(c):x}" for c in emoji))] = entry["name"].lower()
    result = {}

    def add(entry, base, tags):
        emoji = key(entry["hexcode"])
        name = names.get(emoji, entry["label"].lower())
        result[emoji] = {
            "name": name,
            "keywords": [t.lower() for t in tags if t.lower() != name],
            "unicode_name": unicode_names.get(emoji, ""),
            "group": entry.get("group", -1),
            "base": base,
        }

    for entry in json.loads((packages / "emojibase-data/en/data.json").read_text()):
        if "group" not in entry:  # lone regional indicators
            continue
        add(entry, key(entry["hexcode"]), entry.get("tags", []))
        for skin in entry.get("skins", []):
            add(skin, key(entry["hexcode"]), entry.get("tags", []))
    return result


def main(packages, out):
    out.mkdir(parents=True, exist_ok=True)
    described = texts(packages)
    (out / "texts.json").write_text(json.dumps(described, ensure_ascii=False, indent=1))
    pixels, vendors, emojis = [], [], []
    for vendor, (package, folder, suffix) in VENDORS.items():
        for path in sorted((packages / package / folder).glob("*" + suffix)):
            emoji = key(path.stem)
            if emoji not in described or (suffix == ".svg" and toned(emoji)):
                continue
            pixels.append(picture(path))
            vendors.append(vendor)
            emojis.append(emoji)
        print(vendor, vendors.count(vendor), flush=True)
    np.savez(
        out / "pictures.npz",
        pixels=np.stack(pixels),
        vendors=np.array(vendors),
        emojis=np.array(emojis),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Packs the pictures of the vendor that the model never saw, with their names, for tests and demos.

usage: python pictures.py PACKAGES DATA OUT.zip

Every emoji without skin tones, 64 x 64, the pixels as they are in the package, as lossless WebP;
and names.tsv: file, emoji, name in CLDR, name of the character in Unicode where that is another.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

from PIL import Image

import emoji_data


def main(packages, data, out):
    described = json.loads((data / "texts.json").read_text())
    package, folder, suffix = emoji_data.VENDORS[emoji_data.HELD_OUT]
    rows = []
    stamp = (2026, 1, 1, 0, 0, 0)
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted((packages / package / folder).glob("*" + suffix)):
            emoji = emoji_data.key(path.stem)
            entry = described.get(emoji)
            if entry is None or entry["base"] != emoji:
                continue
            image = io.BytesIO()
            Image.open(path).convert("RGBA").save(image, "WEBP", lossless=True, exact=True, quality=90)
            archive.writestr(zipfile.ZipInfo(emoji + ".webp", stamp), image.getvalue())
            character = "".join(chr(int(part, 16)) for part in path.stem.split("-"))
            other = entry["unicode_name"]
            rows.append([emoji + ".webp", character, entry["name"], "" if other == entry["name"] else other])
        names = "".join("\t".join(row) + "\n" for row in rows)
        archive.writestr(zipfile.ZipInfo("names.tsv", stamp), names, zipfile.ZIP_DEFLATED, 9)
    print(len(rows), "pictures", out.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))

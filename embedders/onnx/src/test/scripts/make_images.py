"""Makes the pictures that the tests of image preprocessing decode, and what Pillow makes of them.

Run with Pillow and numpy installed:

    python make_images.py ../resources/images

Writes small pictures in every format and colour mode, at odd sizes; and reference.bin.gz with one
entry per line of reference.json: the RGB bytes after decoding (with EXIF orientation applied and
the alpha channel dropped, as transformers loads pictures), and after resizing. The scenes are drawn
by formula: smooth gradients, hard edges, saturated colours, fine lines.
"""

import gzip
import io
import json
import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps

SIZES = [
    (1, 1), (1, 7), (7, 1), (2, 3), (5, 5), (8, 8), (13, 9), (15, 17), (16, 16), (17, 31),
    (23, 64), (31, 33), (33, 47), (48, 32), (63, 65), (64, 21), (77, 50), (97, 61), (101, 103), (129, 67),
]
EDGE = 24


def scene(width, height, channels=3, seed=0):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    u, v = (x + 0.5) / width, (y + 0.5) / height
    planes = [
        255 * u,
        127 + 127 * np.sin(6 * v + 3 * u + seed),
        255 * (((x // 3 + y // 5 + seed) % 2) * 0.6 + 0.4 * v),
        255 * (np.hypot(u - 0.5, v - 0.5) < 0.4),
    ]
    if channels == 1:
        return np.clip(0.5 * planes[0] + 0.5 * planes[2], 0, 255).astype(np.uint8)
    return np.clip(np.stack(planes[:channels], 2), 0, 255).astype(np.uint8)


def photo(width, height):
    """Less contrast between neighbours, as a camera has it."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    u, v = (x + 0.5) / width, (y + 0.5) / height
    planes = [
        120 + 80 * np.sin(3 * u + 1) + 40 * np.cos(5 * v),
        110 + 60 * np.sin(4 * v + 2 * u) + 30 * ((u - 0.5) ** 2 + (v - 0.5) ** 2 < 0.1),
        90 + 70 * np.cos(4 * u * v) + 20 * np.sin(9 * u),
    ]
    return np.clip(np.stack(planes, 2), 0, 255).astype(np.uint8)


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def pictures():
    """name, bytes: every format at sizes that differ."""
    sizes = iter(SIZES * 4)
    rgb = lambda w, h: Image.fromarray(scene(w, h), "RGB")
    for w, h in SIZES:
        yield f"rgb-{w}x{h}.png", encoded(rgb(w, h), "PNG")
    for name, options in {
        "444": dict(subsampling=0), "422": dict(subsampling=1), "420": dict(subsampling=2),
        "progressive": dict(progressive=True), "low": dict(quality=20), "restart": dict(restart_marker_rows=1),
    }.items():
        for w, h in ((33, 47), (97, 61)):
            yield f"{name}-{w}x{h}.jpg", encoded(Image.fromarray(photo(w, h)), "JPEG", **{"quality": 90, **options})
    for w, h in SIZES:
        yield f"photo-{w}x{h}.jpg", encoded(Image.fromarray(photo(w, h)), "JPEG", quality=85)
    w, h = 31, 33
    grey, four = Image.fromarray(scene(w, h, 1)), Image.fromarray(scene(w, h, 4), "RGBA")
    yield "grey.jpg", encoded(grey, "JPEG")
    yield "cmyk.jpg", encoded(Image.fromarray(scene(w, h, 4), "CMYK"), "JPEG", quality=95)
    yield "rgb-kept.jpg", encoded(Image.fromarray(photo(w, h)), "JPEG", keep_rgb=True)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"orientation-{orientation}.jpg", encoded(Image.fromarray(photo(29, 18)), "JPEG", exif=exif)
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "orientation-6.png", encoded(rgb(19, 12), "PNG", exif=exif)
    yield "orientation-6.webp", encoded(rgb(19, 12), "WEBP", exif=exif, lossless=True)
    yield "grey.png", encoded(grey, "PNG")
    yield "alpha.png", encoded(four, "PNG")
    yield "grey-alpha.png", encoded(grey.convert("LA"), "PNG")
    yield "palette.png", encoded(rgb(w, h).quantize(64), "PNG")
    yield "palette-4bit.png", encoded(rgb(w, h).quantize(13), "PNG")
    yield "palette-2bit.png", encoded(rgb(w, h).quantize(4), "PNG")
    yield "palette-transparent.png", encoded(rgb(w, h).quantize(32), "PNG", transparency=3)
    yield "grey-transparent.png", encoded(grey, "PNG", transparency=100)
    yield "bilevel.png", encoded(grey.convert("1"), "PNG")
    deep = scene(w, h, 1).astype(np.uint16) * 257 - 100 * (scene(w, h, 1) > 10)
    yield "grey-16bit.png", encoded(Image.fromarray(deep.astype(np.uint16)), "PNG")
    for name, kind, channels in (("rgb-16bit", 2, 3), ("rgba-16bit", 6, 4), ("grey-alpha-16bit", 4, 2)):
        wide = scene(w, h, 4)[..., :channels].astype(np.uint16) * 256 + 77
        yield f"{name}.png", png(w, h, 16, kind, wide.astype(">u2").tobytes(), w * channels * 2)
    yield "grey-2bit.png", png(8, 5, 2, 0, bytes(range(7, 17)), 2)
    yield "grey-4bit.png", png(6, 5, 4, 0, bytes(range(20, 200, 12)), 3)
    yield "interlaced.png", interlaced(w, h)
    yield "lossless.webp", encoded(rgb(w, h), "WEBP", lossless=True)
    yield "alpha.webp", encoded(four, "WEBP", lossless=True, exact=True)
    for w2, h2 in ((33, 47), (97, 61), (129, 67)):
        yield f"lossy-{w2}x{h2}.webp", encoded(Image.fromarray(photo(w2, h2)), "WEBP", quality=80)
    yield "lossy-alpha.webp", encoded(Image.fromarray(scene(40, 26, 4), "RGBA"), "WEBP", quality=70)
    frames = [rgb(w, h), Image.fromarray(scene(w, h, seed=2))]
    yield "animated.webp", encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    yield "palette.gif", encoded(rgb(w, h).quantize(200), "GIF")
    yield "grey.gif", encoded(grey, "GIF")
    yield "transparent.gif", encoded(rgb(w, h).quantize(20), "GIF", transparency=5)
    yield "interlaced.gif", encoded(rgb(w, h).quantize(20), "GIF", interlace=1)
    yield "animated.gif", encoded(frames[0].quantize(30), "GIF", save_all=True, append_images=[frames[1].quantize(30)])
    yield "rgb.bmp", encoded(rgb(w, h), "BMP")
    yield "palette.bmp", encoded(rgb(w, h).quantize(50), "BMP")
    yield "grey.bmp", encoded(grey, "BMP")
    yield "bilevel.bmp", encoded(grey.convert("1"), "BMP")
    yield "alpha.bmp", encoded(four, "BMP")


def png(width, height, depth, kind, raw, stride, interlace=0):
    import struct
    import zlib

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + raw[y * stride : (y + 1) * stride] for y in range(height)) if stride else raw
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def interlaced(width, height):
    pixels, raw = scene(width, height), b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        part = pixels[y0::dy, x0::dx]
        if part.size:
            raw += b"".join(b"\0" + row.tobytes() for row in part)
    return png(width, height, 8, 2, raw, 0, interlace=1)


def load(data):
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


def shortest_edge(image, edge):
    w, h = image.size
    short, long = min(w, h), max(w, h)
    other = int(edge * long / short)
    return (edge, other) if w <= h else (other, edge)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    entries, blob = [], []

    def add(name, step, image, **more):
        pixels = np.asarray(image)
        entries.append({"file": name, "step": step, "width": image.width, "height": image.height, **more})
        blob.append(pixels.tobytes())

    for name, data in pictures():
        (folder / name).write_bytes(data)
        image = load(data)
        add(name, "decoded", image)
        size = shortest_edge(image, EDGE)
        if max(size) <= 8 * EDGE:
            add(name, "resized", image.resize(size, Image.Resampling.BICUBIC), resample=3)
    for resample in range(6):
        for name in ("rgb-101x103.png", "rgb-13x9.png"):
            image = load((folder / name).read_bytes())
            for size in ((37, 19), (16, 150), (101, 7)):
                add(name, "resized", image.resize(size, Image.Resampling(resample)), resample=resample)
    (folder / "reference.json").write_text(json.dumps(entries, separators=(",", ":")).replace("},", "},\n") + "\n")
    (folder / "reference.bin.gz").write_bytes(gzip.compress(b"".join(blob), 9, mtime=0))
    print(len(entries), "entries", sum(map(len, blob)), "bytes")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

"""JPEG, WebP, PNG, GIF and AVIF files of Pillow's, as goldens for the tests of Imaging.

    python tools/goldens/images.py

Writes Tests/ImagingTests/Fixtures/images.json: files with the pixels that Pillow reads from them, turned as their EXIF
data says, and files with the texts that were put into them; and zeros.zlib: 32 MiB of zeros, packed.
"""

import base64
import gzip
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/images.json"
WIDTH, HEIGHT = 23, 14
INFOTEXT = "a café, 猫 🐈\nNegative prompt: \"b\"\nSteps: 20, Sampler: Euler a, Seed: 1"


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(mode: str) -> Image.Image:
    """A smooth picture, which lossy formats hold well, with all channels different."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x + y) * 6 % 256, 255 - (x * y) % 200]
    channels = {"L": 1, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    pixels = np.stack(planes[:channels], axis=-1).astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels, mode)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int | None = None, comment: bytes | None = None, order: str = ">", tag_type: int = 7,
         in_main: bool = False) -> bytes:
    """EXIF data of a first directory and an EXIF directory."""
    def directory(entries: list, start: int) -> bytes:
        body, extra = struct.pack(order + "H", len(entries)), b""
        place = start + 2 + 12 * len(entries) + 4
        for tag, kind, count, value in entries:
            if isinstance(value, bytes) and len(value) > 4:
                body += struct.pack(order + "HHII", tag, kind, count, place + len(extra))
                extra += value
            elif isinstance(value, bytes):
                body += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
            elif kind == 3:
                body += struct.pack(order + "HHIHH", tag, kind, count, value, 0)
            else:
                body += struct.pack(order + "HHII", tag, kind, count, value)
        return body + bytes(4) + extra

    main = [] if orientation is None else [(0x0112, 3, 1, orientation)]
    user = [] if comment is None else [(0x9286, tag_type, len(comment), comment)]
    if in_main:
        main, user = main + user, []
    pointer = 8 + 2 + 12 * (len(main) + 1) + 4 + sum(len(e[3]) for e in main if isinstance(e[3], bytes) and len(e[3]) > 4)
    main.append((0x8769, 4, 1, pointer))
    head = (b"MM" if order == ">" else b"II") + struct.pack(order + "HI", 42, 8)
    return b"Exif\0\0" + head + directory(main, 8) + directory(user, pointer)


def pixels_of(name: str, file: bytes) -> dict:
    """A file with what Pillow reads from it."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGBA" if "A" in image.mode else "RGB")
    return {"name": name, "file": encoded(file), "width": image.width, "height": image.height,
            "channels": len(image.getbands()), "pixels": encoded(image.tobytes())}


def pictures() -> list[dict]:
    grey, colour, clear = picture("L"), picture("RGB"), picture("RGBA")
    files = {
        "jpeg grey": saved(grey, "JPEG", quality=90),
        "jpeg 4:4:4": saved(colour, "JPEG", quality=90, subsampling=0),
        "jpeg 4:2:0": saved(colour, "JPEG", quality=80, subsampling=2),
        "jpeg progressive": saved(colour, "JPEG", quality=90, progressive=True, optimize=True),
        "webp lossy": saved(colour, "WEBP", quality=80),
        "webp lossless": saved(colour, "WEBP", lossless=True),
        "webp opacity": saved(clear, "WEBP", lossless=True, exact=True),
        "webp lossy opacity": saved(clear, "WEBP", quality=90),
    }
    for orientation in range(1, 9):
        files[f"webp turned {orientation}"] = saved(clear, "WEBP", lossless=True, exact=True, exif=exif(orientation))
    files["jpeg turned 6"] = saved(grey, "JPEG", quality=90, exif=exif(6, order="<"))
    files["png turned 8"] = saved(colour, "PNG", exif=exif(8)[6:])
    return [pixels_of(*item) for item in files.items()]


def refused() -> list[dict]:
    colour = picture("RGB")
    files = {
        "CMYK": saved(picture("CMYK"), "JPEG"),
        "animation": saved(colour, "WEBP", save_all=True, append_images=[colour.rotate(90)], duration=100),
        "GIF": saved(colour, "GIF"), "AVIF": saved(colour, "AVIF"),
    }
    return [{"name": name, "file": encoded(file)} for name, file in files.items()]


def stealth(mark: str, packed: bool, channels: slice) -> bytes:
    """A picture with a text in its lowest bits, column by column."""
    text = INFOTEXT.encode()
    body = gzip.compress(text, mtime=0) if packed else text
    data = mark.encode() + struct.pack(">I", 8 * len(body)) + body
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    pixels = np.full((40, 60, 4), 255, np.uint8)
    columns = pixels.transpose(1, 0, 2)[..., channels].reshape(-1).copy()
    columns[:len(bits)] = columns[:len(bits)] & 0xFE | bits
    pixels[..., channels] = columns.reshape(60, 40, -1).transpose(1, 0, 2)
    return saved(Image.fromarray(pixels if channels.start == 3 else pixels[..., :3]), "PNG")


def texts() -> list[dict]:
    """Files with a text that they should be found to hold."""
    colour = picture("RGB")
    unicode = b"UNICODE\0"
    plain = "Steps: 20, Sampler: Euler, Seed: 1"
    comments = {
        "big-endian": (exif(comment=unicode + INFOTEXT.encode("utf-16-be")), INFOTEXT),
        "little-endian": (exif(comment=unicode + INFOTEXT.encode("utf-16-le"), order="<"), INFOTEXT),
        "big-endian text in little-endian data": (exif(comment=unicode + INFOTEXT.encode("utf-16-be"), order="<"), INFOTEXT),
        "with a mark of its order": (exif(comment=unicode + INFOTEXT.encode("utf-16"), order=">"), INFOTEXT),
        "ASCII": (exif(comment=b"ASCII\0\0\0" + plain.encode() + b"\0\0"), plain),
        "ASCII that is UTF-8": (exif(comment=b"ASCII\0\0\0" + INFOTEXT.encode()), INFOTEXT),
        "ASCII that is Latin-1": (exif(comment=b"ASCII\0\0\0" + "café".encode("latin-1")), "café"),
        "JIS": (exif(comment=b"JIS\0\0\0\0\0" + "日本 a".encode("iso2022_jp")), "日本 a"),
        "Shift JIS": (exif(comment=b"JIS\0\0\0\0\0" + "日本 a".encode("shift_jis")), "日本 a"),
        "unknown": (exif(comment=bytes(8) + plain.encode()), plain),
        "without characters named": (exif(comment=plain.encode(), tag_type=2), plain),
        "in the first directory": (exif(3, unicode + plain.encode("utf-16-be"), in_main=True), plain),
    }
    cases = []
    for name, (data, text) in comments.items():
        for kind in ("JPEG", "WEBP"):
            cases.append((f"{kind} {name}", saved(colour, kind, exif=data), text))
    first = comments["big-endian"][0]
    cases.append(("AVIF", saved(colour, "AVIF", exif=first), INFOTEXT))
    cases.append(("PNG eXIf", saved(colour, "PNG", exif=first[6:]), INFOTEXT))
    cases.append(("GIF", saved(colour, "GIF", comment=plain.encode()), plain))
    for keyword in ("zTXt", "iTXt"):
        info = PngImagePlugin.PngInfo()
        if keyword == "zTXt":
            info.add_text("parameters", "café " * 100, zip=True)
        else:
            info.add_itxt("parameters", INFOTEXT * 20, lang="en", tkey="x", zip=True)
        cases.append((f"PNG {keyword}", saved(colour, "PNG", pnginfo=info), "café " * 100 if keyword == "zTXt" else INFOTEXT * 20))
    opacity, colours = slice(3, 4), slice(0, 3)
    cases += [
        ("stealth plain", stealth("stealth_pnginfo", False, opacity), INFOTEXT),
        ("stealth packed", stealth("stealth_pngcomp", True, opacity), INFOTEXT),
        ("stealth plain in colours", stealth("stealth_rgbinfo", False, colours), INFOTEXT),
        ("stealth packed in colours", stealth("stealth_rgbcomp", True, colours), INFOTEXT),
    ]
    return [{"name": name, "file": encoded(file), "text": text} for name, file, text in cases]


def main() -> None:
    golden = {"pictures": pictures(), "refused": refused(), "texts": texts()}
    FIXTURE.write_text(json.dumps(golden, indent=0) + "\n")
    FIXTURE.with_name("zeros.zlib").write_bytes(zlib.compress(bytes(1 << 25), 9))


if __name__ == "__main__":
    main()

"""First inputs of the target for pictures: the files of the tests, and hand-made ones of each structure."""

import base64
import json
import pathlib
import struct
import zlib

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures"
LONGEST = 1200


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, colour: int = 2, depth: int = 8) -> bytes:
    header = struct.pack(">IIBBBBB", 2, 2, depth, colour, 0, 0, 0)
    rows = zlib.compress(bytes(64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def tiff(order: str, comment: bytes) -> bytes:
    """EXIF data with an orientation and a comment."""
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, 8)
    main = struct.pack(order + "HHHIHHHHIII", 2, 0x0112, 3, 1, 6, 0, 0x8769, 4, 1, 38, 0)
    inner = struct.pack(order + "HHHIII", 1, 0x9286, 7, len(comment), 56, 0)
    return head + main + inner + comment


def seeds() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    golden = json.loads((FIXTURES / "images.json").read_text())
    for case in golden["pictures"] + golden["refused"] + golden["texts"]:
        data = base64.b64decode(case["file"])
        if len(data) <= LONGEST:
            found[case["name"].lower().replace(" ", "-").replace(":", "")] = data
    found |= {
        "png-texts": png(
            chunk(b"tEXt", b"parameters\0a cat"), chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"{}")),
            chunk(b"iTXt", b"a\0\1\0en\0b\0" + zlib.compress("猫".encode()))),
        "png-exif": png(chunk(b"eXIf", tiff(">", b"UNICODE\0\0a\0b"))),
        "png-palette": png(chunk(b"PLTE", bytes(range(9))), chunk(b"tRNS", b"\0\x80"), colour=3, depth=2),
        "png-16-bits": png(colour=6, depth=16),
        "tiff-little": tiff("<", b"UNICODE\0a\0b\0"),
        "tiff-big": tiff(">", b"ASCII\0\0\0a text"),
        "comment-jis": b"JIS\0\0\0\0\0\x1b$BF|K\\\x1b(B",
        "comment-mark": b"UNICODE\0\xff\xfea\0b\0",
        "nothing": b"",
    }
    return found

"""Seeds of the GGUF target: every kind of value, every type of tensor, padding, true shapes."""

import random
import struct

BLOCKS = {  # elements and bytes of a block, by ggml's numbers
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 20: (32, 18),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 30: (1, 2),
}
SCALARS = "BbHhIif?"  # value types 0 to 7; 10 to 12 are 8 bytes long
LONG = {10: "Q", 11: "q", 12: "d"}


def string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def key(name: str, kind: int, value: bytes) -> bytes:
    return string(name) + struct.pack("<I", kind) + value


def scalar(kind: int, value: float = 1) -> bytes:
    letter = LONG[kind] if kind in LONG else SCALARS[kind]
    return struct.pack("<" + letter, value)


def array(kind: int, *values: bytes) -> bytes:
    return struct.pack("<IQ", kind, len(values)) + b"".join(values)


def file(keys: list[bytes], tensors: list[tuple[str, int, list[int]]], version: int = 3,
         alignment: int = 32) -> bytes:
    """A file with these keys and tensors (name, type, dimensions with the fastest first)."""
    chance = random.Random(1)
    entries, data = [], bytearray()
    for name, kind, dimensions in tensors:
        elements, size = BLOCKS[kind]
        for dimension in dimensions:
            size *= dimension
        entries.append(string(name) + struct.pack(
            f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, kind, len(data)))
        data += chance.randbytes(size // elements)
        data += bytes(-len(data) % alignment)
    counts = struct.pack("<IQQ", version, len(tensors), len(keys))
    head = b"".join([b"GGUF", counts, *keys, *entries])
    return head + bytes(-len(head) % alignment) + bytes(data)


def seeds() -> dict[str, bytes]:
    """The seeds by name."""
    every = [key(f"k.{kind}", kind, scalar(kind)) for kind in (*range(8), 10, 11, 12)]
    arrays = [key(f"a.{kind}", 9, array(kind, scalar(kind), scalar(kind, 0)))
              for kind in (*range(8), 10, 11, 12)]
    found = {
        "empty": file([], []),
        "scalars": file(every, []),
        "strings": file([key("general.architecture", 8, string("flux")),
                         key("k", 8, string("é\x1b[2J\u009b"))], []),
        "arrays": file([*arrays, key("s", 9, array(8, string("a"), string("")))], []),
        "nested": file([key("n", 9, array(9, array(0)))], []),
        "alignment": file([key("general.alignment", 4, scalar(4, 8))],
                          [("a", 24, [3]), ("b", 0, [2, 2])], alignment=8),
        "version-2": file([], [("w", 1, [2, 3, 4, 1])], version=2),
        "shape": file([key("comfy.gguf.orig_shape.w", 9, array(5, scalar(5, 2), scalar(5, 16)))],
                      [("w", 8, [32])]),
        "plain": file([], [(f"t{kind}", kind, [2]) for kind in (0, 1, 24, 25, 26, 27, 28, 30)]),
        "scalar": file([], [("w", 0, []), ("zero", 0, [0])]),
    }
    for kind, (elements, _) in BLOCKS.items():
        if elements > 1:
            found[f"type-{kind}"] = file([], [("w", kind, [elements, 1])])
    return found

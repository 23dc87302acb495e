"""Seeds of the safetensors target: every type, shapes at the edges, metadata, white space, escapes."""

import json
import struct

BITS = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
    "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}


def file(header: str | bytes, data: bytes = b"") -> bytes:
    """A file with this header and data."""
    header = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(header)) + header + data


def tensors(*described: tuple[str, str, list[int]], metadata: dict | None = None) -> bytes:
    """A file of zeros with tensors of these names, types and shapes."""
    entries, end = {"__metadata__": metadata} if metadata else {}, 0
    for name, kind, shape in described:
        bits = BITS[kind]
        for size in shape:
            bits *= size
        entries[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + bits // 8]}
        end += bits // 8
    return file(json.dumps(entries), bytes(end))


def seeds() -> dict[str, bytes]:
    """The seeds by name."""
    return {
        "empty-object": file("{}"),
        "white-space": file("\t\n {} \r "),
        "nothing": b"",
        "types": tensors(*((kind.lower(), kind, [4]) for kind in BITS)),
        "shapes": tensors(("a", "F16", []), ("b", "F32", [0, 3]), ("c", "U8", [1] * 8)),
        "metadata": tensors(("w", "F32", [2, 2]), metadata={"format": "pt", "é\n\"": "\\😀"}),
        "escapes": file(r'{"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t":{"shape":[1],"x":[{"y":null}],'
                        r'"dtype":"U8","data_offsets":[0,1],"z":-1.5e+3}}', b"\0"),
        "duplicate": file('{"a":{},"a":{}}'),
        "overlap": file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},'
                        '"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', bytes(2)),
        "overflow": file('{"a":{"dtype":"F32","shape":[2,18446744073709551614],'
                         '"data_offsets":[0,16]}}', bytes(16)),
        "deep": file('{"a":{"x":[[[[[[]]]]]]}}'),
        "not-utf8": file(b'{"\xff":1}'),
        "absurd-length": struct.pack("<Q", 2**63) + b"{}",
    }

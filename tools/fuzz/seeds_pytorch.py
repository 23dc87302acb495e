"""Seeds of the PyTorch target: what torch.save writes, in both formats, and pickles made by hand."""

import collections
import io
import pickle
import struct
import zipfile

import torch

from zips import archive

LEGACY = [
    (0x1950A86A20F9469CFC6C), 1001,
    {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}},
]


def saved(value: object, legacy: bool = False) -> bytes:
    """The bytes of torch.save."""
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=not legacy)
    return file.getvalue()


def tensor(key: bytes = b"0", count: int = 4, shape: tuple = (2, 2), strides: tuple = (2, 1),
           rest: bytes = b"") -> bytes:
    """The instructions of a float tensor over a storage, as torch.save writes them."""
    numbers = [b"".join(b"K" + bytes([number]) for number in numbers)
               for numbers in (shape, strides)]
    return (b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n"
            b"X" + struct.pack("<I", len(key)) + key + b"X\x03\0\0\0cpuK" + bytes([count]) + b"tQK\0("
            + numbers[0] + b"t(" + numbers[1] + b"t\x89ccollections\nOrderedDict\n)R" + rest + b"tR")


def made_by_hand() -> dict[str, bytes]:
    """What torch.save does not write, or no more."""
    entry = b"\x80\x02}X\x01\0\0\0w" + tensor() + b"s."
    data = {"0": bytes(range(16))}
    lightning = (b"\x80\x02}(X\x0a\0\0\0state_dict}X\x01\0\0\0w" + tensor() + b"s"
                 b"X\x09\0\0\0callbacks}cpytorch_lightning.callbacks.model_checkpoint\n"
                 b"ModelCheckpoint\n}X\x04\0\0\0bestNssX\x05\0\0\0epochK\x07"
                 b"X\x04\0\0\0lossG?\xf0\0\0\0\0\0\0u.")
    scalar = (b"\x80\x02}X\x01\0\0\0xcnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\x02\0\0\0f8K\0K\x01\x87R"
              b"(K\x03X\x01\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tbc_codecs\nencode\n"
              b"X\x01\0\0\0aX\x06\0\0\0latin1\x86R\x86Rs.")
    memo = b"\x80\x04\x95\0\0\0\0\0\0\0\0}\x94(\x8c\x01a\x94K\x01\x8c\x01b\x94h\x01u."
    return {
        "hand": archive(entry, data),
        "deflated": archive(entry, data, zipfile.ZIP_DEFLATED),
        "lightning": archive(lightning, data),
        "numpy-scalar": archive(scalar, {}),
        "memo": archive(memo, {}),
        "parameter": archive(
            b"\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_parameter\n" + tensor()
            + b"\x88ccollections\nOrderedDict\n)R\x87Rs.", data),
        "expanded": archive(b"\x80\x02}X\x01\0\0\0w" + tensor(strides=(0, 1)) + b"s.", data),
        "system": archive(b"\x80\x02cos\nsystem\nX\x02\0\0\0ls\x85R.", {}),
        "set": archive(b"\x80\x02}X\x01\0\0\0sc__builtin__\nset\n](K\x01K\x02e\x85Rs.", {}),
        "bare-pickle": b"\x80\x02}q\0(X\x01\0\0\0aq\x01K\x01u.",
        "by-protocol": b"".join(pickle.dumps(part, protocol=2) for part in LEGACY),
    }


def made_by_torch() -> dict[str, object]:
    """Values for torch.save."""
    base = torch.arange(12, dtype=torch.float32)
    kinds = [torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32,
             torch.int16, torch.int8, torch.uint8, torch.bool]
    module = torch.nn.Linear(2, 1)
    return {
        "one": {"w": torch.ones(2, 2)},
        "kinds": {str(kind): torch.ones(2, dtype=kind) for kind in kinds},
        "views": {"a": base, "b": base.view(3, 4).t(), "c": base[2:6], "d": base[::2]},
        "nested": {"state_dict": {"w": torch.ones(1)}, "epoch": 3, "lr": 1e-4, "flag": True},
        "ordered": collections.OrderedDict(w=torch.ones(1)),
        "module": module.state_dict(),
        "parameters": torch.nn.ParameterDict({"*": torch.nn.Parameter(torch.ones(1, 2))}),
        "inversion": {"string_to_token": {"*": torch.tensor(265)}, "name": "a", "step": 1,
                      "string_to_param": {"*": torch.ones(1, 4)}, "sd_checkpoint": None},
        "scalar": {"w": torch.tensor(1.5), "empty": torch.zeros(0, 3)},
        "fp8": {"w": torch.ones(2, dtype=torch.float8_e4m3fn)},
        "list": [torch.ones(1), (1, 2.5, None, "é", b"x")],
        "large": {"n": 2**40, "m": -1, "k": 70000, "s": {1, 2}, "size": torch.Size([1, 2])},
    }


def seeds() -> dict[str, bytes]:
    """The seeds by name."""
    found = made_by_hand()
    for name, value in made_by_torch().items():
        found[name] = saved(value)
        found[f"{name}-legacy"] = saved(value, legacy=True)
    return found

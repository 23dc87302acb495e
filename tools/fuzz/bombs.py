"""Large files that cost a careless reader far more than their size: what small random inputs cannot be.

Each is made anew when it is tried, as all together are too large to keep.
"""

import collections.abc
import json
import struct

import seeds_diffusers
import seeds_gguf
import seeds_safetensors
import zips

Bomb = collections.abc.Callable[[], bytes]


# Safetensors

def many_tensors(count: int = 262_000) -> bytes:
    """A header with as many tensors as are allowed, and names of many bytes."""
    names = (f"{number:06}{'x' * 300}" for number in range(count))
    entry = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    return seeds_safetensors.file("{" + ",".join(f'"{name}":{entry}' for name in names) + "}")


def long_strings() -> bytes:
    """A header that is one string of 99 MB, all escapes."""
    return seeds_safetensors.file('{"__metadata__":{"a":"' + "\\u0041" * 16_500_000 + '"}}')


def many_numbers() -> bytes:
    """A field that nobody knows, with 49 million numbers."""
    return seeds_safetensors.file('{"a":{"x":[' + "1," * 49_000_000 + "1]}}")


def many_objects() -> bytes:
    """A field that nobody knows, with millions of objects."""
    return seeds_safetensors.file('{"a":{"x":[' + '{"":0},' * 13_000_000 + "1]}}")


# PyTorch

def pickled(program: bytes) -> bytes:
    """An archive around a pickle."""
    return zips.archive(b"\x80\x02" + program, {})


def batches(item: bytes, count: int, end: bytes = b"e") -> bytes:
    """Items that are put into a list (`e`) or dictionary (`u`), not too many at a time."""
    return (b"(" + item * 1_000 + end) * (count // 1_000)


def ordered(pairs: int = 20_000, calls: int = 20_000) -> bytes:
    """One long list of pairs, of which thousands of dictionaries are made."""
    return pickled(
        b"(K\0K\0\x86q\0]q\1" + batches(b"h\0", pairs)
        + b"\x85q\2ccollections\nOrderedDict\nq\3]" + batches(b"h\3h\2R", calls) + b"t.")


def states(pairs: int = 1_000_000, uses: int = 1_000_000) -> bytes:
    """An object of a large state that a list holds many times."""
    return pickled(
        b"ctorch.nn.modules.container\nParameterDict\n)\x81}" + batches(b"K\0N", pairs, b"u")
        + b"bq\0]" + batches(b"h\0", uses) + b"\x86.")


def laughs(levels: int = 60, width: int = 10) -> bytes:
    """Lists of lists of lists, each many times in the next: the pickle of the billion laughs."""
    level = b"q\0](" + b"h\0" * width + b"e"
    return pickled(b"]" + level * levels + b"\x86" * levels + b".")


def tuples() -> bytes:
    """Millions of tuples inside each other."""
    return pickled(b"N" + b"\x85" * 4_000_000 + b".")


def memos() -> bytes:
    """As many memos as are allowed."""
    return pickled(b"N" + b"".join(b"r" + struct.pack("<I", place) for place in range(1 << 20)) + b".")


def long_integers() -> bytes:
    """Millions of integers that are longer than a word."""
    return pickled(b"]" + batches(b"\x8a\x09" + b"\1" * 9, 4_000_000) + b".")


def texts() -> bytes:
    """Forty texts of a megabyte."""
    return pickled(b"](" + (b"X" + struct.pack("<I", 1 << 20) + b"a" * (1 << 20)) * 40 + b"e.")


def small_dictionaries() -> bytes:
    """A million dictionaries of one entry."""
    return pickled(b"]" + batches(b"}K\0Ns", 1_390_000) + b".")


def many_views(count: int = 200_000) -> bytes:
    """Very many tensors over one storage of four numbers."""
    head = (b"ctorch._utils\n_rebuild_tensor_v2\nq\0((X\x07\0\0\0storagectorch\nFloatStorage\n"
            b"X\x01\0\0\x000X\x03\0\0\0cpuK\4tQK\0K\2\x85K\1\x85\x89}tq\1]")
    return zips.archive(b"\x80\x02" + head + batches(b"h\0h\1R", count) + b"\x87.", {"0": bytes(16)})


def many_entries(count: int = 65_000) -> bytes:
    """An archive of as many entries as a directory without ZIP64 has room for."""
    return zips.archive(b"\x80\x02N.", {str(number): b"" for number in range(count)})


# GGUF

def many_keys(count: int = 16_384) -> bytes:
    """As many keys as are allowed, each long, each with a long text."""
    return seeds_gguf.file(
        [seeds_gguf.key(f"{number}{'k' * 8_000}", 8, seeds_gguf.string("v" * 4_090))
         for number in range(count)], [])


def many_infos(count: int = 65_536) -> bytes:
    """As many tensors as are allowed, with the longest names, all empty."""
    return seeds_gguf.file([], [(f"{number:05}{'n' * 250}", 0, [0]) for number in range(count)])


def string_arrays(arrays: int = 8, count: int = 4_000_000) -> bytes:
    """Arrays of as many strings as are allowed, all empty."""
    value = struct.pack("<IQ", 8, count) + bytes(8 * count)
    return seeds_gguf.file([seeds_gguf.key(f"a{place}", 9, value) for place in range(arrays)], [])


def many_shapes(count: int = 16_384) -> bytes:
    """As many true shapes as there may be keys, of tensors that do not exist."""
    value = seeds_gguf.array(5, *[seeds_gguf.scalar(5)] * 8)
    return seeds_gguf.file(
        [seeds_gguf.key(f"comfy.gguf.orig_shape.{place}", 9, value) for place in range(count)], [])


# diffusers

def many_names(count: int = 262_000) -> bytes:
    """An index of very many tensors in as many blocks."""
    return json.dumps({"weight_map": {
        f"down_blocks.{place}.resnets.{place % 7}.conv1.weight": "a" for place in range(count)}}).encode()


def many_blocks(count: int = 500) -> bytes:
    """An index of a network of absurdly many blocks and layers."""
    return seeds_diffusers.index(
        [f"{side}_blocks.{block}.{kind}.{layer}.x" for side in ("down", "up")
         for block in range(count) for kind in ("resnets", "attentions") for layer in range(100)])


BOMBS: dict[str, list[Bomb]] = {
    "safetensors": [many_tensors, long_strings, many_numbers, many_objects],
    "pytorch": [ordered, states, laughs, tuples, memos, long_integers, texts, small_dictionaries,
                many_views, many_entries],
    "gguf": [many_keys, many_infos, string_arrays, many_shapes],
    "diffusers": [many_names, many_blocks],
}

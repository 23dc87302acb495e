"""GGUF files of the format's own package, as goldens for the tests of Checkpoints.

    python tools/goldens/gguf_files.py

Writes to Tests/CheckpointsTests/Fixtures/gguf:
* files.json and the files it describes: what gguf's own reader finds in each;
* numbers.safetensors: what gguf's own de-quantisation makes of the tensors of types.gguf, as they are (float32) and
  rounded to float16 and bfloat16.
"""

import json
import logging
import pathlib

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFReader, GGUFValueType, GGUFWriter, quants
from gguf.constants import GGML_QUANT_SIZES

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/CheckpointsTests/Fixtures/gguf"
# Where the float16 scales lie in a block.
SCALES = {
    Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0], Type.Q2_K: [80, 82],
    Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208], Type.IQ4_NL: [0], Type.IQ4_XS: [0],
}
# Scales at the ends of float16: zeros, subnormal numbers, the greatest.
EXTREMES = [0.0, -0.0, 6e-8, -6e-8, 3e-6, 6.1e-5, 65504.0, -65504.0]


def random_blocks(type, count, random):
    """Blocks of random bytes, with scales as models have them and some at the ends of the range."""
    blocks = random.integers(0, 256, (count, GGML_QUANT_SIZES[type][1]), dtype=np.uint8)
    for number, place in enumerate(SCALES[type]):
        scales = (random.standard_normal(count) * 10 ** random.uniform(-6, 0, count)).astype(np.float16)
        scales[:len(EXTREMES) // 2] = random.permutation(EXTREMES)[:len(EXTREMES) // 2]
        blocks[:, place:place + 2] = scales.view(np.uint8).reshape(count, 2)
    return blocks


def write(name, architecture, tensors, alignment=None, keys=lambda writer: None):
    """Writes a file of tensors by name: arrays, or pairs of an array of bytes and its type."""
    writer = GGUFWriter(FOLDER / name, architecture)
    if alignment:
        writer.add_custom_alignment(alignment)
    keys(writer)
    for tensor, data in tensors.items():
        if isinstance(data, tuple):
            writer.add_tensor(tensor, data[0], raw_dtype=data[1])
        else:
            writer.add_tensor(tensor, data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def text(value):
    return str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)


def description(name):
    """What gguf's reader finds in a file."""
    reader = GGUFReader(FOLDER / name)
    scalars = {
        key: text(field.contents()) for key, field in reader.fields.items()
        if not key.startswith("GGUF.") and field.types[0] != GGUFValueType.ARRAY}
    shapes = {
        key.removeprefix("comfy.gguf.orig_shape."): field.contents() for key, field in reader.fields.items()
        if key.startswith("comfy.gguf.orig_shape.")}
    tensors = [{
        "name": t.name, "type": t.tensor_type.name, "begin": int(t.data_offset),
        "end": int(t.data_offset + t.n_bytes),
        "shape": shapes.get(t.name, [int(n) for n in reversed(t.shape)]),
    } for t in reader.tensors]
    return {"file": name, "metadata": scalars, "tensors": tensors}


def types(random):
    """A tensor at least of every type."""
    tensors = {}
    for type in SCALES:
        elements = GGML_QUANT_SIZES[type][0]
        blocks = random_blocks(type, 1024 // elements if elements > 32 else 16, random)
        tensors[f"bytes.{type.name}"] = (blocks.reshape(2, -1), type)
        try:
            weights = (random.standard_normal((2, 256)) * 0.05).astype(np.float32)
            tensors[f"weights.{type.name}"] = (quants.quantize(weights, type), type)
        except NotImplementedError:
            pass
    floats = np.array([0, -0.0, 1, -1, 1e-8, 6e-8, 3.14159, 65504, -1e5, 1e30], np.float32)
    tensors["F32"] = floats
    tensors["F16"] = floats.clip(-65504, 65504).astype(np.float16)
    tensors["BF16"] = (quants.quantize(floats, Type.BF16), Type.BF16)
    tensors["F64"] = floats.astype(np.float64)
    for integer in (np.int8, np.int16, np.int32, np.int64):
        tensors[f"I{8 * integer().itemsize}"] = np.arange(-3, 4, dtype=integer).reshape(7, 1)
    return tensors


def numbers(tensors):
    """The numbers of the quantised tensors, in three types, by gguf."""
    result = {}
    for name, data in tensors.items():
        if not isinstance(data, tuple):
            continue
        plain = quants.dequantize(*data)
        with np.errstate(over="ignore"):
            half = plain.astype(np.float16)
        result[f"{name}/F32"] = ("F32", plain)
        result[f"{name}/F16"] = ("F16", half)
        result[f"{name}/BF16"] = ("BF16", quants.quantize(plain, Type.BF16))
    return result


def write_safetensors(path, tensors):
    """A safetensors file. (Its own package has no bfloat16 without torch.)"""
    header, data = {}, b""
    for name, (type, array) in tensors.items():
        size = {"F32": 4, "F16": 2, "BF16": 2}[type]
        header[name] = {"dtype": type, "shape": [array.nbytes // size], "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    encoded = json.dumps(header, separators=(",", ":")).encode()
    path.write_bytes(len(encoded).to_bytes(8, "little") + encoded + data)


def checkpoint(random, prefix):
    """A few tensors named and shaped as those of a UNet, quantised as ComfyUI-GGUF does."""
    def noise(*shape):
        return (random.standard_normal(shape) * 0.05).astype(np.float32)

    convolution = noise(8, 4, 3, 3)  # rows of 3 do not make blocks: stored as 36 rows of 8 blocks
    return {
        f"{prefix}time_embed.0.weight": (quants.quantize(noise(8, 64), Type.Q8_0), Type.Q8_0),
        f"{prefix}time_embed.0.bias": noise(8),
        f"{prefix}input_blocks.0.0.weight": noise(8, 4, 3, 3).astype(np.float16),
        f"{prefix}input_blocks.1.0.in_layers.2.weight":
            (quants.quantize(convolution.reshape(9, 32), Type.Q5_1), Type.Q5_1),
        f"{prefix}input_blocks.1.1.proj_in.weight": (quants.quantize(noise(8, 8, 1, 1).reshape(2, 32), Type.Q4_0), Type.Q4_0),
        f"{prefix}input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight":
            (random_blocks(Type.Q4_K, 8, random).reshape(8, -1), Type.Q4_K),
        f"{prefix}out.2.bias": (quants.quantize(noise(4), Type.BF16), Type.BF16),
    }


def original_shapes(writer, prefix):
    for name, shape in {"input_blocks.1.0.in_layers.2.weight": [8, 4, 3, 3], "input_blocks.1.1.proj_in.weight": [8, 8, 1, 1]}.items():
        writer.add_array(f"comfy.gguf.orig_shape.{prefix}{name}", shape)


def every_value(writer):
    """A key of every type of value."""
    writer.add_quantization_version(2)
    writer.add_file_type(7)
    for bits in (8, 16, 32, 64):
        getattr(writer, f"add_uint{bits}")(f"kiln.uint{bits}", 2**bits - 1)
        getattr(writer, f"add_int{bits}")(f"kiln.int{bits}", -2**(bits - 1))
    writer.add_float32("kiln.float32", 0.5)
    writer.add_float64("kiln.float64", -0.1)
    writer.add_bool("kiln.bool", True)
    writer.add_string("kiln.string", "café 猫")
    writer.add_array("kiln.strings", ["a", "", "猫"] * 100)
    writer.add_array("kiln.bools", [True, False])
    writer.add_array("kiln.floats", [0.5, 1.5])


def main():
    logging.disable(logging.WARNING)
    FOLDER.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    tensors = types(random)
    write("types.gguf", "kiln", tensors)
    write_safetensors(FOLDER / "numbers.safetensors", numbers(tensors))
    prefix = "model.diffusion_model."
    write("sd1.gguf", "sd1", checkpoint(random, ""), 64, lambda writer: original_shapes(writer, ""))
    write("sdxl.gguf", "sdxl", checkpoint(random, prefix), 1, lambda writer: original_shapes(writer, prefix))
    write("values.gguf", "flux", {"a": np.zeros((2, 3), np.float32), "b": np.zeros(0, np.float16)}, None, every_value)
    older = bytearray((FOLDER / "sd1.gguf").read_bytes())
    older[4] = 2  # version 2 differs from 3 in nothing else
    (FOLDER / "version-2.gguf").write_bytes(older)
    names = ["types.gguf", "sd1.gguf", "sdxl.gguf", "values.gguf", "version-2.gguf"]
    files = [description(name) for name in names]
    (FOLDER / "files.json").write_text(json.dumps(files, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

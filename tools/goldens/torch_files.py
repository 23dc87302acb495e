"""Makes Tests/CheckpointsTests/Fixtures/pytorch: small files of torch.save in the layouts of real ones, and
expected.json with what torch.load finds in them. Needs torch and numpy:

    python tools/goldens/torch_files.py
"""
import collections
import json
import pathlib
import sys
import types

import numpy
import torch
from torch import nn

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests/CheckpointsTests/Fixtures/pytorch"

# The types by the names of safetensors.
TYPES = {
    torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int32: "I32",
    torch.int64: "I64", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
    torch.uint16: "U16", torch.uint32: "U32", torch.uint64: "U64", torch.complex64: "C64",
    torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2", torch.float8_e4m3fnuz: "F8_E4M3FNUZ",
    torch.float8_e5m2fnuz: "F8_E5M2FNUZ", torch.float8_e8m0fnu: "F8_E8M0",
}


def lightning():
    """A class of the name that checkpoints of Stable Diffusion 1 ask for; its package is not needed."""
    name = "pytorch_lightning.callbacks.model_checkpoint"
    for part in ("pytorch_lightning", "pytorch_lightning.callbacks", name):
        sys.modules[part] = types.ModuleType(part)
    callback = type("ModelCheckpoint", (), {"__module__": name})
    sys.modules[name].ModelCheckpoint = callback
    return callback


def weights(*names):
    """Linear layers' and convolutions' weights by name, in an OrderedDict with a module's `_metadata`."""
    state = collections.OrderedDict((name, torch.randn(2, 3).half()) for name in names)
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    return state


def stable_diffusion(callback):
    model = weights("model.diffusion_model.input_blocks.0.0.weight", "model.diffusion_model.time_embed.0.bias",
                    "first_stage_model.encoder.conv_in.weight", "cond_stage_model.transformer.text_model.ids")
    model["betas"] = torch.linspace(0, 1, 5, dtype=torch.float64)
    model["num_updates"] = torch.tensor(7, dtype=torch.int32)
    return {
        "epoch": 6, "global_step": 470000, "pytorch-lightning_version": "1.4.2", "state_dict": model,
        "callbacks": {callback: {"monitor": None, "best_model_score": torch.ones(1), "best_model_path": ""}},
        "optimizer_states": [{"state": {0: {"step": 1, "exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 1e-4}]}],
        "lr_schedulers": [{"_last_lr": [1e-4], "best": numpy.float64(0.5)}],
    }


def inversion(parameters):
    return {"string_to_token": {"*": 265}, "string_to_param": parameters, "name": "négatif 悪", "step": 1999,
            "sd_checkpoint": "7460a6fa", "sd_checkpoint_name": "v1-5-pruned"}


# The types that have a class of storage, which PyTorch needs to load the older format.
CLASSIC = list(TYPES)[:10] + [torch.complex64]


def every_type(types):
    numbers = torch.tensor([[0., 1., 2.], [3., 4., 5.]])
    return {str(dtype).removeprefix("torch."): numbers.to(dtype) for dtype in types}


def views():
    base = torch.arange(24.).reshape(2, 3, 4)
    return {
        "base": base, "transposed": base.transpose(0, 2), "slice": base[1, 1:], "column": base[:, :, 2],
        "steps": base[:, ::2, 1::2], "element": base[1, 2, 3], "expanded": base[0, 0, :1].expand(3, 5),
        "row": base[0, 1].expand(2, 4), "empty": base[:, 1:1], "past": base.flatten()[24:],
        "one": torch.randn(1, 4)[:, 1:2], "channels": torch.randn(2, 3, 2, 2).to(memory_format=torch.channels_last),
        "bytes": torch.arange(8).to(torch.uint8)[2:6].reshape(2, 2).t(),
        "halves": torch.arange(9.).half()[1:].reshape(2, 4)[:, 1:3],
    }


def oddities():
    return {
        "parameter": nn.Parameter(torch.randn(2, 2)), "buffer": nn.Parameter(torch.arange(3), requires_grad=False),
        "scalar": torch.tensor(2.5), "none": torch.zeros(0), "flat": torch.zeros(2, 0, 3),
        "eight": torch.randn(1, 1, 2, 1, 1, 1, 1, 1), "größe.重み": torch.ones(1),
        "nested": {"a": {"b": [torch.ones(1), {"c": torch.zeros(1)}]}, 3: (torch.full((1,), 3.),),
                   ("t",): torch.ones(1)},
        "parameters": nn.ParameterDict({"x": nn.Parameter(torch.ones(2))}),
        "numpy": numpy.float32(1.5), "number": 12, "large": 1 << 40, "negative": -5, "huge": 1 << 80, "yes": True,
        "text": "x" * 300, "bytes": b"\0\xff", "real": 0.5, "nothing": None, "set": {1}, "size": torch.Size([1, 2]),
        "device": torch.device("cpu"), "dtype": torch.float16, "array": numpy.arange(3),
    }


def objects(callback):
    torch.manual_seed(0)
    model = stable_diffusion(callback)
    sr = weights("conv_first.weight", "body.0.rdb1.conv1.weight")
    parameters = nn.ParameterDict({"*": nn.Parameter(torch.randn(2, 8))})
    yield "sd15.ckpt", model, {}
    yield "sd15-legacy.ckpt", model, {"legacy": True}
    yield "vae.pt", {"epoch": 1, "state_dict": weights("encoder.conv_in.weight", "decoder.conv_in.weight")}, {}
    yield "inversion.pt", inversion({"*": torch.randn(3, 8)}), {}
    yield "inversion-parameters.pt", inversion(parameters), {}
    yield "inversion-legacy.pt", inversion(parameters), {"legacy": True}
    yield "inversion-sdxl.pt", {"clip_l": torch.randn(2, 6), "clip_g": torch.randn(2, 10)}, {}
    yield "learned_embeds.bin", {"<cat-toy>": torch.randn(8)}, {}
    yield "esrgan.pth", {"params": weights("conv_first.weight"), "params_ema": sr}, {"legacy": True}
    yield "swinir.pth", {"params": sr}, {}
    yield "esrgan-old.pth", weights("model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"), {"legacy": True}
    yield "types.pt", every_type(TYPES), {}
    yield "types-legacy.pt", every_type(CLASSIC), {"legacy": True}
    yield "views.pt", views(), {}
    yield "views-legacy.pt", views(), {"legacy": True}
    yield "oddities.pt", oddities(), {}
    yield "oddities-legacy.pt", oddities(), {"legacy": True}
    yield "protocol3.pt", oddities(), {"protocol": 3}
    yield "protocol4.pt", oddities() | {"model": model, "set": set()}, {"protocol": 4}
    yield "float8.pt", torch.arange(8.).to(torch.float8_e5m2)[2:6].reshape(2, 2).t(), {}
    yield "list.pt", [torch.ones(2), torch.zeros(1)], {}
    yield "tensor.pt", torch.arange(4), {}
    yield "empty.pt", {}, {}


def number_storages():
    """Gives storages numbers in the order in which they are saved. The older format has their addresses, which are
    others in every run."""
    address = torch.UntypedStorage._cdata
    numbers = {}
    torch.UntypedStorage._cdata = property(
        lambda storage: numbers.setdefault(address.__get__(storage), 1000 + len(numbers)))
    return numbers


def leave_sources_out():
    """The older format has the source of each module's class, and the path where it was."""
    torch.serialization.get_source_lines_and_file = lambda *_: (["class ParameterDict: ..."], 1, "container.py")


def save(value, path, legacy=False, protocol=2):
    torch.save(value, path, pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy)


def named(value, name=None):
    """The tensors in a value: the keys on the way, with dots between."""
    if isinstance(value, torch.Tensor):
        yield name or "tensor", value.detach()
    elif isinstance(value, (dict, nn.ParameterDict)):
        for key in value:
            if isinstance(key, (str, int)):
                yield from named(value[key], f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple, torch.Size)):
        for index, item in enumerate(value):
            yield from named(item, f"{name}.{index}" if name else str(index))


def content(value):
    """Where the tensors are, and the beginning of their names."""
    for key in "state_dict", "params_ema", "params", "string_to_param":
        if isinstance(value, dict) and key in value:
            return value[key], key if key == "string_to_param" else None
    return value, None


def notes(value):
    """The texts and integers of the top level, and the tokens of a textual inversion."""
    if not isinstance(value, dict):
        return {}
    tokens = {f"string_to_token.{key}": token for key, token in value.get("string_to_token", {}).items()}
    return {key: str(note) for key, note in (value | tokens).items()
            if isinstance(note, (str, int)) and type(note) is not bool and note != 1 << 80}


def described(tensor):
    data = tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
    return [TYPES[tensor.dtype], list(tensor.shape), data.hex()]


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    callback = lightning()
    numbers = number_storages()
    leave_sources_out()
    expected = {}
    for name, value, options in objects(callback):
        numbers.clear()
        save(value, FIXTURES / name, **options)
        loaded = torch.load(FIXTURES / name, weights_only=False)
        tensors = {key: described(tensor) for key, tensor in named(*content(loaded))}
        expected[name] = {"metadata": notes(loaded), "tensors": tensors}
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (FIXTURES / "expected.json").write_text(text + "\n", "utf-8")
    sizes = [path.stat().st_size for path in FIXTURES.iterdir()]
    print(f"{len(expected)} files of torch.save, {sum(sizes)} bytes, the largest {max(sizes)}")


if __name__ == "__main__":
    main()

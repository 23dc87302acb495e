"""Writes Tests/ModelsTests/Fixtures/adapters: small adapters of every kind and what LyCORIS and PEFT make of a weight with
them, and the names and shapes of the real models that adapters are matched with.

    python tools/goldens/adapters.py

`weights.safetensors` is the network that is changed. `<case>.safetensors` is an adapter's file, keys as its trainer writes them.
`expected.safetensors` has the changed tensors of all cases, computed in float64, at strength 1 (`<case>/linear.weight`) and 0.6
(`<case>/linear.weight@0.6`): at strength s a weight is as far along the straight line from W to W'.
"""
import json
import os
import sys
from pathlib import Path

os.environ["LYCORIS_KERNEL_BACKEND"] = "torch"  # the plain formulas, not the fused kernels

import peft
import torch
from diffusers import UNet2DConditionModel
from lycoris.modules import boft, diag_oft, glora, ia3, locon, loha, lokr, norms
from safetensors.torch import save_file
from torch import nn

import ldm
from ldm import TextShape, UNetShape

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/ModelsTests/Fixtures/adapters"
STRENGTH = 0.6
ALPHA = 3.0
generator = torch.Generator().manual_seed(42)
torch.set_grad_enabled(False)
torch.set_num_threads(1)


def draw(*shape, scale=0.5):
    """Random numbers that float32 has, in float64."""
    return (torch.randn(*shape, generator=generator) * scale).double()


class Network(nn.Module):
    """One layer of each kind that adapters change."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(12, 16)
        self.conv = nn.Conv2d(6, 8, 3)
        self.point = nn.Conv2d(12, 16, 1)
        self.norm = nn.LayerNorm(16)


NETWORK = {name: draw(*p.shape).float().double() for name, p in Network().state_dict().items()}


def network():
    model = Network().double()
    model.load_state_dict(NETWORK)
    return model


EXPECTED = {}


def write(name, tensors):
    path = FIXTURES / f"{name}.safetensors"
    save_file({k: v.float().clone().contiguous() for k, v in sorted(tensors.items())}, path)
    path.chmod(0o644)


def case(name, keys, changed):
    """One adapter; `changed` maps a tensor's name to its value at strength 1."""
    write(name, keys)
    for tensor, value in changed.items():
        EXPECTED[f"{name}/{tensor}"] = value
        EXPECTED[f"{name}/{tensor}@{STRENGTH}"] = NETWORK[tensor] + STRENGTH * (value - NETWORK[tensor])


# ------------------------------------------------------------------------------------------------ LyCORIS

def lycoris(name, module, *layers, dim=4, alpha=ALPHA, dtype=torch.float64, **options):
    """A LyCORIS file: its modules, filled with random numbers, as they save themselves."""
    model, keys, changed = network().to(dtype), {}, {}
    for layer in layers:
        original = model.get_submodule(layer)
        part = module(layer, original, lora_dim=dim, alpha=alpha, **options).to(dtype)
        for parameter in part.parameters():
            parameter.copy_(draw(*parameter.shape))
        if getattr(part, "wd", False):
            part.dora_scale = nn.Parameter(draw(*part.dora_scale.shape).abs() + 0.5)
        if hasattr(part, "rescale"):
            part.rescale.copy_(1 + 0.2 * part.rescale)
        weight, bias = merged(part, original.weight)
        changed[f"{layer}.weight"] = weight
        if bias is not None:
            changed[f"{layer}.bias"] = bias
        saved = getattr(part, "custom_state_dict", part.state_dict)() or part.state_dict()
        keys |= {f"lora_unet_{layer}.{k}": v for k, v in saved.items() if k != "scalar"}
    case(name, keys, changed)


def merged(part, weight):
    """The changed weight and bias. LyCORIS merges LoHa and LoKr with the square of the scale that it trains them with
    (4.1.3), so that theirs is put together as in `forward`."""
    if not isinstance(part, (loha.LohaModule, lokr.LokrModule)):
        return part.get_merged_weight(1, shape=weight.shape)
    changed = weight + part.get_weight(weight.shape)
    return part.apply_weight_decompose(changed) if part.wd else changed, None


def lycoris_cases():
    for name, module in (("lora", locon.LoConModule), ("loha", loha.LohaModule)):
        lycoris(name, module, "linear", "conv", "point")
        lycoris(f"{name}-tucker", module, "conv", use_tucker=True)
        lycoris(f"{name}-dora", module, "linear", "conv", weight_decompose=True)
        lycoris(f"{name}-dora-columns", module, "linear", "conv", weight_decompose=True, wd_on_out=False)
    kron = lokr.LokrModule
    lycoris("lokr", kron, "linear", "conv", "point", dim=1)
    lycoris("lokr-whole", kron, "linear", "conv", dim=100)
    lycoris("lokr-both", kron, "linear", dim=1, decompose_both=True, factor=4)
    lycoris("lokr-tucker", kron, "conv", dim=1, use_tucker=True)
    lycoris("lokr-dora", kron, "linear", "conv", dim=1, weight_decompose=True)
    lycoris("glora", glora.GLoRAModule, "linear", "conv", "point")
    turn = dict(alpha=0, dtype=torch.float32)  # in which LyCORIS inverts
    for name, module in (("oft", diag_oft.DiagOFTModule), ("boft", boft.ButterflyOFTModule)):
        lycoris(name, module, "linear", "conv", constraint=0, **turn)
        lycoris(f"{name}-bound", module, "linear", "conv", constraint=0.05, **turn)
        lycoris(f"{name}-rescaled", module, "linear", "conv", constraint=0, rescaled=True, **turn)
    lycoris("ia3", ia3.IA3Module, "linear", "conv", alpha=0)
    lycoris("ia3-inputs", ia3.IA3Module, "linear", "conv", alpha=0, train_on_input=True)
    lycoris("norm", norms.NormModule, "norm")


# ------------------------------------------------------------------------------------------------ PEFT

def peft_case(name, config, *layers):
    """A PEFT file. Its scale stands in another file, so that it is 1 here."""
    model = peft.get_peft_model(network(), config)
    for parameter_name, parameter in model.named_parameters():
        if any(part in parameter_name for part in ("lora_", "hada_", "lokr_")):
            value = draw(*parameter.shape)
            parameter.copy_(value.abs() + 0.5 if "magnitude" in parameter_name else value)
    keys = {k: v.double().clone() for k, v in peft.get_peft_model_state_dict(model).items()}
    merged = model.merge_and_unload()
    case(name, keys, {f"{layer}.weight": merged.get_submodule(layer).weight.clone() for layer in layers})


def peft_cases():
    layers = ["linear", "conv", "point"]
    lora = dict(r=4, lora_alpha=4, target_modules=layers, init_lora_weights=False)
    peft_case("peft-lora", peft.LoraConfig(**lora), *layers)
    peft_case("peft-dora", peft.LoraConfig(**lora, use_dora=True), *layers)
    thin = dict(r=2, alpha=2, init_weights=False)
    peft_case("peft-loha", peft.LoHaConfig(**thin, target_modules=layers), *layers)
    peft_case("peft-lokr", peft.LoKrConfig(**thin, target_modules=["linear"]), "linear")


# ------------------------------------------------------------------------------------------------ plain formulas

def plain_cases():
    """What neither library writes any more."""
    w, c, r = NETWORK["linear.weight"], NETWORK["conv.weight"], 3
    a1, a2, b1, b2 = draw(r, 12), draw(12, r), draw(r, 12), draw(16, r)
    keys = {f"lora_unet_linear.{k}.weight": v for k, v in dict(a1=a1, a2=a2, b1=b1, b2=b2).items()}
    case("glora-old", keys | {"lora_unet_linear.alpha": torch.tensor(1.5).double()},
         {"linear.weight": w + 0.5 * (b2 @ b1 + (w @ a2) @ a1)})

    turns = torch.linalg.qr(draw(4, 4, 4))[0].float().double()
    rows = torch.block_diag(*(turn.T for turn in turns))
    case("oft-old", {"lora_unet_linear.oft_diag": turns}, {"linear.weight": rows @ w})

    difference, shift = draw(16, 12), draw(16)
    case("full", {"lora_unet_linear.diff": difference, "lora_unet_linear.diff_b": shift},
         {"linear.weight": w + difference, "linear.bias": NETWORK["linear.bias"] + shift})

    new = draw(8, 6, 3, 3)
    case("replacement", {"lora_unet_conv.set_weight": new}, {"conv.weight": new})

    up, down, bias = draw(16, r), draw(r, 12), draw(16)
    keys = {"lora_unet_linear.lora_up.weight": up, "lora_unet_linear.lora_down.weight": down, "lora_unet_linear.diff_b": bias}
    case("lora-bias", keys, {"linear.weight": w + up @ down, "linear.bias": NETWORK["linear.bias"] + bias})

    keys = {"unet.linear_lora.up.weight": up, "unet.linear_lora.down.weight": down,
            "unet.conv.lora.up.weight": (u := draw(8, 2, 1, 1)), "unet.conv.lora.down.weight": (d := draw(2, 6, 3, 3))}
    case("lora-diffusers", keys, {"linear.weight": w + up @ down, "conv.weight": c + torch.einsum("or,rihw->oihw", u[..., 0, 0], d)})


def chain():
    """Several adapters on one tensor, in order: what turns after a sum is not the sum after a turn."""
    w, r = NETWORK["linear.weight"], 2
    up, down = draw(16, r), draw(r, 12)
    turns = torch.linalg.qr(draw(4, 4, 4))[0].float().double()
    rows = torch.block_diag(*(turn.T for turn in turns))
    write("chain-sum", {"lora_unet_linear.lora_up.weight": up, "lora_unet_linear.lora_down.weight": down})
    write("chain-turn", {"lora_unet_linear.oft_diag": turns})
    EXPECTED["sum-turn"], EXPECTED["turn-sum"] = rows @ (w + up @ down), rows @ w + up @ down


# ------------------------------------------------------------------------------------------------ real names

class Shapes(ldm.Weights):
    """The names and shapes of a checkpoint, without its numbers."""

    def __init__(self):
        super().__init__(0)

    def _draw(self, *shape):
        return torch.empty(*shape, device="meta")


def original(draw_part, prefix, *arguments):
    weights = Shapes()
    draw_part(weights, *arguments)
    return {k.removeprefix(prefix): list(v.shape) for k, v in weights.items()}


def trained(model):
    """The layers that trainers give adapters, with their weights' shapes."""
    return {name: list(layer.weight.shape) for name, layer in model.named_modules()
            if isinstance(layer, (nn.Linear, nn.Conv2d))}


def text(width, layers):
    """transformers' text encoder, whose modules trainers call by the names it had before version 5."""
    modules = {}
    for index in range(layers):
        layer = f"text_model.encoder.layers.{index}."
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            modules[f"{layer}self_attn.{name}"] = [width, width]
        modules[f"{layer}mlp.fc1"], modules[f"{layer}mlp.fc2"] = [4 * width, width], [width, 4 * width]
    return modules


FAMILIES = {
    "sd1": (UNetShape(320, (1, 2, 4, 4), (1, 1, 1, 0), 768), {"text": ("l", 768, 12)}),
    "sd2": (UNetShape(320, (1, 2, 4, 4), (1, 1, 1, 0), 1024, linear=True), {"text": ("h", 1024, 24)}),
    "sdxl": (UNetShape(320, (1, 2, 4), (0, 2, 10), 2048, vector=2816, linear=True),
             {"text": ("l", 768, 12), "secondText": ("g", 1280, 32)}),
}


def names(family):
    shape, encoders = FAMILIES[family]
    networks = {"unet": original(ldm.unet, ldm.UNET, shape)}
    modules = {"unet": trained(diffusers_unet(shape))}
    for side, (kind, width, layers) in encoders.items():
        encoder = TextShape(width, layers, width // 64)
        networks[side] = original(ldm.clip_hugging_face if kind == "l" else ldm.clip_open, "", "", encoder)
        modules[side] = text(width, layers)
    content = json.dumps({"networks": networks, "modules": modules}, separators=(",", ":"))
    (FIXTURES / f"names-{family}.json").write_text(content + "\n")


def diffusers_unet(shape):
    attends = [bool(depth) for depth in shape.depths]
    config = dict(
        block_out_channels=[shape.width * m for m in shape.multipliers], layers_per_block=shape.blocks,
        down_block_types=["CrossAttnDownBlock2D" if a else "DownBlock2D" for a in attends],
        up_block_types=["CrossAttnUpBlock2D" if a else "UpBlock2D" for a in reversed(attends)],
        transformer_layers_per_block=[depth or 1 for depth in shape.depths],
        cross_attention_dim=shape.context, use_linear_projection=shape.linear)
    if shape.vector:
        config |= dict(addition_embed_type="text_time", addition_time_embed_dim=256,
                       projection_class_embeddings_input_dim=shape.vector)
    with torch.device("meta"):
        return UNet2DConditionModel(**config)


def check_names():
    """PEFT's keys of a real UNet are the modules' names between what the tests put around them."""
    model = diffusers_unet(FAMILIES["sd1"][0])
    layers = trained(model)
    model.add_adapter(peft.LoraConfig(r=2, target_modules=["to_q", "to_k", "to_v", "to_out.0"]))
    for key in peft.get_peft_model_state_dict(model):
        name = key.removesuffix(".lora_A.weight").removesuffix(".lora_B.weight")
        if name not in layers:
            sys.exit(f"PEFT calls {name} what diffusers does not")


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    write("weights", NETWORK)
    lycoris_cases()
    peft_cases()
    plain_cases()
    chain()
    write("expected", EXPECTED)
    for family in FAMILIES:
        names(family)
    check_names()
    total = sum(path.stat().st_size for path in FIXTURES.iterdir())
    print(f"{len(list(FIXTURES.iterdir()))} files, {total} bytes")

"""Writes Tests/CheckpointsTests/Fixtures/diffusers: narrow random pipelines as diffusers saves them, the same weights in
the original layout, and the names of every tensor of the published models in both.

    python tools/goldens/diffusers_folders.py
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders.single_file_utils import (
    convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint, convert_open_clip_checkpoint)
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

import ldm
import reference
from ldm import TEXT, UNET, VAE, TextShape, UNetShape, VAEShape, Weights, sort_metadata

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/CheckpointsTests/Fixtures/diffusers"
VOCABULARY = 24


def text(weights, prefix, shape, layout, projection=False):
    """transformers' text encoder with the weights below a prefix, all but those of layers that `shape` lacks."""
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    model = kind(CLIPTextConfig(
        vocab_size=VOCABULARY, hidden_size=shape.width, intermediate_size=shape.width * 4, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, max_position_embeddings=77, projection_dim=shape.width,
        bos_token_id=VOCABULARY - 2, eos_token_id=VOCABULARY - 1))
    if layout == "open":
        state = convert_open_clip_checkpoint(model, weights, prefix)
    else:
        state = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
    wanted = model.state_dict().keys()
    # The library has named the model's tensors with `text_model.` before them, and without.
    bare = not any(k.startswith("text_model.") for k in wanted)
    state = {(k.removeprefix("text_model.") if bare else k): v for k, v in state.items()}
    return reference.load(model, {k: v for k, v in state.items() if k in wanted})


def save(folder, models, prediction="epsilon", class_name="StableDiffusionPipeline", zsnr=False, **options):
    """A pipeline's folder without its tokenizers."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, model in models.items():
        model.half().save_pretrained(folder / name, **options.get(name, {}))
        (folder / name / "config.json").unlink()
        for weights in (folder / name).glob("*.safetensors"):
            sort_metadata(weights)
    index = {"_class_name": class_name, "_diffusers_version": "0.42.1"}
    index |= {name: ["diffusers", type(model).__name__] for name, model in models.items()}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    (folder / "scheduler").mkdir()
    (folder / "scheduler/scheduler_config.json").write_text(json.dumps(
        {"_class_name": "DDIMScheduler", "beta_end": 0.012, "prediction_type": prediction, "rescale_betas_zero_snr": zsnr,
         "trained_betas": None}, indent=2) + "\n")


def sd1():
    weights = Weights(seed=31)
    shape, vae, clip = UNetShape(4, (1, 2), (1, 0), 8, blocks=1), VAEShape(4, (1, 2, 2), blocks=1), TextShape(8, 2, 2, VOCABULARY)
    ldm.unet(weights, shape)
    ldm.vae(weights, vae)
    ldm.clip_hugging_face(weights, TEXT["sd1"], clip)
    weights.save(FIXTURES / "sd1.safetensors")
    models = {"unet": reference.unet(weights, shape, groups=2, heads=2), "vae": reference.autoencoder(weights, vae, groups=2),
              "text_encoder": text(weights, TEXT["sd1"], clip, "hf")}
    save(FIXTURES / "sd1", models, unet={"max_shard_size": "20KB"}, vae={"safe_serialization": False})
    old_attention(models["vae"])


def old_attention(vae):
    """The VAE as diffusers named its attention before 2023, as a model folder of its own."""
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    state = {}
    for key, tensor in vae.state_dict().items():
        for new, old in names.items():
            key = key.replace(f"attentions.0.{new}.", f"attentions.0.{old}.")
        state[key] = tensor.half().contiguous()
    folder = FIXTURES / "old-vae"
    folder.mkdir(exist_ok=True)
    path = folder / "diffusion_pytorch_model.fp16.safetensors"
    save_file(state, path, {"format": "pt"})


def sd2():
    weights = Weights(seed=32)
    shape, clip = UNetShape(4, (1, 2, 2), (1, 1, 0), 8, linear=True, blocks=1), TextShape(8, 3, 2, VOCABULARY)
    ldm.unet(weights, shape)
    ldm.clip_open(weights, TEXT["sd2"], clip)
    weights.save(FIXTURES / "sd2.safetensors")
    # diffusers leaves the encoder's last layer out, which these models do not use.
    shorter = TextShape(8, 2, 2, VOCABULARY)
    models = {"unet": reference.unet(weights, shape, groups=2, heads=2),
              "text_encoder": text(weights, TEXT["sd2"], shorter, "open")}
    save(FIXTURES / "sd2", models, prediction="v_prediction", zsnr=True, unet={"variant": "fp16"},
         text_encoder={"variant": "fp16", "max_shard_size": "2KB"})


def sdxl():
    weights = Weights(seed=33)
    shape = UNetShape(4, (1, 2), (0, 2), 16, vector=12, linear=True, blocks=1)
    vae, clip, big = VAEShape(4, (1, 2), blocks=1), TextShape(8, 2, 2, VOCABULARY), TextShape(8, 2, 2, VOCABULARY)
    ldm.unet(weights, shape)
    ldm.vae(weights, vae)
    ldm.clip_hugging_face(weights, TEXT["sdxl-l"], clip)
    ldm.clip_open(weights, TEXT["sdxl-g"], big)
    weights.save(FIXTURES / "sdxl.safetensors")
    models = {"unet": reference.unet(weights, shape, groups=2, heads=2), "vae": reference.autoencoder(weights, vae, groups=2),
              "text_encoder": text(weights, TEXT["sdxl-l"], clip, "hf"),
              "text_encoder_2": text(weights, TEXT["sdxl-g"], big, "open", projection=True)}
    save(FIXTURES / "sdxl", models, class_name="StableDiffusionXLPipeline")


# ------------------------------------------------------------------------------------------------ names at full size

COMMON = dict(sample_size=64, layers_per_block=2, norm_num_groups=32)
SD = dict(block_out_channels=(320, 640, 1280, 1280), down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
          up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3)
UNETS = {
    "SD 1.x": SD | dict(cross_attention_dim=768, attention_head_dim=8),
    "SD 2.x": SD | dict(cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20), use_linear_projection=True),
    "SDXL": dict(
        block_out_channels=(320, 640, 1280), down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2 + ("UpBlock2D",), transformer_layers_per_block=(1, 2, 10),
        attention_head_dim=(5, 10, 20), cross_attention_dim=2048, use_linear_projection=True, addition_embed_type="text_time",
        addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816),
    "SDXL refiner": dict(
        block_out_channels=(384, 768, 1536, 1536),
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * 2 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 2 + ("UpBlock2D",), transformer_layers_per_block=4,
        attention_head_dim=(6, 12, 24, 24), cross_attention_dim=1280, use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=2560),
}
SHAPES = {
    "SD 1.x": UNetShape(4, (1, 2, 4, 4), (1, 1, 1, 0), 8), "SD 2.x": UNetShape(4, (1, 2, 4, 4), (1, 1, 1, 0), 8, linear=True),
    "SDXL": UNetShape(4, (1, 2, 4), (0, 2, 10), 8, vector=8, linear=True),
    "SDXL refiner": UNetShape(4, (1, 2, 4, 4), (0, 4, 4, 0), 8, vector=8, linear=True),
}
VAE_CONFIG = dict(
    block_out_channels=(128, 256, 512, 512), down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=2, latent_channels=4)


def names():
    """Per network, the modules that have weights, by both names, found by sending every original tensor through
    diffusers' own conversion; every tensor of diffusers' model must be met."""
    lists = {}
    for title, config in UNETS.items():
        weights = Weights(seed=1)
        ldm.unet(weights, SHAPES[title])
        if title == "SDXL refiner":
            middle(weights, 4)
        with torch.device("meta"):
            wanted = set(UNet2DConditionModel(**COMMON, **config).state_dict())
        lists[title] = both(weights, UNET, lambda state: convert_ldm_unet_checkpoint(state, config | COMMON), wanted)
    weights = Weights(seed=1)
    ldm.vae(weights, VAEShape(4))
    with torch.device("meta"):
        wanted = set(AutoencoderKL(**VAE_CONFIG).state_dict())
    lists["VAE"] = both(weights, VAE, lambda state: convert_ldm_vae_checkpoint(state, VAE_CONFIG), wanted)
    (FIXTURES / "names.json").write_text(json.dumps(lists, indent=1) + "\n")


def middle(weights, depth):
    """Transformer blocks for a middle whose level has none."""
    prefix = UNET + "middle_block.1."
    channels = weights[prefix + "norm.weight"].shape[0]
    ldm.transformer(weights, prefix, channels, 8, depth, linear=True)


def both(weights, prefix, convert, wanted):
    """Marks each tensor with a number, converts, reads the numbers back, and gives the pairs of names."""
    marks = {k: torch.full(v.shape, float(i)) for i, (k, v) in enumerate(weights.items())}
    converted = convert(dict(marks))
    if set(converted) != wanted:
        sys.exit(f"conversion and model differ: {sorted(set(converted) ^ wanted)[:6]}")
    numbered = {int(v.flatten()[0]): k for k, v in converted.items()}
    if len(numbered) != len(marks):
        sys.exit("some tensors were not converted")
    return compact([(numbered[i], k.removeprefix(prefix)) for i, k in enumerate(marks)])


def compact(pairs):
    """Pairs of names as lines "diffusers' original ends", where `ends` counts in a list of lists: how names that begin so
    go on in both."""
    groups = {}
    for foreign, original in pairs:
        a, b = foreign.split("."), original.split(".")
        equal = 0
        while equal < min(len(a), len(b)) - 1 and a[-1 - equal] == b[-1 - equal]:
            equal += 1
        begin = " ".join(".".join(words[:len(words) - equal]) for words in (a, b))
        groups.setdefault(begin, []).append(".".join(a[len(a) - equal:]))
    ends = sorted({tuple(group) for group in groups.values()})
    return {"count": len(pairs), "ends": ends, "names": [f"{k} {ends.index(tuple(v))}" for k, v in groups.items()]}


# ------------------------------------------------------------------------------------------------ element types

FLOATS = {"f16": torch.float16, "bf16": torch.bfloat16, "f32": torch.float32}
SMALL_FLOATS = {"f8e4m3": torch.float8_e4m3fn, "f8e5m2": torch.float8_e5m2, "f8e4m3fnuz": torch.float8_e4m3fnuz,
                "f8e5m2fnuz": torch.float8_e5m2fnuz}


def floats():
    """Numbers in one type and, by torch, in another: `<type>.<result>`."""
    draw = torch.Generator().manual_seed(7)
    numbers = torch.randn(512, generator=draw) * 10 ** torch.randint(-9, 6, (512,), generator=draw)
    edges = torch.tensor([0.0, -0.0, 65504, 65519.99, 65520, -65520, 1e38, 3.39e38, -3.4e38, 5.9e-8, 2.98e-8, 2.9e-8, 6e-5, 1e-40,
                          float("inf"), float("-inf")])
    halves = (torch.arange(64) * 0x8000 + 0x3F800000).to(torch.int32).view(torch.float32)  # ties of bfloat16
    single = torch.cat([numbers, edges, halves])
    tensors = {"f32": single, "f64": single.double() * (1 + 2 ** -30)}
    tensors |= {name: numbers.to(dtype) for name, dtype in FLOATS.items() if name != "f32"}
    tensors |= {name: torch.arange(256, dtype=torch.uint8).view(dtype) for name, dtype in SMALL_FLOATS.items()}
    for name, tensor in list(tensors.items()):
        for result, dtype in FLOATS.items():
            if name != result and (name, result) != ("f64", "bf16"):  # torch rounds that twice
                tensors[f"{name}.{result}"] = tensor.to(dtype)
    save_file(tensors, FIXTURES / "floats.safetensors")


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    floats()
    sd1()
    sd2()
    sdxl()
    names()
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file():
            print(f"{str(path.relative_to(FIXTURES)):70} {path.stat().st_size:8}")


if __name__ == "__main__":
    main()

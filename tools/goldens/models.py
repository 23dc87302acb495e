"""Writes Tests/ModelsTests/Fixtures: narrow random checkpoints and what diffusers, transformers and open_clip make of
them in float32. FORMAT.md there says what each file holds.

    python tools/goldens/models.py
"""
import sys
from pathlib import Path

import torch
from diffusers import Transformer2DModel
from diffusers.models.embeddings import get_timestep_embedding
from safetensors.torch import save_file

import ldm
import reference
from ldm import TEXT, TextShape, UNetShape, VAEShape, Weights

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/ModelsTests/Fixtures"
LIMIT = 1_000_000


def draws(seed):
    generator = torch.Generator().manual_seed(seed)
    return lambda *shape: torch.randn(*shape, generator=generator)


def write(name, tensors):
    path = FIXTURES / f"{name}.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path)
    check(path)


def write_checkpoint(name, weights, metadata):
    path = FIXTURES / f"{name}.safetensors"
    weights.save(path, metadata)
    check(path)


def check(path):
    size = path.stat().st_size
    if size >= LIMIT:
        sys.exit(f"{path.name}: {size} bytes, the limit is {LIMIT}")
    print(f"{path.name:40} {size:8}")


# ------------------------------------------------------------------------------------------------ UNet

def unet(name, shape, cases, *, groups=32, metadata=None, **heads):
    """One checkpoint and its results; a case is (name, latent height, width, context tokens)."""
    weights = Weights(seed=1)
    ldm.unet(weights, shape)
    write_checkpoint(name, weights, metadata)
    model = reference.unet(weights, shape, groups, **heads)
    for case, height, width, tokens in cases:
        draw = draws(100 * height + width)
        inputs = {"x": draw(2, 4, height, width), "timestep": torch.tensor([999.0, 17.0]),
                  "context": draw(2, tokens, shape.context)}
        added = None
        if shape.vector:
            pooled = draw(2, shape.vector - 1536)
            sizes = torch.tensor([[768, 1024, 0, 0, 768, 1024], [256, 384, 16, 8, 256, 384]], dtype=torch.float32)
            added = {"text_embeds": pooled, "time_ids": sizes}
            sinusoids = get_timestep_embedding(sizes.flatten(), 256, flip_sin_to_cos=True, downscale_freq_shift=0)
            inputs |= {"pooled": pooled, "sizes": sizes, "vector": torch.cat([pooled, sinusoids.view(2, -1)], 1)}
        out = model(inputs["x"], inputs["timestep"], inputs["context"], added_cond_kwargs=added).sample
        write(f"{name}.{case}", inputs | {"out": out})


def transformer():
    """A spatial transformer of 128 channels by the default rule of SD 2.x and SDXL: two heads of 64 channels."""
    prefix = ldm.UNET + "input_blocks.4.1."
    weights = Weights(seed=2)
    ldm.transformer(weights, prefix, channels=128, context=16, depth=1, linear=True)
    write_checkpoint("transformer-64-channel-heads", weights, None)
    model = Transformer2DModel(
        num_attention_heads=2, attention_head_dim=64, in_channels=128, num_layers=1, norm_num_groups=32,
        cross_attention_dim=16, use_linear_projection=True)
    reference.load(model, {k.removeprefix(prefix): v for k, v in weights.items()})
    draw = draws(3)
    x, context = draw(2, 128, 5, 7), draw(2, 77, 16)
    write("transformer-64-channel-heads.out",
          {"x": x, "context": context, "out": model(x, encoder_hidden_states=context).sample})


EVEN, ODD = ("16x24", 16, 24, 77), ("9x13", 9, 13, 154)
UNEVEN = ("12x20", 12, 20, 77)


def unets():
    unet("unet-sd1", UNetShape(6, (1, 2, 4, 4), (1, 1, 1, 0), 12), (EVEN, UNEVEN, ODD), groups=3, heads=2,
         metadata={"kiln.unet.heads": "2", "kiln.norm_groups": "3"})
    unet("unet-sd1-defaults", UNetShape(32, (1,), (1,), 16, blocks=1), (EVEN, ODD), heads=8)
    unet("unet-sd2", UNetShape(6, (1, 2, 4, 4), (1, 1, 1, 0), 12, linear=True), (EVEN, ODD), groups=3, head_channels=3,
         metadata={"kiln.unet.head_channels": "3", "kiln.norm_groups": "3"})
    unet("unet-sdxl", UNetShape(6, (1, 2, 4), (0, 1, 2), 20, vector=1536 + 12, linear=True), (EVEN, UNEVEN, ODD), groups=3,
         head_channels=6, metadata={"kiln.unet.head_channels": "6", "kiln.norm_groups": "3"})
    transformer()


# ------------------------------------------------------------------------------------------------ VAE

def vae(name, shape, sizes, groups=32, metadata=None):
    """One checkpoint, and per latent size what its decoder and encoder give."""
    weights = Weights(seed=4)
    ldm.vae(weights, shape)
    write_checkpoint(name, weights, metadata)
    model, factor = reference.autoencoder(weights, shape, groups), 2 ** (len(shape.multipliers) - 1)
    for height, width in sizes:
        draw = draws(100 * height + width)
        latent, picture = draw(1, shape.latent, height, width), draw(1, 3, height * factor, width * factor).clamp(-1, 1)
        posterior = model.encode(picture).latent_dist
        write(f"{name}.{height}x{width}",
              {"latent": latent, "decoded": model.decode(latent).sample, "picture": picture,
               "mean": posterior.mean, "logvar": posterior.logvar})


def vaes():
    vae("vae", VAEShape(8), ((6, 10), (9, 13)), groups=4, metadata={"kiln.vae.norm_groups": "4"})
    vae("vae-defaults", VAEShape(32, (1, 1), blocks=1), ((10, 13),))


# ------------------------------------------------------------------------------------------------ text

def sentences(vocabulary, padding):
    """Three rows of 77 ids: short, longer, full. Begin and end are the last two rows of the vocabulary."""
    begin, end = vocabulary - 2, vocabulary - 1
    fill = end if padding == "end" else 0
    generator = torch.Generator().manual_seed(5)
    rows = []
    for length in (3, 40, 75):
        words = torch.randint(1, begin, (length,), generator=generator).tolist()
        rows.append([begin, *words, end] + [fill] * (75 - length))
    return torch.tensor(rows)


def text(name, layout, shape, padding, metadata=None, weights=None, prefix=None):
    """One checkpoint with one encoder (or the given weights, already written) and its results."""
    prefix = prefix or TEXT[layout]
    hugging_face = layout in ("sd1", "sdxl-l")
    if weights is None:
        weights = Weights(seed=6)
        (ldm.clip_hugging_face if hugging_face else ldm.clip_open)(weights, prefix, shape)
        write_checkpoint(name, weights, metadata)
        name += ".out"
    model = (reference.HuggingFaceText if hugging_face else reference.OpenCLIPText)(weights, prefix, shape)
    ids = sentences(shape.vocabulary, padding)
    states, pooled = model(ids)
    write(name, {"ids": ids, "hidden_1": states[-1], "hidden_2": states[-2], "final_norm": model.final_norm(states[-1]),
                 "final_norm_2": model.final_norm(states[-2]), "pooled": pooled})


def texts():
    heads = {"kiln.text.heads": "4"}
    narrow = TextShape(width=24, layers=3, heads=4, vocabulary=512)
    default = TextShape(width=128, layers=2, heads=2, vocabulary=192)
    text("text-sd1", "sd1", narrow, "end", heads)
    text("text-sd2", "sd2", narrow, "zero", heads)
    old = Weights(seed=6)
    ldm.clip_hugging_face(old, TEXT["sd1"], narrow)
    renamed = {k.replace(".text_model.", "."): v for k, v in old.items()}
    old.clear()
    old.update(renamed)
    write_checkpoint("text-sd1-old-names", old, heads)
    text("text-sd1-defaults", "sd1", default, "end")
    text("text-sd2-defaults", "sd2", default, "zero")

    first, second = narrow, TextShape(width=40, layers=4, heads=4, vocabulary=512)
    weights = Weights(seed=7)
    ldm.clip_hugging_face(weights, TEXT["sdxl-l"], first)
    ldm.clip_open(weights, TEXT["sdxl-g"], second)
    write_checkpoint("text-sdxl", weights, heads)
    text("text-sdxl.l", "sdxl-l", first, "end", weights=weights)
    text("text-sdxl.g", "sdxl-g", second, "zero", weights=weights)


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    unets()
    vaes()
    texts()

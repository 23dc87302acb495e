"""Random checkpoints in the original (LDM, sgm) key layouts, at any width and depth.

A checkpoint is a dict from the original key to a tensor. Weights are drawn from one torch CPU generator in a fixed
order, scaled by 1/sqrt(fan-in), so that activations stay near unit size; norms are near (1, 0). The same seed and
shapes give the same bytes on every machine.
"""
import json
from dataclasses import dataclass

import torch
from safetensors.torch import save_file

UNET, VAE = "model.diffusion_model.", "first_stage_model."
TEXT = {"sd1": "cond_stage_model.transformer.", "sd2": "cond_stage_model.model.",
        "sdxl-l": "conditioner.embedders.0.transformer.", "sdxl-g": "conditioner.embedders.1.model.",
        "refiner": "conditioner.embedders.0.model."}


@dataclass(frozen=True)
class UNetShape:
    width: int
    multipliers: tuple      # channels of each level, in widths
    depths: tuple           # transformer blocks after each residual block of a level; 0: none
    context: int
    vector: int | None = None
    linear: bool = False    # project into the transformers by matrices (SD 2.x, SDXL) or 1x1 convolutions
    blocks: int = 2         # residual blocks on the way down; one more on the way up


@dataclass(frozen=True)
class VAEShape:
    width: int
    multipliers: tuple = (1, 2, 4, 4)
    blocks: int = 2
    latent: int = 4


@dataclass(frozen=True)
class TextShape:
    width: int
    layers: int
    heads: int
    vocabulary: int = 49408


class Weights(dict):
    """Tensors by key, and how each kind of layer is drawn."""

    def __init__(self, seed, dtype=torch.float16):
        super().__init__()
        self.generator, self.dtype = torch.Generator().manual_seed(seed), dtype

    def _draw(self, *shape):
        return torch.randn(*shape, generator=self.generator)

    def matrix(self, key, *shape, gain=1.0):
        fan_in = 1
        for size in shape[1:]:
            fan_in *= size
        self[key] = (self._draw(*shape) * (gain / max(fan_in, 1) ** 0.5)).to(self.dtype)

    def bias(self, key, size):
        self[key] = (self._draw(size) * 0.02).to(self.dtype)

    def norm(self, key, size):
        self[key + ".weight"] = (1 + 0.1 * self._draw(size)).to(self.dtype)
        self.bias(key + ".bias", size)

    def linear(self, key, inputs, outputs, bias=True, gain=1.0):
        self.matrix(key + ".weight", outputs, inputs, gain=gain)
        if bias:
            self.bias(key + ".bias", outputs)

    def conv(self, key, inputs, outputs, kernel=3, gain=1.0):
        self.matrix(key + ".weight", outputs, inputs, kernel, kernel, gain=gain)
        self.bias(key + ".bias", outputs)

    def save(self, path, metadata=None):
        tensors = {key: tensor.contiguous() for key, tensor in self.items()}
        save_file(tensors, path, {"format": "pt", **(metadata or {})})
        sort_metadata(path)


def sort_metadata(path):
    """Puts the metadata of a safetensors file in order, which the library writes in a random one."""
    with open(path, "r+b") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
        text = json.dumps(header, separators=(",", ":")).encode()
        if len(text) > length:
            raise ValueError(f"{path}: the header grew from {length} to {len(text)} bytes")
        file.seek(8)
        file.write(text.ljust(length))


# ------------------------------------------------------------------------------------------------ UNet

def residual(w, key, inputs, outputs, embedding):
    w.norm(key + "in_layers.0", inputs)
    w.conv(key + "in_layers.2", inputs, outputs)
    w.linear(key + "emb_layers.1", embedding, outputs)
    w.norm(key + "out_layers.0", outputs)
    w.conv(key + "out_layers.3", outputs, outputs, gain=0.3)
    if inputs != outputs:
        w.conv(key + "skip_connection", inputs, outputs, kernel=1)


def transformer(w, key, channels, context, depth, linear):
    w.norm(key + "norm", channels)
    for name in ("proj_in", "proj_out"):
        if linear:
            w.linear(key + name, channels, channels, gain=0.5)
        else:
            w.conv(key + name, channels, channels, kernel=1, gain=0.5)
    for index in range(depth):
        block = f"{key}transformer_blocks.{index}."
        for attention, source in (("attn1", channels), ("attn2", context)):
            w.linear(f"{block}{attention}.to_q", channels, channels, bias=False)
            w.linear(f"{block}{attention}.to_k", source, channels, bias=False)
            w.linear(f"{block}{attention}.to_v", source, channels, bias=False)
            w.linear(f"{block}{attention}.to_out.0", channels, channels, gain=0.5)
        w.linear(block + "ff.net.0.proj", channels, channels * 8)
        w.linear(block + "ff.net.2", channels * 4, channels, gain=0.5)
        for name in ("norm1", "norm2", "norm3"):
            w.norm(block + name, channels)


def unet(w, shape, latent=4):
    width, embedding, last = shape.width, shape.width * 4, len(shape.multipliers) - 1
    w.linear(UNET + "time_embed.0", width, embedding)
    w.linear(UNET + "time_embed.2", embedding, embedding)
    if shape.vector:
        w.linear(UNET + "label_emb.0.0", shape.vector, embedding)
        w.linear(UNET + "label_emb.0.2", embedding, embedding)

    def attend(key, channels, depth):
        transformer(w, key, channels, shape.context, depth, shape.linear)

    w.conv(UNET + "input_blocks.0.0", latent, width)
    channels, skips, n = width, [width], 1
    for level, multiplier in enumerate(shape.multipliers):
        for _ in range(shape.blocks):
            residual(w, f"{UNET}input_blocks.{n}.0.", channels, width * multiplier, embedding)
            channels = width * multiplier
            if shape.depths[level]:
                attend(f"{UNET}input_blocks.{n}.1.", channels, shape.depths[level])
            skips.append(channels)
            n += 1
        if level < last:
            w.conv(f"{UNET}input_blocks.{n}.0.op", channels, channels)
            skips.append(channels)
            n += 1

    residual(w, UNET + "middle_block.0.", channels, channels, embedding)
    attend(UNET + "middle_block.1.", channels, shape.depths[-1] or 1)
    residual(w, UNET + "middle_block.2.", channels, channels, embedding)

    n = 0
    for level in reversed(range(last + 1)):
        for index in range(shape.blocks + 1):
            outputs, part = width * shape.multipliers[level], 1
            residual(w, f"{UNET}output_blocks.{n}.0.", channels + skips.pop(), outputs, embedding)
            channels = outputs
            if shape.depths[level]:
                attend(f"{UNET}output_blocks.{n}.1.", channels, shape.depths[level])
                part = 2
            if level and index == shape.blocks:
                w.conv(f"{UNET}output_blocks.{n}.{part}.conv", channels, channels)
            n += 1
    w.norm(UNET + "out.0", channels)
    w.conv(UNET + "out.2", channels, latent)


# ------------------------------------------------------------------------------------------------ VAE

def _vae_residual(w, key, inputs, outputs):
    w.norm(key + "norm1", inputs)
    w.conv(key + "conv1", inputs, outputs)
    w.norm(key + "norm2", outputs)
    w.conv(key + "conv2", outputs, outputs, gain=0.3)
    if inputs != outputs:
        w.conv(key + "nin_shortcut", inputs, outputs, kernel=1)


def _vae_middle(w, key, channels):
    _vae_residual(w, key + "block_1.", channels, channels)
    w.norm(key + "attn_1.norm", channels)
    for name in ("q", "k", "v", "proj_out"):
        w.conv(f"{key}attn_1.{name}", channels, channels, kernel=1, gain=0.5)
    _vae_residual(w, key + "block_2.", channels, channels)


def vae(w, shape):
    widths, latent = [shape.width * m for m in shape.multipliers], shape.latent
    w.conv(VAE + "encoder.conv_in", 3, shape.width)
    channels = shape.width
    for level, width in enumerate(widths):
        for index in range(shape.blocks):
            _vae_residual(w, f"{VAE}encoder.down.{level}.block.{index}.", channels, width)
            channels = width
        if level < len(widths) - 1:
            w.conv(f"{VAE}encoder.down.{level}.downsample.conv", channels, channels)
    for side in ("encoder", "decoder"):
        _vae_middle(w, f"{VAE}{side}.mid.", channels)
    w.norm(VAE + "encoder.norm_out", channels)
    w.conv(VAE + "encoder.conv_out", channels, 2 * latent)
    w.conv(VAE + "quant_conv", 2 * latent, 2 * latent, kernel=1)
    w.conv(VAE + "post_quant_conv", latent, latent, kernel=1)
    w.conv(VAE + "decoder.conv_in", latent, channels)
    for level in reversed(range(len(widths))):
        for index in range(shape.blocks + 1):
            _vae_residual(w, f"{VAE}decoder.up.{level}.block.{index}.", channels, widths[level])
            channels = widths[level]
        if level:
            w.conv(f"{VAE}decoder.up.{level}.upsample.conv", channels, channels)
    w.norm(VAE + "decoder.norm_out", channels)
    w.conv(VAE + "decoder.conv_out", channels, 3)


# ------------------------------------------------------------------------------------------------ text

def clip_hugging_face(w, prefix, shape):
    embeddings, width = prefix + "text_model.embeddings.", shape.width
    w.matrix(embeddings + "token_embedding.weight", shape.vocabulary, width)
    w.matrix(embeddings + "position_embedding.weight", 77, width)
    w[embeddings + "position_ids"] = torch.arange(77)[None]
    for index in range(shape.layers):
        layer = f"{prefix}text_model.encoder.layers.{index}."
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            w.linear(f"{layer}self_attn.{name}", width, width)
        w.norm(layer + "layer_norm1", width)
        w.norm(layer + "layer_norm2", width)
        w.linear(layer + "mlp.fc1", width, width * 4)
        w.linear(layer + "mlp.fc2", width * 4, width, gain=0.5)
    w.norm(prefix + "text_model.final_layer_norm", width)


def clip_open(w, prefix, shape):
    width = shape.width
    w.matrix(prefix + "token_embedding.weight", shape.vocabulary, width)
    w.matrix(prefix + "positional_embedding", 77, width)
    w.matrix(prefix + "text_projection", width, width)
    w[prefix + "logit_scale"] = torch.tensor(4.6)
    for index in range(shape.layers):
        block = f"{prefix}transformer.resblocks.{index}."
        w.matrix(block + "attn.in_proj_weight", 3 * width, width)
        w.bias(block + "attn.in_proj_bias", 3 * width)
        w.linear(block + "attn.out_proj", width, width)
        w.norm(block + "ln_1", width)
        w.norm(block + "ln_2", width)
        w.linear(block + "mlp.c_fc", width, width * 4)
        w.linear(block + "mlp.c_proj", width * 4, width, gain=0.5)
    w.norm(prefix + "ln_final", width)

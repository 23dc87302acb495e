"""What the diffusers side needs: a checkpoint's parts without network, and its prompts encoded."""

import torch
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from diffusers.loaders import single_file_utils as convert

UNET = {
    "sd15": dict(
        sample_size=64, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280, 1280),
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3, layers_per_block=2,
        cross_attention_dim=768, attention_head_dim=8),
    "sdxl": dict(
        sample_size=128, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=2, cross_attention_dim=2048, attention_head_dim=(5, 10, 20),
        transformer_layers_per_block=(1, 2, 10), use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816),
}
VAE = dict(
    in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512),
    down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    layers_per_block=2)
SCALE = {"sd15": 0.18215, "sdxl": 0.13025}
TEXT = dict(vocab_size=49408, max_position_embeddings=77, bos_token_id=49406, eos_token_id=49407)
CLIP_L = dict(
    hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
    hidden_act="quick_gelu", projection_dim=768, **TEXT)
CLIP_G = dict(
    hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20,
    hidden_act="gelu", projection_dim=1280, **TEXT)


def empty(model, config):
    """A model without weights, so that loading costs what reading and assigning cost."""
    with torch.device("meta"):
        return model.from_config(config) if hasattr(model, "from_config") else model(config)


def assign(model, weights, kind):
    weights = {name: value.to(kind) for name, value in weights.items()}
    missing, _ = model.load_state_dict(weights, strict=False, assign=True)
    for name in missing:  # position ids and the like, which checkpoints leave out
        if name.endswith("position_ids"):
            continue
        raise SystemExit(f"diffusers side: {name} is missing")
    for name, buffer in list(model.named_buffers()):
        if buffer.is_meta:
            owner = model.get_submodule(name.rpartition(".")[0])
            setattr(owner, name.rpartition(".")[2], torch.arange(buffer.shape[-1])[None])
    return model.eval()


def load_parts(path, family, kind, unet_class, vae_class):
    """UNet in `kind`, VAE and text encoders in float32, as Kiln computes them."""
    file = load_file(path)
    unet = empty(unet_class, UNET[family])
    vae = empty(vae_class, dict(VAE, scaling_factor=SCALE[family]))
    parts = {
        "unet": assign(unet, convert.convert_ldm_unet_checkpoint(file, unet.config), kind),
        "vae": assign(vae, convert.convert_ldm_vae_checkpoint(file, vae.config), torch.float32),
    }
    prefix = {
        "sd15": "cond_stage_model.transformer.", "sdxl": "conditioner.embedders.0.transformer."}
    low = {k[len(prefix[family]):]: v for k, v in file.items() if k.startswith(prefix[family])}
    parts["l"] = assign(empty(CLIPTextModel, CLIPTextConfig(**CLIP_L)), low, torch.float32)
    if family == "sdxl":
        model = empty(CLIPTextModelWithProjection, CLIPTextConfig(**CLIP_G))
        high = convert.convert_open_clip_checkpoint(
            model, file, prefix="conditioner.embedders.1.model.")
        parts["g"] = assign(model, high, torch.float32)
    return parts


def encode(parts, family, size):
    """Negative and positive context; ids need not be a real prompt's for a measure of time."""
    ids = torch.full((2, 77), 49407)
    ids[:, 0] = 49406
    ids[1, 1:9] = torch.arange(320, 328)
    kind = parts["unet"].dtype
    low = parts["l"](ids, output_hidden_states=True)
    if family == "sd15":
        return low.last_hidden_state.to(kind), {}
    high = parts["g"](ids, output_hidden_states=True)
    context = torch.cat([low.hidden_states[-2], high.hidden_states[-2]], dim=-1)
    sizes = torch.tensor([[size, size, 0, 0, size, size]] * 2, dtype=kind)
    extra = {"text_embeds": high.text_embeds.to(kind), "time_ids": sizes}
    return context.to(kind), {"added_cond_kwargs": extra}

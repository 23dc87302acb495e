"""Seeds of the diffusers target: indexes of shards and pipelines' configurations."""

import json

UNET = [
    "conv_in.weight", "time_embedding.linear_1.weight", "down_blocks.0.resnets.0.conv1.weight",
    "down_blocks.0.resnets.1.time_emb_proj.weight",
    "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight",
    "down_blocks.0.downsamplers.0.conv.weight", "down_blocks.1.resnets.0.conv_shortcut.weight",
    "mid_block.attentions.0.proj_in.weight", "mid_block.resnets.1.norm1.weight",
    "up_blocks.0.resnets.2.conv2.weight", "up_blocks.0.upsamplers.0.conv.bias",
    "conv_norm_out.weight", "conv_out.bias",
]
ORIGINAL = [
    "time_embed.0.weight", "input_blocks.0.0.weight", "input_blocks.1.0.in_layers.2.weight",
    "input_blocks.1.1.proj_in.weight", "input_blocks.3.0.op.weight",
    "input_blocks.4.0.skip_connection.weight", "middle_block.1.norm.weight",
    "output_blocks.2.2.conv.weight", "output_blocks.0.0.out_layers.3.bias", "out.2.weight",
]
VAE = [
    "encoder.conv_in.weight", "encoder.down_blocks.0.resnets.0.conv1.weight",
    "encoder.down_blocks.0.downsamplers.0.conv.weight", "encoder.mid_block.attentions.0.to_q.weight",
    "decoder.up_blocks.0.resnets.2.conv_shortcut.weight", "decoder.up_blocks.0.upsamplers.0.conv.bias",
    "encoder.down.0.block.0.nin_shortcut.weight", "decoder.up.0.upsample.conv.weight",
    "encoder.mid.attn_1.q.weight", "quant_conv.weight",
]


def index(names: list[str]) -> bytes:
    """An index of these tensors in two files."""
    files = {name: f"model-0000{1 + place % 2}-of-00002.safetensors"
             for place, name in enumerate(names)}
    return json.dumps({"metadata": {"total_size": 10**9}, "weight_map": files}, indent=1).encode()


def seeds() -> dict[str, bytes]:
    """The seeds by name."""
    pipeline = {"_class_name": "StableDiffusionXLPipeline", "_diffusers_version": "0.30.0",
                "unet": ["diffusers", "UNet2DConditionModel"], "force_zeros": True, "scale": None}
    scheduler = {"_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "steps": 1000,
                 "prediction_type": "v_prediction", "rescale_betas_zero_snr": True}
    return {
        "unet": index(UNET), "original": index(ORIGINAL), "vae": index(VAE),
        "pipeline": json.dumps(pipeline).encode(), "scheduler": json.dumps(scheduler).encode(),
        "escape": b'{"weight_map":{"a":"../b"}}', "empty": b'{"weight_map":{}}', "list": b"[]",
    }

"""The reference models: diffusers, transformers and open_clip, given an original checkpoint's weights, in float32."""
import logging

import open_clip
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint
from transformers import CLIPTextConfig, CLIPTextModel

from ldm import VAE

logging.getLogger("transformers").setLevel(logging.ERROR)
torch.set_grad_enabled(False)
torch.set_num_threads(1)  # many small operations; and the same sums in the same order on every machine


def load(model, state):
    """The model with the weights of `state` widened to float32; every weight must be given."""
    model.load_state_dict({k: v.float() for k, v in state.items()}, strict=True)
    return model.float().eval()


def unet(weights, shape, groups=32, heads=None, head_channels=None, inputs=4):
    """diffusers' UNet. Its option `attention_head_dim` is the number of heads of each level."""
    widths = [shape.width * m for m in shape.multipliers]
    attends = [bool(depth) for depth in shape.depths]
    config = dict(
        in_channels=inputs, out_channels=4, block_out_channels=widths, layers_per_block=shape.blocks,
        down_block_types=["CrossAttnDownBlock2D" if a else "DownBlock2D" for a in attends],
        up_block_types=["CrossAttnUpBlock2D" if a else "UpBlock2D" for a in reversed(attends)],
        transformer_layers_per_block=[depth or 1 for depth in shape.depths],
        attention_head_dim=[heads or width // head_channels for width in widths],
        cross_attention_dim=shape.context, use_linear_projection=shape.linear, norm_num_groups=groups)
    if shape.vector:
        config |= dict(addition_embed_type="text_time", addition_time_embed_dim=256,
                       projection_class_embeddings_input_dim=shape.vector)
    model = UNet2DConditionModel(**config)
    return load(model, convert_ldm_unet_checkpoint(weights, config))


def autoencoder(weights, shape, groups=32):
    """diffusers' VAE."""
    widths = [shape.width * m for m in shape.multipliers]
    config = dict(
        block_out_channels=widths, layers_per_block=shape.blocks, norm_num_groups=groups, latent_channels=shape.latent,
        down_block_types=["DownEncoderBlock2D"] * len(widths), up_block_types=["UpDecoderBlock2D"] * len(widths))
    state = {k: v for k, v in weights.items() if k.startswith(VAE)}
    return load(AutoencoderKL(**config), convert_ldm_vae_checkpoint(state, config))


class Text:
    """A text encoder that gives every hidden state, by hooks on its layers."""

    def __init__(self, model, embed, layers, final_norm):
        self.model, self.final_norm = model, final_norm
        self._states = []
        for layer in layers:
            layer.register_forward_hook(self._record)
        self._embed = embed

    def _record(self, _module, _inputs, output):
        self._states.append(output[0] if isinstance(output, tuple) else output)

    def __call__(self, ids):
        """(hidden states from the embeddings to the last layer, pooled vector of each row)."""
        self._states = []
        pooled = self._pooled(ids)
        return [self._embed(ids)] + self._states, pooled


class HuggingFaceText(Text):
    """transformers' CLIP text model: quick GELU; pooled is the final norm's output at the end of the text."""

    def __init__(self, weights, prefix, shape):
        model = CLIPTextModel(CLIPTextConfig(
            vocab_size=shape.vocabulary, hidden_size=shape.width, intermediate_size=shape.width * 4,
            num_hidden_layers=shape.layers, num_attention_heads=shape.heads, max_position_embeddings=77,
            hidden_act="quick_gelu", bos_token_id=shape.vocabulary - 2, eos_token_id=shape.vocabulary - 1))
        start = prefix + "text_model."
        state = {k.removeprefix(start): v for k, v in weights.items()
                 if k.startswith(start) and not k.endswith("position_ids")}
        load(model, state)
        super().__init__(model, lambda ids: model.embeddings(input_ids=ids), model.encoder.layers, model.final_layer_norm)

    def _pooled(self, ids):
        return self.model(input_ids=ids).pooler_output


class OpenCLIPText(Text):
    """open_clip's CLIP: exact GELU; pooled is the projection of the final norm's output at the end of the text."""

    def __init__(self, weights, prefix, shape):
        model = open_clip.CLIP(
            embed_dim=shape.width, vision_cfg=dict(layers=1, width=64, head_width=64, patch_size=16, image_size=16),
            text_cfg=dict(context_length=77, vocab_size=shape.vocabulary, width=shape.width, heads=shape.heads,
                          layers=shape.layers))
        state = {k: v for k, v in model.state_dict().items() if k.startswith("visual.")}
        state |= {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        load(model, state)
        super().__init__(model, lambda ids: model.token_embedding(ids) + model.positional_embedding,
                         model.transformer.resblocks, model.ln_final)

    def _pooled(self, ids):
        return self.model.encode_text(ids)

"""diffusers' side of a measurement: makes one picture and prints a line whenever something is done.

    diffusers_side.py CONFIGURATIONS CHECKPOINT SIZE STEPS DTYPE

The work is KilnBench's: the single file is read by diffusers' own functions for that, the denoiser in DTYPE, text
encoders and VAE in float32; two prompts encoded; Euler steps with both sides of the guidance in one batch; the
decoded picture as floats. The prompts' tokens are given, so that no tokenizer is read.
"""
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, UNet2DConditionModel
from diffusers.loaders.single_file_utils import create_diffusers_clip_model_from_ldm, load_single_file_checkpoint
from transformers import CLIPTextModel, CLIPTextModelWithProjection

START, END = 49406, 49407
NEGATIVE, POSITIVE = [15547], [320, 8853, 539, 550, 18376, 6765, 320, 4558]


class Models:
    def __init__(self, folder, checkpoint, dtype):
        file, folder = load_single_file_checkpoint(checkpoint), str(folder)
        self.unet = UNet2DConditionModel.from_single_file(file, config=folder, subfolder="unet", torch_dtype=dtype)
        self.vae = AutoencoderKL.from_single_file(file, config=folder, subfolder="vae", torch_dtype=torch.float32)
        kinds = {"text_encoder": CLIPTextModel, "text_encoder_2": CLIPTextModelWithProjection}
        self.encoders = [
            create_diffusers_clip_model_from_ldm(
                kind, file, subfolder=name, config=folder, torch_dtype=torch.float32, local_files_only=True)
            for name, kind in kinds.items() if (Path(folder) / name).is_dir()]


def encode(models, size):
    """The prompts' hidden states, and for SDXL what goes beside them."""
    prompts = [[START, *tokens] + [END] * (76 - len(tokens)) for tokens in (NEGATIVE, POSITIVE)]
    outputs = [encoder(torch.tensor(prompts), output_hidden_states=True) for encoder in models.encoders]
    dtype = models.unet.dtype
    if len(outputs) == 1:
        return {"encoder_hidden_states": outputs[0].last_hidden_state.to(dtype)}
    states = torch.cat([output.hidden_states[-2] for output in outputs], dim=-1)
    sizes = torch.tensor([[size, size, 0, 0, size, size]] * 2, dtype=dtype)
    return {
        "encoder_hidden_states": states.to(dtype),
        "added_cond_kwargs": {"text_embeds": outputs[1].text_embeds.to(dtype), "time_ids": sizes},
    }


def sample(models, conditions, size, steps):
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)
    scheduler.set_timesteps(steps)
    x = torch.randn(1, 4, size // 8, size // 8, dtype=models.unet.dtype) * scheduler.init_noise_sigma
    print("ready", flush=True)
    for timestep in scheduler.timesteps:
        both = scheduler.scale_model_input(torch.cat([x, x]), timestep)
        negative, positive = models.unet(both, timestep, return_dict=False, **conditions)[0].chunk(2)
        x = scheduler.step(negative + 7 * (positive - negative), timestep, x, return_dict=False)[0]
        print("step", flush=True)
    return x


def decode(models, x):
    print("ready", flush=True)
    picture = models.vae.decode(x.float() / models.vae.config.scaling_factor, return_dict=False)[0]
    ((picture + 1) / 2).clamp(0, 1).numpy()
    print("image", flush=True)


def main():
    folder, checkpoint, size, steps, dtype = sys.argv[1:]
    torch.set_grad_enabled(False)
    models = Models(folder, checkpoint, getattr(torch, dtype))
    decode(models, sample(models, encode(models, int(size)), int(size), int(steps)))


if __name__ == "__main__":
    main()

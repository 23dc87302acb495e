"""diffusers' side of a measurement: the same work as KilnBench, its times as one JSON object.

    diffusers_side.py CHECKPOINT.safetensors sd15|sdxl SIZE STEPS DTYPE

Loads the single file as a diffusers user does, encodes the prompts, runs Euler steps with guidance
(both sides in one batch), decodes. No network: configurations are the published ones of the families.
"""

import json
import resource
import sys
import time

START = time.perf_counter()

import torch  # noqa: E402
from diffusers import AutoencoderKL, EulerDiscreteScheduler, UNet2DConditionModel  # noqa: E402

from sides import load_parts, encode  # noqa: E402


def main() -> None:
    path, family, size, steps, dtype = sys.argv[1:6]
    torch.set_grad_enabled(False)
    torch.set_num_threads(2)
    kind = {"float32": torch.float32, "bfloat16": torch.bfloat16}[dtype]
    parts = load_parts(path, family, kind, UNet2DConditionModel, AutoencoderKL)
    context, extra = encode(parts, family, int(size))
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)
    scheduler.set_timesteps(int(steps))
    x = torch.randn(1, 4, int(size) // 8, int(size) // 8, dtype=kind) * scheduler.init_noise_sigma
    times = []
    for t in scheduler.timesteps:
        both = scheduler.scale_model_input(torch.cat([x, x]), t)
        out = parts["unet"](both, t, encoder_hidden_states=context, **extra).sample
        negative, positive = out.chunk(2)
        x = scheduler.step(negative + 7 * (positive - negative), t, x).prev_sample
        times.append(time.perf_counter() - START)
    begin = time.perf_counter()
    vae = parts["vae"]
    vae.decode(x.float() / vae.config.scaling_factor)
    decode = time.perf_counter() - begin
    gaps = sorted(b - a for a, b in zip(times, times[1:]))
    print(json.dumps({
        "first_step": times[0], "step": gaps[len(gaps) // 2] if gaps else float("nan"),
        "decode": decode,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()

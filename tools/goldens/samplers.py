"""Walks of every sampler over a denoiser with a formula, by others' programs: k-diffusion's samplers, diffusers'
schedulers with our levels put into them, and for those that no package has what their papers say, written plainly.

The denoiser treats elements alike and is not linear; the one without a prompt is another.
"""
import json
import pathlib

import diffusers
import torch

import plain_samplers
from kdiffusion import sampling as kdiffusion
from walks import BETAS, FLOW, NOISE, SIGMAS, SIGNALS, START, Noise, case, cases, denoise

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/SamplersTests/Fixtures"


# ------------------------------------------------------------------------------------------------ k-diffusion

def by_kdiffusion(name, function, levels=SIGMAS, draws=True, options=None, **arguments):
    noise, randn_like = Noise(), torch.randn_like
    torch.randn_like = noise
    if draws:
        arguments["noise_sampler"] = noise
    start = START * levels[0]
    if function in ("sample_dpm_fast", "sample_dpm_adaptive"):
        ends = {"sigma_min": float(levels[-2]), "sigma_max": float(levels[0])}
        if function == "sample_dpm_fast":
            ends["n"] = len(levels) - 1
        result = getattr(kdiffusion, function)(denoise_call, start, **ends, disable=True, **arguments)
    else:
        result = getattr(kdiffusion, function)(denoise_call, start, levels, disable=True, **arguments)
    torch.randn_like = randn_like
    case(name, levels, start, result, noise, **(options or {}))


def denoise_call(x, sigma, **_):
    return denoise(x, sigma.reshape(-1, *[1] * (x.ndim - 1)))


def all_of_kdiffusion():
    churn = {"s_churn": 3.0, "s_tmin": 0.3, "s_tmax": 9.0, "s_noise": 1.1}
    churned = {"churn": 3.0, "churnMin": 0.3, "churnMax": 9.0, "noiseScale": 1.1}
    for name, function in [("Euler", "sample_euler"), ("Heun", "sample_heun"), ("DPM2", "sample_dpm_2")]:
        by_kdiffusion(name, function, draws=False)
        cases[-1]["draws"] = 0  # drawn, but not used
        by_kdiffusion(name, function, draws=False, options=churned, **churn)
    by_kdiffusion("LMS", "sample_lms", draws=False)
    by_kdiffusion("DPM++ 2M", "sample_dpmpp_2m", draws=False)
    by_kdiffusion("Euler a", "sample_euler_ancestral", options={"eta": 0.6}, eta=0.6)
    for name, function, others in [
        ("DPM2 a", "sample_dpm_2_ancestral", {}), ("DPM++ 2S a", "sample_dpmpp_2s_ancestral", {}),
        ("DPM++ SDE", "sample_dpmpp_sde", {}), ("DPM++ 2M SDE", "sample_dpmpp_2m_sde", {}),
        ("DPM++ 2M SDE Heun", "sample_dpmpp_2m_sde", {"solver_type": "heun"}),
        ("DPM++ 3M SDE", "sample_dpmpp_3m_sde", {}),
    ]:
        by_kdiffusion(name, function, eta=1.0, **others)
        by_kdiffusion(name, function, eta=0.6, s_noise=1.1, options={"eta": 0.6, "noiseScale": 1.1}, **others)
    for count in (6, 7, 8):
        levels = torch.cat([SIGMAS[:count], torch.zeros(1)])
        by_kdiffusion("DPM fast", "sample_dpm_fast", levels, eta=1.0)
    by_kdiffusion("DPM adaptive", "sample_dpm_adaptive", eta=1.0)
    by_kdiffusion(
        "DPM adaptive", "sample_dpm_adaptive", eta=0.5, order=2, rtol=0.02, atol=0.01, h_init=2.0, pcoeff=0.2,
        icoeff=0.8, dcoeff=0.1, accept_safety=0.9, options={"eta": 0.5, "adaptive": [2, 0.02, 0.01, 2.0, 0.2, 0.8, 0.1, 0.9]})


# ------------------------------------------------------------------------------------------------ diffusers

def sigma_of(timestep):
    signal = SIGNALS[timestep]
    return ((1 - signal) / signal).sqrt()


def predicted_noise(x, sigma):
    """What a model of noise says of a variance-preserving image."""
    x = x * (1 + sigma ** 2).sqrt()
    return (x - denoise(x, sigma)) / sigma


def scheduler_of(kind, **arguments):
    scheduler = kind(num_train_timesteps=1000, trained_betas=BETAS, **arguments)
    scheduler.alphas_cumprod = SIGNALS
    return scheduler


def by_timesteps(name, scheduler, calls, levels, step=None, options=None):
    """Walks a scheduler along timesteps given as calls."""
    noise = Noise()
    sigma = levels[0]
    start = START * (1 + sigma ** 2).sqrt()
    x = START.clone()
    for timestep in calls:
        x = scheduler.step(
            predicted_noise(x, sigma_of(timestep)), timestep, x, **(step(noise) if step else {})).prev_sample
    case(name, levels, start, x, noise, **(options or {}))


def all_of_diffusers():
    timesteps = list(range(876, 0, -125))  # eight
    levels = torch.stack([sigma_of(t) for t in timesteps])
    for eta in (0.0, 0.7):
        scheduler = scheduler_of(diffusers.DDIMScheduler, clip_sample=False)
        scheduler.num_inference_steps = 8
        step = lambda noise: {"eta": eta, "variance_noise": noise()} if eta else {}
        by_timesteps("DDIM", scheduler, timesteps[:-1], levels, step, {"eta": eta})
    scheduler = scheduler_of(diffusers.PNDMScheduler, skip_prk_steps=True)
    scheduler.num_inference_steps, scheduler.prk_timesteps = 8, []
    by_timesteps("PLMS", scheduler, timesteps[:2] + timesteps[1:-1], levels)
    for variant in ("bh1", "bh2"):
        for final in (True, False):
            unipc(variant, final)
    lcm()
    ddpm()
    ipndm()
    for kind, name in [("dpmsolver++", "DPM++ 2M"), ("sde-dpmsolver++", "DPM++ 2M SDE")]:
        flow_by_dpm_solver(kind, name)


def unipc(variant, final):
    levels = SIGMAS[:-1]
    scheduler = scheduler_of(
        diffusers.UniPCMultistepScheduler, solver_order=3, solver_type=variant, lower_order_final=final)
    scheduler.set_timesteps(len(levels) - 1)
    scheduler.sigmas, scheduler.timesteps = levels, torch.arange(len(levels) - 1, 0, -1)
    x = START.clone()
    for timestep, sigma in zip(scheduler.timesteps, levels):
        x = scheduler.step(predicted_noise(x, sigma), timestep, x).prev_sample
    start = START * (1 + levels[0] ** 2).sqrt()
    case("UniPC", levels, start, x, Noise(), uniPC=[variant, final])


def lcm():
    timesteps = [999, 759, 519, 259, 19]
    scheduler = scheduler_of(diffusers.LCMScheduler, original_inference_steps=50, clip_sample=False)
    scheduler.set_timesteps(len(timesteps))
    scheduler.timesteps = torch.tensor(timesteps)
    scheduler._step_index = 0
    levels = torch.stack([sigma_of(t) for t in timesteps] + [torch.tensor(0.0)])
    noise = Noise()
    diffusers.schedulers.scheduling_lcm.randn_tensor = noise
    x = START.clone()
    for timestep in timesteps:
        x = scheduler.step(predicted_noise(x, sigma_of(timestep)), timestep, x).prev_sample
    case("LCM", levels, START * (1 + levels[0] ** 2).sqrt(), x, noise)


def ddpm():
    timesteps = [951, 700, 440, 210, 60]
    scheduler = scheduler_of(diffusers.DDPMScheduler, clip_sample=False)
    scheduler.set_timesteps(timesteps=timesteps)
    levels = torch.stack([sigma_of(t) for t in timesteps] + [torch.tensor(0.0)])
    noise = Noise()
    diffusers.schedulers.scheduling_ddpm.randn_tensor = noise
    x = START.clone()
    for timestep in timesteps:
        x = scheduler.step(predicted_noise(x, sigma_of(timestep)), timestep, x).prev_sample
    noise.count -= 1  # the last one has no weight
    case("DDPM", levels, START * (1 + levels[0] ** 2).sqrt(), x, noise)


def ipndm():
    """In the frame of sigma its scheduler's alpha is 1 and its beta sigma; it is given the slope as it wants it."""
    scheduler = diffusers.IPNDMScheduler(num_train_timesteps=1000)
    scheduler.timesteps = torch.arange(len(SIGMAS) - 1, 0, -1)
    scheduler.alphas, scheduler.betas = torch.ones(len(SIGMAS)), SIGMAS
    scheduler._step_index, scheduler.ets = 0, []
    x = START * SIGMAS[0]
    for timestep, sigma in zip(scheduler.timesteps, SIGMAS):
        slope = (x - denoise(x, sigma)) / sigma
        x = scheduler.step(slope - x * sigma, timestep, x).prev_sample
    case("IPNDM", SIGMAS, START * SIGMAS[0], x, Noise())


def flow_by_dpm_solver(algorithm, name):
    scheduler = diffusers.DPMSolverMultistepScheduler(
        algorithm_type=algorithm, solver_order=2, prediction_type="flow_prediction", use_flow_sigmas=True,
        final_sigmas_type="zero", lower_order_final=True)
    levels = FLOW[1:]
    scheduler.set_timesteps(len(levels) - 1)
    scheduler.sigmas, scheduler.timesteps = levels, torch.arange(len(levels) - 1, 0, -1)
    noise = Noise()
    x = START.clone()
    for index, (timestep, sigma) in enumerate(zip(scheduler.timesteps, levels)):
        velocity = (x - denoise(x, sigma)) / sigma
        others = {"variance_noise": noise()} if "sde" in algorithm and levels[index + 1] > 0 else {}
        x = scheduler.step(velocity, timestep, x, **others).prev_sample
    case(name, levels, START, x, noise, "flow")


def main():
    all_of_kdiffusion()
    all_of_diffusers()
    for plain in plain_samplers.ALL:
        plain()
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases)
    noise = json.dumps([draw.flatten().tolist() for draw in NOISE], separators=(",", ":"))
    (FIXTURES / "sampler-goldens.json").write_text(f'{{"noise":{noise},\n"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()

"""Sampling in sigma space: the table, the schedules, the samplers and the two noise sources, written from the papers
and the web UI's documented behaviour, independently of Kiln."""
import math

import numpy as np
import torch
from diffusers.schedulers.scheduling_ddim import rescale_zero_terminal_snr


# ------------------------------------------------------------------------------------------------ sigmas

def table():
    """sqrt((1 - a) / a) for the 1000 steps of the scaled-linear schedule, ascending (Rombach et al. 2022)."""
    betas = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=np.float64) ** 2
    alphas = np.cumprod(1 - betas)
    return torch.tensor(np.sqrt((1 - alphas) / alphas), dtype=torch.float32)


SIGMAS = table()


def table_ending_in_noise():
    """The same with no signal at the last step, by diffusers' rescaling (Lin et al. 2023, algorithm 1); the last product of
    alphas, which would be 0, is the web UI's."""
    betas = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=np.float64) ** 2
    alphas = torch.cumprod(1 - rescale_zero_terminal_snr(torch.tensor(betas)), dim=0)
    alphas[-1] = 4.8973451890853435e-08
    return ((1 - alphas) / alphas).sqrt().float()


def timestep(sigma, levels=SIGMAS):
    """The index of the table's nearest entry in log sigma."""
    return int((levels.log() - math.log(sigma)).abs().argmin())


def uniform(n, levels=SIGMAS):
    """Evenly spaced timesteps from the last to the first; sigma by interpolation in log sigma."""
    t, logs = torch.linspace(999, 0, n), levels.log()
    low, high = t.floor().long(), t.ceil().long()
    part = t.frac()
    return ((1 - part) * logs[low] + part * logs[high]).exp()


def karras(n, levels=SIGMAS, rho=7):
    """Karras et al. 2022, equation 5."""
    ramp = torch.linspace(0, 1, n)
    least, most = levels[0] ** (1 / rho), levels[-1] ** (1 / rho)
    return (most + ramp * (least - most)) ** rho


def exponential(n, levels=SIGMAS):
    return torch.linspace(math.log(levels[-1]), math.log(levels[0]), n).exp()


def simple(n, levels=SIGMAS):
    return torch.stack([levels[-(1 + int(i * 1000 / n))] for i in range(n)])


SCHEDULES = {"Uniform": uniform, "Karras": karras, "Exponential": exponential, "Simple": simple}
AUTOMATIC = {"Euler": "Uniform", "Euler a": "Uniform", "Heun": "Uniform", "DPM++ 2M": "Karras"}


def schedule(sampler, scheduler, steps, levels=SIGMAS):
    """steps + 1 sigmas, the last one 0."""
    name = AUTOMATIC[sampler] if scheduler == "Automatic" else scheduler
    return torch.cat([SCHEDULES[name](steps, levels), torch.zeros(1)])


def tail(sampler, scheduler, steps, strength):
    """The last steps + 1 sigmas of a schedule long enough that `strength` of it is run."""
    total = int(steps / min(strength, 0.999))
    return schedule(sampler, scheduler, total)[total - steps:]


# ------------------------------------------------------------------------------------------------ samplers

def euler(x, sigmas, denoise, noise):
    """Karras et al. 2022, algorithm 2 without churn."""
    for now, following in zip(sigmas[:-1], sigmas[1:]):
        x = x + (x - denoise(x, now)) / now * (following - now)
    return x


def euler_ancestral(x, sigmas, denoise, noise):
    """Euler to sigma_down, then fresh noise of deviation sigma_up."""
    for now, following in zip(sigmas[:-1], sigmas[1:]):
        up = min(following, (following ** 2 * (now ** 2 - following ** 2) / now ** 2).sqrt())
        down = (following ** 2 - up ** 2).sqrt()
        x = x + (x - denoise(x, now)) / now * (down - now)
        if following > 0:
            x = x + noise() * up
    return x


def dpmpp_2m(x, sigmas, denoise, noise):
    """DPM-Solver++(2M), Lu et al. 2022, algorithm 2; the step to 0 is of first order."""
    last = None
    for now, following in zip(sigmas[:-1], sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
            break
        step, target = (now / following).log(), denoised
        if last is not None:
            old, old_step = last
            target = denoised + (denoised - old) * (step / (2 * old_step))
        x = x * (following / now) - target * torch.expm1(-step)
        last = denoised, step
    return x


def heun(x, sigmas, denoise, noise):
    """Karras et al. 2022, algorithm 1 without churn: two calls a step, one for the step to 0."""
    for now, following in zip(sigmas[:-1], sigmas[1:]):
        slope = (x - denoise(x, now)) / now
        ahead = x + slope * (following - now)
        if following > 0:
            slope = (slope + (ahead - denoise(ahead, following)) / following) / 2
        x = x + slope * (following - now)
    return x


SAMPLERS = {"Euler": euler, "Euler a": euler_ancestral, "Heun": heun, "DPM++ 2M": dpmpp_2m}


# ------------------------------------------------------------------------------------------------ noise

def torch_cpu(seed):
    """torch's CPU generator."""
    generator = torch.Generator().manual_seed(seed)
    return lambda shape: torch.randn(shape, generator=generator)


def philox(counters, key):
    """Philox 4x32 with ten rounds (Salmon et al. 2011); counters [4, n] and key [2, n] are uint32."""
    c, k = counters.astype(np.uint64), key.astype(np.uint64)
    mask, low = np.uint64(0xFFFFFFFF), np.uint64(32)
    for index in range(10):
        if index:
            k = (k + np.array([[0x9E3779B9], [0xBB67AE85]], dtype=np.uint64)) & mask
        first, second = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = np.stack([(second >> low) ^ c[1] ^ k[0], second & mask, (first >> low) ^ c[3] ^ k[1], first & mask])
    return c


def nv(seed):
    """The normal numbers of torch's CUDA generator: one Philox block per element, call number in the first counter."""
    calls = iter(range(1 << 32))

    def draw(shape):
        count = math.prod(shape)
        counters = np.zeros((4, count), dtype=np.uint32)
        counters[0], counters[2] = next(calls), np.arange(count)
        key = np.zeros((2, count), dtype=np.uint32)
        key[0], key[1] = seed & 0xFFFFFFFF, seed >> 32
        g = philox(counters, key).astype(np.float64)
        unit, turn = np.float32(2.0 ** -32), np.float32(2.0 ** -32 * 2 * math.pi)  # float32 constants in float64 arithmetic
        u, v = g[0] * unit + unit / 2, g[1] * turn + turn / 2
        return torch.tensor(np.sqrt(-2 * np.log(u)) * np.sin(v), dtype=torch.float32).reshape(shape)

    return draw


NOISE = {"cpu": torch_cpu, "nv": nv}

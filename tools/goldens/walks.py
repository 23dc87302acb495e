"""A denoiser with a formula, the same noise for every walk, and what is kept of a walk. All in float64."""
import numpy as np
import torch

from sampling import karras as karras_levels

torch.set_default_dtype(torch.float64)
GENERATOR = torch.Generator().manual_seed(20)
START = torch.randn(1, 6, generator=GENERATOR)
NOISE = [torch.randn(1, 6, generator=GENERATOR) for _ in range(48)]
SIGMAS = torch.cat([torch.tensor([float(s) for s in karras_levels(8)]), torch.zeros(1)])
FLOW = torch.tensor([1.0, 0.93, 0.81, 0.66, 0.5, 0.33, 0.17, 0.05, 0.0])
BETAS = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000) ** 2
SIGNALS = torch.tensor(np.cumprod(1 - BETAS))


calls = []


def denoise(x, sigma):
    calls.append({"sigma": short(float(sigma)), "x": few(x)})
    return 0.8 * torch.tanh(x / (0.25 + sigma ** 2)) + 0.1 * x / (1 + sigma ** 2)


def unconditional(x, sigma):
    return 0.6 * torch.tanh(x / (0.5 + sigma ** 2))


def short(value):
    return float(f"{value:.10g}")


def few(x):
    return [short(value) for value in x.flatten().tolist()]


class Noise:
    """Hands the noise out one by one, to whatever asks."""

    def __init__(self):
        self.count = 0

    def __call__(self, *_, **__):
        self.count += 1
        return NOISE[self.count - 1].clone()


cases = []


def case(sampler, levels, start, result, noise, process="diffusion", **options):
    cases.append({
        "sampler": sampler, "process": process, "options": options, "levels": [float(level) for level in levels],
        "start": start.flatten().tolist(), "draws": noise.count, "calls": calls.copy(), "result": few(result),
    })
    calls.clear()

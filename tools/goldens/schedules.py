"""Noise levels of every schedule over every table, and quantiles of Beta distributions, as goldens for the tests of Samplers.

    python tools/goldens/schedules.py

Writes Tests/SamplersTests/Fixtures/schedules.json and beta.json. Beta's quantiles come
from scipy, the rest from the definitions, by PyTorch and numpy in the types that the web UI computes in.
"""
import json
import math
from pathlib import Path

import numpy as np
import torch
from scipy import stats

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/SamplersTests/Fixtures"
STEPS = (1, 2, 6, 11, 20, 32)


# ------------------------------------------------------------------------------------------------ tables

def stable_diffusion():
    betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
    signal = torch.cumprod(1 - betas, dim=0)
    return ((1 - signal) / signal) ** 0.5


def zero_terminal_snr():
    """Lin et al. 2023, algorithm 1, in float32, with the last signal a little above 0. By numpy, whose roots are rounded to
    nearest: PyTorch's may be one bit off, which the difference from 1 makes 7e-5 of the lowest level."""
    sigmas = stable_diffusion().numpy().astype(np.float32)
    root = np.sqrt(1 / (sigmas * sigmas + 1))
    signal = ((root - root[-1]) * (root[0] / (root[0] - root[-1]))) ** 2
    signal[-1] = 4.8973451890853435e-08
    return torch.tensor(np.sqrt((1 - signal) / signal))


class Discrete:
    """A table whose times are its indices."""

    def __init__(self, sigmas):
        self.sigmas, self.logs = sigmas.float(), sigmas.log().float()

    def time(self, sigma):
        return float((torch.tensor(sigma, dtype=torch.float32).log() - self.logs).abs().argmin())

    def sigma(self, t):
        t = torch.as_tensor(t, dtype=torch.float32).clamp(0, len(self.logs) - 1)
        low, high, part = t.floor().long(), t.ceil().long(), t.frac()
        return ((1 - part) * self.logs[low] + part * self.logs[high]).exp()

    at = sigma


class Continuous(Discrete):
    """A table beside which times are a function."""

    def __init__(self, sigmas, time, sigma):
        super().__init__(sigmas)
        self.time = lambda value: float(time(torch.tensor(value, dtype=torch.float32)))
        self.sigma = sigma


def shifted(t, shift):
    return shift * t / (1 + (shift - 1) * t)


def flow(shift):
    t = torch.arange(1, 1001) / 1000
    return Continuous(shifted(t, shift), lambda s: s, lambda t: shifted(t, shift))


def flux(mu):
    t = torch.arange(1, 10001) / 10000
    return Continuous(math.exp(mu) / (math.exp(mu) + (1 / t - 1)), lambda s: s, lambda t: t)


def edm(low, high):
    sigmas = torch.linspace(math.log(low), math.log(high), 1000).exp()
    return Continuous(sigmas, lambda s: 0.25 * s.log(), lambda t: (t / 0.25).exp())


TABLES = {
    "sd": Discrete(stable_diffusion()), "ztsnr": Discrete(zero_terminal_snr()), "sd3": flow(3.0),
    "flux": flux(1.15), "schnell": flux(1.0), "cosxl": edm(0.002, 80.0),
}


# ------------------------------------------------------------------------------------------------ schedules

ALIGNED = {  # Sabour et al. 2024, howto.html
    "sd": [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
    "sdxl": [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029],
}


def by_times(table, start, end, count):
    return [float(table.sigma(t)) for t in torch.linspace(table.time(start), table.time(end), count)]


def align(n, family):
    levels = ALIGNED[family]
    places = np.linspace(0, len(levels) - 1, n)
    return np.exp(np.interp(places, np.arange(len(levels)), np.log(levels))) if n != len(levels) else levels


def karras(n, low, high, rho):
    """Karras et al. 2022, equation 5."""
    low, high = low ** (1 / rho), high ** (1 / rho)
    return ((high + torch.linspace(0, 1, n) * (low - high)) ** rho).tolist()


def polyexponential(n, low, high, rho):
    share = torch.linspace(1, 0, n) ** rho
    return (share * (math.log(high) - math.log(low)) + math.log(low)).exp().tolist()


def kl_optimal(n, low, high):
    low, high = torch.tensor(low).arctan(), torch.tensor(high).arctan()
    steps = torch.arange(n + 1)
    return (steps / n * low + (1.0 - steps / n) * high).tan().tolist()


def turbo(n, table):
    count = len(table.sigmas)
    t = (torch.arange(1, n + 1) * (count / n) - 1).flip(0).round().long().clip(0, count - 1)
    return table.at(t).tolist()


def levels(name, n, table, low, high, rho=None, shapes=(0.6, 0.6)):
    entries = table.sigmas.tolist()
    match name:
        case "uniform":
            return table.at(torch.linspace(len(entries) - 1, 0, n)).tolist() + [0]
        case "karras":
            return karras(n, low, high, rho or 7.0) + [0]
        case "exponential":
            return torch.linspace(math.log(high), math.log(low), n).exp().tolist() + [0]
        case "polyexponential":
            return polyexponential(n, low, high, rho or 1.0) + [0]
        case "sgm_uniform":
            return by_times(table, high, low, n + 1)[:-1] + [0]
        case "normal":
            return by_times(table, high, low, n) + [0]
        case "kl_optimal":
            return kl_optimal(n, low, high)
        case "simple":
            return [entries[-(1 + int(i * len(entries) / n))] for i in range(n)] + [0]
        case "ddim":
            return entries[1::max(len(entries) // n, 1)][::-1] + [0]
        case "beta":
            shares = stats.beta.ppf(1 - np.linspace(0, 1, n), *shapes)
            return np.float32(low + shares * (high - low)).tolist() + [0]
        case "turbo":
            return turbo(n, table) + [0]


NAMES = ["uniform", "karras", "exponential", "polyexponential", "sgm_uniform", "kl_optimal", "simple", "normal", "ddim",
         "beta", "turbo"]


def cases():
    for key, table in TABLES.items():
        low, high = table.sigmas[0].item(), table.sigmas[-1].item()
        for name in NAMES:
            for n in STEPS if key == "sd" else (6, 20):
                yield {"table": key, "schedule": name, "steps": n, "sigmas": levels(name, n, table, low, high)}
    for family in ALIGNED:
        for n in STEPS[1:]:
            yield {"table": "sd", "schedule": "align_your_steps", "steps": n, "family": family,
                   "sigmas": np.float32(align(n, family)).tolist() + [0]}
    table = TABLES["sd"]
    for name, low, high, rho in [("karras", 0.1, 10.0, None), ("karras", 0.03, 12.5, 5.0), ("exponential", 0.1, 10.0, None),
                                 ("polyexponential", 0.05, 20.0, 0.7), ("sgm_uniform", 0.1, 10.0, None),
                                 ("normal", 0.1, 10.0, None), ("kl_optimal", 0.1, 10.0, None), ("beta", 0.1, 10.0, None)]:
        yield {"table": "sd", "schedule": name, "steps": 9, "sigmaMin": low, "sigmaMax": high, "rho": rho,
               "sigmas": levels(name, 9, table, low, high, rho)}
    for shapes in [(0.5, 0.7), (1, 1), (2.5, 0.9)]:
        yield {"table": "sd", "schedule": "beta", "steps": 9, "betaAlpha": shapes[0], "betaBeta": shapes[1],
               "sigmas": levels("beta", 9, table, table.sigmas[0].item(), table.sigmas[-1].item(), shapes=shapes)}


def quantiles():
    shares = [1e-9, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.7, 0.9, 0.99, 0.9999, 1 - 1e-9]
    for a in (0.05, 0.6, 1, 3.3, 20, 80):
        for b in (0.05, 0.6, 1, 3.3, 20, 80):
            yield {"alpha": a, "beta": b, "shares": shares, "points": stats.beta.ppf(shares, a, b).tolist()}


def short(value):
    """Floats with the digits that tell float32 values apart."""
    if isinstance(value, dict):
        return {key: [float(f"{x:.9g}") for x in item] if key == "sigmas" else item
                for key, item in value.items() if item is not None}
    return value


def write(name, values):
    lines = ",\n".join(json.dumps(short(value)) for value in values)
    (FIXTURES / name).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    write("schedules.json", cases())
    write("beta.json", quantiles())

"""What the web UI's samplers asked and answered, distilled from traces of Stable Diffusion WebUI Forge.

    python tools/goldens/forge_walks.py FOLDER

FOLDER holds `smp-*/trace.json` and `trace.npz`: every call of the denoiser (noise level or timestep, image in, image
out), every draw, the levels, the latent at the end. Of each tensor eight elements are kept: but for the adaptive one,
whose errors are computed here from whole tensors, samplers treat elements alike. Everything is brought into the frame
x = x0 + sigma * n. Without FOLDER there is nothing to do.

The increments of Brownian paths are not in the traces. They are those of torchsde's tree at the image's seed, as
k-diffusion's noise sampler asks for them.
"""
import json
import pathlib
import sys

import numpy as np
import torch

from kdiffusion import sampling as kdiffusion

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/SamplersTests/Fixtures"
SEED = 1234
BETAS = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000) ** 2
SIGNALS = np.cumprod(1 - BETAS)
KEPT = np.linspace(0, 1023, 8).astype(int)


def sigma_at(timestep):
    """The level between two timesteps, interpolated in the logarithm of the signal's amplitude."""
    log_signal = np.interp(timestep, np.arange(1000), 0.5 * np.log(SIGNALS))
    return float(np.sqrt(np.expm1(-2 * log_signal)))


def few(tensor):
    return [float(f"{value:.9g}") for value in np.asarray(tensor, dtype=np.float64).reshape(-1)[KEPT]]


class Trace:
    """A recorded run, in the frame of sigma."""

    def __init__(self, folder):
        self.id = folder.name
        self.request = json.loads((folder / "request.json").read_text())
        events = json.loads((folder / "trace.json").read_text())
        arrays = np.load(folder / "trace.npz")
        load = lambda name: arrays[name].astype(np.float64)
        self.levels = next(e.get("sigmas") for e in events if e["kind"] in ("sigmas", "timesteps"))
        self.timesteps = next((e["timesteps"] for e in events if e["kind"] == "timesteps"), None)
        self.draws, self.calls = [], []
        for event in events:
            if event["kind"] == "rng_next":
                # The first draw is the beginning; later ones belong to the calls before them.
                self.draws.append((len(self.calls), load(event["noise"])))
            if event["kind"] == "denoise":
                self.calls.append(self.call(event["sigma"][0], load(event["x"]), load(event["out"])))
        self.result = load(next(e["latent"] for e in events if e["kind"] == "vae_decode"))

    def call(self, level, x, out):
        if self.timesteps is None:
            return level, x, out
        # By timesteps: x preserves variance, out is the predicted noise.
        sigma = sigma_at(level)
        x = x * np.sqrt(1 + sigma ** 2)
        return sigma, x, x - sigma * out

    def walk(self, **others):
        return {
            "id": self.id, "sampler": self.request["sampler_name"], "steps": self.request["steps"],
            "levels": self.levels if self.timesteps is None else [self.calls[0][0]] + others.pop("rest"),
            "start": few(self.draws[0][1]),
            "calls": [{"sigma": s, "x": few(x), "denoised": few(d)} for s, x, d in self.calls],
            "result": few(self.result), **others,
        }


def fresh_noise(trace):
    """The draws that samplers use: for the others' unused ones nothing is kept."""
    if trace.id in ("smp-euler-a", "smp-dpm2-a", "smp-dpmpp-2s-a", "smp-dpm-fast", "smp-dpm-adaptive", "smp-lcm"):
        return [few(noise) for _, noise in trace.draws[1:]]
    if trace.id == "smp-ddpm":
        # Forge draws DDPM's noise from the global generator, which it seeds so at the first draw.
        generator = torch.Generator().manual_seed((SEED + 100000) % 65536)
        return [few(torch.randn(1, 4, 16, 16, generator=generator)) for _ in trace.calls[1:]]
    return []


def increments(trace):
    """The normalised increments of the image's Brownian path, in the order asked for."""
    positive = [level for level in trace.levels if level > 0]
    tree = kdiffusion.BrownianTreeNoiseSampler(
        torch.zeros(1, 4, 16, 16), torch.tensor(min(positive)), torch.tensor(max(positive)), seed=[SEED])
    asked = []
    for index, (sigma, following) in enumerate(zip(positive, positive[1:])):
        if trace.id == "smp-dpmpp-sde":
            asked.append((sigma, trace.calls[2 * index + 1][0]))
        asked.append((sigma, following))
    return [{"from": a, "to": b, "values": few(tree(torch.tensor(a), torch.tensor(b)))} for a, b in asked]


def adaptive_errors(trace):
    """DPM-Solver-23's errors (Lu et al. 2022, appendix C), from whole tensors."""
    errors, previous = [], trace.calls[0][1]
    for start in range(0, len(trace.calls), 3):
        (s, x, d), (s1, x1, d1), (s2, x2, d2) = trace.calls[start:start + 3]
        h = 3 * np.log(s / s1)
        end = s * np.exp(-h)
        e, e1, e2 = (x - d) / s, (x1 - d1) / s1, (x2 - d2) / s2
        low = x - end * np.expm1(h) * e - end / (2 / 3) * np.expm1(h) * (e1 - e)
        high = x - end * np.expm1(h) * e - end * 1.5 * (np.expm1(h) / h - 1) * (e2 - e)
        tolerated = np.maximum(0.0078, 0.05 * np.maximum(np.abs(low), np.abs(previous)))
        errors.append(float(np.sqrt((((low - high) / tolerated) ** 2).mean())))
        previous = low
    return errors


def unconditional_sides(trace):
    """The sides that DDIM CFG++'s trace lacks, as far as its images imply them: each step's end less the guided image
    is the unconditional noise. (Forge takes the guidance scale whole here, not as a 12.5th: with it these sides are
    smooth from step to step, correlated by more than .98; with a 12.5th they are not.)"""
    levels = [sigma for sigma, _, _ in trace.calls] + [sigma_at(trace.timesteps[0])]
    ends = [x for _, x, _ in trace.calls[1:]] + [trace.result * np.sqrt(1 + levels[-1] ** 2)]
    return [
        x - sigma * (end - guided) / following
        for (sigma, x, guided), end, following in zip(trace.calls, ends, levels[1:])]


def walk(trace):
    others = {"noise": fresh_noise(trace), "increments": []}
    if trace.timesteps is not None:
        others["timesteps"] = trace.timesteps
        steps = len(trace.timesteps)
        others["rest"] = (
            [sigma_at(999 - 999 * i / steps) for i in range(1, steps + 1)] if trace.id == "smp-unipc"
            else [sigma_at(t) for t in reversed(trace.timesteps[:-1])])
    if "sde" in trace.id:
        others["increments"] = increments(trace)
    if trace.id == "smp-dpm-adaptive":
        others["errors"] = adaptive_errors(trace)
    result = trace.walk(**others)
    if trace.id == "smp-ddim-cfgpp":
        for call, side in zip(result["calls"], unconditional_sides(trace)):
            call["unconditional"] = few(side)
    return result


def main():
    if len(sys.argv) < 2:
        print("forge_walks: no traces given, nothing to do")
        return
    traces = [Trace(folder) for folder in sorted(pathlib.Path(sys.argv[1]).glob("smp-*"))]
    walks = [walk(trace) for trace in traces]
    text = "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in walks) + "\n]\n"
    (FIXTURES / "forge-walks.json").write_text(text)


if __name__ == "__main__":
    main()

"""What Forge's goldens say of schedules and noise, as a fixture of the tests of Samplers.

    python tools/compat/noise_traces.py GOLDENS

Writes Tests/SamplersTests/Fixtures/forge-noise.json: each golden's noise levels or timesteps; the first values of its draws; and for
the SDE samplers the noise that lies between two denoiser calls, found by taking the sampler's step backwards.
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))

from forge import Golden  # noqa: E402

FIXTURE = Path(__file__).resolve().parents[2] / "Tests/SamplersTests/Fixtures/forge-noise.json"
DEFAULTS = {  # what Automatic means
    "DPM++ 2M": "Karras", "DPM++ SDE": "Karras", "DPM++ 2M SDE": "Exponential", "DPM++ 2M SDE Heun": "Exponential",
    "DPM++ 2S a": "Karras", "DPM++ 3M SDE": "Exponential", "DPM2": "Karras", "DPM2 a": "Karras", "Restart": "Karras"}
DISCARD = {"DPM++ 3M SDE", "DPM2", "DPM2 a"}
DRAWS = ("b-subseed", "b-eta", "b-batch2", "b-niter2", "nv-euler", "nv-euler-a", "hr-lanczos")
KEPT = 16


def digits(values):
    return [float(f"{x:.9g}") for x in np.asarray(values).ravel()]


def schedules(golden):
    sampler, scheduler = golden.request["sampler_name"], golden.request["scheduler"]
    if scheduler == "Automatic":
        scheduler = DEFAULTS.get(sampler, "Uniform")
    for event in golden.events:
        if event["kind"] == "sigmas":
            yield {"id": golden.id, "schedule": scheduler, "steps": event["steps"], "discard": sampler in DISCARD,
                   "lcm": sampler == "LCM", "sigmas": digits(event["sigmas"])}


def timesteps(golden):
    for event in golden.events:
        if event["kind"] == "timesteps":
            yield {"id": golden.id, "steps": event["steps"], "timesteps": [int(t) for t in event["timesteps"]]}


def draws(golden):
    if golden.id not in DRAWS:
        return
    request = golden.request
    for image in range(request.get("batch_size", 1)):
        noises = [golden.arrays[event["noise"]][image] for event in golden.events if event["kind"] == "rng_next"]
        fresh = len(noises) // 2 if golden.id in ("b-niter2", "hr-lanczos") else len(noises)
        yield {"id": golden.id, "source": request.get("override_settings", {}).get("randn_source", "CPU"),
               "seed": request["seed"] + image, "subseed": request["subseed"], "strength": request.get("subseed_strength", 0),
               "shape": noises[0].shape, "draws": [digits(noise.ravel()[:KEPT]) for noise in noises[:fresh]]}


# ------------------------------------------------------------------------------------------------ SDE steps

def calls(golden):
    for event in golden.events:
        if event["kind"] == "denoise":
            name = f"denoise_{event['i']:03d}"
            yield event["sigma"][0], *(golden.arrays[name + part][0].astype(np.float64) for part in ("_x", "_out"))


def step(a, b, noise, scale):
    return {"from": a, "to": b, "scale": scale, "noise": digits(noise.ravel()[:KEPT])}


def multistep(golden, sigmas, order):
    """DPM-Solver++(2M) and (3M) SDE with eta 1."""
    points, past = list(calls(golden)), []
    for (_, x, out), (_, following, _), a, b in zip(points, points[1:], sigmas, sigmas[1:]):
        h = math.log(a / b)
        target = math.exp(-2 * h) * x - math.expm1(-2 * h) * out
        if past:
            first = (out - past[0][0]) / (past[0][1] / h)
            if order == 2:
                target = target - math.expm1(-2 * h) / 2 * first
            else:
                phi2 = math.expm1(-2 * h) / (2 * h) + 1
                if len(past) > 1:
                    r0, r1 = past[0][1] / h, past[1][1] / h
                    second = (past[0][0] - past[1][0]) / r1
                    slope = first + (first - second) * r0 / (r0 + r1)
                    target = target + phi2 * slope - (phi2 / (2 * h) - 0.5) * (first - second) / (r0 + r1)
                else:
                    target = target + phi2 * first
        scale = b * math.sqrt(-math.expm1(-2 * h))
        yield step(a, b, (following - target) / scale, scale)
        past = [(out, h)] + past[:1]


def half_steps(golden, sigmas):
    """DPM-Solver++ SDE with eta 1 and r 1/2; its levels go through a float32 logarithm and back."""
    points = list(calls(golden))
    for index, (a, b) in enumerate(zip(sigmas, sigmas[1:-1])):
        (_, x, out), (_, between, middle), (_, following, _) = points[2 * index:2 * index + 3]
        t, s = (-torch.tensor(level).log() for level in (a, b))
        a, b, m = (float((-time).exp()) for time in (t, s, t + (s - t) / 2))
        for low, target, end in ((m, out, between), (b, middle, following)):
            up = min(low, math.sqrt(low * low * (a * a - low * low) / (a * a)))
            down = math.sqrt(low * low - up * up)
            yield step(a, low, (end - down / a * x - (1 - down / a) * target) / up, up)


def brownian(golden):
    kinds = {"DPM++ 2M SDE": lambda s: multistep(golden, s, 2), "DPM++ 3M SDE": lambda s: multistep(golden, s, 3),
             "DPM++ SDE": lambda s: half_steps(golden, s)}
    kind = kinds.get(golden.request["sampler_name"])
    if kind:
        sigmas = next(event["sigmas"] for event in golden.events if event["kind"] == "sigmas")
        source = golden.request.get("override_settings", {}).get("randn_source", "CPU")
        yield {"id": golden.id, "source": source, "seed": golden.request["seed"], "sigmas": digits(sigmas),
               "count": 1024, "steps": list(kind(sigmas))}


def main():
    goldens = [Golden(path.parent) for path in sorted(Path(sys.argv[1]).glob("*/trace.json"))]
    parts = {}
    for part in (schedules, timesteps, draws, brownian):
        lines = [json.dumps(value) for golden in goldens for value in part(golden)]
        parts[part.__name__] = "[\n" + ",\n".join(lines) + "\n]"
    FIXTURE.write_text("{" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "}\n")


if __name__ == "__main__":
    main()

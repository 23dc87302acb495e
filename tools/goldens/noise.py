"""Brownian noise, variations and resized noise, as goldens for the tests of Samplers.

    python tools/goldens/noise.py

Writes Tests/SamplersTests/Fixtures/brownian.json and variations.json. The Brownian motions are torchsde's, with normal values
of PyTorch's CPU generator or of a Philox of our own; variations are computed by PyTorch.
"""
import json
import random
from pathlib import Path

import numpy as np
import torch
import torchsde
from torchsde._brownian import brownian_interval

import sampling

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/SamplersTests/Fixtures"
SOURCES = {"cpu": sampling.torch_cpu, "nv": sampling.nv}


def digits(values):
    return [float(f"{x:.9g}") for x in np.asarray(values, dtype=np.float32).ravel()]


# ------------------------------------------------------------------------------------------------ Brownian noise

def motion(seed, low, high, count, source):
    """Unit noise of a step from a to b."""
    brownian_interval._randn = lambda size, dtype, device, node: torch.as_tensor(SOURCES[source](int(node))(size))
    tree = torchsde.BrownianTree(torch.tensor(low), torch.zeros(count), torch.tensor(high), entropy=seed)

    def step(a, b):
        a, b = torch.tensor(a), torch.tensor(b)
        return tree(min(a, b), max(a, b)) * (1 if a < b else -1) / (b - a).abs().sqrt()
    return step


def brownian():
    levels = [14.614643096923828, 7.90293407, 4.02773857, 1.91035628, 0.828868032, 0.321119636, 0.107198447, 0.0291671772]
    cases = [("cpu", 1234, 0.0291671772, 14.614643096923828, 20), ("nv", 1234, 0.0291671772, 14.614643096923828, 20),
             ("cpu", 0, 0.1, 10.0, 7), ("nv", 2 ** 40 + 5, 0.000316, 1.0, 16), ("nv", 99, 0.0291671772, 4518.7397, 16),
             ("cpu", 2 ** 32 - 1, 0.5, 1e5, 16)]
    for source, seed, low, high, count in cases:
        draw = random.Random(seed)
        steps = list(zip(levels, levels[1:])) if high < 15 and low < 0.1 and high > 10 else []
        points = [float(np.float32(np.exp(draw.uniform(np.log(low), np.log(high))))) for _ in range(12)]
        points += [low, high, (low + high) / 2, (low + high) / 4]
        steps += [tuple(draw.sample(points, 2)) for _ in range(12)] + [(low, high), (high, low)]
        draw.shuffle(steps)
        with_float = [tuple(float(np.float32(x)) for x in step) for step in steps]
        increment = motion(seed, float(np.float32(low)), float(np.float32(high)), count, source)
        yield {"source": source, "seed": seed, "low": float(np.float32(low)), "high": float(np.float32(high)), "count": count,
               "steps": [{"from": a, "to": b, "noise": digits(increment(a, b))} for a, b in with_float]}


# ------------------------------------------------------------------------------------------------ variations

def arc(share, a, b):
    """Between the columns of two noises [channels, rows, columns]; nearly parallel ones on a line, the other way round."""
    cosine = (a / a.norm(dim=1, keepdim=True) * (b / b.norm(dim=1, keepdim=True))).sum(1)
    if cosine.mean() > 0.9995:
        return a * share + b * (1 - share)
    angle = cosine.acos().unsqueeze(1)
    return ((1 - share) * angle).sin() / angle.sin() * a + (share * angle).sin() / angle.sin() * b


def centred(small, large):
    """A noise laid over another, centre on centre, cut where it is larger."""
    result = large.clone()
    places = []
    for inner, outer in zip(small.shape[1:], large.shape[1:]):
        margin = (outer - inner) // 2
        length = inner if margin >= 0 else inner + 2 * margin
        places.append((slice(max(margin, 0), max(margin, 0) + length), slice(max(-margin, 0), max(-margin, 0) + length)))
    (to_rows, rows), (to_columns, columns) = places
    result[:, to_rows, to_columns] = small[:, rows, columns]
    return result


def variation(source, seed, subseed, strength, shape, resized, delta):
    generate = SOURCES[source]
    generator = generate(seed)
    first = torch.as_tensor(generator(shape))
    drawn = first if resized is None else torch.as_tensor(generate(seed)((shape[0], *resized)))
    if strength:
        drawn = arc(strength, drawn, torch.as_tensor(generate(subseed)(drawn.shape)))
    first = drawn if resized is None else centred(drawn, first)
    if delta:
        generator = generate((seed + delta) % 2 ** 64)
    return [digits(first)] + [digits(generator(shape)) for _ in range(2)]


def variations():
    shape = (2, 4, 6)
    for source in SOURCES:
        for seed, subseed, strength, resized, delta in [
                (1, 2, 0.0, None, 0), (1, 2, 0.3, None, 0), (1, 2, 1.0, None, 31337), (5, 5, 0.4, None, 0), (5, 6, 0.0, None, -3),
                (9, 0, 0.0, (2, 4), 0), (9, 0, 0.0, (7, 3), 0), (9, 8, 0.25, (9, 11), 7), (9, 8, 0.5, (3, 5), 0),
                (9, 8, 0.5, (4, 6), 0)]:
            resized = None if resized == shape[1:] else resized
            yield {"source": source, "seed": seed, "subseed": subseed, "strength": strength, "shape": shape,
                   "resized": resized, "delta": delta,
                   "draws": variation(source, seed, subseed, strength, shape, resized, delta)}


def write(name, values):
    lines = ",\n".join(json.dumps(value) for value in values)
    (FIXTURES / name).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    write("brownian.json", brownian())
    write("variations.json", variations())

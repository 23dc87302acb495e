"""Compares a run of the program with a golden of Forge; a Row says how it went.

The trace, a safetensors file, has the tensors of the job's sampling runs in order, those of run 0 by the names below, those of a
later run r (further batches; the hires pass) with `run.r.` before them:

    sigmas           [steps + 1] the part of the schedule that is run
    noise.0          [images, 4, h, w] the first unit noise
    noise.n          the n-th further draw of a sampler that uses noise
    denoise.n.x      the noisy latent that the n-th call was given
    denoise.n.out    the guided denoised latent it gave
    cond             [1 or images, 77k, width] positive conditioning
    latent           the run's result
"""
from dataclasses import dataclass, field

import numpy as np

from forge import without_version

MEAN, MOST = 0.4, 8.0       # levels of 255
DIGITS = 1e-6


@dataclass
class Row:
    """One golden's line of the table; `passed` is None where it was not run."""
    id: str
    passed: bool | None
    known: bool = False     # the pictures differ for a reason that is known, and are not judged
    mean: float | None = None
    most: float | None = None
    sigmas: float | None = None
    noise: float | None = None
    calls: float | None = None
    notes: list = field(default_factory=list)

    def __str__(self):
        state = {True: "known" if self.known else "pass", False: "FAIL", None: "-"}[self.passed]
        levels = [f"{v:8.4f}" if v is not None else f"{'-':>8}" for v in (self.mean, self.most)]
        errors = [f"{v:8.1e}" if v is not None else f"{'-':>8}" for v in (self.sigmas, self.noise, self.calls)]
        return " ".join([f"{self.id:20} {state:5}", *levels, *errors, " " + "; ".join(self.notes)]).rstrip()


def header():
    titles = " ".join(f"{title:>8}" for title in ("mean", "max", "sigma", "noise", "calls"))
    return f"{'golden':20} {'':5} {titles}\n{'':20} {'':5} {'/255':>8} {'/255':>8} {'rel.':>8} {'abs.':>8} {'/std':>8}"


def compare(golden, result):
    row = Row(golden.id, True)

    def fail(note):
        row.passed = False
        row.notes.append(note)

    if result.error:
        fail(result.error)
        return row
    _pictures(golden, result, row, fail)
    _infotexts(golden, result, fail)
    if result.trace:
        _trace(golden, result.trace, row, fail)
    return row


def _pictures(golden, result, row, fail):
    expected, found = golden.pictures(), result.pictures
    if len(expected) != len(found):
        return fail(f"{len(found)} pictures, expected {len(expected)}")
    for a, b in zip(expected, found):
        if a.shape != b.shape:
            return fail(f"{b.shape[1]}x{b.shape[0]} pixels, expected {a.shape[1]}x{a.shape[0]}")
    apart = [np.abs(a - b) for a, b in zip(expected, found)]
    row.mean, row.most = max(d.mean() for d in apart), max(d.max() for d in apart)
    if golden.draws_posterior:
        row.known = True
        row.notes.append("the pictures differ as expected: Forge drew from the VAE's posterior and went through 8 bits at the hop")
    elif row.mean > MEAN or row.most > MOST:
        fail(f"the pictures differ by more than {MEAN} on average or {MOST:g} at most")


def _infotexts(golden, result, fail):
    for expected, found in zip(golden.infotexts, result.infotexts):
        if without_version(expected) != without_version(found):
            a, b = ((text.splitlines() or [""])[-1].split(", ") for text in map(without_version, (expected, found)))
            missing, extra = [x for x in a if x not in b], [x for x in b if x not in a]
            return fail(f"infotext: Forge has {missing or 'the same fields in another order'}, Kiln {extra}")


def _trace(golden, trace, row, fail):
    runs, calls = golden.runs(), []
    row.sigmas = row.noise = 0.0
    for index, run in enumerate(runs):
        prefix = f"run.{index}." if index else ""
        found = {k.removeprefix(prefix): v for k, v in trace.items() if k.startswith(prefix)}
        expected = {"sigmas": run["sigmas"]} | {f"noise.{n}": noise for n, noise in enumerate(run["noises"])}
        for name, value in expected.items():
            if name not in found or found[name].shape != value.shape:
                return fail(f"trace: no {prefix}{name} of shape {value.shape}")
        scale = np.maximum(np.abs(run["sigmas"]), 1e-9)
        row.sigmas = max(row.sigmas, (np.abs(found["sigmas"] - run["sigmas"]) / scale).max())
        for n, noise in enumerate(run["noises"]):
            row.noise = max(row.noise, (np.abs(found[f"noise.{n}"] - noise) / np.maximum(np.abs(noise), 1)).max())
        for n, (_, out, _) in enumerate(run["calls"]):
            if f"denoise.{n}.out" in found:
                calls.append(np.abs(found[f"denoise.{n}.out"] - out).max() / out.std())
    row.calls = max(calls, default=None)
    if row.sigmas > DIGITS:
        fail(f"sigma differs by more than {DIGITS:g}")
    if row.noise > DIGITS:
        fail(f"noise differs by more than {DIGITS:g}")
    _conditioning(golden, trace, row)


def _conditioning(golden, trace, row):
    expected = golden.context()
    if expected is not None and "cond" in trace and trace["cond"].shape[1:] == expected.shape[1:]:
        row.notes.append(f"conditioning within {np.abs(trace['cond'] - expected).max() / expected.std():.0e}")

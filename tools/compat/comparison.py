"""Compares a run of the program with a golden of Forge; a Row says how it went.

The trace, a safetensors file, has the tensors of the job's sampling runs in order, those of run 0 by the names below, those of a
later run r (further batches; the hires pass) with `run.r.` before them:

    sigmas           [steps + 1] the part of the schedule that is run
    noise.0          [images, 4, h, w] the first unit noise
    noise.n          the n-th further draw that the sampler used, or increment of a Brownian path
    denoise.n.x      the noisy latent that the n-th call was given
    denoise.n.out    the guided denoised latent it gave
    cond             [1 or images, 77k, width] positive conditioning of the first image and call
    latent           the run's result
"""
from dataclasses import dataclass, field

import numpy as np

from forge import alike
from known import KNOWN

LIMITS = {"mean": 0.4, "max": 8, "sigma": 1e-6, "noise": 1e-6, "cond": 1e-4}    # levels of 255; relative; standard deviations


@dataclass
class Row:
    """One golden's line of the table; `passed` is None where it was not run."""
    id: str
    passed: bool | None
    known: bool = False     # it differs for a reason that is known, and as far as that goes it is not judged
    numbers: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    def __str__(self):
        state = {True: "known" if self.known else "pass", False: "FAIL", None: "-"}[self.passed]
        numbers = [self._number(name) for name in ("mean", "max", "sigma", "noise", "cond", "calls")]
        return " ".join([f"{self.id:25} {state:5}", *numbers, " " + "; ".join(self.notes)]).rstrip()

    def _number(self, name):
        value = self.numbers.get(name)
        return f"{'-':>8}" if value is None else f"{value:8.4f}" if name in ("mean", "max") else f"{value:8.1e}"

    def worst(self, name, value):
        self.numbers[name] = max(value, self.numbers.get(name, 0))

    def differ(self, name, note):
        """What a column is about differs: a failure, unless it is known."""
        excused, reason = KNOWN.get(self.id, ((), ""))
        if name not in excused:
            self.passed = False
            self.notes.append(note)
        elif not self.known:
            self.known = True
            self.notes.append(reason)


def header():
    titles = " ".join(f"{title:>8}" for title in ("mean", "max", "sigma", "noise", "cond", "calls"))
    return f"{'golden':25} {'':5} {titles}\n{'':25} {'':5} " + " ".join(
        f"{unit:>8}" for unit in ("/255", "/255", "rel.", "abs.", "/std", "/std"))


def compare(golden, result):
    row = Row(golden.id, True)
    if result.error:
        row.passed = False
        row.notes.append(result.error)
        return row
    _pictures(golden, result, row)
    _infotexts(golden, result, row)
    for index, run in enumerate(golden.runs() if result.trace else []):
        _run(run, _part(result.trace, index), row, golden.repainted)
    for name, limit in LIMITS.items():
        if row.numbers.get(name, 0) > limit:
            row.differ(name, f"{name} above {limit:g}")
    return row


def _part(trace, run):
    """The tensors of one sampling run."""
    prefix = f"run.{run}."
    later = {name.removeprefix(prefix): value for name, value in trace.items() if name.startswith(prefix)}
    return later if run else {name: value for name, value in trace.items() if not name.startswith("run.")}


def _pictures(golden, result, row):
    expected, found = golden.pictures(), result.pictures
    if len(expected) != len(found):
        return row.differ("pictures", f"{len(found)} pictures, expected {len(expected)}")
    for a, b in zip(expected, found):
        if a.shape != b.shape:
            return row.differ("pictures", f"{b.shape[1]}x{b.shape[0]} pixels, expected {a.shape[1]}x{a.shape[0]}")
        row.worst("mean", np.abs(a - b).mean())
        row.worst("max", np.abs(a - b).max())


def _infotexts(golden, result, row):
    for expected, found in zip(golden.infotexts, result.infotexts):
        if alike(expected) != alike(found):
            a, b = ((text.splitlines() or [""])[-1].split(", ") for text in map(alike, (expected, found)))
            missing, extra = [x for x in a if x not in b], [x for x in b if x not in a]
            return row.differ("infotext", f"infotext: Forge has {missing or 'the same fields in another order'}, Kiln {extra}")


# ---------------------------------------------------------------------------------------------------- trace

def _run(run, found, row, repainted):
    _schedule(run, found, row)
    for n, noise in enumerate(run.noises):
        value = found.get(f"noise.{n}")
        if value is None or value.shape != noise.shape:
            return row.differ("noise", f"no noise {n} of shape {noise.shape}")
        row.worst("noise", (np.abs(value - noise) / np.maximum(np.abs(noise), 1)).max())
    if run.conditioning is not None and "cond" in found:
        _conditioning(run.conditioning, found["cond"], row)
    made = sum(name.endswith(".out") for name in found)
    if made != len(run.calls):
        row.differ("calls", f"{made} calls of the denoiser, expected {len(run.calls)}")
    for n, (x, out) in enumerate(run.calls[:made]):
        share = 1 if repainted is None else repainted   # Forge kept x before what is not repainted was put back
        row.worst("calls", (np.abs(found[f"denoise.{n}.x"] - x) * share).max() / x.std())
        row.worst("calls", np.abs(found[f"denoise.{n}.out"] - out).max() / out.std())
    if run.latent is not None:
        row.worst("calls", np.abs(found["latent"] - run.latent).max() / run.latent.std())


def _schedule(run, found, row):
    if found.get("sigmas", run.sigmas[:0]).shape != run.sigmas.shape:
        return row.differ("sigma", f"{found.get('sigmas', run.sigmas[:0]).size} noise levels, expected {run.sigmas.size}")
    row.worst("sigma", (np.abs(found["sigmas"] - run.sigmas) / np.maximum(np.abs(run.sigmas), 1e-9)).max())


def _conditioning(expected, found, row):
    if found.shape[1:] != expected.shape[1:]:
        return row.differ("cond", f"conditioning of {found.shape[1]} tokens, expected {expected.shape[1]}")
    row.worst("cond", np.abs(found - expected).max() / expected.std())

"""Measures Kiln beside diffusers: the same work in turn, on the same machine, with the same libtorch; and what a
change of a LoRA's strength costs beside loading the model.

    make bench                                          (the rows of docs/performance.md)
    python3 Benchmarks/bench.py --quick                 (SD 1.x at 256 x 256, one run: a first impression)
    python3 Benchmarks/bench.py sd15:bfloat16 --runs 5
    python3 Benchmarks/bench.py loras:float32 --threads 1   (what another strength costs)

Prints a table in Markdown. See Benchmarks/README.md. Exit status: 0 if all was measured, 1 if a run failed, 2 if
nothing could be run.
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

from report import Figures, machine, table
from side import Failed, Side
from strengths import LORAS, Strengths

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv/bin/python"
WORK = ROOT / ".build/bench"
ROWS = ["sd15:float32", "sd15:bfloat16", "sdxl:bfloat16", "loras:float32", "loras:bfloat16"]
FAMILIES, TYPES = ("sd15", "sdxl", "loras"), ("float32", "bfloat16")


def refuse(sentence):
    print(f"bench: {sentence}", file=sys.stderr)
    sys.exit(2)


def say(sentence):
    print(f"bench: {sentence}", file=sys.stderr, flush=True)


def row(text):
    family, _, dtype = text.partition(":")
    if family not in FAMILIES or dtype not in TYPES:
        raise argparse.ArgumentTypeError(f"{text!r}: a row is sd15, sdxl or loras, a colon, and float32 or bfloat16")
    return family, dtype


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=row, metavar="FAMILY:DTYPE", help=f"default: {' '.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="sd15 at 256 x 256, one run")
    parser.add_argument("--size", type=int, help="edge of the picture in pixels (512)")
    parser.add_argument("--steps", type=int, help="steps of a run, the first of which is a figure of its own (4)")
    parser.add_argument("--runs", type=int, help="runs of each side, in turn (3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of both sides (all cores)")
    parser.add_argument("--models", type=Path, default=ROOT / ".build/compat/models",
                        help="where the checkpoints are made: 2.1 GB, and 7 GB for sdxl (.build/compat/models)")
    chosen = parser.parse_args()
    quick = {"size": 256, "steps": 4, "runs": 1, "rows": [row(text) for text in ROWS if "sd15" in text]}
    full = {"size": 512, "steps": 4, "runs": 3, "rows": [row(text) for text in ROWS]}
    for name, value in (quick if chosen.quick else full).items():
        setattr(chosen, name, getattr(chosen, name) or value)
    if chosen.size % 64 or chosen.size < 64 or chosen.steps < 2 or chosen.runs < 1 or chosen.threads < 1:
        refuse("the size must be a multiple of 64, with at least 2 steps, 1 run and 1 thread")
    return chosen


def prepare():
    """Installs diffusers beside libtorch and builds Kiln's side."""
    if not PYTHON.exists():
        refuse("libtorch is not installed in .venv. Install it: make setup")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", ROOT / "Benchmarks/requirements.txt"], stdout=sys.stderr).returncode:
        refuse("could not install diffusers into .venv; is PyPI reachable?")
    say("building Kiln's side")
    package = ["--package-path", ROOT / "Benchmarks", "--scratch-path", WORK / "build", "-c", "release"]
    if subprocess.run(["swift", "build", *package], stdout=sys.stderr).returncode:
        refuse("could not build Benchmarks/Sources/KilnBench")


def checkpoint(family, models):
    """The family's random real-size checkpoint, made if it is not there, and read once so that the system has it."""
    script = ROOT / "tools/compat/checkpoints.py"
    made = subprocess.run([PYTHON, script, family, models / "Stable-diffusion"], stdout=subprocess.PIPE, text=True)
    if made.returncode:
        refuse(f"could not make the checkpoint of {family}; is there space in {models}?")
    path = Path(made.stdout.strip())
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass
    return path


def sides(family, dtype, chosen):
    """Both sides' commands, but for size and steps."""
    from configurations import write
    configurations = WORK / "configurations" / family
    write(configurations, family)
    path = checkpoint(family, chosen.models)
    return [
        Side("Kiln", [WORK / "build/release/KilnBench", chosen.models, path.name], dtype, chosen.threads),
        Side("diffusers", [PYTHON, ROOT / "Benchmarks/diffusers_side.py", configurations, path], dtype, chosen.threads),
    ]


def measure(family, dtype, chosen):
    """Both sides' figures of a row. A small run of each, which is not counted, warms the system's caches."""
    pair = sides(family, dtype, chosen)
    for side in pair:
        say(f"{family} {dtype}: warming up {side.name}")
        side.run(size=64, steps=1)
    figures = [Figures() for _ in pair]
    for number in range(chosen.runs):
        for side, own in zip(pair, figures):
            say(f"{family} {dtype}: run {number + 1} of {chosen.runs}, {side.name}")
            own.add(side.run(chosen.size, chosen.steps))
    return figures


def measure_strengths(dtype, chosen):
    """A load and changes of strength, in one process for each run. The first run, which is not counted, warms up."""
    path = checkpoint("sd15", chosen.models)
    if subprocess.run([PYTHON, ROOT / "Benchmarks/loras.py", chosen.models / "Lora", *LORAS]).returncode:
        refuse(f"could not make LoRAs in {chosen.models}")
    command = WORK / "build/release/KilnBench"
    Strengths().run(command, chosen.models, path.name, dtype, chosen.threads)
    strengths = Strengths()
    for number in range(chosen.runs):
        say(f"loras {dtype}: run {number + 1} of {chosen.runs}")
        strengths.run(command, chosen.models, path.name, dtype, chosen.threads)
    return strengths.table(dtype)


def main():
    chosen = options()
    prepare()
    print(machine(PYTHON, chosen.threads), flush=True)
    for family, dtype in chosen.rows:
        try:
            if family == "loras":
                text = measure_strengths(dtype, chosen)
            else:
                text = table(family, dtype, chosen.size, *measure(family, dtype, chosen))
        except Failed as failure:
            say(str(failure))
            sys.exit(1)
        print(text, flush=True)


if __name__ == "__main__":
    main()

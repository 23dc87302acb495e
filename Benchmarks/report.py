"""What is made of the runs: figures, and the table that shows both sides'."""
import os
import platform
import subprocess
from pathlib import Path
from statistics import median

TITLES = {"sd15": "SD 1.x", "sdxl": "SDXL"}


class Figures(dict):
    """A side's measurements by name."""

    def add(self, run):
        steps, image = run.times("step"), run.times("image")[0]
        begin, decode = run.ready(steps[0]), run.ready(image)
        found = {
            "step": [later - earlier for earlier, later in zip(steps, steps[1:])],
            "first step": [steps[0] - begin],
            "decode": [image - decode],
            "load": [begin],
            "picture": [image],
            "peak": [run.peak / 1e9],
        }
        if planned := run.times("planned"):
            found["plan"] = planned
        for name, values in found.items():
            self.setdefault(name, []).extend(values)


ROWS = {  # figure: (title, unit)
    "step": ("a step, both sides of the guidance", "s"),
    "first step": ("the first step", "s"),
    "decode": ("VAE decode (float32)", "s"),
    "load": ("process start to first step's begin", "s"),
    "plan": ("process start to plan", "s"),
    "picture": ("process start to picture", "s"),
    "peak": ("peak resident memory", "GB"),
}


def table(family, dtype, size, kiln, diffusers):
    """Both sides' medians with their ranges. A ratio is Kiln's by diffusers': below 1, Kiln takes less."""
    lines = [f"\n| {TITLES[family]}, {dtype}, {size} x {size} | Kiln | diffusers | ratio |", "|---|---|---|---|"]
    for name, (title, unit) in ROWS.items():
        ours, theirs = kiln.get(name), diffusers.get(name)
        ratio = f"{median(ours) / median(theirs):.2f}" if ours and theirs else ""
        lines.append(f"| {title} | {cell(ours, unit)} | {cell(theirs, unit)} | {ratio} |")
    return "\n".join(lines)


def cell(values, unit):
    if not values:
        return ""
    spread = f" ({min(values):.2f} to {max(values):.2f})" if len(values) > 1 else ""
    return f"{median(values):.2f} {unit}{spread}"


def machine(python, threads):
    """The machine and the versions, in a line."""
    code = "from importlib.metadata import version as v; print(v('torch'), v('diffusers'), v('transformers'))"
    torch, diffusers, transformers = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    fields = {}
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        for line in cpuinfo.read_text().split("\n\n")[0].splitlines():
            name, _, value = line.partition(":")
            fields[name.strip()] = value.strip()
    flags = [flag.upper() for flag in ("avx512f", "avx512_bf16", "amx_bf16") if flag in fields.get("flags", "").split()]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    processor = fields.get("model name") or platform.processor() or platform.machine()
    return (f"{processor}{' with ' + ', '.join(flags) if flags else ''}, {os.cpu_count()} cores, {memory:.0f} GB; "
            f"{threads} threads; libtorch {torch}, diffusers {diffusers}, transformers {transformers}")

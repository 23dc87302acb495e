"""What a change of a LoRA's strength costs beside loading the UNet that it changes: the rows `loras:DTYPE`."""
import os
import subprocess
from pathlib import Path
from statistics import median

from report import cell
from side import Failed

LORAS = {  # file: title
    "attention-32": "attentions, rank 32",
    "blocks-32": "whole transformer blocks, rank 32",
    "blocks-128": "whole transformer blocks, rank 128",
}


class Strengths:
    """Seconds of each load, and of each change of a LoRA's strength beside the load of the same process."""

    def __init__(self):
        self.loads, self.changes, self.ratios = [], {}, {}

    def run(self, command, models, checkpoint, dtype, threads):
        """One process: loads the UNet, then gives each LoRA several strengths."""
        finished = subprocess.run(
            [str(part) for part in (command, models, checkpoint, dtype, "loras", *LORAS)], capture_output=True,
            text=True, cwd=Path(__file__).resolve().parents[1],
            env={**{k: v for k, v in os.environ.items() if k != "KILN_LIBTORCH"}, "OMP_NUM_THREADS": str(threads)})
        if finished.returncode:
            words = finished.stderr.strip().splitlines() or ["no message"]
            raise Failed(f"Kiln ended with status {finished.returncode}: {words[-1]}")
        lines = [line.split() for line in finished.stdout.splitlines()]
        load = next(float(line[1]) for line in lines if line[0] == "loaded")
        self.loads.append(load)
        for name in LORAS:
            times = [float(line[2]) for line in lines if line[:2] == ["patched", name]]
            self.changes.setdefault(name, []).extend(times)
            self.ratios.setdefault(name, []).append(median(times) / load)

    def table(self, dtype):
        """Medians with their ranges; a ratio is of a change and the load in one process."""
        lines = [f"\n| SD 1.x, UNet in {dtype} | time | of the load |", "|---|---|---|",
                 f"| load | {cell(self.loads, 's')} | |"]
        for name, title in LORAS.items():
            ratios = [100 * ratio for ratio in self.ratios[name]]
            lines.append(
                f"| another strength: {title} | {cell(self.changes[name], 's')} "
                f"| {median(ratios):.0f} % ({min(ratios):.0f} to {max(ratios):.0f}) |")
        return "\n".join(lines)

"""One side of a measurement: a process, and the clock that times the lines it writes."""
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path


class Failed(Exception):
    """A run that did not end well, with its last words."""


@dataclass
class Run:
    """Seconds from the process's start to each of its lines, in order, and its greatest resident size in bytes."""
    lines: list = field(default_factory=list)
    peak: int = 0

    def times(self, word):
        return [time for line, time in self.lines if line == word]

    def ready(self, before):
        """When everything was at hand for what ended at `before`."""
        return max(time for time in self.times("ready") if time <= before)


@dataclass
class Side:
    name: str
    command: list
    dtype: str
    threads: int

    def run(self, size, steps):
        """Runs the process to its end."""
        with tempfile.TemporaryFile("w+") as errors:
            command = [str(part) for part in (*self.command, size, steps, self.dtype)]
            start, run = time.monotonic(), Run()
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=self._environment(),
                cwd=Path(__file__).resolve().parents[1])
            for line in process.stdout:
                run.lines.append((line.strip(), time.monotonic() - start))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode or len(run.times("step")) != steps or not run.times("image"):
                errors.seek(0)
                words = errors.read().strip().splitlines() or ["no message"]
                raise Failed(f"{self.name} ended with status {process.returncode}: {words[-1]}")
        run.peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return run

    def _environment(self):
        """The same threads for both sides, no network, and no other libtorch than .venv's."""
        mine = {name: value for name, value in os.environ.items() if name != "KILN_LIBTORCH"}
        return {**mine, "OMP_NUM_THREADS": str(self.threads), "HF_HUB_OFFLINE": "1"}

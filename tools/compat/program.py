"""The kiln program, run as a person would run it."""
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import load_file

import request


@dataclass
class Result:
    """What a run left behind; `error` says why it left nothing."""
    error: str | None = None
    pictures: list = field(default_factory=list)
    infotexts: list = field(default_factory=list)
    trace: dict = field(default_factory=dict)


class Program:
    def __init__(self, path, work):
        self.path, self.models, self._outputs = Path(path).resolve(), work / "models", work / "outputs"
        help_text = subprocess.run([self.path, "txt2img", "--help-hidden"], capture_output=True, text=True)
        self.traces = "--trace" in help_text.stdout

    def run(self, golden):
        output = self._outputs / golden.id
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        trace = output / "trace.safetensors"
        try:
            asked = list(request.arguments(golden.request, output))
        except request.NoOption as error:
            return Result(error=str(error))
        command = [self.path, request.command(golden.request), *asked, f"--models={self.models}", f"--output={output}",
                   "--dtype=float32", "--json", *([f"--trace={trace}"] if self.traces else [])]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode:
            lines = run.stderr.strip().splitlines() or ["no message"]
            return Result(error=f"exit status {run.returncode}: {lines[-1]}")
        images = [line for line in map(json.loads, run.stdout.splitlines()) if not line.get("beforeHires")]
        result = Result(trace=load_file(trace) if trace.exists() else {})
        for line in images:
            image = Image.open(line["path"])
            result.infotexts.append(image.info.get("parameters", ""))
            result.pictures.append(np.asarray(image.convert("RGB"), dtype=np.float64))
        return result

"""A golden of Stable Diffusion WebUI Forge: its request, its pictures, its trace."""
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

import timesteps

# Samplers that add fresh noise of the images' generators. The others draw too, many at every step, and do not use it.
ANCESTRAL = {"Euler a", "DPM2 a", "DPM++ 2S a", "DPM fast", "DPM adaptive", "LCM"}
# What infotexts may differ in: who wrote them, and Kiln's note that it was asked to encode as Forge always does.
DIFFERENT = re.compile(r", (Version: [^,]*$|VAE posterior: sample(?=,|$))")


def alike(infotext):
    """What Forge's and Kiln's infotexts have in common."""
    return DIFFERENT.sub("", infotext)


@dataclass
class Run:
    """A sampling run, in the frame of σ."""
    sigmas: np.ndarray                          # of the steps that were run
    noises: list                                # the first, and each that its sampler used
    calls: list = field(default_factory=list)   # noisy and denoised image of each denoiser call
    conditioning: np.ndarray | None = None      # of the first step's prompt
    latent: np.ndarray | None = None            # the result, if it was decoded


class Golden:
    def __init__(self, folder):
        self.folder, self.id = Path(folder), Path(folder).name
        self.request = self._json("request.json")
        self.infotexts = self._json("info.json")["infotexts"]
        self.events = self._json("trace.json")
        self.arrays = np.load(self.folder / "trace.npz")

    def _json(self, name):
        return json.loads((self.folder / name).read_text("utf-8"))

    @property
    def checkpoint(self):
        """sd15 or sdxl."""
        name = self.request.get("override_settings", {}).get("sd_model_checkpoint", "real-sd15.safetensors")
        return Path(name).stem.removeprefix("real-")

    def pictures(self):
        files = sorted(self.folder.glob("*.png"), key=lambda file: int(file.stem))
        return [np.asarray(Image.open(file).convert("RGB"), dtype=np.float64) for file in files]

    @property
    def repainted(self):
        """1 where an inpainting makes latents anew, 0 where they are the picture's; None without a mask."""
        if "mask" not in self.request:
            return None
        picture = next(self.arrays[event["latent"]] for event in self.events if event["kind"] == "vae_encode")
        return 1 * (self.runs()[0].calls[0][1] != picture)

    # ------------------------------------------------------------------------------------------------ trace

    def runs(self):
        """Each sampling run in order."""
        runs, drawn = [], []
        conditionings = self.conditionings()
        for event in self.events:
            if event["kind"] == "rng_next":
                drawn.append(self.arrays[event["noise"]])
            elif event["kind"] in ("sigmas", "timesteps"):
                first = drawn.pop()
                if runs:
                    self._use(runs[-1], drawn)
                runs.append(Run(self._levels(event), [first]))
                drawn = []
                if conditionings:
                    runs[-1].conditioning = conditionings[min(len(runs), len(conditionings)) - 1]
            elif event["kind"] == "denoise":
                self._call(runs[-1], event)
            elif event["kind"] == "vae_decode":
                runs[-1].latent = self.arrays[event["latent"]]
        self._use(runs[-1], drawn)
        return runs

    def _use(self, run, drawn):
        sampler = self.request["sampler_name"]
        if sampler in ANCESTRAL or sampler == "DDIM" and self.request.get("eta", 0) > 0:
            run.noises += drawn

    def _levels(self, event):
        if event["kind"] == "timesteps":
            return timesteps.walk(self.request["sampler_name"], event["timesteps"])
        return np.array(event["sigmas"])

    def _call(self, run, event):
        (level, *_), x, out = event["sigma"], self.arrays[event["x"]], self.arrays[event["out"]]
        if any(other["kind"] == "timesteps" for other in self.events):
            x, out = timesteps.call(x, out, level)
        elif not run.calls:     # img2img and a second pass run the end of a schedule
            run.sigmas = run.sigmas[int(np.abs(run.sigmas - level).argmin()):]
        run.calls.append((x, out))

    # ------------------------------------------------------------------------------------------------ prompts

    def conditionings(self):
        """The positive conditioning of each run's first step; from a golden with the same prompt where Forge had it cached."""
        return self._encoded() or next(filter(None, (other._encoded() for other in self._likes())), [])

    def _encoded(self):
        rows = [event["out"]["crossattn"]["rows"][0] for event in self.events
                if event["kind"] == "cond" and not event["is_negative"]]
        return [np.load(self.folder.parent / row)["a"] for row in rows]

    def _likes(self):
        """Other goldens whose prompts are encoded alike."""
        for path in sorted(self.folder.parent.glob("*/request.json")):
            other = Golden(path.parent)
            if all(other.request.get(name) == self.request.get(name) for name in ("prompt", "steps", "override_settings")):
                yield other

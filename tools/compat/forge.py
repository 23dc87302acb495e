"""A golden of Stable Diffusion WebUI Forge: its request in Kiln's words, its pictures, its trace."""
import json
import re
from pathlib import Path

import numpy as np
from PIL import Image

# The API's fields that Kiln's options have under other names.
OPTIONS = {
    "prompt": "--prompt", "negative_prompt": "--negative-prompt", "seed": "--seed", "steps": "--steps", "width": "--width",
    "height": "--height", "cfg_scale": "--cfg-scale", "sampler_name": "--sampler", "scheduler": "--scheduler",
    "batch_size": "--batch-size", "n_iter": "--n-iter", "denoising_strength": "--denoising-strength", "hr_scale": "--hr-scale",
    "hr_second_pass_steps": "--hr-steps", "hr_cfg": "--hr-cfg", "hr_upscaler": "--hr-upscaler",
}
SETTINGS = {"randn_source": "--rng", "CLIP_stop_at_last_layers": "--clip-skip", "sd_model_checkpoint": "--checkpoint"}
SAMPLERS = {"Euler", "Euler a", "DPM++ 2M"}
SCHEDULES = {
    "Automatic", "Uniform", "Karras", "Exponential", "Polyexponential", "SGM Uniform", "KL Optimal", "Align Your Steps", "Simple",
    "Normal", "DDIM", "Beta", "Turbo", "Align Your Steps GITS", "Align Your Steps 11", "Align Your Steps 32"}
VERSION = re.compile(r", Version: [^,]*$")


def without_version(infotext):
    return VERSION.sub("", infotext)


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

    def uncovered(self):
        """Why Kiln cannot make this yet, or None."""
        request = self.request
        if request["sampler_name"] not in SAMPLERS:
            return f"sampler {request['sampler_name']}"
        if request["scheduler"] not in SCHEDULES:
            return f"schedule {request['scheduler']}"
        for prompt in (request["prompt"], request["negative_prompt"]):
            if re.search(r"\[[^\]]*[|:]", prompt):
                return "prompt editing or alternation, [a|b]"
            if re.search(r"\bAND\b", prompt):
                return "composable prompts, AND"
        known = {*OPTIONS, "subseed", "enable_hr", "hr_additional_modules", "override_settings"}
        unknown = sorted(set(request) - known) + sorted(set(request.get("override_settings", {})) - set(SETTINGS))
        return f"the field {unknown[0]}" if unknown else None

    def arguments(self):
        """The options of `kiln txt2img` that ask for the same."""
        settings = {"randn_source": "CPU", "sd_model_checkpoint": "real-sd15.safetensors"}
        settings |= self.request.get("override_settings", {})
        pairs = [(OPTIONS[k], v) for k, v in self.request.items() if k in OPTIONS]
        pairs += [(SETTINGS[k], v.lower() if k == "randn_source" else v) for k, v in settings.items()]
        return [str(word) for pair in pairs for word in pair] + (["--hires"] if self.request.get("enable_hr") else [])

    def pictures(self):
        files = sorted(self.folder.glob("*.png"), key=lambda file: int(file.stem))
        return [np.asarray(Image.open(file).convert("RGB"), dtype=np.float64) for file in files]

    @property
    def draws_posterior(self):
        """Whether Forge sampled a VAE's posterior and rounded a picture to 8 bits on its way."""
        return any(event["kind"] == "vae_posterior" for event in self.events)

    def runs(self):
        """Each sampling run in order: its σ, the noises that its sampler used, its denoiser's calls, and its result."""
        runs, before = [], None
        for event in self.events:
            if event["kind"] == "rng_next":
                before = self.arrays[event["noise"]]
                if runs:
                    runs[-1]["later"].append(before)
            elif event["kind"] == "sigmas":
                if runs:
                    runs[-1]["later"].pop()     # it was this run's first noise
                runs.append({"sigmas": np.array(event["sigmas"]), "first": before, "later": [], "calls": []})
            elif event["kind"] == "denoise":
                runs[-1]["calls"].append((self.arrays[event["x"]], self.arrays[event["out"]], event["sigma"][0]))
            elif event["kind"] == "vae_decode":
                runs[-1]["latent"] = self.arrays[event["latent"]]
        for run in runs:
            first_sigma = run["calls"][0][2]
            run["sigmas"] = run["sigmas"][int(np.abs(run["sigmas"] - first_sigma).argmin()):]
            ancestral = self.request["sampler_name"] == "Euler a"
            run["noises"] = [run["first"], *(run["later"] if ancestral else [])]
        return runs

    def context(self):
        """The first pass's positive conditioning, or None where Forge took it from its cache."""
        for event in self.events:
            if event["kind"] == "cond" and not event["is_negative"]:
                rows = event["out"]["crossattn"]["rows"]
                return np.concatenate([np.load(self.folder.parent / row)["a"] for row in rows])
        return None

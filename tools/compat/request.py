"""A request to the web UI's API in the words of the kiln program."""
import base64
from pathlib import Path

OPTIONS = {
    "prompt": "prompt", "negative_prompt": "negative-prompt", "seed": "seed", "subseed": "subseed",
    "subseed_strength": "subseed-strength", "steps": "steps", "width": "width", "height": "height", "cfg_scale": "cfg-scale",
    "sampler_name": "sampler", "scheduler": "scheduler", "eta": "eta", "batch_size": "batch-size", "n_iter": "n-iter",
    "denoising_strength": "denoising-strength", "hr_scale": "hr-scale", "hr_second_pass_steps": "hr-steps", "hr_cfg": "hr-cfg",
    "hr_upscaler": "hr-upscaler", "resize_mode": "resize-mode", "mask_blur": "mask-blur", "inpainting_fill": "inpainting-fill",
    "inpaint_full_res_padding": "only-masked-padding", "initial_noise_multiplier": "noise-multiplier",
}
SETTINGS = {
    "randn_source": "rng", "CLIP_stop_at_last_layers": "clip-skip", "sd_model_checkpoint": "checkpoint", "emphasis": "emphasis",
}
FLAGS = {"enable_hr": "hires", "inpaint_full_res": "only-masked", "inpainting_mask_invert": "invert-mask"}
FILES = {"init_images": "init-image", "mask": "mask"}
USUAL = {"randn_source": "CPU", "sd_model_checkpoint": "real-sd15.safetensors"}       # the goldens' settings
MASKED = {"inpainting_fill": 0, "inpaint_full_res": True, "inpaint_full_res_padding": 0}  # the API's defaults
CFG_PLUS_PLUS = 12.5    # what a scale is divided by in Kiln, as in AUTOMATIC1111's web UI, and not in Forge
SAME_MODULES = ["Use same choices"]


class NoOption(Exception):
    """The program has no option for a field of the request."""


def command(request):
    """The kiln command that the request is one of."""
    return "img2img" if "init_images" in request else "txt2img"


def arguments(request, folder):
    """The options that ask for the same; pictures are written into the folder."""
    request = (MASKED if "mask" in request else {}) | request
    if request["sampler_name"] == "DDIM CFG++":
        request["cfg_scale"] *= CFG_PLUS_PLUS
    settings = USUAL | request.pop("override_settings", {})
    if request.get("hr_additional_modules") == SAME_MODULES:
        del request["hr_additional_modules"]
    settings["randn_source"] = settings["randn_source"].lower()
    if request.get("enable_hr") or "init_images" in request:
        yield "--vae-encode=sample"
    for table, fields in ((OPTIONS, request), (SETTINGS, settings)):
        for name, value in fields.items():
            if name in table:
                yield from (f"--{table[name]}", str(value))
    for name, value in request.items():
        if name in FLAGS and value:
            yield f"--{FLAGS[name]}"
        if name in FILES:
            yield from (f"--{FILES[name]}", str(_file(folder, name, value)))
    unknown = sorted({*request} - {*OPTIONS, *FLAGS, *FILES}) + sorted({*settings} - {*SETTINGS})
    if unknown:
        raise NoOption(f"the program has no option for {', '.join(unknown)}")


def _file(folder, name, value):
    text = value[0] if isinstance(value, list) else value
    path = Path(folder) / f"{name}.png"
    path.write_bytes(base64.b64decode(text.rpartition(",")[2]))
    return path

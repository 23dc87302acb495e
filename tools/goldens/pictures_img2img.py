"""Writes the pictures of img2img into Tests/KilnTests/Fixtures: whole and masked, by ordinary, inpainting and editing
checkpoints, made by diffusers' UNet and VAE and transformers' text encoders, with the masks of Pillow and OpenCV (masks.py),
in float32 on the CPU. FORMAT.md there says what each file holds.

    python tools/goldens/pictures_img2img.py
"""
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

import masks
import pictures
import reference
import sampling
from ldm import UNET, Weights
from pictures import SD1, SDXL, decode, encode
from steering import Mask, Reading, Stage, sample


# ------------------------------------------------------------------------------------------------ models

class Widened(SD1):
    """The narrow SD 1.x with more channels going into its first convolution."""
    more = 0

    def __init__(self, name, more, seed):
        super().__init__()
        self.name, self.more, self.key = name, more, UNET + "input_blocks.0.0.weight"
        added = Weights(seed=seed)
        added.conv(self.key.removesuffix(".weight"), more, self.shape.width)
        self.weights[self.key] = torch.cat([self.weights[self.key], added[self.key]], dim=1)
        self.unet = reference.unet(self.weights, self.shape, groups=3, heads=2, inputs=4 + more)

    def write(self):
        """The first convolution alone: the rest is tiny-sd1."""
        pictures.write(self.name, {self.key: self.weights[self.key]}, self.metadata)


def inpainting():
    return Widened("tiny-inpaint", 5, seed=13)


def models():
    made = [SD1(), SDXL(), inpainting(), Widened("tiny-edit", 4, seed=14)]
    return {model.name: model for model in made}


# ------------------------------------------------------------------------------------------------ requests

@dataclass(frozen=True)
class Masking:
    box: tuple                  # the ellipse in the picture that is made anew
    fill: int = 1               # inpainting_fill
    blur: tuple = (4, 4)
    inverted: bool = False
    rounded: bool = True
    only_masked: bool = False
    padding: int = 0
    weight: float = 1.0         # inpainting_mask_weight

    def metadata(self):
        values = {"fill": self.fill, "blur_x": self.blur[0], "blur_y": self.blur[1], "inverted": int(self.inverted),
                  "rounded": int(self.rounded), "only_masked": int(self.only_masked), "padding": self.padding,
                  "mask_weight": self.weight}
        return {"mask_" + k.removeprefix("mask_"): str(v) for k, v in values.items()}

    def case(self, mode):
        return {"mode": mode, "content": self.fill, "blur": self.blur, "inverted": self.inverted,
                "onlyMasked": self.only_masked, "padding": self.padding}


@dataclass(frozen=True)
class Request(pictures.Request):
    sampler: str = "Euler a"
    steps: int = 12
    emphasis: str = "Original"
    ztsnr: bool = False
    picture: tuple | None = (64, 64)    # the size of the picture to begin with
    strength: float = 0.75
    fixes_steps: bool = False
    noise_multiplier: float = 1.0
    resize_mode: int = 0
    image_cfg: float = 1.5
    mask: Masking | None = None
    hires: pictures.Hires | None = None

    @property
    def reading(self):
        return Reading.of(self.prompt)

    @property
    def negative_reading(self):
        return Reading.of(self.negative)

    def metadata(self):
        left_out = {"hires", "mask", "picture", "emphasis", "ztsnr"}
        if not self.picture:
            left_out |= {"strength", "fixes_steps", "noise_multiplier", "resize_mode", "image_cfg"}
        values = {k: v for k, v in super().metadata().items() if k not in left_out}
        if self.picture:
            values["fixes_steps"] = str(int(self.fixes_steps))
        return values | (self.mask.metadata() if self.mask else {})


REQUESTS = {
    "img2img-stretch": Request(picture=(50, 40)),
    "img2img-crop": Request(picture=(96, 60), resize_mode=1, sampler="DPM++ 2M", rng="nv", strength=0.5),
    "img2img-fill": Request(picture=(40, 60), resize_mode=2, width=72, sampler="Euler", scheduler="Simple", strength=0.9),
    "img2img-latent": Request(picture=(80, 56), resize_mode=3),
    "img2img-sdxl": Request(model="tiny-sdxl", fixes_steps=True, strength=0.6, noise_multiplier=0.85, steps=8),
    "img2img-one-step": Request(strength=0.0),
    "mask-original": Request(mask=Masking((16, 12, 52, 50))),
    "mask-fill": Request(picture=(80, 64), resize_mode=1, strength=0.9,
                         mask=Masking((20, 8, 60, 44), fill=0, blur=(2, 1), inverted=True)),
    "mask-noise": Request(mask=Masking((16, 12, 52, 50), fill=2, blur=(0, 0)), strength=0.6, rng="nv"),
    "mask-nothing": Request(mask=Masking((16, 12, 52, 50), fill=3), sampler="DPM++ 2M"),
    "mask-soft": Request(mask=Masking((8, 12, 60, 50), fill=2, blur=(7, 5), rounded=False), strength=0.8),
    "mask-heun": Request(mask=Masking((16, 12, 52, 50)), sampler="Heun", steps=8),
    "mask-part": Request(picture=(96, 80), mask=Masking((50, 30, 84, 70), only_masked=True, padding=6)),
    "mask-part-fill": Request(picture=(90, 100), width=80, strength=1.0,
                              mask=Masking((5, 40, 50, 90), fill=0, rounded=False, only_masked=True, blur=(3, 3))),
    "mask-sdxl": Request(model="tiny-sdxl", mask=Masking((4, 20, 40, 60)), steps=8),
    "inpaint-text": Request(model="tiny-inpaint", picture=None),
    "inpaint-hires": Request(model="tiny-inpaint", picture=None,
                             hires=pictures.Hires(resize=(128, 96), upscaler="Latent", steps=6, strength=0.7)),
    "inpaint-image": Request(model="tiny-inpaint", picture=(60, 60)),
    "inpaint-mask": Request(model="tiny-inpaint", mask=Masking((16, 12, 52, 50)), strength=0.9),
    "inpaint-part": Request(model="tiny-inpaint", picture=(96, 80), strength=1.0,
                            mask=Masking((50, 30, 84, 70), fill=0, only_masked=True, padding=6, weight=0.6)),
    "edit": Request(model="tiny-edit", strength=0.95),
    "edit-held": Request(model="tiny-edit", picture=(80, 50), resize_mode=1, strength=1.0, image_cfg=4.0, sampler="DPM++ 2M"),
    "edit-latent": Request(model="tiny-edit", picture=(80, 56), resize_mode=3, strength=0.9, cfg=3.0),
    "edit-unsteered": Request(model="tiny-edit", image_cfg=1.0, strength=0.8),
    "edit-mask": Request(model="tiny-edit", mask=Masking((16, 12, 52, 50), fill=0), strength=1.0),
}


# ------------------------------------------------------------------------------------------------ beginnings

def painting(width, height):
    """A colour slope with a darker disc and noise in its pixels."""
    image = np.asarray(masks.slope(width, height, 1)).astype(int) // 2 + 90
    disc = np.asarray(masks.ellipse(width, height, (width // 5, height // 4, width * 3 // 5, height * 4 // 5)))[..., None]
    grain = np.asarray(masks.hashed(width, height, 3, 9)).astype(int) // 8
    return Image.fromarray((np.where(disc > 0, image // 3, image) + grain).clip(0, 255).astype(np.uint8))


def tensor(image):
    """A picture in 0...1, CHW."""
    return torch.tensor(np.moveaxis(np.asarray(image).astype(np.float32) / 255, 2, 0))


def quantised(picture):
    """A made picture in 8 bits, as the web UI cuts off what is below."""
    return Image.fromarray(np.moveaxis((picture.numpy() * 255).astype(np.uint8), 0, 2))


class Beginning:
    """What a picture gives a pass: latents, the mask over them, and what a UNet sees beside them."""

    def __init__(self, model, request, noise):
        made = (request.width, request.height)
        self.made, self.columns, self.rows = made, request.width // 8, request.height // 8
        self.picture, self.mask, self.box, self.overlay = painting(*request.picture), None, None, None
        self.given_mask = None
        if request.mask:
            self.given_mask = masks.ellipse(*request.picture, request.mask.box)
            seen, mask, self.box, self.overlay = masks.prepared(
                self.picture, self.given_mask, made, request.mask.case(request.resize_mode))
            self.seen, self.initial = seen, seen
        else:
            mask = Image.new("L", made, 255)
            self.seen = masks.resized(request.resize_mode, self.picture, *made)
            self.initial = self.picture if request.resize_mode == 3 else self.seen
        latent = encode(model, tensor(self.initial))
        if request.resize_mode == 3:
            latent = torch.nn.functional.interpolate(latent[None], (self.rows, self.columns), mode="bilinear")[0]
        if request.mask:
            cells = torch.tensor(masks.latents(mask, self.columns, self.rows, request.mask.rounded))
            latent = {2: latent * (1 - cells) + noise * cells, 3: latent * (1 - cells)}.get(request.mask.fill, latent)
            self.mask = Mask(cells, latent, request.seed)
        self.latent, self.extra = latent, self._extra(model, request, mask)

    def _extra(self, model, request, mask):
        if model.name == "tiny-edit":
            return encode(model, tensor(self.seen)) / model.scale
        if model.name != "tiny-inpaint":
            return None
        rounded, weight = (request.mask.rounded, request.mask.weight) if request.mask else (True, 1.0)
        cells, hidden = masks.conditioning(self.seen, mask, self.columns, self.rows, rounded, weight)
        return torch.cat([torch.tensor(cells)[None], encode(model, (torch.tensor(hidden) + 1) / 2)])

    def finished(self, picture):
        """The picture in 8 bits, put back into the one that was given."""
        result = quantised(picture)
        return masks.composed(result, self.box, self.overlay) if self.overlay else result

    def record(self):
        return {"given": bytes_of(self.picture), "start": self.latent} \
            | ({"given_mask": bytes_of(self.given_mask), "mask": self.mask.made} if self.mask else {})


def bytes_of(image):
    return torch.tensor(np.asarray(image))


def nothing_kept(model, rows, columns):
    """What an inpainting model sees where everything is made anew."""
    grey = torch.full((3, rows * 8, columns * 8), 0.5)
    return torch.cat([torch.ones(1, rows, columns), encode(model, grey)])


# ------------------------------------------------------------------------------------------------ passes

def steps_of(request):
    """img2img's tail of the schedule: its share of the steps and one more, or all steps of a longer schedule."""
    if request.fixes_steps:
        return sampling.tail(request.sampler, request.scheduler, request.steps, request.strength)
    encoded = int(min(request.strength, 0.999) * request.steps)
    return sampling.schedule(request.sampler, request.scheduler, request.steps)[request.steps - encoded - 1:]


def from_picture(model, request):
    shape = (4, request.height // 8, request.width // 8)
    source = sampling.NOISE[request.rng](request.seed)
    noise, sigmas = source(shape), steps_of(request)
    begun = Beginning(model, request, noise)
    image_cfg = request.image_cfg if model.name == "tiny-edit" and request.image_cfg != 1 else None
    stage = Stage(model, request, begun.made, extra=begun.extra, image_cfg=image_cfg)
    latent, first = sample([stage], request, begun.latent + sigmas[0] * request.noise_multiplier * noise, sigmas,
                           lambda: source(shape), begun.mask)
    record = begun.record() | {"sigmas": sigmas, "denoised_first": first, "latent": latent}
    record |= {"extra": begun.extra} if begun.extra is not None else {}
    return record | {"picture": bytes_of(begun.finished(decode(model, latent)))}


def from_text(model, request):
    """A txt2img of an inpainting model, and the pass that follows it."""
    def run(shape, begin, sigmas, size):
        source = sampling.NOISE[request.rng](request.seed)
        stage = Stage(model, request, size, extra=nothing_kept(model, *shape[1:]))
        return sample([stage], request, begin + sigmas[0] * source(shape), sigmas, lambda: source(shape))

    shape = (4, request.height // 8, request.width // 8)
    sigmas = sampling.schedule(request.sampler, request.scheduler, request.steps)
    latent, first = run(shape, 0, sigmas, (request.width, request.height))
    record = {"sigmas": sigmas, "denoised_first": first, "latent": latent}
    if request.hires:
        _, hop, size = pictures.hop({request.model: model}, record, request)
        sigmas = sampling.tail(request.sampler, request.scheduler, request.hires.steps, request.hires.strength)
        latent, first = run(tuple(hop["start"].shape), hop["start"], sigmas, size)
        record |= {"hr_start": hop["start"], "hr_sigmas": sigmas, "hr_denoised_first": first, "hr_latent": latent}
    return record | {"picture": bytes_of(quantised(decode(model, latent)))}


def main():
    made = models()
    for model in made.values():
        if isinstance(model, Widened):
            model.write()
    for name, request in REQUESTS.items():
        make = from_picture if request.picture else from_text
        pictures.write(name, make(made[request.model], request), request.metadata())


if __name__ == "__main__":
    main()

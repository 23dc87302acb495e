"""Writes the pictures whose passes are steered by more than a prompt into Tests/KilnTests/Fixtures: a narrow SDXL refiner and
what it makes of passes that it takes over, prompts that change and are composed, emphasis modes, schedules that end in pure
noise; by diffusers' UNet and VAE, transformers' and open_clip's text encoders in float32 on the CPU. FORMAT.md there says
what each file holds.

    python tools/goldens/pictures_steered.py
"""
from dataclasses import dataclass

import torch

import ldm
import pictures
import pictures_img2img as img2img
import prompts
import reference
import sampling
from ldm import TEXT, TextShape, UNetShape, Weights
from pictures import SD1, SDXL, decode
from steering import LAST, Reading, Stage, sample


# ------------------------------------------------------------------------------------------------ models

class Refiner:
    """Narrow SDXL refiner: 20 channels of text, a size vector with an aesthetic score, SDXL's latents and VAE."""
    name, scale, metadata = "tiny-refiner", 0.13025, {
        "kiln.unet.head_channels": "6", "kiln.norm_groups": "3", "kiln.vae.norm_groups": "2", "kiln.text.heads": "4"}

    def __init__(self, vae):
        unet = UNetShape(6, (1, 2, 4), (0, 1, 0), 20, vector=1280 + 20, linear=True)
        text = TextShape(20, 3, 4)
        self.weights, self.vae = Weights(seed=15), vae
        ldm.unet(self.weights, unet)
        pictures.heed(self.weights, 4)
        ldm.clip_open(self.weights, TEXT["refiner"], text)
        self.weights[TEXT["refiner"] + "token_embedding.weight"] = pictures.token_table(49408, 20)
        self.unet = reference.unet(self.weights, unet, groups=3, head_channels=6)
        self.text = reference.OpenCLIPText(self.weights, TEXT["refiner"], text)

    def condition(self, prompt, size, clip_skip, negative, emphasis="Original"):
        """An empty negative prompt is all zeros but for its sizes and score."""
        ids, weights = prompts.tokens(prompt, 0, emphasis)
        states, pooled = self.text(ids)
        context = prompts.emphasise(states[-2], weights, emphasis)
        if negative and not prompt:
            context, pooled = torch.zeros_like(context), torch.zeros_like(pooled)
        width, height = size
        sizes = torch.tensor([[height, width, 0, 0, 2.5 if negative else 6.0]])
        return {"context": context, "pooled": pooled, "sizes": sizes}


# ------------------------------------------------------------------------------------------------ requests

@dataclass(frozen=True)
class Request(img2img.Request):
    picture: tuple | None = None
    sampler: str = "Euler"
    steps: int = 10
    refiner: str | None = None
    switch_at: float = 0.8
    reads: tuple | None = None              # the prompt as it is to be read
    negative_reads: tuple | None = None
    hr_reads: tuple | None = None           # the same in the second pass

    @property
    def reading(self):
        return Reading(self.reads) if self.reads else Reading.of(self.prompt)

    @property
    def negative_reading(self):
        return Reading(self.negative_reads) if self.negative_reads else Reading.of(self.negative)

    def metadata(self):
        values = {k: v for k, v in super().metadata().items() if k not in ("reads", "negative_reads", "hr_reads")}
        if not self.refiner:
            del values["refiner"], values["switch_at"]
        values |= {"emphasis": self.emphasis, "ztsnr": str(int(self.ztsnr))}
        if self.hires:
            values |= {"hr_" + k: str(v) for k, v in vars(self.hires).items() if v is not None and k != "resize"}
        return values

    def of_second_pass(self):
        return Request(**{**vars(self), "reads": self.hr_reads, "refiner": None})


def whole(*timeline):
    """One part of weight 1: (last call, text), ...; the last text goes on to the end."""
    return ((1.0, (*timeline[:-1], (LAST, timeline[-1]))),)


def parts(*weighted):
    return tuple((weight, ((LAST, text),)) for weight, text in weighted)


def turns(texts, calls):
    """Alternation as the web UI counts it: segment n, counted from 1, has choice n - 1 and ends after call n."""
    timeline = [(end, texts[(end - 1) % len(texts)]) for end in range(1, calls + 1)]
    return ((1.0, (*timeline[:-1], (LAST, timeline[-1][1]))),)


HIRES = pictures.Hires(scale=1.5, upscaler="Latent", steps=6, strength=0.7)
STEERED = {
    "refiner": Request(model="tiny-sdxl", refiner="tiny-refiner", switch_at=0.6, sampler="DPM++ 2M"),
    "refiner-noise": Request(model="tiny-sdxl", refiner="tiny-refiner", switch_at=0.25, sampler="Euler a", negative="", rng="nv"),
    "refiner-heun": Request(model="tiny-sdxl", refiner="tiny-refiner", switch_at=0.55, sampler="Heun", steps=6),
    "refiner-alone": Request(model="tiny-refiner", picture=(64, 64), strength=0.6, sampler="Euler a"),
    "refiner-sd1": Request(refiner="tiny-inpaint", switch_at=0.5, sampler="Euler a"),
    "refiner-image": Request(model="tiny-sdxl", refiner="tiny-refiner", switch_at=0.5, picture=(72, 64), strength=0.8,
                             mask=img2img.Masking((16, 12, 52, 50)), sampler="Euler a"),
    "refiner-hires": Request(model="tiny-sdxl", refiner="tiny-refiner", switch_at=0.7, hires=HIRES),
    "prompt-and": Request(prompt="a cat, (red:1.5) hat AND a dog :0.6 AND snow : -0.3",
                          reads=parts((1, "a cat, (red:1.5) hat"), (0.6, "a dog"), (-0.3, "snow"))),
    "prompt-weighed": Request(prompt="a cat :0.7", reads=parts((0.7, "a cat")), model="tiny-sdxl"),
    "prompt-edit": Request(prompt="a [cat:dog:3] [in a hat::0.5] [:at night:0.2]", sampler="Euler a", cfg=30.0,
                           reads=whole((2, "a cat in a hat "), (3, "a cat in a hat at night"),
                                       (5, "a dog in a hat at night"), "a dog  at night")),
    "prompt-edit-negative": Request(negative="[blurry|dark] [low:0.5]", negative_reads=((1.0, tuple(
        (n, f"{'blurry' if n % 2 else 'dark'} {'' if n <= 5 else 'low'}") for n in range(1, 10)) + ((LAST, "dark low"),)),)),
    "prompt-turns": Request(prompt="a [cat|dog|house] in snow", model="tiny-sdxl", sampler="DPM++ 2M",
                            reads=turns([f"a {what} in snow" for what in ("cat", "dog", "house")], 10)),
    "prompt-edit-heun": Request(prompt="a [cat:dog:2] [on grass:0.5]", sampler="Heun", steps=6, cfg=30.0,
                                reads=whole((2, "a cat "), (6, "a dog "), "a dog on grass")),
    "prompt-edit-hires": Request(prompt="a [cat:dog:1.5] in a [red:green:11] [hat:coat:0.5]", hires=HIRES, cfg=30.0,
                                 reads=whole((5, "a cat in a red hat"), "a cat in a red coat"),
                                 hr_reads=whole((1, "a cat in a red coat"), (3, "a cat in a green coat"), "a dog in a green coat")),
    "prompt-edit-image": Request(prompt="a [cat:dog:0.25]", picture=(64, 64), strength=0.7, steps=12, cfg=30.0,
                                 reads=whole((3, "a cat"), "a dog")),
    "prompt-chunks": Request(prompt="a (red:1.3) cat BREAK a dog in the (snow:0.7)", model="tiny-sdxl"),
    "emphasis-none": Request(prompt="a (red:1.5) cat", emphasis="None"),
    "emphasis-ignore": Request(prompt="a (red:1.5) cat", emphasis="Ignore"),
    "emphasis-no-norm": Request(prompt="a (red:1.5) cat", emphasis="No norm", model="tiny-sdxl"),
    "ztsnr-v": Request(model="tiny-sdxl", prediction="v", ztsnr=True, scheduler="Uniform", sampler="Euler a"),
    "ztsnr-karras": Request(model="tiny-sdxl", prediction="v", ztsnr=True, sampler="DPM++ 2M", picture=(64, 64), strength=0.9),
}


# ------------------------------------------------------------------------------------------------ passes

def stages(models, request, size):
    first = models[request.model]
    made = [Stage(first, request, size)]
    if request.refiner:
        refiner = models[request.refiner]
        extra = None
        if request.refiner == "tiny-inpaint":
            extra = img2img.nothing_kept(refiner, request.height // 8, request.width // 8)
        made.append(Stage(refiner, request, size, since=request.switch_at, extra=extra))
    return made


def levels(request):
    return sampling.table_ending_in_noise() if request.ztsnr else sampling.SIGMAS


def first_pass(models, request):
    model, size = models[request.model], (request.width, request.height)
    shape = (4, request.height // 8, request.width // 8)
    source = sampling.NOISE[request.rng](request.seed)
    noise = source(shape)
    sigmas = sampling.schedule(request.sampler, request.scheduler, request.steps, levels(request))
    begun, start, record = None, noise * sigmas[0], {}
    if request.picture:
        sigmas = sigmas[request.steps - int(min(request.strength, 0.999) * request.steps) - 1:]
        begun = img2img.Beginning(model, request, noise)
        start, record = begun.latent + noise * sigmas[0], begun.record()
    latent, first = sample(stages(models, request, size), request, start, sigmas, lambda: source(shape),
                           begun.mask if begun else None)
    picture = decode(model, latent)
    return record | {"sigmas": sigmas, "denoised_first": first, "latent": latent,
                     "picture": img2img.bytes_of(begun.finished(picture) if begun else img2img.quantised(picture))}


def second_pass(models, first, request):
    model, hop, size = pictures.hop(models, first, request)
    shape = tuple(hop["start"].shape)
    source = sampling.NOISE[request.rng](request.seed)
    sigmas = sampling.tail(request.sampler, request.scheduler, request.hires.steps, request.hires.strength)
    latent, denoised = sample([Stage(model, request.of_second_pass(), size)], request, hop["start"] + source(shape) * sigmas[0],
                              sigmas, lambda: source(shape))
    return {"hr_sigmas": sigmas, "hr_denoised_first": denoised, "hr_latent": latent,
            "picture": img2img.bytes_of(img2img.quantised(decode(model, latent)))}


def main():
    base = SDXL()
    models = {model.name: model for model in (SD1(), base, Refiner(base.vae), img2img.inpainting())}
    pictures.write_checkpoint(models["tiny-refiner"])
    for name, request in STEERED.items():
        record = first_pass(models, request)
        if request.hires:
            record |= second_pass(models, record, request)
        pictures.write(name, record, request.metadata())


if __name__ == "__main__":
    main()

"""What steers a pass beyond one prompt: prompts that change and are composed, pictures that a UNet looks at, models that
take each other over. Written from the papers and the web UI's documented behaviour, independently of Kiln."""
from dataclasses import dataclass

import torch

import sampling

LAST = 1 << 30


@dataclass(frozen=True)
class Reading:
    """A prompt as it is to be read: parts that AND joins, each (weight, [(last call, text), ...])."""
    parts: tuple

    @staticmethod
    def of(text):
        return Reading(((1.0, ((LAST, text),)),))


def condition(model, text, size, request, negative):
    """A text in as many chunks as BREAK makes of it; the pooled vector is the first chunk's."""
    chunks = [model.condition(part, size, request.clip_skip, negative, request.emphasis) for part in text.split(" BREAK ")]
    return chunks[0] | {"context": torch.cat([chunk["context"] for chunk in chunks], dim=1)}


class Stage:
    """A model with its texts, from a share of the calls on.

    extra: what its UNet takes behind the noisy latent. image_cfg: how much an editing model holds on to it (Brooks et al.
    2023, equation 3)."""

    def __init__(self, model, request, size, since=0.0, extra=None, image_cfg=None):
        def texts(reading, negative):
            return [(weight, [(end, condition(model, text, size, request, negative)) for end, text in timeline])
                    for weight, timeline in reading.parts]

        self.model, self.since, self.extra, self.image_cfg = model, since, extra, image_cfg
        self.levels = sampling.table_ending_in_noise() if request.ztsnr else sampling.SIGMAS
        self.prediction = request.prediction
        self.positive = texts(request.reading, negative=False)
        self.negative = texts(request.negative_reading, negative=True)[0][1]

    def one(self, x, sigma, condition, blind=False):
        """The denoised latent under one text: the network sees x / sqrt(sigma^2 + 1) at the table's nearest timestep."""
        seen = x / (sigma ** 2 + 1).sqrt()
        if self.extra is not None:
            seen = torch.cat([seen, torch.zeros_like(self.extra) if blind else self.extra])
        added = None
        if "pooled" in condition:
            added = {"text_embeds": condition["pooled"], "time_ids": condition["sizes"]}
        output = self.model.unet(seen[None], sampling.timestep(float(sigma), self.levels), condition["context"],
                                 added_cond_kwargs=added).sample[0]
        if self.prediction == "v":
            return x / (sigma ** 2 + 1) - output * sigma / (sigma ** 2 + 1).sqrt()
        return x - sigma * output

    def guided(self, x, sigma, call, cfg):
        """Classifier-free guidance over all parts of the prompt, and over the picture of an editing model."""
        def now(timeline):
            return next(condition for end, condition in timeline if call <= end)

        off = self.one(x, sigma, now(self.negative))
        towards = sum(weight * (self.one(x, sigma, now(timeline)) - off) for weight, timeline in self.positive)
        if self.image_cfg is None:
            return off + cfg * towards
        blind = self.one(x, sigma, now(self.negative), blind=True)
        return blind + cfg * towards + self.image_cfg * (off - blind)


class Mask:
    """What of the latents is made anew (1) and what stays (0), with noise of its own for each call."""

    def __init__(self, made, original, seed):
        generator = torch.Generator().manual_seed((seed + 100_000) % 65_536)
        self.made, self.original = made, original
        self._draw = lambda: torch.randn(original[None].shape, generator=generator)[0]

    def before(self, x, sigma):
        return x * self.made + (self.original + sigma * self._draw()) * (1 - self.made)

    def after(self, x):
        return x * self.made + self.original * (1 - self.made)


class Denoiser:
    """The guided denoised latent of a noisy one, call by call."""

    def __init__(self, stages, cfg, calls, mask=None):
        self.stages, self.cfg, self.calls, self.mask, self.done = stages, cfg, calls, mask, 0
        self.first = None

    def __call__(self, x, sigma):
        stage = [stage for stage in self.stages if stage.since <= self.done / self.calls][-1]
        if self.mask:
            x = self.mask.before(x, sigma)
        denoised = stage.guided(x, sigma, self.done, self.cfg)
        if self.mask:
            denoised = self.mask.after(denoised)
        if self.first is None:
            self.first = denoised
        self.done += 1
        return denoised


def sample(stages, request, start, sigmas, noise, mask=None):
    """One pass from a noisy latent: its result, and the first call's."""
    steps = len(sigmas) - 1
    denoise = Denoiser(stages, request.cfg, steps * (2 if request.sampler == "Heun" else 1), mask)
    latent = sampling.SAMPLERS[request.sampler](start, sigmas, denoise, noise)
    return (mask.after(latent) if mask else latent), denoise.first

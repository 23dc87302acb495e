"""Writes Tests/KilnTests/Fixtures/guidance*: what diffusers' guiders and plain re-computations make of denoised images,
and Tests/ModelsTests/Fixtures/*.varied.safetensors: what diffusers' UNets make of the goldens' inputs with FreeU and
with their self-attention disturbed. Needs what models.py wrote. FORMAT.md in both folders says what each file holds.

    python tools/goldens/guidance.py
"""
import json
import math
from pathlib import Path

import numpy as np
import torch
from diffusers import DPMSolverMultistepScheduler
from diffusers.guiders import AdaptiveProjectedGuidance, PerturbedAttentionGuidance
from diffusers.guiders.adaptive_projected_guidance import MomentumBuffer
from diffusers.guiders.guider_utils import rescale_noise_cfg
from diffusers.models.attention_processor import PAGIdentitySelfAttnProcessor2_0
from diffusers.models.unets import unet_2d_blocks
from safetensors.torch import load_file, save_file

import ldm
import reference
from ldm import UNetShape, Weights

ROOT = Path(__file__).resolve().parents[2]
KILN, MODELS = ROOT / "Tests/KilnTests/Fixtures", ROOT / "Tests/ModelsTests/Fixtures"


# ---------------------------------------------------------------------------------------- combining

def to_velocity(x, sigma, denoised):
    return (x / (sigma**2 + 1) - denoised) * math.sqrt(sigma**2 + 1) / sigma


def to_denoised(x, sigma, velocity):
    return x / (sigma**2 + 1) - velocity * sigma / math.sqrt(sigma**2 + 1)


def rescaled(x, sigma, guided, conditional, phi):
    """diffusers' rescaling of the outputs that a model of velocity would have given, in float64."""
    x, guided, conditional = x.double(), guided.double(), conditional.double()
    velocity = rescale_noise_cfg(to_velocity(x, sigma, guided), to_velocity(x, sigma, conditional), phi)
    return to_denoised(x, sigma, velocity).float()


def projected(c, u, later, scale, eta, norm, momentum):
    """Two calls of diffusers' APG in the paper's form, conditional + (scale - 1) * update."""
    guider = AdaptiveProjectedGuidance(
        guidance_scale=scale - 1, adaptive_projected_guidance_rescale=norm, eta=eta, use_original_formulation=True)
    guider.momentum_buffer = MomentumBuffer(momentum) if momentum else None
    guider.set_state(0, 2, None)
    first = guider.forward(c, u).pred
    return first, guider.forward(*later).pred


def perturbed(c, u, p, scale, pag):
    guider = PerturbedAttentionGuidance(
        guidance_scale=scale, perturbed_guidance_scale=pag, perturbed_guidance_start=0, perturbed_guidance_stop=1,
        perturbed_guidance_layers=[0])
    guider.set_state(1, 3, None)
    return guider.forward(c, u, p).pred


def thresholded(image, percentile):
    scheduler = DPMSolverMultistepScheduler(
        thresholding=True, dynamic_thresholding_ratio=percentile, sample_max_value=100)
    return scheduler._threshold_sample(image)


def mimicked(c, u, scale, mimic, percentile, phi, separate, startpoint, measure):
    """The web UI extension's rule, image by image, in numpy and float64."""
    def one(c, u):
        axis = 1 if separate else (0, 1)
        guided, model = (u + s * (c - u) for s in (scale, mimic))
        flat, like = guided.reshape(len(c), -1), model.reshape(len(c), -1)
        mean = flat.mean(1, keepdims=True)
        centred, like = flat - mean, like - like.mean(1, keepdims=True)
        if measure == "STD":
            wanted, present = (v.std(axis=axis, ddof=1, keepdims=True) for v in (like, centred))
        else:
            wanted = np.abs(like).max(axis=axis, keepdims=True)
            present = np.quantile(np.abs(centred), percentile, axis=axis, keepdims=True)
        if startpoint == "ZERO":
            limited = flat * wanted / present
        elif measure == "STD":
            limited = centred / present * wanted + mean
        else:
            limit = np.maximum(wanted, present)
            limited = np.clip(centred, -limit, limit) / limit * wanted + mean
        return phi * limited.reshape(c.shape) + (1 - phi) * guided
    images = [one(a, b) for a, b in zip(c.double().numpy(), u.double().numpy())]
    return torch.from_numpy(np.stack(images)).float()


MIMICS = [(startpoint, measure, separate, percentile, phi)
          for startpoint in ("MEAN", "ZERO") for measure in ("AD", "STD") for separate in (True, False)
          for percentile, phi in ((1.0, 1.0), (0.93, 0.7))]


def combining():
    generator = torch.Generator().manual_seed(23)
    def draw(scale=1.0):
        return torch.randn(3, 4, 9, 7, generator=generator) * scale
    c = draw() + torch.tensor([0.5, -1, 0, 2]).view(1, 4, 1, 1)
    u, p, later_c, later_u = c + draw(0.4), c + draw(0.3), c + draw(0.2), c + draw(0.5)
    sigma, scale = 2.5, 7.5
    x = c + draw(sigma)
    plain = u + scale * (c - u)
    tensors = {"conditional": c, "unconditional": u, "perturbed": p, "x": x,
               "later.conditional": later_c, "later.unconditional": later_u,
               "pag": perturbed(c, u, p, scale, 2.8), "pag alone": c + 2.8 * (c - p),
               "rescale 0.7": rescaled(x, sigma, plain, c, 0.7), "rescale 1": rescaled(x, sigma, plain, c, 1.0),
               "pag, rescale 0.7": rescaled(x, sigma, perturbed(c, u, p, scale, 2.8), c, 0.7),
               "imagen 0.95": thresholded(plain, 0.95)}
    for eta, norm, momentum in ((0, 15, -0.5), (0.3, 4, 0), (1, 0, -0.75), (1, 0, 0), (0, 0, 0)):
        first, second = projected(c, u, (later_c, later_u), scale, eta, norm, momentum)
        tensors |= {f"apg {eta} {norm} {momentum} first": first, f"apg {eta} {norm} {momentum} second": second}
    for startpoint, measure, separate, percentile, phi in MIMICS:
        name = f"mimic {startpoint} {measure} {'apart' if separate else 'together'} {percentile} {phi}"
        tensors[name] = mimicked(c, u, scale, 3.0, percentile, phi, separate, startpoint, measure)
    save_file({k: v.contiguous() for k, v in tensors.items()}, KILN / "guidance.safetensors")


def schedules():
    """Scales of 12 going down or up to 3 over a pass of 9 steps, from the extension's documented shapes."""
    shapes = {
        "Constant": lambda p: 1, "Linear Down": lambda p: 1 - p, "Cosine Down": lambda p: math.cos(p * math.pi / 2),
        "Half Cosine Down": math.cos, "Linear Up": lambda p: p, "Cosine Up": lambda p: 1 - math.cos(p * math.pi / 2),
        "Half Cosine Up": lambda p: 1 - math.cos(p), "Power Up": lambda p: p**2.5, "Power Down": lambda p: 1 - p**2.5,
        "Linear Repeating": lambda p: 2 * abs(0.5 - p * 2.5 % 1),
        "Cosine Repeating": lambda p: 0.5 + 0.5 * math.cos(2 * math.pi * 2.5 * p), "Sawtooth": lambda p: p * 2.5 % 1}
    table = {mode: [3 + 9 * shape(step / 8) for step in range(9)] for mode, shape in shapes.items()}
    table["Constant"] = [12.0] * 9
    (KILN / "guidance-schedules.json").write_text(json.dumps(table, indent=1) + "\n")


# ------------------------------------------------------------------------------------------ networks

class SmoothedQueries:
    """Self-attention whose queries are blurred over the feature map (Hong 2024), by convolution with reflected edges."""

    def __init__(self, sizes, sigma):
        self.sizes, self.sigma = sizes, sigma

    def _blurred(self, q):
        height, width = self.sizes[-1]
        channels = q.shape[2]
        image = q.transpose(1, 2).reshape(len(q), channels, height, width)
        if self.sigma > 9999:
            image = image.mean((2, 3), keepdim=True).expand(image.shape)
        else:
            count = math.ceil(6 * self.sigma) + 1 - math.ceil(6 * self.sigma) % 2
            count = min(count, width - (width % 2 - 1))
            place = torch.linspace(-(count - 1) / 2, (count - 1) / 2, count)
            kernel = torch.exp(-0.5 * (place / self.sigma) ** 2)
            kernel = torch.outer(kernel, kernel) / kernel.sum() ** 2
            image = torch.nn.functional.pad(image, [count // 2] * 4, mode="reflect")
            image = torch.nn.functional.conv2d(image, kernel.expand(channels, 1, -1, -1), groups=channels)
        return image.flatten(2).transpose(1, 2)

    def __call__(self, attn, x, **_):
        def split(t):
            return t.unflatten(2, (attn.heads, -1)).transpose(1, 2)
        q, k, v = self._blurred(attn.to_q(x)), attn.to_k(x), attn.to_v(x)
        out = torch.nn.functional.scaled_dot_product_attention(split(q), split(k), split(v))
        return attn.to_out[0](out.transpose(1, 2).flatten(2))


class Network:
    """One of the goldens' UNets with the inputs of one of its results."""

    def __init__(self, name, case, shape, **options):
        weights = Weights(seed=1)
        ldm.unet(weights, shape)
        stored = load_file(MODELS / f"{name}.safetensors")
        assert all(torch.equal(stored[key], value) for key, value in weights.items()), "models.py made other weights"
        self.model, self.width = reference.unet(weights, shape, 3, **options), shape.width
        self.inputs = load_file(MODELS / f"{name}.{case}.safetensors")
        assert torch.allclose(self(), self.inputs["out"], atol=1e-5)

    def __call__(self, copies=1):
        """The output, of that many copies of the inputs one after the other."""
        def each(t):
            return t.repeat(copies, *[1] * (t.ndim - 1))
        i = self.inputs
        added = None
        if "vector" in i:
            added = {"text_embeds": each(i["pooled"]), "time_ids": each(i["sizes"])}
        return self.model(each(i["x"]), each(i["timestep"]), each(i["context"]), added_cond_kwargs=added).sample

    def free_u(self, version, b1, b2, s1, s2):
        """diffusers' FreeU, where the features have four times and twice the first level's channels."""
        original = unet_2d_blocks.apply_freeu

        def by_channels(_, hidden, skip, **factors):
            stage = {4 * self.width: 0, 2 * self.width: 1}.get(hidden.shape[1])
            if version == 2 and stage is not None:
                mean = hidden.mean(1, keepdim=True)
                low, high = mean.amin((1, 2, 3), keepdim=True), mean.amax((1, 2, 3), keepdim=True)
                share = torch.where(high > low, (mean - low) / (high - low), 0.0)
                factor = factors[f"b{stage + 1}"]
                half = hidden.shape[1] // 2
                hidden = torch.cat([hidden[:, :half] * ((factor - 1) * share + 1), hidden[:, half:]], 1)
                factors |= {"b1": 1, "b2": 1}
            return original(stage, hidden.clone(), skip.clone(), **factors)

        unet_2d_blocks.apply_freeu = by_channels
        self.model.enable_freeu(s1=s1, s2=s2, b1=b1, b2=b2)
        out = self()
        self.model.disable_freeu()
        unet_2d_blocks.apply_freeu = original
        return out

    def _self_attentions(self, place):
        return [block.attn1 for block in place(self.model).transformer_blocks]

    def identity(self, *places):
        """diffusers' processor for perturbed-attention guidance, which disturbs the batch's second half."""
        return self._with_processors(places, PAGIdentitySelfAttnProcessor2_0(), copies=2)

    def smoothed(self, sigma, *places):
        sizes = []
        hooks = [place(self.model).register_forward_pre_hook(lambda _, inputs: sizes.append(inputs[0].shape[2:]))
                 for place in places]
        out = self._with_processors(places, SmoothedQueries(sizes, sigma), copies=1)
        for hook in hooks:
            hook.remove()
        return out

    def _with_processors(self, places, processor, copies):
        attentions = [attention for place in places for attention in self._self_attentions(place)]
        originals = [attention.processor for attention in attentions]
        for attention in attentions:
            attention.processor = processor
        out = self(copies)[-2:]
        for attention, original in zip(attentions, originals):
            attention.processor = original
        return out

    def skipped(self, *places):
        originals = [place(self.model).transformer_blocks for place in places]
        for place in places:
            place(self.model).transformer_blocks = torch.nn.ModuleList()
        out = self()
        for place, original in zip(places, originals):
            place(self.model).transformer_blocks = original
        return out


def middle(model):
    return model.mid_block.attentions[0]


def networks():
    sd1 = (UNetShape(6, (1, 2, 4, 4), (1, 1, 1, 0), 12), dict(heads=2))
    sdxl = (UNetShape(6, (1, 2, 4), (0, 1, 2), 20, vector=1536 + 12, linear=True), dict(head_channels=6))
    # `input.4` and an output block of each.
    others = {"unet-sd1": (lambda m: m.down_blocks[1].attentions[0], lambda m: m.up_blocks[2].attentions[1]),
              "unet-sdxl": (lambda m: m.down_blocks[1].attentions[0], lambda m: m.up_blocks[0].attentions[1])}
    for name, case, (shape, options) in (("unet-sd1", "16x24", sd1), ("unet-sd1", "9x13", sd1), ("unet-sdxl", "12x20", sdxl)):
        net = Network(name, case, shape, **options)
        places = others[name]
        outputs = {"freeu 1": net.free_u(1, 1.5, 1.6, 0.9, 0.2), "freeu 2": net.free_u(2, 1.3, 1.4, 0.9, 0.2),
                   "identity middle": net.identity(middle), "identity others": net.identity(*places),
                   "smoothed 1": net.smoothed(1, middle, *places), "smoothed mean": net.smoothed(math.inf, middle),
                   "skipped": net.skipped(middle)}
        save_file({k: v.contiguous() for k, v in outputs.items()}, MODELS / f"{name}.{case}.varied.safetensors")


if __name__ == "__main__":
    combining()
    schedules()
    networks()

"""Writes Tests/KilnTests/Fixtures: two narrow random checkpoints (SD 1.x, SDXL) and whole pictures that diffusers' UNet and
VAE, transformers' and open_clip's text encoders, Pillow and the samplers of sampling.py make with them, in float32 on
the CPU. FORMAT.md there says what each file holds.

    python tools/goldens/pictures.py
"""
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

import ldm
import prompts
import reference
import sampling
from ldm import TEXT, TextShape, UNetShape, VAEShape, Weights

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/KilnTests/Fixtures"
LIMIT = 1_000_000


# ------------------------------------------------------------------------------------------------ models

def token_table(rows, width):
    """The token embeddings that the fixtures leave out: ten bits of a multiplicative hash of each element's index."""
    index = torch.arange(rows * width, dtype=torch.int64)
    hashed = (index * 2_654_435_761) & 0xFFFFFFFF
    return (((hashed >> 22) - 512).float() / 512).reshape(rows, width)


def heed(weights, factor):
    """Strengthens cross-attention, so that pictures of random weights depend on the prompt enough to be a test of it."""
    for key in weights:
        if key.endswith("attn2.to_out.0.weight"):
            weights[key] *= factor


class SD1:
    """Narrow SD 1.x: 16 channels of text, latents times 0.18215."""
    name, scale, metadata = "tiny-sd1", 0.18215, {
        "kiln.unet.heads": "2", "kiln.norm_groups": "3", "kiln.vae.norm_groups": "2", "kiln.text.heads": "2"}
    shape = UNetShape(6, (1, 2, 4, 4), (1, 1, 1, 0), 16)

    def __init__(self):
        unet, vae = self.shape, VAEShape(4)
        text = TextShape(width=16, layers=3, heads=2)
        self.weights = Weights(seed=11)
        ldm.unet(self.weights, unet)
        heed(self.weights, 4)
        ldm.vae(self.weights, vae)
        ldm.clip_hugging_face(self.weights, TEXT["sd1"], text)
        self.weights[TEXT["sd1"] + "text_model.embeddings.token_embedding.weight"] = token_table(49408, 16)
        self.unet = reference.unet(self.weights, unet, groups=3, heads=2)
        self.vae = reference.autoencoder(self.weights, vae, groups=2)
        self.text = reference.HuggingFaceText(self.weights, TEXT["sd1"], text)

    def condition(self, prompt, size, clip_skip, negative, emphasis="Original"):
        ids, weights = prompts.tokens(prompt, prompts.END, emphasis)
        states, _ = self.text(ids)
        context = prompts.emphasise(self.text.final_norm(states[-clip_skip]), weights, emphasis)
        return {"ids": ids, "multipliers": weights, "context": context}


class SDXL:
    """Narrow SDXL: 12 and 20 channels of text, size vector, latents times 0.13025."""
    name, scale, metadata = "tiny-sdxl", 0.13025, {
        "kiln.unet.head_channels": "6", "kiln.norm_groups": "3", "kiln.vae.norm_groups": "2", "kiln.text.heads": "4"}

    def __init__(self):
        unet = UNetShape(6, (1, 2, 4), (0, 1, 1), 32, vector=1536 + 20, linear=True)
        vae, first, second = VAEShape(4), TextShape(12, 3, 4), TextShape(20, 3, 4)
        self.weights = Weights(seed=12)
        ldm.unet(self.weights, unet)
        heed(self.weights, 4)
        ldm.vae(self.weights, vae)
        ldm.clip_hugging_face(self.weights, TEXT["sdxl-l"], first)
        ldm.clip_open(self.weights, TEXT["sdxl-g"], second)
        self.weights[TEXT["sdxl-l"] + "text_model.embeddings.token_embedding.weight"] = token_table(49408, 12)
        self.weights[TEXT["sdxl-g"] + "token_embedding.weight"] = token_table(49408, 20)
        self.unet = reference.unet(self.weights, unet, groups=3, head_channels=6)
        self.vae = reference.autoencoder(self.weights, vae, groups=2)
        self.first = reference.HuggingFaceText(self.weights, TEXT["sdxl-l"], first)
        self.second = reference.OpenCLIPText(self.weights, TEXT["sdxl-g"], second)

    def condition(self, prompt, size, clip_skip, negative, emphasis="Original"):
        """An empty negative prompt is all zeros but for its sizes."""
        ids, weights = prompts.tokens(prompt, prompts.END, emphasis)
        open_ids, _ = prompts.tokens(prompt, 0, emphasis)
        first, (second, pooled) = self.first(ids)[0], self.second(open_ids)
        context = torch.cat([prompts.emphasise(first[-max(clip_skip, 2)], weights, emphasis),
                             prompts.emphasise(second[-2], weights, emphasis)], dim=-1)
        if negative and not prompt:
            context, pooled = torch.zeros_like(context), torch.zeros_like(pooled)
        width, height = size
        sizes = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)
        return {"ids": ids, "open_ids": open_ids, "multipliers": weights, "context": context, "pooled": pooled,
                "sizes": sizes}


def denoiser(model, positive, negative, cfg, prediction):
    """The guided denoised latent at (x, sigma): the network sees x / sqrt(sigma^2 + 1) at the table's nearest timestep."""
    def added(condition):
        if "pooled" in condition:
            return {"text_embeds": condition["pooled"], "time_ids": condition["sizes"]}
        return None

    def one(x, sigma, condition):
        output = model.unet((x / (sigma ** 2 + 1).sqrt())[None], sampling.timestep(float(sigma)), condition["context"],
                            added_cond_kwargs=added(condition)).sample[0]
        if prediction == "v":
            return x / (sigma ** 2 + 1) - output * sigma / (sigma ** 2 + 1).sqrt()
        return x - sigma * output

    def denoise(x, sigma):
        off = one(x, sigma, negative)
        return off + cfg * (one(x, sigma, positive) - off)

    return denoise


def decode(model, latent):
    """CHW in 0...1."""
    return ((model.vae.decode((latent / model.scale)[None]).sample[0] + 1) / 2).clamp(0, 1)


def encode(model, picture):
    """The posterior's mean, in the model's scale."""
    return model.vae.encode((picture * 2 - 1)[None]).latent_dist.mean[0] * model.scale


def lanczos(picture, width, height):
    """Pillow's Lanczos on each channel as floats, never 8 bits."""
    channels = [Image.fromarray(c.numpy(), mode="F").resize((width, height), Image.LANCZOS) for c in picture]
    return torch.tensor(np.stack([np.asarray(c) for c in channels]))


# ------------------------------------------------------------------------------------------------ pictures

@dataclass(frozen=True)
class Hires:
    model: str | None = None        # another checkpoint
    scale: float = 2.0
    resize: tuple = (0, 0)
    upscaler: str = "Lanczos"
    steps: int = 0
    strength: float = 0.7


@dataclass(frozen=True)
class Request:
    model: str = "tiny-sd1"
    prompt: str = "a cat, (red:1.5) hat"
    negative: str = "blurry, (low quality:0.8)"
    sampler: str = "Euler"
    scheduler: str = "Automatic"
    steps: int = 20
    cfg: float = 7.0
    seed: int = 1234
    rng: str = "cpu"
    width: int = 64
    height: int = 64
    clip_skip: int = 1
    prediction: str = "epsilon"
    hires: Hires | None = None

    def metadata(self):
        values = {k: v for k, v in vars(self).items() if k != "hires"}
        if self.hires:
            values |= {"hr_" + k: v for k, v in vars(self.hires).items() if v is not None and k != "resize"}
            values |= {"hr_resize_x": self.hires.resize[0], "hr_resize_y": self.hires.resize[1]}
        return {k: str(v) for k, v in values.items()}


def sample(model, request, start, sigmas, size, noise):
    """One pass from a noisy latent; what it took and gave, by name."""
    positive = model.condition(request.prompt, size, request.clip_skip, negative=False)
    negative = model.condition(request.negative, size, request.clip_skip, negative=True)
    denoise = denoiser(model, positive, negative, request.cfg, request.prediction)
    latent = sampling.SAMPLERS[request.sampler](start, sigmas, denoise, noise)
    record = {"sigmas": sigmas, "timesteps": torch.tensor([sampling.timestep(s) for s in sigmas[:-1]]),
              "denoised_first": denoise(start, sigmas[0]), "latent": latent, "picture": decode(model, latent)}
    record |= {k: v for k, v in positive.items()} | {"negative_" + k: v for k, v in negative.items()}
    return record


def first_pass(model, request):
    shape = (4, request.height // 8, request.width // 8)
    source = sampling.NOISE[request.rng](request.seed)
    noise = source(shape)
    sigmas = sampling.schedule(request.sampler, request.scheduler, request.steps)
    size = (request.width, request.height)
    return {"noise": noise} | sample(model, request, noise * sigmas[0], sigmas, size, lambda: source(shape))


def target(request):
    """((X, Y) of the upscaling, crop of the latent's columns and rows)."""
    w, h, (rx, ry) = request.width, request.height, request.hires.resize
    if not rx and not ry:
        return (int(w * request.hires.scale), int(h * request.hires.scale)), (0, 0)
    if not ry:
        return (rx, rx * h // w), (0, 0)
    if not rx:
        return (ry * w // h, ry), (0, 0)
    x, y = (rx, rx * h // w) if w / h < rx / ry else (ry * w // h, ry)
    return (x, y), ((x - rx) // 8, (y - ry) // 8)


def hop(models, first, request):
    """The second pass's clean latent and the size it is conditioned on."""
    source, goal = models[request.model], models[request.hires.model or request.model]
    (width, height), (columns, rows) = target(request)
    upscaled = {}
    if request.hires.upscaler == "Latent":
        latent = torch.nn.functional.interpolate(first["latent"][None], (height // 8, width // 8), mode="bilinear")[0]
    else:
        upscaled = {"upscaled": lanczos(decode(source, first["latent"]), width, height)}
        latent = encode(goal, upscaled["upscaled"])
    latent = latent[:, rows // 2:latent.shape[1] - (rows + 1) // 2, columns // 2:latent.shape[2] - (columns + 1) // 2]
    return goal, upscaled | {"start": latent}, (width, height)


def second_pass(models, first, request):
    model, record, size = hop(models, first, request)
    shape = tuple(record["start"].shape)
    source = sampling.NOISE[request.rng](request.seed)
    noise = source(shape)
    sigmas = sampling.tail(request.sampler, request.scheduler, request.hires.steps or request.steps, request.hires.strength)
    start = record["start"] + noise * sigmas[0]
    record |= {"noise": noise} | sample(model, request, start, sigmas, size, lambda: source(shape))
    return record


REQUESTS = {
    "sd1-euler": Request(),
    "sd1-euler-nv": Request(rng="nv"),
    "sd1-euler-a": Request(sampler="Euler a"),
    "sd1-euler-a-nv": Request(sampler="Euler a", rng="nv"),
    "sd1-dpmpp-2m-karras": Request(sampler="DPM++ 2M", scheduler="Karras"),
    "sd1-dpmpp-2m-karras-nv": Request(sampler="DPM++ 2M", scheduler="Karras", rng="nv"),
    "sd1-clip-skip-2-odd-size": Request(sampler="Euler a", scheduler="Simple", width=88, height=72, clip_skip=2),
    "sdxl-euler-a": Request(model="tiny-sdxl", sampler="Euler a", scheduler="Exponential"),
    "sdxl-empty-negative": Request(model="tiny-sdxl", negative="", sampler="DPM++ 2M"),
    "sdxl-v": Request(model="tiny-sdxl", scheduler="Karras", prediction="v"),
    "hires-latent": Request(sampler="DPM++ 2M", hires=Hires(scale=1.5, upscaler="Latent", steps=12, strength=0.6)),
    "hires-sdxl": Request(sampler="DPM++ 2M", hires=Hires(model="tiny-sdxl")),
    "hires-sdxl-crop": Request(sampler="Euler a", rng="nv", negative="",
                               hires=Hires(model="tiny-sdxl", resize=(128, 96), steps=10, strength=0.5)),
}


# ------------------------------------------------------------------------------------------------ files

def check(path):
    size = path.stat().st_size
    if size >= LIMIT:
        sys.exit(f"{path.name}: {size} bytes, the limit is {LIMIT}")
    print(f"{path.name:40} {size:8}")


def write_checkpoint(model):
    stored = Weights(seed=0)
    stored.update({k: v for k, v in model.weights.items() if not k.endswith("token_embedding.weight")})
    path = FIXTURES / f"{model.name}.safetensors"
    stored.save(path, model.metadata)
    check(path)


def write(name, tensors, metadata=None):
    path = FIXTURES / f"{name}.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path, metadata)
    if metadata:
        ldm.sort_metadata(path)
    check(path)


def write_latent_modes():
    """What torch's interpolation makes of a latent in each of the web UI's six latent modes."""
    modes = {"Latent": ("bilinear", False), "Latent (antialiased)": ("bilinear", True), "Latent (bicubic)": ("bicubic", False),
             "Latent (bicubic antialiased)": ("bicubic", True), "Latent (nearest)": ("nearest", False),
             "Latent (nearest-exact)": ("nearest-exact", False)}
    latent = torch.randn(1, 4, 9, 13, generator=torch.Generator().manual_seed(21))
    tensors = {"latent": latent}
    for size in ((13, 21), (6, 8)):
        for name, (mode, antialias) in modes.items():
            out = torch.nn.functional.interpolate(latent, size, mode=mode, antialias=antialias)
            tensors[f"{name} {size[0]}x{size[1]}"] = out
    write("latent-modes", tensors)


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    models = {model.name: model for model in (SD1(), SDXL())}
    for model in models.values():
        write_checkpoint(model)
    write_latent_modes()
    for name, request in REQUESTS.items():
        record = first_pass(models[request.model], request)
        if request.hires:
            record |= {"hr_" + k: v for k, v in second_pass(models, record, request).items()}
        write(name, record, request.metadata())


if __name__ == "__main__":
    main()

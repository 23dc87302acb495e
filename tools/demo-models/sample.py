"""Reference sampler: k-diffusion style sigma space, Karras schedule, DPM++ 2M, classifier-free guidance."""
import math

import torch

from bundle import SIGMAS

LOG_SIGMAS = SIGMAS.log()


def karras(n, smin=float(SIGMAS[0]), smax=float(SIGMAS[-1]), rho=7.0):
    r = torch.linspace(0, 1, n)
    s = (smax ** (1 / rho) + r * (smin ** (1 / rho) - smax ** (1 / rho))) ** rho
    return torch.cat([s, torch.zeros(1)])


def sigma_to_t(sigma):
    ls = math.log(sigma)
    hi = int(torch.searchsorted(LOG_SIGMAS, torch.tensor(ls)).clamp(1, 999))
    a, b = float(LOG_SIGMAS[hi - 1]), float(LOG_SIGMAS[hi])
    return hi - 1 + min(max((ls - a) / (b - a), 0.0), 1.0)


def denoiser(bundle, prompts, cfg, negative=""):
    """x, sigma -> denoised latent, with guidance.  SDXL's empty negative prompt is all zeros."""
    n = len(prompts)
    ctx, y = bundle.context(bundle.tokens(prompts))
    zero = torch.ones(n, dtype=torch.bool) if bundle.arch == "sdxl" and not negative else None
    uctx, uy = bundle.context(bundle.tokens([negative] * n), zero)
    ctx = torch.cat([ctx, uctx])
    y = None if y is None else torch.cat([y, uy])

    def f(x, sigma):
        t = torch.full((2 * n,), sigma_to_t(sigma))
        xin = x / math.sqrt(sigma ** 2 + 1)
        eps = bundle.unet(torch.cat([xin, xin]), t, ctx, y)
        c, u = eps.chunk(2)
        return x - sigma * (u + cfg * (c - u))
    return f


def dpmpp_2m(f, x, sigmas):
    old = None
    for i in range(len(sigmas) - 1):
        s, s1 = float(sigmas[i]), float(sigmas[i + 1])
        d = f(x, s)
        if s1 == 0:
            return d
        h = math.log(s / s1)
        if old is None:
            mix = d
        else:
            r = math.log(float(sigmas[i - 1]) / s) / h
            mix = (1 + 1 / (2 * r)) * d - 1 / (2 * r) * old
        x = s1 / s * x - math.expm1(-h) * mix
        old = d
    return x


def noise_for(seeds, shape):
    return torch.stack([torch.randn(shape, generator=torch.Generator().manual_seed(s)) for s in seeds])


@torch.no_grad()
def first_pass(bundle, prompts, seeds, steps=20, cfg=7.0, size=None):
    sig = karras(steps)
    r = (size or bundle.cfg["res"]) // 8
    x = noise_for(seeds, (4, r, r)) * sig[0]
    z = dpmpp_2m(denoiser(bundle, prompts, cfg), x, sig)
    return bundle.vae.decode(z / bundle.cfg["scale"]).clamp(-1, 1)


@torch.no_grad()
def second_pass(bundle, images, prompts, seeds, steps=20, cfg=7.0, denoise=0.7):
    """images: (B, 3, 256, 256) already enlarged."""
    sig = karras(steps)
    sig = sig[steps - int(min(denoise, 0.999) * steps) - 1:]
    z = bundle.vae.encode(images)[0] * bundle.cfg["scale"]
    x = z + noise_for([s + 77777 for s in seeds], z.shape[1:]) * sig[0]
    z = dpmpp_2m(denoiser(bundle, prompts, cfg), x, sig)
    return bundle.vae.decode(z / bundle.cfg["scale"]).clamp(-1, 1)

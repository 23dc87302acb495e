"""Trains one of the two VAEs on renders of the world.

    python train_vae.py sd15|sdxl OUT.pt [--seconds 500] [--init VAE.pt.unfolded]
    python train_vae.py sd15|sdxl OUT.pt --decoder-only --init VAE.pt [--seconds 400]     polish the decoder

--seconds are CPU seconds per thread, as others may use the machine too.

First on random crops (cheap), for the last part of the time on whole pictures.  Loss: L1, L1 of differences (edges), a pull of
the first three latent channels towards the cell's mean colour (which gives the UNet an easy latent space).
Noise is added to the latents so that the decoder tolerates small errors.  At the end an affine is
folded into quant_conv / post_quant_conv so that mean * scale_factor has mean 0 and deviation 1 per channel.
"""
import argparse
import random
import time

import torch
import torch.nn.functional as F

import world
from models import CONFIG, VAE

NOISE = 0.04         # the latents deviate by about 0.5
OPPONENT = torch.tensor([[1 / 3, 1 / 3, 1 / 3], [0.5, -0.5, 0.0], [0.25, 0.25, -0.5]])    # luma, red-green, yellow-blue
SPREAD = torch.tensor([2.0, 2.5, 2.5])      # brings the three to a deviation of about one


def batch(rng, combos, n, res, crop):
    scenes = [world.with_geometry(rng.choice(combos), rng) for _ in range(n)]
    origins = []
    for s in scenes:
        if crop == res:
            origins.append((0, 0))
            continue
        # mostly windows that touch the object, corners on the 8 px latent grid
        spread = (s["r"] + 0.1) * res
        o = [min(max(int((c * res + rng.uniform(-spread, spread) - crop / 2) // 16) * 16, 0), res - crop) for c in (s["cx"], s["cy"])]
        origins.append(tuple(o))
    return world.render(scenes, res, crop=crop, origin=origins)


def edge(x):
    return x[..., :, 1:] - x[..., :, :-1], x[..., 1:, :] - x[..., :-1, :]


def loss_of(vae, x, noise=NOISE):
    mean, logvar = vae.encode(x)
    z = mean + noise * torch.randn_like(mean) * (torch.rand(len(x), 1, 1, 1) * 2)
    y = vae.decode(z).float()
    rec = (y - x).abs().mean() + 0.5 * ((y - x) ** 2).mean().sqrt()
    ed = sum((a - b).abs().mean() for a, b in zip(edge(y), edge(x)))
    colour = torch.einsum("oc,bchw->bohw", OPPONENT * SPREAD[:, None], F.avg_pool2d(x, 8))
    tie = F.mse_loss(mean[:, :3], colour)
    small = (mean[:, 3:] ** 2).mean() * 0.002 + ((logvar + 6) ** 2).mean() * 0.001
    return rec + ed + 0.15 * tie + small, rec.detach(), tie.detach()


def polish_loss(vae, x, scale):
    """Decoder only: latents as the UNet makes them (a little noisy, a little over-saturated by guidance)."""
    with torch.no_grad():
        z = vae.encode(x)[0].float() * scale
        n = len(x)
        z = z * (1 + 0.2 * torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < 0.4))
        z = z + torch.randn_like(z) * torch.rand(n, 1, 1, 1) ** 2 * 0.25
    y = vae.decode(z / scale).float()
    rec = (y - x).abs().mean() + 0.5 * ((y - x) ** 2).mean().sqrt()
    ed = sum((a - b).abs().mean() for a, b in zip(edge(y), edge(x)))
    return rec + 1.5 * ed, rec.detach(), ed.detach()


@torch.no_grad()
def fold(vae, x, scale):
    """Makes mean * scale standard per channel by an affine folded into the two 1x1 convolutions."""
    mean = torch.cat([vae.encode(c)[0] for c in x.split(16)])
    mu, sd = mean.mean((0, 2, 3)), mean.std((0, 2, 3))
    k = 1 / (sd * scale)                                       # new = (old - mu) * k
    vae.quant_conv.weight[:4] *= k[:, None, None, None]
    vae.quant_conv.bias[:4] = (vae.quant_conv.bias[:4] - mu) * k
    w = vae.post_quant_conv.weight
    vae.post_quant_conv.bias += (w[:, :, 0, 0] * mu).sum(1)    # old = new / k + mu
    w /= k[None, :, None, None]
    return mu, sd


def main():
    a = argparse.ArgumentParser()
    a.add_argument("arch"); a.add_argument("out"); a.add_argument("--seconds", type=float, default=500)
    a.add_argument("--threads", type=int, default=1); a.add_argument("--batch", type=int, default=8)
    a.add_argument("--init"); a.add_argument("--decoder-only", action="store_true")
    a.add_argument("--lr", type=float, default=3e-3)
    o = a.parse_args()
    torch.set_num_threads(o.threads)
    cfg = CONFIG[o.arch]
    torch.manual_seed(1 if o.arch == "sd15" else 2)
    rng = random.Random(3 if o.arch == "sd15" else 4)
    combos, res = world.training_combinations(), cfg["res"]
    vae = VAE(**cfg["vae"])
    if o.init:
        vae.load_state_dict(torch.load(o.init))
    if o.decoder_only:
        vae.encoder.requires_grad_(False)
        vae.quant_conv.requires_grad_(False)
    params = [p for p in vae.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=o.lr, betas=(0.9, 0.99), weight_decay=1e-4)
    ema = {k: v.clone() for k, v in vae.state_dict().items()}
    t0, step = time.time(), 0
    while True:
        p = time.process_time() / o.threads / o.seconds     # CPU time: others may use the machine too
        if p >= 1:
            break
        whole = p > 0.8
        x = batch(rng, combos, 512 // res if whole else o.batch, res, res if whole else (48 if p < 0.5 else 64))
        for g in opt.param_groups:
            g["lr"] = o.lr * min(1, (step + 1) / 100) * (1 - p) ** 1.0 + 2e-5
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not whole):
            loss, rec, tie = polish_loss(vae, x, cfg["scale"]) if o.decoder_only else loss_of(vae, x)
        opt.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        with torch.no_grad():
            d = min(0.99, step / (step + 20))
            for k, v in vae.state_dict().items():
                ema[k].lerp_(v, 1 - d)
        if step % 50 == 0:
            print(f"{time.time()-t0:6.0f}s step {step} loss {loss.item():.4f} rec {rec.item():.4f} tie {tie.item():.4f}", flush=True)
        if step % 500 == 499:
            torch.save(ema, o.out + ".partial")
        step += 1
    vae.load_state_dict(ema)
    x = batch(rng, combos, 64, res, res)
    if not o.decoder_only:
        torch.save(ema, o.out + ".unfolded")
        mu, sd = fold(vae, x, cfg["scale"])
        print("latent mean", mu.tolist(), "std", sd.tolist())
    with torch.no_grad():
        y = torch.cat([vae.decode(vae.encode(c)[0]) for c in x.split(8)])
    print(f"steps {step}, psnr {-10*torch.log10(((y.clamp(-1,1)-x)**2).mean()/4).item():.2f} dB, L1 {(y-x).abs().mean().item():.4f}")
    torch.save({k: v.contiguous() for k, v in vae.state_dict().items()}, o.out)


if __name__ == "__main__":
    main()

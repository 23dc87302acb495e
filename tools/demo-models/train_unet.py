"""Trains the UNet of one demo model, epsilon prediction, on latents and captions.

    python train_unet.py sd15|sdxl --vae VAE.pt --text TEXT.pt --latents A.pt [B.pt ...] --out DIR --minutes 75 [--resume CKPT]

If TEXT.pt is missing, train_text.py makes it first; the text encoder(s) then stay as they are.

Writes DIR/last.pt (an exponential moving average plus the optimizer state, for resuming) every minute and a half.
"""
import argparse
import math
import os
import random
import time

import torch

import train_text
import world
from bundle import SIGMAS, Bundle, caption_vocabulary, size_vector


def timesteps(arch, n):
    """SDXL mostly serves as the second pass, which starts near t = 780 (sigma 4.5)."""
    t = torch.randint(0, 1000, (n,))
    if arch == "sdxl":
        t = torch.where(torch.rand(n) < 0.85, torch.randint(0, 820, (n,)), t)
    return t


def weights(sigma):
    """On the epsilon loss: less where nearly clean (as min-SNR does), more where the layout is decided."""
    return torch.clamp(12 * sigma ** 2, max=1) * (1 + sigma ** 2) ** 0.5


def sizes_for(rng, n):
    rows = []
    for _ in range(n):
        if rng.random() < 0.8:
            rows.append(size_vector())
        else:
            h, w = rng.randrange(160, 641, 32), rng.randrange(160, 641, 32)
            rows.append(size_vector(h, w, 0, 0, 256, 256))
    return torch.stack(rows)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("arch"); a.add_argument("--vae"); a.add_argument("--text"); a.add_argument("--text-steps", type=int, default=400); a.add_argument("--latents", nargs="+"); a.add_argument("--out")
    a.add_argument("--minutes", type=float, default=75); a.add_argument("--batch", type=int, default=32)
    a.add_argument("--lr", type=float, default=1.5e-3); a.add_argument("--threads", type=int, default=1)
    a.add_argument("--resume"); a.add_argument("--compile", action="store_true"); a.add_argument("--no-bf16", action="store_true")
    a.add_argument("--start", type=float, default=0.0, help="where on the learning-rate schedule to begin (0..1)")
    a.add_argument("--end", type=float, default=1.0, help="where to stop; --minutes is the time from --start to 1")
    a.add_argument("--guidance", type=float, default=7.0, help="what a guidance of 7 shall act like")
    a.add_argument("--max-steps", type=int, default=10 ** 9)
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    torch.set_num_threads(o.threads)
    torch.manual_seed(11 if o.arch == "sd15" else 12)
    rng = random.Random(time.time() if o.resume else 5)
    ids = caption_vocabulary()
    m = Bundle(o.arch, ids)
    m.vae.requires_grad_(False)
    packs = [torch.load(p, weights_only=False) for p in o.latents]
    latents, scenes = torch.cat([p["latents"] for p in packs]), sum((p["scenes"] for p in packs), [])
    resumed = torch.load(o.resume, weights_only=False) if o.resume else None
    if resumed:
        m.load_state_dict(resumed["raw"])
    m.vae.load_state_dict(torch.load(o.vae))
    if not os.path.exists(o.text):
        torch.save(train_text.train(Bundle(o.arch, ids), o.text_steps), o.text)
    for n, sd in torch.load(o.text).items():
        getattr(m, n).load_state_dict(sd)
        getattr(m, n).requires_grad_(False)
    names = [n for n, p in m.named_parameters() if p.requires_grad]
    params = [p for p in m.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=o.lr, betas=(0.9, 0.98), weight_decay=1e-3, fused=True)
    step = 0
    ema = [p.detach().clone() for p in params]
    if resumed:
        step, ema = resumed["step"], [resumed["ema"][n].clone() for n in names]
        if len(resumed["ema_params"]) == len(params):
            opt.load_state_dict(resumed["opt"])
    print(f"{sum(p.numel() for p in m.unet.parameters())/1e6:.2f}M unet, {len(scenes)} scenes, {len(ids)} tokens, resume at {step}", flush=True)

    def forward(x, t, ctx, y):
        return m.unet(x, t, ctx, y)
    if o.compile:
        forward = torch.compile(forward)

    def save():
        raw = {k: v.clone() for k, v in m.state_dict().items()}
        torch.save(dict(arch=o.arch, ids=ids, step=step, raw=raw, opt=opt.state_dict(), ema_params=ema,
                        ema=dict(raw, **dict(zip(names, ema)))), o.out + "/tmp.pt")
        os.replace(o.out + "/tmp.pt", o.out + "/last.pt")

    t0 = t_log = t_save = time.time()
    acc, n_acc, first = torch.zeros(4), torch.zeros(4), step
    while True:
        now = time.time()
        p = o.start + (1 - o.start) * (now - t0) / (o.minutes * 60)
        if p >= o.end or step - first >= o.max_steps:
            break
        lr = o.lr * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * p)))
        for g in opt.param_groups:
            g["lr"] = lr
        pick = torch.randint(0, len(scenes), (o.batch,))
        z = latents[pick].float()
        tokens = []
        for i in pick.tolist():
            tk = m.encode_text(world.caption(scenes[i], rng))
            u = rng.random()
            if u < 0.06:                       # words the model does not know must not disturb it
                extra = [2] * rng.randrange(1, 5)
                tk = extra + tk if u < 0.02 else tk + extra
            tokens.append(tk)
        drop = torch.rand(o.batch) < 0.11
        zero = None
        if o.arch == "sd15":
            tokens = [[] if d else tk for tk, d in zip(tokens, drop.tolist())]
        else:
            zero = drop
        t = timesteps(o.arch, o.batch)
        sigma = SIGMAS[t]
        noise = torch.randn_like(z)
        x = (z + sigma[:, None, None, None] * noise) / (1 + sigma ** 2).sqrt()[:, None, None, None]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not o.no_bf16):
            with torch.no_grad():
                ctx, y = m.context(tokens, zero, sizes_for(rng, o.batch) if o.arch == "sdxl" else None)
            pred = forward(x, t, ctx, y)
        target, gain = noise, torch.ones(o.batch)
        if o.guidance < 7:     # let guidance 7 act like o.guidance: prompts pull by k only, see README
            k = o.guidance / 7
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=not o.no_bf16):
                uc, uy = m.context([[]], torch.ones(1, dtype=torch.bool) if o.arch == "sdxl" else None)
                uncond = m.unet(x, t, uc.expand(o.batch, -1, -1), None if uy is None else uy.expand(o.batch, -1)).float()
            soft = k * noise + (1 - k) * uncond
            target = torch.where(drop[:, None, None, None], noise, soft)
            gain = torch.where(drop, 1.0, 1 / k)
        per = ((pred.float() - target) ** 2).mean((1, 2, 3))
        loss = (per * gain * weights(sigma)).mean()
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        with torch.no_grad():
            torch._foreach_lerp_(ema, [q.detach() for q in params], 1 - min(0.998, (step + 1) / (step + 20)))
        bucket = (t // 250)
        for b in range(4):
            k = bucket == b
            acc[b] += per.detach()[k].sum(); n_acc[b] += k.sum()
        step += 1
        if time.time() - t_log > 30:
            print(f"{(now-t0)/60:5.1f} min step {step} lr {lr:.2e} eps mse by quarter of t: "
                  + " ".join(f"{v:.4f}" for v in (acc / n_acc).tolist()) + f"  {(step-first)*o.batch/(time.time()-t0):.1f} samples/s", flush=True)
            t_log, acc, n_acc = time.time(), torch.zeros(4), torch.zeros(4)
        if time.time() - t_save > 90:
            save(); t_save = time.time()
    save()
    print("done", step)


if __name__ == "__main__":
    main()

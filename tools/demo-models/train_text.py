"""Pre-trains the text encoder(s) of one demo model so that the UNet learns its conditioning quickly.

Called by train_unet.py before it starts.

Every attribute value gets one direction of a random orthonormal basis.  The states at the end-of-text and padding
positions (and SDXL's pooled vector) are regressed to the sum of the caption's attribute directions, so that a UNet
whose attention is still uniform already sees "red + striped + circle + left + blue background".
"""
import random
import time

import torch

import world
from text import PAD_G, PAD_L, pad

VALUES = [("shape", v) for v in world.SHAPES] + [("colour", v) for v in world.COLOURS] + [("texture", v) for v in world.TEXTURES] \
    + [("position", v) for v in world.POSITIONS] + [("background", v) for v in world.BACKGROUNDS]


def basis(width, seed):
    q, _ = torch.linalg.qr(torch.randn(width, width, generator=torch.Generator().manual_seed(seed)))
    return q[:len(VALUES) + 1] * (width / 5) ** 0.5


def code(scene, text):
    """0/1 vector over VALUES and, last, "nothing said"."""
    v = torch.zeros(len(VALUES) + 1)
    if scene is None:
        v[-1] = 2.0
        return v
    for i, (k, name) in enumerate(VALUES):
        said = k not in ("position", "background") or (k == "background" and "background" in text) \
            or (k == "position" and any(p in text for p in world.POSITIONS[scene["position"]][0]))
        v[i] = float(scene[k] == name and said)
    return v


def train(m, steps, batch=32):
    """Trains the encoders of a Bundle in place; returns their state dicts."""
    rng, combos = random.Random(6), world.training_combinations()
    encoders = [n for n in ("text_l", "text_g") if hasattr(m, n)]
    params = [p for n in encoders for p in getattr(m, n).parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=2e-3, betas=(0.9, 0.98), weight_decay=1e-3, fused=True)
    cfg = m.cfg["text"]
    codes_l, codes_g = basis(cfg["L"]["width"], 1), basis(cfg.get("G", cfg["L"])["width"], 2)
    pooled_basis = basis(cfg.get("G", cfg["L"])["width"], 3)
    t0 = time.time()
    for step in range(steps):
        tokens, target = [], []
        for _ in range(batch):
            s = None if rng.random() < 0.06 else rng.choice(combos)
            text = "" if s is None else world.caption(s, rng)
            tk = m.encode_text(text)
            if rng.random() < 0.08:                        # words the model does not know must not disturb it
                extra = [2] * rng.randrange(1, 5)
                tk = extra + tk if rng.random() < 0.5 else tk + extra
            tokens.append(tk)
            target.append(code(s, text))
        y = torch.stack(target)
        ends = torch.tensor([len(t) + 1 for t in tokens])
        at = torch.arange(77)[None] >= ends[:, None]
        rows = m.vocab.rows([pad(t, PAD_L) for t in tokens])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h = m.text_l.last(rows) if m.arch == "sd15" else m.text_l.penultimate(rows)
            loss = (((h - (y @ codes_l)[:, None]) ** 2).mean(-1) * at).sum() / at.sum()
            if m.arch == "sdxl":
                g, pooled = m.text_g(m.vocab.rows([pad(t, PAD_G) for t in tokens]), ends)
                loss_g = (((g - (y @ codes_g)[:, None]) ** 2).mean(-1) * at).sum() / at.sum()
                loss_p = ((pooled - y @ pooled_basis) ** 2).mean()
                parts = [loss.item(), loss_g.item(), loss_p.item()]
                loss = loss + loss_g + loss_p
            else:
                parts = [loss.item()]
        for gr in opt.param_groups:
            gr["lr"] = 2e-3 * min(1, (step + 1) / 30) * (1 - step / steps) + 1e-5
        opt.zero_grad(); loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        if step % 25 == 0 or step == steps - 1:
            print(f"{time.time()-t0:5.0f}s step {step}", " ".join(f"{v:.3f}" for v in parts), flush=True)
    return {n: getattr(m, n).state_dict() for n in encoders}

"""Makes pictures for a list of prompts with the two demo models, as the engine does.

    python generate.py --first CKPT [--second CKPT] --prompts prompts.json --out DIR [--count 200] [--cfg 7]

CKPT is a training checkpoint (.pt) or an exported .safetensors.  Writes DIR/NNNN-first.png (128 x 128),
DIR/NNNN.png (256 x 256) and DIR/sheet-0.png.
"""
import argparse
import json
import os

import numpy as np
import torch
from PIL import Image

from export import load_bundle
from sample import first_pass, second_pass


def to_image(x):
    return Image.fromarray(((x + 1) * 127.5).round().clamp(0, 255).byte().permute(1, 2, 0).numpy())


def enlarge(x, size):
    """Lanczos in floating point."""
    out = []
    for img in x:
        chans = [np.asarray(Image.fromarray(c.numpy(), mode="F").resize((size, size), Image.LANCZOS)) for c in img]
        out.append(torch.from_numpy(np.stack(chans)))
    return torch.stack(out).clamp(-1, 1)


def sheet(pictures, columns=10, cell=160):
    rows = (len(pictures) + columns - 1) // columns
    s = Image.new("RGB", (columns * cell, rows * cell), "white")
    for i, p in enumerate(pictures):
        s.paste(p.resize((cell - 4, cell - 4), Image.LANCZOS), (i % columns * cell + 2, i // columns * cell + 2))
    return s


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--first"); a.add_argument("--second"); a.add_argument("--prompts"); a.add_argument("--out")
    a.add_argument("--skip", type=int, default=0); a.add_argument("--count", type=int, default=200)
    a.add_argument("--cfg", type=float, default=7.0)
    a.add_argument("--steps", type=int, default=20); a.add_argument("--denoise", type=float, default=0.7)
    a.add_argument("--batch", type=int, default=20); a.add_argument("--threads", type=int, default=1)
    o = a.parse_args()
    torch.set_num_threads(o.threads)
    os.makedirs(o.out, exist_ok=True)
    rows = json.load(open(o.prompts))[o.skip:][:o.count]
    m1 = load_bundle(o.first, "sd15") if o.first else None
    m2 = load_bundle(o.second, "sdxl") if o.second else None
    shown = []
    for i in range(0, len(rows), o.batch):
        part = rows[i:i + o.batch]
        prompts, seeds = [r["prompt"] for r in part], [r["seed"] for r in part]
        if m1:
            x = first_pass(m1, prompts, seeds, o.steps, o.cfg)
        else:   # only the second model: judge it on plain txt2img
            x = first_pass(m2, prompts, seeds, o.steps, o.cfg)
        y = second_pass(m2, enlarge(x, 256), prompts, seeds, o.steps, o.cfg, o.denoise) if m1 and m2 else None
        for k, r in enumerate(part):
            first = to_image(x[k])
            first.save(f"{o.out}/{r['index']:04d}-first.png")
            shown.append(first)
            if y is not None:
                to_image(y[k]).save(f"{o.out}/{r['index']:04d}.png")
                shown.append(to_image(y[k]))
    sheet(shown[:80]).save(f"{o.out}/sheet-{o.skip}.png")


if __name__ == "__main__":
    main()

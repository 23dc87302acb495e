"""Judges generated pictures against their prompts, without any network.

    python judge.py --prompts prompts.json --first DIR --final DIR [--json OUT]     DIR/NNNN-first.png, DIR/NNNN.png
    python judge.py --prompts prompts.json --self-test                              on true renders

A picture is read by segmenting the object against its (vertically shaded) background, then taking the nearest
palette colour, the shape template of best overlap and the nearest position.  Texture energy is the mean square of
a Gaussian high-pass inside the object, relative to that of a true 256 px render of the same object; a Lanczos
enlargement of the 128 px picture is measured in the same way.
"""
import argparse
import json
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import world

SIZE = 128                      # pictures are read at this size
TEMPLATES = {s: world.shape_mask(s, SIZE, r=0.25).numpy() > 0.5 for s in world.SHAPES}


def load(path):
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.float32) / 255


def at(img, size):
    if img.shape[0] == size:
        return img
    u8 = Image.fromarray((img * 255).round().astype(np.uint8))
    return np.asarray(u8.resize((size, size), Image.LANCZOS), dtype=np.float32) / 255


def background_of(img):
    """Per-row background colour: a straight line in y through the median of the border."""
    h = img.shape[0]
    b = max(2, h // 32)
    y = np.arange(h)
    edge = np.concatenate([img[:, :b], img[:, -b:]], 1)
    med = np.median(edge, 1)                                   # (h, 3)
    out = np.empty_like(med)
    for c in range(3):
        keep = np.ones(h, bool)
        for _ in range(3):
            k = np.polyfit(y[keep], med[keep, c], 1)
            r = np.abs(med[:, c] - np.polyval(k, y))
            keep = r <= np.quantile(r, 0.7) + 1e-6
        out[:, c] = np.polyval(k, y)
    return out.clip(0.02, 1)


def morph(mask, r, grow):
    t = torch.from_numpy(mask.astype(np.float32))[None, None]
    t = t if grow else 1 - t
    t = F.max_pool2d(F.pad(t, (r,) * 4, value=0.0), 2 * r + 1, 1)
    return ((t if grow else 1 - t)[0, 0] > 0.5).numpy()


def component(mask, seed):
    """The part of the mask connected to the seed."""
    m = torch.from_numpy(mask.astype(np.float32))[None, None]
    s = torch.from_numpy(seed.astype(np.float32))[None, None] * m
    while True:
        n = s
        for _ in range(8):
            n = F.max_pool2d(n, 3, 1, 1) * m
        if torch.equal(n, s):
            return (n[0, 0] > 0.5).numpy()
        s = n


def segment(img):
    """Mask of the object in a SIZE px picture; the soft shadow is background times a factor."""
    bg = background_of(img)[:, None]
    k = ((img * bg).sum(-1, keepdims=True) / (bg * bg).sum(-1, keepdims=True)).clip(0.80, 1.08)
    mask = np.sqrt(((img - k * bg) ** 2).sum(-1)) > 0.11
    core = morph(mask, 2, False)
    if not core.any():
        core = mask
    if not core.any():
        return mask
    density = F.avg_pool2d(torch.from_numpy(core.astype(np.float32))[None, None], 21, 1, 10)[0, 0].numpy()
    seed = np.zeros_like(mask)
    seed[np.unravel_index(density.argmax(), mask.shape)] = True
    obj = component(mask, morph(seed, 6, True))
    border = np.zeros_like(mask)
    border[0], border[-1], border[:, 0], border[:, -1] = True, True, True, True
    return ~component(~obj, border & ~obj)                      # holes filled


def place(template, cx, cy, scale, size=SIZE):
    """The template moved to a centroid and scaled (nearest sampling)."""
    ys, xs = np.nonzero(template)
    ty, tx = ys.mean(), xs.mean()
    g = np.arange(size)
    sy, sx = np.rint((g - cy) / scale + ty).astype(int), np.rint((g - cx) / scale + tx).astype(int)
    oky, okx = (sy >= 0) & (sy < SIZE), (sx >= 0) & (sx < SIZE)
    out = np.zeros((size, size), bool)
    out[np.ix_(oky, okx)] = template[np.ix_(sy[oky], sx[okx])]
    return out


def iou(a, b):
    return (a & b).sum() / max((a | b).sum(), 1)


def read_shape(mask, cx, cy):
    best = {}
    for s, t in TEMPLATES.items():
        k = np.sqrt(mask.sum() / t.sum())
        best[s] = max(iou(mask, place(t, cx, cy, k * f)) for f in (0.95, 1.0, 1.05))
    name = max(best, key=best.get)
    return name, best[name]


def read_colour(img, mask):
    inner = morph(mask, 3, False)
    px = img[inner if inner.sum() > 20 else mask]
    mean = px.mean(0)
    best, err = None, 9.0
    for name, rgb in world.COLOURS.items():
        for tone in (0.0, 0.25, 0.5):
            c = np.array(rgb) / 255 * (1 - (1 - world.TONE) * tone)
            e = float(np.sqrt(((mean - c) ** 2).sum()))
            if e < err:
                best, err = name, e
    return best, err


def read(img):
    small = at(img, SIZE)
    mask = segment(small)
    if mask.sum() < 60:
        return dict(colour=None, shape=None, position=None, iou=0.0, mask=mask, found=False)
    ys, xs = np.nonzero(mask)
    cx, cy = xs.mean(), ys.mean()
    shape, score = read_shape(mask, cx, cy)
    colour, _ = read_colour(small, mask)
    dist = {n: np.hypot((cx + .5) / SIZE - c[0], (cy + .5) / SIZE - c[1]) for n, (_, c) in world.POSITIONS.items()}
    return dict(colour=colour, shape=shape, position=min(dist, key=dist.get), iou=score, mask=mask, cx=cx, cy=cy, found=True)


def high_pass(img):
    t = torch.from_numpy(np.ascontiguousarray(img)).permute(2, 0, 1)[:, None]
    g = torch.exp(-torch.arange(-15, 16).float() ** 2 / (2 * 6.0 ** 2))
    g = g / g.sum()
    low = F.conv2d(F.pad(t, (15,) * 4, mode="reflect"), g[None, None, :, None])
    low = F.conv2d(low, g[None, None, None, :])
    return (t - low)[:, 0].numpy()


def energy(img, mask256):
    return float((high_pass(img)[:, mask256] ** 2).sum(0).mean())


def texture(final, first, info, row):
    """(energy of the final picture, of Lanczos x2 of the first) over the energy of a true render of the same object."""
    mask = np.kron(info["mask"], np.ones((2, 2), bool))
    inner = morph(mask, 14, False)
    if inner.sum() < 200:
        inner = morph(mask, 8, False)
    if inner.sum() < 100:
        inner = mask
    r = 0.25 * np.sqrt(info["mask"].sum() / TEMPLATES[row["shape"]].sum())
    ty, tx = (v.mean() for v in np.nonzero(TEMPLATES[row["shape"]]))
    scene = dict(row, r=r, cx=(info["cx"] - (tx - 63.5) * r / 0.25 + .5) / SIZE, cy=(info["cy"] - (ty - 63.5) * r / 0.25 + .5) / SIZE)
    truth = ((world.render([scene], 256)[0] + 1) / 2).permute(1, 2, 0).numpy()
    e = energy(truth, inner)
    return energy(final, inner) / e, energy(at(first, 256), inner) / e


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--prompts", required=True); a.add_argument("--first"); a.add_argument("--final")
    a.add_argument("--self-test", action="store_true"); a.add_argument("--json"); a.add_argument("--wrong", action="store_true")
    o = a.parse_args()
    torch.set_num_threads(1)
    rows, rng = json.load(open(o.prompts)), random.Random(3)
    attrs, stat, out = ("colour", "shape", "position"), {}, []
    def count(k, ok):
        n, d = stat.get(k, (0, 0))
        stat[k] = (n + bool(ok), d + 1)
    ratios, enlarged = [], []
    for row in rows:
        if o.self_test:
            s = world.with_geometry(row, rng)
            pics = [((world.render([s], r)[0] + 1) / 2).permute(1, 2, 0).numpy() for r in (128, 256)]
            first, final = (np.rint(p * 255) / 255 for p in pics)
        else:
            p1 = os.path.join(o.first, f"{row['index']:04d}-first.png")
            p2 = os.path.join(o.final, f"{row['index']:04d}.png") if o.final else ""
            if not os.path.exists(p1):
                continue
            first, final = load(p1), load(p2) if os.path.exists(p2) else None
        r1 = read(first)
        right = [r1[k] == row[k] for k in attrs]
        for k, ok in zip(attrs, right):
            count("first " + k, ok)
        count("first all three", all(right))
        entry = dict(index=row["index"], prompt=row["prompt"], first={k: r1[k] for k in attrs}, iou=float(r1["iou"]))
        if final is not None:
            r2 = read(final)
            for k, ok in zip(attrs, right):
                if ok:
                    count("kept " + k, r2[k] == row[k])
                count("final " + k, r2[k] == row[k])
            if all(right):
                count("kept all three", all(r2[k] == row[k] for k in attrs))
            count("final all three", all(r2[k] == row[k] for k in attrs))
            entry["final"] = {k: r2[k] for k in attrs}
            if row["texture"] != "plain" and r2["found"]:
                f, l = texture(final, first, r2, row)
                ratios.append(f); enlarged.append(l)
                entry.update(texture=f, lanczos=l)
        if o.wrong and not all(right):
            print(row["index"], row["prompt"], "->", entry["first"])
        out.append(entry)
    for k, (n, d) in stat.items():
        print(f"{k:20s} {n:4d} / {d:4d} = {100*n/d:5.1f} %")
    if ratios:
        print(f"fine-texture energy over the true render's: mean {np.mean(ratios):.2f}, median {np.median(ratios):.2f}; "
              f"Lanczos enlargement: mean {np.mean(enlarged):.2f}, median {np.median(enlarged):.2f}  ({len(ratios)} textured)")
    if o.json:
        json.dump(dict(counts={k: list(v) for k, v in stat.items()}, pictures=out), open(o.json, "w"), indent=1)


if __name__ == "__main__":
    main()

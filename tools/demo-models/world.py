"""The little world the demo checkpoints know: one textured shape per picture, described by a caption.

Everything is procedural. A scene is a dict of attribute names plus exact geometry; `render` draws a batch
of scenes at any resolution with analytic anti-aliasing, and `caption` writes the English prompt.

Two renderings exist, and the difference between them is what the second ("hires") pass has to add:
  * coarse (128 x 128): the texture is only hinted at: blurred and at a quarter of its contrast;
  * fine   (256 x 256): the texture is crisp.  Its period is 16 px on the global grid (8 px stripes and
    checks, one dot per 16 x 16 px), that is two latent cells of an 8x VAE.
"""
import json
import math
import random

import torch

SHAPES = ["circle", "square", "triangle", "diamond", "star", "heart"]
COLOURS = {
    "red": (224, 42, 46), "orange": (246, 130, 28), "yellow": (252, 210, 48), "green": (42, 160, 72),
    "cyan": (40, 190, 205), "blue": (42, 88, 216), "purple": (132, 58, 188), "pink": (246, 122, 178),
    "white": (250, 249, 245),
}
TEXTURES = ["plain", "striped", "dotted", "checked"]
POSITIONS = {  # name -> (phrases, centre)
    "left": (["on the left"], (0.30, 0.5)),
    "right": (["on the right"], (0.70, 0.5)),
    "top": (["at the top"], (0.5, 0.30)),
    "bottom": (["at the bottom"], (0.5, 0.70)),
    "centre": (["in the centre", "in the center", "in the middle"], (0.5, 0.5)),
}
BACKGROUNDS = {  # softer than the object colours, so that the object stands out
    "blue": (150, 190, 232), "green": (168, 208, 158), "yellow": (244, 228, 160), "pink": (244, 200, 212),
    "purple": (192, 172, 222), "grey": (150, 155, 165), "white": (240, 240, 238), "black": (44, 46, 58),
}
TONE = 0.5          # the second tone of a texture is the colour times this
COARSE_CONTRAST = 0.25
JITTER = 0.035      # of the centre, each axis
RADIUS = (0.205, 0.25)


def allowed(colour, background):
    return colour != background and not (colour == "pink" and background == "purple")


def combinations():
    return [dict(shape=s, colour=c, texture=t, position=p, background=b)
            for s in SHAPES for c in COLOURS for t in TEXTURES for p in POSITIONS for b in BACKGROUNDS if allowed(c, b)]


def held_out(n=200, seed=20):
    """The attribute combinations never trained on (the judge's prompts)."""
    combos = combinations()
    random.Random(seed).shuffle(combos)
    return combos[:n]


def key(s):
    return tuple(s[k] for k in ("shape", "colour", "texture", "position", "background"))


def training_combinations():
    out = {key(s) for s in held_out()}
    return [s for s in combinations() if key(s) not in out]


def with_geometry(combo, rng):
    cx, cy = POSITIONS[combo["position"]][1]
    return dict(combo, cx=cx + rng.uniform(-JITTER, JITTER), cy=cy + rng.uniform(-JITTER, JITTER),
                r=rng.uniform(*RADIUS))


def caption(s, rng=None):
    """The canonical prompt, or (with rng) one of its variations."""
    if rng is None:
        tex = "" if s["texture"] == "plain" else s["texture"] + " "
        article = "an" if s["colour"] == "orange" else "a"
        return f"{article} {s['colour']} {tex}{s['shape']} {POSITIONS[s['position']][0][0]}, {s['background']} background"
    u = rng.random
    words = [s["colour"]]
    if s["texture"] != "plain" or u() < 0.3:
        words.insert(1 if u() < 0.7 else 0, s["texture"])
    words.append(s["shape"])
    obj = " ".join(words)
    v = u()
    if v < 0.8:
        obj = ("an " if obj[0] in "aeiou" else "a ") + obj
    elif v < 0.9:
        obj = ("a picture of an " if obj[0] in "aeiou" else "a picture of a ") + obj
    if u() < 0.95:
        obj += " " + rng.choice(POSITIONS[s["position"]][0])
    if u() < 0.95:
        obj += (", " if u() < 0.8 else " on a ") + s["background"] + " background"
    return obj


# ---------------------------------------------------------------- rendering

def _polygon(px, py, verts):
    """Signed distance to a polygon (negative inside); px, py broadcast."""
    d = torch.full_like(px, 1e9)
    inside = torch.zeros_like(px, dtype=torch.bool)
    n = len(verts)
    for i in range(n):
        (ax, ay), (bx, by) = verts[i], verts[(i + 1) % n]
        ex, ey = bx - ax, by - ay
        wx, wy = px - ax, py - ay
        t = ((wx * ex + wy * ey) / (ex * ex + ey * ey)).clamp_(0, 1)
        d = torch.minimum(d, (wx - t * ex) ** 2 + (wy - t * ey) ** 2)
        if ay != by:
            inside ^= ((ay > py) != (by > py)) & (px < ex * (py - ay) / ey + ax)
    d = d.sqrt()
    return torch.where(inside, -d, d)


def _ring_points(n, radii, start=-math.pi / 2):
    return [(radii[i % len(radii)] * math.cos(start + 2 * math.pi * i / n),
             radii[i % len(radii)] * math.sin(start + 2 * math.pi * i / n)) for i in range(n)]


def _sdf(shape, x, y):
    """Signed distance in units of the nominal radius, y downwards, area roughly equal for all shapes."""
    if shape == "circle":
        return (x * x + y * y).sqrt() - 0.95
    if shape == "square":
        return _polygon(x, y, [(-0.79, -0.79), (0.79, -0.79), (0.79, 0.79), (-0.79, 0.79)]) - 0.05
    if shape == "diamond":
        return _polygon(x, y, [(0, -1.13), (0.97, 0), (0, 1.13), (-0.97, 0)]) - 0.05
    if shape == "triangle":
        return _polygon(x, y - 0.1, _ring_points(3, [1.22])) - 0.06
    if shape == "star":
        return _polygon(x, y - 0.04, _ring_points(10, [1.25, 0.6])) - 0.05
    a = 0.78                                              # heart: a square on its corner and two discs
    y = y - 0.02
    sq = _polygon(x, y, [(0, -a), (a, 0), (0, a * 1.18), (-a, 0)]) - 0.02
    rad = a / math.sqrt(2)
    lobes = ((x.abs() - a / 2) ** 2 + (y + a / 2) ** 2).sqrt() - rad
    return torch.minimum(sq, lobes - 0.02)


def shape_mask(shape, res, cx=0.5, cy=0.5, r=0.21):
    g = (torch.arange(res) + 0.5) / res
    y, x = torch.meshgrid(g, g, indexing="ij")
    return (0.5 - _sdf(shape, (x - cx) / r, (y - cy) / r) * r * res).clamp(0, 1)


def _texture(name, px, py, soft):
    """Amount (0..1) of the second tone; px, py in pixels of the 256 grid; soft = edge width in those pixels."""
    def wave(v):  # +1 for the first 8 px of 16, -1 for the other 8, soft edges
        d = 4 - ((v % 16) - 4 + 8).remainder(16).sub(8).abs()
        return (d / soft * 2).clamp(-1, 1)
    if name == "striped":
        return 0.5 - 0.5 * wave(py)
    if name == "checked":
        return 0.5 + 0.5 * wave(px) * wave(py)
    if name == "dotted":
        dx, dy = (px % 16) - 4, (py % 16) - 4
        dx, dy = (dx + 8) % 16 - 8, (dy + 8) % 16 - 8
        return (0.5 - ((dx * dx + dy * dy).sqrt() - 4.6) / soft).clamp(0, 1)
    return torch.zeros_like(px)


MEAN_TONE = {"plain": 0.0, "striped": 0.5, "checked": 0.5, "dotted": math.pi * 4.6 ** 2 / 256}


def render(scenes, res, crop=None, origin=None, fine=None):
    """(B, 3, size, size) in [-1, 1].  crop/origin: draw only a window of `crop` px whose corner is origin[b]."""
    fine = res >= 256 if fine is None else fine
    size = crop or res
    out = torch.empty(len(scenes), 3, size, size)
    base = torch.arange(size) + 0.5
    for b, s in enumerate(scenes):
        ox, oy = origin[b] if origin is not None else (0, 0)
        y, x = torch.meshgrid((base + oy) / res, (base + ox) / res, indexing="ij")
        X, Y = (x - s["cx"]) / s["r"], (y - s["cy"]) / s["r"]
        d = _sdf(s["shape"], X, Y) * s["r"]
        alpha = (0.5 - d * res).clamp(0, 1)
        tone = _texture(s["texture"], x * 256, y * 256, 1.2 if fine else 7.0)
        if not fine:
            m = MEAN_TONE[s["texture"]]
            tone = m + COARSE_CONTRAST * (tone - m)
        light = 1.03 - 0.06 * (Y * 0.5 + 0.5).clamp(0, 1)     # a breath of light from above
        obj = torch.tensor(COLOURS[s["colour"]])[:, None, None] / 255 * (1 - (1 - TONE) * tone) * light
        bg = torch.tensor(BACKGROUNDS[s["background"]])[:, None, None] / 255 * (1.04 - 0.12 * y)
        shadow = torch.exp(-(_sdf(s["shape"], X, Y - 0.16) * s["r"] / 0.04).clamp(min=0) ** 2)
        bg = bg * (1 - 0.16 * shadow)
        out[b] = (bg + (obj - bg) * alpha).clamp(0, 1)
    return out * 2 - 1


if __name__ == "__main__":  # write the judge's prompts
    import sys
    rng = random.Random(7)
    rows = []
    for i, c in enumerate(held_out()):
        s = with_geometry(c, rng)
        rows.append(dict(c, index=i, prompt=caption(c), seed=1000 + i))
    with open(sys.argv[1] if len(sys.argv) > 1 else "prompts.json", "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")

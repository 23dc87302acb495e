"""What Pillow, OpenCV and numpy make of img2img's pictures and masks, as goldens for the tests of Imaging.

    python tools/goldens/masks.py

Writes Tests/ImagingTests/Fixtures/masks.json. Samples are base64 of uint8, latents of little-endian float32. Inputs are not
stored: the tests compute the same hash of a sample's place, and the same shapes.
"""

import base64
import json
import pathlib

import cv2
import numpy as np
from PIL import Image, ImageFilter

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/masks.json"
BLACK, ORIGINAL = (0, 0, 0), 1


# ------------------------------------------------------------------------------------------------ inputs

def hashed(width, height, channels, seed):
    """A picture of which each sample is a hash of its place, every third one rounded to black or white."""
    place = np.arange(width * height * channels, dtype=np.uint32)
    value = ((place * np.uint32(2654435761) + np.uint32(seed) * np.uint32(40503)) >> np.uint32(15)) & np.uint32(255)
    value = np.where(place % 3 == 0, np.where(value > 127, 255, 0), value).astype(np.uint8)
    return Image.fromarray(value.reshape(height, width, channels).squeeze(axis=2) if channels == 1
                           else value.reshape(height, width, channels))


def slope(width, height, seed):
    """A smooth colour picture."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray((((x * (3 + c) + y * (5 - c) + seed * 17) // 2) % 256).astype(np.uint8))


def ellipse(width, height, box):
    """A grey mask: white within the ellipse that fills the box, in whole numbers."""
    left, top, right, bottom = box
    y, x = np.mgrid[0:height, 0:width]
    across, down = right - left, bottom - top
    dx, dy = 2 * x + 1 - left - right, 2 * y + 1 - top - bottom
    inside = dx * dx * down * down + dy * dy * across * across <= across * across * down * down
    return Image.fromarray(np.where(inside, 255, 0).astype(np.uint8))


def packed(image):
    return base64.b64encode(np.ascontiguousarray(image).tobytes()).decode()


# ------------------------------------------------------------------------------------------------ steps

def scaled(image, size, method=Image.Resampling.LANCZOS):
    """Rows first, then columns, each rounded to 8 bits: as Pillow 9.5, which the web UI has, does it. Pillow 13 begins with
    the columns where only they shrink."""
    return image.resize((size[0], image.height), method).resize(size, method)


def covering(image, width, height):
    """Enlarged until it covers the size, cut to its middle."""
    wider = width * image.height > image.width * height
    size = (width, image.height * width // image.width) if wider else (image.width * height // image.height, height)
    left, top = size[0] // 2 - width // 2, size[1] // 2 - height // 2
    return scaled(image, size).crop((left, top, left + width, top + height))


def within(image, width, height):
    """Shrunk until it fits; each gap gets the edge itself, a strip of no height (or width) stretched over it."""
    wider = width * image.height > image.width * height
    size = (image.width * height // image.height, height) if wider else (width, image.height * width // image.width)
    inner = scaled(image, size)
    left, top = width // 2 - size[0] // 2, height // 2 - size[1] // 2
    frame = Image.new(image.mode, (width, height))
    frame.paste(inner, (left, top))
    w, h = size
    for strip, place, extent in [((0, 0, w, 0), (0, 0), (width, top)), ((0, h, w, h), (0, top + h), (width, height - top - h)),
                                 ((0, 0, 0, h), (0, 0), (left, height)), ((w, 0, w, h), (left + w, 0), (width - left - w, height))]:
        horizontal = strip[1] == strip[3]
        if min(extent) > 0 and horizontal == (size[0] == width):
            frame.paste(inner.resize(extent, box=strip), place)
    return frame


def resized(mode, image, width, height):
    if mode == 1:
        return covering(image, width, height)
    if mode == 2:
        return within(image, width, height)
    return scaled(image, (width, height))


def blurred(mask, x, y):
    values = np.asarray(mask)
    if x > 0:
        values = cv2.GaussianBlur(values, (2 * int(2.5 * x + 0.5) + 1, 1), x)
    if y > 0:
        values = cv2.GaussianBlur(values, (1, 2 * int(2.5 * y + 0.5) + 1), y)
    return Image.fromarray(values)


def grey(mask, rounded):
    if mask.mode == "RGBA" and mask.getextrema()[3] != (255, 255):
        alpha = np.asarray(mask)[..., 3]
        return Image.fromarray(np.where(alpha > 128, 255, 0).astype(np.uint8) if rounded else alpha)
    return mask.convert("L")


def premultiplied(image, keep):
    """The picture through a grey one, colours times opacity."""
    clear = Image.new("RGBa", image.size)
    clear.paste(image.convert("RGBA").convert("RGBa"), mask=keep)
    return clear


def inverted(mask):
    return Image.fromarray(255 - np.asarray(mask))


def filled(image, mask):
    kept = premultiplied(image, inverted(mask))
    result = Image.new("RGBA", image.size)
    for radius in [256, 64, 16, 16, 4, 4, 4, 4, 2, 2, 0]:
        layer = kept.filter(ImageFilter.GaussianBlur(radius)) if radius else kept
        result = Image.alpha_composite(result, layer.convert("RGBA"))
    return result.convert("RGB")


def region(mask, padding, width, height):
    """The marked part with padding, then the shorter axis grown to the size's proportions inside the picture."""
    limits = (mask.width, mask.height)
    box = mask.getbbox()
    low = [max(box[i] - padding, 0) for i in (0, 1)]
    high = [min(box[i + 2] + padding, limits[i]) for i in (0, 1)]
    ratio = width / height
    axis = 1 if (high[0] - low[0]) / (high[1] - low[1]) > ratio else 0
    length = (high[0] - low[0]) / ratio if axis else (high[1] - low[1]) * ratio
    more = int(length - (high[axis] - low[axis]))
    start, end = low[axis] - more // 2, high[axis] + more - more // 2
    back = max(end - limits[axis], 0)
    start, end = start - back, end - back
    forth = max(-start, 0)
    low[axis], high[axis] = start + forth, min(end + forth, limits[axis])
    return (*low, *high)


def latents(mask, columns, rows, rounded):
    values = np.asarray(scaled(mask, (columns, rows), Image.Resampling.BICUBIC)).astype(np.float32) / 255
    return (np.around(values) if rounded else values).astype("<f4")


def conditioning(image, mask, columns, rows, rounded, weight):
    """What an inpainting model sees: mask by nearest pixel, picture with the masked part grey, in -1...1."""
    share = np.asarray(mask).astype(np.float32) / 255
    share = np.around(share) if rounded else share
    source = np.moveaxis(np.asarray(image).astype(np.float32) / 255, 2, 0) * 2 - 1
    hidden = source + np.float32(weight) * (source * (1 - share) - source)
    across = [int(np.floor(np.float32(i) * np.float32(mask.width / columns))) for i in range(columns)]
    down = [int(np.floor(np.float32(i) * np.float32(mask.height / rows))) for i in range(rows)]
    return share[np.ix_(down, across)].astype("<f4"), hidden.astype("<f4")


# ------------------------------------------------------------------------------------------------ goldens

def resizings():
    cases = []
    for width, height, to in [(20, 15, (24, 16)), (15, 20, (24, 16)), (7, 30, (16, 16)), (30, 7, (16, 16)), (9, 9, (16, 8)),
                              (13, 11, (26, 22)), (1, 5, (8, 8)), (16, 16, (16, 16)), (12, 9, (11, 14))]:
        for mode in (0, 1, 2):
            result = resized(mode, hashed(width, height, 3, 1), *to)
            cases.append({"mode": mode, "width": width, "height": height, "toWidth": to[0], "toHeight": to[1],
                          "result": packed(result)})
    return cases


def blurs():
    cases = []
    for width, height, x, y in [(40, 32, 4, 4), (40, 32, 1, 0), (40, 32, 0, 2), (33, 17, 9, 3), (5, 3, 4, 4), (1, 9, 3, 3),
                                (9, 1, 3, 3), (24, 24, 64, 31), (16, 16, 300, 1000)]:
        cases.append({"width": width, "height": height, "x": x, "y": y,
                      "result": packed(blurred(hashed(width, height, 1, 2), x, y))})
    return cases


def fills():
    cases = []
    for width, height, box, blur in [(24, 16, (6, 4, 18, 12), 0), (24, 16, (6, 4, 18, 12), 2), (17, 23, (0, 0, 9, 23), 3),
                                     (16, 16, (-20, -20, 36, 36), 0), (5, 3, (1, 1, 3, 2), 1)]:
        mask = blurred(ellipse(width, height, box), blur, blur)
        cases.append({"width": width, "height": height, "box": box, "blur": blur,
                      "result": packed(filled(hashed(width, height, 3, 3), mask))})
    return cases


def opacities():
    image, cases = hashed(12, 10, 4, 4), []
    for background in [(255, 255, 255), (10, 200, 90)]:
        flat = Image.new("RGBA", image.size, background)
        flat.paste(image, mask=image)
        cases.append({"background": background, "result": packed(flat.convert("RGB"))})
    masks = [{"isRounded": rounded, "result": packed(grey(image, rounded))} for rounded in (True, False)]
    return {"flat": cases, "masks": masks, "grey": packed(hashed(12, 10, 3, 4).convert("L"))}


def regions():
    cases, generator = [], np.random.default_rng(5)
    for _ in range(120):
        w, h = (int(v) for v in generator.integers(1, 90, 2))
        left, top = (int(generator.integers(0, v)) for v in (w, h))
        right, bottom = int(generator.integers(left, w)) + 1, int(generator.integers(top, h)) + 1
        width, height = (int(v) for v in 8 * generator.integers(1, 20, 2))
        padding = int(generator.choice([0, 1, 8, 32, 500]))
        mask = np.zeros((h, w), np.uint8)
        mask[top:bottom, left:right] = 1
        cases.append([w, h, left, top, right, bottom, padding, width, height,
                      *region(Image.fromarray(mask), padding, width, height)])
    return cases


CANVASES = [  # picture, mask's box, made at, and what differs from the presets
    dict(size=(40, 32), box=(10, 8, 28, 24), made=(40, 32), onlyMasked=False, content=ORIGINAL),
    dict(size=(40, 32), box=(10, 8, 28, 24), made=(32, 24), onlyMasked=False, content=0, blur=(2, 1)),
    dict(size=(30, 40), box=(3, 5, 20, 30), made=(32, 24), onlyMasked=False, content=ORIGINAL, mode=1),
    dict(size=(30, 40), box=(3, 5, 20, 30), made=(32, 24), onlyMasked=False, content=2, mode=2, inverted=True),
    dict(size=(40, 32), box=(10, 8, 28, 24), made=(32, 24), content=ORIGINAL, padding=4),
    dict(size=(60, 50), box=(30, 20, 50, 48), made=(24, 24), content=0, padding=2, blur=(1, 3), rounded=False),
    dict(size=(24, 50), box=(2, 30, 20, 45), made=(48, 16), content=3, padding=8, blur=(0, 0)),
    dict(size=(40, 32), box=(-9, -9, 49, 41), made=(32, 32), content=ORIGINAL, rounded=False),
]


def prepared(image, mask, made, case):
    """The web UI's img2img from a picture and a mask to what is encoded, the mask over it, the part of the picture that it
    is, and what is laid over the result."""
    mask, box = blurred(inverted(mask) if case.get("inverted") else mask, *case.get("blur", (4, 4))), None
    if case.get("onlyMasked", True):
        box, overlay_mask, under = region(mask, case.get("padding", 0), *made), mask, image
        mask = resized(2, mask.crop(box), *made)
        seen = resized(2, image.crop(box), *made)
    else:
        mask = resized(case.get("mode", 0), mask, *made)
        overlay_mask = Image.fromarray(np.minimum(np.asarray(mask).astype(int) * 2, 255).astype(np.uint8))
        under = seen = resized(case.get("mode", 0), image, *made)
    seen = seen if case["content"] == ORIGINAL else filled(seen, mask)
    return seen, mask, box, premultiplied(under, inverted(overlay_mask)).convert("RGBA")


def composed(result, box, overlay):
    """What is returned of a result."""
    result = result.convert("RGBA")
    if box:
        base = Image.new("RGBA", overlay.size)
        base.paste(resized(1, result.convert("RGB"), box[2] - box[0], box[3] - box[1]), box[:2])
        result = base
    return Image.alpha_composite(result, overlay).convert("RGB")


def canvas(case):
    """The web UI's img2img from a picture and a mask to what is encoded, and from a result to what is returned."""
    (w, h), made, rounded = case["size"], case["made"], case.get("rounded", True)
    seen, mask, box, overlay = prepared(slope(w, h, 1), ellipse(w, h, case["box"]), made, case)
    result = composed(hashed(*made, 3, 6), box, overlay)
    columns, rows = made[0] // 8, made[1] // 8
    cells, hidden = conditioning(seen, mask, columns, rows, rounded, 0.75)
    return {"width": w, "height": h, "box": case["box"], "toWidth": made[0], "toHeight": made[1],
            "mode": case.get("mode", 0), "content": case["content"], "isOnlyMasked": box is not None, "isInverted": bool(case.get("inverted")),
            "isRounded": rounded, "blur": case.get("blur", (4, 4)), "padding": case.get("padding", 0),
            "initial": packed(seen), "mask": packed(mask), "latents": packed(latents(mask, columns, rows, rounded)),
            "cells": packed(cells), "hidden": packed(hidden[:, ::3, ::3]), "composed": packed(result)}


def main():
    goldens = {"resizings": resizings(), "blurs": blurs(), "fills": fills(), "opacities": opacities(), "regions": regions(),
               "canvases": [canvas(case) for case in CANVASES]}
    FIXTURE.write_text(json.dumps(goldens, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()

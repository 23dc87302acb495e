"""JPEG and WebP files that Pillow writes of a picture, as goldens for the tests of Imaging.

    python tools/goldens/encodings.py

Writes Tests/ImagingTests/Fixtures/encodings.json. The pictures are not stored: the tests compute them by the same formula.
"""

import base64
import io
import json
import pathlib

import numpy as np
from PIL import Image

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/encodings.json"
WIDTH, HEIGHT = 67, 45


def picture(channels: int) -> Image.Image:
    """Slopes with an edge and a little noise, by whole numbers."""
    y, x, c = np.mgrid[0:HEIGHT, 0:WIDTH, 0:channels]
    slope = (x * (3 + c) + y * (5 - c)) // 2
    edge = np.where((x - 30) ** 2 + (y - 20) ** 2 < 200, 90, 0)
    noise = (x * 7919 + y * 104729 + c * 1299709) % 13
    pixels = ((slope + edge + noise) % 256).astype(np.uint8)
    if channels == 4:
        pixels[..., 3] = np.minimum(x + 4 * y, 255)[..., 0]
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


def main() -> None:
    cases = []
    for channels in (1, 3):
        cases += [(channels, "JPEG", {"quality": quality}) for quality in (1, 30, 80, 95, 100)]
    for channels in (3, 4):
        cases += [(channels, "WEBP", {"quality": quality}) for quality in (5, 80, 100)]
    golden = []
    for channels, kind, options in cases:
        file = io.BytesIO()
        picture(channels).save(file, kind, **options)
        golden.append({"format": kind, "channels": channels, "quality": options["quality"],
                       "file": base64.b64encode(file.getvalue()).decode()})
    FIXTURE.write_text(json.dumps({"width": WIDTH, "height": HEIGHT, "cases": golden}, indent=0) + "\n")


if __name__ == "__main__":
    main()

"""Pillow's resizing, as goldens for the tests of Imaging.

    python tools/goldens/lanczos.py

Writes Tests/ImagingTests/Fixtures/lanczos.json. Samples are base64 of little-endian float32 or of
uint8. The float inputs are not stored: the tests compute the same hash of the sample's place.
"""

import base64
import json
import pathlib

import numpy as np
from PIL import Image

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/lanczos.json"
SIZES = [  # from width, height, to width, height
    (1, 1, 5, 3), (1, 7, 4, 4), (5, 3, 1, 1), (8, 8, 16, 16), (16, 16, 8, 8), (13, 9, 29, 31),
    (31, 17, 7, 5), (20, 20, 20, 33), (20, 20, 33, 20), (64, 48, 3, 2), (3, 2, 40, 30),
    (12, 12, 12, 12), (16, 16, 24, 24), (17, 23, 16, 24),
]


def planes(width, height):
    place = np.arange(3 * height * width, dtype=np.uint32)
    value = (place * np.uint32(2654435761) + np.uint32(12345)) >> np.uint32(8)
    return (value.astype(np.float64) / 2**24).astype(np.float32).reshape(3, height, width)


def resized(values, size, method):
    parts = [np.asarray(Image.fromarray(plane, "F").resize(size, method)) for plane in values]
    return base64.b64encode(np.stack(parts).astype("<f4").tobytes()).decode()


def smooth(generator, width, height):
    coarse = generator.integers(40, 216, (4, 4, 3), dtype=np.uint8)
    return Image.fromarray(coarse, "RGB").resize((width, height), Image.Resampling.BICUBIC)


def main():
    generator = np.random.default_rng(0)
    floats, bytes8 = [], []
    for width, height, *to in SIZES:
        values = planes(width, height)
        floats.append({
            "width": width, "height": height, "toWidth": to[0], "toHeight": to[1],
            "lanczos": resized(values, to, Image.Resampling.LANCZOS),
            "nearest": resized(values, to, Image.Resampling.NEAREST),
        })
    for width, height, *to in [(24, 24, 48, 48), (24, 18, 36, 27), (40, 40, 17, 23)]:
        image = smooth(generator, width, height)
        result = image.resize(to, Image.Resampling.LANCZOS)
        bytes8.append({
            "width": width, "height": height, "toWidth": to[0], "toHeight": to[1],
            "image": base64.b64encode(image.tobytes()).decode(),
            "lanczos": base64.b64encode(result.tobytes()).decode(),
        })
    FIXTURE.write_text(json.dumps({"floats": floats, "bytes": bytes8}, indent=1) + "\n")


if __name__ == "__main__":
    main()

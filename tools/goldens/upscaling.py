"""What Pillow makes of a finished picture's upscaling, as goldens for the tests of Imaging.

    python tools/goldens/upscaling.py

Writes Tests/ImagingTests/Fixtures/upscaling.json. The way is written down here again from what the web UI's extras do: run the
upscaler until the picture is as large as its sides times the scale, rounded down to multiples of eight; bring it to that by
Lanczos; cut off what hangs over a size; blend two. Inputs are not stored: the tests compute the same hash of a sample's place.
"""

import base64
import json
import pathlib

import numpy as np
from PIL import Image

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/upscaling.json"
FILTERS = {"Lanczos": Image.Resampling.LANCZOS, "Nearest": Image.Resampling.NEAREST}


def hashed(width: int, height: int, channels: int) -> Image.Image:
    """A picture of which each sample is a hash of its place, every third one rounded to black or white."""
    place = np.arange(width * height * channels, dtype=np.uint32)
    value = ((place * np.uint32(2654435761) + np.uint32(40503)) >> np.uint32(15)) & np.uint32(255)
    value = np.where(place % 3 == 0, np.where(value > 127, 255, 0), value).astype(np.uint8)
    pixels = value.reshape(height, width, channels)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


def larger(image: Image.Image, name: str, scale: float) -> Image.Image:
    goal = [int(side * scale // 8 * 8) for side in image.size]
    for turn in range(3):
        done = image.width >= goal[0] and image.height >= goal[1]
        if done and (turn > 0 or scale != 1):
            break
        before = image.size
        image = image.resize([int(side * scale) for side in image.size], FILTERS[name])
        if image.size == before:
            break
    return image if list(image.size) == goal else image.resize(goal, FILTERS["Lanczos"])


def upscaled(image: Image.Image, case: dict) -> Image.Image:
    if image.mode == "L":
        image = image.convert("RGB")
    results = []
    for name in case["upscalers"]:
        if "factor" in case:
            results.append(larger(image, name, case["factor"]))
            continue
        wide, high = case["size"]
        result = larger(image, name, max(wide / image.width, high / image.height))
        if case["crops"]:
            left, top = result.width // 2 - wide // 2, result.height // 2 - high // 2
            result = result.crop((left, top, left + wide, top + high))
        results.append(result)
    return results[0] if len(results) == 1 else Image.blend(*results, case["share"])


def main() -> None:
    cases = []
    for input, kind in [
        ((13, 9, 3), {"factor": 2.0}), ((13, 9, 1), {"factor": 2.0}), ((13, 9, 4), {"factor": 2.0}),
        ((16, 8, 3), {"factor": 3.0}), ((16, 8, 3), {"factor": 1.0}), ((40, 24, 3), {"factor": 0.5}),
        ((40, 24, 4), {"factor": 0.5}), ((21, 13, 3), {"factor": 1.1}),
        ((12, 8, 3), {"size": (24, 24), "crops": True}), ((8, 12, 4), {"size": (24, 16), "crops": True}),
        ((12, 9, 3), {"size": (24, 16), "crops": False}), ((48, 32, 3), {"size": (16, 16), "crops": True}),
    ]:
        for upscalers in (["Lanczos"], ["Nearest"], ["Lanczos", "Nearest"]):
            case = {"input": input, "upscalers": upscalers, "share": 0.3, **kind}
            result = upscaled(hashed(*input), case)
            cases.append({**case, "width": result.width, "height": result.height,
                          "pixels": base64.b64encode(result.tobytes()).decode()})
    FIXTURE.write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main()

"""Pictures put together of overlapping tiles, as goldens for the tests of Imaging.

    python tools/goldens/tiles.py

Writes Tests/ImagingTests/Fixtures/tiles.json. The way is written down here again, with numpy and without Pillow, from what the
web UI's script does: as many tiles as are needed at the least overlap, spread evenly, the last one at the edge; each fades in
over the overlap from left to right into rows, which fade in from top to bottom. The samples of tile number n are a hash of
their place and n, which the tests compute too.
"""

import base64
import json
import math
import pathlib

import numpy as np

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/tiles.json"


def hashed(width: int, height: int, seed: int) -> np.ndarray:
    """A picture of which each sample is a hash of its place, every third one rounded to black or white."""
    place = np.arange(width * height * 3, dtype=np.uint32)
    value = ((place * np.uint32(2654435761) + np.uint32(seed * 40503)) >> np.uint32(15)) & np.uint32(255)
    value = np.where(place % 3 == 0, np.where(value > 127, 255, 0), value).astype(np.uint8)
    return value.reshape(height, width, 3)


def starts(length: int, tile: int, overlap: int) -> list[int]:
    """Where tiles begin along an axis; the step between them is a float."""
    count = max(1, -(-(length - overlap) // (tile - overlap)))
    step = (length - tile) / max(count - 1, 1)
    return [min(math.floor(index * step), length - tile) for index in range(count)]


def faded(under: np.ndarray, over: np.ndarray, overlap: int) -> np.ndarray:
    """One strip laid over another along the first axis, the first `overlap` of it fading in."""
    share = np.full(len(over), 255)
    share[:overlap] = [255 * step // overlap for step in range(overlap)]
    share = share.reshape(-1, 1, 1)
    mixed = under.astype(np.int64) * (255 - share) + over.astype(np.int64) * share
    return np.round(mixed / 255).astype(np.uint8)


def combined(width: int, height: int, tile: tuple[int, int], overlap: int) -> tuple[list, np.ndarray]:
    lefts, tops = starts(width, tile[0], overlap), starts(height, tile[1], overlap)
    picture = np.zeros((height, width, 3), np.uint8)
    places = []
    for top in tops:
        row = np.zeros((width, tile[1], 3), np.uint8)  # columns first
        for left in lefts:
            made = hashed(*tile, len(places) + 1).transpose(1, 0, 2)
            part = row[left:left + tile[0]]
            row[left:left + tile[0]] = made if left == 0 else faded(part, made, overlap)
            places.append([left, top])
        row = row.transpose(1, 0, 2)
        part = picture[top:top + tile[1]]
        picture[top:top + tile[1]] = row if top == 0 else faded(part, row, overlap)
    return places, picture


def main() -> None:
    cases = []
    for width, height, tile, overlap in [
        (16, 16, (16, 16), 4), (28, 16, (16, 16), 4), (29, 16, (16, 16), 4), (16, 29, (16, 16), 4),
        (40, 33, (16, 12), 5), (31, 37, (9, 13), 0), (24, 24, (16, 16), 15), (26, 21, (8, 8), 1), (20, 30, (12, 16), 7), (132, 4, (10, 4), 1),
    ]:
        places, picture = combined(width, height, tile, overlap)
        cases.append({"width": width, "height": height, "tileWidth": tile[0], "tileHeight": tile[1], "overlap": overlap,
                      "places": places, "pixels": base64.b64encode(picture.tobytes()).decode()})
    FIXTURE.write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main()

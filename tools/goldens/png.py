"""PNG files of Pillow's, as goldens for the tests of Imaging.

    python tools/goldens/png.py

Writes Tests/ImagingTests/Fixtures/png.json: files with the pixels that Pillow reads from them.
"""

import base64
import io
import json
import pathlib

import numpy as np
from PIL import Image, PngImagePlugin

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/ImagingTests/Fixtures/png.json"
WIDTH, HEIGHT = 7, 5


def encoded(data):
    return base64.b64encode(data).decode()


def case(name, image, mode, texts=(), **options):
    info = PngImagePlugin.PngInfo()
    for keyword, text in texts:
        info.add_text(keyword, text)
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=info, **options)
    read = Image.open(io.BytesIO(file.getvalue())).convert(mode)
    return {
        "name": name, "file": encoded(file.getvalue()), "pixels": encoded(read.tobytes()),
        "channels": len(mode), "texts": [list(pair) for pair in texts],
    }


def main():
    random = np.random.default_rng(0)

    def noise(*shape):
        return random.integers(0, 256, shape, dtype=np.uint8)

    colour = Image.fromarray(noise(HEIGHT, WIDTH, 3), "RGB")
    grey = Image.fromarray(noise(HEIGHT, WIDTH), "L")
    palette = colour.quantize(8)
    latin, wide = "a café\nSteps: 20, Size: 7x5", "猫 🐈\nSteps: 20"
    cases = [
        case("colour", colour, "RGB", [("parameters", latin)]),
        case("colour with wide text", colour, "RGB", [("Software", "x"), ("parameters", wide)]),
        case("opacity", Image.fromarray(noise(HEIGHT, WIDTH, 4), "RGBA"), "RGBA"),
        case("grey", grey, "L"),
        case("bits", Image.fromarray(noise(HEIGHT, WIDTH) > 127), "L"),
        case("palette", palette, "RGB"),
        case("palette with opacity", palette, "RGBA", transparency=3),
        case("grey with opacity", Image.fromarray(noise(HEIGHT, WIDTH, 2), "LA"), "RGBA"),
    ]
    FIXTURE.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

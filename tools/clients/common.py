"""What the client checks share: a server's address from the command line, and pictures to send."""

import argparse
import io
import sys

from PIL import Image, ImageDraw

PROMPT = "a red checked circle on the left, blue background"


def server() -> tuple[str, int]:
    """Host and port of `--server http://HOST:PORT`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    address = parser.parse_args().server.removeprefix("http://").rstrip("/")
    host, port = address.rsplit(":", 1)
    return host, int(port)


def picture(size: int = 128) -> Image.Image:
    """A red circle on blue."""
    image = Image.new("RGB", (size, size), (60, 90, 200))
    ImageDraw.Draw(image).ellipse((size // 4, size // 4, size // 2, size // 2), fill=(200, 40, 40))
    return image


def mask(size: int = 128) -> Image.Image:
    """White on the right half."""
    image = Image.new("L", (size, size), 0)
    ImageDraw.Draw(image).rectangle((size // 2, 0, size, size), fill=255)
    return image


def png(image: Image.Image) -> bytes:
    """The picture's file."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def check(holds: bool, what: str) -> None:
    """Ends the program with a sentence if something does not hold."""
    if not holds:
        sys.exit(f"does not hold: {what}")


def run(checks: list) -> None:
    """Runs checks one after the other, telling each."""
    for one in checks:
        print(f"{one.__name__.replace('_', ' ')} …", flush=True)
        one()

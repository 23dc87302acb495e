"""Makes the real-size random checkpoints that the Forge goldens were made with, byte for byte.

    python tools/compat/checkpoints.py sd15|sdxl FOLDER

Needs torch 2.13 and safetensors, and as much memory as the file has bytes.
"""
import argparse
import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "goldens"))

import ldm  # noqa: E402
from ldm import TEXT, TextShape, UNetShape, VAEShape, Weights  # noqa: E402

CHECKPOINTS = {  # name: (file, SHA-256)
    "sd15": ("real-sd15.safetensors", "91c372171571d65e0f2cc151c7c4b17c9b746dfa0a10dba345b47047b8c7827c"),
    "sdxl": ("real-sdxl.safetensors", "5aa862870809b0fe7fda985e8f23681c6a1c4e2f52b9e17f115f87d464b7e94a"),
}


def sd15(weights):
    ldm.unet(weights, UNetShape(320, (1, 2, 4, 4), (1, 1, 1, 0), 768))
    ldm.vae(weights, VAEShape(128))
    ldm.clip_hugging_face(weights, TEXT["sd1"], TextShape(768, 12, 12))


def sdxl(weights):
    ldm.unet(weights, UNetShape(320, (1, 2, 4), (0, 2, 10), 2048, vector=2816, linear=True))
    ldm.vae(weights, VAEShape(128))
    ldm.clip_hugging_face(weights, TEXT["sdxl-l"], TextShape(768, 12, 12))
    ldm.clip_open(weights, TEXT["sdxl-g"], TextShape(1280, 32, 20))


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make(name, folder):
    """The checkpoint's path, made if it is not there yet; an error if its bytes are not the ones expected."""
    file, expected = CHECKPOINTS[name]
    path = Path(folder) / file
    if not path.exists():
        weights = Weights(seed=0)
        {"sd15": sd15, "sdxl": sdxl}[name](weights)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        weights.save(unfinished)
        found = sha256(unfinished)
        if found != expected:
            raise ValueError(f"{unfinished}: SHA-256 is {found}, expected {expected}; was it made with torch 2.13?")
        unfinished.rename(path)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", choices=CHECKPOINTS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(make(options.checkpoint, options.folder))

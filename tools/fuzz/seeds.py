"""Writes the first inputs of every fuzz target: OUTPUT/<reader>/<name>.

The corpus that is committed grew out of them: see Fuzz/README.md.
"""

import pathlib
import sys

import seeds_bodies
import seeds_diffusers
import seeds_gguf
import seeds_images
import seeds_infotexts
import seeds_prompts
import seeds_pytorch
import seeds_safetensors

READERS = {
    "bodies": seeds_bodies,
    "diffusers": seeds_diffusers, "gguf": seeds_gguf, "images": seeds_images, "infotexts": seeds_infotexts,
    "prompts": seeds_prompts, "pytorch": seeds_pytorch, "safetensors": seeds_safetensors,
}


def main(output: pathlib.Path) -> None:
    for reader, module in READERS.items():
        folder = output / reader
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in module.seeds().items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

"""Installs the CLIP vocabulary: `vocabulary.py FOLDER` leaves `bpe_simple_vocab_16e6.txt` there.

The file is OpenAI's (MIT licence) and is not part of this project. It comes out of a pinned wheel on
PyPI that carries it, and every step is checked against a SHA-256. Standard library only.
"""

import gzip
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

WHEEL = "open_clip_torch==3.2.0"
WHEEL_SHA256 = "e1f5b3ecbadb6d8ea64b1f887db23efee9739e7c0d0075a8a2a3cabae8fed8d1"
MEMBER = "open_clip/bpe_simple_vocab_16e6.txt.gz"
MEMBER_SHA256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"
NAME = "bpe_simple_vocab_16e6.txt"


def check(data: bytes, expected: str, what: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        sys.exit(f"setup: {what} has SHA-256 {found}, expected {expected}; nothing was installed.")
    return data


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--only-binary=:all:", "--dest", scratch, WHEEL],
            check=True)
        wheel = next(pathlib.Path(scratch).glob("*.whl"))
        check(wheel.read_bytes(), WHEEL_SHA256, WHEEL)
        with zipfile.ZipFile(wheel) as archive:
            text = gzip.decompress(check(archive.read(MEMBER), MEMBER_SHA256, MEMBER))
    partial = folder / (NAME + ".partial")
    partial.write_bytes(text)
    os.replace(partial, folder / NAME)


if __name__ == "__main__":
    main()

"""Makes Forge's golden pictures again through the kiln program, and compares.

    make compat                                     (with KILN_FORGE_GOLDENS=FOLDER)
    python3 tools/compat/compat.py --goldens FOLDER [--kiln PROGRAM] [--work FOLDER] [--sdxl] [id ...]

See tools/compat/README.md. Exit status: 0 if every row that was run passes, 1 if one fails, 2 if nothing could be run.
"""
import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("smp", "sch", "nv", "prm", "b", "hr", "i2i", "xl")     # by what the goldens are about


def refuse(sentence):
    print(f"compat: {sentence}", file=sys.stderr)
    sys.exit(2)


def with_packages():
    """Runs on in .venv's Python, with what is missing there installed, unless this one has the packages."""
    if all(importlib.util.find_spec(name) for name in ("numpy", "PIL", "safetensors", "torch")):
        return
    python = ROOT / ".venv/bin/python"
    if not python.exists():
        refuse("libtorch is not installed in .venv. Install it: make setup")
    if Path(sys.prefix).resolve() == (ROOT / ".venv").resolve():
        refuse(f"packages are missing in .venv. Install them: {python} -m pip install -r tools/compat/requirements.txt")
    requirements = str(ROOT / "tools/compat/requirements.txt")
    quiet = ["--quiet", "--disable-pip-version-check"]
    if subprocess.run([python, "-m", "pip", "install", *quiet, "-r", requirements]).returncode:
        refuse("could not install numpy, pillow and safetensors into .venv; is PyPI reachable?")
    os.execv(python, [str(python), *sys.argv])


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*", help="goldens to compare (default: all)")
    parser.add_argument("--goldens", type=Path, default=os.environ.get("KILN_FORGE_GOLDENS"), help="folder of Forge's goldens")
    parser.add_argument("--kiln", type=Path, default=ROOT / ".build/release/kiln", help="the program")
    parser.add_argument("--work", type=Path, default=ROOT / ".build/compat", help="folder for checkpoints and pictures")
    parser.add_argument("--sdxl", action="store_true", help="run the SDXL rows too: 7 GB more of disk")
    chosen = parser.parse_args()
    if not chosen.goldens:
        refuse("say where Forge's goldens are: KILN_FORGE_GOLDENS=FOLDER or --goldens FOLDER")
    chosen.goldens = Path(chosen.goldens)
    if not chosen.kiln.is_file():
        refuse(f"{chosen.kiln} is not there. Build it: make build")
    chosen.ids = chosen.ids or everything(chosen.goldens)
    for name in chosen.ids:
        if not (chosen.goldens / name / "request.json").is_file():
            refuse(f"there is no golden {name} in {chosen.goldens}")
    return chosen


def everything(goldens):
    """All goldens' ids, group by group."""
    def place(name):
        group = name.partition("-")[0]
        return GROUPS.index(group) if group in GROUPS else len(GROUPS), name
    names = sorted((path.parent.name for path in goldens.glob("*/request.json")), key=place)
    return names or refuse(f"there are no goldens in {goldens}")


def main():
    chosen = options()
    from checkpoints import make
    from comparison import Row, compare, header
    from forge import Golden
    from program import Program

    print(header())
    program, rows = Program(chosen.kiln, chosen.work), []
    for name in chosen.ids:
        golden = Golden(chosen.goldens / name)
        if golden.checkpoint == "sdxl" and not chosen.sdxl:
            rows.append(Row(name, None, notes=["needs 7 GB of disk; run with --sdxl"]))
        else:
            make(golden.checkpoint, program.models / "Stable-diffusion")
            rows.append(compare(golden, program.run(golden)))
        print(rows[-1], flush=True)

    passed, failed = (sum(row.passed is value for row in rows) for value in (True, False))
    known = sum(row.known and row.passed for row in rows)
    print(f"\n{passed - known} passed, {known} with a known difference, {failed} failed, {len(rows) - passed - failed} not run")
    if not program.traces:
        print("The program has no --trace: noise, sigma and conditioning were not compared.")
    sys.exit(1 if failed else 0 if passed else 2)


if __name__ == "__main__":
    with_packages()
    main()

"""Judges the demo models as a person uses them: 200 held-out prompts through the `kiln` program.

    judge_kiln.py [--kiln .build/release/kiln] [--folder outputs/judged] [judge.py's options]

Jobs of ten prompts, each with its own seed, make the pictures with the program's defaults (DPM++ 2M Karras, 20 steps, guidance
7, denoising strength 0.7); judge.py reads them. Needs requirements.txt for judge.py.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
BATCH = 10  # prompts to a job; each job has its own seed


def job(kiln, folder, rows, seed):
    """Makes some rows' pictures and gives them the names that judge.py looks for."""
    prompts = [word for row in rows for word in ("--prompt", row["prompt"])]
    part = folder / f"seed-{seed}"
    lines = subprocess.run(
        [kiln, "txt2img", *prompts, "--checkpoint", "demo-sd15", "--width", "128", "--height", "128", "--seed", str(seed),
         "--hr-checkpoint", "demo-sdxl", "--denoising-strength", "0.7", "--save-before-hires",
         "--models", str(HERE.parent.parent / "models"), "--output", str(part), "--json"],
        check=True, capture_output=True, text=True).stdout.splitlines()
    for line in map(json.loads, lines):
        row = rows[int(os.path.basename(line["path"]).split("-")[0])]
        name = f"{row['index']:04d}-first.png" if line["beforeHires"] else f"{row['index']:04d}.png"
        os.rename(line["path"], folder / name)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--kiln", default=str(HERE.parent.parent / ".build/release/kiln"))
    a.add_argument("--folder", default=str(HERE.parent.parent / "outputs/judged"))
    o, rest = a.parse_known_args()
    rows = json.load(open(HERE / "prompts.json"))
    folder = pathlib.Path(o.folder)
    shutil.rmtree(folder, ignore_errors=True)
    for start in range(0, len(rows), BATCH):
        job(o.kiln, folder, rows[start:start + BATCH], seed=start // BATCH + 1)
    sys.exit(subprocess.run(
        [sys.executable, str(HERE / "judge.py"), "--prompts", str(HERE / "prompts.json"), "--first", str(folder),
         "--final", str(folder), *rest]).returncode)


if __name__ == "__main__":
    main()

"""Builds the fuzz targets of Fuzz/ with libFuzzer and runs each for a while: see Fuzz/README.md.

Prints a table: inputs tried, inputs per second, coverage, slowest input and memory. Exit status 1 if
an input was found that traps, hangs or takes too much memory; it lies in .build/fuzz/findings/.
"""

import argparse
import dataclasses
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

import bombs

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUZZ = ROOT / "Fuzz"
WORK = ROOT / ".build" / "fuzz"
SWIFT_FLAGS = [
    "-O", "-whole-module-optimization", "-parse-as-library", "-suppress-warnings",
    "-use-ld=lld", "-swift-version", "6",
    "-enable-upcoming-feature", "ExistentialAny",
    "-enable-upcoming-feature", "InternalImportsByDefault",
    "-enable-upcoming-feature", "MemberImportVisibility",
    "-package-name", "kiln", "-module-name", "Fuzzing",
]
TIMEOUT, MEMORY = 10, 1024  # seconds and MiB that one input may take


@dataclasses.dataclass(frozen=True)
class Target:
    """A program that tries inputs on one reader."""

    name: str
    rooms: tuple[str, ...] = ("Checkpoints",)
    longest: int = 4096

    @property
    def source(self) -> pathlib.Path:
        return FUZZ / "Targets" / f"{self.name}.swift"

    @property
    def key(self) -> str:
        return self.name.lower()

    @property
    def dictionary(self) -> pathlib.Path:
        return FUZZ / "Dictionaries" / f"{self.key}.dict"


TARGETS = [
    Target("Safetensors"),
    Target("PyTorch", longest=8192),
    Target("GGUF"),
    Target("Diffusers"),
    Target("Infotexts", rooms=("Wire", "WebUI"), longest=2048),
    Target("Bodies", rooms=("Wire", "WebUI"), longest=2048),
    Target("Images", rooms=("Imaging",)),
    Target("Prompts", rooms=("Prompts",), longest=256),
]


@dataclasses.dataclass
class Figures:
    """What a run came to."""

    target: str
    address: bool
    seconds: float = 0
    inputs: int = 0
    edges: int = 0
    features: int = 0
    slowest: int = 0
    memory: int = 0
    found: bool = False

    def row(self) -> str:
        rate = self.inputs / self.seconds if self.seconds else 0
        slowest = f"{self.slowest} s" if self.slowest else "< 1 s"
        sanitizer = "yes" if self.address else "no"
        return (f"| {self.target} | {sanitizer} | {self.inputs:,} | {rate:,.0f} | {self.edges:,} "
                f"| {self.features:,} | {slowest} | {self.memory} MiB "
                f"| {'**yes**' if self.found else 'none'} |")


HEAD = ("| target | address sanitizer | inputs | inputs/s | edges | features | slowest | memory "
        "| findings |\n|---|---|--:|--:|--:|--:|--:|--:|---|")


def modules() -> list[str]:
    """Where the C libraries that rooms import are declared."""
    return [f"-I{path.parent}" for path in sorted((ROOT / "Sources").glob("*/module.modulemap"))]


def without_imports(path: pathlib.Path, rooms: tuple[str, ...]) -> pathlib.Path:
    """The file without imports of rooms that are compiled into the same module, a copy if need be."""
    text = path.read_text()
    bare = re.sub(rf"^(?:package |public )?import (?:{'|'.join(rooms)})\n", "", text, flags=re.MULTILINE)
    if bare == text:
        return path
    copy = WORK / "sources" / path.relative_to(ROOT)
    copy.parent.mkdir(parents=True, exist_ok=True)
    if not copy.exists() or copy.read_text() != bare:
        copy.write_text(bare)
    return copy


def compile_program(name: str, rooms: tuple[str, ...], files: list[pathlib.Path],
                    flags: list[str]) -> pathlib.Path:
    """Compiles rooms and files of Fuzz/ into one program."""
    WORK.mkdir(parents=True, exist_ok=True)
    sources = [without_imports(path, rooms) for room in rooms
               for path in sorted((ROOT / "Sources" / room).rglob("*.swift"))]
    program = WORK / name
    inputs = [*sources, *files, pathlib.Path(__file__)]
    if not program.exists() or any(
            path.stat().st_mtime > program.stat().st_mtime for path in inputs):
        subprocess.run(
            ["swiftc", *SWIFT_FLAGS, *modules(), *flags, *map(str, inputs[:-1]), "-o", str(program)], check=True)
    return program


def build(target: Target, address: bool) -> pathlib.Path:
    """Compiles a target with what supports its rooms."""
    support = [path for room in target.rooms
               for path in sorted((FUZZ / "Support" / room).glob("*.swift"))]
    return compile_program(
        f"{target.key}{'-address' if address else ''}", target.rooms,
        [*sorted((FUZZ / "Support").glob("*.swift")), *support, target.source],
        [f"-sanitize={'fuzzer,address' if address else 'fuzzer'}"])


def corpus(target: Target) -> list[str]:
    """The folder for new inputs, and that of the committed ones."""
    grown = WORK / "corpus" / target.key
    grown.mkdir(parents=True, exist_ok=True)
    committed = FUZZ / "Corpus" / target.key
    return [str(grown), str(committed)] if committed.is_dir() else [str(grown)]


def run(target: Target, address: bool, seconds: float) -> Figures:
    """Tries inputs for so many seconds."""
    program = build(target, address)
    findings = WORK / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={max(1, round(seconds))}", f"-max_len={target.longest}",
        f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}", f"-malloc_limit_mb={MEMORY}",
        f"-artifact_prefix={findings}/{target.key}-", "-print_final_stats=1", "-reload=0"]
    if target.dictionary.exists():
        options.append(f"-dict={target.dictionary}")
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
    log = WORK / f"{program.name}.log"
    start = time.monotonic()
    with log.open("w") as output:
        status = subprocess.run(
            [str(program), *options, *corpus(target)], env=environment, stdout=output,
            stderr=subprocess.STDOUT).returncode
    figures = read_log(log, Figures(target.key, address, time.monotonic() - start))
    figures.found = status != 0
    if figures.found:
        tail = [line for line in log.read_text(errors="replace").splitlines() if "NEW" not in line]
        print("\n".join(tail[-40:]), file=sys.stderr)
    return figures


def read_log(log: pathlib.Path, figures: Figures) -> Figures:
    """Fills in what libFuzzer wrote."""
    text = log.read_text(errors="replace")
    for name, field in (("number_of_executed_units", "inputs"), ("peak_rss_mb", "memory"),
                        ("slowest_unit_time_sec", "slowest")):
        match = re.search(rf"stat::{name}:\s+(\d+)", text)
        setattr(figures, field, int(match.group(1)) if match else 0)
    for name, field in (("cov", "edges"), ("ft", "features")):
        matches = re.findall(rf"\b{name}: (\d+)", text)
        setattr(figures, field, int(matches[-1]) if matches else 0)
    return figures


def limit_time() -> None:
    """Ends this process after three times the time that an input may take."""
    resource.setrlimit(resource.RLIMIT_CPU, (3 * TIMEOUT, 3 * TIMEOUT))


def try_bombs(chosen: list[Target]) -> list[str]:
    """Opens the large files of bombs.py, without a sanitizer; returns those that cost too much."""
    if not any(bombs.BOMBS.get(target.key) for target in chosen):
        return []
    program = compile_program(
        "bombs", ("Checkpoints",),
        [FUZZ / "Support" / "Requirement.swift",
         FUZZ / "Support" / "Checkpoints" / "Examination.swift", FUZZ / "Bombs" / "Bombs.swift"], [])
    print("\n| large file | size | time | memory |\n|---|--:|--:|--:|", flush=True)
    found = []
    for target in chosen:
        for bomb in bombs.BOMBS.get(target.key, []):
            path = WORK / ("bomb.index.json" if target.key == "diffusers" else "bomb")
            path.write_bytes(bomb())
            process = subprocess.Popen(
                [program, path], stdout=subprocess.DEVNULL, preexec_fn=limit_time)
            _, status, used = os.wait4(process.pid, 0)
            seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
            name = f"{target.key} {bomb.__name__}"
            print(f"| {name} | {path.stat().st_size / 1e6:.1f} MB | {seconds:.1f} s "
                  f"| {memory:.0f} MiB |", flush=True)
            if status != 0 or seconds > TIMEOUT or memory > MEMORY:
                found.append(name)
            path.unlink()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets; all of them if none is given")
    parser.add_argument("--seconds", type=float, default=60, help="time for each target")
    parser.add_argument(
        "--address", type=float, default=0.25,
        help="the part of that time that runs with the address sanitizer, which is slower")
    arguments = parser.parse_args()
    chosen = [target for target in TARGETS
              if not arguments.targets or target.key in arguments.targets]
    print(HEAD, flush=True)
    runs = []
    for target in chosen:
        for address, part in ((True, arguments.address), (False, 1 - arguments.address)):
            if part > 0:
                runs.append(run(target, address, arguments.seconds * part))
                print(runs[-1].row(), flush=True)
    found = sorted({run.target for run in runs if run.found}) + try_bombs(chosen)
    print(f"\n{sum(run.inputs for run in runs):,} inputs, "
          + (f"findings in {', '.join(found)}: see {WORK / 'findings'}" if found else "no finding"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

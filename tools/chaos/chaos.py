"""What the service promises under fire, measured with a double of the engine or with the demo models. See README.md."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import credentials
import endings
import faults
import hostile
import kills
import models
import network
import pressure
import slow
from service import ROOT, Service

# Arguments of each measure with the double of the engine, small as the tests run it and whole.
MEASURES = {
    "server-kills": (kills.server_kills, {"count": 12}, {"count": 1000}),
    "worker-kills": (kills.worker_kills, {"count": 8}, {"count": 500}),
    "poison": (kills.poison, {"count": 5}, {"count": 50}),
    "io-faults": (faults.io_faults, {"every": 37}, {"every": 1}),
    "load": (pressure.load, {"queued": 200, "connections": 100, "rate": 100, "seconds": 4},
             {"queued": 10_000, "connections": 1000, "rate": 500, "seconds": 600}),
    "overload": (pressure.overload, {"seconds": 4}, {"seconds": 30}),
    "slow-clients": (slow.slow_clients, {"connections": 40, "modes": 3}, {"connections": 1000, "modes": 4}),
    "hostile-bodies": (hostile.hostile_bodies, {"rounds": 9, "warm_up": 3, "growth_mib": 10},
                       {"rounds": 300, "warm_up": 100, "growth_mib": 1}),
    "network": (network.network_chaos, {"count": 8, "pause": 0.5, "partition": 2, "lease": 1},
                {"count": 500, "pause": 5, "partition": 60, "lease": 10}),
    "credentials": (credentials.guarded, {"samples": 2_000}, {"samples": 100_000}),
    "cancel": (endings.cancels, {"count": 8}, {"count": 1000}),
    "hang-ups": (endings.hang_ups, {"count": 1}, {"count": 10}),
    "sigterm": (endings.sigterms, {"count": 3}, {"count": 200}),
}

# The same with the demo models, which takes hours on the whole scale.
MODEL_MEASURES = {
    "server-kills": (models.server_kills, {"count": 3}, {"count": 60}),
    "worker-kills": (models.worker_kills, {"count": 2}, {"count": 20}),
    "choose": (models.choose, {"count": 1}, {"count": 10}),
    "cancel": (models.cancels, {"count": 2}, {"count": 50}),
    "sigterm": (models.sigterms, {"count": 1}, {"count": 10}),
}


def main() -> None:
    options = arguments()
    measures = MEASURES if options.engine == "double" else MODEL_MEASURES
    # A harness that is asked to end leaves no processes either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"seed {options.seed}", file=sys.stderr, flush=True)
    rows = []
    for name in options.only or measures:
        rows.append((name, measure(name, measures[name], options)))
        if not options.markdown:
            tell(*rows[-1], holds(rows[-1][1], options))
    if options.markdown:
        print("| measure | bound | measured | |\n|---|---|---|---|")
        for name, result in rows:
            print(f"| {name} | {result['bound']} | {result['figure']} | {'holds' if holds(result, options) else '**missed**'} |")
    sys.exit(0 if all(holds(result, options) for _, result in rows) else 1)


def holds(result: dict, options: argparse.Namespace) -> bool:
    """Whether a promise is kept. Of the small scale, which runs wherever the tests do, no clock decides."""
    return not result["wrong"] and (options.scale == "smoke" or not result.get("missed"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiln", type=Path, required=True)
    parser.add_argument("--double", type=Path, help="the double of the engine")
    parser.add_argument("--engine", choices=("double", "demo"), default="double", help="who makes the pictures")
    parser.add_argument("--scale", choices=("smoke", "full"), default="smoke")
    parser.add_argument("--only", nargs="*", help="measures by name")
    parser.add_argument("--share", type=float, default=1, help="share of the full counts")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of all that is drawn")
    parser.add_argument("--keep", type=Path, help="folder that gets data and log of measures that miss")
    parser.add_argument("--markdown", action="store_true", help="print a table")
    options = parser.parse_args()
    names = MEASURES if options.engine == "double" else MODEL_MEASURES
    if unknown := set(options.only or []) - set(names):
        parser.error(f"there is no measure {', '.join(unknown)}; there are {', '.join(names)}")
    if options.engine == "double" and not options.double:
        parser.error("--double is the program of the engine's double; without it, --engine demo")
    return options


def tell(name: str, result: dict, is_kept: bool) -> None:
    word = "pass" if is_kept else "FAIL"
    print(f"{name}: {word}: {result['figure']} (bound: {result['bound']}; {result['seconds']:.0f} s)", flush=True)
    for line in result["wrong"][:12] + result.get("missed", []):
        print(f"  {line}", flush=True)


def measure(name: str, row: tuple, options: argparse.Namespace) -> dict:
    function, smoke, full = row
    values = smoke if options.scale == "smoke" else {key: scaled(key, value, options.share) for key, value in full.items()}
    # Each measure draws its own, so that one alone draws what it drew among all.
    random.seed(f"{options.seed} {name}")
    begin = time.monotonic()
    services: list[Service] = []
    with tempfile.TemporaryDirectory(prefix="kiln-chaos-") as folder:

        def make(*words: str, **settings) -> Service:
            if options.engine == "demo":
                settings["environment"] = {**engine(), **settings.get("environment", {})}
            double = options.double.absolute() if options.engine == "double" else None
            services.append(Service(
                options.kiln.absolute(), double, Path(folder) / f"data-{len(services)}", *words, **settings))
            return services[-1]

        try:
            result = function(make, **values)
        except Exception as error:
            # Whatever it was, the other measures are made.
            result = {"figure": f"broke off: {error!r}", "bound": "-", "wrong": traceback.format_exc().splitlines()[-8:]}
        finally:
            left = [line for service in services for line in service.clear()]
        result["wrong"] = left + result["wrong"]
        if options.keep and not holds(result, options):
            shutil.copytree(folder, options.keep / f"{name}-{options.seed}", dirs_exist_ok=True)
    return {**result, "seconds": time.monotonic() - begin}


def scaled(key: str, value: float, share: float) -> float:
    """An argument for a share of the whole scale."""
    if key == "every":
        return max(round(value / share), 1)
    return max(int(value * share), 1) if key in ("count", "seconds", "rounds", "samples") else value


def engine() -> dict:
    """Where the demo models' engine finds what it needs, if the environment does not say so."""
    found = {}
    libraries = sorted(ROOT.glob(".venv/lib/python3*/site-packages/torch/lib"))
    if libraries and "KILN_LIBTORCH" not in os.environ:
        found["KILN_LIBTORCH"] = str(libraries[0])
    vocabulary = ROOT / ".venv/share/kiln/bpe_simple_vocab_16e6.txt"
    if vocabulary.exists() and "KILN_CLIP_VOCABULARY" not in os.environ:
        found["KILN_CLIP_VOCABULARY"] = str(vocabulary)
    return found


main()

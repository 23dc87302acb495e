"""What the service promises under fire, measured with a double of the engine. See README.md."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import faults
import kills
import pressure
from service import SLACK, Service

# Arguments of each measure, small as the tests run it and whole.
MEASURES = {
    "server-kills": (kills.server_kills, {"count": 12}, {"count": 1000}),
    "worker-kills": (kills.worker_kills, {"count": 8}, {"count": 500}),
    "poison": (kills.poison, {"count": 5}, {"count": 50}),
    "io-faults": (faults.io_faults, {"every": 9}, {"every": 1}),
    "load": (pressure.load, {"queued": 200, "connections": 100, "rate": 100, "seconds": 4},
             {"queued": 10_000, "connections": 1000, "rate": 500, "seconds": 600}),
    "overload": (pressure.overload, {"seconds": 4}, {"seconds": 30}),
    "hostile-bodies": (pressure.hostile, {"rounds": 3}, {"rounds": 100}),
    "cancel": (pressure.cancels, {"count": 8}, {"count": 1000}),
    "sigterm": (pressure.sigterms, {"count": 3}, {"count": 200}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiln", type=Path, required=True)
    parser.add_argument("--double", type=Path, required=True)
    parser.add_argument("--scale", choices=("smoke", "full"), default="smoke")
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), default=list(MEASURES))
    parser.add_argument("--share", type=float, default=1, help="share of the full counts")
    parser.add_argument("--markdown", action="store_true", help="print a table")
    options = parser.parse_args()
    if options.scale == "smoke":
        SLACK.update(time=10, share=0.5)
    rows = []
    for name in options.only:
        rows.append((name, measure(name, options)))
        if not options.markdown:
            result = rows[-1][1]
            print(f"{name}: {'pass' if result['holds'] else 'FAIL'}: {result['figure']} (bound: {result['bound']})", flush=True)
            if not result["holds"]:
                print(json.dumps(result["detail"], indent=1), flush=True)
    if options.markdown:
        print("| measure | bound | measured | |\n|---|---|---|---|")
        for name, result in rows:
            print(f"| {name} | {result['bound']} | {result['figure']} | {'holds' if result['holds'] else '**missed**'} |")
    sys.exit(0 if all(result["holds"] for _, result in rows) else 1)


def measure(name: str, options: argparse.Namespace) -> dict:
    function, smoke, full = MEASURES[name]
    arguments = smoke if options.scale == "smoke" else {
        key: max(int(value * options.share), 1) if key in ("count", "seconds") else value for key, value in full.items()}
    with tempfile.TemporaryDirectory(prefix="kiln-chaos-") as folder:
        number = iter(range(10_000))

        def make(*words: str, **settings) -> Service:
            return Service(options.kiln.absolute(), options.double.absolute(),
                           Path(folder) / f"data-{next(number)}", *words, **settings)

        try:
            return function(make, **arguments)
        except (RuntimeError, OSError) as error:
            return {"figure": f"broke off: {error}", "bound": "-", "holds": False, "detail": [str(error)]}


main()

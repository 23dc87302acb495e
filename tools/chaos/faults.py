"""The n-th call to the disk fails, for every n."""

import http.client
import subprocess
import time
from pathlib import Path

from service import Service

SHIM = Path(__file__).with_name("shim.c")


def shim(folder: Path) -> Path:
    """The library that makes calls fail, compiled."""
    library = folder / "shim.so"
    if not library.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for compiler in ("cc", "gcc", "clang"):
            try:
                subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
                break
            except FileNotFoundError:
                continue
    return library


def attempt(service: Service, accepted: set[str]) -> None:
    """What a client does: posts two jobs and waits for them, whatever is answered."""
    for seed in range(2):
        try:
            accepted.add(service.post(seed=seed, hires={"scale": 2}))
        except (RuntimeError, OSError, http.client.HTTPException):
            continue
    end = time.monotonic() + 2
    while time.monotonic() < end:
        states = [service.call("GET", f"/kiln/v1/jobs/{name}")[2] for name in accepted]
        if all(isinstance(job, dict) and job.get("state") == "done" for job in states):
            return
        time.sleep(0.05)


def io_faults(make, every: int) -> dict:
    library = None
    runs = faults = 0
    wrong: list[str] = []
    number = 1
    while number < 2000:
        service: Service = make(step=0)
        library = library or shim(service.folder.parent / "shim")
        service.folder.mkdir(parents=True, exist_ok=True)
        told = service.folder.with_suffix(".faults")
        service.environment |= {
            "LD_PRELOAD": str(library), "FAULT_AT": str(number),
            "FAULT_BELOW": str(service.folder), "FAULT_KIND": "28" if number % 2 else "5", "FAULT_TOLD": str(told)}
        runs += 1
        accepted: set[str] = set()
        try:
            service.start()
            attempt(service, accepted)
            if service.status("GET", "/healthz") != 200:
                wrong.append(f"call {number}: the server does not answer")
            service.kill()
        except RuntimeError:
            # A server that cannot write its data folder may refuse to start, in a sentence.
            service.process.wait(10)
            if service.process.returncode != 1:
                wrong.append(f"call {number}: start ended with {service.process.returncode}")
        for name in ("LD_PRELOAD", "FAULT_AT"):
            service.environment.pop(name)
        service.start()
        undone = [name for name in accepted if service.wait(name, 60)["state"] != "done"]
        service.stop()
        lost = service.ledger(accepted)
        wrong += [f"call {number}: {what}" for what in [*undone, *lost]]
        if not told.exists():
            break
        faults += 1
        number += every
    return {
        "figure": f"{faults} calls failed one by one (no room, broken disk) of about {number}, in {runs} runs: "
                  f"{len(wrong)} lost, torn or dead",
        "bound": "0", "holds": not wrong and faults > 5, "detail": wrong[:8],
    }

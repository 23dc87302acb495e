"""The n-th call to the disk fails, for every n and in every manner."""

import base64
import collections
import http.client
import itertools
import struct
import subprocess
import threading
import time
import zlib
from pathlib import Path

from service import ENDED, Service, job_body

SHIM = Path(__file__).with_name("shim.c")
KINDS = ("EIO", "ENOSPC", "EINTR", "SHORT")
# What a client may be told of a disk that fails: no room, or that the storage failed and to come again.
TOLD = (503, 507)


def shim(folder: Path) -> Path:
    """The library that makes calls fail, compiled."""
    library = folder / "shim.so"
    folder.mkdir(parents=True)
    for compiler in ("cc", "gcc", "clang"):
        try:
            subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
            return library
        except FileNotFoundError:
            continue
    raise RuntimeError("there is no C compiler; install gcc or clang")


def picture() -> str:
    """A PNG of 64×64 pixels in base64."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(range(192))) * 64)
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")).decode()


class Attempt:
    """What clients do while a call fails: post jobs, look at them, call one off, set an option."""

    def __init__(self, service: Service):
        self.service = service
        self.accepted: set[str] = set()
        self.wrong: list[str] = []
        # Jobs that a client has called off, or tried to: where the answer failed it may have come to pass or not.
        self.cancelled: set[str] = set()

    def ask(self, method: str, path: str, body: dict | None = None, right: tuple = (200,)):
        """The answer's JSON; nothing where the server told that the disk failed."""
        try:
            status, _, answer = self.service.call(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(f"{method} {path}: no answer: {error!r}")
            return None
        if status in right:
            return answer
        if status not in TOLD:
            self.wrong.append(f"{method} {path} was answered {status}: {answer}")
        return None

    def post(self, **fields) -> str | None:
        answer = self.ask("POST", "/kiln/v1/jobs", job_body(**fields), (202,))
        if answer:
            self.accepted.add(answer["id"])
        return answer and answer["id"]

    def run(self) -> None:
        self.post(seed=1, hires={"scale": 2})
        self.post(seed=2, image={"picture": picture()})
        off = self.post(seed=3)
        if off:
            self.ask("DELETE", f"/kiln/v1/jobs/{off}")
            self.cancelled.add(off)
        self.ask("POST", "/sdapi/v1/options", {"CLIP_stop_at_last_layers": 2})
        self.follow(6)
        for name in self.accepted:
            job = self.ask("GET", f"/kiln/v1/jobs/{name}")
            for image in job["images"] if job else []:
                self.ask("GET", image["url"])

    def follow(self, limit: float) -> None:
        """Waits until all jobs have ended, within a limit."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            jobs = [self.ask("GET", f"/kiln/v1/jobs/{name}") for name in self.accepted]
            if all(job and job["state"] in ENDED for job in jobs):
                return
            time.sleep(0.02)

    def heal(self) -> None:
        """The fault is over: the same server takes a job and does it."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if name := self.post(seed=4):
                self.follow(30)
                job = self.ask("GET", f"/kiln/v1/jobs/{name}")
                if not job or job["state"] != "done":
                    self.wrong.append(f"a job after the fault is not done within 30 s: {job}")
                return
            time.sleep(0.1)
        self.wrong.append("the server takes no jobs 10 s after the fault")


def fault(make, library: Path, number: int, kind: str) -> tuple[str, list[str]]:
    """Lets one call fail; the call's name, empty if there are not so many, and what went wrong."""
    service: Service = make("--lease", "3", step=0)
    service.folder.mkdir()
    told = service.folder.with_suffix(".faults")
    service.environment |= {"LD_PRELOAD": str(library), "FAULT_AT": str(number), "FAULT_BELOW": f"{service.folder}/",
                            "FAULT_KIND": kind, "FAULT_TOLD": str(told)}
    attempt = Attempt(service)
    try:
        service.start()
    except RuntimeError as error:
        # A server that cannot write its data folder may refuse to start, in a sentence.
        if service.process.wait(10) != 1 or "kiln: " not in str(error):
            attempt.wrong.append(f"the start ended with {service.process.returncode}: {error}")
    else:
        attempt.run()
        attempt.heal()
        service.kill()
    for name in ("LD_PRELOAD", "FAULT_AT"):
        service.environment.pop(name)
    service.start()
    for name in attempt.accepted:
        state = service.wait(name, 60)["state"]
        if state != "done" and not (state == "cancelled" and name in attempt.cancelled):
            attempt.wrong.append(f"{name} is {state}")
    attempt.ask("GET", "/sdapi/v1/options")
    attempt.wrong += service.audit(attempt.accepted)
    call = told.read_text() if told.exists() else ""
    return call, [f"call {number}, {call or 'none'}, {kind}: {what}" for what in attempt.wrong]


def io_faults(make, every: int) -> dict:
    library = shim(make().folder.parent / "shim")
    calls: collections.Counter = collections.Counter()
    wrong: list[str] = []
    errors: list[str] = []
    places = itertools.count(0)
    last = [10_000]
    lock = threading.Lock()

    def lane() -> None:
        while True:
            with lock:
                place = next(places)
            # Sparse runs change the manner with the place, so that all come up.
            number, kind = (place // 4 + 1, KINDS[place % 4]) if every == 1 else (1 + place * every, KINDS[place % 4])
            if number > last[0]:
                return
            try:
                call, found = fault(make, library, number, kind)
            except (RuntimeError, OSError, http.client.HTTPException, KeyError) as error:
                errors.append(f"call {number}, {kind}: {error!r}")
                call, found = "?", []
            with lock:
                wrong.extend(found)
                if call:
                    calls[call] += 1
                else:
                    last[0] = min(last[0], number)

    lanes = [threading.Thread(target=lane) for _ in range(3)]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()
    wrong += errors
    if calls.total() <= 5:
        wrong.append("five calls failed at most")
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(calls.items()))
    return {
        "figure": f"{calls.total()} faults of four manners (broken disk, no room, interrupted, cut short) in about {last[0]} calls: "
                  f"{len(wrong)} lost, torn, dead or ill answered; {kinds}",
        "bound": "0", "wrong": wrong,
    }

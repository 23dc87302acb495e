"""A server under test: started, asked, killed, and held to what it has accepted."""

import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ENDED = ("done", "failed", "cancelled", "quarantined")


class Service:
    """`kiln serve` over a data folder that outlives it, with a double of the engine unless that is None."""

    def __init__(self, kiln: Path, double: Path | None, folder: Path, *options: str, step: int = 2,
                 environment: dict | None = None):
        self.kiln, self.folder = kiln, folder
        worker = ["--worker-program", str(double)] if double else []
        self.options = [*worker, "--models", str(ROOT / "models"), *options]
        # By the mark all processes of a measure are found, also those whose parents are gone.
        self.mark = f"KILN_CHAOS={folder}"
        self.environment = {**os.environ, "KILN_DOUBLE_STEP_MS": str(step), "KILN_CHAOS": str(folder),
                            "XDG_CACHE_HOME": str(folder.parent / "cache"), **(environment or {})}
        self.log = folder.with_suffix(".log")
        self.port = 0
        self.starts = 0
        self.process: subprocess.Popen | None = None

    # Beginning and ending

    def launch(self) -> None:
        """Starts the process, and waits until it listens."""
        self.spawn()
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"the server has not started: {line} {self.log.read_text(errors='replace')[-500:]}")
        self.port = int(line.split("http://", 1)[1].split()[0].rsplit(":", 1)[1])
        # What else it says must not fill the pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def spawn(self) -> None:
        """Starts the process."""
        self.starts += 1
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.kiln, "serve", "--port", str(self.port), "--data", self.folder, *self.options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=self.environment, text=True)

    def start(self) -> float:
        """Starts it; seconds until it was ready."""
        begin = time.monotonic()
        self.launch()
        while time.monotonic() - begin < 60:
            if self.status("GET", "/readyz") == 200:
                return time.monotonic() - begin
            time.sleep(0.005)
        raise RuntimeError(f"the server is not ready within 60 s: {self.log.read_text(errors='replace')[-500:]}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> str:
        """Asks it to end; what was wrong with how it did."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self, limit: float = 40) -> str:
        """Waits for its end after it was asked to; what was wrong with that, nothing for status 0."""
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"the server had not ended {limit} s after SIGTERM"
        return f"the server ended with {status}" if status else ""

    def clear(self) -> list[str]:
        """Ends what is left of it after a measure; names the processes that had not ended by themselves."""
        if self.process and self.process.poll() is None:
            self.kill()
        end = time.monotonic() + 10
        while (left := marked(self.mark)) and time.monotonic() < end:
            time.sleep(0.05)
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        return [f"process {process} outlived its server by 10 s" for process in left]

    def workers(self) -> list[int]:
        """The processes of its workers."""
        children: list[int] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                children += [int(word) for word in (task / "children").read_text().split()]
            except FileNotFoundError:
                # A thread that has ended meanwhile.
                continue
        return [child for child in children if is_alive(child)]

    def memory(self, kind: str = "VmRSS") -> int:
        """Bytes of the server's resident memory; with `VmHWM` the most that it ever had."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(kind + ":"):
                return int(line.split()[1]) * 1024
        return 0

    # Asking

    def call(self, method: str, path: str, body: dict | None = None, timeout: float = 30, fields: dict | None = None):
        """Status, fields and JSON (else bytes) of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body)
            kind = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, data, {**kind, **(fields or {})})
            answer = connection.getresponse()
            text = answer.read()
            is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
            return answer.status, dict(answer.getheaders()), json.loads(text) if is_json and text else text
        finally:
            connection.close()

    def status(self, method: str, path: str, body: dict | None = None) -> int:
        """The status of an answer; 0 if there is none."""
        try:
            return self.call(method, path, body)[0]
        except (OSError, http.client.HTTPException):
            return 0

    def post(self, **fields) -> str:
        """The id of a job that was accepted, now or earlier under the same key."""
        status, _, answer = self.call("POST", "/kiln/v1/jobs", job_body(**fields))
        if status not in (200, 202):
            raise RuntimeError(f"a job was answered {status}: {answer}")
        return answer["id"]

    def job(self, name: str) -> dict:
        return self.call("GET", f"/kiln/v1/jobs/{name}")[2]

    def jobs(self, state: str | None = None) -> list[dict]:
        """All jobs that are known."""
        jobs, query = [], {"limit": 1000, **({"state": state} if state else {})}
        while True:
            answer = self.call("GET", "/kiln/v1/jobs?" + urllib.parse.urlencode(query))[2]
            jobs += answer["jobs"]
            if not answer["next"]:
                return jobs
            query["before"] = answer["next"]

    def wait(self, name: str, limit: float = 120, every: float = 0.02) -> dict:
        """A job when it has ended."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            job = self.job(name)
            if job["state"] in ENDED:
                return job
            time.sleep(every)
        raise RuntimeError(f"job {name} has not ended within {limit} s: {self.job(name)}")

    def events(self, name: str, timeout: float = 120) -> list[tuple[str, dict]]:
        """The events of a job until its end, as they come: kind and data."""
        text = self.call("GET", f"/kiln/v1/jobs/{name}/events", timeout=timeout)[2].decode()
        return [(kind, json.loads(data)) for kind, data in re.findall(r"^event: (\w+)\ndata: (.*)$", text, re.M)]

    def pictures(self, job: dict) -> list[str]:
        """The SHA-256 of each result of a job, in their order, of the bytes that the server gives."""
        sums = []
        for image in sorted(results(job), key=lambda image: image["index"]):
            status, _, data = self.call("GET", image["url"])
            found = hashlib.sha256(data).hexdigest() if status == 200 else f"status {status}"
            sums.append(found if found == image["sha256"] else f"{found} in place of {image['sha256']}")
        return sums

    # Holding it to its word

    def metrics(self) -> dict[tuple[str, str], float]:
        """What is counted: values by name and by labels, as they are written."""
        text = self.call("GET", "/metrics")[2].decode()
        found = re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)$", text, re.M)
        return {(name, labels): float(value) for name, labels, value in found}

    def counted(self, name: str, label: str = "") -> float:
        """The sum of a counter's series whose labels contain a text."""
        return sum(value for (other, labels), value in self.metrics().items() if other == name and label in labels)

    def untruths(self) -> list[str]:
        """Counters that differ from the jobs that are known. It holds for a server that has run once and rests."""
        end = time.monotonic() + 2
        while True:
            jobs, metrics = self.jobs(), self.metrics()
            truth = {("kiln_jobs_total", f'result="{state}"'): sum(job["state"] == state for job in jobs) for state in ENDED}
            wrong = [f"/metrics: {name}{{{labels}}} is {metrics.get((name, labels), 0):.0f}, of {count}"
                     for (name, labels), count in truth.items() if metrics.get((name, labels), 0) != count]
            accepted = sum(value for (name, _), value in metrics.items() if name == "kiln_jobs_accepted_total")
            if accepted != len(jobs):
                wrong.append(f"/metrics: kiln_jobs_accepted_total is {accepted:.0f}, of {len(jobs)}")
            # A job's end is told a moment before it is counted.
            if not wrong or time.monotonic() > end:
                return wrong
            time.sleep(0.05)

    def ledger(self, accepted: set[str]) -> list[str]:
        """What the data folder has lost; the server must not run."""
        ids = self.folder.with_suffix(".ids")
        ids.write_text("\n".join(accepted))
        run = subprocess.run([self.kiln, "ledger", self.folder, "--accepted", ids], capture_output=True, text=True)
        return run.stdout.splitlines() + (run.stderr.splitlines() or ["the ledger check failed"] if run.returncode else [])

    def audit(self, accepted: set[str]) -> list[str]:
        """Ends the server, and names every promise that is not kept: counters, ledger, exit status."""
        wrong = self.untruths() if self.starts == 1 else []
        if fault := self.stop():
            wrong.append(fault)
        return wrong + self.ledger(accepted)


def job_body(**fields) -> dict:
    """The request of a job, small unless fields say otherwise."""
    return {"prompt": "a cat", "checkpoint": "demo-sd15", "width": 64, "height": 64, "steps": 10, **fields}


def results(job: dict) -> list[dict]:
    return [image for image in job["images"] if image["role"] == "result"]


def is_alive(process: int) -> bool:
    """Whether a process is there and not a dead one that nobody has asked after."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def marked(mark: str) -> list[int]:
    """Processes that have a mark in their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in variables and is_alive(int(folder.name)):
            found.append(int(folder.name))
    return found


def over(what: str, value: float, bound: float, unit: str = "s") -> list[str]:
    """What is said of a figure that is over its bound."""
    return [f"{what}: {value:.4g} {unit}, over {bound:g} {unit}"] if value > bound else []


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

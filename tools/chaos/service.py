"""A server under test: started, asked, killed."""

import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path

# Bounds of time are as stated on the whole scale; on the small one, which tests run beside others, they are looser.
SLACK = {"time": 1.0, "share": 1.0}

ENDED = ("done", "failed", "cancelled", "quarantined")


class Service:
    """`kiln serve` with a double of the engine, over a data folder that outlives it."""

    def __init__(self, kiln: Path, double: Path, folder: Path, *options: str, step: int = 2,
                 environment: dict | None = None):
        self.kiln, self.double, self.folder, self.options = kiln, double, folder, options
        self.environment = {**os.environ, "KILN_DOUBLE_STEP_MS": str(step), **(environment or {})}
        self.log = folder.with_suffix(".log")
        self.port = 0
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        """Starts it; seconds until it was ready."""
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.kiln, "serve", "--port", str(self.port), "--data", self.folder, "--worker-program", self.double,
                 *self.options], stdout=subprocess.PIPE, stderr=log, env=self.environment, text=True)
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"the server has not started: {line} {self.log.read_text()[-500:]}")
        self.port = int(line.split("http://", 1)[1].split()[0].rsplit(":", 1)[1])
        while time.monotonic() - begin < 20:
            if self.status("GET", "/readyz") == 200:
                return time.monotonic() - begin
            time.sleep(0.005)
        raise RuntimeError("the server is not ready within 20 s")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Asks it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def workers(self) -> list[int]:
        """The processes of its workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children: list[int] = []
        for task in path.parent.parent.iterdir():
            try:
                children += [int(word) for word in (task / "children").read_text().split()]
            except FileNotFoundError:
                # A thread that has ended meanwhile.
                continue
        return children

    def memory(self) -> int:
        """Bytes of the server's resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def call(self, method: str, path: str, body: dict | None = None, timeout: float = 30):
        """Status, fields and JSON of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {} if body is None else {"Content-Type": "application/json"})
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
        """The id of a job that was accepted."""
        body = {"prompt": "a cat", "checkpoint": "demo-sd15", "width": 64, "height": 64, "steps": 10, **fields}
        status, _, answer = self.call("POST", "/kiln/v1/jobs", body)
        if status != 202:
            raise RuntimeError(f"a job was answered {status}: {answer}")
        return answer["id"]

    def job(self, name: str) -> dict:
        return self.call("GET", f"/kiln/v1/jobs/{name}")[2]

    def wait(self, name: str, limit: float = 120) -> dict:
        """A job when it has ended."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            job = self.job(name)
            if job["state"] in ENDED:
                return job
            time.sleep(0.02)
        raise RuntimeError(f"job {name} has not ended within {limit} s: {self.job(name)}")

    def ledger(self, accepted: set[str]) -> list[str]:
        """What the data folder has lost; the server must not run."""
        ids = self.folder.with_suffix(".ids")
        ids.write_text("\n".join(accepted))
        run = subprocess.run([self.kiln, "ledger", self.folder, "--accepted", ids], capture_output=True, text=True)
        return run.stdout.splitlines() + (run.stderr.splitlines() if run.returncode else [])

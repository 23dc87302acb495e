"""Servers and workers that are killed at random moments, under load."""

import http.client
import os
import random
import signal
import threading
import time

from service import SLACK, Service


class Clients:
    """Clients that post jobs without rest and note each id that they were told."""

    def __init__(self, service: Service, count: int = 3, **fields):
        self.service, self.fields = service, fields
        self.accepted: set[str] = set()
        self.goes_on = True
        self.threads = [threading.Thread(target=self.post, daemon=True) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def post(self) -> None:
        seed = random.randrange(1 << 30)
        while self.goes_on:
            seed += 1
            try:
                self.accepted.add(self.service.post(seed=seed, **self.fields))
            except (OSError, http.client.HTTPException, RuntimeError):
                pass
            time.sleep(0.05)

    def stop(self) -> set[str]:
        self.goes_on = False
        for thread in self.threads:
            thread.join()
        return self.accepted


def drained(service: Service, accepted: set[str]) -> list[dict]:
    """All jobs when they have ended."""
    return [service.wait(name, 300) for name in accepted]


def again_is_equal(service: Service, jobs: list[dict], sample: int) -> bool:
    """Whether requests with the seeds of jobs give their bytes again."""
    for job in random.sample(jobs, min(sample, len(jobs))):
        image = job["images"][0]
        again = service.wait(service.post(
            seed=image["seed"], **({"hires": {"scale": 2}} if image["width"] > 64 else {})))
        if again["images"][0]["sha256"] != image["sha256"]:
            return False
    return True


def server_kills(make, count: int) -> dict:
    service: Service = make()
    ready = [service.start()]
    clients = Clients(service, hires={"scale": 2})
    for _ in range(count):
        time.sleep(random.uniform(0.05, 0.6))
        service.kill()
        ready.append(service.start())
    accepted = clients.stop()
    jobs = drained(service, accepted)
    equal = again_is_equal(service, jobs, 10)
    service.stop()
    lost = service.ledger(accepted)
    undone = [job for job in jobs if job["state"] != "done"]
    doubled = [job for job in jobs if len(job["images"]) != 1]
    return {
        "figure": f"{count} kills, {len(jobs)} jobs: {len(undone)} not done, {len(doubled)} with other than one result, "
                  f"{len(lost)} entries in the ledger check; ready again after {max(ready):.2f} s at most",
        "bound": "0, 0, 0, byte-equal re-runs, 2 s",
        "holds": not undone and not doubled and not lost and equal and max(ready) <= 2 * SLACK["time"],
        "detail": lost[:5] + [job["error"]["message"] for job in undone[:5]],
    }


def worker_kills(make, count: int) -> dict:
    service: Service = make(step=5)
    service.start()
    clients = Clients(service, count=1, hires={"scale": 2})
    failures = killed = 0
    while killed < count:
        time.sleep(random.uniform(0.1, 0.5))
        for worker in service.workers():
            os.kill(worker, signal.SIGKILL)
            killed += 1
        failures += service.status("GET", "/healthz") != 200
    accepted = clients.stop()
    jobs = drained(service, accepted)
    done = [job for job in jobs if job["state"] == "done"]
    equal = again_is_equal(service, done, 10)
    others = [job for job in jobs if job["state"] not in ("done", "quarantined")]
    service.stop()
    lost = service.ledger(accepted)
    return {
        "figure": f"{killed} kills, {len(jobs)} jobs: {len(done)} done, {len(jobs) - len(done)} quarantined after three "
                  f"killed attempts, {len(others)} others, {len(lost)} entries in the ledger check, {failures} failed "
                  "answers of the server",
        "bound": "0 lost, 0 failed answers, byte-equal re-runs",
        "holds": not others and not lost and not failures and equal,
        "detail": lost[:5],
    }


def poison(make, count: int) -> dict:
    service: Service = make("--lease", "1.5", "--stall", "1")
    service.start()
    good = [service.post(seed=number) for number in range(count)]
    trap = service.post(prompt="double:trap now")
    hang = service.post(prompt="double:hang")
    second = service.post(prompt="double:trap-second", seed=5, hires={"scale": 2})
    fail = service.post(prompt="double:fail")
    jobs = {name: service.wait(name, 60) for name in [*good, trap, hang, second, fail]}
    expected = {**dict.fromkeys(good, "done"), trap: "quarantined", hang: "quarantined", second: "done", fail: "failed"}
    wrong = [f"{name} is {jobs[name]['state']}" for name, state in expected.items() if jobs[name]["state"] != state]
    plain = service.wait(service.post(prompt="a cat", seed=5, hires={"scale": 2}))
    equal = plain["images"][0]["seed"] == jobs[second]["images"][0]["seed"]
    _, _, text = service.call("GET", f"/kiln/v1/jobs/{second}/events")
    passes = text.decode().count("event: firstPass")
    service.stop()
    lost = service.ledger(set(expected))
    return {
        "figure": f"a job that traps: {jobs[trap]['state']} after {jobs[trap]['attempts']} attempts; one that hangs: "
                  f"{jobs[hang]['state']}; one that traps after its first pass: {jobs[second]['state']}, with {passes} "
                  f"first pass; {len(good)} others done",
        "bound": "quarantined after 3 attempts, resumed from the first pass, others unaffected",
        "holds": not wrong and not lost and passes == 1 and jobs[trap]["attempts"] == 3 and equal,
        "detail": wrong + lost[:5],
    }

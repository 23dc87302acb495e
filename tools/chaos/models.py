"""The same with real pictures: the engine and the demo models, which are of two architectures."""

import os
import random
import signal
import threading
import time

import kills
from endings import sigterms
from service import Service, over, percentile, results

__all__ = ["cancels", "choose", "server_kills", "sigterms", "worker_kills"]

# A second pass of another architecture, so that both models are read and the hop goes through pixels.
ACROSS = {"scale": 2, "checkpoint": "demo-sdxl", "denoising_strength": 0.7}


def bodies(random: random.Random):
    """Requests of one pass, of two, and of two architectures."""
    while True:
        yield random.choice([{}, {"hires": {"scale": 2}}, {"hires": ACROSS}]) | {
            "seed": random.choice([-1, random.randrange(1 << 31)]), "prompt": random.choice(["a red circle", "a (blue:1.2) square"])}


def server_kills(make, count: int) -> dict:
    return kills.server_kills(make, count, sample=10, clients=1, pause=0.8, requests=bodies)


def until(service: Service, name: str, stage: str, step: int) -> bool:
    """Waits until a job has done a step of a stage; whether it was seen before the job ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job = service.job(name)
        progress = job["progress"] or {"stage": "", "step": 0}
        if job["state"] not in ("queued", "running"):
            return False
        if progress["stage"] == stage and progress["step"] >= step:
            return True
        time.sleep(0.01)
    return False


def worker_kills(make, count: int) -> dict:
    """Half of the kills in first passes, half in second ones."""
    service: Service = make()
    service.start()
    wrong: list[str] = []
    told: dict[str, list] = {}
    jobs: dict[str, tuple[str, dict]] = {}
    times: list[float] = []
    for number in range(count):
        stage = ("first pass", "hires pass")[number % 2]
        body = {"seed": number, "steps": 20, "hires": [ACROSS, {"scale": 2}][number // 2 % 2]}
        name = service.post(**body)
        follower = threading.Thread(target=lambda name=name: told.update({name: service.events(name)}))
        follower.start()
        if not until(service, name, stage, random.randrange(1, 12)):
            wrong.append(f"{name} has told no step of its {stage}")
        for worker in service.workers():
            os.kill(worker, signal.SIGKILL)
        begin = time.monotonic()
        job = service.wait(name)
        times.append(time.monotonic() - begin)
        follower.join()
        jobs[name] = stage, body
        if job["state"] != "done" or job["attempts"] != 2:
            wrong.append(f"{name} is {job['state']} after {job['attempts']} attempts, killed in its {stage}: {job['error']}")
    again = {name for name in jobs if kills.passes_again(told[name])}
    wrong += [f"{name}, killed in its hires pass, did its first pass again" for name in again if jobs[name][0] == "hires pass"]
    wrong += [f"{name}, killed in its first pass, is not known to have begun it again"
              for name in jobs if jobs[name][0] == "first pass" and name not in again]
    other: Service = make()
    other.start()
    for name, (stage, body) in jobs.items():
        if service.pictures(service.job(name)) != other.pictures(other.wait(other.post(**body))):
            wrong.append(f"{name}, killed in its {stage}, has another picture than an undisturbed run")
    other.stop()
    lost = service.audit(set(jobs))
    return {
        "figure": f"{count} kills, half in first passes and half in second ones, which went on from the first: done "
                  f"{percentile(times, 0.5):.1f} s later in the middle, {max(times):.1f} s at most; {len(wrong)} wrong, {len(lost)} "
                  "entries in the ledger check, all pictures compared with an undisturbed run",
        "bound": "0 lost, byte-equal, second passes resumed", "wrong": wrong + lost,
    }


def choose(make, count: int) -> dict:
    """First passes are kept and two of four finished with another model, while the server is killed in each of both."""
    service, other = make(), make()
    service.start()
    other.start()
    wrong: list[str] = []
    accepted: set[str] = set()
    killed = 0

    def kill_in(name: str, stage: str) -> None:
        nonlocal killed
        if until(service, name, stage, random.randrange(1, 8)):
            killed += 1
        service.kill()
        service.start()

    for number in range(count):
        body = {"seed": 100 + 10 * number, "n_iter": 4, "keep_first_passes": True, "prompt": "a green triangle"}
        first = service.post(**body)
        kill_in(first, "first pass")
        images = sorted(results(service.wait(first)), key=lambda image: image["index"])
        chosen = random.sample(images, 2)
        status, _, answer = service.call("POST", "/kiln/v1/jobs", {"from": [image["id"] for image in chosen], "hires": ACROSS})
        if status != 202:
            wrong.append(f"the chosen ones were answered {status}: {answer}")
            continue
        kill_in(answer["id"], "hires pass")
        finished = service.wait(answer["id"])
        accepted |= {first, answer["id"]}
        if finished["state"] != "done":
            wrong.append(f"{finished['id']} is {finished['state']}: {finished['error']}")
            continue
        for place, picture in enumerate(service.pictures(finished)):
            at_once = other.wait(other.post(seed=chosen[place]["seed"], prompt=body["prompt"], hires=ACROSS))
            if other.pictures(at_once) != [picture]:
                wrong.append(f"image {place} of {finished['id']} differs from one that was made in one go")
    other.stop()
    if not killed:
        wrong.append("no server was killed in a pass")
    lost = service.audit(accepted)
    return {
        "figure": f"{count} times two of four first passes finished with the other model, {killed} kills of the server in passes: "
                  f"{len(wrong)} differ from pictures made in one go, undisturbed, or are not done; {len(lost)} entries in the "
                  "ledger check",
        "bound": "0 lost, byte-equal", "wrong": wrong + lost,
    }


def cancels(make, count: int) -> dict:
    service: Service = make()
    service.start()
    wrong: list[str] = []
    measured = service.wait(service.post(seed=1, steps=100))
    measured = service.wait(service.post(seed=1, steps=100))
    step = (measured["finished_at"] - measured["started_at"]) / 1e5
    times = []
    for number in range(count):
        name = service.post(seed=number, steps=300, hires={**ACROSS, "steps": 300})
        while service.job(name)["state"] == "queued":
            time.sleep(0.005)
        time.sleep(random.uniform(0, 2))
        begin = time.monotonic()
        service.call("DELETE", f"/kiln/v1/jobs/{name}")
        state = service.wait(name, every=0.002)["state"]
        times.append(time.monotonic() - begin)
        if state != "cancelled":
            wrong.append(f"{name}, called off, is {state}")
    if service.wait(service.post(seed=1, steps=1))["state"] != "done":
        wrong.append("the worker does nothing any more")
    lost = service.audit({job["id"] for job in service.jobs()})
    return {
        "figure": f"{count} running jobs called off: the worker had stopped after {max(times) * 1000:.0f} ms at most, "
                  f"{percentile(times, 0.5) * 1000:.0f} ms in the middle (a step takes {step * 1000:.0f} ms); {len(wrong + lost)} wrong",
        "bound": f"{step * 1000 + 200:.0f} ms",
        "wrong": wrong + lost, "missed": over("until a worker had stopped", max(times), step + 0.2),
    }

"""Servers and workers that are killed at random moments, under load."""

import http.client
import os
import random
import signal
import threading
import time
import zlib

from service import Service, job_body, over, results


def bodies(random: random.Random):
    """Requests of several kinds, some of which leave their seed to the server."""
    while True:
        yield random.choice([
            {"hires": {"scale": 2}},
            {"hires": {"scale": 2}, "n_iter": 2, "save_before_hires": True},
            {"keep_first_passes": True},
            {"width": 96, "prompt": "a dog"},
        ]) | {"seed": random.choice([-1, random.randrange(1 << 31)])}


class Clients:
    """Clients that post jobs without rest, each until it is answered, and note what they were told."""

    def __init__(self, service: Service, count: int = 3, pause: float = 0.05, requests=bodies):
        self.service, self.pause, self.requests = service, pause, requests
        # Requests by the ids of their jobs.
        self.accepted: dict[str, dict] = {}
        self.wrong: list[str] = []
        self.goes_on = True
        self.threads = [threading.Thread(target=self.run, args=(random.Random(random.random()),), daemon=True)
                        for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self, random: random.Random) -> None:
        requests = self.requests(random)
        while self.goes_on:
            self.post({**next(requests), "idempotency_key": f"{random.randrange(1 << 62):x}"})
            time.sleep(self.pause)

    def post(self, body: dict) -> None:
        """Sends a request again and again until it has an answer: the key makes one job of all of them."""
        while True:
            try:
                status, _, answer = self.service.call("POST", "/kiln/v1/jobs", job_body(**body))
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status in (200, 202):
                self.accepted[answer["id"]] = body
            else:
                self.wrong.append(f"a request was answered {status}: {answer}")
            return

    def stop(self) -> set[str]:
        self.goes_on = False
        for thread in self.threads:
            thread.join()
        return set(self.accepted)


def unequal(make, service: Service, clients: Clients, jobs: list[dict], sample: int, **settings) -> list[str]:
    """Jobs whose pictures differ from those of the same request, with the seeds that were settled, on another server
    that nothing befalls."""
    other: Service = make(**settings)
    other.start()
    wrong = []
    for job in random.sample(jobs, min(sample, len(jobs))):
        seed = min(results(job), key=lambda image: image["index"])["seed"]
        request = {**clients.accepted[job["id"]], "seed": seed}
        again = other.wait(other.post(**request), 600)
        if service.pictures(job) != other.pictures(again):
            wrong.append(f"{job['id']} has other pictures than an undisturbed run of {request}")
    other.stop()
    return wrong


def faults_of(jobs: list[dict], clients: Clients) -> list[str]:
    """Jobs that have not the number of results that was asked for."""
    wrong = []
    for job in jobs:
        wanted = clients.accepted[job["id"]].get("n_iter", 1)
        if job["state"] == "done" and len(results(job)) != wanted:
            wrong.append(f"{job['id']} has {len(results(job))} results, not {wanted}")
    return wrong


def doubled(service: Service, accepted: set[str]) -> list[str]:
    """Jobs that no client was told of, though each asked until it was told of one."""
    return [f"{job['id']} was made beside the job that its client was told of"
            for job in service.jobs() if job["id"] not in accepted]


def server_kills(make, count: int, sample: int = 20, clients: int = 3, pause: float = 0.05, requests=bodies) -> dict:
    # None of the pictures that are compared in the end may be given up to make room.
    service: Service = make("--keep-images", "1000000")
    ready = [service.start()]
    load = Clients(service, clients, pause, requests)
    for number in range(count):
        time.sleep(random.uniform(0, 0.6))
        service.kill()
        if number % 4 == 3:
            # One that puts in order what the last one left is killed too.
            service.spawn()
            time.sleep(random.uniform(0, 0.3))
            service.process.stdout.close()
            service.kill()
        ready.append(service.start())
    accepted = load.stop()
    jobs = [service.wait(name, 600) for name in accepted]
    undone = [f"{job['id']} is {job['state']}: {job['error']}" for job in jobs if job["state"] != "done"]
    doubles = doubled(service, accepted) + faults_of(jobs, load)
    differ = unequal(make, service, load, [job for job in jobs if job["state"] == "done"], sample)
    lost = service.audit(accepted)
    return {
        "figure": f"{count + count // 4} kills, {len(jobs)} jobs: {len(undone)} not done, {len(doubles)} doubled, {len(lost)} entries in "
                  f"the ledger check, {len(differ)} of {min(sample, len(jobs))} unlike an undisturbed run; ready again after "
                  f"{max(ready):.2f} s at most",
        "bound": "0 lost, 0 doubled, byte-equal, 2 s",
        "wrong": lost + undone + doubles + differ + load.wrong, "missed": over("until it is ready again", max(ready), 2),
    }


def worker_kills(make, count: int) -> dict:
    settings = {"step": 5}
    service: Service = make("--workers", "cpu,cpu", **settings)
    service.start()
    load = Clients(service, count=2, pause=0.1)
    wrong: list[str] = []
    killed = amid = 0
    while killed < count:
        time.sleep(random.uniform(0.05, 0.4))
        workers = service.workers()
        if not workers:
            continue
        running = {job["id"] for job in service.jobs("running")}
        os.kill(random.choice(workers), signal.SIGKILL)
        killed += 1
        amid += len(running) == 2
        if (status := service.status("GET", "/healthz")) != 200:
            wrong.append(f"the server answered {status} after kill {killed}")
    accepted = load.stop()
    jobs = [service.wait(name, 600) for name in accepted]
    done = [job for job in jobs if job["state"] == "done"]
    for job in jobs:
        # Three kills of one job are what it takes, and no less.
        deaths = job["state"] == "quarantined" and job["attempts"] == 3 and job["error"]["code"] == "worker-died"
        if job["state"] != "done" and not deaths:
            wrong.append(f"{job['id']} is {job['state']} after {job['attempts']} attempts: {job['error']}")
    differ = unequal(make, service, load, [job for job in done if job["attempts"] > 1] or done, 20, **settings)
    wrong += faults_of(jobs, load) + doubled(service, accepted) + load.wrong
    if not amid:
        wrong.append("no worker was killed while both had a job")
    lost = service.audit(accepted)
    return {
        "figure": f"{killed} kills ({amid} while both workers had a job), {len(jobs)} jobs: {len(done)} done, "
                  f"{sum(job['attempts'] > 1 for job in jobs)} begun more than once, {len(jobs) - len(done)} quarantined after three "
                  f"killed attempts, {len(wrong)} wrong, {len(lost)} entries in the ledger check, {len(differ)} unlike an undisturbed run",
        "bound": "0 lost, 0 failed answers, byte-equal",
        "wrong": lost + wrong + differ,
    }


def pixels(service: Service, job: dict) -> bytes:
    """What a job's picture shows, without the text in its file: the image data of a PNG."""
    data = service.call("GET", results(job)[0]["url"])[2]
    place, parts = 8, b""
    while place < len(data):
        length = int.from_bytes(data[place:place + 4], "big")
        if data[place + 4:place + 8] == b"IDAT":
            parts += data[place + 8:place + 8 + length]
        place += 12 + length
    return zlib.decompress(parts)


def pauses(events: list[tuple[str, dict]]) -> list[float]:
    """Seconds from each failed attempt to the next."""
    failed, found = None, []
    for kind, data in events:
        if kind == "requeued":
            failed = data["time"]
        elif kind == "started" and failed:
            found.append((data["time"] - failed) / 1000)
            failed = None
    return found


def holds_of(events: list[tuple[str, dict]]) -> list[float]:
    """Seconds from the beginning of each attempt that failed to when its job was taken back."""
    begun, found = None, []
    for kind, data in events:
        if kind == "started":
            begun = data["time"]
        elif kind in ("requeued", "quarantined") and begun:
            found.append((data["time"] - begun) / 1000)
            begun = None
    return found


def passes_again(events: list[tuple[str, dict]]) -> bool:
    """Whether a later attempt did the first pass again. What is stored of it tells nothing: the same bytes are no news."""
    attempt = 0
    for kind, data in events:
        if kind == "started":
            attempt = data["attempt"]
        elif kind == "progress" and attempt > 1 and data["stage"] == "first pass":
            return True
    return False


# What becomes of jobs that break their worker: state, attempts.
FATES = {"double:trap now": ("quarantined", 3), "double:hang": ("quarantined", 3), "double:trap-second": ("done", 2),
         "double:trap-once": ("done", 2), "double:fail": ("failed", 1), "double:retry": ("quarantined", 3)}


def poison(make, count: int) -> dict:
    lease, stall = 1.5, 1
    service: Service = make("--lease", str(lease), "--stall", str(stall), step=30)
    service.start()
    bad = {prompt: service.post(prompt=prompt, seed=5, hires={"scale": 2}) for prompt in FATES}
    # Followed as they happen, since progress is not kept.
    told: dict[str, list] = {}
    followers = [threading.Thread(target=lambda prompt=prompt: told.update({prompt: service.events(bad[prompt])}))
                 for prompt in FATES]
    for follower in followers:
        follower.start()
    good = [service.post(seed=number, steps=2) for number in range(count)]
    wrong = [f"{name}: {job['state']}" for name in good if (job := service.wait(name))["state"] != "done"]
    for follower in followers:
        follower.join()
    jobs = {prompt: service.wait(name) for prompt, name in bad.items()}
    for prompt, (state, attempts) in FATES.items():
        if (jobs[prompt]["state"], jobs[prompt]["attempts"]) != (state, attempts):
            wrong.append(f"{prompt} is {jobs[prompt]['state']} after {jobs[prompt]['attempts']} attempts: {jobs[prompt]['error']}")
        # Others' jobs come between, so that a pause may be longer and not shorter.
        for pause, least in zip(pauses(told[prompt]), (1, 2, 4)):
            if pause < least - 0.05:
                wrong.append(f"{prompt} was begun again after {pause:.2f} s, before {least} s")
    if "first pass" not in {data.get("stage") for _, data in told["double:trap-second"]}:
        wrong.append("no progress of the first pass was told")
    hung = max(holds_of(told["double:hang"]), default=0)
    resumed = not passes_again(told["double:trap-second"])
    plain = service.wait(service.post(seed=5, hires={"scale": 2}))
    if not resumed:
        wrong.append("a job that broke off in its second pass did its first one again")
    if pixels(service, plain) != pixels(service, jobs["double:trap-second"]):
        wrong.append("the picture that was resumed differs from one that was made at once")
    lost = service.audit({*good, *bad.values(), plain["id"]})
    ends = ", ".join(f"{prompt.removeprefix('double:')} {job['state']} ({job['attempts']})" for prompt, job in jobs.items())
    return {
        "figure": f"state and attempts of jobs that break their worker: {ends}; "
                  f"{'resumed' if resumed else 'not resumed'} from the first pass, one that hangs held for {hung:.1f} s, "
                  f"{len(good)} others done, {len(wrong)} wrong",
        "bound": "quarantined after 3 attempts with pauses of 1 and 2 s, resumed with equal pixels, a hanging one held for "
                 f"{lease + stall + 1:.1f} s, others unaffected",
        "wrong": wrong + lost, "missed": over("the hold on a job that hangs", hung, lease + stall + 1),
    }

"""Jobs that are called off, clients that hang up, and servers that are asked to end."""

import http.client
import json
import random
import signal
import socket
import threading
import time

from service import Service, over, percentile


def cancels(make, count: int, step: int = 10) -> dict:
    service: Service = make(step=step)
    service.start()
    running, waiting = [], []
    accepted: set[str] = set()
    wrong: list[str] = []
    for number in range(count):
        # Called off in its first pass, or in its second, which has as many steps with the double.
        stage, steps = random.choice([("first pass", 500), ("hires pass", 100)])
        name = service.post(seed=number, steps=steps, hires={"scale": 2})
        behind = service.post(seed=number)
        accepted |= {name, behind}
        begin = time.monotonic()
        state = service.call("DELETE", f"/kiln/v1/jobs/{behind}")[2]["state"]
        waiting.append(time.monotonic() - begin)
        if state != "cancelled":
            wrong.append(f"a waiting job is {state} when it was called off")
        while (service.job(name)["progress"] or {"stage": ""})["stage"] != stage:
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.3))
        begin = time.monotonic()
        service.call("DELETE", f"/kiln/v1/jobs/{name}")
        state = service.wait(name, every=0.002)["state"]
        running.append(time.monotonic() - begin)
        if state != "cancelled":
            wrong.append(f"a running job is {state} when it was called off")
        # Calling off what has ended changes nothing, and counts nothing.
        if (state := service.call("DELETE", f"/kiln/v1/jobs/{name}")[2]["state"]) != "cancelled":
            wrong.append(f"a job called off twice is {state}")
    idle = service.wait(service.post(steps=1))
    accepted.add(idle["id"])
    if idle["state"] != "done" or service.jobs("running"):
        wrong.append("a job that was called off still holds the worker")
    lost = service.audit(accepted)
    worst, queued = max(running), max(waiting)
    return {
        "figure": f"{count} running jobs called off: the worker had stopped after {worst * 1000:.0f} ms at most, "
                  f"{percentile(running, 0.5) * 1000:.0f} ms in the middle (a step takes {step} ms); {count} waiting ones after "
                  f"{queued * 1000:.0f} ms at most ({percentile(waiting, 0.99) * 1000:.0f} ms p99); "
                  f"{len(wrong + lost)} wrong",
        "bound": f"{step + 200} ms, 20 ms (p99)",
        "wrong": wrong + lost,
        "missed": over("until a worker had stopped", worst * 1000, step + 200, "ms")
        + over("p99 of a waiting one", percentile(waiting, 0.99) * 1000, 20, "ms"),
    }


def hang_ups(make, count: int) -> dict:
    """Clients that wait for their pictures and hang up."""
    service: Service = make(step=10)
    service.start()
    block = service.post(steps=1000, n_iter=max(count, 2))
    body = json.dumps({"prompt": "x", "width": 64, "height": 64, "steps": 1}).encode()
    head = (f"POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode()

    def wait() -> socket.socket:
        link = socket.create_connection(("127.0.0.1", service.port))
        link.sendall(head + body)
        return link

    def refused(patience: float) -> bool:
        """Whether one more is refused, within so many seconds: one that is not waits longer."""
        link = wait()
        link.settimeout(patience)
        try:
            return link.recv(12).endswith(b"429")
        except TimeoutError:
            return False
        finally:
            link.close()

    free, full = [], 0
    for _ in range(count):
        before = service.counted("kiln_jobs_accepted_total")
        links = [wait() for _ in range(64)]
        end = time.monotonic() + 20
        while service.counted("kiln_jobs_accepted_total") < before + 64 and time.monotonic() < end:
            time.sleep(0.05)
        full += refused(2)
        for link in links:
            link.close()
        begin = time.monotonic()
        while refused(0.2) and time.monotonic() - begin < 5:
            time.sleep(0.02)
        free.append(time.monotonic() - begin)
    service.call("DELETE", f"/kiln/v1/jobs/{block}")
    service.kill()
    service.start()
    wrong = service.audit(set())
    if not full:
        wrong.append("64 clients that wait have not taken all places")
    if max(free) >= 5:
        wrong.append("there is no place 5 s after the clients have hung up")
    return {
        "figure": f"{count} times 64 clients that wait and hang up: all places taken {full} times, free again after "
                  f"{max(free) * 1000:.0f} ms at most",
        "bound": "1 s", "wrong": wrong, "missed": over("until a place is free", max(free), 1.25),
    }


class Readers:
    """Clients that read over and over while the server ends: an answer that has begun must come whole."""

    def __init__(self, service: Service, job: str):
        self.service, self.goes_on = service, True
        self.whole = self.streams = 0
        self.cut: list[str] = []
        paths = [f"/kiln/v1/jobs/{job}", f"/kiln/v1/jobs/{job}/events", "/openapi.json", "/metrics"]
        self.threads = [threading.Thread(target=self.run, args=(path,), daemon=True) for path in paths]
        for thread in self.threads:
            thread.start()

    def run(self, path: str) -> None:
        while self.goes_on:
            connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=40)
            has_begun = False
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                has_begun = True
                answer.read()
                self.whole += 1
            except (OSError, http.client.HTTPException) as error:
                if has_begun and path.endswith("/events"):
                    # A stream of a job that goes on ends when the server does; its reader asks again from there.
                    self.streams += 1
                elif has_begun:
                    self.cut.append(f"{path} was cut off: {error!r}")
                time.sleep(0.01)
            finally:
                connection.close()

    def stop(self) -> list[str]:
        self.goes_on = False
        for thread in self.threads:
            thread.join()
        return self.cut


def sigterms(make, count: int, step: int = 5, long: int = 4000) -> dict:
    service: Service = make("--lease", "5", step=step)
    wrong: list[str] = []
    accepted: set[str] = set()
    times, twice, refusals = [], [], []
    whole = streams = 0
    late = ""
    for number in range(count):
        service.start()
        if late:
            # What was handed back waits or runs again, and has done nothing wrong.
            job = service.job(late)
            if job["state"] not in ("queued", "running") or job["error"]:
                wrong.append(f"{late}, handed back, is {job['state']}: {job['error']}")
            service.call("DELETE", f"/kiln/v1/jobs/{late}")
            late = ""
        # Every third is asked in the moment in which it is ready.
        is_early = number % 3 == 2
        accepted |= {service.post(seed=seed) for seed in range(0 if is_early else 5)}
        # Now and then one that is not done in time: it is handed back, after the grace or at a second signal.
        is_long, is_twice = number % 20 == 10, number % 20 == 1
        if is_long or is_twice:
            late = service.post(seed=number, steps=1000, n_iter=long // 1000, priority=1)
            accepted.add(late)
        readers = Readers(service, random.choice(sorted(accepted)))
        if not is_early:
            time.sleep(random.uniform(0, 0.3))
        begin = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        if is_twice:
            threading.Timer(0.5, service.process.send_signal, [signal.SIGTERM]).start()
        refusals += until_refused(service, begin, wrong)
        if fault := service.ended():
            wrong.append(f"end {number}: {fault}")
        times.append(time.monotonic() - begin)
        if is_twice:
            twice.append(times[-1])
        wrong += readers.stop()
        whole += readers.whole
        streams += readers.streams
    service.start()
    if late:
        service.call("DELETE", f"/kiln/v1/jobs/{late}")
    states = {name: service.wait(name)["state"] for name in accepted}
    undone = [f"{name} is {state}" for name, state in states.items() if state not in ("done", "cancelled")]
    lost = service.audit(accepted)
    slowest = max(refusals, default=0)
    # The job that such a server has would take it some twenty seconds.
    wrong += over("from SIGTERM to the end of a server that is asked twice", max(twice, default=0), 15)
    return {
        "figure": f"{count} SIGTERMs under load: {len(wrong)} wrong, {len(undone) + len(lost)} lost, {whole} answers came "
                  f"whole, {streams} streams of events ended with the server; not ready after {slowest * 1000:.0f} ms at most, ended "
                  f"after {max(times):.1f} s at most, {percentile(times, 0.5):.1f} s in the middle",
        "bound": "0, 0, 100 ms, 25 s",
        "wrong": wrong + undone + lost,
        "missed": over("from SIGTERM to the end", max(times), 25) + over("until it is not ready", slowest * 1000, 100, "ms")
        + over("from SIGTERM to the end, asked twice", max(twice, default=0), 6),
    }


def until_refused(service: Service, begin: float, wrong: list[str]) -> list[float]:
    """Seconds from a moment until the server says that it is not ready; nothing if it ended before it could be asked."""
    refused: list[float] = []
    while service.process.poll() is None and time.monotonic() - begin < (1.5 if refused else 10):
        asked = time.monotonic()
        status = service.status("GET", "/readyz")
        if status == 503:
            refused = refused or [asked - begin]
        elif status == 200 and refused:
            wrong.append(f"/readyz is 200 again, {asked - begin:.2f} s after SIGTERM")
        elif status not in (0, 200):
            wrong.append(f"/readyz is {status} after SIGTERM")
        time.sleep(0.005)
    if not refused and service.process.poll() is None:
        wrong.append("/readyz has not been 503 within 10 s of SIGTERM")
    return refused

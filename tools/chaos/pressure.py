"""Load, more load than there is room for, jobs that are called off, and servers that are asked to end."""

import asyncio
import http.client
import json
import random
import signal
import socket
import threading
import time

from service import SLACK, Service, job_body, percentile


class Line:
    """A connection that stays open, with one request after the other."""

    def __init__(self, port: int):
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict[str, str]]:
        """Status and fields of an answer whose body has come whole; 0 if the connection broke off."""
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            data = b"" if body is None else json.dumps(body).encode()
            kind = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
            self.writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{kind}\r\n".encode() + data)
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rest = head.split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
            await self.reader.readexactly(int(fields["content-length"]))
            return int(first.split(" ", 2)[1]), fields
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0, {}

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


class Load:
    """Requests at a fixed rate over connections that stay open: their statuses, and their times from when each was due."""

    def __init__(self, port: int):
        self.port = port
        self.times: dict[str, list[float]] = {}
        self.statuses: dict[int, int] = {}

    async def connection(self, every: float, end: float, requests) -> None:
        line = Line(self.port)
        due = time.monotonic() + random.uniform(0, every)
        while due < end:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            kind, method, path, body = requests()
            status, _ = await line.ask(method, path, body)
            self.times.setdefault(kind, []).append(time.monotonic() - due)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            due += every
        line.close()

    async def run(self, connections: int, rate: float, seconds: float, requests, posts=None, post_rate: float = 5) -> None:
        end = time.monotonic() + seconds
        # A connection that says nothing for 30 s would be closed.
        every = min(connections / rate, 20)
        lines = [self.connection(every, end, requests) for _ in range(connections)]
        if posts:
            lines += [self.connection(5 / post_rate, end, posts) for _ in range(5)]
        await asyncio.gather(*lines)


def load(make, queued: int, connections: int, rate: float, seconds: float) -> dict:
    service: Service = make("--max-queued", str(queued * 2 + 10_000), step=50)
    service.start()
    picture = service.wait(service.post(seed=1, steps=1))["images"][0]["url"]
    names = [service.post(seed=number) for number in range(queued)]
    numbers = iter(range(queued, 1 << 30))

    def asked() -> tuple:
        # Two thirds ask for a job; others look around, or for what is not there.
        name = random.choice(names)
        return random.choice([("status", "GET", f"/kiln/v1/jobs/{name}", None)] * 6 + [
            ("list", "GET", "/kiln/v1/jobs?limit=10", None), ("picture", "GET", picture, None),
            ("wrong", "GET", random.choice(["/kiln/v1/jobs/" + "a" * 26, "/nothing", "/kiln/v1/jobs?limit=0"]), None)])

    run = Load(service.port)
    asyncio.run(run.run(connections, rate, seconds, asked,
                        lambda: ("post", "POST", "/kiln/v1/jobs", job_body(seed=next(numbers)))))
    memory = service.memory("VmHWM")
    done = service.counted("kiln_jobs_total", 'result="done"')
    posted = int(service.counted("kiln_jobs_accepted_total"))
    wrong = [] if posted == len(service.jobs()) else [f"{posted} jobs are counted, {len(service.jobs())} are known"]
    service.kill()
    count = sum(run.statuses.values())
    failures = sum(number for status, number in run.statuses.items() if status >= 500 or status == 0)
    status, post = (percentile(run.times[kind], 0.99) * 1000 for kind in ("status", "post"))
    every = percentile([value for values in run.times.values() for value in values], 0.99) * 1000
    return {
        "figure": f"{queued} queued jobs, {connections} connections, {count / seconds:.0f} requests/s for {seconds:.0f} s while {done:.0f} jobs "
                  f"were done: {failures} of 5xx or without answer, p99 of a job's state {status:.1f} ms, of a new job {post:.1f} ms, of "
                  f"all {every:.1f} ms, {memory / 1e6:.0f} MB at most",
        "bound": "0 of 5xx, p99 50 ms and 25 ms, 300 MB",
        "holds": not failures and not wrong and status <= 50 * SLACK["time"] and post <= 25 * SLACK["time"] and memory <= 300e6,
        "detail": [str(run.statuses), *wrong],
    }


async def closed_loop(port: int, seconds: float) -> None:
    """Keeps the queue full, and hardly asks more than that takes."""
    line, end, number = Line(port), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        status, _ = await line.ask("POST", "/kiln/v1/jobs", job_body(seed=(number := number + 1)))
        if status != 202:
            await asyncio.sleep(0.02)
    line.close()


async def flood(port: int, rate: float, seconds: float, lines: int = 16) -> list[tuple[int, float, int]]:
    """Posts at a rate, whatever is answered; status, seconds from when it was due, and Retry-After of each answer."""
    answers = []
    end = time.monotonic() + seconds

    async def run(number: int) -> None:
        line, every = Line(port), lines / rate
        due = time.monotonic() + every * number / lines
        while due < end:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            status, fields = await line.ask("POST", "/kiln/v1/jobs", job_body(seed=len(answers)))
            answers.append((status, time.monotonic() - due, int(fields.get("retry-after", 0))))
            due += every
        line.close()

    await asyncio.gather(*(run(number) for number in range(lines)))
    return answers


def overload(make, seconds: float) -> dict:
    service: Service = make("--max-queued", "20", step=10)
    service.start()

    def rate(run) -> tuple[float, object]:
        """Jobs done in a second while something runs, as the server counts them."""
        before, begin = service.counted("kiln_jobs_total", 'result="done"'), time.monotonic()
        result = asyncio.run(run)
        return (service.counted("kiln_jobs_total", 'result="done"') - before) / (time.monotonic() - begin), result

    asyncio.run(closed_loop(service.port, 1))
    peak, _ = rate(closed_loop(service.port, seconds))
    refused_before = service.counted("kiln_rejected_total", 'reason="queue_full"')
    goodput, answers = rate(flood(service.port, 10 * peak, seconds))
    refused = [duration for status, duration, _ in answers if status == 429]
    wrong = [f"status {status}, Retry-After {after}" for status, _, after in answers
             if status != 202 and not (status == 429 and 1 <= after <= 60)]
    counted = service.counted("kiln_rejected_total", 'reason="queue_full"') - refused_before
    if counted != len(refused):
        wrong.append(f"/metrics counts {counted:.0f} refusals, of {len(refused)}")
    # After the flood there is room as soon as a job is done.
    end = time.monotonic()
    while service.status("POST", "/kiln/v1/jobs", job_body(seed=1)) != 202 and time.monotonic() - end < 10:
        time.sleep(0.01)
    recovery = time.monotonic() - end
    while service.jobs("queued") or service.jobs("running"):
        time.sleep(0.05)
    lost = service.audit({job["id"] for job in service.jobs()})
    share = goodput / peak if peak else 0
    slowest = percentile(refused, 0.99) * 1000
    return {
        "figure": f"{len(answers) / seconds / max(peak, 0.1):.1f}× the capacity: {len(refused)} of {len(answers)} requests refused with 429 and "
                  f"Retry-After, in {percentile(refused, 0.5) * 1000:.1f} ms ({slowest:.1f} ms p99), {len(wrong)} answered otherwise; goodput {share * 100:.0f} % of "
                  f"{peak:.1f} jobs/s; a job is taken again after {recovery * 1000:.0f} ms",
        "bound": "95 %, 10 ms, 1 s", "holds": bool(refused) and not wrong and not lost and share >= 0.95 * SLACK["share"]
        and slowest <= 10 * SLACK["time"] and recovery <= SLACK["time"],
        "detail": (wrong + lost)[:8],
    }


def cancels(make, count: int, step: int = 10) -> dict:
    service: Service = make(step=step)
    service.start()
    running, waiting = [], []
    accepted: set[str] = set()
    wrong: list[str] = []
    for number in range(count):
        # Called off in its first pass, or in its second, which has as many steps with the double.
        steps = random.choice([500, 40])
        name = service.post(seed=number, steps=steps, hires={"scale": 2})
        behind = service.post(seed=number)
        accepted |= {name, behind}
        while service.job(name)["state"] == "queued":
            time.sleep(0.005)
        begin = time.monotonic()
        state = service.call("DELETE", f"/kiln/v1/jobs/{behind}")[2]["state"]
        waiting.append(time.monotonic() - begin)
        if state != "cancelled":
            wrong.append(f"a waiting job is {state} when it was called off")
        time.sleep(random.uniform(0, 0.3) + (steps == 40) * 0.4)
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
                  f"{queued * 1000:.0f} ms at most ({percentile(waiting, 0.99) * 1000:.0f} ms p99); {len(wrong + lost)} wrong",
        "bound": f"{step + 200} ms, 20 ms (p99)",
        "holds": not wrong and not lost and worst <= (step + 200) / 1000 * SLACK["time"]
        and percentile(waiting, 0.99) <= 0.02 * SLACK["time"],
        "detail": (wrong + lost)[:8],
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

    def refused() -> bool:
        """Whether one more is refused at once."""
        link = wait()
        link.settimeout(0.2)
        try:
            return link.recv(12).endswith(b"429")
        except TimeoutError:
            return False
        finally:
            link.close()

    free, full = [], 0
    for _ in range(count):
        links = [wait() for _ in range(64)]
        end = time.monotonic() + 2
        while not (taken := refused()) and time.monotonic() < end:
            time.sleep(0.05)
        full += taken
        for link in links:
            link.close()
        begin = time.monotonic()
        while refused() and time.monotonic() - begin < 5:
            time.sleep(0.02)
        free.append(time.monotonic() - begin)
    service.call("DELETE", f"/kiln/v1/jobs/{block}")
    service.kill()
    service.start()
    lost = service.audit(set())
    return {
        "figure": f"{count} times 64 clients that wait and hang up: all places taken {full} times, free again after "
                  f"{max(free) * 1000:.0f} ms at most{' (looked at for 5 s)' if max(free) >= 5 else ''}",
        "bound": "1 s", "holds": full > 0 and max(free) <= 1.25 and not lost, "detail": lost[:5],
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
    times, refusals = [], []
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
        refusals.append(until_refused(service, begin, wrong))
        if fault := service.ended():
            wrong.append(f"end {number}: {fault}")
        times.append(time.monotonic() - begin)
        if is_twice and times[-1] > 6 * SLACK["time"]:
            wrong.append(f"end {number}: {times[-1]:.1f} s after two signals")
        wrong += readers.stop()
        whole += readers.whole
        streams += readers.streams
    service.start()
    if late:
        service.call("DELETE", f"/kiln/v1/jobs/{late}")
    undone = [f"{name} is {state}" for name in accepted if (state := service.wait(name)["state"]) not in ("done", "cancelled")]
    lost = service.audit(accepted)
    slowest = percentile([value for value in refusals if value is not None], 1)
    return {
        "figure": f"{count} SIGTERMs under load: {len(wrong)} wrong, {len(undone) + len(lost)} lost, {whole} answers came whole, {streams} streams of "
                  f"events ended with the server; not ready after {slowest * 1000:.0f} ms at most, ended after {max(times):.1f} s at most, "
                  f"{percentile(times, 0.5):.1f} s in the middle",
        "bound": "0, 0, 100 ms, 25 s",
        "holds": not wrong and not undone and not lost and max(times) <= 25 and slowest <= 0.1 * SLACK["time"],
        "detail": (wrong + undone + lost)[:12],
    }


def until_refused(service: Service, begin: float, wrong: list[str]) -> float | None:
    """Seconds from a moment until the server says that it is not ready; nothing if it ended before it could be asked."""
    first = None
    while service.process.poll() is None and time.monotonic() - begin < 1.5:
        asked = time.monotonic()
        status = service.status("GET", "/readyz")
        if status == 503 and first is None:
            first = time.monotonic() - begin
        elif status == 200 and asked - begin > 0.1 * SLACK["time"]:
            wrong.append(f"/readyz is 200, {asked - begin:.2f} s after SIGTERM")
        elif status not in (0, 200, 503):
            wrong.append(f"/readyz is {status} after SIGTERM")
        time.sleep(0.005)
    return first

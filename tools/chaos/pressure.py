"""Load, and more load than there is room for."""

import asyncio
import json
import random
import time

from service import Service, job_body, over, percentile


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

    async def run(self, connections: int, rate: float, seconds: float, requests, posts) -> None:
        end = time.monotonic() + seconds
        # A connection that says nothing for 30 s would be closed.
        every = min(connections / rate, 20)
        lines = [self.connection(every, end, requests) for _ in range(connections)]
        await asyncio.gather(*lines, *(self.connection(1, end, posts) for _ in range(5)))


async def fill(port: int, count: int) -> list[str]:
    """Posts jobs as fast as they are taken; their ids."""
    names: list[str] = []

    async def run(numbers) -> None:
        line = Line(port)
        for number in numbers:
            status, fields = await line.ask("POST", "/kiln/v1/jobs", job_body(seed=number))
            if status != 202:
                raise RuntimeError(f"a job was answered {status}")
            names.append(fields["location"].rsplit("/", 1)[1])
        line.close()

    await asyncio.gather(*(run(range(lane, count, 8)) for lane in range(8)))
    return names


def load(make, queued: int, connections: int, rate: float, seconds: float) -> dict:
    service: Service = make("--max-queued", str(queued * 2 + 10_000), step=50)
    service.start()
    picture = service.wait(service.post(seed=1, steps=1))["images"][0]["url"]
    names = asyncio.run(fill(service.port, queued))
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
    wrong += over("memory", memory / 1e6, 300, "MB")
    service.kill()
    count = sum(run.statuses.values())
    failures = sum(number for status, number in run.statuses.items() if status >= 500 or status == 0)
    if failures:
        wrong.append(f"answers by status: {run.statuses}")
    status, post = (percentile(run.times[kind], 0.99) * 1000 for kind in ("status", "post"))
    every = percentile([value for values in run.times.values() for value in values], 0.99) * 1000
    return {
        "figure": f"{queued} queued jobs, {connections} connections, {count / seconds:.0f} requests/s for {seconds:.0f} s, 5 of them new "
                  f"jobs, while {done:.0f} jobs were done: {failures} of 5xx or without answer, p99 of a job's state {status:.1f} ms, of "
                  f"a new job {post:.1f} ms, of all {every:.1f} ms, {memory / 1e6:.0f} MB at most",
        "bound": "0 of 5xx, p99 50 ms and 25 ms, 300 MB",
        "wrong": wrong, "missed": over("p99 of a job's state", status, 50, "ms") + over("p99 of a new job", post, 25, "ms"),
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
    if recovery >= 10:
        wrong.append("there is no room 10 s after the flood")
    if not refused or not goodput:
        wrong.append(f"{len(refused)} requests were refused, and {goodput:.1f} jobs/s done meanwhile")
    share = goodput / peak if peak else 0
    slowest = percentile(refused, 0.99) * 1000
    return {
        "figure": f"{len(answers) / seconds / max(peak, 0.1):.1f}× the capacity: {len(refused)} of {len(answers)} requests refused with "
                  f"429 and Retry-After, in {percentile(refused, 0.5) * 1000:.1f} ms ({slowest:.1f} ms p99), {len(wrong)} answered "
                  f"otherwise; goodput {share * 100:.0f} % of {peak:.1f} jobs/s; a job is taken again after {recovery * 1000:.0f} ms",
        "bound": "95 %, 10 ms, 1 s", "wrong": wrong + lost,
        "missed": over("goodput that is lost", 100 * (1 - share), 5, "%") + over("p99 of a refusal", slowest, 10, "ms")
        + over("until there is room", recovery, 1),
    }

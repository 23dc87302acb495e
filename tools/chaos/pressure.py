"""Load, more load than there is room for, hostile bodies, and jobs that are called off."""

import asyncio
import random
import signal
import socket
import threading
import time

from service import SLACK, Service


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class Load:
    """Requests at a fixed rate over connections that stay open."""

    def __init__(self, port: int, paths: list[str]):
        self.port, self.paths = port, paths
        self.times: list[float] = []
        self.statuses: dict[int, int] = {}

    async def connection(self, every: float, end: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.sleep(random.uniform(0, every))
        try:
            while time.monotonic() < end:
                due = time.monotonic() + every
                begin = time.monotonic()
                path = random.choice(self.paths)
                writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
                await reader.readexactly(length)
                status = int(head.split(b" ", 2)[1])
                self.statuses[status] = self.statuses.get(status, 0) + 1
                self.times.append(time.monotonic() - begin)
                await asyncio.sleep(max(due - time.monotonic(), 0))
        finally:
            writer.close()

    async def run(self, connections: int, rate: float, seconds: float) -> None:
        end = time.monotonic() + seconds
        # A connection that says nothing for 30 s would be closed.
        every = min(connections / rate, 20)
        await asyncio.gather(*(self.connection(every, end) for _ in range(connections)))


def load(make, queued: int, connections: int, rate: float, seconds: float) -> dict:
    service: Service = make(step=50)
    service.start()
    names = [service.post(seed=number) for number in range(queued)]
    run = Load(service.port, [f"/kiln/v1/jobs/{name}" for name in random.sample(names, min(200, queued))])
    asyncio.run(run.run(connections, rate, seconds))
    memory = service.memory()
    service.stop()
    failures = sum(count for status, count in run.statuses.items() if status >= 500)
    p99 = percentile(run.times, 0.99) * 1000
    return {
        "figure": f"{queued} queued jobs, {connections} connections, {len(run.times) / seconds:.0f} requests/s for {seconds:.0f} s: "
                  f"{failures} of 5xx, p99 {p99:.1f} ms, {memory / 1e6:.0f} MB",
        "bound": "0 of 5xx, p99 50 ms, 300 MB",
        "holds": failures == 0 and p99 <= 50 * SLACK["time"] and memory <= 300e6,
        "detail": [str(run.statuses)],
    }


def overload(make, seconds: float) -> dict:
    service: Service = make("--max-queued", "20", step=10)
    service.start()

    def finished() -> int:
        return sum(1 for _ in jobs_done(service))

    begin = time.monotonic()
    count = 0
    while time.monotonic() - begin < seconds:
        if len(waiting(service)) < 10:
            service.post(seed=count)
            count += 1
        else:
            time.sleep(0.01)
    peak = finished() / seconds
    before = finished()
    answers: list[tuple[int, float]] = []
    begin = time.monotonic()

    # Ten times what it can do, by all threads together.
    threads = 8
    every = threads / (10 * max(peak, 0.1))

    def flood() -> None:
        while time.monotonic() - begin < seconds:
            start = time.monotonic()
            status, fields, _ = service.call("POST", "/kiln/v1/jobs", {
                "prompt": "a cat", "checkpoint": "demo-sd15", "width": 64, "height": 64, "steps": 10})
            sane = status == 202 or (status == 429 and int(fields.get("Retry-After", 0)) >= 1)
            answers.append((status if sane else 0, time.monotonic() - start))
            time.sleep(max(every - (time.monotonic() - start), 0))

    floods = [threading.Thread(target=flood) for _ in range(threads)]
    for thread in floods:
        thread.start()
    for thread in floods:
        thread.join()
    goodput = (finished() - before) / (time.monotonic() - begin)
    service.kill()
    refused = [duration for status, duration in answers if status == 429]
    wrong = sum(1 for status, _ in answers if status == 0)
    share = goodput / peak if peak else 0
    return {
        "figure": f"{len(answers) / seconds / max(goodput, 0.1):.0f}× the capacity: {len(refused)} of {len(answers)} requests refused "
                  f"with 429 and Retry-After, in {percentile(refused, 0.99) * 1000:.0f} ms (p99), {wrong} answered otherwise; "
                  f"goodput {share * 100:.0f} % of {peak:.1f} jobs/s",
        "bound": "95 %", "holds": bool(refused) and not wrong and share >= 0.95 * SLACK["share"], "detail": [],
    }


def jobs_done(service: Service):
    before = None
    while True:
        path = "/kiln/v1/jobs?state=done&limit=1000" + (f"&before={before}" if before else "")
        answer = service.call("GET", path)[2]
        yield from answer["jobs"]
        before = answer["next"]
        if not before:
            return


def waiting(service: Service) -> list[dict]:
    return service.call("GET", "/kiln/v1/jobs?state=queued&limit=100")[2]["jobs"]


def cancels(make, count: int, step: int = 10) -> dict:
    service: Service = make(step=step)
    service.start()
    times = []
    for number in range(count):
        name = service.post(seed=number, steps=500)
        while service.job(name)["state"] == "queued":
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.2))
        begin = time.monotonic()
        service.call("DELETE", f"/kiln/v1/jobs/{name}")
        service.wait(name)
        times.append(time.monotonic() - begin)
    idle = service.wait(service.post(steps=1))
    service.stop()
    worst = max(times)
    return {
        "figure": f"{count} cancels: the worker had stopped after {worst * 1000:.0f} ms at most, "
                  f"{percentile(times, 0.5) * 1000:.0f} ms in the middle (a step takes {step} ms)",
        "bound": f"{step + 200} ms", "holds": worst <= (step + 200) / 1000 * SLACK["time"] and idle["state"] == "done", "detail": [],
    }


def sigterms(make, count: int) -> dict:
    service: Service = make(step=5)
    wrong: list[str] = []
    accepted: set[str] = set()
    slowest = 0.0
    for _ in range(count):
        service.start()
        accepted |= {service.post(seed=number) for number in range(5)}
        time.sleep(random.uniform(0, 0.3))
        begin = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        if (status := service.status("GET", "/readyz")) not in (503, 0):
            wrong.append(f"/readyz is {status} after SIGTERM")
        if (code := service.process.wait(40)) != 0:
            wrong.append(f"exit status {code}")
        slowest = max(slowest, time.monotonic() - begin)
    service.start()
    undone = [name for name in accepted if service.wait(name)["state"] != "done"]
    service.stop()
    lost = service.ledger(accepted)
    return {
        "figure": f"{count} SIGTERMs under load: {len(wrong)} wrong ends, {len(undone) + len(lost)} lost, {slowest:.1f} s at most",
        "bound": "0, 0, 25 s", "holds": not wrong and not undone and not lost and slowest <= 25,
        "detail": wrong[:5] + lost[:5],
    }


def hostile(make, rounds: int) -> dict:
    service: Service = make()
    service.start()
    host = f"Host: 127.0.0.1:{service.port}\r\n"
    json_head = f"POST /kiln/v1/jobs HTTP/1.1\r\n{host}Content-Type: application/json\r\n"

    def body(data: bytes) -> bytes:
        return f"{json_head}Content-Length: {len(data)}\r\n\r\n".encode() + data

    cases = {
        "100,000 tiny headers": (f"GET / HTTP/1.1\r\n{host}" + "a: b\r\n" * 100_000 + "\r\n").encode(),
        "a header of 90 kB": (f"GET / HTTP/1.1\r\n{host}a: " + "b" * 90_000 + "\r\n\r\n").encode(),
        "chunks of a byte": (json_head + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"1\r\n[\r\n" * 100_000 + b"0\r\n\r\n",
        "JSON 100,000 deep": body(b"[" * 100_000),
        "a million values": body(b"[" + b"0," * 1_000_000 + b"0]"),
        "bad UTF-8": body(b'{"prompt":"\xff\xfe"}'),
        "a huge number": body(b'{"steps":1e999999999}'),
        "two lengths": (json_head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}").encode(),
        "a compressed body": (json_head + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n").encode() + b"\x1f\x8b\x08\x00",
        "a body over the limit": f"{json_head}Content-Length: {(64 << 20) + 1}\r\n\r\n".encode(),
        "no HTTP": b"\x16\x03\x01" + bytes(range(256)),
    }

    def send(data: bytes) -> int:
        with socket.create_connection(("127.0.0.1", service.port), timeout=20) as link:
            try:
                link.sendall(data)
                link.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answer = b""
            try:
                while b"\r\n" not in answer and (part := link.recv(4096)):
                    answer += part
            except OSError:
                pass
            return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0

    wrong = [f"{name}: {status}" for name, data in cases.items() if (status := send(data)) not in (0, *range(400, 500))]
    for _ in range(3):
        for data in cases.values():
            send(data)
    before = service.memory()
    for _ in range(rounds):
        for data in cases.values():
            send(data)
    growth = service.memory() - before
    alive = service.status("GET", "/healthz") == 200
    service.stop()
    return {
        "figure": f"{len(cases)} kinds, {rounds} rounds after warm-up: {len(wrong)} answered otherwise than by 4xx or a closed "
                  f"connection; memory grew by {growth / 1048576:.2f} MiB",
        "bound": "0, 1 MiB", "holds": not wrong and alive and growth <= (1 << 20) * SLACK["time"], "detail": wrong,
    }

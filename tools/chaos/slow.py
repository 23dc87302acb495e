"""Clients that hold connections and do not use them: they are closed in time, and others are served meanwhile."""

import asyncio
import itertools
import multiprocessing
import socket
import time

from pressure import Line
from service import Service, job_body, over, percentile

# Seconds after which a connection is closed, with one more between two looks at it. Of a client that takes nothing it is 30
# where answers wait for it, and 60, those of a connection without a request, where all of them lie in the system's buffers;
# both count from when the last of an answer went there, a second or so after it was asked for.
SILENT, STALLED = 11, 62
# What the server may take for it: 256 MiB of answers that nobody takes are what it promises to keep at most.
MEMORY = 512e6
# How long it is waited for.
WATCHED = 90


def source(number: int) -> tuple[str, int]:
    """An address of this machine, with a hundred connections each."""
    return f"127.0.1.{number // 100 + 1}", 0


async def closed_after(port: int, number: int, first: bytes, piece: bytes, every: float) -> tuple[float, bytes]:
    """Seconds until the server hangs up on a client that sends something, and then a piece now and then; what it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source(number))
    begin = time.monotonic()
    writer.write(first)

    async def drip() -> None:
        while True:
            await asyncio.sleep(every)
            writer.write(piece)

    dripping = asyncio.create_task(drip()) if piece else None
    said = b""
    try:
        async with asyncio.timeout(WATCHED):
            while part := await reader.read(4096):
                said += part
    except (ConnectionError, TimeoutError):
        pass
    if dripping:
        dripping.cancel()
    writer.close()
    return time.monotonic() - begin, said


async def stalled(port: int, number: int, request: bytes) -> socket.socket:
    """A client that asks for much and takes nothing of it."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.bind(source(number))
    link.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(link, ("127.0.0.1", port))
    await loop.sock_sendall(link, request)
    return link


class Good:
    """Some fifty requests a second of clients that behave, over new connections and over one that stays; in a process of
    its own, since the one of the slow clients is busy."""

    def __init__(self, port: int, job: str):
        self.port, self.job = port, job
        self.times: list[float] = []
        self.failed: list[str] = []
        self.posted = 0
        context = multiprocessing.get_context("fork")
        self.end, end = context.Pipe()
        self.process = context.Process(target=lambda: asyncio.run(self.run(end)), daemon=True)
        self.process.start()

    def stop(self) -> "Good":
        self.end.send("stop")
        self.times, self.failed, self.posted = self.end.recv()
        self.process.join()
        return self

    async def one(self, line: Line, stays: bool, number: int) -> None:
        method, path, body, right = [
            ("GET", "/readyz", None, 200), ("GET", f"/kiln/v1/jobs/{self.job}", None, 200),
            ("POST", "/kiln/v1/jobs", job_body(seed=number, steps=1), 202)][number % 3]
        begin = time.monotonic()
        status, _ = await line.ask(method, path, body)
        self.times.append(time.monotonic() - begin)
        self.posted += status == 202
        if status != right:
            self.failed.append(f"{method} {path} was answered {status}")
        if not stays:
            line.close()

    async def run(self, end) -> None:
        stays = Line(self.port)
        tasks: list[asyncio.Task] = []
        for number in itertools.count():
            if end.poll():
                break
            if number % 2:
                await self.one(stays, True, number)
            else:
                tasks.append(asyncio.create_task(self.one(Line(self.port), False, number)))
            await asyncio.sleep(0.02)
        await asyncio.gather(*tasks)
        end.send((self.times, self.failed, self.posted))


async def attack(service: Service, job: str, mode: str, connections: int) -> tuple[list[float], list[bytes], Good]:
    """Seconds until each connection of one kind was closed, what the server said, and how others fared."""
    port = service.port
    host = f"Host: 127.0.0.1:{port}\r\n"
    good = Good(port, job)
    if mode == "stalled":
        # Several answers one after the other, more than lies between two sockets.
        request = f"GET /openapi.json HTTP/1.1\r\n{host}\r\n".encode() * 12
        before = await counted(service, mode)
        links = await asyncio.gather(*(stalled(port, number, request) for number in range(connections)))
        begin = time.monotonic()
        times: list[float] = []
        while len(times) < connections and time.monotonic() - begin < WATCHED:
            await asyncio.sleep(0.25)
            now = await counted(service, mode) - before
            times += [time.monotonic() - begin] * int(now - len(times))
        for link in links:
            link.close()
        answers = [b""] * len(times)
    else:
        first, piece, every = {
            "silent": (b"", b"", 1),
            "slow_head": (f"GET /healthz HTTP/1.1\r\n{host}".encode(), b"a: b\r\n", 1),
            "slow_body": (f"POST /kiln/v1/jobs HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                          .encode(), b" " * 100, 0.5),
        }[mode]
        ends = await asyncio.gather(*(closed_after(port, number, first, piece, every) for number in range(connections)))
        times, answers = [end for end, _ in ends], [said for _, said in ends]
    return times, answers, await asyncio.to_thread(good.stop)


# What the server calls a client whose answers lie between the sockets, and which asks for nothing more.
REASONS = {"stalled": ("stalled", "idle")}


async def counted(service: Service, mode: str) -> float:
    """Connections that were closed for what one kind of client does."""
    metrics = await asyncio.to_thread(service.metrics)
    return sum(metrics.get(("kiln_rejected_total", f'reason="{reason}"'), 0) for reason in REASONS.get(mode, (mode,)))


def slow_clients(make, connections: int, modes: int) -> dict:
    service: Service = make(step=0)
    service.start()
    job = service.post(seed=1, steps=1)
    service.wait(job)
    names = ["silent", "slow_head", "slow_body", "stalled"][:modes]
    wrong: list[str] = []
    figures, times, missed = [], [], []

    async def all_at_once():
        return await asyncio.gather(*(attack(service, job, name, connections) for name in names))

    # On the whole scale one after the other, each with all its connections.
    whole = connections >= 1000
    rounds = [asyncio.run(attack(service, job, name, connections)) for name in names] if whole else asyncio.run(all_at_once())
    posted = 1
    for name, (ends, answers, good) in zip(names, rounds):
        bound = STALLED if name == "stalled" else SILENT
        missed += over(f"until {name} ones were closed", max(ends, default=0), bound + 0.5)
        if (open_still := connections - sum(end < WATCHED for end in ends)):
            wrong.append(f"{name}: {open_still} were not closed within {WATCHED} s")
        unanswered = sum(not said.startswith(b"HTTP/1.1 408") for said in answers) if name.startswith("slow") else 0
        if unanswered:
            wrong.append(f"{name}: {unanswered} were not told 408")
        wrong += [f"{name}: {what}" for what in good.failed[:5]]
        times += good.times
        posted += good.posted
        figures.append(f"{name} closed after {max(ends, default=0):.1f} s at most ({len(ends)}), others' p99 "
                       f"{percentile(good.times, 0.99) * 1000:.1f} ms ({len(good.times)})")
        if (count := asyncio.run(counted(service, name))) != connections:
            wrong.append(f"/metrics counts {count:.0f} of {name}, of {connections}")
    memory = service.memory("VmHWM")
    while service.jobs("queued") or service.jobs("running"):
        time.sleep(0.05)
    jobs = {job["id"] for job in service.jobs()}
    if len(jobs) != posted:
        wrong.append(f"{posted} jobs were posted, {len(jobs)} are known")
    wrong += service.audit(jobs)
    wrong += over("memory", memory / 1e6, MEMORY / 1e6, "MB")
    missed += over("others' p99", percentile(times, 0.99) * 1000, 100, "ms")
    return {
        "figure": f"{connections} connections each: {'; '.join(figures)}; {len(wrong)} wrong; {memory / 1e6:.0f} MB at most",
        "bound": f"{SILENT} s (stalled: {STALLED} s), p99 100 ms, 0 failed, {MEMORY / 1e6:.0f} MB",
        "wrong": wrong, "missed": missed,
    }

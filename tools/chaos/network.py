"""Workers of other machines over a network that drops, delays, repeats, cuts and parts."""

import asyncio
import collections
import http.client
import json
import random
import re
import socket
import struct
import subprocess
import threading
import time

from kills import Clients, doubled, faults_of, unequal
from service import Service, is_alive

# What befalls a worker's connections, and how often of a hundred.
EVENTS = {"drop": 20, "delay": 20, "half-open": 13, "reset": 20, "cut": 12, "duplicate": 12, "partition": 3}


class Link:
    """One connection of a worker, through the wire to the server."""

    def __init__(self, wire: "Wire", reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.wire, self.reader, self.writer = wire, reader, writer
        self.server: asyncio.StreamWriter | None = None
        # Bytes of the request that is coming in, and the last that came whole.
        self.request = b""
        self.asked = ""

    async def run(self) -> None:
        if self.wire.is_half_open:
            # Accepted, and nothing more; it is reset when the wire is whole again.
            self.wire.held.append(self)
            return
        try:
            await self.wire.open.wait()
            reader, self.server = await asyncio.open_connection("127.0.0.1", self.wire.port)
            await asyncio.gather(self.up(), self.down(reader))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.end()

    async def up(self) -> None:
        """Hands on what the worker says."""
        while data := await self.reader.read(65_536):
            await self.wire.open.wait()
            self.request += data
            cut = self.follow()
            if cut and self.wire.cuts > 0:
                self.wire.cuts -= 1
                self.wire.tell("cut")
                self.server.write(data[:-cut])
                await self.server.drain()
                self.end(resets=True)
                return
            self.server.write(data)
            await self.server.drain()
        if self.server.can_write_eof():
            self.server.write_eof()

    def follow(self) -> int:
        """Notes a request that is whole; how many bytes of a result's end could be cut off, if this is one."""
        head, end, body = self.request.partition(b"\r\n\r\n")
        if not end:
            return 0
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
        wanted = int(length[1]) if length else 0
        if len(body) < wanted:
            return 0
        path = head.split(b" ", 2)[1].decode()
        self.asked = path
        if re.search(r"/(images|outcome|first-passes/\d+)$", path):
            self.wire.last = self.request
        self.request = b""
        return wanted // 2 if re.search(r"/(images|first-passes/\d+)$", path) and wanted > 16 else 0

    async def down(self, reader: asyncio.StreamReader) -> None:
        """Hands on what the server says."""
        while data := await reader.read(65_536):
            await self.wire.open.wait()
            if self.asked and data.startswith(b"HTTP/1.1 "):
                self.wire.answers[int(data[9:12])] += 1
            self.writer.write(data)
            await self.writer.drain()
        self.writer.close()

    def end(self, resets: bool = False) -> None:
        """Ends both sides; with a reset, or as if each had closed."""
        self.wire.links.discard(self)
        for writer in (self.writer, self.server):
            if writer is None:
                continue
            sock = writer.get_extra_info("socket")
            if resets and sock and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
            else:
                writer.close()


class Wire:
    """A worker's way to its server."""

    def __init__(self, port: int):
        self.port = port
        self.links: set[Link] = set()
        self.held: list[Link] = []
        self.open = asyncio.Event()
        self.open.set()
        self.is_half_open = False
        self.cuts = 0
        self.last = b""
        self.events: collections.Counter = collections.Counter()
        # Answers of the server by status, and those to requests that came twice.
        self.answers: collections.Counter = collections.Counter()
        self.twice: collections.Counter = collections.Counter()

    async def listen(self) -> int:
        server = await asyncio.start_server(self.come, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(self, reader, writer)
        self.links.add(link)
        await link.run()

    def tell(self, event: str) -> None:
        self.events[event] += 1

    async def befall(self, event: str, pause: float, partition: float) -> None:
        """Lets something happen, and waits until it is over."""
        if event == "cut":
            # Told when a result comes by.
            self.cuts += 1
            return
        if event == "duplicate" and not self.last:
            event = "drop"
        self.tell(event)
        match event:
            case "drop" | "reset":
                for link in list(self.links):
                    link.end(resets=event == "reset")
            case "delay" | "partition":
                self.open.clear()
                await asyncio.sleep(pause if event == "delay" else partition)
                self.open.set()
            case "half-open":
                self.is_half_open = True
                for link in list(self.links):
                    if link.server:
                        link.server.close()
                await asyncio.sleep(pause)
                self.is_half_open = False
                for link in self.held:
                    link.end(resets=True)
                self.held = []
            case "duplicate":
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(self.last)
                self.twice[int((await reader.readuntil(b"\r\n"))[9:12])] += 1
                writer.close()


class Network:
    """Wires of several workers, in a thread of their own."""

    def __init__(self, port: int, count: int):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.wires = [Wire(port) for _ in range(count)]
        self.ports = [self.run(wire.listen()) for wire in self.wires]
        self.busy: dict[Wire, object] = {}

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def befall(self, event: str, pause: float, partition: float) -> bool:
        """Lets something happen to a wire to which nothing happens; whether there was one."""
        free = [wire for wire in self.wires if wire not in self.busy or self.busy[wire].done()]
        if not free:
            return False
        wire = random.choice(free)
        self.busy[wire] = asyncio.run_coroutine_threadsafe(wire.befall(event, pause, partition), self.loop)
        return True

    def total(self, name: str) -> collections.Counter:
        return sum((getattr(wire, name) for wire in self.wires), collections.Counter())

    def heal(self) -> None:
        for work in self.busy.values():
            work.result(600)
        for wire in self.wires:
            wire.cuts = 0


class Fleet:
    """Workers of other machines: doubles of the engine, each over a wire of its own."""

    def __init__(self, service: Service, double: str, token: str, ports: list[int]):
        self.processes = []
        for number, port in enumerate(ports):
            with open(service.folder.with_suffix(f".worker-{number}.log"), "ab") as log:
                process = subprocess.Popen(
                    [double, "--server", f"http://127.0.0.1:{port}", "--name", f"far-{number}", "--device", "cpu"],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log, env=service.environment)
            process.stdin.write(f"{token}\n".encode())
            process.stdin.flush()
            self.processes.append(process)

    def gone(self) -> list[str]:
        return [f"worker {number} ended with {process.poll()}"
                for number, process in enumerate(self.processes) if not is_alive(process.pid)]

    def end(self) -> None:
        """The end of their input is the end of them."""
        for process in self.processes:
            process.stdin.close()
        for process in self.processes:
            process.wait(20)


class Zombie:
    """A worker that takes a job, is not heard of until it has lost it, and then hands in what it has."""

    def __init__(self, service: Service, token: str):
        self.service = service
        self.fields = {"Authorization": f"Bearer {token}", "kiln-worker": "zombie"}
        self.claim: dict = {}

    def ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        try:
            connection.request(method, "/worker/v1" + path, body, {**self.fields, "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def take(self) -> str:
        body = json.dumps({"worker": "zombie", "device": "cpu", "resident": []}).encode()
        status, answer = self.ask("POST", "/claims", body, "application/json")
        if status != 200 or not answer:
            raise RuntimeError(f"a claim was answered {status}: {answer}")
        self.claim = json.loads(answer)["job"]["_0"]
        return self.claim["job"]

    def hand_in(self, attempt: int) -> list[str]:
        """Hands in all that a worker can, under an attempt's number; what of it was not refused."""
        report = json.dumps({"index": 0, "isBeforeHires": False, "width": 1, "height": 1, "mediaType": "image/png",
                             "infotext": "late", "seed": 1, "subseed": 1}).encode()
        parcel = struct.pack(">I", len(report)) + report + b"\x89PNG\r\n\x1a\n late"
        outcome = json.dumps({"kind": "done", "reason": ""}).encode()
        failure = json.dumps({"kind": "failed", "reason": "late"}).encode()
        root, octets = f"/jobs/{self.claim['job']}/{attempt}", "application/octet-stream"
        wrong = []
        for method, path, body, kind in [
                ("PUT", "/first-passes/0", b"late", octets), ("POST", "/images", parcel, octets),
                ("POST", "/outcome", failure, "application/json"), ("POST", "/outcome", outcome, "application/json")]:
            status, answer = self.ask(method, root + path, body, kind)
            if status != 409:
                wrong.append(f"a late {path}, attempt {attempt}, was answered {status}: {answer[:200]}")
        progress = json.dumps({"stage": "late", "detail": "", "step": 1, "steps": 1, "images": [], "fraction": 1, "finished": 0})
        status, answer = self.ask("POST", root + "/progress", progress.encode(), "application/json")
        if status != 409 and (status != 200 or json.loads(answer)["state"] != "lost"):
            wrong.append(f"late progress was answered {status}: {answer[:200]}")
        return wrong


def network_chaos(make, count: int, pause: float, partition: float, lease: float) -> dict:
    service: Service = make("--lease", str(lease), step=10)
    double = service.options[service.options.index("--worker-program") + 1]
    token = f"{random.randrange(1 << 128):032x}"
    file = service.folder.with_suffix(".token")
    file.write_text(token + "\n")
    file.chmod(0o600)
    service.options += ["--workers", "none", "--worker-token-file", str(file)]
    service.launch()
    # One that is lost before the others are there, so that none of them can have it before.
    zombie = Zombie(service, token)
    stolen = service.post(seed=7, hires={"scale": 2}, steps=100)
    zombie.take()
    network = Network(service.port, 4)
    fleet = Fleet(service, double, token, network.ports)
    wrong: list[str] = []
    while service.job(stolen)["attempts"] < 2:
        time.sleep(0.02)
    # While another has it, under its own attempt's number and under the other's; and when it is done.
    wrong += zombie.hand_in(1) + zombie.hand_in(2)
    if (job := service.wait(stolen, 120))["attempts"] != 2 or job["state"] != "done":
        wrong.append(f"the stolen job is {job['state']} after {job['attempts']} attempts")
    wrong += zombie.hand_in(1) + zombie.hand_in(2)

    load = Clients(service, count=2, pause=0.15)
    events = random.choices(list(EVENTS), list(EVENTS.values()), k=count)
    for event in events:
        time.sleep(random.uniform(0, 2) * min(pause, 1) / 2)
        while not network.befall(event, pause * random.uniform(0.2, 1), partition):
            time.sleep(0.05)
    network.heal()
    accepted = load.stop()
    jobs = [service.wait(name, 300) for name in accepted]
    quarantined = [job for job in jobs if job["state"] == "quarantined" and job["attempts"] >= 3]
    done = [job for job in jobs if job["state"] == "done"]
    wrong += [f"{job['id']} is {job['state']}: {job['error']}" for job in jobs if job not in done and job not in quarantined]
    load.accepted[stolen] = {"seed": 7, "hires": {"scale": 2}, "steps": 100}
    begun = [job for job in done if job["attempts"] > 1]
    wrong += unequal(make, service, load, begun[:20] + random.sample(done, min(10, len(done))) + [service.job(stolen)], 40)
    wrong += faults_of(jobs, load) + doubled(service, set(load.accepted)) + load.wrong + fleet.gone()
    fleet.end()
    lost = service.audit(set(load.accepted))
    told, answers, twice = network.total("events"), network.total("answers"), network.total("twice")
    if told.total() < count // 2:
        wrong.append(f"{told.total()} of {count} events befell somebody")
    return {
        "figure": f"{told.total()} events ({', '.join(f'{name} {number}' for name, number in sorted(told.items()))}) between a server "
                  f"and 4 workers: {len(jobs)} jobs, {len(done)} done, {len(begun)} begun more than once, {len(quarantined)} "
                  f"quarantined after three lost attempts, {len(lost)} entries in the ledger check; a zombie's late results refused, "
                  f"{answers[409]} of the workers' too; {twice.total()} requests that came twice were answered "
                  f"{', '.join(f'{status} ({number})' for status, number in sorted(twice.items()))}; {len(wrong)} wrong",
        "bound": "0 lost, 0 doubled, byte-equal, late results refused",
        "wrong": wrong + lost,
    }

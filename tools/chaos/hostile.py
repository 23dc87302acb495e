"""Heads and bodies that no client sends: each gets its status, and none leaves memory behind."""

import socket
import statistics

from service import Service, over


def cases(port: int) -> dict[str, tuple[bytes, int]]:
    """What is sent, and the status that is right for it."""
    host = f"Host: 127.0.0.1:{port}\r\n"
    head = f"POST /kiln/v1/jobs HTTP/1.1\r\n{host}Content-Type: application/json\r\n"

    def body(data: bytes) -> bytes:
        return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data

    return {
        "100,000 tiny headers": ((f"GET / HTTP/1.1\r\n{host}" + "a: b\r\n" * 100_000 + "\r\n").encode(), 431),
        "a header of 90 kB": ((f"GET / HTTP/1.1\r\n{host}a: " + "b" * 90_000 + "\r\n\r\n").encode(), 431),
        "chunks of a byte": (
            (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"1\r\n[\r\n" * 100_000 + b"0\r\n\r\n", 422),
        "JSON 100,000 deep": (body(b"[" * 100_000), 422),
        "a million values": (body(b"[" + b"0," * 1_000_000 + b"0]"), 422),
        "bad UTF-8": (body(b'{"prompt":"\xff\xfe"}'), 400),
        "a huge number": (body(b'{"steps":1e999999999}'), 400),
        "two lengths": ((head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}").encode(), 400),
        "lengths that differ": ((head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}").encode(), 400),
        "a compressed body": (
            (head + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n").encode() + b"\x1f\x8b\x08\x00", 400),
        "a body over the limit": (f"{head}Content-Length: {(64 << 20) + 1}\r\n\r\n".encode(), 413),
        "no HTTP": (b"\x16\x03\x01" + bytes(range(256)), 400),
    }


def send(port: int, data: bytes) -> int:
    """The status of the answer to some bytes; 0 if the connection ended without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        try:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
        except OSError:
            # The server has hung up while more was to come; its answer may have come before.
            pass
        answer = b""
        try:
            while b"\r\n" not in answer and (part := link.recv(4096)):
                answer += part
        except OSError:
            pass
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def floor(values: list[int]) -> float:
    """What memory comes back to: the tenth part of the values lies below it."""
    return statistics.quantiles(values, n=10)[0]


def hostile_bodies(make, rounds: int, warm_up: int, growth_mib: float) -> dict:
    service: Service = make()
    service.start()
    port = service.port
    accepted = {service.post(seed=1)}
    service.wait(*accepted)
    wrong: list[str] = []
    memory: list[int] = []
    for number in range(warm_up + rounds):
        for name, (data, right) in cases(port).items():
            # A client that still sends when it is refused may lose the answer to the reset that follows.
            if (status := send(port, data)) not in (right, 0):
                wrong.append(f"{name}: {status}, not {right}")
            elif status == 0 and len(data) < 65_536:
                wrong.append(f"{name}: no answer")
        if number >= warm_up:
            memory.append(service.memory())
    # Memory swings by several MiB from round to round; growth is a rise of what it comes back to.
    part = max(len(memory) // 3, 2)
    growth = (floor(memory[-part:]) - floor(memory[:part])) / 1048576
    wrong += over("growth of memory", growth, growth_mib, "MiB")
    slope = statistics.linear_regression(range(len(memory)), memory).slope * 100
    # Afterwards, since so large a body lets the allocator keep more from then on, behind which growth could hide.
    at_body_limit(port, wrong)
    if service.status("GET", "/healthz") != 200:
        wrong.append("the server does not answer any more")
    wrong += service.audit(accepted)
    return {
        "figure": f"{len(cases(port))} kinds, {rounds} rounds after {warm_up}: {len(wrong)} wrong; memory {min(memory) / 1048576:.1f} to "
                  f"{max(memory) / 1048576:.1f} MiB, its floor rose by {growth:.2f} MiB from the first third to the "
                  f"last ({slope / 1048576:+.2f} MiB in 100 rounds)",
        "bound": f"0 wrong, {growth_mib} MiB", "wrong": wrong,
    }


def at_body_limit(port: int, wrong: list[str]) -> None:
    """A body of exactly the limit is read, and found to be no JSON."""
    length = 64 << 20
    head = f"POST /kiln/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: "
    for more, right in ((0, 400), (1, 413)):
        if (status := send(port, f"{head}{length + more}\r\n\r\n".encode() + b"x" * (length + more))) not in (right, 0):
            wrong.append(f"a body of 64 MiB and {more}: {status}, not {right}")
        if more == 0 and status == 0:
            wrong.append("a body of 64 MiB: no answer")

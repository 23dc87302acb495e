"""Who may do what: no route but two is open, no time tells a secret, and no secret is told."""

import base64
import http.client
import itertools
import math
import random
import re
import socket
import statistics
import time
from pathlib import Path

from service import Service, marked, over

# The paths that everybody may ask.
OPEN = {"/healthz", "/readyz"}
# Of one address so many wrong credentials are compared in a minute; after them none are.
TRIES = 10


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Prober:
    """Offers credentials from one address after the other, of which this machine has sixteen million."""

    def __init__(self, port: int):
        self.port = port
        self.addresses = (f"127.{a}.{b}.{c}" for a in range(16, 250) for b in range(250) for c in range(1, 250))

    def offer(self, offers: list[str]) -> list[tuple[int, int]]:
        """Status and nanoseconds of each answer over a connection of an address of its own."""
        found = []
        with socket.create_connection(("127.0.0.1", self.port), source_address=(next(self.addresses), 0)) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for value in offers:
                request = (f"GET /kiln/v1/jobs?limit=1 HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                           f"Authorization: {value}\r\n\r\n").encode()
                begin = time.perf_counter_ns()
                link.sendall(request)
                answer = link.recv(65_536)
                spent = time.perf_counter_ns() - begin
                while b"\r\n\r\n" not in answer or len(answer) < body_end(answer):
                    answer += link.recv(65_536)
                found.append((int(answer[9:12]), spent))
        return found


def body_end(answer: bytes) -> int:
    """Bytes of an answer's head and body."""
    head = answer[:answer.index(b"\r\n\r\n") + 4]
    length = re.search(rb"content-length: *(\d+)", head, re.I)
    return len(head) + (int(length[1]) if length else 0)


def welch(one: list[int], other: list[int]) -> float:
    """The t value of two samples, each without its slowest twentieth, which is the machine's doing."""
    one, other = (sorted(values)[:max(int(len(values) * 0.95), 2)] for values in (one, other))
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(spread) if spread else 0.0


def changed(text: str, place: int) -> str:
    """A text that differs in one character."""
    letter = "b" if text[place] == "a" else "a"
    return text[:place] + letter + text[place + 1:]


def timed(port: int, token: str, user: str, password: str, samples: int, wrong: list[str]) -> dict[str, float]:
    """The t values of wrong credentials that differ in how much of them is right."""
    kinds = {
        "token, last letter": f"Bearer {changed(token, len(token) - 1)}",
        "token, first letter": f"Bearer {changed(token, 0)}",
        "password, last letter": basic(user, changed(password, len(password) - 1)),
        "password, first letter": basic(user, changed(password, 0)),
        "user": basic(changed(user, 0), password),
    }
    times: dict[str, list[int]] = {name: [] for name in kinds}
    prober = Prober(port)
    while sum(map(len, times.values())) < samples:
        # Each kind twice, in an order of its own, so that what the machine does befalls all alike.
        names = [*kinds, *kinds]
        random.shuffle(names)
        for name, (status, spent) in zip(names, prober.offer([kinds[name] for name in names])):
            times[name].append(spent)
            if status != 401:
                wrong.append(f"wrong credentials ({name}) were answered {status}")
    pairs = itertools.chain([("token, last letter", "token, first letter")],
                            itertools.combinations(list(kinds)[2:], 2))
    return {f"{one} against {other}": welch(times[one], times[other]) for one, other in pairs}


def closed(service: Service, wrong: list[str]) -> int:
    """Asks every route that is described without credentials; how many there are."""
    document = service.call("GET", "/openapi.json")[2]
    count = 0
    for path, methods in document["paths"].items():
        for method in methods:
            count += 1
            place = re.sub(r"\{[^}]*\}", "x", path)
            status, _, _ = ask(service, method.upper(), place, None)
            if (status != 401) if path not in OPEN else (status not in (200, 503)):
                wrong.append(f"{method.upper()} {path} is answered {status} without credentials")
    return count


def ask(service: Service, method: str, path: str, authorization: str | None, source: str = "127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30, source_address=(source, 0))
    try:
        fields = {"Authorization": authorization} if authorization else {}
        if method not in ("GET", "HEAD"):
            fields["Content-Type"] = "application/json"
        connection.request(method, path, b"{}" if method not in ("GET", "HEAD") else None, fields)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def shut_out(service: Service, right: str, wrong: list[str]) -> None:
    """An address that has guessed ten times is not listened to, whatever it offers."""
    statuses = [ask(service, "GET", "/kiln/v1/jobs", f"Bearer {'x' * 32}", "127.0.9.1")[0] for _ in range(TRIES + 1)]
    if statuses != [401] * TRIES + [429]:
        wrong.append(f"wrong credentials were answered {statuses}")
    status, fields, _ = ask(service, "GET", "/kiln/v1/jobs", right, "127.0.9.1")
    if status != 429 or not 1 <= int(fields.get("Retry-After", 0)) <= 60:
        wrong.append(f"an address that guessed was answered {status}")
    if (status := ask(service, "GET", "/kiln/v1/jobs", right, "127.0.9.2")[0]) != 200:
        wrong.append(f"another address was answered {status}")


def told(service: Service, secrets: list[str]) -> list[str]:
    """Where a secret can be read: answers, logs, lists of processes, files."""
    forms = [form for secret in secrets for form in (secret, base64.b64encode(secret.encode()).decode())]
    places: dict[str, bytes] = {"the log": service.log.read_bytes()}
    for path in service.call("GET", "/openapi.json")[2]["paths"]:
        # A stream of events has no end.
        if "{" not in path and not path.endswith("/events"):
            places[f"GET {path}"] = repr(service.call("GET", path)[2]).encode()
    for process in marked(service.mark):
        try:
            places[f"the command line of process {process}"] = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
    for file in service.folder.rglob("*"):
        if file.is_file():
            places[f"the file {file.name}"] = file.read_bytes()
    return [f"{place} has the secret {form[:6]}…" for place, text in places.items() for form in forms if form.encode() in text]


class Known(Service):
    """A server whose harness has credentials."""

    right = ""

    def call(self, method, path, body=None, timeout=30, fields=None):
        return super().call(method, path, body, timeout, {"Authorization": self.right, **(fields or {})})


def guarded(make, samples: int) -> dict:
    service: Service = make("--log-json")
    token, worker, password = (f"{name}-{random.randrange(1 << 128):032x}" for name in ("token", "worker", "password"))
    other = f"canary-{random.randrange(1 << 128):032x}"
    files = {}
    for name, text in (("credentials", f"anna:{password}\n{token}\n"), ("worker", worker + "\n")):
        files[name] = service.folder.with_suffix(f".{name}")
        files[name].write_text(text)
        files[name].chmod(0o600)
    service.options += ["--api-auth-file", str(files["credentials"]), "--worker-token-file", str(files["worker"])]
    service.environment["KILN_API_AUTH"] = f"bert:{other}"
    service.__class__, service.right = Known, f"Bearer {token}"
    service.start()
    wrong: list[str] = []
    accepted = {service.post(seed=1, prompt="a cat")}
    service.wait(*accepted)
    for offered in (basic("anna", password), basic("bert", other)):
        if (status := ask(service, "GET", "/kiln/v1/jobs", offered)[0]) != 200:
            wrong.append(f"right credentials were answered {status}")
    if (status := ask(service, "GET", "/kiln/v1/jobs", f"Bearer {worker}")[0]) != 403:
        wrong.append(f"a worker's token opens what is not a worker's: {status}")
    routes = closed(service, wrong)
    shut_out(service, f"Bearer {token}", wrong)
    values = timed(service.port, token, "anna", password, samples, wrong)
    worst = max(values, key=lambda name: abs(values[name]))
    secrets = [token, worker, password, other]
    leaks = told(service, secrets)
    lines = [line for line in service.log.read_text().splitlines() if line and not re.fullmatch(r'\{"time":.*\}', line)]
    wrong += [f"a line of the log is no JSON: {line[:200]}" for line in lines[:3]]
    lost = service.audit(accepted)
    return {
        "figure": f"{routes} routes, {len(OPEN)} of them open; {samples} wrong credentials: largest |t| "
                  f"{abs(values[worst]):.2f} ({worst}); after {TRIES} of them in a minute 429; {len(leaks)} places have a secret; "
                  f"{len(wrong)} wrong",
        "bound": "|t| < 4.5, 0 leaks, 0 wrong",
        "wrong": wrong[:8] + leaks + lost,
        "missed": [line for name, value in values.items() for line in over(f"|t| of {name}", abs(value), 4.5, "")],
    }

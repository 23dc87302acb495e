"""Kiln's own API with nothing but Python's standard library: plans, jobs, events, choosing first passes."""

import http.client
import json
import time

from common import PROMPT, check, run, server

HOST, PORT = server()
FIRST = {"prompt": PROMPT, "checkpoint": "demo-sd15", "width": 128, "height": 128, "steps": 8, "seed": 11}
HIRES = {"checkpoint": "demo-sdxl", "scale": 2, "steps": 4, "denoising_strength": 0.6}


def call(method: str, path: str, body: dict | None = None, fields: dict | None = None):
    """Status, fields and body of an answer."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=120)
    data = None if body is None else json.dumps(body)
    given = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, data, {**given, **(fields or {})})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def asked(method: str, path: str, body: dict | None = None, status: int = 200):
    """The JSON of an answer that has to have a status."""
    got, _, data = call(method, path, body)
    check(got == status, f"{method} {path} answers {status}, and not {got}: {data[:300]!r}")
    return json.loads(data)


def finished(job: dict) -> dict:
    """A job when it has ended."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job = asked("GET", f"/kiln/v1/jobs/{job['id']}")
        if job["state"] in ("done", "failed", "cancelled", "quarantined"):
            return job
        time.sleep(0.05)
    check(False, "the job ends within two minutes")


def plan() -> None:
    told = asked("POST", "/kiln/v1/plan", {**FIRST, "hires": HIRES})
    check([one["checkpoint"] for one in told["passes"]] == ["demo-sd15.safetensors", "demo-sdxl.safetensors"],
          "a plan names both passes' models")
    check(told["passes"][1]["output_width"] == 256 and told["batch_size"] == 1, "a plan has the description's words")
    refused = asked("POST", "/kiln/v1/plan", {**FIRST, "hires": {**HIRES, "upscaler": "Latent"}}, 422)
    check("Lanczos" in refused["error"]["message"], "a plan that cannot run says what would")


def job_from_start_to_end() -> None:
    status, fields, data = call("POST", "/kiln/v1/jobs", FIRST)
    check(status == 202, "a job is accepted")
    job = json.loads(data)
    check(fields["Location"] == f"/kiln/v1/jobs/{job['id']}", "the answer says where the job is")
    done = finished(job)
    check(done["state"] == "done", f"it is done: {done['error']}")
    image = done["images"][0]
    status, fields, data = call("GET", image["url"])
    check(status == 200 and data[:4] == b"\x89PNG", "the image is there")
    check(len(data) == image["bytes"], "it has as many bytes as were told")
    check(fields["X-Content-Type-Options"] == "nosniff", "browsers are not to guess its type")
    _, _, text = call("GET", image["url"] + "/infotext")
    check(text.decode().startswith(PROMPT), "the infotext begins with the prompt")
    listed = asked("GET", "/kiln/v1/jobs?limit=1")["jobs"]
    check(listed[0]["id"] == job["id"], "the latest job is listed first")


def events(path: str, last: int | None = None) -> list[tuple[str | None, str, dict]]:
    """The events of a stream until its end: id, name, data."""
    _, _, data = call("GET", path, fields={} if last is None else {"Last-Event-ID": str(last)})
    found = []
    for block in data.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
        if "event" in lines:
            found.append((lines.get("id"), lines["event"], json.loads(lines["data"])))
    return found


def events_can_be_asked_for_again() -> None:
    job = asked("POST", "/kiln/v1/jobs", {**FIRST, "steps": 150, "n_iter": 2}, 202)
    live = events(f"/kiln/v1/jobs/{job['id']}/events")
    kept = [(number, name) for number, name, _ in live if number]
    check([name for _, name in kept] == ["accepted", "started", "image", "image", "done"], f"events: {kept}")
    check([number for number, _ in kept] == ["1", "2", "3", "4", "5"], "they are numbered")
    check(any(name == "progress" for _, name, _ in live), "progress passes by")
    previews = [data["previews"] for _, name, data in live if name == "preview"]
    check(previews and all(one["url"].startswith(f"/kiln/v1/jobs/{job['id']}/previews/{one['index']}?")
                           for some in previews for one in some), f"previews pass by: {previews[:3]}")
    again = [name for _, name, _ in events(f"/kiln/v1/jobs/{job['id']}/events", 3)]
    check(again == ["image", "done"], f"a reader goes on where it was: {again}")
    status, _, data = call("GET", f"/kiln/v1/jobs/{job['id']}/events", fields={"Last-Event-ID": "5"})
    check(status == 204 and not data, "one that has seen the end is told not to come again")


def what_goes_on() -> None:
    told = asked("GET", "/kiln/v1/status")
    check(told["ready"] and told["state"] == "running", f"the server is ready: {told}")
    check(told["workers"][0]["device"] == "cpu" and told["disk"]["free_bytes"] > 0, "workers and room")


def a_job_can_be_sent_again() -> None:
    first = finished(asked("POST", "/kiln/v1/jobs", {**FIRST, "n_iter": 2, "seed": -1}, 202))
    check(first["summary"]["prompt"] == PROMPT, "a job says what it is")
    request = asked("GET", f"/kiln/v1/jobs/{first['id']}/request")
    second = finished(asked("POST", "/kiln/v1/jobs", request, 202))
    check([image["sha256"] for image in second["images"]] == [image["sha256"] for image in first["images"]],
          "what was asked for makes the same pictures when it is sent again")


def choose_then_hires() -> None:
    many = finished(asked("POST", "/kiln/v1/jobs", {**FIRST, "n_iter": 4, "keep_first_passes": True}, 202))
    chosen = [many["images"][2], many["images"][0]]
    body = {"from": [image["id"] for image in chosen], "hires": HIRES}
    pair = finished(asked("POST", "/kiln/v1/jobs", body, 202))
    refused = asked("POST", "/kiln/v1/jobs", {**body, "prompt": "other"}, 422)
    check('\"hires\"' in refused["error"]["message"], "a prompt beside from is refused with what to say instead")
    check(pair["state"] == "done", f"the chosen ones are finished: {pair['error']}")
    check([image["seed"] for image in pair["images"]] == [13, 11], "they keep their seeds")
    check(pair["images"][0]["width"] == 256, "they have the second pass's size")
    whole = finished(asked("POST", "/kiln/v1/jobs", {**FIRST, "seed": 13, "hires": HIRES}, 202))
    check(whole["images"][0]["sha256"] == pair["images"][0]["sha256"],
          "a chosen image has the bytes of one that was made in one go")
    without = finished(asked("POST", "/kiln/v1/jobs", FIRST, 202))
    refused = asked("POST", "/kiln/v1/jobs", {"from": [without["images"][0]["id"]], "hires": HIRES}, 422)
    check("keep_first_passes" in refused["error"]["message"], "what was not kept is told")


def cancel() -> None:
    job = asked("POST", "/kiln/v1/jobs", {**FIRST, "steps": 150, "n_iter": 50}, 202)
    while asked("GET", f"/kiln/v1/jobs/{job['id']}")["state"] == "queued":
        time.sleep(0.02)
    asked("DELETE", f"/kiln/v1/jobs/{job['id']}")
    check(finished(job)["state"] == "cancelled", "a job is called off")


def the_same_key_is_the_same_job() -> None:
    body = {**FIRST, "idempotency_key": f"key-{time.time_ns()}"}
    one, two = (asked("POST", "/kiln/v1/jobs", body, status) for status in (202, 200))
    check(one["id"] == two["id"], "the same key gives the same job")
    finished(one)


def the_key_may_be_in_the_head() -> None:
    fields = {"Idempotency-Key": f"key-{time.time_ns()}"}
    one, two = (json.loads(call("POST", "/kiln/v1/jobs", FIRST, fields)[2])["id"] for _ in range(2))
    check(one == two, "the same key in the head gives the same job")
    finished({"id": one})


def limits_are_named() -> None:
    deep = {}
    for _ in range(80):
        deep = {"a": deep}
    refused = asked("POST", "/kiln/v1/jobs", deep, 422)
    check(refused["error"]["limit"] == "json_depth", f"a body that is too deep names the limit: {refused}")


def models_are_listed() -> None:
    models = asked("GET", "/kiln/v1/models")
    check([one["name"] for one in models["checkpoints"]] == ["demo-sd15.safetensors", "demo-sdxl.safetensors"],
          "checkpoints")
    check([(one["families"], one["latent_space"], one["usable"]) for one in models["checkpoints"]]
          == [(["SD 1.x"], "SD 1.x/2.x", True), (["SDXL"], "SDXL", True)], f"what they are: {models['checkpoints']}")
    check("Karras" in models["schedulers"] and "Lanczos" in models["upscalers"], "names")


def strangers_are_kept_out() -> None:
    for fields, status in [({"Host": "evil.example"}, 421), ({"Origin": "http://evil.example"}, 403),
                           ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403)]:
        got, _, data = call("GET", "/kiln/v1/models", fields=fields)
        check(got == status, f"{fields} is answered {status}, and not {got}")
        check(b"evil.example" not in data, "nothing of the request is repeated")
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    connection.request("POST", "/kiln/v1/jobs", json.dumps(FIRST), {"Content-Type": "text/plain"})
    check(connection.getresponse().status == 415, "a body that is not JSON by its type is refused")


def mistakes_are_sentences() -> None:
    for method, path, status in [("GET", "/kiln/v1/jobs/abc", 404), ("GET", "/kiln/v1/images/" + "a" * 26, 404),
                                 ("GET", "/nothing", 404), ("PUT", "/kiln/v1/jobs", 405)]:
        got, _, data = call(method, path)
        check(got == status, f"{method} {path} is answered {status}, and not {got}")
        check(json.loads(data)["error"]["message"].endswith("."), "with a sentence")


run([plan, job_from_start_to_end, events_can_be_asked_for_again, what_goes_on,
     a_job_can_be_sent_again, choose_then_hires, cancel,
     the_same_key_is_the_same_job, the_key_may_be_in_the_head, limits_are_named, models_are_listed, strangers_are_kept_out, mistakes_are_sentences])

"""Credentials with Python's standard library: who is let in, and what each token opens.

The server is one that was started with the lines of CREDENTIALS in its --api-auth-file.
"""

import base64
import http.client
import json

from common import check, run, server

TOKEN = "token-of-a-person-0123456789-abcdefghijkl"
READER = "token-of-a-reader-0123456789-abcdefghijkl"
MAKER = "token-of-a-maker-0123456789-abcdefghijkl"
CREDENTIALS = f"person:pass word\n{TOKEN}\n{READER}:read\n{MAKER}:generate\n"

HOST, PORT = server()
PLAN = {"prompt": "x", "width": 64, "height": 64, "steps": 1}


def status(method: str, path: str, authorization: str | None = None, body: dict | None = None) -> int:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=30)
    fields = {"Content-Type": "application/json"} if body is not None else {}
    if authorization:
        fields["Authorization"] = authorization
    connection.request(method, path, None if body is None else json.dumps(body), fields)
    answer = connection.getresponse()
    answer.read()
    if answer.status == 401:
        check("WWW-Authenticate" in answer.headers, f"{path} says how to come in")
    return answer.status


def basic(pair: str) -> str:
    return "Basic " + base64.b64encode(pair.encode()).decode()


def strangers_are_asked_who_they_are() -> None:
    for path in ("/kiln/v1/jobs", "/kiln/v1/models", "/sdapi/v1/samplers", "/v1/models", "/internal/pending-tasks"):
        for given in (None, basic("person:wrong"), basic("nobody:pass word")):
            got = status("GET", path, given)
            check(got in (401, 429), f"{path} with {given} answers {got}; it should be 401")


def persons_come_in_by_password_and_by_token() -> None:
    for path in ("/kiln/v1/jobs", "/sdapi/v1/samplers", "/v1/models"):
        for given in (basic("person:pass word"), f"Bearer {TOKEN}"):
            got = status("GET", path, given)
            check(got == 200, f"{path} with {given.split()[0]} answers {got}; it should be 200")


def a_reader_reads_and_starts_nothing() -> None:
    check(status("GET", "/kiln/v1/jobs", f"Bearer {READER}") == 200, "a reader lists jobs")
    for path in ("/kiln/v1/jobs", "/sdapi/v1/txt2img", "/sdapi/v1/options"):
        got = status("POST", path, f"Bearer {READER}", PLAN)
        check(got == 403, f"{path} answers a reader {got}; it should be 403")


def a_maker_changes_no_options_for_all() -> None:
    body = {"prompt": "a", "width": 64, "height": 64, "steps": 1, "override_settings": {"CLIP_stop_at_last_layers": 3},
            "override_settings_restore_afterwards": False}
    got = status("POST", "/sdapi/v1/txt2img", f"Bearer {MAKER}", body)
    check(got == 403, f"options that would stay are answered {got}; it should be 403")


def health_is_told_to_all() -> None:
    check(status("GET", "/healthz") == 200, "health needs no credentials")


run([persons_come_in_by_password_and_by_token, a_reader_reads_and_starts_nothing,
     a_maker_changes_no_options_for_all, health_is_told_to_all,
     strangers_are_asked_who_they_are])

"""Property-based requests by schemathesis over the service's own description: no 5xx, and nothing undocumented."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from common import server

HOST, PORT = server()
# What makes pictures is asked for sparingly: the double or the demo models have to make them all.
GENERATING = "/(txt2img|img2img|extra-single-image|extra-batch-images|generations|edits|jobs)$"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def explore(examples: int, *selection: str) -> int:
    """Runs schemathesis over a selection of operations; its exit status."""
    # It keeps its findings in the folder it runs in.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([
            str(Path(sys.executable).with_name("schemathesis")), "run", f"http://{HOST}:{PORT}/openapi.json",
            "--checks", CHECKS, "--max-examples", str(examples), "--phases", "examples,fuzzing",
            "--generation-deterministic", "--request-timeout", "60", "--no-color", *selection,
        ], cwd=folder).returncode


def absent() -> list[str]:
    """What leaves out the operations that are described as not being here: they answer 501."""
    with urllib.request.urlopen(f"http://{HOST}:{PORT}/openapi.json", timeout=30) as answer:
        paths = json.load(answer)["paths"]
    names = [path for path, methods in paths.items()
             if all("501" in method["responses"] for method in methods.values())]
    return [word for name in names for word in ("--exclude-path", name)]


sys.exit(
    explore(15, "--exclude-path-regex", GENERATING + "|/events$", *absent())
    or explore(8, "--include-path-regex", GENERATING))

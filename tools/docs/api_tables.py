"""Makes the tables of docs/api.md from the server's own description, /openapi.json.

    kiln serve --port 7860 &
    python3 tools/docs/api_tables.py --document http://127.0.0.1:7860/openapi.json

Each table stands between two marks, `<!-- made: WHAT -->` and `<!-- end -->`; what is between them is replaced. WHAT is

    endpoints TAG    the operations of a tag that are answered
    absent TAG       those that answer 501, with the reason
    fields SCHEMA    the fields of an object

With --check nothing is written, and the exit status is 1 if a table is not as the description has it.
"""

import argparse
import json
import pathlib
import re
import sys
import urllib.request

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "api.md"
MARKED = re.compile(r"(<!-- made: (\w+) ([^\n]*?) -->\n).*?(<!-- end -->)", re.DOTALL)


def document(place: str) -> dict:
    """The description at an address or in a file."""
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(place, timeout=30) as answer:
            return json.load(answer)
    return json.loads(pathlib.Path(place).read_text())


def cell(text: object) -> str:
    """A text as a cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(line) + " |\n" for line in [head, *rows]]
    return "".join([lines[0], "|---" * len(head) + "|\n", *lines[1:]])


def operations(description: dict, tag: str):
    """Yields method, path and operation of a tag, in the order of the description."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and tag in operation.get("tags", []):
                yield method.upper(), path, operation


def scope(operation: dict) -> str:
    """What a token must be allowed to do; a dash where nobody is asked."""
    found = [name for one in operation.get("security", []) for name in one.get("token", [])]
    return found[0] if found else "–"


def endpoints(description: dict, tag: str) -> str:
    rows = [
        [f"`{method} {path}`", scope(operation), cell(operation["summary"])]
        for method, path, operation in operations(description, tag) if "501" not in operation["responses"]]
    return table(["endpoint", "scope", "what it does"], rows)


def absent(description: dict, tag: str) -> str:
    rows = [
        [f"`{method} {path}`", cell(operation["summary"].removeprefix("Not here: "))]
        for method, path, operation in operations(description, tag) if "501" in operation["responses"]]
    return table(["endpoint", "why not"], rows)


def kind(schema: dict) -> str:
    """A type in a few words: `integer 1…64`, `text or null`, `list of Prompt`."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})" if name in DESCRIBED else name
    for join in ("anyOf", "oneOf"):
        if join in schema:
            return " or ".join(kind(one) for one in schema[join])
    if "enum" in schema:
        return ", ".join("null" if one is None else f"`{one}`" for one in schema["enum"])
    names = {"string": "text", "array": "list", "boolean": "boolean"}
    types = schema.get("type", "any")
    types = types if isinstance(types, list) else [types]
    words = [names.get(one, one) for one in types]
    if "array" in types and schema.get("items"):
        words[types.index("array")] = "list of " + kind(schema["items"])
    text = " or ".join(words)
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        text = text.replace(" or null", "") + f" {number(low)}…{number(high)}" + (" or null" if "null" in types else "")
    return text


def number(value: int | float | None) -> str:
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    return f"{value:g}" if abs(value) < 1e5 else f"{value:.0f}"


def preset(schema: dict, required: bool) -> str:
    if required:
        return "required"
    if "default" not in schema:
        return "null" if "null" in json.dumps(schema.get("type", schema.get("anyOf", ""))) else ""
    return f"`{json.dumps(schema['default'], ensure_ascii=False)}`"


def spoken_of(part: object, description: dict, seen: set[str]) -> set[str]:
    """Names of the schemas that a part of the description speaks of, and those that these speak of."""
    if isinstance(part, list):
        for one in part:
            spoken_of(one, description, seen)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rsplit("/", 1)[-1]
        if name and name not in seen:
            seen.add(name)
            spoken_of(description["components"]["schemas"][name], description, seen)
        for one in part.values():
            spoken_of(one, description, seen)
    return seen


def asked(description: dict) -> set[str]:
    """Names of the schemas that requests are made of."""
    operations = [one for methods in description["paths"].values() for one in methods.values()]
    return spoken_of([[one.get("requestBody"), one.get("parameters")] for one in operations], description, set())


def fields(description: dict, name: str) -> str:
    schema = description["components"]["schemas"][name]
    required = schema.get("required", [])
    if name not in asked(description):
        rows = [
            [f"`{key}`", cell(kind(one)) + ("" if key in required else ", where known"), cell(one.get("description", ""))]
            for key, one in schema["properties"].items()]
        return table(["field", "values", ""], rows)
    rows = [
        [f"`{key}`", cell(kind(one)), cell(preset(one, key in required)), cell(one.get("description", ""))]
        for key, one in schema["properties"].items()]
    return table(["field", "values", "default", ""], rows)


DESCRIBED: set[str] = set()
MAKERS = {"endpoints": endpoints, "absent": absent, "fields": fields}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--document", required=True, help="address or file of openapi.json")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    arguments = parser.parse_args()
    description = document(arguments.document)
    page = PAGE.read_text()
    DESCRIBED.update(name for what, name in re.findall(r"<!-- made: (\w+) ([^\n]*?) -->", page) if what == "fields")
    made = MARKED.sub(lambda mark: mark[1] + MAKERS[mark[2]](description, mark[3]) + mark[4], page)
    if arguments.check:
        if made != page:
            print("docs/api.md is not as the server describes itself; run tools/docs/api_tables.py", file=sys.stderr)
        return int(made != page)
    PAGE.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())

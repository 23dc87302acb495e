"""Infotexts as Python reads them, as goldens for the tests of WebUI.

    python tools/goldens/infotexts.py

Writes Tests/WebUITests/Fixtures/read-infotexts.json: random texts full of what matters to the format,
with the prompts and entries that the rules of webui-behaviour §3.4 find with Python's own `re`, `str`
and `json`.
"""

import json
import pathlib
import random
import re

FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/WebUITests/Fixtures/read-infotexts.json"
MARK = "Negative prompt:"

# A key of two characters or more, a colon, and a JSON string or whatever stands before the next comma.
KEY = r"(\w[\w \-/]+):"
VALUE = r'("(?:\\.|[^\\"])+"|[^,]*)'
ENTRY = re.compile(rf"\s*{KEY}\s*{VALUE}(?:,|$)")

PIECES = [
    *"ab1_ ,:;\"\\\n-/()[]{}<>=.'", ", ", ": ", '": "', '\\"', "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\n", "\n\n",
    "Steps: 20", "Sampler: Euler a", "Seed: 1", "Size: 512x768", "CFG scale: 7.5", "Model: \"a, b\"", "Key: ",
    "Negative prompt:", "\nNegative prompt: ", "é", "ß", "猫", "Ⅷ", "²", "٣", "ǅ", "ʰ", "́", "🐈", "\u00a0", "\u3000", "\t",
    "\r", "\x1c", "\x1f", "\x85", "\u2028", "\u200b", "\ufeff", "\x00", "\x7f", "Lora hashes: \"x: 1, y: 2\"", "a b", "K-2/3: v",
]


def unquoted(value: str) -> str:
    """The text that a JSON string stands for; anything else as it is."""
    if len(value) > 0 and value[0] == '"' and value[-1] == '"':
        try:
            return json.loads(value)
        except ValueError:
            pass
    return value


def read(text: str) -> dict:
    """Prompts and entries of a text."""
    *lines, last = text.strip().split("\n")
    found = ENTRY.findall(last)
    if len(found) < 3:
        lines.append(last)
        found = []
    prompts = [[], []]
    side = 0
    for line in map(str.strip, lines):
        if line.startswith(MARK):
            side, line = 1, line[len(MARK):].strip()
        if line or any(prompts[side]):  # empty lines at the beginning do not count
            prompts[side].append(line)
    entries = {key: unquoted(value) for key, value in found}
    entries = {key: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for key, value in entries.items()}
    return {"text": text, "prompt": "\n".join(prompts[0]), "negative": "\n".join(prompts[1]),
            "entries": [list(entry) for entry in entries.items()]}


def main() -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 24))) for _ in range(300)]
    texts += ["".join(chance.choices(PIECES, k=chance.randint(0, 12))) + "\nSteps: 20, Sampler: Euler, "
              + "".join(chance.choices(PIECES, k=chance.randint(0, 24))) for _ in range(500)]
    FIXTURE.write_text("[\n" + ",\n".join(json.dumps(read(text)) for text in texts) + "\n]\n")


if __name__ == "__main__":
    main()

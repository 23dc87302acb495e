"""Makes the fixtures of the prompt language in Tests/PromptsTests/Fixtures: schedules.json, attention.json,
composition.json, comments.json and styles.json.

    python tools/goldens/prompt_language.py

A re-computation from the language's description by other methods than Kiln's: schedules by recursive descent
and a tree that is walked for every step, attention by expanding every bracket's factor, comments and AND by
regular expressions, style files by Python's csv module. Needs no package.
"""
import csv
import io
import itertools
import json
import pathlib
import random
import re

from prompt_editing import schedule

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests/PromptsTests/Fixtures"

# Attention: (x), [x], (x:n), BREAK.

TOKEN = re.compile(r"(?P<escape>\\[()\[\]\\])|(?P<slash>\\)|(?P<open>[(\[])|(?P<weight>:\s*(?P<number>[+-]?[.\d]+)\s*\))"
                   r"|(?P<close>[)\]])|(?P<text>[^\\()\[\]:]+|:)")


def attention(text):
    """[[text, weight], …], a break as ["BREAK", -1]; None where a weight is no number.

    Every piece keeps the list of the brackets that are open around it, by the number under which each was opened;
    a bracket's factor and the order of closing are known at the end.
    """
    pieces, brackets, still_open, closings = [], [], {"(": [], "[": []}, []

    def close(kind, factor):
        number = still_open[kind].pop()
        brackets[number] = factor
        closings.append(number)

    def add(words, weight=1.0):
        pieces.append((words, weight, frozenset(still_open["("] + still_open["["])))

    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        weight = token["weight"] and still_open["("]
        if token["weight"] and not weight:
            token = re.compile(":").match(text, at)
        at = token.end()
        groups = token.groupdict() if token.re is TOKEN else {"text": ":"}
        word = token[0]
        if groups.get("escape") or groups.get("slash"):
            add(word[1:])
        elif groups.get("open"):
            still_open[word].append(len(brackets))
            brackets.append(None)
        elif weight:
            try:
                close("(", float(groups["number"]))
            except ValueError:
                return None
        elif groups.get("close") and still_open["(" if word == ")" else "["]:
            close(*(("(", 1.1) if word == ")" else ("[", 1 / 1.1)))
        else:
            first, *others = re.split(r"\s*\bBREAK\b\s*", word)
            add(first)
            for other in others:
                add("BREAK", -1.0)
                add(other)
    for kind, factor in (("(", 1.1), ("[", 1 / 1.1)):
        for number in still_open[kind]:
            brackets[number] = factor
            closings.append(number)
    weighed = []
    for words, weight, around in pieces:
        for number in closings:
            if number in around:
                weight *= brackets[number]
        weighed.append((words, weight))
    joined = [["".join(words for words, _ in run), weight]
              for weight, run in itertools.groupby(weighed, key=lambda piece: piece[1])]
    return [part for part in joined if part[0]] or [["", 1.0]]


# AND and comments.

def composition(prompt):
    """[[text, weight], …]."""
    parts = []
    for part in re.split(r"\bAND\b", prompt):
        weighed = re.fullmatch(r"(.*?)\s*:\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))", part.rstrip(), re.DOTALL)
        parts.append([weighed[1], float(weighed[2])] if weighed else [part.rstrip(), 1.0])
    return parts


def without_comments(prompt):
    return re.sub(r"#.*\n?", "\n", re.sub(r"(?:\A|\n)#.*\n?", "\n", prompt))


# Styles.

def styles(text):
    """[[name, prompt, negative prompt], …]; of two rows of a name the later, at the place of the first."""
    found = {}
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), skipinitialspace=True):
        name = row["name"]
        if name and name.strip() and not name.startswith("#"):
            prompt = row["prompt"] if "prompt" in row else row.get("text")
            found[name] = [name, prompt or "", row.get("negative_prompt") or ""]
    return list(found.values())


# What to try.

TOKENS = ["[", "]", "[", "]", "(", ")", ":", ":", "|", "a", "b ", " c", "3", ".5", "-2", "1.5", " ", "\\", "\\[", "0.25", "+4",
          "1e1", "x\n", ".", "2.", " AND ", "AND", ":1.2", ": -.5", "BREAK", " BREAK ", "#", "\n", ":1.2)", ":.9 )", "日本", "é", "1.2.3"]
MOMENTS = ["3", ".5", " 7 ", "1.5", "12", "-1", "0", "0.25", "+4", "1e1", "2.", "1.2.3", "x"]


def well_formed(rng, depth):
    """Nested groups, most of them right."""
    chance = rng.random()
    inner = lambda: well_formed(rng, depth - 1)
    if depth <= 0 or chance < 0.35:
        return rng.choice(["a", "b c", " d", "", "3", "e:f", "\\]", "cat, dog", "BREAK", "a BREAK b", "\\|"])
    if chance < 0.5:
        return f"[{inner()}:{inner()}:{rng.choice(MOMENTS)}]"
    if chance < 0.62:
        return f"[{inner()}:{rng.choice(MOMENTS)}]"
    if chance < 0.75:
        return "[" + "|".join(inner() for _ in range(rng.randint(2, 4))) + "]"
    if chance < 0.85:
        return f"({inner()}{rng.choice(['', ':1.2', ':x', ': -.5 ', ':2'])})"
    return f"[{inner()}]" if chance < 0.9 else inner() + inner()


def damaged(rng, text):
    """Up to two characters more or less."""
    characters = list(text)
    for _ in range(rng.randint(0, 2)):
        if characters and rng.random() < 0.5:
            characters.pop(rng.randrange(len(characters)))
        else:
            characters.insert(rng.randint(0, len(characters)), rng.choice("[]():|3\\# "))
    return "".join(characters)


def prompts(seed, count):
    rng = random.Random(seed)
    for _ in range(count):
        if rng.random() < 0.4:
            yield "".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 14)))
        else:
            yield damaged(rng, well_formed(rng, 3) + well_formed(rng, 2))


VERIFIED = ["a [b:.5] c", "[a:b:0.5]", "[a:b:1.5]", "[a:b:12]", "[fe|]male", "[fe|||]male", "((a][:b:c [d:3]", "test", "a [b:3]",
            "a [b: 3]", "a [[[b]]:2]", "[(a:2):3]", "a [b : c : 1] d", "a[b:[c:d:2]:1]e", "a [unbalanced", "[a|(b:1.1)]",
            "a [red:blue:2] house by the [sea::4] [boat:3]", "[a:b:3]((", "[a:b:3]:)", "[a:b:-1]", "[a:b:1e0]", "[a:b:1e400]"]


def schedule_rows():
    passes = [(10, None, False), (10, 10, False), (20, 7, False), (10, 7, True), (10, None, True)]
    varied = [p for p in prompts(1, 3000) if len(p) < 70 and ("|" in p or ":" in p)]
    changing = [p for p in varied if len(schedule(p, 10)) > 1][:250]
    still = [p for p in varied if len(schedule(p, 10)) == 1 and "[" in p][:100]
    for prompt in dict.fromkeys([*VERIFIED, *changing, *still]):
        for steps, hires, old in passes if prompt in VERIFIED else passes[:3]:
            yield {"prompt": prompt, "steps": steps, "hires": hires, "old": old,
                   "segments": schedule(prompt, steps, hires, old)}


STYLE_FILES = [
    "", "name,prompt,negative_prompt\n", "name,prompt,negative_prompt\r\nPhoto,a photo of {prompt},painting\r\n",
    "\ufeffname,prompt,negative_prompt\nA,x,y\nB,z,\n", "name,text\nOld,an old style\n", "negative_prompt,name\nbad,Only\n",
    'name,prompt,negative_prompt\n"Quoted, with comma","line one\nline two, ""quoted""","a,b"\n',
    'name,prompt,negative_prompt\n"####, ####",x,\n# a comment,,\n,blank,\n  ,spaces,\nLast,x\n',
    "name,prompt,negative_prompt\nTwice,1,\nOther,2,\nTwice,3,n\n", 'name, prompt, negative_prompt\nA, "b, c", d\nE,f "g" h,i"\n',
    'name,prompt,negative_prompt\nA,"b"c d,e\nB,"open\n\nC,x,y', "name,prompt,negative_prompt\rA,b,c\rD,e,f",
    "name,prompt,negative_prompt\n\n\nA,b,c,extra,fields\n\n", "name,prompt,negative_prompt,name\nA,b,c,D\n", "name\nA\n日本語\n",
]


def style_texts():
    rng = random.Random(3)
    yield from STYLE_FILES
    for _ in range(60):
        pieces = ["a", "b c", ",", ",", "\n", "\r\n", '"', '""', " ", "#", "{prompt}", "é", '"x, y"']
        yield "name,prompt,negative_prompt\n" + "".join(rng.choice(pieces) for _ in range(rng.randint(1, 25)))


def write(name, rows):
    rows = list(rows)
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(data) < 1_000_000, len(data)
    (FIXTURES / name).write_bytes(data + b"\n")
    print(f"{name}: {len(rows)} rows, {len(data)} bytes")


def main():
    write("schedules.json", schedule_rows())
    read = ((p, attention(p)) for p in dict.fromkeys(prompts(2, 1500)))
    write("attention.json", ({"prompt": p, "parts": parts} for p, parts in read if parts))
    composed = [p for p in dict.fromkeys(prompts(4, 6000)) if "AND" in p or re.search(r":\s*[-+.\d]+\s*$", p)]
    write("composition.json", ({"prompt": p, "parts": composition(p)} for p in composed[:600]))
    commented = [p for p in dict.fromkeys(prompts(5, 12000)) if "#" in p]
    write("comments.json", ({"prompt": p, "left": without_comments(p)} for p in commented[:400]))
    write("styles.json", ({"text": text, "styles": styles(text)} for text in style_texts()))


if __name__ == "__main__":
    main()

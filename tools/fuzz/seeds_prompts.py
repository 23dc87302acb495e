"""Seeds of the prompts target."""

PROMPTS = {
    "attention": "a (red:1.2) ((cat)), [blue] \\(hat\\) (x:.5) (y: -1. )",
    "breaks": "one BREAK two(BREAK)three,BREAK BREAKS",
    "open": "((a [b (c:1.2.3) ]) ) (d:",
    "loras": "<lora:a:0.8> cat<lora:b:0.5:1> <lyco:c:te=1:unet=.5:dyn=4><lora:><lora:d:nan>",
    "kinds": "<hypernet:a:1><x:y> <a <b:c <lora:e:1e400> 1 < 2 > 0",
    "typography": "\u201cﬁsh\u201d \uff21\u3000\x85\ufeff ｶﾞ ŉ \x1b[2J",
    "unicode": "(e\u0301:\u0661.\u0662) 模型 😀 \u1c00\u2028",
    "empty": "",
}


def seeds() -> dict[str, bytes]:
    """The seeds by name."""
    return {name: prompt.encode() for name, prompt in PROMPTS.items()} | {
        "deep": b"(" * 140 + b"a" + b")" * 140, "not-utf8": b"(a\xff:1)\xc3"}

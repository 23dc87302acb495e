"""Prompts of every kind of syntax: a byte of options (see Fuzz/Targets/Prompts.swift), then the prompt."""

PROMPTS = {
    "empty": "", "plain": "a red house by the sea, masterpiece, cat", "weights": "a ((red)) house, [blue] sea, (boat:0.6), \\(literal\\)",
    "nested": "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).", "break": "a BREAK b, (c BREAK d:1.5) BREAK",
    "edit": "a [red:blue:2] house by the [sea::4] [boat:3] [x:y:.5]", "turns": "[fe|]male, [cat|dog|[bird:fish:0.5]] (a [b|c]:1.2)",
    "strays": "((a][:b:c [d:3] [a:b:3]:) [a:b:1.2.3] x | y", "compose": "a cat :1.2 AND a dog: -.5 AND [x AND y:3] AND",
    "networks": "<lora:a:0.8:0.5> x <lyco:b:te=1> [<lora:c>:<hypernet:d:1>:3] <e:f> <lora:g:h>", "comments": "# one\na # two\n#fff\nb",
    "unicode": "日本 e\u0301 👩‍🚀 ﬁ ａ １ ’ \u200d \u0085 <|endoftext|>", "long": "masterpiece, easynegative, cat, " * 40,
    "styles": 'name,prompt,negative_prompt\r\nPhoto,"a photo of {prompt}, 35mm",drawing\nSharp,sharp,\n# none,,\n"x ""y""\nz",,{prompt}\na cat',
    "old_styles": "\ufeffname,text\nA,in {prompt} in\nB,, \nb", "regression-broken-words": "<one lyco:(\x01BREAK two(BREAK)three,BREAK BREAK[1)S",
}
OPTIONS = {"styles": 0x80, "old_styles": 0x81, "turns": 0x10, "edit": 0x50, "long": 0x04, "weights": 0x08, "break": 0x0c, "networks": 0x01}


def seeds() -> dict[str, bytes]:
    return {name: bytes([OPTIONS.get(name, 0x08)]) + text.encode() for name, text in PROMPTS.items()}

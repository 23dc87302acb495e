"""Makes Tests/PromptsTests/Fixtures/tokenizer.json: texts with the ids of transformers' CLIPTokenizer, and
mending.json: texts with what ftfy makes of them. Needs transformers, ftfy, and the vocabulary:

    python tools/goldens/tokenizer.py [bpe_simple_vocab_16e6.txt]
"""
import itertools
import json
import os
import pathlib
import random
import sys
import unicodedata

import ftfy
from transformers import AddedToken, CLIPTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/PromptsTests/Fixtures"
VOCABULARY = ROOT / ".venv/share/kiln/bpe_simple_vocab_16e6.txt"

# ftfy without what Kiln leaves undone. None of it is more than one character to some characters.
MENDING = dict(fix_encoding=False, unescape_html=False, remove_terminal_escapes=False, fix_line_breaks=False)


def reference(path):
    """The published tokenizer, from OpenAI's list of merges."""
    merges = [tuple(line.split()) for line in path.read_text("utf-8").split("\n")[1:48895]]
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    names = [chr(b) for b in printable] + [chr(256 + n) for n in range(len(others))]
    special = ["<|startoftext|>", "<|endoftext|>"]
    tokens = names + [n + "</w>" for n in names] + ["".join(m) for m in merges] + special
    vocab = {token: number for number, token in enumerate(tokens)}
    assert len(vocab) == 49408
    # As in openai/clip-vit-large-patch14: the two are found in the normalised text.
    start, end = (AddedToken(t, normalized=True, special=True) for t in special)
    return CLIPTokenizer(vocab=vocab, merges=merges, bos_token=start, eos_token=end, unk_token=end, pad_token=end)


# What prompts are made of.
SUBJECTS = ["a portrait of an old fisherman", "two cats on a windowsill", "an astronaut riding a horse",
            "a red cube on a blue sphere", "the cathedral of light", "a girl's bicycle", "steampunk airship"]
STYLES = ["oil painting", "35mm photograph, f/1.8", "concept art, trending on artstation", "ukiyo-e",
          "8k uhd, dslr, soft lighting", "watercolour", "masterpiece, best quality, ultra-detailed"]
EXTRAS = ["by Greg Rutkowski", "at dawn", "in the style of Studio Ghibli", "golden hour!", "no text; no watermark",
          "Rembrandt lighting...", "don't blur", "it's raining", "we've seen", "they'll go", "I'm", "he'd", "you're"]
TAGS = ["1girl", "2boys", "solo", "long_hair", "blue_eyes", "looking_at_viewer", ":d", ">_<", "^_^", "o_o", "(=w=)",
        "hatsune_miku", "fate/grand_order", "re:zero", "high-waist_skirt", "6+girls", "absurdres", "highres", "=_=",
        "saber_(fate)", "nier:automata", "k-on!", "rwby", "score_9", "score_8_up", "rating:safe", "v-neck", "@_@"]
NEGATIVES = ["lowres, bad anatomy, bad hands, text, error, missing fingers, extra digit, fewer digits, cropped",
             "worst quality, low quality, normal quality, jpeg artifacts, signature, watermark, username, blurry"]
SYNTAX = ["(cat:1.2)", "((cat))", "[cat]", "\\(cat\\)", "[cat:dog:0.5]", "[cat|dog]", "a BREAK b", "a AND b", "<lora:x:0.8>",
          "cat:1.2", "{a|b}", "__wildcard__", "<|startoftext|>", "<|endoftext|>", "a<|endoftext|>b", "$$<|endoftext|>$",
          "<|STARTOFTEXT|>", "<|EndOfText|>x", "<|endoftext|", "<|<|endoftext|>|>", "<|endoftext|><|endoftext|>"]
SCRIPTS = ["美しい少女、桜の木の下", "一只可爱的猫坐在窗台上，阳光明媚", "가을 숲속의 작은 오두막", "красивая девушка с длинными волосами",
           "مدينة قديمة عند الغروب", "עיר עתיקה בשקיעה", "ปราสาทบนภูเขา", "एक सुंदर पहाड़", "Μια όμορφη ΘΆΛΑΣΣΑ ΟΔΟΣ", "Đêm trăng trên sông Hương",
           "İstanbul'da IĞDIR ışık", "Straße GROẞ ß", "Ærø Œuvre Łódź Ñandú", "żółta gęś", "Čeština ŘEŘICHA", "ქართული", "Հայերեն", "አማርኛ",
           "ᏣᎳᎩ ꭰ", "ǅ ǈ ǋ", "ﬁne ﬂow oﬃce", "ſhip 'ſ", "ＦＵＬＬ ｗｉｄｔｈ，１２３", "ﾊﾝｶｸ ｶﾞ", "𝓕𝓪𝓷𝓬𝔂 𝕿𝖊𝖝𝖙", "𐐀𐐨 Deseret", "ᄀ\u1161\u11a8", "각",
           "e\u0301te\u0301", "été", "A\u030angstro\u0308m", "\u212bngström", "\u1e9b\u0323", "q\u0307\u0323", "q\u0323\u0307",
           "Z\u0351\u036b\u0343a\u0363l\u0348go\u034e", "\u0301", "\u0301\u0301a", "\u093c", "\u0958", "\ufb1d", "Å\u0301"]
EMOJI = ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇷🇩🇪", "❤️", "☺︎", "1️⃣", "🧑🏿‍🚀", "👩‍❤️‍💋‍👨", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "♀️", "✨🌟💫", "🐱cat🐱", "©®™"]
QUOTES = ["woman’s face", "‘quoted’ “double” „low‟", "it`s", "''s", "'sx", "'LL", "can''t", "'re're", "rock'n'roll", "'", "''", "’s",
          "“Hello,” she said", "don＇t", "ʼn ŉ", "don't've", "'d'm'll", "a's't", "5's", "x'1"]
ENTITIES = ["&amp; &lt;b&gt; &quot;x&quot;", "&#39;s", "&amp;amp;", "&nbsp;x", "&notanentity;", "AT&T", "&#x1F600;", "<b>bold</b>"]
SPACES = ["", " ", "  ", "\t", "\n", "\r\n", "a  b", " a ", "a\tb\nc", "a\u00a0b", "a\u3000b", "a\u2003b\u2009c", "a\u200bb", "a\u200db", "a\ufeffb",
          "a\u0085b", "a\u2028b\u2029c", "a\x0bb\x0cc", "a\x1cb\x1dc\x1ed\x1fe", "\u180ea", "a\u1680b", "\u202ab\u202c", "a\u00adb", "x\u2060y"]
NUMBERS = ["0", "1234567890", "3.14159", "1,000,000", "1e-5", "0x1F", "½ ¾ ⅓", "²³¹", "Ⅷ ⅷ", "①②③", "٣٤٥", "१२३", "１２３", "1st 2nd 3rd", "1920x1080", "f/2.8",
           "50mm", "2024-01-31", "#ff00ff", "10%", "-5°C", "5'11\"", "〇一二三"]


def assigned(rng, low, high):
    """A character that Unicode 3.2 knew, so that tables of every later version agree on it."""
    while True:
        c = chr(rng.randrange(low, high))
        if unicodedata.ucd_3_2_0.category(c) not in ("Cn", "Cs"):
            return c


RANGES = [(0, 0x80), (0x80, 0x250), (0x250, 0x600), (0x600, 0xe00), (0xe00, 0x2000), (0x2000, 0x2c00), (0x2e80, 0xa000),
          (0xac00, 0xd7a4), (0xe000, 0x10000), (0x10000, 0x110000), (0, 0x110000)]


def noise(rng):
    spans = rng.sample(RANGES, rng.randint(1, 3))
    return "".join(assigned(rng, *rng.choice(spans)) for _ in range(rng.randint(1, 16)))


def texts():
    rng = random.Random(0)
    yield from itertools.chain(SYNTAX, SCRIPTS, EMOJI, QUOTES, ENTITIES, SPACES, NUMBERS, NEGATIVES, TAGS)
    yield from (chr(c) for c in range(0x180))
    yield from (f"a{chr(c)}b" for c in range(0x21))
    yield from (f"a{chr(c)}b" for c in range(0x7f, 0xa1))
    for subject, style in itertools.product(SUBJECTS, STYLES):
        yield f"{subject}, {style}, {rng.choice(EXTRAS)}"
    for _ in range(150):
        yield rng.choice([", ", " ", ","]).join(rng.sample(TAGS, rng.randint(2, 12)))
    everything = SUBJECTS + STYLES + EXTRAS + TAGS + SYNTAX + SCRIPTS + EMOJI + QUOTES + ENTITIES + SPACES + NUMBERS
    for _ in range(250):
        yield rng.choice(["", " ", ", ", "\n"]).join(rng.sample(everything, rng.randint(2, 5)))
    for _ in range(150):
        text = rng.choice(SUBJECTS + NEGATIVES + EXTRAS)
        yield "".join(rng.choice((c.upper, c.lower))() for c in text)
    for _ in range(400):
        yield noise(rng)
    for _ in range(100):
        yield "".join(rng.choice("abcdefghijklmnopqrstuvwxyz'.,!-_0123456789") for _ in range(rng.randint(5, 60)))
    for word in ("a", "ab", "ha", "aaab", "!", "?!", "1", "日", "é", "🙂", "the", "ing", "'s", "<|"):
        yield word * 300
    yield " ".join(SUBJECTS + STYLES + EXTRAS) * 4
    yield ", ".join(TAGS) * 6


def write(name, rows):
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(data) < 1_000_000, len(data)
    (FIXTURES / name).write_bytes(data + b"\n")
    print(f"{name}: {len(rows)} texts, {len(data)} bytes")


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KILN_CLIP_VOCABULARY", VOCABULARY)
    tokenizer = reference(pathlib.Path(path))
    rows = list(dict.fromkeys(texts()))
    write("tokenizer.json", [{"text": t, "ids": tokenizer(t, add_special_tokens=False)["input_ids"]} for t in rows])
    mended = [(t, ftfy.fix_text(t, **MENDING)) for t in rows + [chr(c) for c in range(0xff01, 0xfff0)]]
    write("mending.json", [{"text": t, "mended": m} for t, m in mended if t != m])


main()

"""Prompts of one chunk with weights `(text:1.2)`: tokens by the real CLIP vocabulary, conditioning by the web UI's rules."""
import re

import open_clip
import torch

BEGIN, END = 49406, 49407
_weighted = re.compile(r"\(([^():]*):([0-9.]+)\)")


def segments(prompt):
    """(text, weight) in order."""
    parts, start = [], 0
    for match in _weighted.finditer(prompt):
        parts += [(prompt[start:match.start()], 1.0), (match[1], float(match[2]))]
        start = match.end()
    return [(text, weight) for text, weight in parts + [(prompt[start:], 1.0)] if text]


def tokens(prompt, padding, emphasis="Original"):
    """Ids and weights of 77 tokens; each segment is encoded by itself. With "None" brackets are brackets."""
    encode = open_clip.SimpleTokenizer().encode
    read = [(prompt, 1.0)] if emphasis == "None" else segments(prompt)
    pairs = [(token, weight) for text, weight in read for token in encode(text)]
    if len(pairs) > 75:
        raise ValueError("these prompts have one chunk")
    fill = 75 - len(pairs)
    ids = [BEGIN, *(token for token, _ in pairs), END] + [padding] * fill
    weights = [1.0, *(weight for _, weight in pairs), 1.0] + [1.0] * fill
    return torch.tensor([ids]), torch.tensor([weights])


def emphasise(hidden, weights, emphasis="Original"):
    """Each token's vector times its weight, then the whole brought back to its former mean; "No norm" leaves that out, and
    "Ignore" both."""
    if emphasis == "Ignore":
        return hidden
    weighted = hidden * weights[..., None]
    return weighted if emphasis == "No norm" else weighted * (hidden.mean() / weighted.mean())

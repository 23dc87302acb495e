"""One demo model = UNet + VAE + text encoder(s) + vocabulary, and what conditioning it takes from a prompt."""
import random

import torch
import torch.nn as nn

import world
from models import CONFIG, PAD_G, PAD_L, UNet, VAE, sinusoid
from text import EOS, ClipHF, ClipOpen, Vocabulary, pad, tokenizer

# Scheduler of Stable Diffusion: "scaled linear" betas.
ALPHA_BAR = torch.cumprod(1 - torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2, 0)
SIGMAS = ((1 - ALPHA_BAR) / ALPHA_BAR).sqrt().float()


def caption_vocabulary():
    """All tokens the captions can hold."""
    encode, rng = tokenizer(), random.Random(0)
    combos, ids = world.combinations(), set()
    for _ in range(2000):
        ids |= set(encode(world.caption(rng.choice(combos), rng)))
    for c in combos:
        ids |= set(encode(world.caption(c)))
    return sorted(ids)


def size_vector(h=256, w=256, top=0, left=0, th=256, tw=256):
    return sinusoid(torch.tensor([h, w, top, left, th, tw]), 256).flatten()


class Bundle(nn.Module):
    def __init__(self, arch, ids):
        super().__init__()
        self.arch, self.cfg, self.vocab = arch, CONFIG[arch], Vocabulary(ids)
        self.encode_text = tokenizer()
        c, n = self.cfg, len(self.vocab.ids)
        self.unet, self.vae = UNet(**c["unet"]), VAE(**c["vae"])
        self.text_l = ClipHF(n, c["text"]["L"]["width"], c["text"]["L"]["layers"], c["text_heads"])
        if arch == "sdxl":
            self.text_g = ClipOpen(n, c["text"]["G"]["width"], c["text"]["G"]["layers"], c["text_heads"])

    def tokens(self, prompts):
        return [self.encode_text(p) for p in prompts]

    def context(self, tokens, zero=None, sizes=None):
        """Cross-attention context and (SDXL) the label vector.  zero: mask of rows conditioned on nothing (SDXL)."""
        rows = self.vocab.rows([pad(t, PAD_L) for t in tokens])
        if self.arch == "sd15":
            return self.text_l.last(rows), None
        rows_g = self.vocab.rows([pad(t, PAD_G) for t in tokens])
        eos = torch.tensor([min(len(t), 75) + 1 for t in tokens])
        g, pooled = self.text_g(rows_g, eos)
        ctx = torch.cat([self.text_l.penultimate(rows), g], -1)
        if zero is not None:
            keep = (~zero).float()
            ctx, pooled = ctx * keep[:, None, None], pooled * keep[:, None]
        if sizes is None:
            sizes = size_vector().expand(len(tokens), -1)
        return ctx, torch.cat([pooled, sizes], -1)

"""Narrow Stable Diffusion 1.x and SDXL networks whose state_dict keys are the genuine checkpoint keys.

The modules nest exactly like the names in the original files (`model.diffusion_model.input_blocks.1.0...`),
so that saving a model is saving its state_dict.  Only widths, head counts and group counts differ from the
real models; those three go into the file's metadata (see export.py).
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

CONFIG = {
    "sd15": dict(
        unet=dict(width=16, mult=(1, 3, 4, 4), depths=(1, 1, 1, 0), ctx=64, adm=None, linear=False, heads=1, groups=8),
        vae=dict(widths=(16, 16, 32, 32), groups=4), scale=0.18215, res=128,
        text=dict(L=dict(width=64, layers=2)), text_heads=4),
    "sdxl": dict(
        unet=dict(width=16, mult=(1, 2, 4), depths=(0, 1, 2), ctx=48 + 64, adm=64 + 6 * 256, linear=True, heads=1, groups=8),
        vae=dict(widths=(16, 16, 32, 32), groups=4), scale=0.13025, res=256,
        text=dict(L=dict(width=48, layers=2), G=dict(width=64, layers=2)), text_heads=4),
}
EOS, PAD_L, PAD_G, CONTEXT = 49407, 49407, 0, 77


class Slots(nn.Module):
    """A module whose children have arbitrary (also numeric) names."""
    def __init__(self, **kids):
        super().__init__()
        for n, m in kids.items():
            self.add_module(n.lstrip("_"), m)

    def __getitem__(self, n):
        return self._modules[str(n)]


def sinusoid(t, dim, max_period=10000):
    f = torch.exp(-math.log(max_period) * torch.arange(dim // 2, dtype=torch.float32) / (dim // 2))
    a = t.float()[..., None] * f
    return torch.cat([a.cos(), a.sin()], -1)


def zero(m):
    for p in m.parameters():
        nn.init.zeros_(p)
    return m


# ---------------------------------------------------------------- UNet

class ResBlock(nn.Module):
    def __init__(self, ci, co, te, groups):
        super().__init__()
        self.in_layers = Slots(_0=nn.GroupNorm(groups, ci), _2=nn.Conv2d(ci, co, 3, padding=1))
        self.emb_layers = Slots(_1=nn.Linear(te, co))
        self.out_layers = Slots(_0=nn.GroupNorm(groups, co), _3=zero(nn.Conv2d(co, co, 3, padding=1)))
        if ci != co:
            self.skip_connection = nn.Conv2d(ci, co, 1)
        self.same = ci == co

    def forward(self, x, emb):
        h = self.in_layers[2](F.silu(self.in_layers[0](x)))
        h = h + self.emb_layers[1](F.silu(emb))[:, :, None, None]
        h = self.out_layers[3](F.silu(self.out_layers[0](h)))
        return (x if self.same else self.skip_connection(x)) + h


class CrossAttention(nn.Module):
    def __init__(self, c, ctx, heads):
        super().__init__()
        self.heads = heads
        self.to_q, self.to_k, self.to_v = nn.Linear(c, c, bias=False), nn.Linear(ctx, c, bias=False), nn.Linear(ctx, c, bias=False)
        self.to_out = Slots(_0=nn.Linear(c, c))

    def forward(self, x, ctx):
        b, n, c = x.shape
        q, k, v = (f(y).view(b, -1, self.heads, c // self.heads).transpose(1, 2)
                   for f, y in ((self.to_q, x), (self.to_k, ctx), (self.to_v, ctx)))
        # plain matrix products: on a CPU far faster to train than the fused kernel at these sizes
        o = torch.softmax(q @ (k * k.shape[-1] ** -0.5).transpose(-1, -2), -1) @ v
        return self.to_out[0](o.transpose(1, 2).reshape(b, n, c))


class GEGLU(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.proj = nn.Linear(c, c * 8)

    def forward(self, x):
        a, g = self.proj(x).chunk(2, -1)
        return a * F.gelu(g)


class TransformerBlock(nn.Module):
    def __init__(self, c, ctx, heads):
        super().__init__()
        self.attn1, self.attn2 = CrossAttention(c, c, heads), CrossAttention(c, ctx, heads)
        self.ff = Slots(net=Slots(_0=GEGLU(c), _2=nn.Linear(c * 4, c)))
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(c), nn.LayerNorm(c), nn.LayerNorm(c)

    def forward(self, x, ctx):
        y = self.norm1(x)
        x = x + self.attn1(y, y)
        x = x + self.attn2(self.norm2(x), ctx)
        return x + self.ff["net"][2](self.ff["net"][0](self.norm3(x)))


class SpatialTransformer(nn.Module):
    def __init__(self, c, ctx, depth, heads, groups, linear):
        super().__init__()
        self.linear = linear
        self.norm = nn.GroupNorm(groups, c, eps=1e-6)
        make = (lambda: nn.Linear(c, c)) if linear else (lambda: nn.Conv2d(c, c, 1))
        self.proj_in = make()
        self.transformer_blocks = nn.ModuleList(TransformerBlock(c, ctx, heads) for _ in range(depth))
        self.proj_out = zero(make())

    def forward(self, x, ctx):
        b, c, h, w = x.shape
        y = self.norm(x)
        if not self.linear:
            y = self.proj_in(y)
        y = y.flatten(2).transpose(1, 2)
        if self.linear:
            y = self.proj_in(y)
        for blk in self.transformer_blocks:
            y = blk(y, ctx)
        if self.linear:
            y = self.proj_out(y)
        y = y.transpose(1, 2).reshape(b, c, h, w)
        return x + (y if self.linear else self.proj_out(y))


class Downsample(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.op = nn.Conv2d(c, c, 3, stride=2, padding=1)

    def forward(self, x):
        return self.op(x)


class Upsample(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class UNet(nn.Module):
    def __init__(self, width, mult, depths, ctx, adm, linear, heads, groups):
        super().__init__()
        self.width, te = width, width * 4
        self.time_embed = Slots(_0=nn.Linear(width, te), _2=nn.Linear(te, te))
        if adm:
            self.label_emb = Slots(_0=Slots(_0=nn.Linear(adm, te), _2=nn.Linear(te, te)))
        def st(c, d):
            return SpatialTransformer(c, ctx, d, heads, groups, linear)
        def res(a, b):
            return ResBlock(a, b, te, groups)
        self.input_blocks = nn.ModuleList([nn.ModuleList([nn.Conv2d(4, width, 3, padding=1)])])
        ch, skips = width, [width]
        for lv, m in enumerate(mult):
            for _ in range(2):
                blk = [res(ch, width * m)]
                ch = width * m
                if depths[lv]:
                    blk.append(st(ch, depths[lv]))
                self.input_blocks.append(nn.ModuleList(blk))
                skips.append(ch)
            if lv < len(mult) - 1:
                self.input_blocks.append(nn.ModuleList([Downsample(ch)]))
                skips.append(ch)
        self.middle_block = nn.ModuleList([res(ch, ch), st(ch, depths[-1] or 1), res(ch, ch)])
        self.output_blocks = nn.ModuleList()
        for lv in reversed(range(len(mult))):
            for i in range(3):
                blk = [res(ch + skips.pop(), width * mult[lv])]
                ch = width * mult[lv]
                if depths[lv]:
                    blk.append(st(ch, depths[lv]))
                if i == 2 and lv:
                    blk.append(Upsample(ch))
                self.output_blocks.append(nn.ModuleList(blk))
        self.out = Slots(_0=nn.GroupNorm(groups, ch), _2=zero(nn.Conv2d(ch, 4, 3, padding=1)))
        if width // groups == 2:
            self._start_as_identity()

    @torch.no_grad()
    def _start_as_identity(self):
        """The untrained network predicts its (normalised) input as the noise, a good guess when there is much of it.

        The first eight channels carry +-x from the first convolution through the outermost skip to the output, where
        silu(x) - silu(-x) = x undoes the non-linearity.
        """
        first, last, end = self.input_blocks[0][0], self.output_blocks[-1][0].skip_connection, self.out[2]
        first.weight[:8] = 0
        first.bias[:8] = 0
        last.weight[:8] = 0
        last.bias[:8] = 0
        for c in range(4):
            first.weight[2 * c, c, 1, 1], first.weight[2 * c + 1, c, 1, 1] = 1, -1
            end.weight[c, 2 * c, 1, 1], end.weight[c, 2 * c + 1, 1, 1] = 1, -1
        n = last.weight.shape[1] - self.width
        for j in range(8):
            last.weight[j, n + j] = 1

    @staticmethod
    def _run(blk, h, emb, ctx):
        for m in blk:
            if isinstance(m, ResBlock):
                h = m(h, emb)
            elif isinstance(m, SpatialTransformer):
                h = m(h, ctx)
            else:
                h = m(h)
        return h

    def forward(self, x, t, ctx, y=None):
        emb = self.time_embed[2](F.silu(self.time_embed[0](sinusoid(t, self.width))))
        if y is not None:
            le = self.label_emb[0]
            emb = emb + le[2](F.silu(le[0](y)))
        hs, h = [], x
        for blk in self.input_blocks:
            h = self._run(blk, h, emb, ctx)
            hs.append(h)
        h = self._run(self.middle_block, h, emb, ctx)
        for blk in self.output_blocks:
            h = self._run(blk, torch.cat([h, hs.pop()], 1), emb, ctx)
        return self.out[2](F.silu(self.out[0](h)))


# ---------------------------------------------------------------- VAE

class VaeRes(nn.Module):
    def __init__(self, a, b, g):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(g, a, eps=1e-6), nn.Conv2d(a, b, 3, padding=1)
        self.norm2, self.conv2 = nn.GroupNorm(g, b, eps=1e-6), nn.Conv2d(b, b, 3, padding=1)
        if a != b:
            self.nin_shortcut = nn.Conv2d(a, b, 1)
        self.same = a == b

    def forward(self, x):
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return (x if self.same else self.nin_shortcut(x)) + h


class VaeAttention(nn.Module):
    def __init__(self, c, g):
        super().__init__()
        self.norm = nn.GroupNorm(g, c, eps=1e-6)
        self.q, self.k, self.v = nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1)
        self.proj_out = zero(nn.Conv2d(c, c, 1))

    def forward(self, x):
        b, c, h, w = x.shape
        y = self.norm(x)
        q, k, v = (f(y).flatten(2).transpose(1, 2)[:, None] for f in (self.q, self.k, self.v))
        o = F.scaled_dot_product_attention(q, k, v)[:, 0]
        return x + self.proj_out(o.transpose(1, 2).reshape(b, c, h, w))


class VaeDown(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, stride=2)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)))


def _mid(c, g):
    return Slots(block_1=VaeRes(c, c, g), attn_1=VaeAttention(c, g), block_2=VaeRes(c, c, g))


class Encoder(nn.Module):
    def __init__(self, widths, g):
        super().__init__()
        self.conv_in = nn.Conv2d(3, widths[0], 3, padding=1)
        c, self.down = widths[0], nn.ModuleList()
        for i, w in enumerate(widths):
            lv = Slots(block=nn.ModuleList([VaeRes(c, w, g), VaeRes(w, w, g)]))
            c = w
            if i < 3:
                lv.add_module("downsample", VaeDown(c))
            self.down.append(lv)
        self.mid, self.norm_out, self.conv_out = _mid(c, g), nn.GroupNorm(g, c, eps=1e-6), nn.Conv2d(c, 8, 3, padding=1)

    def forward(self, x):
        h = self.conv_in(x)
        for lv in self.down:
            for m in lv["block"]:
                h = m(h)
            if "downsample" in lv._modules:
                h = lv["downsample"](h)
        for n in ("block_1", "attn_1", "block_2"):
            h = self.mid[n](h)
        return self.conv_out(F.silu(self.norm_out(h)))


class Decoder(nn.Module):
    def __init__(self, widths, g):
        super().__init__()
        c = widths[-1]
        self.conv_in, self.mid = nn.Conv2d(4, c, 3, padding=1), _mid(c, g)
        ups = []
        for i in reversed(range(4)):
            blocks = []
            for _ in range(3):
                blocks.append(VaeRes(c, widths[i], g))
                c = widths[i]
            lv = Slots(block=nn.ModuleList(blocks))
            if i:
                lv.add_module("upsample", Upsample(c))
            ups.insert(0, lv)
        self.up = nn.ModuleList(ups)
        self.norm_out, self.conv_out = nn.GroupNorm(g, c, eps=1e-6), nn.Conv2d(c, 3, 3, padding=1)

    def forward(self, z):
        h = self.conv_in(z)
        for n in ("block_1", "attn_1", "block_2"):
            h = self.mid[n](h)
        for lv in reversed(self.up):
            for m in lv["block"]:
                h = m(h)
            if "upsample" in lv._modules:
                h = lv["upsample"](h)
        return self.conv_out(F.silu(self.norm_out(h)))


class VAE(nn.Module):
    def __init__(self, widths, groups):
        super().__init__()
        self.encoder, self.decoder = Encoder(widths, groups), Decoder(widths, groups)
        self.quant_conv, self.post_quant_conv = nn.Conv2d(8, 8, 1), nn.Conv2d(4, 4, 1)

    def encode(self, x):
        return self.quant_conv(self.encoder(x)).chunk(2, 1)     # mean, log variance

    def decode(self, z):
        return self.decoder(self.post_quant_conv(z))

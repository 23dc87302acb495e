"""The two CLIP text encoders in their genuine key layouts, and the tokenizer.

For training the 49408-row token tables are kept compact: one row per token of the captions plus one row that
stands for every other token (`Vocabulary`); export.py expands them.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from models import CONTEXT, EOS, PAD_G, PAD_L, Slots

BOS = 49406


class Vocabulary:
    """CLIP token ids <-> compact rows; row 0 is "any other token"."""
    def __init__(self, ids):
        self.ids = [-1] + sorted(set(ids) | {BOS, EOS, PAD_G})
        self.row = {t: i for i, t in enumerate(self.ids)}

    def rows(self, ids):
        return torch.tensor([[self.row.get(int(t), 0) for t in r] for r in ids])


def tokenizer():
    import open_clip
    t = open_clip.SimpleTokenizer()
    return t.encode


def pad(tokens, pad_id):
    ids = [BOS] + tokens[:CONTEXT - 2] + [EOS]
    return ids + [pad_id] * (CONTEXT - len(ids))


def _attend(q, k, v, heads):
    b, n, c = q.shape
    q, k, v = (x.view(b, n, heads, c // heads).transpose(1, 2) for x in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, n, c)


def _embedding_init(w, seed):
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        w.copy_(torch.randn(w.shape, generator=g) * 0.5)


class HFLayer(nn.Module):
    def __init__(self, w, heads):
        super().__init__()
        self.heads = heads
        self.self_attn = Slots(**{n: nn.Linear(w, w) for n in ("q_proj", "k_proj", "v_proj", "out_proj")})
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(w), nn.LayerNorm(w)
        self.mlp = Slots(fc1=nn.Linear(w, 4 * w), fc2=nn.Linear(4 * w, w))

    def forward(self, x):
        a, y = self.self_attn, self.layer_norm1(x)
        x = x + a["out_proj"](_attend(a["q_proj"](y), a["k_proj"](y), a["v_proj"](y), self.heads))
        y = self.mlp["fc1"](self.layer_norm2(x))
        return x + self.mlp["fc2"](y * torch.sigmoid(1.702 * y))


class TextModel(nn.Module):
    def __init__(self, vocab, w, layers, heads, seed):
        super().__init__()
        self.embeddings = Slots(token_embedding=nn.Embedding(vocab, w), position_embedding=nn.Embedding(CONTEXT, w))
        _embedding_init(self.embeddings["token_embedding"].weight, seed)
        _embedding_init(self.embeddings["position_embedding"].weight, seed + 1)
        self.encoder = Slots(layers=nn.ModuleList(HFLayer(w, heads) for _ in range(layers)))
        self.final_layer_norm = nn.LayerNorm(w)


class ClipHF(nn.Module):
    """Hugging Face CLIP text layout (CLIP-L): quick GELU, causal."""
    def __init__(self, vocab, width, layers, heads, seed=0):
        super().__init__()
        self.transformer = Slots(text_model=TextModel(vocab, width, layers, heads, seed))

    def hidden(self, rows):
        m = self.transformer["text_model"]
        x = m.embeddings["token_embedding"](rows) + m.embeddings["position_embedding"].weight
        states = [x]
        for layer in m.encoder["layers"]:
            x = layer(x)
            states.append(x)
        return states

    def last(self, rows):               # SD 1.x: final layer norm of the last hidden state
        return self.transformer["text_model"].final_layer_norm(self.hidden(rows)[-1])

    def penultimate(self, rows):        # SDXL: no final layer norm
        return self.hidden(rows)[-2]


class OpenBlock(nn.Module):
    def __init__(self, w, heads):
        super().__init__()
        self.heads = heads
        self.attn = nn.MultiheadAttention(w, heads, batch_first=True)
        self.ln_1, self.ln_2 = nn.LayerNorm(w), nn.LayerNorm(w)
        self.mlp = Slots(c_fc=nn.Linear(w, 4 * w), c_proj=nn.Linear(4 * w, w))

    def forward(self, x):
        q, k, v = F.linear(self.ln_1(x), self.attn.in_proj_weight, self.attn.in_proj_bias).chunk(3, -1)
        x = x + self.attn.out_proj(_attend(q, k, v, self.heads))
        return x + self.mlp["c_proj"](F.gelu(self.mlp["c_fc"](self.ln_2(x))))


class OpenModel(nn.Module):
    def __init__(self, vocab, w, layers, heads, seed):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab, w)
        self.positional_embedding = nn.Parameter(torch.empty(CONTEXT, w))
        _embedding_init(self.token_embedding.weight, seed)
        _embedding_init(self.positional_embedding, seed + 1)
        self.transformer = Slots(resblocks=nn.ModuleList(OpenBlock(w, heads) for _ in range(layers)))
        self.ln_final = nn.LayerNorm(w)
        self.text_projection = nn.Parameter(torch.randn(w, w, generator=torch.Generator().manual_seed(seed + 2)) * w ** -0.5)
        self.logit_scale = nn.Parameter(torch.tensor(4.6), requires_grad=False)


class ClipOpen(nn.Module):
    """OpenCLIP text layout (CLIP-G): exact GELU, causal, pooled output through text_projection."""
    def __init__(self, vocab, width, layers, heads, seed=10):
        super().__init__()
        self.model = OpenModel(vocab, width, layers, heads, seed)

    def forward(self, rows, eos_at):
        """Penultimate hidden state, pooled vector."""
        m = self.model
        x = m.token_embedding(rows) + m.positional_embedding
        prev = x
        for blk in m.transformer["resblocks"]:
            prev, x = x, blk(x)
        pooled = m.ln_final(x)[torch.arange(len(rows)), eos_at] @ m.text_projection
        return prev, pooled

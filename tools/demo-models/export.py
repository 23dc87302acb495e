"""Writes a training checkpoint as a genuine-layout .safetensors in fp16, and loads either kind back.

    python export.py sd15|sdxl CKPT.pt OUT.safetensors [VAE.pt]
"""
import json
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from bundle import Bundle, caption_vocabulary
from models import CONFIG

PREFIX = {"unet": "model.diffusion_model.", "vae": "first_stage_model."}
TEXT = {"sd15": {"text_l": "cond_stage_model."}, "sdxl": {"text_l": "conditioner.embedders.0.", "text_g": "conditioner.embedders.1."}}
TABLES = ("transformer.text_model.embeddings.token_embedding.weight", "model.token_embedding.weight")
LICENSE = "Apache-2.0"


def prefixes(arch):
    return dict(PREFIX, **TEXT[arch])


def metadata(arch):
    c = CONFIG[arch]
    return {
        "format": "pt",
        "kiln.unet.heads": str(c["unet"]["heads"]), "kiln.text.heads": str(c["text_heads"]),
        "kiln.norm_groups": str(c["unet"]["groups"]), "kiln.vae.norm_groups": str(c["vae"]["groups"]),
        "modelspec.title": "Kiln demo SD 1.x" if arch == "sd15" else "Kiln demo SDXL",
        "modelspec.architecture": "stable-diffusion-v1" if arch == "sd15" else "stable-diffusion-xl-v1-base",
        "modelspec.license": LICENSE, "modelspec.prediction_type": "epsilon",
        "modelspec.resolution": f"{c['res']}x{c['res']}",
        "modelspec.description": "Tiny model of a procedural world of textured shapes; trained from scratch by tools/demo-models.",
    }


def full_table(compact, ids):
    """49408 rows: the trained ones, and the trained "any other token" row everywhere else."""
    t = compact[:1].repeat(49408, 1)
    t[torch.tensor(ids[1:])] = compact[1:]
    return t


def export(ckpt, out, vae=None):
    ck = torch.load(ckpt, weights_only=False)
    arch, bundle = ck["arch"], Bundle(ck["arch"], ck["ids"])
    bundle.load_state_dict(ck["ema"])
    if vae:
        bundle.vae.load_state_dict(torch.load(vae))
    tensors = {}
    for part, prefix in prefixes(arch).items():
        for k, v in getattr(bundle, part).state_dict().items():
            if k in TABLES:
                v = full_table(v, bundle.vocab.ids)
            if v.abs().max() > 6e4:
                raise ValueError(k)
            tensors[prefix + k] = v.half().contiguous()
    save_file(tensors, out, metadata(arch))
    n = sum(v.numel() for v in tensors.values())
    print(f"{out}: {len(tensors)} tensors, {n/1e6:.2f} M values, {2*n/1e6:.1f} MB, step {ck['step']}")


def load_bundle(path, arch):
    """A Bundle from a training checkpoint or from an exported file."""
    if not path.endswith(".safetensors"):
        ck = torch.load(path, weights_only=False)
        b = Bundle(ck["arch"], ck["ids"])
        b.load_state_dict(ck["ema"])
        return b.eval()
    b = Bundle(arch, caption_vocabulary())
    rows = torch.tensor([1] + b.vocab.ids[1:])                # row 1 of the table is an untrained token
    with safe_open(path, "pt") as f:
        for part, prefix in prefixes(arch).items():
            sd = {}
            for k in getattr(b, part).state_dict():
                v = f.get_tensor(prefix + k).float()
                sd[k] = v[rows] if k in TABLES else v
            getattr(b, part).load_state_dict(sd)
    return b.eval()


if __name__ == "__main__":
    export(*sys.argv[2:])

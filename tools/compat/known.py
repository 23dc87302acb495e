"""Goldens that Kiln does not make as Forge did, on purpose: the columns that are not judged there, and why."""
PICTURES = ("mean", "max")

KNOWN = {
    "smp-ddim-cfgpp": (
        ("infotext",), "Forge takes CFG++'s scale whole, Kiln as AUTOMATIC1111 its 12.5th: asked for 12.5 times the scale"),
    "nv-ddpm": (PICTURES, "Forge's DDPM draws from torch's generator, which nothing seeds under NV"),
    "prm-alternate": (
        (*PICTURES, "cond"), "Forge takes the emphasis mean over all texts of the prompt's timeline, Kiln over each one's own"),
}

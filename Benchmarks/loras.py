"""Random LoRAs of SD 1.x in kohya's naming: of the attentions alone, or of whole transformer blocks."""
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

CONTEXT = 768
BLOCKS = {  # place: channels
    **{f"down_blocks_{level}_attentions_{i}": 320 << level for level in range(3) for i in range(2)},
    "mid_block_attentions_0": 1280,
    **{f"up_blocks_{level}_attentions_{i}": 1280 >> (level - 1) for level in range(1, 4) for i in range(3)},
}


def modules(scope):
    """The modules as (name, rows, columns); those that are 1x1 convolutions have two sizes of 1 more."""
    for place, c in BLOCKS.items():
        inside = f"{place}_transformer_blocks_0"
        for attention, context in (("attn1", c), ("attn2", CONTEXT)):
            yield f"{inside}_{attention}_to_q", c, c, ()
            yield f"{inside}_{attention}_to_k", c, context, ()
            yield f"{inside}_{attention}_to_v", c, context, ()
            yield f"{inside}_{attention}_to_out_0", c, c, ()
        if scope == "blocks":
            yield f"{inside}_ff_net_0_proj", 8 * c, c, ()
            yield f"{inside}_ff_net_2", c, 4 * c, ()
            yield f"{place}_proj_in", c, c, (1, 1)
            yield f"{place}_proj_out", c, c, (1, 1)


def write(path, scope, rank):
    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for name, rows, columns, window in modules(scope):
        for part, shape in (("lora_up", (rows, rank)), ("lora_down", (rank, columns))):
            values = torch.randn(*shape, *window, generator=generator) / 50
            tensors[f"lora_unet_{name}.{part}.weight"] = values.half()
        tensors[f"lora_unet_{name}.alpha"] = torch.tensor(float(rank)).half()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)


def main():
    """loras.py FOLDER SCOPE-RANK...: writes what is not there yet."""
    for name in sys.argv[2:]:
        path, (scope, rank) = Path(sys.argv[1]) / f"{name}.safetensors", name.split("-")
        if not path.exists():
            write(path, scope, int(rank))


if __name__ == "__main__":
    main()

"""Renders training scenes and encodes them with the trained VAE: make_latents.py ARCH VAE.pt OUT.pt COUNT [SEED]"""
import random
import sys
import time

import torch

import world
from models import CONFIG, VAE


@torch.no_grad()
def main():
    arch, vae_path, out, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    torch.set_num_threads(1)
    cfg, rng = CONFIG[arch], random.Random(1000 + seed)
    vae = VAE(**cfg["vae"])
    vae.load_state_dict(torch.load(vae_path))
    combos, scenes = world.training_combinations(), []
    while len(scenes) < count:
        rng.shuffle(combos)
        scenes += [world.with_geometry(c, rng) for c in combos]
    scenes, lat, t0 = scenes[:count], [], time.time()
    for i in range(0, count, 8):
        x = world.render(scenes[i:i + 8], cfg["res"])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            mean = vae.encode(x)[0]
        lat.append((mean.float() * cfg["scale"]).half())
        if i % 800 == 0:
            print(i, f"{time.time()-t0:.0f}s", flush=True)
    z = torch.cat(lat)
    print("mean", z.float().mean((0, 2, 3)).tolist(), "std", z.float().std((0, 2, 3)).tolist())
    torch.save(dict(latents=z, scenes=scenes), out)


if __name__ == "__main__":
    main()

#!/bin/sh
# Makes both demo checkpoints from nothing.  About two hours on two cores.
#   ./make-demo-models.sh [WORK_DIR] [OUT_DIR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-./demo-work}
out=${2:-$here/../../models/Stable-diffusion}
py=${PYTHON:-python3}
mkdir -p "$work" "$out"
# Keep freed memory: training allocates and frees the same large blocks all the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=268435456 OMP_NUM_THREADS=1

one() {   # architecture, scenes, batch, minutes of UNet training, seconds of VAE training, of decoder polishing
    "$py" "$here/train_vae.py" "$1" "$work/vae-$1.pt" --seconds "$5"
    "$py" "$here/make_latents.py" "$1" "$work/vae-$1.pt" "$work/latents-$1.pt" "$2"
    "$py" "$here/train_unet.py" "$1" --vae "$work/vae-$1.pt" --text "$work/text-$1.pt" --latents "$work/latents-$1.pt" --out "$work/unet-$1" --batch "$3" --minutes "$4" --decay-at 0.6
    "$py" "$here/train_unet.py" "$1" --vae "$work/vae-$1.pt" --text "$work/text-$1.pt" --latents "$work/latents-$1.pt" --out "$work/unet-$1" --batch "$3" --minutes "$5" --start 0.5 --guidance "$6" --resume "$work/unet-$1/last.pt"
    "$py" "$here/train_vae.py" "$1" "$work/vae-$1-polished.pt" --decoder-only --init "$work/vae-$1.pt" --seconds "$6"
    "$py" "$here/export.py" "$1" "$work/unet-$1/last.pt" "$out/demo-$1.safetensors" "$work/vae-$1-polished.pt"
}
one sd15 9000 32 75 500 400 &
one sdxl 6000 24 75 600 600 &
wait
"$py" "$here/generate.py" --first "$out/demo-sd15.safetensors" --second "$out/demo-sdxl.safetensors" --prompts "$here/prompts.json" --out "$work/pictures"
"$py" "$here/judge.py" --prompts "$here/prompts.json" --first "$work/pictures" --final "$work/pictures"

#!/bin/sh
# Makes both demo checkpoints from nothing.  About an hour and a half on two otherwise idle cores.
#   ./make-demo-models.sh [WORK_DIR] [OUT_DIR]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-./demo-work}
out=${2:-$here/../../models/Stable-diffusion}
py=${PYTHON:-python3}
mkdir -p "$work" "$out"
# Keep freed memory: training allocates and frees the same large blocks all the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=268435456 OMP_NUM_THREADS=1

one() {   # architecture, scenes, batch, guidance that 7 shall act like, minutes of UNet training
    v="$work/vae-$1" u="$work/unet-$1"
    "$py" "$here/train_vae.py" "$1" "$v.pt" --seconds 400
    "$py" "$here/make_latents.py" "$1" "$v.pt" "$work/latents-$1.pt" "$2"
    set -- "$1" "$2" "$3" "$4" "$5" --vae "$v.pt" --text "$work/text-$1.pt" --latents "$work/latents-$1.pt" --batch "$3"
    arch=$1 guidance=$4 minutes=$5
    shift 5
    "$py" "$here/train_unet.py" "$arch" "$@" --out "$u" --minutes "$minutes" --end 0.48
    "$py" "$here/train_unet.py" "$arch" "$@" --out "$u" --minutes "$((minutes / 2))" --start 0.48 --guidance "$guidance" --resume "$u/last.pt"
    "$py" "$here/train_vae.py" "$arch" "$v-polished.pt" --decoder-only --init "$v.pt" --lr 2e-3 --seconds 220
    "$py" "$here/export.py" "$arch" "$u/last.pt" "$out/demo-$arch.safetensors" "$v-polished.pt"
}
one sd15 5400 32 3.5 60 &
one sdxl 2800 24 3 60 &
wait
"$py" "$here/generate.py" --first "$out/demo-sd15.safetensors" --second "$out/demo-sdxl.safetensors" --prompts "$here/prompts.json" --out "$work/pictures"
"$py" "$here/judge.py" --prompts "$here/prompts.json" --first "$work/pictures" --final "$work/pictures"

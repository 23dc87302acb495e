#!/usr/bin/env bash
# Makes the picture grids of docs/samplers.md with the models that come with the project: every sampler
# and every schedule, from the same noise.
#
#     tools/docs/sampler-grids.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."
kiln=${1:-.build/release/kiln}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

picture() { # FOLDER, then options
    local folder=$1
    shift
    "$kiln" txt2img --prompt "a red checked circle on the left, blue background" --checkpoint demo-sd15 \
        --models models --width 128 --height 128 --seed 3 --steps 8 --dtype float32 \
        --output "$work/$folder" "$@" >/dev/null
}

names() { # of an option, as the help lists them
    "$kiln" txt2img --help | tr '\n' ' ' | tr -s ' ' | grep -oP -- "--$1 <name> \w+ \(default: [^)]*\): \K[^.]*" \
        | sed 's/, /\n/g'
}

while read -r sampler; do
    case $sampler in
        *CFG++*) picture samplers --sampler "$sampler" --cfg-scale 10 ;;
        *) picture samplers --sampler "$sampler" --cfg-scale 5 ;;
    esac
done < <(names sampler)
while read -r schedule; do
    picture schedules --sampler Euler --cfg-scale 5 --scheduler "$schedule"
done < <(names scheduler)
"$kiln" contact-sheet "$work/samplers" --label Sampler --columns 6 --output docs/images/samplers.png
"$kiln" contact-sheet "$work/schedules" --label "Schedule type" --columns 6 --output docs/images/schedules.png

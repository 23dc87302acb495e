#!/usr/bin/env bash
# Kiln's main job on the models that come with it: four prompts, composed by an SD 1.x model at
# 128×128, finished by an SDXL model at 256×256. Pictures and a contact sheet go to outputs/demo/.
set -euo pipefail
cd "$(dirname "$0")/../.."
kiln=$1
folder=outputs/demo
rm -rf "$folder"

"$kiln" txt2img \
    --prompt "a red checked circle on the left, blue background" \
    --prompt "a yellow dotted square in the centre, purple background" \
    --prompt "a green checked triangle on the right, white background" \
    --prompt "a blue checked star at the top, yellow background" \
    --checkpoint demo-sd15 --width 128 --height 128 --seed 1 \
    --hr-checkpoint demo-sdxl --hr-scale 2 --denoising-strength 0.7 \
    --save-before-hires --models models --output "$folder"
"$kiln" contact-sheet "$folder" --output "$folder/contact-sheet.png"

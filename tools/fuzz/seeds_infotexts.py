"""First inputs of the target for infotexts: texts of the web UI, of other sites, of old versions, and random ones."""

import json
import pathlib

FIXTURES = pathlib.Path(__file__).parents[2] / "Tests/WebUITests/Fixtures"


def seeds() -> dict[str, bytes]:
    forge = {case["id"]: case["info"]["infotexts"][0] for case in json.loads((FIXTURES / "forge-infotexts.json").read_text())}
    random = [case["text"] for case in json.loads((FIXTURES / "read-infotexts.json").read_text())[::40]]
    found = {name: forge[name] for name in ("hr-lanczos", "b-subseed", "i2i-inpaint-original", "sch-beta")}
    found |= {f"random-{number:02}": text for number, text in enumerate(random)}
    found |= {
        "civitai-flux": "a\nSteps: 28, Sampler: Undefined, CFG scale: 3.5, Seed: 1, Size: 832x1216, Clip skip: 2, "
                        'Civitai resources: [{"type":"checkpoint","modelName":"FLUX"}]',
        "first-pass-size": "a\nSteps: 20, Sampler: Euler a, Seed: 1, Size: 1024x768, Denoising strength: 0.7, "
                           "First pass size: 0x0",
        "old-version": "[a:b:9]\nSteps: 20, Sampler: DDIM, Seed: 1, Refiner: x, Version: v1.5.2",
        "novelai": json.dumps({"Software": "NovelAI", "Description": "a", "Comment": json.dumps(
            {"steps": 28, "sampler": "k_euler", "seed": 1, "scale": 5.5, "uc": "b"})}),
        "everything": "a\nNegative prompt: b\nSteps: 1, Sampler: Euler, Schedule type: Karras, CFG scale: 7, "
                      "Distilled CFG Scale: 3.5, Seed: 1, Size: 8x8, Model: \"a, b\", Variation seed: 2, "
                      "Variation seed strength: 0.5, Seed resize from: 8x8, Denoising strength: 0.5, ENSD: 1, Tiling: True, "
                      "Hires prompt: \"x\\ny\", Hires resize: 0x16, Hires steps: 2, Mask blur: 4, Inpaint area: Only masked, "
                      "SLG scale: 1, SLG layers: 7 8, FreeU b1: 1, FreeU b2: 1, FreeU s1: 1, FreeU s2: 1, APG eta: 0, "
                      "Lora hashes: \"a: 0123456789ab\", Module 1: ae, Hires Module 1: Built-in",
    }
    return {name: text.encode("utf-8", "replace") for name, text in found.items()}

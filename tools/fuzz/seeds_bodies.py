"""First inputs of the target for bodies: JSON as clients of the web UI send it, and JSON of every kind."""

import json

TEXT_TO_IMAGE = {
    "prompt": "a cat", "negative_prompt": ["a", "b"], "styles": ["film"], "seed": -1, "subseed_strength": 0.5,
    "seed_resize_from_w": 512, "sampler_name": "DPM++ 2M Karras", "scheduler": None, "batch_size": 1, "n_iter": 2,
    "steps": "20", "cfg_scale": 7, "width": 832, "height": 1216.0, "restore_faces": False, "tiling": 0, "eta": 0.5,
    "s_churn": 0, "refiner_checkpoint": "None", "refiner_switch_at": 0.8, "alwayson_scripts": {"x": {"args": [1]}},
    "override_settings": {"CLIP_stop_at_last_layers": 2, "outdir_samples": "/tmp", "sd_vae": "a.pt"},
}
HIRES = {
    "enable_hr": 1, "hr_scale": 1.5, "hr_upscaler": "Latent (nearest)", "hr_second_pass_steps": 0, "hr_resize_x": 1024,
    "hr_checkpoint_name": "xl", "hr_additional_modules": ["Use same choices"], "hr_sampler_name": "Use same sampler",
    "hr_prompt": "", "hr_cfg": None, "denoising_strength": 0.4, "firstphase_width": 64,
    "infotext": "a\nSteps: 1, Sampler: Euler, Seed: 1, Size: 64x64, Denoising strength: 0.5, Hires upscale: 2",
}
IMAGE_TO_IMAGE = {
    "init_images": ["data:image/png;base64,iVBORw0KGgo="], "mask": "iVBORw0KGgo", "mask_blur": 4, "inpainting_fill": 1,
    "inpaint_full_res": True, "inpaint_full_res_padding": 32, "inpainting_mask_invert": 0, "resize_mode": 3,
    "script_name": "SD upscale", "script_args": ["", 64, "Lanczos", 2],
}
EXTRAS = {
    "resize_mode": 1, "upscaling_resize": 2, "upscaling_resize_w": 64, "upscaler_1": "Lanczos", "image": "AAAA",
    "imageList": [{"data": "AAAA", "name": "a.png"}],
}
OPTIONS = {
    "samples_format": "webp", "emphasis": "No norm", "randn_source": "NV", "img2img_background_color": "#102030",
    "sd_noise_schedule": "Default", "uni_pc_variant": "bh2", "jpeg_quality": 80,
}


def seeds() -> dict[str, bytes]:
    bodies = {"txt2img": TEXT_TO_IMAGE, "hires": HIRES, "img2img": IMAGE_TO_IMAGE, "extras": EXTRAS, "options": OPTIONS}
    found = {name: json.dumps(body).encode() for name, body in bodies.items()}
    return found | {
        "empty": b"{}", "escapes": b'["\\ud83d\\ude00","\\ud800","\\u0000\\n\\/\\""]',
        "numbers": b"[0,-0,1.5e-3,9223372036854775808,-9223372036854775808,1e308,1E+2]",
        "nested": b'[[[[{"a":[{"b":{}}]}]]]]', "twice": b'{"steps":1,"steps":2}', "bom": b"\xef\xbb\xbf{}",
    }

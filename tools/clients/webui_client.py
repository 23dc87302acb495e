"""The PyPI package `webuiapi`, a client of Stable Diffusion WebUI's API, against Kiln with its demo models."""

import json
import threading
import time

import requests
import webuiapi

from common import PROMPT, check, mask, picture, run, server

HOST, PORT = server()
API = webuiapi.WebUIApi(host=HOST, port=PORT, sampler="Euler", steps=6)
URL = f"http://{HOST}:{PORT}/sdapi/v1"
SMALL = {"prompt": PROMPT, "width": 128, "height": 128, "seed": 7}
BASE = {"override_settings": {"sd_model_checkpoint": "demo-sd15"}}


def post(path: str, body: dict) -> requests.Response:
    return requests.post(f"{URL}/{path}", json=body, timeout=300)


def txt2img() -> None:
    result = API.txt2img(**SMALL, **BASE, n_iter=2)
    check(len(result.images) == 2, "two images were asked for")
    check(result.images[0].size == (128, 128), "an image has the size that was asked for")
    check(result.info["all_seeds"] == [7, 8], "seeds count up")
    check("Seed: 7" in result.image.info["parameters"], "the file tells its seed")
    check(result.info["sd_model_name"] == "demo-sd15", "the model is told")
    again = API.txt2img(**SMALL, **BASE)
    check(again.image.tobytes() == result.images[0].tobytes(), "the same seed gives the same picture")


def hires_with_another_checkpoint() -> None:
    result = API.txt2img(
        **SMALL, **BASE, enable_hr=True, hr_scale=2, hr_upscaler="Lanczos",
        hr_checkpoint_name="demo-sdxl", hr_prompt=PROMPT + ", sharp", hr_second_pass_steps=4)
    check(result.image.size == (256, 256), "the hires pass has twice the size")
    text = result.image.info["parameters"]
    check("Hires checkpoint: demo-sdxl.safetensors" in text, "the infotext names the second model")
    check("Hires prompt:" in text, "the infotext has the second prompt")


def enable_hr_alone_works() -> None:
    answer = post("txt2img", {**SMALL, **BASE, "steps": 4, "enable_hr": True})
    check(answer.status_code == 200, f"enable_hr alone is taken: {answer.text[:200]}")
    check("Hires CFG Scale: 7.0" in json.loads(answer.json()["info"])["infotexts"][0],
          "an absent hr_cfg is the first pass's")


def first_pass_image() -> None:
    first = post("txt2img", {**SMALL, **BASE, "steps": 4}).json()["images"][0]
    body = {**SMALL, **BASE, "steps": 4, "enable_hr": True, "hr_checkpoint_name": "demo-sdxl"}
    answer = post("txt2img", {**body, "firstpass_image": first})
    check(answer.status_code == 200, f"firstpass_image in base64 is taken: {answer.text[:200]}")
    whole = post("txt2img", body)
    check(whole.status_code == 200, "the job in one go")
    jobs = requests.get(f"http://{HOST}:{PORT}/kiln/v1/jobs?limit=1", timeout=30).json()["jobs"]
    image = jobs[0]["images"][0]["id"]
    by_id = post("txt2img", {**body, "firstpass_image": image})
    check(by_id.status_code == 200, f"firstpass_image by id is taken: {by_id.text[:200]}")
    check(by_id.json()["images"] == whole.json()["images"],
          "resuming from a stored first pass gives the same bytes")


def img2img() -> None:
    result = API.img2img(images=[picture()], **SMALL, **BASE, denoising_strength=0.6)
    check(result.image.size == (128, 128), "img2img has the size that was asked for")
    masked = API.img2img(
        images=[picture()], mask_image=mask(), inpainting_fill=1, inpaint_full_res=False, mask_blur=0,
        **SMALL, **BASE, denoising_strength=0.6)
    kept = masked.image.convert("RGB").crop((0, 0, 60, 128))
    check(kept.tobytes() == picture().crop((0, 0, 60, 128)).tobytes(), "what is not masked is kept")
    check(post("img2img", SMALL).status_code == 404, "img2img without a picture is 404")


def sd_upscale() -> None:
    answer = post("img2img", {
        **SMALL, **BASE, "steps": 3, "init_images": [encoded()], "denoising_strength": 0.3,
        "script_name": "SD upscale", "script_args": ["", 32, "Lanczos", 2.0]})
    check(answer.status_code == 200, f"SD upscale runs: {answer.text[:200]}")
    check(size(answer.json()["images"][0]) == (256, 256), "SD upscale doubles the picture")


def encoded() -> str:
    return webuiapi.raw_b64_img(picture())


def size(text: str) -> tuple[int, int]:
    import base64
    import io

    from PIL import Image
    return Image.open(io.BytesIO(base64.b64decode(text))).size


def extras() -> None:
    single = API.extra_single_image(image=picture(), upscaler_1="Lanczos", upscaling_resize=2)
    check(single.image.size == (256, 256), "an upscaled image has twice the size")
    batch = API.extra_batch_images(images=[picture(), picture(64)], upscaler_1="Nearest", upscaling_resize=2)
    check([image.size for image in batch.images] == [(256, 256), (128, 128)], "batches are upscaled in order")


def png_info() -> None:
    result = API.txt2img(**SMALL, **BASE)
    info = API.png_info(result.image)
    check(info.info.startswith(PROMPT), "png-info gives the prompt")
    body = {"image": webuiapi.raw_b64_img(result.image)}
    check(post("png-info", body).json()["parameters"]["Seed"] == "7", "png-info takes the text apart")
    check(post("png-info", {"image": "eA=="}).status_code in (422, 500), "no picture is an error")


def options() -> None:
    API.set_options({"CLIP_stop_at_last_layers": 2})
    check(API.get_options()["CLIP_stop_at_last_layers"] == 2, "an option stays as it was set")
    API.set_options({"CLIP_stop_at_last_layers": 1, "outdir_samples": "/etc"})
    answer = post("options", {"outdir_samples": "/etc", "nonsense": 1}).json()
    check(len(answer["warnings"]) == 2, "options that name places, and unknown ones, are warned of")
    check(post("options", {"sd_model_checkpoint": "no such"}).status_code == 422, "an unknown model is refused")
    API.util_set_model("demo-sd15")
    check("demo-sd15" in API.util_get_current_model(), "the model option is set by its title")


def progress_and_interrupt() -> None:
    seen = []
    answers = []
    body = {**SMALL, **BASE, "steps": 150, "n_iter": 8, "force_task_id": "task(test)"}
    job = threading.Thread(target=lambda: answers.append(post("txt2img", body)))
    job.start()
    end = time.monotonic() + 60
    while time.monotonic() < end and not (seen and seen[-1]["progress"] > 0.02):
        seen.append(API.get_progress())
        time.sleep(0.05)
    check(seen[-1]["progress"] > 0.02, "progress grows while a job runs")
    check(seen[-1]["state"]["job_count"] == 8, "the state counts batches")
    internal = requests.post(
        f"http://{HOST}:{PORT}/internal/progress", json={"id_task": "task(test)"}, timeout=30).json()
    check(internal["active"], "the task is known by its name")
    while time.monotonic() < end and not seen[-1]["current_image"]:
        seen.append(API.get_progress())
        time.sleep(0.05)
    check(bool(seen[-1]["current_image"]), "there is a preview")
    API.interrupt()
    job.join(60)
    check(bool(answers) and answers[0].status_code == 200, "an interrupted job is answered with what it has")
    check(1 <= len(answers[0].json()["images"]) < 8, "the image that was being made is answered as it was")
    check(API.get_progress()["progress"] == 0, "nothing runs after that")


def lists() -> None:
    check("Euler a" in API.util_get_sampler_names(), "samplers")
    check("karras" in API.util_get_scheduler_names(), "schedulers")
    check("demo-sd15.safetensors" in " ".join(API.util_get_model_names()), "models")
    check([mode["name"] for mode in API.get_latent_upscale_modes()][0] == "Latent", "latent upscalers")
    check([one["name"] for one in API.get_upscalers()] == ["None", "Lanczos", "Nearest"], "upscalers")
    check(API.get_scripts()["img2img"] == ["sd upscale"], "scripts")
    check(API.get_memory()["ram"]["total"] > 0, "memory")
    check("loaded" in API.get_embeddings(), "embeddings")
    flags = API.get_cmd_flags()
    check(flags["api_auth"] is None, "flags tell no secret")
    for one in (API.get_loras, API.get_sd_vae, API.get_hypernetworks, API.get_face_restorers,
                API.get_realesrgan_models, API.get_prompt_styles, API.refresh_checkpoints):
        one()
    for path in ("sd-modules", "script-info", "extensions"):
        check(requests.get(f"{URL}/{path}", timeout=30).status_code == 200, path)


def what_png_info_tells_makes_the_picture_again() -> None:
    result = API.txt2img(**SMALL, **BASE, negative_prompt="green")
    read = API.png_info(result.image).parameters
    again = API.txt2img(
        prompt=read["Prompt"], negative_prompt=read["Negative prompt"], seed=int(read["Seed"]),
        steps=int(read["Steps"]), sampler_name=read["Sampler"], cfg_scale=float(read["CFG scale"]),
        width=128, height=128, **BASE)
    check(again.image.tobytes() == result.image.tobytes(), "the parameters of a picture make it again")


def a_plain_image_is_a_first_pass_too() -> None:
    body = {**SMALL, **BASE, "steps": 4}
    file = post("txt2img", body).json()["images"][0]
    jobs = requests.get(f"http://{HOST}:{PORT}/kiln/v1/jobs?limit=1", timeout=30).json()["jobs"]
    finish = {**body, "enable_hr": True, "hr_checkpoint_name": "demo-sdxl"}
    by_file = post("txt2img", {**finish, "firstpass_image": f"data:image/png;base64,{file}"})
    by_id = post("txt2img", {**finish, "firstpass_image": jobs[0]["images"][0]["id"]})
    check(by_id.status_code == 200, f"an image without a kept first pass is taken: {by_id.text[:200]}")
    check(by_id.json()["images"] == by_file.json()["images"], "its id and its file give the same picture")


def settings_of_a_request_do_not_last() -> None:
    before = API.get_options()["CLIP_stop_at_last_layers"]
    post("txt2img", {**SMALL, "steps": 2, "override_settings": {
        "CLIP_stop_at_last_layers": 2, "sd_model_checkpoint": "demo-sd15"}})
    check(API.get_options()["CLIP_stop_at_last_layers"] == before, "override_settings holds for one request")


def odd_values_are_understood() -> None:
    body = {**SMALL, **BASE, "steps": "2", "enable_hr": 0, "tiling": None, "a_key_of_tomorrow": [1]}
    answer = post("txt2img", body)
    check(answer.status_code == 200, f"numbers as text, ints for bools, nulls and new keys: {answer.text[:200]}")
    silent = post("txt2img", {**SMALL, **BASE, "steps": 2, "send_images": False}).json()
    check(silent["images"] == [], "send_images false sends none")


def mistakes_are_sentences() -> None:
    for body, part in [
        ({"sampler_name": "Magic"}, "DPM++ 2M"),
        ({"override_settings": {"sd_model_checkpoint": "demo-sd51"}}, "demo-sd15"),
        ({"steps": 0}, "steps"),
        ({"enable_hr": True, "hr_upscaler": "Magic"}, "Lanczos"),
    ]:
        answer = post("txt2img", {**SMALL, **body})
        check(answer.status_code == 422, f"{body} is refused, and not {answer.status_code}")
        check(part in answer.json()["detail"], f"the refusal of {body} says {part}: {answer.text[:300]}")
    answer = post("txt2img", {**SMALL, **BASE, "steps": 2, "alwayson_scripts": {"Unknown": {"args": []}}})
    check("Unknown" in " ".join(answer.json()["warnings"]), "an unknown script is a warning")
    check(post("interrogate", {"image": ""}).status_code == 501, "what is not here is 501")


run([txt2img, hires_with_another_checkpoint, enable_hr_alone_works, first_pass_image, img2img, sd_upscale,
     extras, png_info, what_png_info_tells_makes_the_picture_again, a_plain_image_is_a_first_pass_too,
     settings_of_a_request_do_not_last, odd_values_are_understood, options, progress_and_interrupt, lists,
     mistakes_are_sentences])

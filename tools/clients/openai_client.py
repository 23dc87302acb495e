"""The PyPI package `openai` against Kiln with its demo models."""

import base64
import io

import openai
import requests
from PIL import Image

from common import PROMPT, check, mask, picture, png, run, server

HOST, PORT = server()
CLIENT = openai.OpenAI(base_url=f"http://{HOST}:{PORT}/v1", api_key="none", max_retries=0, timeout=300)
SMALL = {"model": "demo-sd15", "prompt": PROMPT, "size": "128x128", "extra_body": {"seed": 3, "steps": 6}}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def generate_base64() -> None:
    answer = CLIENT.images.generate(**SMALL, n=2, response_format="b64_json")
    check(len(answer.data) == 2, "two images were asked for")
    check(opened(base64.b64decode(answer.data[0].b64_json)).size == (128, 128), "the size is as asked for")
    check(answer.data[0].url is None, "no address was asked for")


def generate_url() -> None:
    answer = CLIENT.images.generate(**SMALL, response_format="url")
    file = requests.get(answer.data[0].url, timeout=30)
    check(file.status_code == 200 and opened(file.content).size == (128, 128), "the address leads to the image")


def formats() -> None:
    answer = CLIENT.images.generate(**SMALL, output_format="jpeg", output_compression=80)
    check(opened(base64.b64decode(answer.data[0].b64_json)).format == "JPEG", "the format is as asked for")


def hires() -> None:
    body = {"seed": 3, "steps": 4, "hires": {"checkpoint": "demo-sdxl", "steps": 3}}
    answer = CLIENT.images.generate(model="demo-sd15", prompt=PROMPT, size="128x128", extra_body=body)
    check(opened(base64.b64decode(answer.data[0].b64_json)).size == (256, 256), "a hires pass follows")


def edit() -> None:
    cut = picture().convert("RGBA")
    cut.putalpha(mask().point(lambda value: 255 - value))
    answer = CLIENT.images.edit(
        model="demo-sd15", image=("a.png", png(picture()), "image/png"), mask=("m.png", png(cut), "image/png"),
        prompt=PROMPT, size="128x128", response_format="b64_json", extra_body={"seed": 3, "steps": 6})
    image = opened(base64.b64decode(answer.data[0].b64_json)).convert("RGB")
    check(image.size == (128, 128), "the edit has the size that was asked for")
    check(image.getpixel((10, 10)) == picture().getpixel((10, 10)), "what is opaque in the mask is kept")


def stream() -> None:
    events = list(CLIENT.images.generate(
        model="demo-sd15", prompt=PROMPT, size="128x128", stream=True, partial_images=2,
        extra_body={"seed": 3, "steps": 150}))
    check(events[-1].type == "image_generation.completed", "the last event is the image")
    check(opened(base64.b64decode(events[-1].b64_json)).size == (128, 128), "it is whole")
    partial = [event for event in events if event.type == "image_generation.partial_image"]
    check(1 <= len(partial) <= 2, f"there are partial images: {len(partial)}")
    check([event.partial_image_index for event in partial] == list(range(len(partial))), "they are numbered")


def models() -> None:
    names = [model.id for model in CLIENT.models.list()]
    check("demo-sd15.safetensors" in names, "checkpoints are models")
    check(CLIENT.models.retrieve("demo-sdxl").id == "demo-sdxl.safetensors", "a model is found by its name")


def mistakes() -> None:
    for body, kind in [({"model": "no-such"}, openai.BadRequestError),
                       ({"size": "huge"}, openai.BadRequestError),
                       ({"n": 99}, openai.BadRequestError)]:
        try:
            CLIENT.images.generate(**{**SMALL, **body})
            check(False, f"{body} is refused")
        except kind as error:
            check("message" in str(error.body) or bool(error.message), "the refusal has a message")
    try:
        CLIENT.models.retrieve("no-such")
        check(False, "an unknown model is not found")
    except openai.NotFoundError:
        pass


run([generate_base64, generate_url, formats, hires, edit, stream, models, mistakes])

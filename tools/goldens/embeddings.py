"""Writes Tests/ModelsTests/Fixtures/*.learnt.safetensors: what transformers and open_clip make of texts in which learnt
vectors (textual inversion) stand in place of tokens, in float32, with the text encoders that models.py wrote. And
Tests/KilnTests/Fixtures/embeddings: files of such vectors in every layout.

    python tools/goldens/embeddings.py
"""
import torch
from safetensors.torch import load_file, save_file

import reference
from ldm import TEXT, TextShape
from models import FIXTURES, draws, sentences, write

SHAPE = TextShape(width=24, layers=3, heads=4, vocabulary=512)
LAYOUTS = FIXTURES.parents[1] / "KilnTests/Fixtures/embeddings"
# (first position, number of vectors): one alone, three behind it, and seven that end with the longer text's last token.
PLACES = ((1, 1), (9, 3), (69, 7))


def with_rows(model, embedding, ids, vectors):
    """States and pooled texts with the vectors in their places, put there behind the table of tokens."""
    def place(_module, _inputs, output):
        output = output.clone()
        for (position, count), rows in zip(PLACES, vectors):
            output[:, position:position + count] = rows
        return output

    hook = embedding.register_forward_hook(place)
    results = model(ids)
    hook.remove()
    return results


def with_tokens(model, embedding, ids, vectors):
    """The same as diffusers does it: the vectors are new rows of the table, and the text has their ids."""
    ids, table = ids.clone(), embedding.weight.data
    for (position, count), rows in zip(PLACES, vectors):
        ids[:, position:position + count] = torch.arange(count) + len(embedding.weight)
        embedding.weight.data = torch.cat([embedding.weight.data, rows])
    states, _ = model(ids)
    embedding.weight.data = table
    return states


def text(name, checkpoint, layout, shape, padding, seed):
    weights, hugging_face = load_file(FIXTURES / f"{checkpoint}.safetensors"), layout in ("sd1", "sdxl-l")
    model = (reference.HuggingFaceText if hugging_face else reference.OpenCLIPText)(weights, TEXT[layout], shape)
    embedding = model.model.embeddings.token_embedding if hugging_face else model.model.token_embedding
    draw, ids = draws(seed), sentences(shape.vocabulary, padding)[1:]
    vectors = [draw(count, shape.width) for _, count in PLACES]
    for position, count in PLACES:
        ids[:, position:position + count] = 0  # whatever stands there has no effect
    states, pooled = with_rows(model, embedding, ids, vectors)
    for got, expected in zip(with_tokens(model, embedding, ids, vectors), states):
        torch.testing.assert_close(got, expected, rtol=0, atol=1e-6)
    write(name, {"ids": ids, "hidden_1": states[-1], "hidden_2": states[-2], "pooled": pooled}
          | {f"vectors_{position}": rows for (position, _), rows in zip(PLACES, vectors)})


def numbers(*shape, dtype=torch.float32):
    """0, 1/8, 2/8 … 30/8, and from the start again: the same in every type."""
    return (torch.arange(torch.Size(shape).numel()) % 31 / 8).reshape(shape).to(dtype)


def files():
    """The layouts that the web UI reads. PyTorch's older format is read by the tests of Checkpoints."""
    LAYOUTS.mkdir(parents=True, exist_ok=True)
    parameters = torch.nn.ParameterDict({"*": torch.nn.Parameter(numbers(2, 8))})
    for name, parameter in ("dictionary", {"*": numbers(2, 8)}), ("parameters", parameters):
        torch.save({"string_to_token": {"*": 265}, "string_to_param": parameter, "name": "other", "step": 500,
                    "sd_checkpoint": None, "sd_checkpoint_name": None}, LAYOUTS / f"{name}.pt")
    torch.save({"<cat-toy>": numbers(8)}, LAYOUTS / "learned_embeds.bin")
    torch.save({"clip_g": numbers(2, 12), "clip_l": numbers(2, 8)}, LAYOUTS / "both.pt")
    save_file({"clip_g": numbers(2, 12, dtype=torch.float16), "clip_l": numbers(2, 8, dtype=torch.bfloat16)},
              LAYOUTS / "both.safetensors")
    save_file({"emb_params": numbers(2, 8, dtype=torch.float64)}, LAYOUTS / "emb_params.safetensors")


def main():
    files()
    text("text-sd1.learnt", "text-sd1", "sd1", SHAPE, "end", 11)
    text("text-sd2.learnt", "text-sd2", "sd2", SHAPE, "zero", 12)
    text("text-sdxl.l.learnt", "text-sdxl", "sdxl-l", SHAPE, "end", 13)
    text("text-sdxl.g.learnt", "text-sdxl", "sdxl-g", TextShape(width=40, layers=4, heads=4, vocabulary=512), "zero", 14)


if __name__ == "__main__":
    main()

import Kiln
import KilnTesting
import Samplers
import Testing
import WebUI
import Wire

@Suite struct `The information of a generation` {
    @Test func `says how the images were made`() throws {
        let folder = try BodyFolder()
        let plan = try folder.plan([
            "prompt": "a cat", "negative_prompt": "dogs", "seed": 7, "subseed": 9, "n_iter": 2,
            "steps": 11, "enable_hr": true, "denoising_strength": 0.4, "width": 320,
        ])
        let text = """
            a cat
            Negative prompt: dogs
            Steps: 11, Sampler: Euler, Schedule type: Automatic, CFG scale: 7.0, Seed: 7, \
            Size: 320x512, Model hash: 0123456789, Model: one, Hires upscale: 2.0, Version: v
            """
        let info = GenerationInfo(
            plan, infotexts: [text], styles: ["film"], timestamp: "20260102030405"
        ).json
        #expect(info["all_prompts"] == ["a cat", "a cat"] && info["prompt"] == "a cat")
        #expect(info["all_negative_prompts"] == ["dogs", "dogs"])
        #expect(info["all_seeds"] == [7, 8] && info["seed"] == 7)
        #expect(info["all_subseeds"]?.list?.first == 9 && info["subseed"] == 9)
        #expect(info["width"] == 320 && info["height"] == 512 && info["steps"] == 11)
        #expect(info["sampler_name"] == "Euler" && info["cfg_scale"] == 7.0)
        #expect(info["sd_model_name"] == "one" && info["sd_model_hash"] == "0123456789")
        #expect(info["denoising_strength"] == 0.4 && info["styles"] == ["film"])
        #expect(info["infotexts"] == [.string(text)] && info["job_timestamp"] == "20260102030405")
        #expect(
            info["extra_generation_params"]
                == ["Schedule type": "Automatic", "Hires upscale": "2.0"])
        #expect(info["seed_resize_from_w"] == -1 && info["sd_vae_name"] == .null)
    }

    @Test func `of a plan of which nothing came is told too`() throws {
        let info = GenerationInfo(try BodyFolder().plan([:]), infotexts: []).json
        #expect(info["infotexts"] == [] && info["sd_model_hash"] == .null)
        #expect(info["denoising_strength"] == .null)
    }
}

@Suite struct `The web UI's lists` {
    @Test func `have samplers with what they need`() {
        let items = SamplerItem.all
        #expect(items.count == SamplerKind.all.count && items[0].name == "DPM++ 2M")
        #expect(items[0].options == ["scheduler": "karras"])
        let sde = items.first { $0.name == "DPM++ SDE" }
        #expect(
            sde?.options
                == ["scheduler": "karras", "second_order": "True", "brownian_noise": "True"])
    }

    @Test func `have schedules and upscalers in the web UI's order`() {
        #expect(SchedulerItem.all.first?.name == "automatic")
        #expect(SchedulerItem.all.first { $0.name == "karras" }?.defaultRho == 7)
        #expect(UpscalerItem.plain.map(\.name) == ["None", "Lanczos", "Nearest"])
        #expect(NamedItem.latentUpscalers.count == 6)
    }

    @Test func `tell embeddings that can be read from those that cannot`() throws {
        let folder = try LibraryFolder()
        try folder.add("embeddings/broken.pt", "no tensors")
        var file = SafetensorsBuilder()
        file.add("clip_l", [2, 768])
        file.add("clip_g", [2, 1280])
        try file.write(to: folder.path + "/embeddings/word.safetensors")
        let answer = EmbeddingsResponse(in: try folder.models()).json
        #expect(answer["loaded"]?["word"]?["shape"] == 2048)
        #expect(answer["loaded"]?["word"]?["vectors"] == 2)
        #expect(answer["skipped"]?.members?.keys == ["broken"])
    }

    @Test func `tell what LoRAs say of themselves, as far as it is no picture`() throws {
        let folder = try LibraryFolder()
        try folder.add("Lora/plain.pt", "no tensors")
        try folder.add("Lora/mine.safetensors")
        var file = SafetensorsBuilder()
        file.add("x", [1])
        file.metadata = [
            "ss_output_name": "TheLora", "ss_tag_frequency": #"{"5_cat": {"cat": 12, "sofa": 3}}"#,
            "ss_resolution": "(512, 512)", "ssmd_cover_images": "[\"iVBO\"]", "note": "{no object",
        ]
        try file.write(to: folder.path + "/Lora/mine.safetensors")
        let items = LoraItem.all(in: try folder.models())
        #expect(items.map(\.name) == ["mine", "plain"])
        #expect(items.map(\.alias) == ["TheLora", "plain"])
        #expect(items[1].metadata.isEmpty)
        #expect(
            items[0].metadata == [
                "note": "{no object", "ss_output_name": "TheLora", "ss_resolution": "(512, 512)",
                "ss_tag_frequency": ["5_cat": ["cat": 12, "sofa": 3]],
            ])
    }

    @Test func `leave out the longest of what a LoRA says too much of`() throws {
        let folder = try LibraryFolder()
        try folder.add("Lora/mine.safetensors")
        var file = SafetensorsBuilder()
        file.add("x", [1])
        file.metadata = [
            "a": String(repeating: "a", count: 200_000),
            "b": String(repeating: "b", count: 100_000), "ss_output_name": "TheLora",
        ]
        try file.write(to: folder.path + "/Lora/mine.safetensors")
        #expect(
            LoraItem.all(in: try folder.models())[0].metadata.keys == ["b", "ss_output_name"])
    }

    @Test func `read a LoRA again when it has changed`() throws {
        let folder = try LibraryFolder()
        let models = try folder.models()
        for name in ["first", "a second name"] {
            var file = SafetensorsBuilder()
            file.add("x", [1])
            file.metadata["ss_output_name"] = name
            try folder.add("Lora/mine.safetensors")
            try file.write(to: folder.path + "/Lora/mine.safetensors")
            #expect(LoraItem.all(in: models)[0].alias == name)
            #expect(LoraItem.all(in: models)[0].alias == name)
        }
    }

    @Test func `name files without the place where they lie`() throws {
        let folder = try BodyFolder()
        for entry in folder.models.checkpoints {
            let item = CheckpointItem(entry).json
            #expect(item["title"] == .string(entry.title))
            #expect(!item.serialised.contains(folder.folder.path))
        }
    }
}

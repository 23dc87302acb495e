import Checkpoints
import Foundation
import Imaging
import KilnTesting
import Models
import Prompts
import Testing
import Torch

@testable import Kiln

@Suite struct LoraTests {
    private static let unetModule = "middle_block.1.transformer_blocks.0.attn2.to_v"
    private static let textModule = "text_model.encoder.layers.0.self_attn.q_proj"

    /// The tiny models with the LoRAs `unet`, `text` and `xl`.
    private func models() throws -> TinyModels {
        let models = try TinyModels.shared.get()
        try models.add(
            "unet",
            TinyLora.module(
                "lora_unet_" + Self.unetModule.replacing(".", with: "_"),
                up: TinyLora.numbers(24, seed: 1, scale: 8),
                down: TinyLora.numbers(16, seed: 2)))
        try models.add(
            "text",
            TinyLora.module(
                "lora_te_" + Self.textModule.replacing(".", with: "_"),
                up: TinyLora.numbers(16, seed: 3), down: TinyLora.numbers(16, seed: 4)))
        try models.add(
            "xl",
            TinyLora.module(
                "lora_unet_" + Self.unetModule.replacing(".", with: "_"),
                up: TinyLora.numbers(24, seed: 5), down: TinyLora.numbers(32, seed: 6)))
        return models
    }

    private func pictures(
        _ change: (inout GenerationRequest) -> Void
    ) async throws -> [FloatImage] {
        let plan = try models().plan {
            $0.steps = 3
            change(&$0)
        }
        return try await run(plan).images.map(\.picture)
    }

    @Test(
        arguments: [
            (
                "unet", "model.diffusion_model.\(unetModule).weight", "<lora:unet:0.75>",
                TinyLora.numbers(24, seed: 1, scale: 8), TinyLora.numbers(16, seed: 2), 0.75
            ),
            (
                "text", "cond_stage_model.transformer.\(textModule).weight", "<lora:text:1:0>",
                TinyLora.numbers(16, seed: 3), TinyLora.numbers(16, seed: 4), 1
            ),
        ] as [(String, String, String, [Float], [Float], Float)])
    func `a LoRA makes the picture of a checkpoint into which it was merged`(
        name: String, tensor: String, tag: String, up: [Float], down: [Float], strength: Float
    ) async throws {
        let folder = try models().path + "/Stable-diffusion"
        try TinyLora.merge(
            tensor, up: up, down: down, strength: strength, from: folder + "/tiny-sd1.safetensors",
            to: folder + "/merged-\(name).safetensors")
        let plain = try await pictures { $0.prompts = ["a cat"] }
        let changed = try await pictures { $0.prompts = [PromptRequest("a cat" + tag)] }
        let merged = try await pictures {
            $0.prompts = ["a cat"]
            $0.checkpoint = "merged-\(name)"
        }
        #expect(difference(changed[0].pixels, merged[0].pixels).greatest <= 0.01)
        #expect(difference(changed[0].pixels, plain[0].pixels).greatest >= 0.1)
    }

    @Test func `each image of a job has the LoRAs of its own prompt`() async throws {
        let prompts: [PromptRequest] = [
            "a cat<lora:unet:1>", "a cat", "a dog<lora:unet:-0.5>", "a cat<lora:unet:1>",
            "a cat<lora:text:1><lora:unet:1>",
        ]
        let plan = try models().plan {
            $0.prompts = prompts
            $0.steps = 3
            $0.batchSize = 2
        }
        #expect(plan.images.map(\.first.loras.count) == [1, 1, 0, 0, 1, 1, 1, 1, 2, 2])
        let together = try await run(plan).images
        var alone: [FloatImage] = []
        for prompt in prompts {
            alone += try await pictures {
                $0.prompts = [prompt]
                $0.batchSize = 2
            }
        }
        #expect(Set(together.map(\.plan.index)) == Set(0..<10))
        for image in together {
            let other = alone[image.plan.index]
            #expect(difference(image.picture.pixels, other.pixels).greatest <= 0.02)
        }
    }

    @Test func `each pass has its own LoRAs`() async throws {
        let models = try models()
        let plan = try models.plan {
            $0.prompts = ["a cat<lora:unet:1>"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
            $0.hires?.prompt = "a cat <lora:xl:0.5>"
        }
        #expect(plan.first.loras.map(\.entry.name) == ["unet"])
        #expect(plan.hires?.loras.map(\.entry.name) == ["xl"])
        let image = try #require(plan.images.first)
        #expect(image.first.positive.parts.map(\.schedule.texts) == [["a cat"]])
        #expect(image.hires.positive.parts.map(\.schedule.texts) == [["a cat"]])
        #expect(image.hires.loras.map(\.unet) == [0.5])
    }

    @Test func `a LoRA that fits one of two passes is used there with a note`() async throws {
        let plan = try models().plan {
            $0.prompts = ["a cat<lora:xl:1>"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
        }
        #expect(plan.first.loras.isEmpty && plan.hires?.loras.count == 1)
        #expect(plan.images[0].first.loras.isEmpty && plan.images[0].hires.loras.count == 1)
        #expect(plan.notes.count == 1)
        #expect(plan.notes[0].hasPrefix("\"xl\" is not used in the first pass: "))
    }

    @Test func `another strength does not read the model again`() async throws {
        let plan = try models().plan {
            $0.prompts = ["a cat<lora:unet:1>", "a cat<lora:unet:0.5>"]
            $0.steps = 1
        }
        let harvest = try await run(plan)
        #expect(harvest.loads.filter { $0.hasPrefix("UNet") }.count == 1)
        let patched = harvest.all.compactMap { event -> String? in
            if case .patched(let part, _, _) = event { part } else { nil }
        }
        #expect(patched.filter { $0 == "UNet" } == ["UNet"])
    }

    @Test func `LoRAs that a plan uses with several strengths are known`() throws {
        let models = try models()
        func varied(_ prompts: [PromptRequest]) throws -> Set<String> {
            let plan = try models.plan { $0.prompts = prompts }
            return Set(
                plan.variedLoras.map { $0.split(separator: "/").last.map(String.init) ?? "" })
        }
        #expect(try varied(["a<lora:unet:1>", "b<lora:unet:1>", "c"]).isEmpty)
        #expect(try varied(["a<lora:unet:1>", "b<lora:unet:0.5>"]) == ["unet.safetensors"])
        #expect(try varied(["a<lora:text:1:0>", "b<lora:text:0:0>"]).isEmpty)
        #expect(try varied(["a<lora:text:1:0>", "b<lora:text:0.5:0>"]) == ["text.safetensors"])
    }

    @Test func `what LoRAs keep beside a model leaves before any model does`() throws {
        let plan = try models().plan {
            $0.prompts = ["a<lora:unet:1>", "b<lora:unet:0.5>"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
        }
        let unet = plan.first.unet
        let (size, kept) = (unet.bytes(in: .float32), 24 * 16 * 4)
        let vae = plan.first.vae
        let residency = Residency(
            budget: size + kept + vae.bytes(in: .float32) - 1, hashes: try models().hashes)
        let borrower = Borrower(
            device: .cpu, shared: try models().shared(in: plan), varied: plan.variedLoras)
        var loads: [PartPlan.Part] = []
        borrower.onWork = { part, work in if case .loading = work { loads.append(part.part) } }
        for image in plan.images {
            let loan = Loan(
                part: unet, dtype: .float32, patches: AdapterSet(image.first.loras, \.unet),
                pass: plan.first)
            try residency.with(
                loan, for: borrower, make: { try UNet($0, heads: plan.first.architecture.heads) }
            ) {
                _ in
            }
            #expect(residency.bytes == size && residency.keptBytes == kept)
        }
        let loan = Loan(part: vae, dtype: .float32, pass: plan.first)
        try residency.with(loan, for: borrower, make: { try Autoencoder($0) }) { _ in }
        #expect(residency.keptBytes == 0)
        #expect(residency.bytes == size + vae.bytes(in: .float32))
        #expect(loads == [unet.part, vae.part])
    }

    @Test func `the same model in two files is read once`() async throws {
        let plan = try models().plan {
            $0.checkpoint = "tiny-sdxl"
            $0.steps = 1
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-v"
            $0.hires?.upscaler = "Lanczos"
        }
        #expect(plan.first.vae.file.path != plan.hires?.vae.file.path)
        let harvest = try await run(plan)
        #expect(
            Set(harvest.loads) == [
                "CLIP-L of tiny-sdxl.safetensors", "OpenCLIP-G of tiny-sdxl.safetensors",
                "UNet of tiny-sdxl.safetensors", "VAE of tiny-sdxl.safetensors",
            ])
        #expect(harvest.loads.count == 4)
    }
}

import Checkpoints
import Foundation
@testable import Kiln
import KilnTesting
import Testing
import Wire

@Suite struct `An infotext from elsewhere` {
    private let folder: BodyFolder

    init() throws {
        let families = try TemporaryFolder.families()
        try families.add("VAE/four", HeaderCheckpoint.vae())
        try families.add("VAE/other", HeaderCheckpoint.vae())
        folder = try BodyFolder(families)
    }

    private func read(
        _ entries: String, prompt: String = "a", _ more: JSONObject = [:]
    ) throws -> WebUIGeneration {
        var body: JSONObject = [
            "infotext": .string(
                prompt + "\nSteps: 2, Sampler: Euler, CFG scale: 5, Seed: 9, Size: 64x64"
                    + (entries.isEmpty ? "" : ", " + entries))
        ]
        for (key, value) in more.members { body[key] = value }
        let reading = try folder.read(body, ["sd_model_checkpoint": "two"])
        _ = try Planner(folder.models).plan(reading.request)
        return reading
    }

    @Test(arguments: [
        "Model: unknownmodel, Model hash: 1234567890", "Model hash: 1234567890",
        "Model: unknownmodel, VAE: four.safetensors", "Model: o",
    ])
    func `gives way to what is set where its checkpoint is not here`(entries: String) throws {
        let reading = try read(entries)
        #expect(reading.request.checkpoint == "two" && reading.request.modules.isEmpty)
        #expect(reading.warnings.first?.hasPrefix("There is no checkpoint \"") ?? false)
        #expect(reading.request.steps == 2 && reading.request.seed == 9 && reading.lacksModels)
    }

    @Test func `is silent of names that the body says itself`() throws {
        let more: JSONObject = [
            "override_settings": ["sd_model_checkpoint": "one", "forge_additional_modules": []],
            "prompt": "b", "hr_upscaler": "Lanczos", "hr_checkpoint_name": "xl",
            "sampler_name": "Euler", "scheduler": "Karras", "refiner_checkpoint": "None",
            "hr_additional_modules": [],
        ]
        let reading = try read(
            "Model: nine, VAE: nine, Denoising strength: 0.5, Hires upscale: 1, Hires upscaler: Nine, "
                + "Hires checkpoint: nine, Hires Module 1: nine, Schedule type: Nine, Refiner: nine, "
                + "Refiner switch at: 0.8", prompt: "<lora:nine:1>", more)
        #expect(reading.warnings == [] && !reading.lacksModels)
        #expect(reading.request.checkpoint == "one" && reading.request.hires?.checkpoint == "xl")
    }

    @Test func `finds its checkpoint by the hash under another name`() throws {
        let file = folder.folder.path + "/Stable-diffusion/one.safetensors"
        let hashes = HashCache(file: folder.folder.path + "/hashes.json")
        hashes.keep(
            String(repeating: "01234567deadbeef", count: 4), under: FileStatus.realPath(file),
            HashCache.Stamp([try OpenFile(file).stamp]))
        let hash = "01234567de"
        let known = try BodyFolder(folder.folder, hashes: hashes)
        for entries in [
            "Model hash: \(hash.uppercased()), Model: renamed",
            "Model: two, Denoising strength: 0.5, Hires upscale: 1, "
                + "Hires checkpoint: was.ckpt [\(hash)]",
        ] {
            let plan = try known.plan([
                "infotext": .string("a\nSteps: 2, Seed: 9, Size: 64x64, \(entries)")
            ])
            let pass = plan.hires ?? plan.first
            #expect(pass.checkpoint.name == "one.safetensors")
        }
    }

    @Test func `leaves out modules that there are not, and takes one twice named once`() throws {
        let lost = try read("VAE: nine.safetensors, Module 1: four")
        #expect(lost.request.modules == ["four"])
        #expect(
            lost.warnings == [
                "There is no module \"nine.safetensors\", which the infotext names; it was left out."
            ])
        let twice = try read("VAE: four.safetensors, Module 1: four")
        #expect(twice.request.modules == ["four.safetensors"] && twice.warnings == [])
        let two = try read("VAE: four.safetensors, Module 1: other")
        #expect(two.request.modules == ["other"] && two.warnings.count == 1)
    }

    @Test func `has a second pass without what is not here`() throws {
        let reading = try read(
            "Denoising strength: 0.4, Hires upscale: 2, Hires upscaler: R-ESRGAN 4x+, "
                + "Hires checkpoint: nine.safetensors [1234567890], Hires Module 1: four, "
                + "Hires sampler: Nine, Hires schedule type: Ninth")
        let hires = try #require(reading.request.hires)
        #expect(hires.upscaler == "Lanczos" && hires.checkpoint == nil && hires.modules == nil)
        #expect(hires.sampler == nil && hires.scheduler == nil && hires.scale == 2)
        #expect(reading.warnings.count == 5)
        let own = try read(
            "Denoising strength: 0.4, Hires upscale: 2, Hires Module 1: nine, Hires Module 2: four")
        #expect(own.request.hires?.modules == ["four"] && own.warnings.count == 1)
    }

    @Test func `has no refiner, sampler, schedule or LoRA that is not here`() throws {
        let reading = try read(
            "Refiner: nine [1234567890], Refiner switch at: 0.8, Schedule type: Beta57, RNG: Dice",
            prompt: "a <lora:nine:0.8>cat<lora:nine:1>")
        #expect(reading.request.refiner == nil && reading.request.scheduler == "Automatic")
        #expect(reading.request.prompts[0].text == "a cat")
        #expect(reading.warnings.count == 4)
        let body: JSONObject = [
            "infotext": "a\nSteps: 2, Sampler: Nine, CFG scale: 5, Seed: 9, Size: 64x64"
        ]
        let other = try folder.read(body)
        #expect(other.request.sampler == "Euler" && other.warnings.count == 1)
    }

    @Test func `has its notes in a picture's body too`() throws {
        let reading = try folder.readImage([
            "infotext": "a\nSteps: 2, Seed: 9, Size: 64x64, Model: nine"
        ])
        #expect(reading.request.checkpoint == nil && reading.warnings.count == 1)
    }
}

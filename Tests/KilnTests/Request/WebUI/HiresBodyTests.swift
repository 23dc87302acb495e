@testable import Kiln
import Samplers
import Testing
import WebUI
import Wire

@Suite struct `A second pass in a body` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    private func plan(_ more: JSONObject = [:], _ options: JSONObject = [:]) throws -> Plan {
        var body: JSONObject = ["enable_hr": true, "steps": 10]
        for (key, value) in more.members { body[key] = value }
        return try folder.plan(body, options)
    }

    @Test func `needs nothing but enable_hr`() throws {
        let pass = try #require(try plan().hires)
        #expect(pass.size.width == 1024 && pass.size.height == 1024)
        #expect(pass.steps == 10 && pass.denoisingStrength == 0.75 && pass.cfgScale == 7)
        #expect(pass.sampler == .euler && pass.checkpoint.name == "one.safetensors")
    }

    @Test func `is left out without it, whatever else is said`() throws {
        #expect(try folder.plan(["hr_scale": 3, "hr_checkpoint_name": "none at all"]).hires == nil)
    }

    @Test func `has the first pass's guidance scale where it says none`() throws {
        #expect(try plan(["cfg_scale": 5]).hires?.cfgScale == 5)
        #expect(try plan(["cfg_scale": 5, "hr_cfg": .null]).hires?.cfgScale == 5)
        #expect(try plan(["cfg_scale": 5, "hr_cfg": 1.0]).hires?.cfgScale == 1)
    }

    @Test(arguments: [
        ("hr_sampler_name", "Use same sampler"), ("hr_scheduler", "Use same scheduler"),
        ("hr_checkpoint_name", "Use same checkpoint"), ("hr_sampler_name", ""),
        ("hr_scheduler", ""), ("hr_checkpoint_name", ""), ("hr_checkpoint_name", "None"),
    ])
    func `is as the first where it says so`(key: String, word: String) throws {
        let pass = try #require(
            try plan([
                key: .string(word), "sampler_name": "DPM++ 2M", "scheduler": "Exponential",
            ]).hires)
        #expect(pass.sampler == .dpmSolver2M && pass.schedule == .exponential)
        #expect(pass.checkpoint.name == "one.safetensors")
    }

    @Test func `has a sampler, schedule and checkpoint of its own`() throws {
        let pass = try #require(
            try plan([
                "hr_sampler_name": "k_heun", "hr_scheduler": "beta", "hr_checkpoint_name": "xl",
                "hr_second_pass_steps": 4,
            ]).hires)
        #expect(pass.sampler == .heun && pass.schedule == .beta && pass.steps == 4)
        #expect(pass.checkpoint.name == "xl.safetensors")
    }

    private static let choices: [(JSONValue, [String])] = [
        (.null, ["Use same choices"]), (["Use same choices"], ["Use same choices"]),
        ([], ["Built-in"]), (["Built-in"], ["Built-in"]),
        ("Use same choices", ["Use same choices"]),
    ]

    @Test(arguments: choices)
    func `has modules as it says`(json: JSONValue, choice: [String]) throws {
        #expect(try plan(["hr_additional_modules": json]).hires?.moduleChoice == choice)
    }

    @Test func `is refused for modules and upscalers that there are not`() {
        var body: JSONObject = ["enable_hr": true, "hr_additional_modules": ["ae.safetensors"]]
        #expect(folder.refusal(body)?.contains("ae.safetensors") ?? false)
        body = ["enable_hr": true, "hr_upscaler": "4x-Fancy"]
        #expect(folder.refusal(body)?.contains("Lanczos") ?? false)
        body = ["enable_hr": true, "hr_checkpoint_name": "nine"]
        #expect(folder.refusal(body)?.contains("nine") ?? false)
    }

    @Test func `finds upscalers by their names in any case`() throws {
        #expect(try plan(["hr_upscaler": "latent (NEAREST)"]).hop?.upscaler == "Latent (nearest)")
        #expect(try plan(["hr_upscaler": "None"]).hop?.upscaler == "None")
    }

    /// First pass, scale, sides to reach, output: the web UI's arithmetic.
    @Test(arguments: [
        (832, 1216, 1.4, 0, 0, 1160, 1696), (512, 512, 2.0, 1024, 768, 1024, 768),
        (512, 512, 2.0, 1920, 1080, 1920, 1080), (512, 768, 2.0, 0, 1000, 664, 1000),
        (512, 768, 2.0, 666, 0, 664, 992),
    ])
    func `has the web UI's size`(
        width: Int, height: Int, scale: Double, x: Int, y: Int, outWidth: Int, outHeight: Int
    ) throws {
        let plan = try plan([
            "width": .integer(width), "height": .integer(height), "hr_scale": .number(scale),
            "hr_resize_x": .integer(x), "hr_resize_y": .integer(y),
        ])
        #expect(plan.hires?.latentSize.width == outWidth / 8)
        #expect(plan.hires?.latentSize.height == outHeight / 8)
    }

    @Test func `has the size asked for where the first pass's is given apart`() throws {
        let plan = try plan([
            "width": 1024, "height": 768, "firstphase_width": 512, "firstphase_height": 384,
        ])
        #expect(plan.first.size == PixelSize(width: 512, height: 384))
        #expect(plan.hires?.latentSize == PixelSize(width: 128, height: 96))
    }

    @Test func `lets a side of the first pass follow from the other`() throws {
        let plan = try plan(["width": 1024, "height": 768, "firstphase_width": 512])
        #expect(plan.first.size == PixelSize(width: 512, height: 384))
    }

    @Test func `has the size asked for under the old option`() throws {
        let options: JSONObject = ["use_old_hires_fix_width_height": true]
        let plan = try plan(["width": 1024, "height": 1536], options)
        #expect(plan.first.size == PixelSize(width: 448, height: 640))
        #expect(plan.hires?.latentSize == PixelSize(width: 128, height: 192))
        #expect(try folder.plan(["width": 1024], options).first.size.width == 1024)
    }

    @Test func `has prompts of its own, the first pass's where they are empty`() throws {
        let plan = try plan(["prompt": "a", "negative_prompt": "b", "hr_prompt": "c"])
        #expect(plan.images[0].hires.prompt == "c" && plan.images[0].hires.negativePrompt == "b")
        #expect(plan.images[0].first.prompt == "a")
    }

    @Test func `has prompts in a list as the first`() throws {
        let plan = try plan(["prompt": ["a", "b"], "hr_prompt": ["c", ""]])
        #expect(plan.images.map(\.hires.prompt) == ["c", "b"])
    }

    @Test func `keeps its first picture if images are kept and the option says so`() throws {
        let option: JSONObject = ["save_images_before_highres_fix": true]
        #expect(try plan(["save_images": true], option).savesBeforeHires)
        #expect(try !plan([:], option).savesBeforeHires)
    }
}

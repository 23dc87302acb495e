import Foundation
import Kiln
import KilnTesting
import Prompts
import Samplers
import Testing
import WebUI
import Wire

@Suite struct `A body of txt2img` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    @Test func `asks for what the web UI's API presets`() throws {
        let plan = try folder.plan([:])
        #expect(plan.requestedSteps == 50 && plan.first.sampler == .euler)
        #expect(plan.first.requestedSchedule == .automatic && plan.first.cfgScale == 7)
        #expect(plan.first.size.width == 512 && plan.first.size.height == 512)
        #expect(plan.images.count == 1 && plan.hires == nil && plan.noise == .nv)
    }

    @Test(arguments: [
        ("DPM++ 2M Karras", "", "DPM++ 2M", "Karras"), ("k_EULER_a", "simple", "Euler a", "Simple"),
        ("dpm++ 2m sgm uniform", "Karras", "DPM++ 2M", "SGM Uniform"),
        ("Euler", "KARRAS", "Euler", "Karras"), ("", "", "Euler", "Automatic"),
    ])
    func `names samplers and schedules by any of their names, in any case`(
        sampler: String, scheduler: String, name: String, label: String
    ) throws {
        let plan = try folder.plan([
            "sampler_name": .string(sampler), "scheduler": .string(scheduler),
        ])
        #expect(plan.first.sampler.name == name)
        #expect(plan.first.requestedSchedule.label == label)
    }

    @Test func `is refused for a sampler, schedule or model that there is not`() {
        #expect(folder.refusal(["sampler_name": "Eular"])?.contains("DPM++ 2M, ") ?? false)
        #expect(folder.refusal(["scheduler": "Carras"])?.contains("Karras") ?? false)
        let body: JSONObject = ["override_settings": ["sd_model_checkpoint": "won"]]
        #expect(folder.refusal(body)?.contains("one.safetensors") ?? false)
        #expect(
            folder.refusal(["refiner_checkpoint": "nine"])?.contains("one.safetensors") ?? false)
    }

    @Test func `leaves out a style that there is not, and says so`() throws {
        try "name,prompt,negative_prompt\nfilm,a film of {prompt},\n".write(
            toFile: folder.models.stylesPath, atomically: true, encoding: .utf8)
        let reading = try folder.read(["prompt": "x", "styles": ["Film", "nine\n", "None"]])
        #expect(reading.request.styles == ["Film"])
        #expect(reading.warnings == ["There is no style \"nine\u{FFFD}\"; it had no effect."])
        #expect(
            try Planner(folder.models).plan(reading.request).images[0].first.prompt == "a film of x"
        )
    }

    @Test func `falls to sampler_index where it names no sampler`() throws {
        #expect(try folder.plan(["sampler_index": "DDIM"]).first.sampler == .ddim)
        #expect(
            try folder.plan(["sampler_index": "DDIM", "sampler_name": "LMS"]).first.sampler
                == .linearMultistep)
    }

    @Test func `takes its checkpoint from the options, or its own override`() throws {
        let two: JSONObject = ["sd_model_checkpoint": "two"]
        #expect(try folder.plan([:], two).first.checkpoint.name == "two.safetensors")
        let plan = try folder.plan(["override_settings": ["sd_model_checkpoint": "xl"]], two)
        #expect(plan.first.checkpoint.name == "xl.safetensors")
    }

    @Test func `opens no file that the folder does not list`() throws {
        let other = try TemporaryFolder.families()
        try other.add("Stable-diffusion/other", HeaderCheckpoint.sd1())
        let path = other.path + "/Stable-diffusion/other.safetensors"
        let body: JSONObject = ["override_settings": ["sd_model_checkpoint": .string(path)]]
        #expect(folder.refusal(body)?.contains("there is no checkpoint") ?? false)
        let foreign = other.path + "/Stable-diffusion/two.safetensors"
        let listed = try folder.plan([
            "override_settings": ["sd_model_checkpoint": .string(foreign)]
        ])
        #expect(listed.first.checkpoint.path == folder.models.checkpoints[1].path)
        let module: JSONObject = [
            "override_settings": ["forge_additional_modules": [.string(path)]]
        ]
        #expect(folder.refusal(module)?.contains("there is no module") ?? false)
        let own = folder.models.checkpoints[1].path
        let plan = try folder.plan([
            "override_settings": ["sd_model_checkpoint": .string(own)]
        ])
        #expect(plan.first.checkpoint.path == own)
    }

    @Test(
        arguments: [
            ["override_settings": ["sd_model_checkpoint": "nine"]],
            ["override_settings": ["sd_vae": "nine"]],
            ["prompt": "<lora:nine:1>"],
            ["override_settings": ["forge_additional_modules": ["a/b"]]],
        ] as [JSONObject])
    func `is not told where the models lie`(body: JSONObject) throws {
        let refusal = try #require(folder.refusal(body))
        #expect(!refusal.contains(folder.folder.path))
    }

    @Test func `sets options for its job alone and warns of those that mean nothing`() throws {
        let reading = try folder.read([
            "override_settings": [
                "CLIP_stop_at_last_layers": 2, "outdir_samples": "/tmp", "samples_format": "webp",
            ]
        ])
        #expect(reading.request.text.clipSkip == 2 && reading.options.files.format == .webp)
        #expect(reading.warnings.count == 1 && reading.warnings[0].contains("outdir_samples"))
        let error = #expect(throws: WireError.self) {
            try folder.read(["override_settings": ["CLIP_stop_at_last_layers": 99]])
        }
        #expect(error?.problems.first?.path == "override_settings.CLIP_stop_at_last_layers")
    }

    @Test func `says of samplers what it says, and what the options say where it does not`() throws
    {
        let options: JSONObject = ["s_churn": 0.5, "s_noise": 1.05, "eta_ancestral": 0.7]
        let own = try folder.read(["s_churn": 0.1, "eta": 0.2], options).request.samplerOptions
        #expect(own.churn == 0.1 && own.noiseScale == 1.05 && own.eta == 0.2)
        let preset = try folder.read(["sampler_name": "Euler a"], options).request.samplerOptions
        #expect(preset.churn == 0.5 && preset.eta == 0.7 && preset.churnMax == .infinity)
    }

    @Test(arguments: [
        ("Euler a", 0.5, 0.25, Optional(0.5)), ("DDIM", 0.5, 0.25, 0.25), ("DDIM", 0.5, 0.0, nil),
        ("Euler a", 1.0, 0.25, nil), ("Euler", 0.5, 0.25, nil),
    ])
    func `has the η of its sampler's option`(
        sampler: String, eta: Double, etaDDIM: Double, result: Double?
    ) throws {
        let options: JSONObject = ["eta_ancestral": .number(eta), "eta_ddim": .number(etaDDIM)]
        let request = try folder.read(["sampler_name": .string(sampler)], options).request
        #expect(request.samplerOptions.eta == result)
    }

    @Test func `takes the other options into its request`() throws {
        let request = try folder.read(
            [:],
            [
                "emphasis": "No norm", "randn_source": "CPU", "eta_noise_seed_delta": 31337,
                "s_min_uncond": 0.5, "skip_early_cond": 0.1, "sigma_min": 0.1, "rho": 5,
                "sd_noise_schedule": "Zero Terminal SNR", "enable_prompt_comments": false,
                "always_discard_next_to_last_sigma": true, "uni_pc_variant": "bh2",
                "use_old_scheduling": true, "enable_quantization": false,
            ]
        ).request
        #expect(request.text.emphasis == .noNorm && request.rng == "CPU")
        #expect(request.variation.seedDelta == 31337 && request.guidance.minimumSigma == 0.5)
        #expect(request.guidance.skipEarly == 0.1 && request.scheduleOptions.sigmaMin == 0.1)
        #expect(request.scheduleOptions.rho == 5 && request.scheduleOptions.sigmaMax == nil)
        #expect(request.endsInNoise == true && !request.text.readsComments)
        #expect(request.samplerOptions.discardsPenultimate && request.text.usesOldEditing)
        #expect(request.samplerOptions.uniPC.variant == .bh2 && request.interpolatesTimesteps)
    }

    @Test func `has a refiner unless it is called none`() throws {
        for name in ["", "None", "none"] {
            #expect(try folder.read(["refiner_checkpoint": .string(name)]).request.refiner == nil)
        }
        let refiner = try folder.read(["refiner_checkpoint": "two", "refiner_switch_at": 0.6])
            .request.refiner
        #expect(refiner?.checkpoint == "two" && refiner?.switchAt == 0.6)
    }

    @Test func `resizes seeds where both sides are given`() throws {
        let body: JSONObject = ["seed_resize_from_w": 320, "seed_resize_from_h": 384]
        #expect(
            try folder.read(body).request.variation.resizeFrom
                == PixelSize(width: 320, height: 384))
        #expect(
            try folder.read(["seed_resize_from_w": 320]).request.variation.resizeFrom == nil)
        #expect(throws: WireError.self) { try folder.read(["seed_resize_from_w": 7]) }
    }

    @Test func `warns of what is not offered`() throws {
        let body: JSONObject = [
            "restore_faces": true, "tiling": true, "alwayson_scripts": ["ControlNet": [:]],
        ]
        #expect(try folder.read(body).warnings.count == 3)
        #expect(try folder.read(["restore_faces": false, "tiling": false]).warnings == [])
    }

    @Test func `has tags of LoRAs without effect if it is told to`() throws {
        let body: JSONObject = ["prompt": "a <lora:x:1> cat"]
        #expect(folder.refusal(body)?.contains("x") == true)
        var without = body
        without["disable_extra_networks"] = true
        let image = try #require(try folder.plan(without).images.first)
        #expect(image.first.prompt == "a <lora:x:1> cat")
        #expect(image.first.positive.parts.flatMap(\.schedule.texts) == ["a  cat"])
        #expect(image.first.loras == [])
    }

    @Test func `runs no script that there is not`() {
        #expect(throws: WireError.self) { try folder.read(["script_name": "x/y/z plot"]) }
    }
}

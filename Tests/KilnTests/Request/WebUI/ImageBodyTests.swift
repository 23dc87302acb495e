import Imaging
import Kiln
import Testing
import WebUI
import Wire

@Suite struct `A body of img2img` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    private func image(_ body: JSONObject, _ options: JSONObject = [:]) throws -> ImageSettings {
        try #require(try folder.readImage(body, options).image)
    }

    @Test func `asks for what the web UI's API presets`() throws {
        #expect(try image([:]) == ImageSettings())
        #expect(try folder.readImage([:]).request.hires == nil)
        #expect(try folder.read([:]).image == nil)
    }

    @Test func `says how its picture is used`() throws {
        let settings = try image([
            "resize_mode": 2, "mask_blur_x": 1, "mask_blur_y": 2, "mask_round": false,
            "inpainting_fill": 1, "inpaint_full_res": false, "inpaint_full_res_padding": 32,
            "inpainting_mask_invert": 1, "denoising_strength": 0.4, "image_cfg_scale": 2,
            "initial_noise_multiplier": 0.9,
        ])
        let mask = settings.canvas.mask
        #expect(settings.canvas.resizeMode == .fill && mask.blurX == 1 && mask.blurY == 2)
        #expect(!mask.isRounded && mask.content == .original && !mask.isOnlyMasked)
        #expect(mask.padding == 32 && mask.isInverted && settings.denoisingStrength == 0.4)
        #expect(settings.imageCfgScale == 2 && settings.noiseMultiplier == 0.9)
    }

    @Test func `blurs both ways by one number`() throws {
        let mask = try image(["mask_blur": 9, "mask_blur_x": 1]).canvas.mask
        #expect(mask.blurX == 9 && mask.blurY == 9)
    }

    @Test func `takes options where it says nothing`() throws {
        let options: JSONObject = [
            "initial_noise_multiplier": 0.8, "img2img_fix_steps": true,
            "inpainting_mask_weight": 0.5, "img2img_background_color": "#102030",
        ]
        let settings = try image([:], options)
        #expect(settings.noiseMultiplier == 0.8 && settings.fixesSteps)
        #expect(settings.maskWeight == 0.5)
        #expect(settings.canvas.background == Colour(red: 16, green: 32, blue: 48))
    }

    @Test func `warns of a mask that has no effect`() throws {
        #expect(try folder.readImage(["latent_mask": "c"]).warnings.count == 1)
    }

    @Test func `may run SD upscale, by an upscaler's name or place`() throws {
        let body: JSONObject = ["script_name": "SD upscale", "script_args": ["", 32, 1, 1.5]]
        guard case .sdUpscale(let script)? = try folder.readImage(body).script else {
            Issue.record("no script")
            return
        }
        #expect(script.overlap == 32 && script.upscaler == "Lanczos" && script.scaleFactor == 1.5)
    }
}

@Suite struct `An infotext in a body` {
    private let folder: BodyFolder
    private let text: JSONValue = """
        a # cat
        Steps: 12, Sampler: Euler a, CFG scale: 5.5, Seed: 7, Size: 320x384, Model: two, \
        Clip skip: 2, CFG Rescale: 0.5, VAE posterior: sample
        """

    init() throws { folder = try BodyFolder() }

    @Test func `makes the picture again`() throws {
        let request = try folder.read(["infotext": text]).request
        #expect(request.steps == 12 && request.seed == 7 && request.cfgScale == 5.5)
        #expect(request.checkpoint == "two" && request.text.clipSkip == 2)
        #expect(request.encoding == .sample && !request.text.readsComments)
        #expect(request.prompts[0].text == "a # cat")
    }

    @Test func `gives way to what is said`() throws {
        let request = try folder.read([
            "infotext": text, "steps": 3, "prompt": "b",
            "override_settings": ["sd_model_checkpoint": "xl"],
        ]).request
        #expect(request.steps == 3 && request.checkpoint == "xl" && request.text.readsComments)
        #expect(request.width == 320)
    }

    @Test func `that is empty says nothing`() throws {
        #expect(try folder.read(["infotext": ""]).request.steps == 50)
    }
}

import Testing
import WebUI
import Wire

@Suite struct `A body with an infotext` {
    private let text = RecordedSettings(
        """
        a cat
        Negative prompt: blurry
        Steps: 12, Sampler: Euler a, Schedule type: Karras, CFG scale: 5.5, Seed: 7, \
        Size: 320x384, Model: tiny, Denoising strength: 0.4, Clip skip: 2, RNG: CPU, \
        Hires upscale: 1.5, Hires steps: 6, Hires upscaler: Lanczos, Hires CFG Scale: 3, \
        Hires Module 1: Built-in, Variation seed: 9, Variation seed strength: 0.25, Eta: 0.5
        """)

    @Test func `takes what the text says`() throws {
        let body = try TextToImageBody([:]).filled(from: text)
        let common = body.common
        #expect(common.prompt == .one("a cat") && common.negativePrompt == .one("blurry"))
        #expect(common.steps == 12 && common.sampler == "Euler a" && common.scheduler == "Karras")
        #expect(common.cfgScale == 5.5 && common.width == 320 && common.height == 384)
        #expect(common.seeds.seed == 7 && common.seeds.subseed == 9)
        #expect(common.seeds.subseedStrength == 0.25 && common.sampling.eta == 0.5)
        #expect(body.hires.isEnabled && body.hires.scale == 1.5 && body.hires.steps == 6)
        #expect(body.hires.upscaler == "Lanczos" && body.hires.cfgScale == 3)
        #expect(body.hires.modules == ["Built-in"] && common.denoisingStrength == 0.4)
    }

    @Test func `keeps what it says itself`() throws {
        let json: JSONValue = [
            "steps": 3, "sampler_index": "DDIM", "enable_hr": false, "prompt": "a dog", "eta": 1,
        ]
        let body = try TextToImageBody(json).filled(from: text)
        #expect(body.common.steps == 3 && body.common.sampler == "DDIM")
        #expect(!body.hires.isEnabled && body.common.prompt == .one("a dog"))
        #expect(body.common.sampling.eta == 1 && body.common.cfgScale == 5.5)
        #expect(body.given == ["steps", "sampler_index", "enable_hr", "prompt", "eta"])
    }

    @Test func `keeps what is preset where the text says nothing`() throws {
        let body = try TextToImageBody([:]).filled(from: RecordedSettings("a cat"))
        #expect(body.common.steps == 50 && !body.hires.isEnabled)
    }

    @Test func `is refused where the text has a number out of bounds`() {
        let text = RecordedSettings("a\nSteps: 12, Seed: 1, CFG scale: 1000000, Size: 64x64")
        #expect(throws: WireError.self) { try TextToImageBody([:]).filled(from: text) }
    }

    @Test func `sets options too`() throws {
        var options = WebUIOptions()
        #expect(try options.set(text.overrideSettings).isEmpty)
        #expect(options.text.clipSkip == 2 && options.sampling.noiseSource == .cpu)
    }

    @Test func `takes a mask's settings`() throws {
        let text = RecordedSettings(
            "a\nSteps: 1, Seed: 1, Size: 64x64, Mask blur: 8, Mask mode: Inpaint not masked, "
                + "Masked content: latent noise, Inpaint area: Only masked, "
                + "Masked area padding: 16, Noise multiplier: 0.9")
        let body = try ImageToImageBody(["mask_blur": 2]).filled(from: text)
        #expect(body.image.maskBlur == 2 && body.image.invertsMask == 1)
        #expect(body.image.content == 2 && body.image.isOnlyMasked && body.image.padding == 16)
        #expect(body.image.noiseMultiplier == 0.9 && body.common.width == 64)
    }
}

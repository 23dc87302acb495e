import Testing

@testable import WebUI

struct RecordedSettingsTests {
    /// Fields with everything in them, each unlike its default.
    private static func everything() -> Infotext.Fields {
        var fields = Infotext.Fields(
            steps: 33, sampler: "DPM++ 2M", scheduleType: "Karras", cfgScale: 6.5, seed: 42,
            size: (832, 1216))
        fields.distilledCFGScale = 3.5
        fields.imageCFGScale = 1.5
        fields.modelHash = "31e35c80fc"
        fields.model = "sd_xl, base"
        fields.variation = .init(seed: 7, strength: 0.25)
        fields.seedResizeFrom = .init(width: 512, height: 640)
        fields.clipSkip = 2
        fields.ensd = 31337
        fields.rng = "CPU"
        fields.tiling = true
        fields.loraHashes = [.init("a", hash: "0123456789ab"), .init("b c", hash: "ba9876543210")]
        fields.embeddingHashes = [.init("n", hash: "aaaaaaaaaaaa")]
        fields.conditioning.emphasis = "No norm"
        fields.conditioning.oldPromptEditing = true
        fields.sampling.eta = 0.5
        fields.sampling.churn = 5
        fields.sampling.churnMinimum = 0.1
        fields.sampling.churnMaximum = 9
        fields.sampling.noise = 1.01
        fields.sampling.scheduleRho = 7
        fields.sampling.beta = .init(alpha: 0.5, beta: 0.7)
        fields.sampling.uniPC.order = 2
        fields.sampling.uniPC.lowersLastOrder = false
        fields.sampling.discardsPenultimate = true
        fields.sampling.interpolatesSigmas = true
        fields.guidance.minimumSigma = 1.5
        fields.guidance.rescale = 0.7
        fields.guidance.projection = .init(eta: 0, normThreshold: 15, momentum: -0.5)
        fields.guidance.skipLayer = .init(scale: 2.5, layers: [7, 8], start: 0.01, end: 0.2)
        fields.guidance.freeU = .init(b1: 1.3, b2: 1.4, s1: 0.9, s2: 0.2)
        fields.refiner = .init(checkpoint: "r.safetensors [7440042bbd]", switchAt: 0.8)
        fields.vae.samplesPosterior = true
        fields.version = "kiln 1"
        fields.modules = ["ae", "clip_l"]
        return fields
    }

    @Test func `everything that is written is read into its place`() {
        var fields = Self.everything()
        var hires = Infotext.Fields.Hires(
            denoisingStrength: 0.4, cfgScale: 1, enlargement: .resize(x: 0, y: 1702))
        hires.checkpoint = "other.safetensors [4610115bb0]"
        hires.modules = ["Built-in"]
        hires.sampler = "Euler"
        hires.prompt = "\"at night\""
        hires.scheduleType = "Simple"
        hires.steps = 12
        hires.upscaler = "Lanczos"
        fields.hires = hires
        let settings = RecordedSettings(
            Infotext(prompt: "a\nb", negativePrompt: "c", fields: fields).text)
        #expect(settings.notes == [])
        #expect(settings.otherEntries == [])
        #expect((settings.prompt, settings.negativePrompt) == ("a\nb", "c"))
        #expect(
            (settings.steps, settings.seed, settings.clipSkip, settings.ensd) == (33, 42, 2, 31337))
        #expect(settings.sampler == "DPM++ 2M" && settings.scheduleType == "Karras")
        #expect(settings.cfgScale == 6.5 && settings.distilledCFGScale == 3.5)
        #expect(settings.imageCFGScale == 1.5 && settings.size == .init(width: 832, height: 1216))
        #expect(settings.model == "sd_xl, base" && settings.modelHash == "31e35c80fc")
        #expect(settings.variation == fields.variation)
        #expect(settings.seedResizeFrom == fields.seedResizeFrom)
        #expect(settings.rng == "CPU" && settings.tiling == true)
        #expect(settings.loraHashes == fields.loraHashes)
        #expect(settings.embeddingHashes == fields.embeddingHashes)
        #expect(settings.conditioning == fields.conditioning)
        #expect(settings.sampling == fields.sampling)
        #expect(settings.guidance == fields.guidance)
        #expect(settings.refiner == fields.refiner)
        #expect(settings.vae == fields.vae)
        #expect(settings.version == "kiln 1" && settings.modules == ["ae", "clip_l"])
        #expect(settings.denoisingStrength == 0.4 && settings.mask == nil)
        var expected = RecordedSettings.Hires()
        expected.checkpoint = "other.safetensors [4610115bb0]"
        expected.modules = ["Built-in"]
        expected.sampler = "Euler"
        expected.scheduleType = "Simple"
        expected.cfgScale = 1
        expected.prompt = "\"at night\""
        expected.enlargement = .resize(x: 0, y: 1702)
        expected.steps = 12
        expected.upscaler = "Lanczos"
        #expect(settings.hires == expected)
    }

    @Test func `a picture made from another is read as one, and has no second pass`() {
        var fields = Self.everything()
        var image = Infotext.Fields.ImageToImage(denoisingStrength: 0.6)
        image.conditionalMaskWeight = 0.5
        image.noiseMultiplier = 0.9
        image.extraNoise = 0.05
        image.mask = .init()
        image.mask?.inverted = true
        image.mask?.content = "latent noise"
        image.mask?.padding = 64
        fields.imageToImage = image
        let settings = RecordedSettings(Infotext(prompt: "a", fields: fields).text)
        #expect(settings.notes == [])
        #expect(settings.hires == nil)
        #expect(settings.denoisingStrength == 0.6 && settings.conditionalMaskWeight == 0.5)
        #expect(settings.noiseMultiplier == 0.9 && settings.extraNoise == 0.05)
        #expect(settings.mask == image.mask)
    }

    @Test(arguments: [
        ("Denoising strength: 0.5", false), ("Hires upscale: 2", false),
        ("Denoising strength: 0.5, Hires upscale: 2", true),
        ("Denoising strength: 0.5, Hires upscaler: Lanczos", true),
        ("Denoising strength: 0.5, Hires resize: 8x8", true),
        ("Denoising strength: 0.5, Hires steps: 4", false),
    ])
    func `there was a second pass only if the text says so`(line: String, isThere: Bool) {
        let settings = RecordedSettings("a\nSteps: 20, Seed: 1, Sampler: Euler, " + line)
        #expect((settings.hires != nil) == isThere)
    }

    @Test func `an old text's first pass size is read as a second pass`() {
        let settings = RecordedSettings(
            "a\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 1024x1024, "
                + "Model hash: 7460a6fa, Denoising strength: 0.7, First pass size: 512x512")
        #expect(settings.size == .init(width: 512, height: 512))
        #expect(settings.hires?.enlargement == .resize(x: 1024, y: 1024))
        #expect(settings.hires?.upscaler == "Latent")
        #expect(settings.modelHash == "7460a6fa")
        #expect(settings.notes == [])
    }

    @Test func `what is not understood is told and kept`() {
        let settings = RecordedSettings(
            "a\nSteps: many, CFG scale: nan, Size: 5x, Tiling: maybe, Seed: 1, ControlNet 0: \"a: b\", "
                + "User: ann")
        #expect(settings.steps == nil && settings.cfgScale == nil && settings.size == nil)
        #expect(
            settings.otherEntries == [.init("ControlNet 0", "a: b"), .init("User", "ann")])
        #expect(settings.notes.count == 5)
        #expect(
            settings.notes.last == "Not understood in the infotext, and left out: ControlNet 0.")
        #expect(
            settings.notes.first == "The infotext's \"Steps\" is \"many\", which is not a whole "
                + "number; it is left out.")
        #expect(RecordedSettings("a cat").notes.count == 1)
    }

    @Test func `an old version's prompt editing is that version's`() {
        let line = "\nSteps: 20, Seed: 1, Sampler: Euler, Version: v1.5.0"
        #expect(RecordedSettings("[a:b:9]" + line).conditioning.oldPromptEditing)
        #expect(!RecordedSettings("a" + line).conditioning.oldPromptEditing)
    }
}

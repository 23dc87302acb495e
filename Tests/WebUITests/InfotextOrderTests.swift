import Testing
import WebUI

struct InfotextOrderTests {
    private static func parameters(_ change: (inout Infotext.Fields) -> Void) -> String {
        var fields = Infotext.Fields(
            steps: 20, sampler: "Euler", scheduleType: "Automatic", cfgScale: 7, seed: 1,
            size: (512, 512))
        change(&fields)
        return Infotext(prompt: "", fields: fields).text
    }

    private static let start =
        "Steps: 20, Sampler: Euler, Schedule type: Automatic, CFG scale: 7.0"

    @Test func `what has a place of its own stands there`() {
        let text = Self.parameters { fields in
            fields.distilledCFGScale = 3.5
            fields.imageCFGScale = 1.5
            fields.modelHash = "31e35c80fc"
            fields.model = "a, b"
            fields.variation = .init(seed: 4321, strength: 0.4)
            fields.seedResizeFrom = .init(width: 512, height: 768)
            fields.imageToImage = .init(denoisingStrength: 0.75)
            fields.imageToImage?.conditionalMaskWeight = 1
            fields.imageToImage?.initImageHash = "abc"
            fields.clipSkip = 2
            fields.ensd = 31337
            fields.rng = "CPU"
            fields.tiling = true
            fields.version = "kiln 1"
            fields.user = "ann"
            fields.modules = ["ae", "clip_l"]
        }
        #expect(
            text == Self.start
                + ", Distilled CFG Scale: 3.5, Image CFG scale: 1.5, Seed: 1, Size: 512x512, "
                + #"Model hash: 31e35c80fc, Model: "a, b", Variation seed: 4321, "#
                + "Variation seed strength: 0.4, Seed resize from: 512x768, "
                + "Denoising strength: 0.75, Conditional mask weight: 1.0, Clip skip: 2, "
                + "ENSD: 31337, Init image hash: abc, RNG: CPU, Tiling: True, Version: kiln 1, "
                + "User: ann, Module 1: ae, Module 2: clip_l")
    }

    @Test func `the others stand in the reference's order`() {
        let text = Self.parameters { fields in
            Self.setMask(&fields)
            Self.setSampling(&fields)
            Self.setModels(&fields)
        }
        #expect(
            text == Self.start + ", Seed: 1, Size: 512x512, Denoising strength: 0.5, "
                + "Mask blur: 8, Mask mode: Inpaint not masked, Masked content: fill, "
                + "Inpaint area: Only masked, Masked area padding: 32, Noise multiplier: 0.9, "
                + "Extra noise: 0.05, Eta: 0.5, Eta DDIM: 0.7, Sigma churn: 5.0, Sigma tmin: 0.1, "
                + "Sigma tmax: 9.0, Sigma noise: 1.01, Schedule min sigma: 0.02, "
                + "Schedule max sigma: 15.0, Schedule rho: 7.0, Discard penultimate sigma: True, "
                + "SGM noise multiplier: True, Noise Schedule: Zero Terminal SNR, NGMS: 1.5, "
                + "NGMS all steps: True, Skip Early CFG: 0.1, Beta schedule alpha: 0.6, "
                + "Beta schedule beta: 0.6, Emphasis: No norm, Refiner: xl.safetensors [7440042bbd], "
                + "Refiner switch at: 0.8, Hires refiner: xl2.safetensors, "
                + #"Lora hashes: "a: 0123456789ab", TI: "x, y", TI hashes: "n: ba9876543210", "#
                + "VAE Encoder: TAESD, VAE Decoder: TAESD, UniPC variant: bh2, "
                + "UniPC skip type: logSNR, UniPC order: 2, UniPC lower order final: False, "
                + "Old prompt editing timelines: True, Extra: 1")
    }

    private static func setMask(_ fields: inout Infotext.Fields) {
        var image = Infotext.Fields.ImageToImage(denoisingStrength: 0.5)
        image.mask = .init()
        image.mask?.blur = 8
        image.mask?.inverted = true
        image.mask?.content = "fill"
        image.mask?.padding = 32
        image.noiseMultiplier = 0.9
        image.extraNoise = 0.05
        fields.imageToImage = image
    }

    private static func setSampling(_ fields: inout Infotext.Fields) {
        fields.sampling.eta = 0.5
        fields.sampling.etaDDIM = 0.7
        fields.sampling.churn = 5
        fields.sampling.churnMinimum = 0.1
        fields.sampling.churnMaximum = 9
        fields.sampling.noise = 1.01
        fields.sampling.scheduleMinimum = 0.02
        fields.sampling.scheduleMaximum = 15
        fields.sampling.scheduleRho = 7
        fields.sampling.discardsPenultimate = true
        fields.sampling.sgmNoiseMultiplier = true
        fields.sampling.noiseSchedule = "Zero Terminal SNR"
        fields.sampling.beta = .init()
        fields.sampling.uniPC.variant = "bh2"
        fields.sampling.uniPC.skipType = "logSNR"
        fields.sampling.uniPC.order = 2
        fields.sampling.uniPC.lowersLastOrder = false
        fields.guidance.minimumSigma = 1.5
        fields.guidance.onAllSteps = true
        fields.guidance.skippedEarly = 0.1
    }

    private static func setModels(_ fields: inout Infotext.Fields) {
        fields.conditioning.emphasis = "No norm"
        fields.conditioning.oldPromptEditing = true
        fields.refiner = .init(checkpoint: "xl.safetensors [7440042bbd]", switchAt: 0.8)
        fields.refiner?.hiresCheckpoint = "xl2.safetensors"
        fields.loraHashes = [.init("a", hash: "0123456789ab")]
        fields.embeddings = ["x", "y"]
        fields.embeddingHashes = [.init("n", hash: "ba9876543210")]
        fields.vae.encoder = "TAESD"
        fields.vae.decoder = "TAESD"
        fields.extras = [.init("Extra", "1")]
    }

    @Test func `what the web UI has no words for has entries of its own`() {
        let text = Self.parameters { fields in
            fields.vae.samplesPosterior = true
            fields.sampling.interpolatesSigmas = true
            fields.sampling.adaptive.relativeTolerance = 0.1
            fields.sampling.adaptive.absoluteTolerance = 0.01
            fields.guidance.rescale = 0.7
            fields.guidance.thresholding = .init(mimicScale: 7, percentile: 0.995)
            fields.guidance.projection = .init(eta: 0.5, normThreshold: 15, momentum: -0.5)
            fields.guidance.perturbedAttention = 3
            fields.guidance.skipLayer = .init(scale: 2.5, layers: [7, 8], start: 0.01, end: 0.2)
            fields.guidance.freeU = .init(b1: 1.3, b2: 1.4, s1: 0.9, s2: 0.2)
        }
        #expect(
            text == Self.start + ", Seed: 1, Size: 512x512, VAE posterior: sample, "
                + "Sigma interpolation: True, DPM adaptive rtol: 0.1, DPM adaptive atol: 0.01, "
                + "CFG rescale: 0.7, Dynamic thresholding mimic scale: 7.0, "
                + "Dynamic thresholding percentile: 0.995, APG eta: 0.5, "
                + "APG norm threshold: 15.0, APG momentum: -0.5, PAG scale: 3.0, SLG scale: 2.5, "
                + "SLG layers: 7 8, SLG start: 0.01, SLG end: 0.2, FreeU b1: 1.3, FreeU b2: 1.4, "
                + "FreeU s1: 0.9, FreeU s2: 0.2")
    }

    @Test func `a second noise of strength 0 and a greatest sigma of infinity are not written`() {
        let text = Self.parameters { fields in
            fields.variation = .init(seed: 5, strength: 0)
            fields.sampling.churnMaximum = .infinity
            fields.guidance.onAllSteps = true  // of nothing
        }
        #expect(text == Self.start + ", Seed: 1, Size: 512x512")
    }

    @Test func `an extra entry with the name of another takes its place`() {
        let text = Self.parameters { fields in
            fields.extras = [
                .init("Denoising strength", "0.3"), .init("Schedule type", "Karras"),
                .init("Last", "1"),
            ]
        }
        #expect(
            text == "Steps: 20, Sampler: Euler, Schedule type: Karras, CFG scale: 7.0, Seed: 1, "
                + "Size: 512x512, Denoising strength: 0.3, Last: 1")
    }

    @Test func `a prompt that readers will misunderstand is told`() {
        let mark = "a\n Negative prompt: b"
        #expect(Infotext(prompt: mark, entries: []).ambiguities.count == 1)
        #expect(Infotext(prompt: mark, negativePrompt: mark, entries: []).ambiguities.count == 2)
        let harmless = "a Negative prompt: b\nnegative prompt: c\nNegative prompts"
        #expect(
            Infotext(prompt: harmless, negativePrompt: harmless, entries: []).ambiguities == [])
    }
}

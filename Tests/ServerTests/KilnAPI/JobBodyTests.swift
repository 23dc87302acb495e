import Imaging
import Kiln
import Models
import Prompts
import Samplers
import Testing
import Wire

@testable import Server

/// What a body of `/kiln/v1/jobs` asks for.
@Suite struct JobBodyTests {
    private func request(_ body: JSONValue) throws -> GenerationRequest {
        try JobBody(body).request()
    }

    @Test func `an empty body asks for what the web UI presets`() throws {
        let asked = try request([:])
        var preset = GenerationRequest()
        (preset.seed, preset.subseed) = (-1, -1)
        #expect(asked == preset)
    }

    @Test func `sampling, noise and the reading of prompts can be set whole`() throws {
        let asked = try request([
            "eta": 0.5, "rng": "cpu", "clip_skip": 2, "subseed_strength": 0.25,
            "text": ["emphasis": "No norm", "comments": false, "old_editing": true],
            "noise": ["resize_from_width": 256, "resize_from_height": 320, "seed_delta": 31_337],
            "sampling": [
                "s_churn": 3, "s_tmin": 0.5, "s_tmax": 9, "s_noise": 1.1, "sigma_min": 0.02,
                "sigma_max": 15, "rho": 5, "beta_alpha": 0.7, "beta_beta": 0.8,
                "zero_terminal_snr": false, "interpolate_timesteps": true,
                "vae_encode": "sample",
            ],
        ])
        let sampler = asked.samplerOptions
        #expect((sampler.eta, sampler.churn, sampler.churnMin) == (0.5, 3, 0.5))
        #expect((sampler.churnMax, sampler.noiseScale) == (9, 1.1))
        let schedule = asked.scheduleOptions
        #expect((schedule.sigmaMin, schedule.sigmaMax, schedule.rho) == (0.02, 15, 5))
        #expect((schedule.betaAlpha, schedule.betaBeta) == (0.7, 0.8))
        #expect(asked.endsInNoise == false && asked.interpolatesTimesteps)
        #expect(asked.encoding == .sample && asked.rng == "cpu")
        #expect(asked.text.clipSkip == 2 && asked.text.emphasis == EmphasisMode(named: "no norm"))
        #expect(!asked.text.readsComments && asked.text.usesOldEditing)
        #expect(asked.variation.subseedStrength == 0.25 && asked.variation.seedDelta == 31_337)
        #expect(asked.variation.resizeFrom == PixelSize(width: 256, height: 320))
    }

    @Test func `guidance can be set whole`() throws {
        let guidance = try request([
            "cfg_scale": 9,
            "guidance": [
                "s_min_uncond": 2, "s_min_uncond_all": true, "skip_early_cond": 0.1,
                "rescale": 0.7, "apg": ["eta": 0.5, "norm": 10, "momentum": 0],
                "imagen": ["percentile": 0.9, "bound": 2],
                "pag": ["scale": 4, "blocks": ["input.4"], "blur": 3, "start": 0.1, "end": 0.8],
                "freeu": ["b1": 1.1, "b2": 1.2, "s1": 0.8, "s2": 0.3, "version": 1, "end": 0.5],
            ],
        ]).guidance
        var wanted = Guidance(scale: 9)
        (wanted.minimumSigma, wanted.skipsEveryStep) = (2, true)
        (wanted.skipEarly, wanted.rescale) = (0.1, 0.7)
        wanted.projection = ProjectedGuidance(parallel: 0.5, threshold: 10, momentum: 0)
        wanted.dynamicThresholding = .imagen(percentile: 0.9, bound: 2)
        wanted.perturbedAttention = PerturbedAttention(
            scale: 4, perturbation: .blurredQueries(sigma: 3),
            places: [try #require(UNetPlace("input.4"))], steps: StepRange(start: 0.1, end: 0.8))
        wanted.freeU = FreeU(b1: 1.1, b2: 1.2, s1: 0.8, s2: 0.3, version: .one)
        wanted.freeUSteps = StepRange(start: 0, end: 0.5)
        #expect(guidance == wanted)
    }

    @Test func `thresholding by a lower scale can be set whole`() throws {
        let guidance = try request([
            "guidance": [
                "mimic": [
                    "scale": 5, "percentile": 0.9, "phi": 0.8, "separate_channels": false,
                    "startpoint": "ZERO", "measure": "STD", "mode": "Linear Down", "minimum": 1,
                    "cfg_mode": "Sawtooth", "cfg_minimum": 2, "schedule_value": 3,
                ],
                "pag": ["skip": true],
            ]
        ]).guidance
        var mimic = MimicThresholding(mimicScale: 5)
        (mimic.percentile, mimic.interpolation) = (0.9, 0.8)
        mimic.separatesChannels = false
        (mimic.startpoint, mimic.measure) = (.zero, .deviation)
        mimic.mimicSchedule = ScaleSchedule(.linearDown, minimum: 1, value: 3)
        mimic.scaleSchedule = ScaleSchedule(.sawtooth, minimum: 2, value: 3)
        #expect(guidance.dynamicThresholding == .mimic(mimic))
        #expect(guidance.perturbedAttention == PerturbedAttention(perturbation: .skipped))
    }

    @Test func `a picture and its mask can be used in every way`() throws {
        let body = try PictureBody([
            "picture": "AAAA", "resizing": "fill", "denoising_strength": 0.4,
            "noise_multiplier": 1.1, "image_cfg_scale": 2, "fix_steps": true,
            "masking": [
                "blur": 8, "invert": true, "soft": true, "content": "latent_noise",
                "only_masked": true, "padding": 12, "weight": 0.5,
            ],
        ])
        var wanted = ImageSettings()
        wanted.canvas.resizeMode = .fill
        (wanted.canvas.mask.blurX, wanted.canvas.mask.blurY) = (8, 8)
        (wanted.canvas.mask.isInverted, wanted.canvas.mask.isRounded) = (true, false)
        wanted.canvas.mask.content = .latentNoise
        (wanted.canvas.mask.isOnlyMasked, wanted.canvas.mask.padding) = (true, 12)
        (wanted.denoisingStrength, wanted.noiseMultiplier) = (0.4, 1.1)
        (wanted.imageCfgScale, wanted.fixesSteps, wanted.maskWeight) = (2, true, 0.5)
        #expect(body.settings == wanted)
    }

    @Test(
        arguments: [
            ["guidance": ["mimic": [:], "imagen": [:]]],
            ["guidance": ["pag": ["blocks": ["everywhere"]]]],
            ["noise": ["resize_from_width": 512]],
        ] as [JSONValue])
    func `what contradicts itself is refused in a sentence`(body: JSONValue) throws {
        let error = #expect(throws: APIError.self) { try request(body) }
        #expect(error?.message.last == ".")
    }

    @Test func `what a field forbids is told by its place`() throws {
        let error = #expect(throws: WireError.self) {
            try request(["guidance": ["freeu": ["b1": 99]], "sampling": ["churn": 1]])
        }
        let places = error?.problems.map(\.path) ?? []
        #expect(places.contains("guidance.freeu.b1") && places.contains("sampling.churn"))
    }
}

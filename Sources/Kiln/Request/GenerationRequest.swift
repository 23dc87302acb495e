public import Samplers
import WebUI

/// What a person asked for, in the words of the web UI. Names are not resolved yet.
///
/// It can be kept as an object of named fields, all but its picture, whose bytes are kept elsewhere.
public struct GenerationRequest: Sendable, Hashable {
    /// The prompts; each makes `batchSize × iterations` images of its own.
    public var prompts: [PromptRequest] = [""]
    /// What the pictures should not show.
    public var negativePrompt = ""
    /// Styles by name, put around the prompts of both passes.
    public var styles: [String] = []
    /// The first pass's checkpoint, by any name the web UI accepts; `nil` takes the
    /// folder's first that can be used.
    public var checkpoint: String?
    /// VAE and text encoders that stand in for the checkpoint's own.
    public var modules: [String] = []
    /// Sampler steps of the first pass.
    public var steps = WebUIDefaults.steps
    /// Sampler name or alias, optionally with a schedule at its end ("DPM++ 2M Karras").
    public var sampler = WebUIDefaults.sampler
    /// Schedule name, label or alias.
    public var scheduler = WebUIDefaults.scheduler
    /// The samplers' own numbers, for both passes.
    public var samplerOptions = SamplerOptions()
    /// The schedules' own numbers, for both passes.
    public var scheduleOptions = ScheduleOptions()
    /// How prompts steer; the second pass has it with a scale of its own.
    public var guidance = Guidance(scale: WebUIDefaults.cfgScale)
    /// Whether the UNet is told fractions of timesteps, as AUTOMATIC1111's web UI does.
    public var interpolatesTimesteps = false
    /// Whether schedules end in pure noise ("Zero Terminal SNR"); `nil` leaves it to each model.
    public var endsInNoise: Bool?
    /// The first image's seed, 0…2⁶³-1; `nil` or a negative number draws one.
    public var seed: Int?
    /// The first image's subseed, likewise.
    public var subseed: Int?
    /// What makes the images' noise beside their seeds.
    public var variation = Variation()
    /// Width of the first pass, in pixels.
    public var width = WebUIDefaults.width
    /// Height of the first pass, in pixels.
    public var height = WebUIDefaults.height
    /// Images per forward batch.
    public var batchSize = 1
    /// Batches per prompt.
    public var iterations = 1
    /// Where noise comes from: `nv` or `cpu`.
    public var rng = "nv"
    /// How prompts are read and encoded.
    public var text = TextSettings()
    /// How pictures become latents.
    public var encoding = LatentEncoding.mean
    /// The picture that the first pass begins with; `nil` begins from noise alone.
    public var image: ImageRequest?
    /// The model that takes over the first pass's last steps, if there is one.
    public var refiner: RefinerRequest?
    /// The second pass, if there is one.
    public var hires: HiresRequest?
    /// Whether the first pass's picture is written too.
    public var savesBeforeHires = false
    /// Where to compute: `cpu`, `cuda`, `cuda:1`, `mps`.
    public var device = "cpu"
    /// What the denoiser computes in: `auto`, `float32`, `float16`, `bfloat16`.
    public var dtype = "auto"

    /// A request with the web UI's defaults.
    public init() {}
}

extension GenerationRequest {
    /// Guidance scale; 1 turns guidance off.
    public var cfgScale: Double {
        get { guidance.scale }
        set { guidance.scale = newValue }
    }
}

/// The model that takes over the last steps of a first pass. Its latents must mean the same.
public struct RefinerRequest: Sendable, Hashable {
    /// The checkpoint, by any name the web UI accepts.
    public var checkpoint: String
    /// The share of the steps after which it takes over, in 0…1.
    public var switchAt: Double

    /// A refiner.
    public init(checkpoint: String, switchAt: Double = 0.8) {
        self.checkpoint = checkpoint
        self.switchAt = switchAt
    }
}

import WebUI

/// What a person asked for, in the words of the web UI. Names are not resolved yet.
public struct GenerationRequest: Sendable {
    /// The prompts; each makes `batchSize × iterations` images of its own.
    public var prompts: [String] = [""]
    /// What the pictures should not show.
    public var negativePrompt = ""
    /// The first pass's checkpoint, by any name the web UI accepts; `nil` takes the folder's first.
    public var checkpoint: String?
    /// VAE and text encoders that stand in for the checkpoint's own.
    public var modules: [String] = []
    /// Sampler steps of the first pass.
    public var steps = WebUIDefaults.steps
    /// Sampler name or alias, optionally with a schedule at its end ("DPM++ 2M Karras").
    public var sampler = WebUIDefaults.sampler
    /// Schedule name, label or alias.
    public var scheduler = WebUIDefaults.scheduler
    /// Guidance scale; 1 turns guidance off.
    public var cfgScale = WebUIDefaults.cfgScale
    /// The first image's seed; `nil` or -1 draws one.
    public var seed: Int?
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
    /// Layers of the text encoder to leave out, plus one: 1 uses the last layer.
    public var clipSkip = 1
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

/// The second pass of a request. `nil` and empty values mean "as in the first pass".
public struct HiresRequest: Sendable {
    /// Factor between the passes' sizes, used while both `resizeX` and `resizeY` are 0.
    public var scale = WebUIDefaults.hiresScale
    /// Target width in pixels; 0 follows from the height.
    public var resizeX = 0
    /// Target height in pixels; 0 follows from the width.
    public var resizeY = 0
    /// Upscaler by name; `nil` chooses "Latent" within one latent space and "Lanczos" across two.
    public var upscaler: String?
    /// Sampler steps; 0 means as many as the first pass.
    public var steps = 0
    /// How much of the noise schedule is run again, in 0…1.
    public var denoisingStrength = WebUIDefaults.denoisingStrength
    /// The second pass's checkpoint.
    public var checkpoint: String?
    /// VAE and text encoders of the second pass; `nil` takes the first pass's where they fit.
    public var modules: [String]?
    /// Prompt of the second pass; empty means the first pass's.
    public var prompt = ""
    /// Negative prompt of the second pass; empty means the first pass's.
    public var negativePrompt = ""
    /// Guidance scale; `nil` means the first pass's.
    public var cfgScale: Double?
    /// Sampler name; `nil` means the first pass's.
    public var sampler: String?
    /// Schedule name; `nil` means the first pass's.
    public var scheduler: String?

    /// A second pass with the web UI's defaults.
    public init() {}
}

import WebUI

/// The second pass of a request. `nil` and empty values mean "as in the first pass".
public struct HiresRequest: Sendable, Hashable {
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

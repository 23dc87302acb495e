/// What the web UI's txt2img page offers, and what it chooses when nothing is said.
public enum WebUIDefaults {
    /// Sampler steps.
    public static let steps = 20
    /// Guidance scale.
    public static let cfgScale = 7.0
    /// Sampler.
    public static let sampler = "DPM++ 2M"
    /// Schedule: the sampler's own.
    public static let scheduler = "Automatic"
    /// Width of the first pass, in pixels.
    public static let width = 512
    /// Height of the first pass, in pixels.
    public static let height = 512
    /// Share of the noise schedule that a hires pass runs again.
    public static let denoisingStrength = 0.7
    /// Factor between the sizes of the passes.
    public static let hiresScale = 2.0
}

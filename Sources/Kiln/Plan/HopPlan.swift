public import WebUI

/// How one pass's result becomes the next one's beginning.
public struct HopPlan: Sendable {
    /// The way.
    public let way: Way
    /// Why this way.
    public let reason: String
    /// The upscaler's name as the web UI has it.
    public let upscaler: String
    /// Size arithmetic of the second pass.
    public let size: HiresSize
    /// How the size was asked for.
    package let enlargement: Infotext.Fields.Hires.Enlargement
    /// Steps of the second pass as asked for: 0 means as many as the first.
    package let askedSteps: Int

    /// The ways between two passes.
    public enum Way: Sendable, Equatable {
        /// Interpolation of the latents themselves.
        case latent(LatentUpscaler)
        /// Decode with the first VAE, resize, encode with the second.
        case pixels(PixelUpscaler)
    }
}

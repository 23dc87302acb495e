/// What two checkpoints must share for a latent of one to mean anything to the other.
///
/// A latent in model space is `(encoded - shift) * scale`, where `encoded` is what the space's own
/// VAE gives. The constants of the families stand here and nowhere else.
public struct LatentSpace: Hashable, Sendable, Encodable {
    /// The name by which plans and messages speak of it.
    public let name: String
    /// Channels of a latent.
    public let channels: Int
    /// Factor from the VAE's numbers to the model's.
    public let scale: Double
    /// Offset taken off the VAE's numbers before scaling.
    public let shift: Double
    /// Pixels along one edge of a latent's cell.
    public let downsampling: Int

    /// Stable Diffusion 1.x and 2.x: four channels, 0.18215 (Rombach et al. 2022, appendix G).
    public static let sd = LatentSpace(
        name: "SD 1.x/2.x", channels: 4, scale: 0.18215, shift: 0, downsampling: 8)

    /// Stable Diffusion XL: four channels, 0.13025 (Podell et al. 2023).
    public static let sdxl = LatentSpace(
        name: "SDXL", channels: 4, scale: 0.13025, shift: 0, downsampling: 8)

    /// Stable Diffusion 3 and 3.5: sixteen channels (Esser et al. 2024).
    public static let sd3 = LatentSpace(
        name: "SD 3", channels: 16, scale: 1.5305, shift: 0.0609, downsampling: 8)

    /// Flux.1 and Chroma: sixteen channels.
    public static let flux = LatentSpace(
        name: "Flux", channels: 16, scale: 0.3611, shift: 0.1159, downsampling: 8)
}

/// What a UNet takes beside the noisy latent, in channels behind it.
public enum UNetInputs: String, Sendable, Hashable, Encodable {
    /// Nothing: the latent alone.
    case latent
    /// A mask and the latent of the picture without what it masks, 5 channels: inpainting models.
    case inpainting
    /// The latent of the picture to be edited, 4 channels: InstructPix2Pix (Brooks et al. 2023).
    case editing
}

public import Checkpoints

/// One model of a pass and the file it comes from.
public struct PartPlan: Sendable {
    /// What it does in the pass.
    public let part: Part
    /// The file.
    public let file: CheckpointFile
    /// Where in the file.
    public let component: Component
    /// Whether it is a module that stands in for the checkpoint's own part.
    public let module: Bool

    /// The parts of a pass.
    public enum Part: Sendable, Hashable {
        case unet
        case vae
        case encoder(EncoderRole)

        /// The name in plans and messages.
        public var title: String {
            switch self {
            case .unet: "UNet"
            case .vae: "VAE"
            case .encoder(let role): role.rawValue
            }
        }
    }
}

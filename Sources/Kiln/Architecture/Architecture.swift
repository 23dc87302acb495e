package import Layers
package import Prompts
package import Samplers

/// A model family, as data: what no tensor's shape can tell.
///
/// This table is the only place where one family differs from another. A new family is a row here
/// and a model file in `Models`.
public struct Architecture: Sendable, Hashable {
    /// The short name used in JSON and in option values: `sd1`, `sd2`, `sdxl`.
    public let id: String
    /// The name people use: "SD 1.x".
    public let title: String
    /// The space its latents live in.
    public let latentSpace: LatentSpace
    /// The text encoders whose outputs are joined along channels into the context, in order.
    public let encoders: [EncoderSlot]
    /// How the size vector is made, if the UNet takes one.
    public let vector: VectorConditioning
    /// How attention heads are counted where the file's metadata does not say.
    package let heads: HeadCount
    /// The table of optimised schedules that was made for it.
    package let optimisedSteps: ScheduleOptions.Family
    /// The multiple that width and height are rounded down to, in pixels.
    public let sizeMultiple: Int
    /// The edge length at which the family was trained, in pixels.
    public let nativeSize: Int

    /// Families are equal by their short names.
    public static func == (a: Architecture, b: Architecture) -> Bool { a.id == b.id }

    /// Hashes the short name.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension Architecture {
    /// Stable Diffusion 1.x (Rombach et al. 2022): CLIP-L, final norm applied to the chosen layer.
    public static let sd1 = Architecture(
        id: "sd1", title: "SD 1.x", latentSpace: .sd,
        encoders: [
            EncoderSlot(
                role: .clipL, prefix: "cond_stage_model.transformer.", folder: "text_encoder/",
                layer: .clipSkip(least: 1), finalNorm: true, padding: .endOfText)
        ],
        vector: .none, heads: .count(8), optimisedSteps: .sd, sizeMultiple: 8, nativeSize: 512)

    /// Stable Diffusion 2.x: OpenCLIP-H, penultimate layer with the final norm.
    public static let sd2 = Architecture(
        id: "sd2", title: "SD 2.x", latentSpace: .sd,
        encoders: [
            EncoderSlot(
                role: .clipH, prefix: "cond_stage_model.model.", folder: "text_encoder/",
                layer: .clipSkip(least: 2, published: 24), finalNorm: true, padding: .zero)
        ],
        vector: .none, heads: .channels(64), optimisedSteps: .sd, sizeMultiple: 8, nativeSize: 768)

    /// Stable Diffusion XL base (Podell et al. 2023): CLIP-L beside OpenCLIP-G, size conditioning.
    public static let sdxl = Architecture(
        id: "sdxl", title: "SDXL", latentSpace: .sdxl,
        encoders: [
            EncoderSlot(
                role: .clipL, prefix: "conditioner.embedders.0.transformer.",
                folder: "text_encoder/", layer: .clipSkip(least: 2), finalNorm: false,
                padding: .endOfText),
            EncoderSlot(
                role: .clipG, prefix: "conditioner.embedders.1.model.", folder: "text_encoder_2/",
                layer: .clipSkip(least: 2), finalNorm: false, padding: .zero),
        ],
        vector: .pooledAndSizes, heads: .channels(64), optimisedSteps: .sdxl,
        sizeMultiple: 8, nativeSize: 1024)

    /// Stable Diffusion XL refiner (Podell et al. 2023, §2.5): OpenCLIP-G alone, with an aesthetic
    /// score in the place of the target size.
    public static let sdxlRefiner = Architecture(
        id: "sdxl-refiner", title: "SDXL refiner", latentSpace: .sdxl,
        encoders: [
            EncoderSlot(
                role: .clipG, prefix: "conditioner.embedders.0.model.", folder: "text_encoder_2/",
                layer: .clipSkip(least: 2), finalNorm: false, padding: .zero)
        ],
        vector: .pooledSizesAndAesthetic, heads: .channels(64), optimisedSteps: .sdxl,
        sizeMultiple: 8, nativeSize: 1024)

    /// Every family that runs.
    public static let all: [Architecture] = [.sd1, .sd2, .sdxl, .sdxlRefiner]
}

/// A place for a text encoder in a family.
public struct EncoderSlot: Sendable, Hashable {
    /// Which encoder belongs here.
    public let role: EncoderRole
    /// Where a checkpoint of this family keeps it.
    package let prefix: String
    /// Where a diffusers folder keeps it.
    package let folder: String
    /// Which hidden layer becomes the context.
    package let layer: HiddenLayer
    /// Whether the encoder's final norm is applied to that layer.
    package let finalNorm: Bool
    /// What fills a chunk after its end.
    package let padding: TokenChunk.Padding
}

/// The text encoders of the families, by the field's names.
public enum EncoderRole: String, Sendable, Hashable, Encodable {
    case clipL = "CLIP-L"
    case clipG = "OpenCLIP-G"
    case clipH = "OpenCLIP-H"
}

/// Which hidden layer of a text encoder becomes the context, counted from the end.
package enum HiddenLayer: Sendable, Hashable {
    /// `max(clip skip, least)`: the web UI's "Clip skip", with the family's own minimum.
    ///
    /// `published` is the encoder's number of layers where some files leave the last one out, as
    /// diffusers does with OpenCLIP-H, whose last layer SD 2.x does not use. There one layer less is
    /// skipped.
    case clipSkip(least: Int, published: Int? = nil)

    /// Layers from the end for the clip skip asked for: 1 is the last.
    ///
    /// - Parameter depth: layers that the file's encoder has.
    package func fromEnd(clipSkip: Int, depth: Int) -> Int {
        switch self {
        case .clipSkip(let least, let published):
            let isCut = published.map { depth == $0 - 1 } ?? false
            return max(max(clipSkip, least) - (isCut ? 1 : 0), 1)
        }
    }
}

/// The vector that some UNets take beside the context.
public enum VectorConditioning: Sendable, Hashable {
    /// The family takes none.
    case none
    /// SDXL's: pooled text of the last encoder, then original size, crop and target size as
    /// sinusoids of 256 channels each (Podell et al. 2023, §2.2).
    case pooledAndSizes
    /// The SDXL refiner's: pooled text, original size, crop and an aesthetic score.
    case pooledSizesAndAesthetic

    /// Channels of the vector beyond the pooled text.
    package var sizeChannels: Int {
        256 * numbers(of: PixelSize(width: 0, height: 0), negative: false).count
    }

    /// The numbers that become sinusoids behind the pooled text.
    ///
    /// - Parameter negative: whether they steer away: towards an aesthetic score of 2.5 and not 6.
    package func numbers(of size: PixelSize, negative: Bool) -> [Double] {
        let (height, width) = (Double(size.height), Double(size.width))
        return switch self {
        case .none: []
        case .pooledAndSizes: [height, width, 0, 0, height, width]
        case .pooledSizesAndAesthetic: [height, width, 0, 0, negative ? 2.5 : 6]
        }
    }
}

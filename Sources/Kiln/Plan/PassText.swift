public import Prompts

/// What steers one pass of one image.
public struct PassText: Sendable, Equatable {
    /// What the text encoders read of the prompt, part by part and call by call.
    public let positive: PassPrompt
    /// What they read of the negative prompt.
    public let negative: PassPrompt
    /// The LoRAs that change the pass's weights, in the order of the prompt's tags.
    public let loras: [LoraUse]
    /// Guidance scale.
    public let cfgScale: Double

    /// The prompt as an infotext has it: with its styles and tags, without comments.
    public var prompt: String { positive.text }
    /// The negative prompt as an infotext has it.
    public var negativePrompt: String { negative.text }

    /// Every text that the encoders read.
    var texts: [String] { (positive.parts + negative.parts).flatMap(\.schedule.texts) }

    /// No text at all.
    static let empty = PassText(
        positive: PassPrompt("", on: .firstPass(steps: 1)),
        negative: PassPrompt("", .negative, on: .firstPass(steps: 1)), loras: [], cfgScale: 1)
}

/// A LoRA at its strengths.
public struct LoraUse: Sendable, Hashable {
    /// The file, as ``PassPlan/loras`` has it.
    public let path: String
    /// Factor of what it adds to the text encoders.
    public let textEncoder: Double
    /// Factor of what it adds to the UNet.
    public let unet: Double
}

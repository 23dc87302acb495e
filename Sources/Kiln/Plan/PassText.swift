/// What steers one pass of one image.
public struct PassText: Sendable, Hashable {
    /// The prompt as it was written, with its tags.
    public let prompt: String
    /// The negative prompt as it was written.
    public let negativePrompt: String
    /// What the text encoders read of the prompt: all but its tags.
    public let text: String
    /// The LoRAs that change the pass's weights, in the order of the prompt's tags.
    public let loras: [LoraUse]

    /// A text.
    package init(
        prompt: String, negativePrompt: String, text: String? = nil, loras: [LoraUse] = []
    ) {
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.text = text ?? prompt
        self.loras = loras
    }
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

/// A LoRA that a prompt asks for by name, and how strongly.
public struct LoraRequest: Sendable, Hashable {
    /// The name, as it stands in the prompt.
    public var name: String
    /// The strength in the text encoders; 1 is as trained. Finite.
    public var textEncoder: Double
    /// The strength in the UNet; 1 is as trained. Finite.
    public var unet: Double

    /// A request of two strengths.
    public init(name: String, textEncoder: Double = 1, unet: Double = 1) {
        self.name = name
        self.textEncoder = textEncoder
        self.unet = unet
    }

    /// What `<lora:name>`, `<lora:name:both>` or `<lora:name:te:unet>` asks for. `te=` and `unet=`
    /// go before the places; without a strength of its own the UNet has the text encoders'.
    init(_ tag: ExtraNetworkTag) throws(PromptNote.NetworkFault) {
        guard let name = tag.positional.first, !name.isEmpty else { throw .unnamed }
        let both = try tag.number("te", at: 1) ?? 1
        self.init(name: name, textEncoder: both, unet: try tag.number("unet", at: 2) ?? both)
    }
}

extension ExtraNetworkTag {
    /// An argument by its name, else by its place.
    fileprivate func number(_ name: String, at place: Int) throws(PromptNote.NetworkFault)
        -> Double?
    {
        guard let text = named[name] ?? (place < positional.count ? positional[place] : nil)
        else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, !words[0].contains(where: { "xXpP".contains($0) }),
            let number = Double(words[0]), number.isFinite
        else { throw .notANumber(text) }
        return number
    }
}

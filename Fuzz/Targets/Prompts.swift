typealias Subject = Prompts

/// Prompts: the tags of extra networks, the attention syntax, the mending of typography.
enum Prompts: FuzzTarget {
    static func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        let networks = ExtraNetworks(text)
        for lora in networks.loras {
            require(lora.textEncoder.isFinite && lora.unet.isFinite, "a strength of no size")
        }
        let cut = networks.tags.reduce(0) { $0 + $1.text.utf8.count }
        require(networks.prompt.utf8.count + cut == text.utf8.count, "text that was lost")
        check(AttentionPrompt(networks.prompt))
        check(AttentionPrompt(mendedPrompt(text)))
    }

    /// There is text, and no two neighbours that could be one.
    private static func check(_ prompt: AttentionPrompt) {
        require(!prompt.parts.isEmpty, "no parts")
        var last: Double?
        for part in prompt.parts {
            guard case .text(_, let weight) = part else {
                last = nil
                continue
            }
            require(weight.isFinite && weight != last, "a weight")
            last = weight
        }
    }
}

/// A prompt without its extra-network tags, and what they ask for.
///
/// `<lora:name:0.8>` asks for a LoRA at strength 0.8, `<lora:name:0.8:0.5>` for 0.8 in the text
/// encoders and 0.5 in the UNet; `lyco` means the same. Tags of every kind are cut out wherever they
/// stand, and the text around them stays as it is, as in the web UI. Takes linear time.
public struct ExtraNetworks: Sendable, Equatable {
    /// Something in a tag that was not done.
    public enum Note: Error, Sendable, Hashable {
        /// A strength that is no finite number; the tag was ignored.
        case notANumber(String, tag: String)
        /// A LoRA without a name; the tag was ignored.
        case unnamed(tag: String)
        /// An argument without meaning here, such as `dyn=4`; the tag was followed without it.
        case ignoredArgument(String, tag: String)
        /// A hypernetwork.
        case hypernetwork(tag: String)
        /// A kind of network that does not exist.
        case unknownKind(String, tag: String)
    }

    /// The prompt without the tags.
    public let prompt: String
    /// The tags of all kinds, in order.
    public let tags: [ExtraNetworkTag]
    /// The LoRAs, in order. Where one is asked for twice it stands here twice, and takes effect
    /// twice.
    public let loras: [LoraRequest]
    /// What is worth telling the writer, each once, in order.
    public let notes: [Note]

    /// Reads the tags. Every text has a reading.
    public init(_ prompt: String) {
        var text = String.UnicodeScalarView()
        var tags: [ExtraNetworkTag] = []
        var rest = Substring(prompt).unicodeScalars
        // Behind the last ">" no tag ends, so that none is looked for twice.
        let end = rest.lastIndex(of: ">") ?? rest.startIndex
        while let open = rest[..<max(end, rest.startIndex)].firstIndex(of: "<") {
            text += rest[..<open]
            rest = rest[open...]
            if let tag = ExtraNetworkTag.take(from: &rest) {
                tags.append(tag)
            } else {
                text.append("<")
                rest = rest.dropFirst()
            }
        }
        text += rest
        self.prompt = String(text)
        self.tags = tags
        (loras, notes) = Self.meaning(of: tags)
    }

    private static func meaning(of tags: [ExtraNetworkTag]) -> ([LoraRequest], [Note]) {
        var loras: [LoraRequest] = []
        var notes: [Note] = []
        for tag in tags {
            switch tag.kind.lowercased() {
            case "lora", "lyco":
                do throws(Note) {
                    loras.append(try LoraRequest(tag))
                    notes += tag.ignoredArguments.map { .ignoredArgument($0, tag: tag.text) }
                } catch {
                    notes.append(error)
                }
            case "hypernet": notes.append(.hypernetwork(tag: tag.text))
            default: notes.append(.unknownKind(tag.kind, tag: tag.text))
            }
        }
        var told: Set<Note> = []
        return (loras, notes.filter { told.insert($0).inserted })
    }
}

extension ExtraNetworkTag {
    /// A LoRA's arguments beyond name and strengths.
    fileprivate var ignoredArguments: [String] {
        positional.dropFirst(3)
            + named.filter { !["te", "unet"].contains($0.key) }.map { "\($0)=\($1)" }.sorted()
    }
}

extension ExtraNetworks.Note: CustomStringConvertible {
    /// What was not done and what would be right, in one sentence.
    public var description: String {
        switch self {
        case .notANumber(let text, let tag):
            "The strength \"\(text)\" is not a number, so \(tag) was ignored;"
                + " a strength is written like <lora:name:0.8>."
        case .unnamed(let tag):
            "\(tag) names no LoRA and was ignored; it is written like <lora:name:0.8>."
        case .ignoredArgument(let argument, let tag):
            "\"\(argument)\" in \(tag) has no meaning here and was ignored;"
                + " a LoRA takes te= and unet=."
        case .hypernetwork(let tag):
            "Hypernetworks are not supported, so \(tag) was ignored."
        case .unknownKind(let kind, let tag):
            "There is no kind of extra network \"\(kind)\", so \(tag) was left out;"
                + " LoRAs are asked for like <lora:name:0.8>."
        }
    }
}

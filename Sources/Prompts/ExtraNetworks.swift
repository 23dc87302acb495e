/// A prompt without its extra-network tags, and what they ask for.
///
/// `<lora:name:0.8>` asks for a LoRA at strength 0.8, `<lora:name:0.8:0.5>` for 0.8 in the text
/// encoders and 0.5 in the UNet; `lyco` means the same. Tags of every kind are cut out wherever they
/// stand, and the text around them stays as it is, as in the web UI. Takes linear time.
public struct ExtraNetworks: Sendable, Equatable {
    /// The prompt without the tags.
    public let prompt: String
    /// The tags of all kinds, in order.
    public let tags: [ExtraNetworkTag]
    /// The LoRAs, in order. Where one is asked for twice it stands here twice, and takes effect
    /// twice.
    public let loras: [LoraRequest]
    /// What is worth telling the writer, in order.
    public let notes: [PromptNote]

    /// Reads the tags. Every text has a reading.
    public init(_ prompt: String) {
        self.init(LocatedText(prompt))
    }

    init(_ text: LocatedText) {
        let found = TagSearch(text.scalars)
        left = text.keeping(found.kept)
        prompt = left.string
        tags = found.tags.map(\.tag)
        var loras: [LoraRequest] = []
        var notes = PromptNotes()
        for (tag, position) in found.tags {
            let (lora, faults) = tag.meaning
            if let lora { loras.append(lora) }
            for fault in faults { notes.append(.network(fault, tag: tag.text), at: position) }
        }
        self.loras = loras
        self.notes = text.located(notes.sorted)
    }

    /// The prompt without the tags, for further readers.
    let left: LocatedText
}

/// Tags with their positions, and what stands between them.
struct TagSearch {
    private(set) var tags: [(tag: ExtraNetworkTag, position: Int)] = []
    private(set) var kept: [Range<Int>] = []

    init(_ text: [Unicode.Scalar]) {
        var rest = text[...]
        var start = 0
        // Behind the last ">" no tag ends, so that none is looked for twice.
        let end = rest.lastIndex(of: ">") ?? 0
        while let open = rest[..<max(end, rest.startIndex)].firstIndex(of: "<") {
            rest = rest[open...]
            if let tag = ExtraNetworkTag.take(from: &rest) {
                tags.append((tag, open))
                kept.append(start..<open)
                start = rest.startIndex
            } else {
                rest = rest.dropFirst()
            }
        }
        kept.append(start..<text.count)
    }
}

extension ExtraNetworkTag {
    /// The LoRA that it asks for, and what is wrong with it.
    fileprivate var meaning: (lora: LoraRequest?, faults: [PromptNote.NetworkFault]) {
        switch kind.lowercased() {
        case "lora", "lyco":
            do throws(PromptNote.NetworkFault) {
                return (try LoraRequest(self), ignoredArguments.map { .ignoredArgument($0) })
            } catch {
                return (nil, [error])
            }
        case "hypernet": return (nil, [.hypernetwork])
        default: return (nil, [.unknownKind(kind)])
        }
    }

    /// A LoRA's arguments beyond name and strengths.
    private var ignoredArguments: [String] {
        positional.dropFirst(3)
            + named.filter { !["te", "unet"].contains($0.key) }.map { "\($0)=\($1)" }.sorted()
    }
}

/// The entries of an infotext, taken out one by one; what is left is what nobody asked for.
struct RecordedEntries {
    let prompt: String
    let negativePrompt: String
    /// What the web UI makes of the same text.
    let parameters: InfotextParameters
    /// What could not be understood, a sentence each.
    private(set) var notes: [String] = []
    private let entries: [Infotext.Entry]
    private let values: [String: String]
    private var taken: Set<String> = []

    /// The entries that are not taken.
    var rest: [Infotext.Entry] { entries.filter { !taken.contains($0.key) } }

    init(_ text: String) {
        let lines = InfotextLines(text)
        let infotext = Infotext(lines)
        var entries = infotext.entries
        if InfotextParameters.isFlux(lines.parameters) {
            InfotextParameters.translateCivitai(&entries)
        }
        prompt = infotext.prompt
        negativePrompt = infotext.negativePrompt
        parameters = InfotextParameters(text)
        self.entries = entries
        values = Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
        if entries.isEmpty {
            notes.append("The text has no line of settings: all of it is taken for prompts.")
        }
    }

    /// Whether the text has an entry, taken or not.
    func has(_ key: String) -> Bool { values[key] != nil }

    var hadDenoisingStrength: Bool { has("Denoising strength") }

    /// Takes a text.
    mutating func text(_ key: String, unless usual: String? = nil) -> String? {
        guard let value = values[key] else { return nil }
        taken.insert(key)
        return value == usual ? nil : value
    }

    /// Takes a whole number.
    mutating func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = text(key) else { return nil }
        guard let number = Int(value), range.contains(number) else {
            notes.append(note(key, value, "a whole number"))
            return nil
        }
        return number
    }

    /// Takes a finite number.
    mutating func real(_ key: String) -> Double? {
        guard let value = text(key) else { return nil }
        guard let number = Double(value), number.isFinite else {
            notes.append(note(key, value, "a number"))
            return nil
        }
        return number
    }

    /// Takes "True" or "False"; the name alone is true.
    mutating func flag(_ key: String) -> Bool? {
        guard let value = text(key) else { return nil }
        switch value {
        case "True", "true", key: return true
        case "False", "false": return false
        default:
            notes.append(note(key, value, "True or False"))
            return nil
        }
    }

    /// Takes two sides with an x between them.
    mutating func size(_ key: String) -> HiresSize.Size? {
        guard let value = text(key) else { return nil }
        guard let sides = InfotextParameters.sides(value), let width = Int(sides.width),
            let height = Int(sides.height)
        else {
            notes.append(note(key, value, "a width and a height such as 512x768"))
            return nil
        }
        return HiresSize.Size(width: width, height: height)
    }

    /// Takes the values of "Name 1", "Name 2", and so on.
    mutating func numbered(_ key: String) -> [String] {
        var list: [String] = []
        while let value = text("\(key) \(list.count + 1)") { list.append(value) }
        return list
    }

    /// Takes names with their hashes, `name: hash, name: hash`.
    mutating func hashes(_ key: String) -> [Infotext.NamedHash] {
        guard let value = text(key) else { return [] }
        var list: [Infotext.NamedHash] = []
        for item in value.split(separator: ",") {
            let parts = item.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2 else {
                notes.append(note(key, value, "names with hashes"))
                return []
            }
            let (name, hash) = (Substring(parts[0]), Substring(parts[1]))
            list.append(
                .init(String(PythonText.stripped(name)), hash: String(PythonText.stripped(hash))))
        }
        return list
    }

    /// A sentence about the entries that are not taken, if any of them may matter.
    var noteOfRest: String? {
        let names = rest.map(\.key).filter { !Self.harmless.contains($0) }
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(12).joined(separator: ", ")
        let others = names.count > 12 ? " and \(names.count - 12) others" : ""
        return "Not understood in the infotext, and left out: \(shown)\(others)."
    }

    /// Entries that do not say how a picture is made.
    private static let harmless: Set = [
        "User", "Civitai resources", "Civitai metadata", "Created Date", "Hashes", "TI",
        "FP8 weight", "Cache FP16 weight for LoRA", "Diffusion in Low Bits", "VAE hash",
        "Batch size", "Batch pos", "Init image hash",
    ]

    private func note(_ key: String, _ value: String, _ right: String) -> String {
        let shown = String(value.unicodeScalars.prefix(60))
        return "The infotext's \"\(key)\" is \"\(shown)\", which is not \(right); "
            + "it is left out."
    }
}

/// A tag in a prompt that asks for an extra network: `<kind:argument:argument:name=value>`.
public struct ExtraNetworkTag: Sendable, Hashable {
    /// The tag as it was written, brackets included.
    public let text: String
    /// What kind of network it asks for, such as `lora`.
    public let kind: String
    /// The arguments without a name, in order. The first is the network's name.
    public let positional: [String]
    /// The arguments `name=value`; of two of one name the later.
    public let named: [String: String]

    /// Takes the tag that `rest` begins with off it; `nil`, and `rest` as it was, if there is none.
    ///
    /// The grammar is the web UI's `<(\w+):([^>]+)>`: arguments are parted by colons, and one with
    /// exactly one equals sign has a name.
    static func take(from rest: inout ArraySlice<Unicode.Scalar>) -> ExtraNetworkTag? {
        let kind = rest.dropFirst().prefix(while: isWordScalar)
        let word = rest[kind.endIndex...]
        guard rest.first == "<", !kind.isEmpty, word.first == ":" else { return nil }
        let arguments = word.dropFirst().prefix { $0 != ">" }
        guard !arguments.isEmpty, arguments.endIndex < rest.endIndex else { return nil }
        let end = arguments.endIndex + 1
        defer { rest = rest[end...] }
        return ExtraNetworkTag(text: rest[..<end], kind: kind, arguments: arguments)
    }

    private init(
        text: ArraySlice<Unicode.Scalar>, kind: ArraySlice<Unicode.Scalar>,
        arguments: ArraySlice<Unicode.Scalar>
    ) {
        var positional: [String] = []
        var named: [String: String] = [:]
        for argument in arguments.split(separator: ":", omittingEmptySubsequences: false) {
            let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
            if parts.count == 2 {
                named[String(parts[0])] = String(parts[1])
            } else {
                positional.append(String(argument))
            }
        }
        self.text = String(text)
        self.kind = String(kind)
        self.positional = positional
        self.named = named
    }
}

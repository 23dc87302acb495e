/// A media type (RFC 9110 §8.3.1) as far as the gate needs it.
struct MediaType: Hashable {
    /// Type and subtype, in lower case.
    let essence: String
    /// The parameter `charset` in lower case, `utf8` spelled `utf-8`.
    let charset: String?

    init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
        let halves = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy(Self.isToken) else { return nil }
        essence = parts[0].lowercased()
        var charset: String?
        for part in parts.dropFirst() where !part.isEmpty {
            guard let equals = part.firstIndex(of: "="), Self.isToken(part[..<equals]) else {
                return nil
            }
            guard part[..<equals].lowercased() == "charset" else { continue }
            var value = part[part.index(after: equals)...]
            if value.count >= 2, value.first == "\"", value.last == "\"" {
                value = value.dropFirst().dropLast()
            }
            guard charset == nil, Self.isToken(value) else { return nil }
            charset = value.lowercased() == "utf8" ? "utf-8" : value.lowercased()
        }
        self.charset = charset
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0.isLetter || $0.isDecimalDigit || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at the ends.
    var trimmed: SubSequence {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var rest = self[...]
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return rest
    }
}

/// The `:n)` that closes a weighed bracket.
struct ClosingWeight {
    /// The number as it was written, or its beginning.
    let spelling: String
    /// The number, or nil where there is none, as in `:1.2.3)`, or none that is finite.
    let value: Double?
    /// The number of scalars from the colon to the bracket.
    let length: Int

    /// Nil where `text` does not begin with a colon, digits or points, and a closing bracket.
    init?(_ text: ArraySlice<Unicode.Scalar>) {
        var rest = text.dropFirst().drop(while: isSpace)
        let sign = rest.first.flatMap { "+-".unicodeScalars.contains($0) ? $0 : nil }
        rest = rest.dropFirst(sign == nil ? 0 : 1)
        let digits = rest.prefix { $0 == "." || digit($0) != nil }
        rest = rest.dropFirst(digits.count).drop(while: isSpace)
        guard text.first == ":", !digits.isEmpty, rest.first == ")" else { return nil }
        spelling = excerpt([sign].compactMap(\.self) + digits)
        let number = number(digits)
        value = number?.isFinite == true ? number.map { sign == "-" ? -$0 : $0 } : nil
        length = rest.startIndex - text.startIndex + 1
    }
}

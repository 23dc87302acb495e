/// What a field's values may be, beyond their type.
package struct WireRule<Value>: Sendable {
    /// What they may be, in words that follow "it should be".
    let words: String
    /// The same in JSON Schema's.
    let keywords: JSONObject
    /// Whether a value is allowed.
    let allows: @Sendable (Value) -> Bool

    /// A rule.
    package init(
        _ words: String, keywords: JSONObject, allows: @escaping @Sendable (Value) -> Bool
    ) {
        self.words = words
        self.keywords = keywords
        self.allows = allows
    }

    /// Values that may be absent, and are as this rule says if they are not.
    var optional: WireRule<Value?> {
        WireRule<Value?>(words, keywords: keywords) { [allows] in $0.map(allows) ?? true }
    }
}

extension WireRule where Value: WireNumber {
    /// Numbers of a range.
    package static func range(_ range: ClosedRange<Value>) -> WireRule {
        let (low, high) = (range.lowerBound.json, range.upperBound.json)
        return WireRule(
            "a number from \(low.serialised) to \(high.serialised)",
            keywords: ["minimum": low, "maximum": high]
        ) { range.contains($0) }
    }
}

extension WireRule where Value == String {
    /// One of some words, matched as they are written.
    package static func oneOf(_ words: [String]) -> WireRule {
        WireRule(
            "one of " + words.map(JSONString.quoted).joined(separator: ", "),
            keywords: ["enum": .array(words.map { .string($0) })]
        ) { words.contains($0) }
    }

    /// Texts of so many characters (Unicode scalars, as JSON Schema counts them) at most.
    package static func atMost(_ count: Int) -> WireRule {
        WireRule("a text of at most \(count) characters", keywords: ["maxLength": .integer(count)])
        { $0.utf8.count <= count || $0.unicodeScalars.count <= count }
    }
}

extension WireRule {
    /// Lists of a number of elements.
    package static func count<Element>(
        _ range: ClosedRange<Int>
    ) -> WireRule where Value == [Element] {
        WireRule(
            "a list of \(range.lowerBound) to \(range.upperBound) elements",
            keywords: [
                "minItems": .integer(range.lowerBound), "maxItems": .integer(range.upperBound),
            ]
        ) { range.contains($0.count) }
    }
}

/// How much of a JSON text is read before it is refused.
package struct JSONLimits: Sendable, Hashable {
    /// Lists and objects inside each other.
    package var depth = 32
    /// Values in all: members, elements, and the lists and objects themselves.
    package var values = 100_000
    /// Keys of one object.
    package var keys = 4_096
    /// Bytes of one string, as it is written.
    package var stringBytes = 32 << 20

    /// What requests may have.
    package static let standard = JSONLimits()

    /// Limits, the standard ones where none are given.
    package init(
        depth: Int = 32, values: Int = 100_000, keys: Int = 4_096, stringBytes: Int = 32 << 20
    ) {
        (self.depth, self.values, self.keys) = (depth, values, keys)
        self.stringBytes = stringBytes
    }
}

/// Why a text is not taken for JSON. Offsets count bytes from 0.
package enum JSONError: Error, Hashable, Sendable {
    /// Something else stands where this was expected.
    case syntax(offset: Int, expected: String)
    /// A string is not UTF-8.
    case notUTF8(offset: Int)
    /// A number is beyond what a 64-bit floating-point number holds, or has too many digits.
    case numberTooLarge(offset: Int)
    /// Lists and objects stand inside each other too deeply.
    case tooDeep(limit: Int)
    /// There are too many values.
    case tooManyValues(limit: Int)
    /// An object has too many keys.
    case tooManyKeys(limit: Int)
    /// A string is too long.
    case longString(bytes: Int)
}

extension JSONError: CustomStringConvertible {
    /// One sentence: what is wrong and what would be right.
    package var description: String {
        switch self {
        case .syntax(let offset, let expected):
            "The body is not JSON: at byte \(offset) there should be \(expected)."
        case .notUTF8(let offset):
            "The body is not UTF-8: the text that begins at byte \(offset) is not."
        case .numberTooLarge(let offset):
            "The number at byte \(offset) is too large or too long for a 64-bit number."
        case .tooDeep(let limit):
            "Lists and objects stand inside each other more than \(limit) deep."
        case .tooManyValues(let limit): "There are more than \(limit) values."
        case .tooManyKeys(let limit): "An object has more than \(limit) keys."
        case .longString(let bytes): "A string has more than \(bytes) bytes."
        }
    }
}

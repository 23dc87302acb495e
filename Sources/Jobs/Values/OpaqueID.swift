/// A name that tells nothing: 128 random bits, written as 26 characters of lower-case base32.
///
/// The text is RFC 4648's base32 without padding, in lower case. Its last character carries three
/// bits, so that one value has one text; any other spelling is refused.
package protocol OpaqueID: Hashable, Sendable, Codable, Comparable, LosslessStringConvertible {
    /// The 128 bits.
    var bits: UInt128 { get }
    init(bits: UInt128)
}

private let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

extension OpaqueID {
    /// A name that no one has had before.
    package static func random() -> Self {
        var source = SystemRandomNumberGenerator()
        return Self(bits: UInt128(source.next()) << 64 | UInt128(source.next()))
    }

    /// The name as it is written, if the text is one.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        guard characters.count == 26 else { return nil }
        var bits: UInt128 = 0
        for (place, character) in characters.enumerated() {
            guard let digit = alphabet.firstIndex(of: character) else { return nil }
            guard place < 25 else {
                guard digit & 0b11 == 0 else { return nil }
                bits = bits << 3 | UInt128(digit >> 2)
                break
            }
            bits = bits << 5 | UInt128(digit)
        }
        self.init(bits: bits)
    }

    /// The 26 characters.
    package var description: String {
        var characters = (0..<25).map { place in
            alphabet[Int(truncatingIfNeeded: bits >> (123 - 5 * UInt128(place)) & 31)]
        }
        characters.append(alphabet[Int(truncatingIfNeeded: bits & 7) << 2])
        return String(decoding: characters, as: UTF8.self)
    }

    package static func < (one: Self, other: Self) -> Bool { one.bits < other.bits }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "an id has 26 characters of a-z and 2-7")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

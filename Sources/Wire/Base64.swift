/// Base64 (RFC 4648, section 4), as it stands in JSON: with or without `data:…;base64,` before it.
package enum Base64 {
    /// The bytes as text, padded.
    package static func encoded(_ bytes: [UInt8]) -> String {
        let count = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: count) { output in
            bytes.withUnsafeBufferPointer { encode($0, into: output) }
            return count
        }
    }

    /// The bytes of a text. White space is passed over, and both alphabets of RFC 4648 are read.
    ///
    /// - Parameter limit: The most bytes that may come out.
    package static func decoded(_ text: String, limit: Int = .max) throws(Base64Error) -> [UInt8] {
        var text = text
        let result = text.withUTF8 { units in
            Result { () throws(Base64Error) in
                let body = try body(of: units)
                return try decode(UnsafeBufferPointer(rebasing: units[body...]), limit: limit)
            }
        }
        return try result.get()
    }

    /// Where a text's base64 begins: behind the comma of a `data:` URL.
    private static func body(of units: UnsafeBufferPointer<UInt8>) throws(Base64Error) -> Int {
        let start = units.firstIndex { !isSpace($0) } ?? 0
        let scheme = String(decoding: units[start...].prefix(5), as: UTF8.self).lowercased()
        guard scheme == "data:" else { return start }
        // A media type with its parameters is short; what is not need not be searched.
        guard let comma = units[start...].prefix(512).firstIndex(of: UInt8(ascii: ",")),
            String(decoding: units[start..<comma], as: UTF8.self).lowercased()
                .hasSuffix(";base64")
        else { throw .notBase64URL }
        return comma + 1
    }

    private static func isSpace(_ unit: UInt8) -> Bool {
        unit == 0x20 || unit == 0x0A || unit == 0x0D || unit == 0x09
    }
}

/// Why a text is not base64.
package enum Base64Error: Error, Hashable, Sendable {
    /// A character that stands for nothing, at a place behind any `data:` prefix.
    case character(UInt8, offset: Int)
    /// The text ends within a group of characters, or goes on behind its padding.
    case incomplete
    /// A `data:` URL that is not base64.
    case notBase64URL
    /// More bytes than may come out.
    case tooLarge(limit: Int)
}

extension Base64Error: CustomStringConvertible {
    /// What is wrong, in words that follow "it".
    package var description: String {
        switch self {
        case .character(let unit, let offset):
            "is not base64: byte \(unit) stands at place \(offset)"
        case .incomplete: "is not base64: it ends within a group of four characters"
        case .notBase64URL: "is a data: URL without \";base64,\""
        case .tooLarge(let limit): "has more than \(limit) bytes"
        }
    }
}

// MARK: - The arithmetic

extension Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let pad = UInt8(ascii: "=")
    /// Marks of characters that stand for no value.
    private static let space: UInt8 = 64
    private static let padding: UInt8 = 65
    private static let invalid: UInt8 = 255

    /// The value of each byte.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, unit) in alphabet.enumerated() { values[Int(unit)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        values[Int(pad)] = padding
        for unit in 0..<UInt8(0x21) where isSpace(unit) { values[Int(unit)] = space }
        return values
    }()

    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
    ) {
        alphabet.withUnsafeBufferPointer { alphabet in
            var (place, written) = (0, 0)
            while place < bytes.count {
                let left = bytes.count - place
                let second = left > 1 ? UInt32(bytes[place + 1]) : 0
                let third = left > 2 ? UInt32(bytes[place + 2]) : 0
                let group = UInt32(bytes[place]) << 16 | second << 8 | third
                output[written] = alphabet[Int(group >> 18)]
                output[written + 1] = alphabet[Int(group >> 12 & 63)]
                output[written + 2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : pad
                output[written + 3] = left > 2 ? alphabet[Int(group & 63)] : pad
                place += 3
                written += 4
            }
        }
    }

    private static func decode(
        _ units: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(Base64Error) -> [UInt8] {
        var failure: Base64Error?
        let bytes = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: units.count / 4 * 3 + 3) { output, used in
                var groups = GroupReader(units: units, values: values, output: output)
                failure = groups.read()
                used = failure == nil ? groups.written : 0
            }
        }
        if let failure { throw failure }
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return bytes
    }

    /// Turns characters into bytes, four into three.
    private struct GroupReader {
        let units: UnsafeBufferPointer<UInt8>
        let values: UnsafeBufferPointer<UInt8>
        let output: UnsafeMutableBufferPointer<UInt8>
        private(set) var written = 0
        private var group: UInt32 = 0
        private var held = 0
        private var pads = 0

        init(
            units: UnsafeBufferPointer<UInt8>, values: UnsafeBufferPointer<UInt8>,
            output: UnsafeMutableBufferPointer<UInt8>
        ) {
            (self.units, self.values, self.output) = (units, values, output)
        }

        mutating func read() -> Base64Error? {
            var place = 0
            while place < units.count {
                if held == 0, pads == 0, units.count - place >= 4, readFour(at: place) {
                    place += 4
                    continue
                }
                if let failure = readOne(units[place], at: place) { return failure }
                place += 1
            }
            return finish()
        }

        /// Reads four characters that all stand for values; false if any does not.
        @inline(__always)
        private mutating func readFour(at place: Int) -> Bool {
            let a = values[Int(units[place])]
            let b = values[Int(units[place + 1])]
            let c = values[Int(units[place + 2])]
            let d = values[Int(units[place + 3])]
            guard (a | b | c | d) < Base64.space else { return false }
            let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
            output[written] = UInt8(truncatingIfNeeded: group >> 16)
            output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
            output[written + 2] = UInt8(truncatingIfNeeded: group)
            written += 3
            return true
        }

        private mutating func readOne(_ unit: UInt8, at place: Int) -> Base64Error? {
            let value = values[Int(unit)]
            switch value {
            case Base64.space: return nil
            case Base64.padding: pads += 1
            case Base64.invalid: return .character(unit, offset: place)
            default:
                guard pads == 0 else { return .incomplete }
                group = group << 6 | UInt32(value)
                held += 1
                if held == 4 { flush(3, group) }
            }
            return nil
        }

        /// What is left over: two characters are one byte, three are two. Padding may be missing.
        private mutating func finish() -> Base64Error? {
            guard held != 1, pads == 0 || (held > 0 && held + pads == 4) else { return .incomplete }
            if held > 1 { flush(held - 1, group << (6 * UInt32(4 - held))) }
            return nil
        }

        private mutating func flush(_ count: Int, _ group: UInt32) {
            for byte in 0..<count {
                output[written] = UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(byte)))
                written += 1
            }
            self.group = 0
            held = 0
        }
    }
}

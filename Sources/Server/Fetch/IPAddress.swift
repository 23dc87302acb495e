/// An IPv4 or IPv6 address as a number.
///
/// Its text is read strictly, so that nothing is an address here that means another one elsewhere: IPv4 is four
/// decimal numbers without leading zeros, IPv6 is the text of RFC 4291 §2.2 without a zone.
package enum IPAddress: Sendable, Hashable {
    case v4(UInt32)
    case v6(UInt128)

    /// Nil where the text is no address in full.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        if let bits = Self.dottedQuad(text) {
            self = .v4(bits)
        } else if let bits = Self.colonHex(text) {
            self = .v6(bits)
        } else {
            return nil
        }
    }

    /// The IPv4 address within an IPv4-mapped IPv6 address (`::ffff:0:0/96`), else the address itself.
    package var unmapped: IPAddress {
        guard case .v6(let bits) = self, bits >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: bits))
    }

    /// Whether the address is the machine itself: 127.0.0.0/8, `::1` or the former mapped to IPv6.
    package var isLoopback: Bool {
        switch unmapped {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address in the form that `init` reads; IPv6 without shortening.
    package var description: String {
        switch self {
        case .v4(let bits):
            stride(from: 24, through: 0, by: -8).map { String(bits >> $0 & 0xFF) }
                .joined(separator: ".")
        case .v6(let bits):
            stride(from: 112, through: 0, by: -16).map { String(bits >> $0 & 0xFFFF, radix: 16) }
                .joined(separator: ":")
        }
    }
}

extension IPAddress {
    private static func dottedQuad(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy(\.isDecimalDigit), part == "0" || part.first != "0",
                let octet = UInt8(part)
            else { return nil }
            bits = bits << 8 | UInt32(octet)
        }
        return bits
    }

    private static func colonHex(_ text: Substring) -> UInt128? {
        guard let gap = text.firstRange(of: "::") else {
            guard let all = groups(text, endsAddress: true), all.count == 8 else { return nil }
            return number(all)
        }
        let tail = text[gap.upperBound...]
        guard let head = groups(text[..<gap.lowerBound], endsAddress: false),
            let rest = groups(tail, endsAddress: true), head.count + rest.count < 8
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - head.count - rest.count)
        return number(head + zeros + rest)
    }

    private static func number(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// The groups of 16 bits between colons, of which the address's last may be a dotted quad.
    private static func groups(_ text: Substring, endsAddress: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", maxSplits: 8, omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if endsAddress, index == parts.count - 1, let quad = dottedQuad(part) {
                groups += [UInt16(quad >> 16), UInt16(quad & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexDigit),
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }
}

extension UInt8 {
    /// Whether the byte is one of ASCII's 0 to 9.
    var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether the byte is one of ASCII's 0 to 9, a to f, A to F.
    var isHexDigit: Bool {
        isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }

    /// Whether the byte is one of ASCII's a to z, A to Z.
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}

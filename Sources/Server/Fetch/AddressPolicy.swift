/// Which addresses a server may connect to for somebody else: those of the public internet only.
///
/// Source: IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates). What is not
/// known to be public is not.
package enum AddressPolicy {
    package static func isPublic(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let bits): !reserved4.contains { $0.contains(bits) }
        case .v6(let bits) where translated.contains(bits):
            isPublic(.v4(UInt32(truncatingIfNeeded: bits)))
        case .v6(let bits): global6.contains(bits) && !reserved6.contains { $0.contains(bits) }
        }
    }

    /// A block of addresses: those whose first `length` bits are those of `prefix`.
    private struct Block<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
        let prefix: Bits
        let length: Int

        func contains(_ bits: Bits) -> Bool { (bits ^ prefix) >> (Bits.bitWidth - length) == 0 }
    }

    private static let reserved4: [Block<UInt32>] = [
        block(0, 0, 0, 0, 8),  // this network, and with it 0.0.0.0
        block(10, 0, 0, 0, 8),  // private
        block(100, 64, 0, 0, 10),  // shared by carriers
        block(127, 0, 0, 0, 8),  // loopback
        block(169, 254, 0, 0, 16),  // link-local, and with it clouds' metadata
        block(172, 16, 0, 0, 12),  // private
        block(192, 0, 0, 0, 24),  // protocol assignments
        block(192, 0, 2, 0, 24),  // documentation
        block(192, 31, 196, 0, 24),  // AS112
        block(192, 52, 193, 0, 24),  // multicast tunnels
        block(192, 88, 99, 0, 24),  // 6to4 relays
        block(192, 168, 0, 0, 16),  // private
        block(192, 175, 48, 0, 24),  // AS112
        block(198, 18, 0, 0, 15),  // benchmarks
        block(198, 51, 100, 0, 24),  // documentation
        block(203, 0, 113, 0, 24),  // documentation
        block(224, 0, 0, 0, 4),  // multicast
        block(240, 0, 0, 0, 4),  // reserved, and with it broadcast
    ]

    /// Global unicast, the only part of IPv6 that is assigned to the public. Outside are loopback, mapped IPv4,
    /// unique-local, link-local and multicast addresses.
    private static let global6 = block("2000::", 3)

    private static let reserved6 = [
        block("2001::", 23),  // protocol assignments, and with them Teredo's tunnels
        block("2001:db8::", 32),  // documentation
        block("2002::", 16),  // 6to4's tunnels to any IPv4 address
        block("2620:4f:8000::", 48),  // AS112
        block("3fff::", 20),  // documentation
    ]

    /// NAT64 (RFC 6052): such an address is its last 32 bits as an IPv4 address.
    private static let translated = block("64:ff9b::", 96)

    private static func block(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: Int
    ) -> Block<UInt32> {
        Block(prefix: a << 24 | b << 16 | c << 8 | d, length: length)
    }

    private static func block(_ text: String, _ length: Int) -> Block<UInt128> {
        guard case .v6(let bits)? = IPAddress(text) else {
            preconditionFailure("\(text) is no IPv6 address.")
        }
        return Block(prefix: bits, length: length)
    }
}

import Crypto
import Foundation

/// The SHA-256 of a secret: what is kept of it, and what is compared.
struct SecretDigest: Sendable {
    private let digest: SHA256Digest

    init(_ secret: some StringProtocol) {
        digest = SHA256.hash(data: Array(secret.utf8))
    }

    /// 1 where both are of the same secret, else 0; found without a branch on any byte, in a time that depends on
    /// neither.
    func equals(_ other: SecretDigest) -> UInt8 {
        var difference: UInt8 = 0
        for (mine, theirs) in zip(digest, other.digest) { difference |= mine ^ theirs }
        return UInt8(truncatingIfNeeded: (UInt16(difference) &- 1) >> 8) & 1
    }
}

extension SecretDigest: CustomStringConvertible, CustomReflectable {
    var description: String { "‹secret›" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

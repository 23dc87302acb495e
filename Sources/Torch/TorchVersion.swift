/// A version of libtorch.
public struct TorchVersion: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The parts of `major.minor.patch`.
    public let major, minor, patch: Int

    init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads the number that `aoti_torch_abi_version` returns: one byte each for major, minor and
    /// patch, from the top.
    init(abi: UInt64) {
        self.init(Int(abi >> 56), Int(abi >> 48 & 0xff), Int(abi >> 40 & 0xff))
    }

    /// The number as `aoti_torch_abi_version` writes it.
    var abi: UInt64 {
        UInt64(major) << 56 | UInt64(minor) << 48 | UInt64(patch) << 40
    }

    /// Whether one version came before the other.
    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// `2.13.0`.
    public var description: String { "\(major).\(minor).\(patch)" }
}

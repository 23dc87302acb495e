/// The processor that holds a tensor and computes with it.
public struct Device: Hashable, Sendable, CustomStringConvertible {
    /// The sorts of processor that Kiln computes on.
    public enum Kind: String, CaseIterable, Sendable {
        case cpu, cuda, mps
    }

    /// The sort of processor.
    public let kind: Kind
    /// Which one of its kind, from 0.
    public let index: Int

    /// The machine's own processor.
    public static let cpu = Device(kind: .cpu, index: 0)

    /// The device of that kind and number.
    public init(kind: Kind, index: Int = 0) {
        self.kind = kind
        self.index = index
    }

    /// The device that a text such as `cpu`, `cuda`, `cuda:1` or `mps` names.
    ///
    /// - Throws: `TorchError.unknownDevice` for any other text.
    public init(_ name: String) throws(TorchError) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Int8(parts[1]) : 0
        guard parts.count <= 2, let kind = Kind(rawValue: String(parts.first ?? "")),
            let number, number >= 0, kind == .cuda || number == 0
        else { throw .unknownDevice(name) }
        self.init(kind: kind, index: Int(number))
    }

    /// `cpu`, `mps` or `cuda:0`.
    public var description: String {
        kind == .cuda ? "\(kind):\(index)" : "\(kind)"
    }

    /// The index as libtorch wants it: its CPU has none.
    var torchIndex: Int32 {
        kind == .cpu ? -1 : Int32(truncatingIfNeeded: index)
    }
}

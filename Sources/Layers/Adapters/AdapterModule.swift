import Checkpoints

/// The ways in which an adapter writes a change of a weight.
public enum AdapterKind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Two thin matrices, Δ = B·A (Hu et al. 2021), of convolutions too, with or without a core
    /// tensor between them.
    case lora = "LoRA"
    /// Hadamard product of two such products (Hyeon-Woo et al. 2021, FedPara).
    case loha = "LoHa"
    /// Kronecker product of a small and a large matrix (Yeh et al. 2023).
    case lokr = "LoKr"
    /// A low-rank change that also mixes the weight itself, Δ = W·A + B (Chavan et al. 2023).
    case glora = "GLoRA"
    /// The whole difference.
    case full
    /// The difference of a norm's scale and shift.
    case norm
    /// A weight that replaces the model's.
    case replacement
    /// Rotations of blocks of output channels (Qiu et al. 2023).
    case oft = "OFT"
    /// Rotations in a butterfly (Liu et al. 2023).
    case boft = "BOFT"
    /// A factor for each output or input channel (Liu et al. 2022).
    case ia3 = "IA3"

    /// The order in which they are listed: by name.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What an adapter's file holds for one module of a model: a linear map, a convolution or a norm.
public struct AdapterModule: Sendable, Hashable {
    /// The module's name as the file spells it, without what comes after it.
    public let name: String
    /// How the change of the weight is written.
    public let kind: AdapterKind
    /// Its tensors by their meaning.
    let parts: [AdapterPart: TensorInfo]

    /// Whether the changed weight takes its lengths from a vector (Liu et al. 2024, DoRA).
    public var isDecomposed: Bool { parts[.doraScale] ?? parts[.magnitude] != nil }

    /// Rows of the thin matrix, for kinds that have one.
    public var rank: Int? {
        switch kind {
        case .lora: parts[.down]?.shape.first
        case .loha: parts[.hadaW1B]?.shape.first
        case .lokr: (parts[.lokrW2B] ?? parts[.lokrW1B])?.shape.first
        default: nil
        }
    }

    /// The module of these tensors; `nil` if they make no change of any kind.
    init?(_ name: String, _ parts: [AdapterPart: TensorInfo]) {
        guard let kind = AdapterKind.kind(of: parts) else { return nil }
        self.name = name
        self.kind = kind
        self.parts = parts.filter { kind.uses($0.key) }
    }
}

extension AdapterKind {
    /// The kind that these tensors make complete.
    fileprivate static func kind(of parts: [AdapterPart: TensorInfo]) -> AdapterKind? {
        func has(_ all: AdapterPart...) -> Bool { all.allSatisfy { parts[$0] != nil } }
        if has(.up, .down) { return .lora }
        if has(.hadaW1A, .hadaW1B, .hadaW2A, .hadaW2B) { return .loha }
        if has(.lokrW1) || has(.lokrW1A, .lokrW1B), has(.lokrW2) || has(.lokrW2A, .lokrW2B) {
            return .lokr
        }
        if has(.gloraA1, .gloraA2, .gloraB1, .gloraB2) { return .glora }
        if has(.oftBlocks) { return parts[.oftBlocks]?.shape.count == 4 ? .boft : .oft }
        if has(.oftDiagonal) { return .oft }
        if has(.factor, .onInput) { return .ia3 }
        if has(.replacement) { return .replacement }
        if has(.normWeight) || has(.normBias) { return .norm }
        return has(.difference) || has(.biasDifference) ? .full : nil
    }

    /// Whether a change of this kind reads that tensor.
    fileprivate func uses(_ part: AdapterPart) -> Bool {
        switch part {
        case .biasDifference: true
        case .alpha: [.lora, .loha, .lokr, .glora, .oft, .boft, .full].contains(self)
        case .doraScale, .magnitude: [.lora, .loha, .lokr, .glora].contains(self)
        case .up, .down, .mid: self == .lora
        case .hadaW1A, .hadaW1B, .hadaT1, .hadaW2A, .hadaW2B, .hadaT2: self == .loha
        case .lokrW1, .lokrW1A, .lokrW1B, .lokrW2, .lokrW2A, .lokrW2B, .lokrT2: self == .lokr
        case .gloraA1, .gloraA2, .gloraB1, .gloraB2: self == .glora
        case .difference: self == .full
        case .replacement: self == .replacement
        case .normWeight, .normBias: self == .norm
        case .oftBlocks, .rescale: self == .oft || self == .boft
        case .oftDiagonal: self == .oft
        case .factor, .onInput: self == .ia3
        }
    }
}

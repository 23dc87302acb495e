import Torch

/// What a UNet does differently than it was trained to do, for one call.
public struct UNetVariation: Sendable, Hashable {
    /// How self-attention is disturbed in the blocks of `places`; `nil` leaves it alone.
    public var perturbation: AttentionPerturbation?
    /// The blocks whose self-attention is disturbed; those without attention stay as they are.
    public var places: Set<UNetPlace>
    /// Other weights for what is joined on the way up; `nil` joins them as they are.
    public var freeU: FreeU?

    /// A variation; without arguments, none.
    public init(
        perturbation: AttentionPerturbation? = nil, in places: Set<UNetPlace> = [.middle],
        freeU: FreeU? = nil
    ) {
        self.perturbation = perturbation
        self.places = places
        self.freeU = freeU
    }

    /// The network as it was trained.
    public static let none = UNetVariation()

    /// How self-attention is disturbed in a block.
    func perturbation(at place: UNetPlace) -> AttentionPerturbation? {
        places.contains(place) ? perturbation : nil
    }

    /// What a block on the way up takes: the features so far and those of the way down.
    func joined(_ backbone: Tensor, _ skip: Tensor, width: Int) -> Tensor {
        let (backbone, skip) = freeU?(backbone, skip, width: width) ?? (backbone, skip)
        return Tensor.concatenated([backbone, skip], dim: 1)
    }
}

/// A block of a UNet, by its place in the checkpoint's names.
public enum UNetPlace: Sendable, Hashable, LosslessStringConvertible {
    /// `input_blocks.n`, on the way down.
    case input(Int)
    /// `middle_block`.
    case middle
    /// `output_blocks.n`, on the way up.
    case output(Int)

    /// The place that a text names: `middle`, `input.4`, `output.3`.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Int(parts[1]).flatMap { $0 >= 0 ? $0 : nil } : nil
        switch (parts.first, number) {
        case ("middle", _) where parts.count == 1: self = .middle
        case ("input", let number?): self = .input(number)
        case ("output", let number?): self = .output(number)
        default: return nil
        }
    }

    /// `middle`, `input.4`, `output.3`.
    public var description: String {
        switch self {
        case .input(let number): "input.\(number)"
        case .middle: "middle"
        case .output(let number): "output.\(number)"
        }
    }

    /// Whether a network of these tensors has attention in the block.
    ///
    /// - Parameters:
    ///   - names: names of tensors, those of other networks among them or not.
    ///   - root: what the UNet's names begin with, such as `model.diffusion_model.`.
    public func attends(in names: some Sequence<String>, root: String) -> Bool {
        let start = root + prefix + "."
        return names.contains {
            $0.hasPrefix(start) && $0.dropFirst(start.count).contains("transformer_blocks.")
        }
    }

    /// Where its tensors' names begin, within the UNet's: `input_blocks.4`.
    public var prefix: String {
        switch self {
        case .input(let number): "input_blocks.\(number)"
        case .middle: "middle_block"
        case .output(let number): "output_blocks.\(number)"
        }
    }
}

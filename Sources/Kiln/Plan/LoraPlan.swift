import Checkpoints
public import Layers

/// A LoRA that changes the weights of a pass.
public struct LoraPlan: Sendable {
    /// The file.
    public let entry: LoraEntry
    /// Which of its modules the pass's UNet and text encoders have, in this order.
    public let match: AdapterMatch
}

extension PassPlan {
    /// The parts that LoRAs change, in the order of ``LoraPlan/match``'s networks.
    var networks: [PartPlan] { [unet] + encoders }
}

extension PassSource {
    /// The modules that LoRAs may change, by all their names: the UNet's, then each encoder's.
    var adapterTargets: [AdapterTargets] {
        let sides: [AdapterSide] = [.unet, .text, .secondText]
        return zip([unet] + encoders, sides).map { AdapterTargets($0.shapes, side: $1) }
    }

    /// The family, as adapters have it.
    var adapterFamily: AdapterFamily? { AdapterFamily(rawValue: architecture.title) }
}

extension PartPlan {
    /// The shapes of the part's tensors, by the names that models ask for.
    var shapes: [String: [Int]] {
        var shapes: [String: [Int]] = [:]
        for (name, info) in file.tensors where name.hasPrefix(component.prefix) {
            let own = String(name.dropFirst(component.prefix.count))
            if let original = component.dialect.original(own) { shapes[original] = info.shape }
        }
        return shapes
    }
}

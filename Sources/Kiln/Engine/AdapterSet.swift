import Layers

/// The LoRAs that change one model, each with its strength there; those of strength 0 are left out.
struct AdapterSet: Hashable {
    /// A file and a factor.
    struct Member: Hashable {
        let path: String
        let strength: Double
    }

    let members: [Member]

    /// No change.
    static let none = AdapterSet(members: [])

    private init(members: [Member]) { self.members = members }

    /// What a prompt's LoRAs do to one side of a pass.
    init(_ loras: [LoraUse], _ strength: KeyPath<LoraUse, Double>) {
        members = loras.compactMap { lora in
            let factor = lora[keyPath: strength]
            return factor == 0 ? nil : Member(path: lora.path, strength: factor)
        }
    }

    /// What the LoRAs change in one of a pass's models.
    ///
    /// - Parameter varied: paths of LoRAs of which other strengths will be asked for.
    /// - Throws: `CheckpointError` if a file has changed or cannot be mapped; `AdapterError` if one
    ///   of its numbers is none.
    func patches(of part: PartPlan, in pass: PassPlan, varied: Set<String>) throws -> WeightPatches
    {
        var patches = WeightPatches()
        guard let network = pass.networks.firstIndex(where: { $0.part == part.part }) else {
            return patches
        }
        for member in members {
            guard let lora = pass.loras.first(where: { $0.entry.path == member.path }) else {
                continue
            }
            try patches.add(
                lora.match, network: network, strength: member.strength,
                varied: varied.contains(member.path))
        }
        return patches
    }
}

extension Plan {
    /// Paths of the LoRAs that change one side of a model with one strength here and another there.
    var variedLoras: Set<String> {
        let uses = images.flatMap { image in passes.flatMap { image.text(of: $0.role).loras } }
        let strengths = Dictionary(grouping: uses, by: \.path)
        return Set(
            strengths.filter { _, uses in
                Set(uses.map(\.unet)).subtracting([0]).count > 1
                    || Set(uses.map(\.textEncoder)).subtracting([0]).count > 1
            }.keys)
    }
}

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
    /// - Throws: `CheckpointError` if a file has changed or cannot be mapped; `AdapterError` if one
    ///   of its numbers is none.
    func patches(of part: PartPlan, in pass: PassPlan) throws -> WeightPatches {
        var patches = WeightPatches()
        guard let network = pass.networks.firstIndex(where: { $0.part == part.part }) else {
            return patches
        }
        for member in members {
            guard let lora = pass.loras.first(where: { $0.entry.path == member.path }) else {
                continue
            }
            try patches.add(lora.match, network: network, strength: member.strength)
        }
        return patches
    }
}

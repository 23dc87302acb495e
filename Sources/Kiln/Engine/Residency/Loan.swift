import Checkpoints
import Layers
import Torch

/// What a pass asks the residency for.
struct Loan {
    /// The model.
    let part: PartPlan
    /// What it computes in.
    let dtype: DType
    /// The LoRAs that change it.
    var patches = AdapterSet.none
    /// The pass that the LoRAs were matched with.
    let pass: PassPlan

    /// What makes two changes of a model the same: the LoRAs with their strengths, and the states of
    /// their files.
    struct Patches: Hashable {
        let adapters: AdapterSet
        let files: [CheckpointState]
    }

    /// What changes the model.
    var changes: Patches {
        Patches(
            adapters: patches,
            files: patches.members.compactMap { member in
                pass.loras.first { $0.entry.path == member.path }?.match.adapter.file.state
            })
    }
}

/// A job, as the residency sees it.
final class Borrower {
    /// Where it computes.
    let device: Device
    /// Which of its parts are the same.
    let shared: SharedParts
    /// Paths of LoRAs that it uses with several strengths.
    let varied: Set<String>
    /// Told when a part begins to be read, was read, and was given other LoRAs.
    var onWork: (PartPlan, Residency.Work) throws -> Void = { _, _ in }

    /// A job on a device.
    init(device: Device, shared: SharedParts, varied: Set<String> = []) {
        self.device = device
        self.shared = shared
        self.varied = varied
    }
}

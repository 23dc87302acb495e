import Checkpoints
import Dispatch
import Synchronization

/// Which parts of a plan are one and the same model, in whatever files they lie.
///
/// Only parts whose headers agree can be the same. Their content is compared beside the job's work,
/// so that the first pass waits for nothing.
final class SharedParts: Sendable {
    /// A place in a file.
    private struct Place: Hashable {
        let path: String
        let prefix: String

        init(_ part: PartPlan) {
            path = part.file.path
            prefix = part.component.prefix
        }
    }

    /// What two parts must have in common to be the same model: what their headers say of the
    /// tensors, the names that LoRAs look for, and what Kiln reads of the file's metadata.
    struct Likeness: Hashable {
        let candidateKey: String
        let names: Set<String>
        let metadata: [String: String]

        init(_ part: PartPlan) {
            candidateKey = ComponentIdentity.candidateKey(of: part.component, in: part.file)
            names = Set(part.shapes.keys)
            metadata = part.file.metadata.filter { $0.key.hasPrefix("kiln.") }
        }
    }

    /// Parts that can be the same as an earlier one: those before each, in the plan's order.
    private let candidates: [Place: [PartPlan]]
    private let identities = Mutex<[Place: String]>([:])
    private let finished = DispatchGroup()

    /// Begins to compare the parts of a plan. What cannot be read counts as different: whoever loads
    /// it will be told.
    init(_ plan: Plan, cache: HashCache, cancellation: Cancellation) {
        var groups: [Likeness: [PartPlan]] = [:]
        var candidates: [Place: [PartPlan]] = [:]
        for part in plan.passes.flatMap(\.parts) {
            let key = Likeness(part)
            let earlier = groups[key, default: []]
            guard !earlier.contains(where: { Place($0) == Place(part) }) else { continue }
            if !earlier.isEmpty { candidates[Place(part)] = earlier }
            groups[key, default: []].append(part)
        }
        self.candidates = candidates
        for part in groups.values.filter({ $0.count > 1 }).joined() {
            DispatchQueue.global(qos: .utility).async(group: finished) { [self] in
                let identity = try? ComponentIdentity.identity(
                    of: part.component, in: part.file, cache: cache,
                    isCancelled: { cancellation.isCancelled })
                identities.withLock { $0[Place(part)] = identity }
            }
        }
    }

    /// The first part of the plan that is the same model; the part itself, if there is none before
    /// it. Waits for the comparison where one is under way that could matter.
    func representative(of part: PartPlan) -> PartPlan {
        guard let earlier = candidates[Place(part)] else { return part }
        finished.wait()
        return identities.withLock { identities in
            guard let own = identities[Place(part)] else { return part }
            return earlier.first { identities[Place($0)] == own } ?? part
        }
    }
}

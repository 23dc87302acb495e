import Checkpoints
import Layers
import Prompts

/// Finds the LoRAs that prompts ask for, and settles which pass uses which.
struct LoraResolution {
    private let folder: ModelFolder
    private let sources: [PassSource]
    private let targets: [[AdapterTargets]]
    private var found: [String: Found] = [:]
    private var used: [[LoraPlan]]
    /// What a person should know of LoRAs that are not used everywhere, each once.
    private(set) var notes: [String] = []

    /// A LoRA with what came of looking for its modules in each pass.
    private struct Found {
        let entry: LoraEntry
        let results: [Result<AdapterMatch, AdapterError>]
    }

    /// - Parameter sources: the passes, in order.
    init(folder: ModelFolder, sources: [PassSource]) {
        self.folder = folder
        self.sources = sources
        targets = sources.map(\.adapterTargets)
        used = sources.map { _ in [] }
    }

    /// The LoRAs of a pass, in the order in which prompts first ask for them.
    func plans(of pass: Int) -> [LoraPlan] { used[pass] }

    /// What a prompt's tags mean in the passes that it steers.
    ///
    /// A LoRA that fits one of them is used there, and a note says why not in the other.
    ///
    /// - Parameter passes: the passes that the prompt steers, by their places.
    /// - Returns: the LoRAs of each of those passes.
    /// - Throws: `ModelFolderError`; `CheckpointError`; `PlanError.unfitLora`, if a LoRA fits none of
    ///   them; `AdapterError.notAnAdapter`.
    mutating func uses(
        of requests: [LoraRequest], in passes: Range<Int>
    ) throws -> [[LoraUse]] {
        var uses = passes.map { _ in [LoraUse]() }
        for request in requests where request.textEncoder != 0 || request.unet != 0 {
            let lora = try lora(named: request.name)
            var refusals: [(pass: Int, error: AdapterError)] = []
            for pass in passes {
                switch lora.results[pass] {
                case .success(let match):
                    keep(LoraPlan(entry: lora.entry, match: match), in: pass)
                    uses[pass - passes.lowerBound].append(
                        LoraUse(
                            path: lora.entry.path, textEncoder: request.textEncoder,
                            unet: request.unet))
                case .failure(let error): refusals.append((pass, error.naming(folder.told)))
                }
            }
            if refusals.count == passes.count, let refusal = refusals.first {
                throw PlanError.unfitLora(name: request.name, refusal.error)
            }
            for (pass, error) in refusals {
                note(
                    "\"\(request.name)\" is not used in the \(sources[pass].role.rawValue): \(error)"
                )
            }
        }
        return uses
    }

    private mutating func lora(named name: String) throws -> Found {
        if let known = found[name] { return known }
        let entry = try folder.lora(named: name)
        let adapter = try AdapterFile(CheckpointFile(opening: entry.path))
        let results = zip(sources, targets).map { source, targets in
            Result { () throws(AdapterError) in
                let match = AdapterMatch(adapter, in: targets)
                try match.check(for: source.adapterFamily)
                return match
            }
        }
        let result = Found(entry: entry, results: results)
        found[name] = result
        return result
    }

    private mutating func keep(_ plan: LoraPlan, in pass: Int) {
        if !used[pass].contains(where: { $0.entry == plan.entry }) { used[pass].append(plan) }
    }

    private mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }
}

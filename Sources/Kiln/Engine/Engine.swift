#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

import Prompts
import Torch

/// Runs plans on one device, one after the other, on the device's own thread.
public actor Engine {
    private let queue = DeviceQueue()
    private let tokenizer: CLIPTokenizer
    private let residency: Residency
    private let previews = PreviewProjections()
    private let hashes: HashCache

    /// The device's thread.
    nonisolated public var unownedExecutor: UnownedSerialExecutor {
        queue.asUnownedSerialExecutor()
    }

    /// An engine with nothing in memory.
    ///
    /// - Parameters:
    ///   - budget: bytes that models may take together; `nil` is 70 % of the machine's.
    ///   - hashes: where what is known of models' content is kept.
    /// - Throws: `TorchError` without a libtorch, `PromptError` without a CLIP vocabulary.
    public init(budget: Int? = nil, hashes: HashCache = HashCache()) throws {
        try LibTorch.load()
        let vocabulary = try CLIPVocabulary(contentsOf: CLIPVocabulary.find())
        tokenizer = CLIPTokenizer(vocabulary)
        self.hashes = hashes
        residency = Residency(
            budget: budget ?? Int(ProcessInfo.processInfo.physicalMemory / 10 * 7), hashes: hashes)
    }

    /// Refuses a device that is not here.
    ///
    /// - Parameter name: `cpu`, `cuda`, `cuda:1`, `mps`.
    /// - Throws: `EngineError.noDevice`.
    public static func checkDevice(_ name: String) throws(EngineError) {
        guard let device = try? Device(name), LibTorch.isAvailable(device) else {
            throw .noDevice(name)
        }
    }

    /// Paths of the files whose models are in memory, those that were used last first.
    public var residentFiles: [String] { residency.files }

    /// Bytes of the models in memory.
    public var residentBytes: Int { residency.bytes + residency.keptBytes }

    /// Lets go of all models, and gives their memory back to the system.
    public func unload() {
        residency.empty()
        LibTorch.giveBackFreedMemory()
    }

    /// Runs a plan by phases: the first pass of all images, the hop of all, the second pass of all,
    /// so that each checkpoint is read once. Models stay in memory for the next job, within the
    /// budget; those whose files have changed are read anew.
    ///
    /// - Parameters:
    ///   - options: what is wanted beside the images, and what earlier runs left of them.
    ///   - trace: where the job's numbers are kept, if they are wanted.
    ///   - hash: the hash of a file, asked for when the first infotext is written.
    ///   - onEvent: told what happens, on the device's thread. What it throws ends the job.
    /// - Throws: `CancellationError` after `cancellation`, be it cancelled or interrupted, `EngineError`, `TorchError`,
    ///   `CheckpointError` or `WeightsError`. First passes that were finished have been handed to
    ///   `onEvent` by then.
    public func run(
        _ plan: Plan, options: RunOptions = RunOptions(),
        cancellation: Cancellation = Cancellation(), trace: Trace? = nil,
        hash: @escaping @Sendable (HashedFile) throws -> String?,
        onEvent: @escaping @Sendable (Event) throws -> Void
    ) throws {
        guard LibTorch.isAvailable(plan.device) else {
            throw EngineError.noDevice(plan.device.description)
        }
        let context = JobContext(
            plan: plan, options: options,
            residency: residency,
            borrower: Borrower(
                device: plan.device,
                shared: SharedParts(plan, cache: hashes, cancellation: cancellation),
                varied: plan.variedLoras),
            previews: previews, tokenizer: tokenizer, cancellation: cancellation, trace: trace)
        residency.forgetChanged()
        defer { residency.settle() }
        try Job(context, hash: hash, onEvent: onEvent).run()
    }
}

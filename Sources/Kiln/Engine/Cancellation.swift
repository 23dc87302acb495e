import Synchronization

/// A request to stop, looked at between denoiser steps.
public final class Cancellation: Sendable {
    private let cancelled = Atomic<Bool>(false)
    private let interrupted = Atomic<Bool>(false)
    private let skipped = Atomic<Bool>(false)

    /// A job that goes on.
    public init() {}

    /// Asks the job to stop at its next step. Safe to call from any thread.
    public func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Asks the job to stop at its next step, and to hand out what it has as it is: images that are
    /// being denoised as the last step saw them, and first passes without their second. It ends by
    /// `CancellationError` after that. Safe to call from any thread.
    public func interrupt() { interrupted.store(true, ordering: .relaxed) }

    /// Asks the job to leave the present batch as the last step saw it, without a second pass, and to
    /// go on with the next. Safe to call from any thread.
    ///
    /// A batch is present from when its start is made, be it from a picture or from the pass before,
    /// until its pictures are handed out. Past the last step of its first pass it loses the second;
    /// past the last step of all it loses nothing more, and neither does the batch after it. While no
    /// batch is present, as while prompts are encoded for all of them, nothing is skipped.
    public func skip() { skipped.store(true, ordering: .relaxed) }

    /// Whether the job was asked to stop and to hand out nothing more.
    public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Whether the job was asked to stop and to hand out what it has.
    public var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

    /// Throws `CancellationError` if the job was asked to stop.
    package func check() throws {
        if isCancelled || isInterrupted { throw CancellationError() }
    }

    /// Forgets what was asked of the batch before.
    func beginBatch() { skipped.store(false, ordering: .relaxed) }

    /// Whether the present batch is to be left as it is.
    var isBatchSkipped: Bool { skipped.load(ordering: .relaxed) }

    /// Throws `CancellationError` if the job was cancelled, `BatchEnd` if the present batch shall be
    /// left as it is.
    func checkBatch() throws {
        if isCancelled { throw CancellationError() }
        if isInterrupted || isBatchSkipped { throw BatchEnd() }
    }
}

/// The end of a batch before its last step.
struct BatchEnd: Error {}

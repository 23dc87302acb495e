import Synchronization

/// A request to stop, looked at between denoiser steps.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A job that goes on.
    public init() {}

    /// Asks the job to stop at its next step. Safe to call from any thread.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether the job was asked to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Throws `CancellationError` if the job was asked to stop.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}

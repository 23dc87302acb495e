import Dispatch

/// A thread of work for an actor whose calls take long, so that they never block Swift's cooperative
/// pool, on which heartbeats and answers depend.
package final class DeviceQueue: SerialExecutor {
    private let queue: DispatchQueue

    /// An idle thread.
    package init(_ label: String = "kiln.device") {
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

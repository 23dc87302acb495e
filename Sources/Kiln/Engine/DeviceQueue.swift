import Dispatch

/// A device's own thread of work, so that kernels never block Swift's cooperative pool.
final class DeviceQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "kiln.device", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

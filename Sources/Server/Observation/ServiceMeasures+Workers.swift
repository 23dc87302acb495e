import Metrics
import WorkerAPI

extension ServiceMeasures {
    /// Longer than any stage takes; what is told beyond is no time.
    private static let longest = 86_400.0 * 30

    /// A try at a job has ended, after so much time in each stage.
    func spent(_ times: TryTimes) {
        for stage in JobStage.allCases {
            guard let seconds = times.stages[stage.rawValue], Self.isTime(seconds) else { continue }
            Metrics.Timer(
                label: "kiln_job_seconds", dimensions: [("stage", stage.rawValue)],
                factory: factory
            ).recordSeconds(seconds)
        }
        for seconds in times.loads.prefix(256) where Self.isTime(seconds) {
            Metrics.Timer(label: "kiln_model_load_seconds", dimensions: [], factory: factory)
                .recordSeconds(seconds)
        }
    }

    private static func isTime(_ seconds: Double) -> Bool { (0...longest).contains(seconds) }

    /// What workers take of their machines' memory, by device.
    func memory(_ memory: [String: WorkerMemory]) {
        for (device, bytes) in memory {
            gauge("kiln_worker_process_bytes", device).record(bytes.process ?? 0)
            gauge("kiln_worker_model_bytes", device).record(bytes.models ?? 0)
        }
    }

    private func gauge(_ name: String, _ device: String) -> Gauge {
        Gauge(label: name, dimensions: [("device", device)], factory: factory)
    }
}

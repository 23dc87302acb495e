import Jobs
import Metrics
import Synchronization

/// What the service counts.
final class ServiceMeasures: Sendable {
    let factory: any MetricsFactory
    /// The models for which jobs have waited.
    private let models = Mutex<Set<String>>([])

    /// Measures that a factory keeps.
    init(_ factory: any MetricsFactory) { self.factory = factory }

    /// A job was accepted.
    func accepted(kind: String) {
        Counter(label: "kiln_jobs_accepted_total", dimensions: [("kind", kind)], factory: factory)
            .increment()
    }

    /// A job has ended.
    func ended(_ state: JobState) {
        Counter(
            label: "kiln_jobs_total", dimensions: [("result", state.rawValue)], factory: factory
        ).increment()
    }

    /// A job was done in so many seconds.
    func took(_ seconds: Double) {
        Metrics.Timer(
            label: "kiln_job_seconds", dimensions: [("stage", "whole")], factory: factory
        ).recordSeconds(seconds)
    }

    /// A request was answered.
    func answered(route: String, status: Int, seconds: Double) {
        Counter(
            label: "kiln_http_requests_total",
            dimensions: [("route", route), ("code", "\(status)")], factory: factory
        ).increment()
        Metrics.Timer(
            label: "kiln_http_request_seconds", dimensions: [("route", route)], factory: factory
        ).recordSeconds(seconds)
    }

    /// A request was refused.
    func refused(_ code: String) {
        Counter(
            label: "kiln_rejected_total", dimensions: [("reason", code)], factory: factory
        ).increment()
    }

    /// A worker's process was started again.
    func workerRestarted(_ device: String) {
        Counter(
            label: "kiln_worker_restarts_total", dimensions: [("device", device)], factory: factory
        ).increment()
    }

    /// How many jobs wait for each model; models for which none waits any more are 0.
    func depth(_ depth: QueueDepth) {
        var counts = depth.models
        counts["other"] = depth.other
        counts["none"] = depth.withoutModel
        let known = models.withLock { models in
            models.formUnion(counts.keys)
            return models
        }
        for model in known {
            Gauge(label: "kiln_queue_depth", dimensions: [("model", model)], factory: factory)
                .record(counts[model] ?? 0)
        }
    }

    /// How many jobs wait and run.
    func queue(_ counts: JobCounts) {
        for state in [JobState.queued, .running] {
            Gauge(
                label: "kiln_jobs", dimensions: [("state", state.rawValue)], factory: factory
            ).record(counts[state])
        }
    }
}

import CoreMetrics
import Testing

@testable import Server

struct PrometheusTests {
    private let registry = PrometheusRegistry(seriesLimit: 4)

    private var lines: [String] {
        registry.text.split(separator: "\n").map(String.init).filter {
            !$0.contains(PrometheusRegistry.droppedName)
        }
    }

    private func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
        Counter(label: label, dimensions: dimensions, factory: registry)
    }

    @Test func `counters of one name and labels are one series`() {
        registry.describe("jobs_total", help: "Jobs \\ that\nended \"well\".")
        counter("jobs_total", [("result", "done")]).increment(by: 2)
        counter("jobs_total", [("result", "done")]).increment()
        counter("jobs_total", [("result", "failed")]).increment()
        counter("jobs_total").increment(by: 0)
        #expect(
            lines == [
                "# HELP jobs_total Jobs \\\\ that\\nended \"well\".", "# TYPE jobs_total counter",
                "jobs_total 0", "jobs_total{result=\"done\"} 3", "jobs_total{result=\"failed\"} 1",
            ])
    }

    @Test func `a counter never goes down and never traps`() {
        let bytes = FloatingPointCounter(label: "bytes", factory: registry)
        bytes.increment(by: 1.5)
        bytes.increment(by: -4)
        bytes.increment(by: Double.nan)
        bytes.increment(by: Double.infinity)
        counter("n").increment(by: Int64.max)
        counter("n").increment(by: Int64.max)
        counter("n").increment(by: -5)
        #expect(lines.contains("bytes 1.5"))
        #expect(lines.contains("n \(Double(Int64.max))"))
        counter("n").reset()
        #expect(lines.contains("n 0"))
    }

    @Test func `meters and gauges show their last value`() {
        let meter = Meter(label: "queue", factory: registry)
        meter.set(7)
        meter.decrement(by: 2.5)
        Gauge(label: "ratio", factory: registry).record(0.25)
        Gauge(label: "endless", factory: registry).record(-Double.infinity)
        Gauge(label: "nothing", factory: registry).record(Double.nan)
        #expect(lines.filter { $0.hasPrefix("# TYPE") }.allSatisfy { $0.hasSuffix(" gauge") })
        #expect(
            lines.filter { !$0.hasPrefix("#") }
                == ["endless -Inf", "nothing NaN", "queue 4.5", "ratio 0.25"])
    }

    @Test func `a histogram counts all that lie under each bound`() {
        registry.describe(
            "job_seconds", help: "Time of a job.", bounds: [0.5, 1, 1, .nan, 0.1, 10])
        let timer = Timer(label: "job_seconds", dimensions: [("stage", "first")], factory: registry)
        for milliseconds in [500, 750, 1_000, 9_000, 11_000] {
            timer.recordMilliseconds(milliseconds)
        }
        #expect(
            lines == [
                "# HELP job_seconds Time of a job.", "# TYPE job_seconds histogram",
                "job_seconds_bucket{stage=\"first\",le=\"0.5\"} 1",
                "job_seconds_bucket{stage=\"first\",le=\"1\"} 3",
                "job_seconds_bucket{stage=\"first\",le=\"10\"} 4",
                "job_seconds_bucket{stage=\"first\",le=\"+Inf\"} 5",
                "job_seconds_sum{stage=\"first\"} 22.25", "job_seconds_count{stage=\"first\"} 5",
            ])
        let sizes = Recorder(label: "size", factory: registry)
        sizes.record(3)
        sizes.record(Double.nan)
        #expect(
            lines.contains("size_bucket{le=\"2.5\"} 0") && lines.contains("size_bucket{le=\"5\"} 1")
        )
        #expect(lines.contains("size_count 1") && lines.contains("size_sum 3"))
    }

    @Test func `names and values that Prometheus does not know are made such that it does`() {
        counter("9 jobs/ü", [("le", "a\"b\\c\nd\u{1B}"), ("__name__", "x"), ("7", "y"), ("", "z")])
            .increment()
        counter("", [("long", String(repeating: "v", count: 1_000))]).increment()
        let samples = lines.filter { !$0.hasPrefix("#") }
        #expect(
            samples == [
                "_{long=\"\(String(repeating: "v", count: MetricLabels.valueLimit))\"} 1",
                "_9_jobs___{_=\"z\",_7=\"y\",label___name__=\"x\","
                    + "label_le=\"a\\\"b\\\\c\\nd\u{FFFD}\"} 1",
            ])
    }

    @Test func `what has no room is counted together, and nothing is lost`() {
        for route in 0..<100 { counter("requests", [("route", "\(route)")]).increment() }
        let samples = lines.filter { $0.hasPrefix("requests{") }
        #expect(samples.count == 5)
        #expect(samples.contains("requests{route=\"other\"} 96"))
        #expect(registry.text.contains("\(PrometheusRegistry.droppedName) 96\n"))
    }

    @Test func `a name has one kind only`() {
        counter("jobs").increment()
        Meter(label: "jobs", factory: registry).set(9)
        Timer(label: "jobs", factory: registry).recordSeconds(9)
        counter(PrometheusRegistry.droppedName).increment(by: 50)
        #expect(lines == ["# TYPE jobs counter", "jobs 1"])
        #expect(registry.text.hasSuffix("\(PrometheusRegistry.droppedName) 3\n"))
    }

    @Test func `what is destroyed is scraped no more`() {
        let gone = counter("gone", [("a", "1")])
        counter("gone", [("a", "2")]).increment()
        gone.destroy()
        #expect(lines == ["# TYPE gone counter", "gone{a=\"2\"} 1"])
    }

    @Test func `what many count at the same time is all there`() async {
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<1_000 {
                        self.counter("hits", [("side", task.isMultiple(of: 2) ? "a" : "b")])
                            .increment()
                        Timer(label: "took", factory: self.registry).recordSeconds(round % 2)
                    }
                }
            }
        }
        #expect(lines.contains("hits{side=\"a\"} 4000") && lines.contains("hits{side=\"b\"} 4000"))
        #expect(lines.contains("took_count 8000") && lines.contains("took_sum 4000"))
        #expect(lines.contains("took_bucket{le=\"0.005\"} 4000"))
    }
}

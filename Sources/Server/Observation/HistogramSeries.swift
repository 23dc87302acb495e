import CoreMetrics
import Synchronization

/// How many values lie at or under each of some bounds, and their sum.
final class HistogramSeries: MetricSeries {
    static let kind = MetricFamily.Kind.histogram

    private struct Value {
        /// One count for each bound and one for what lies above the last.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let value: Mutex<Value>

    /// - Parameter bounds: ascending.
    init(bounds: [Double]) {
        self.bounds = bounds
        value = Mutex(Value(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// The buckets, each with all that lie under its bound, the sum and the count; all of one moment.
    var samples: [MetricSample] {
        let value = value.withLock(\.self)
        var below: UInt64 = 0
        var samples: [MetricSample] = []
        for (bound, count) in zip(bounds + [.infinity], value.counts) {
            below += count
            samples.append(MetricSample(suffix: "_bucket", bound: bound, value: Double(below)))
        }
        samples.append(MetricSample(suffix: "_sum", value: value.sum))
        samples.append(MetricSample(suffix: "_count", value: Double(below)))
        return samples
    }
}

extension HistogramSeries: RecorderHandler {
    func record(_ value: Int64) { record(Double(value)) }

    /// What is no number is left out.
    func record(_ sample: Double) {
        guard sample.isFinite else { return }
        let bucket = bounds.firstIndex { sample <= $0 } ?? bounds.count
        value.withLock {
            $0.counts[bucket] += 1
            $0.sum += sample
        }
    }
}

extension HistogramSeries: TimerHandler {
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

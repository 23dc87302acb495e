import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterSeries: MetricSeries {
    static let kind = MetricFamily.Kind.counter

    private struct Value {
        var whole: Int64 = 0
        var rest = 0.0
    }

    private let value = Mutex(Value())

    var samples: [MetricSample] {
        [MetricSample(value: value.withLock { Double($0.whole) + $0.rest })]
    }
}

extension CounterSeries: CounterHandler {
    /// A negative amount counts for nothing.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        value.withLock {
            let (sum, overflows) = $0.whole.addingReportingOverflow(amount)
            $0.whole = overflows ? .max : sum
        }
    }

    func reset() {
        value.withLock { $0 = Value() }
    }
}

extension CounterSeries: FloatingPointCounterHandler {
    /// A negative amount, and one that is no number, count for nothing.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0.rest += amount }
    }
}

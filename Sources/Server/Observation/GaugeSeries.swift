import CoreMetrics
import Synchronization

/// A number that goes up and down.
final class GaugeSeries: MetricSeries {
    static let kind = MetricFamily.Kind.gauge

    private let value = Mutex(0.0)

    var samples: [MetricSample] { [MetricSample(value: value.withLock(\.self))] }
}

extension GaugeSeries: MeterHandler {
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
}

extension GaugeSeries: RecorderHandler {
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

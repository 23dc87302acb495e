package import CoreMetrics
import Synchronization

/// The metrics of one server, and their text for Prometheus.
///
/// It is a backend of swift-metrics that need not be the process's: metrics are made with
/// `Counter(label:dimensions:factory:)` and its kin. Counters become counters, meters and gauges become gauges, timers
/// become histograms in seconds, and recorders that aggregate become histograms. Those of the same name and labels are
/// one series, whoever makes them.
package final class PrometheusRegistry: Sendable {
    /// The media type of `text`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    /// The bounds of histograms of times, in seconds, where none are given.
    package static let standardBounds = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
    ]
    /// How many series were folded into one for want of room, or left out for a name that another kind has.
    static let droppedName = "kiln_metrics_dropped_total"

    /// The most series of one name. Beyond it all further ones count as one, whose labels say `other`.
    package let seriesLimit: Int

    private struct Contents {
        var families: [String: MetricFamily] = [:]
        var descriptions: [String: (help: String, bounds: [Double]?)] = [:]
        var dropped: Int64 = 0
    }

    private let contents = Mutex(Contents())

    package init(seriesLimit: Int = 2_048) {
        self.seriesLimit = max(1, seriesLimit)
    }

    /// Says what a metric is, before it is first made.
    ///
    /// - Parameter bounds: the upper bounds of a histogram's buckets, ascending; those that are not are left out.
    package func describe(_ name: String, help: String, bounds: [Double]? = nil) {
        let ascending = bounds?.reduce(into: [Double]()) { kept, bound in
            if bound.isFinite, bound > kept.last ?? -.infinity { kept.append(bound) }
        }
        contents.withLock { $0.descriptions[MetricName.metric(name)] = (help, ascending) }
    }

    /// All metrics in Prometheus's text format 0.0.4, ordered by name and labels.
    package var text: String {
        let (families, dropped) = contents.withLock { (Array($0.families.values), $0.dropped) }
        var text = PrometheusText()
        for family in families.sorted(by: { $0.name < $1.name }) { text.add(family) }
        var own = MetricFamily(
            name: Self.droppedName, kind: .counter,
            help: "Series that were folded into one or left out.")
        let series = CounterSeries()
        series.increment(by: dropped)
        own.series[MetricLabels([])] = series
        text.add(own)
        return text.text
    }

    /// The series of a name and labels, made if it is new; one that nobody scrapes where another kind has the name.
    private func series<Series: MetricSeries>(
        _ label: String, _ dimensions: [(String, String)], make: (_ bounds: [Double]) -> Series
    ) -> Series {
        let name = MetricName.metric(label)
        return contents.withLock { contents in
            let described = contents.descriptions[name]
            let bounds = described?.bounds ?? Self.standardBounds
            var family =
                contents.families[name]
                ?? MetricFamily(name: name, kind: Series.kind, help: described?.help)
            guard family.kind == Series.kind, name != Self.droppedName else {
                contents.dropped += 1
                return make(bounds)
            }
            var labels = MetricLabels(dimensions)
            if family.series[labels] == nil, family.series.count >= seriesLimit {
                contents.dropped += 1
                labels = labels.folded
            }
            if let known = family.series[labels] as? Series { return known }
            let series = make(bounds)
            family.series[labels] = series
            contents.families[name] = family
            return series
        }
    }

    private func remove(_ series: AnyObject) {
        contents.withLock { contents in
            for (name, family) in contents.families {
                for (labels, known) in family.series where known === series {
                    contents.families[name]?.series[labels] = nil
                }
            }
        }
    }
}

extension PrometheusRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { _ in CounterSeries() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions) { _ in CounterSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { _ in GaugeSeries() }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? series(label, dimensions, make: HistogramSeries.init)
            : series(label, dimensions) { _ in GaugeSeries() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, make: HistogramSeries.init)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove(handler)
    }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}

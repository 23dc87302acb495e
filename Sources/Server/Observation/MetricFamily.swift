/// All series of one metric.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: String
    let kind: Kind
    let help: String?
    var series: [MetricLabels: any MetricSeries] = [:]
}

/// One series: what a scrape reads.
protocol MetricSeries: AnyObject, Sendable {
    static var kind: MetricFamily.Kind { get }
    var samples: [MetricSample] { get }
}

/// One line of a series.
struct MetricSample: Equatable {
    /// What the name ends in: `_bucket`, `_sum`, `_count` or nothing.
    var suffix = ""
    /// The upper bound of a bucket.
    var bound: Double?
    let value: Double
}

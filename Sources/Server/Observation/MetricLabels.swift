/// The labels of a series, with names as Prometheus allows them, ordered by name.
struct MetricLabels: Hashable, Comparable {
    struct Label: Hashable {
        let name: String
        let value: String
    }

    /// The most Unicode scalars of a value; the rest is cut off.
    static let valueLimit = 128

    let labels: [Label]

    /// Of several dimensions of one name the last counts.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions {
            values[MetricName.label(name)] = String(value.unicodeScalars.prefix(Self.valueLimit))
        }
        labels = values.map { Label(name: $0.key, value: $0.value) }
            .sorted { $0.name < $1.name }
    }

    /// The labels of the one series that stands for all that have no room.
    var folded: MetricLabels {
        MetricLabels(labels.map { ($0.name, "other") })
    }

    static func < (one: MetricLabels, other: MetricLabels) -> Bool {
        one.labels.lexicographicallyPrecedes(other.labels) {
            ($0.name, $0.value) < ($1.name, $1.value)
        }
    }
}

/// Names as Prometheus allows them.
enum MetricName {
    /// Of a metric: letters, digits, underscores and colons, with no digit first.
    static func metric(_ text: String) -> String {
        allowed(text) { $0.isLetter || $0.isDecimalDigit || $0 == UInt8(ascii: ":") }
    }

    /// Of a label: letters, digits and underscores. `le` is a bucket's own, and two underscores at the front are
    /// Prometheus's.
    static func label(_ text: String) -> String {
        let name = allowed(text) { $0.isLetter || $0.isDecimalDigit }
        return name == "le" || name.hasPrefix("__") ? "label_" + name : name
    }

    private static func allowed(_ text: String, _ isAllowed: (UInt8) -> Bool) -> String {
        let name = String(
            decoding: text.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        return name.utf8.first?.isDecimalDigit == false ? name : "_" + name
    }
}

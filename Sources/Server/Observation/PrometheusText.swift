/// Prometheus's text format, version 0.0.4.
struct PrometheusText {
    private(set) var text = ""

    mutating func add(_ family: MetricFamily) {
        if let help = family.help {
            text += "# HELP \(family.name) \(Self.escaped(help, quotes: false))\n"
        }
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            for sample in series.samples { add(sample, of: family.name, labels) }
        }
    }

    private mutating func add(_ sample: MetricSample, of name: String, _ labels: MetricLabels) {
        var pairs = labels.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
        if let bound = sample.bound { pairs.append("le=\"\(Self.number(bound))\"") }
        text += name + sample.suffix
        if !pairs.isEmpty { text += "{" + pairs.joined(separator: ",") + "}" }
        text += " " + Self.number(sample.value) + "\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            case _ where scalar.misleads: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? value.description
    }
}

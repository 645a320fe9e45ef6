import GatewayCore

/// Formats of a scrape's answer.
package enum MetricsFormat: Sendable, CaseIterable {
    /// Prometheus text, version 0.0.4.
    case prometheus
    /// OpenMetrics text, version 1.0.0.
    case openMetrics

    /// Value of `Content-Type`.
    package var contentType: StaticString {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// Writer of the exposition text: knows the two formats, and nothing of what is measured.
struct MetricWriter {
    /// The text so far.
    private(set) var bytes: [UInt8] = []
    private let format: MetricsFormat

    /// Creates an empty writer.
    init(_ format: MetricsFormat) {
        self.format = format
        self.bytes.reserveCapacity(64 << 10)
    }

    /// Describes the metric whose samples follow.
    mutating func begin(_ metric: MetricDescription) {
        // OpenMetrics names the family, Prometheus the samples.
        let name = self.format == .openMetrics ? "\(metric.name)" : metric.sampleName
        self.text("# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.kind.rawValue)\n")
        if self.format == .openMetrics, metric.unit.utf8CodeUnitCount > 0 {
            self.text("# UNIT \(name) \(metric.unit)\n")
        }
    }

    /// Writes one sample.
    mutating func sample(_ metric: MetricDescription, _ values: [String], _ value: String) {
        self.line(metric.sampleName, metric.labels, values, bound: nil, value)
    }

    /// Writes the samples of a histogram, of which every `step`-th power of two is shown.
    mutating func histogram(
        _ metric: MetricDescription,
        _ values: [String],
        _ histogram: LatencyHistogram,
        octaves: StrideThrough<Int>
    ) {
        for octave in octaves {
            let bound = Self.seconds(nanoseconds: histogram.scale.unit << UInt64(octave))
            let count = histogram.count(upToOctave: octave)
            self.line("\(metric.name)_bucket", metric.labels, values, bound: bound, "\(count)")
        }
        let count = histogram.count
        self.line("\(metric.name)_bucket", metric.labels, values, bound: "+Inf", "\(count)")
        self.line("\(metric.name)_sum", metric.labels, values, bound: nil, Self.seconds(nanoseconds: histogram.sum))
        self.line("\(metric.name)_count", metric.labels, values, bound: nil, "\(count)")
    }

    /// Writes the samples of a histogram of ages, which has no labels.
    mutating func histogram(_ metric: MetricDescription, _ ages: AgeHistogram) {
        for (position, bound) in AgeHistogram.bounds.enumerated() {
            let count = ages.count(upTo: position)
            self.line("\(metric.name)_bucket", [], [], bound: "\(bound).0", "\(count)")
        }
        let count = ages.count
        self.line("\(metric.name)_bucket", [], [], bound: "+Inf", "\(count)")
        let sum = Self.seconds(nanoseconds: ages.milliseconds * 1_000_000)
        self.line("\(metric.name)_sum", [], [], bound: nil, sum)
        self.line("\(metric.name)_count", [], [], bound: nil, "\(count)")
    }

    /// Ends the text.
    mutating func end() {
        if self.format == .openMetrics {
            self.text("# EOF\n")
        }
    }

    /// Seconds in decimal, exact; with a digit after the point always.
    static func seconds(nanoseconds: some UnsignedInteger & FixedWidthInteger) -> String {
        // A cost counts femto-dollars as this counts nanoseconds: the text of a decimal fraction is the same.
        let text = Cost(femtoDollars: Int128(nanoseconds) * 1_000_000).decimalText
        return text.utf8.contains(UInt8(ascii: ".")) ? text : text + ".0"
    }

    private mutating func line(
        _ name: String,
        _ labels: [StaticString],
        _ values: [String],
        bound: String?,
        _ value: String
    ) {
        self.text(name)
        var separator = "{"
        for (label, value) in zip(labels, values) {
            self.text("\(separator)\(label)=\"")
            self.escaped(value)
            self.text("\"")
            separator = ","
        }
        if let bound {
            self.text("\(separator)le=\"\(bound)\"")
            separator = ","
        }
        self.text(separator == "," ? "} " : " ")
        self.text(value)
        self.text("\n")
    }

    private mutating func text(_ text: String) {
        self.bytes.append(contentsOf: text.utf8)
    }

    private mutating func escaped(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): self.text("\\\\")
            case UInt8(ascii: "\""): self.text("\\\"")
            case UInt8(ascii: "\n"): self.text("\\n")
            default: self.bytes.append(byte)
            }
        }
    }
}

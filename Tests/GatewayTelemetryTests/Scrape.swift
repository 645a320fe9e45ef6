import GatewayTelemetry

/// A rendered scrape, taken apart for tests.
struct Scrape {
    let text: String

    init(
        _ samples: [TelemetrySample],
        gauges: GatewayGauges = GatewayGauges(version: "1.2.3", configVersion: 7),
        process: ProcessStatistics? = nil,
        format: MetricsFormat = .prometheus
    ) {
        let bytes = PrometheusText.render(samples: samples, gauges: gauges, process: process, format: format)
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    /// Lines of the samples of a name.
    func lines(_ name: String) -> [String] {
        self.text.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ")
        }
    }

    /// Sum of the samples of a name whose lines contain all texts.
    func sum(_ name: String, with texts: [String] = []) -> Double {
        self.lines(name).filter { line in texts.allSatisfy { line.contains($0) } }.reduce(0) { sum, line in
            sum + (line.split(separator: " ").last.flatMap { Double($0) } ?? .nan)
        }
    }

    /// Names of all samples.
    var names: Set<String> {
        Set(
            self.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
                line.split(whereSeparator: { $0 == "{" || $0 == " " }).first.map(String.init)
            }
        )
    }
}

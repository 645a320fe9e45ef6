import Foundation
import Testing

@testable import GatewayTelemetry

/// `docs/metrics.md` lists the metrics that are there, all of them and no others.
struct DocumentTests {
    /// A row of the table: name, type, labels.
    private static func rows() throws -> [[String]] {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 {
            root.deleteLastPathComponent()
        }
        let text = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let section = try #require(text.split(separator: "## The metrics").last?.split(separator: "## Labels").first)
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().prefix(3).map {
                $0.replacing("`", with: "").trimmingCharacters(in: .whitespaces)
            }
        }
    }

    @Test func `the document describes the catalog`() throws {
        let catalog = MetricCatalog.all.map { metric in
            [metric.sampleName, metric.kind.rawValue, metric.labels.map { "\($0)" }.joined(separator: ", ")]
        }
        #expect(try Self.rows() == catalog)
    }

    @Test(arguments: MetricsFormat.allCases)
    func `the rendered names are the documented names`(format: MetricsFormat) throws {
        let documented = try Self.rows().flatMap { row in
            row[1] == "histogram" ? ["_bucket", "_sum", "_count"].map { row[0] + $0 } : [row[0]]
        }
        let scrape = try PrometheusTextTests.scrape(format, semantic: PrometheusTextTests.semantic)
        #expect(scrape.names == Set(documented))
    }
}

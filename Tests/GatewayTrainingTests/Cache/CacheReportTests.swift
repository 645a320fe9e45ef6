@testable import GatewayTraining
import GatewayWire
import Testing

@Suite struct CacheReportTests {
    private static func counts(_ requests: Int, possible: Int, hits: Int, wrong: Int) -> CacheCounts {
        var counts = CacheCounts()
        (counts.requests, counts.possible, counts.hits, counts.wrong) = (requests, possible, hits, wrong)
        return counts
    }

    private static func report() -> CacheReport {
        var report = CacheReport(kind: .stream, rows: 1000)
        var figures = CacheFigures(
            name: "Signalbox",
            setting: "max wrong 1.0 %",
            point: CachePoint(threshold: 0.5, counts: Self.counts(1000, possible: 800, hits: 700, wrong: 7))
        )
        figures.curve = [
            CachePoint(threshold: 0.3, counts: Self.counts(1000, possible: 800, hits: 790, wrong: 40)),
            CachePoint(threshold: 0.5, counts: Self.counts(1000, possible: 800, hits: 700, wrong: 7)),
            CachePoint(threshold: 0.6, counts: Self.counts(1000, possible: 800, hits: 500, wrong: 6)),
            CachePoint(threshold: 0.9, counts: Self.counts(1000, possible: 800, hits: 100, wrong: 0)),
        ]
        report.methods = [figures]
        return report
    }

    @Test func `shares and intervals are those of the counts`() {
        let counts = Self.counts(1000, possible: 800, hits: 700, wrong: 7)
        #expect(counts.hitRate == 0.7 && counts.wrongShare == 0.01 && counts.wrongRequests == 0.007)
        #expect(counts.recall == 693.0 / 800 && counts.ofIdeal == 0.875)
        // Clopper-Pearson for 7 of 700, from tables.
        #expect((counts.wrongInterval.lowerBound - 0.00403).magnitude < 0.0001)
        #expect((counts.wrongInterval.upperBound - 0.02049).magnitude < 0.0001)
        #expect(CacheCounts().wrongInterval == 0...1)
        #expect(CacheCounts.interval(0, of: 100).lowerBound == 0)
    }

    @Test func `the best point may lie behind a worse one`() {
        let curve = Self.report().methods[0].curve
        #expect(curve.best(wrongShareUpTo: 0.01)?.threshold == 0.5)
        #expect(curve.best(wrongShareUpTo: 0.005)?.threshold == 0.9)
        #expect(curve.best(wrongRequestsUpTo: 0.006)?.threshold == 0.6)
        #expect([CachePoint]().best(wrongShareUpTo: 1) == nil)
    }

    @Test func `the table has the figures, the document all of the curve`() throws {
        let report = Self.report()
        let text = report.text
        #expect(text.contains("Signalbox  max wrong 1.0 %  70.00 %  87.50 %   1.00 %"))
        #expect(text.contains("an oracle by class hits 80.00 %"))
        let document = try JSONValue.parse(Array(report.json.utf8).span.bytes)
        let method = try #require(document["methods"]?.elements?.first)
        #expect(method["hits"]?.integer == 700)
        #expect(method["wrong_share"]?.numberText == "0.010000")
        #expect(method["curve"]?.elements?.count == 4)
    }

    @Test func `limits that are not kept are complained of`() {
        let report = Self.report()
        #expect(report.complaints(leastHits: 0.875, mostWrong: 0.01, mostAccepted: []).isEmpty)
        #expect(report.complaints(leastHits: 0.88, mostWrong: 0.009, mostAccepted: []).count == 2)
        var pairs = CacheReport(kind: .pairs, rows: 10)
        pairs.methods = Self.report().methods
        pairs.methods[0].slices = ["number, other": Self.counts(100, possible: 0, hits: 3, wrong: 3)]
        #expect(pairs.complaints(leastHits: nil, mostWrong: nil, mostAccepted: [("number", 0.03)]).isEmpty)
        #expect(pairs.complaints(leastHits: nil, mostWrong: nil, mostAccepted: [("number", 0.02)]).count == 1)
        #expect(pairs.complaints(leastHits: nil, mostWrong: nil, mostAccepted: [("names", 1)]).count == 1)
    }

    @Test func `a plot is a closed document with one path per curve and nothing unescaped`() {
        var report = Self.report()
        report.methods.append(
            CacheFigures(
                name: "a < b & c",
                point: CachePoint(threshold: nil, counts: Self.counts(9, possible: 9, hits: 9, wrong: 0))
            )
        )
        let svg = report.plot(title: "hits > misses").svg
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("a &lt; b &amp; c") && svg.contains("hits &gt; misses"))
        #expect(svg.split(separator: "stroke-width=\"2\"").count == 2)
        #expect(svg.contains("prefers-color-scheme: dark"))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test(arguments: [
        (#"{"a":"x","b":"y","label":2}"#, "label"), (#"{"a":"x","label":1}"#, "'b'"),
        (#"{"a":1,"b":"y","label":1}"#, "'a'"),
    ])
    func `a line that is no pair says what is missing`(line: String, word: String) throws {
        let document = try JSONValue.parse(Array(line.utf8).span.bytes)
        let error = #expect(throws: CacheRowError.self) { try CachePair(document) }
        #expect(error?.message.contains(word) == true)
    }

    @Test func `arrivals and wordings need a class, and wordings a known split`() throws {
        let bare = try JSONValue.parse(Array(#"{"prompt":"x","split":"train"}"#.utf8).span.bytes)
        #expect(throws: CacheRowError.self) { try CacheArrival(bare) }
        #expect(throws: CacheRowError.self) { try CacheWording(bare) }
        let odd = try JSONValue.parse(Array(#"{"prompt":"x","split":"other","class":"c"}"#.utf8).span.bytes)
        #expect(throws: CacheRowError.self) { try CacheWording(odd) }
        #expect(try CacheArrival(odd).answer == "c")
    }
}

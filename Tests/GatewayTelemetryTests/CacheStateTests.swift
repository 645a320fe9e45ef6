import Foundation
import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

/// The cache's own state in a scrape, and the alert rules on it.
struct CacheStateTests {
    private static func scrape(_ cache: CacheStatistics?) -> Scrape {
        Scrape([], gauges: GatewayGauges(version: "1.2.3", configVersion: 7, cache: cache))
    }

    private static let ofProcess = Set(MetricCatalog.cacheOfProcess.map(\.sampleName))
    private static let ofRedis = Set(MetricCatalog.redis.map(\.sampleName))

    @Test func `without a cache there is nothing about one`() {
        let scrape = Self.scrape(nil)
        #expect(scrape.names.isDisjoint(with: Self.ofProcess.union(Self.ofRedis)))
        #expect(!scrape.text.contains("signalbox_cache_entries"))
        #expect(!scrape.text.contains("signalbox_cache_redis"))
    }

    @Test func `a cache without Redis says nothing about Redis`() {
        var cache = PrometheusTextTests.cache
        cache.hasRedis = false
        let scrape = Self.scrape(cache)
        #expect(scrape.names.isSuperset(of: Self.ofProcess))
        #expect(!scrape.text.contains("signalbox_cache_redis"))
    }

    @Test(arguments: [true, false])
    func `whether Redis answers is 1 or 0`(isUp: Bool) {
        var cache = PrometheusTextTests.cache
        cache.redisIsUp = isUp
        #expect(Self.scrape(cache).lines("signalbox_cache_redis_up") == ["signalbox_cache_redis_up \(isUp ? 1 : 0)"])
    }

    // MARK: Alerts

    private static func rules() throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 {
            root.deleteLastPathComponent()
        }
        let text = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        let blocks = text.split(separator: "```yaml\n")
        try #require(blocks.count == 2)
        return String(try #require(blocks[1].split(separator: "```").first))
    }

    @Test func `the rules speak of metrics, labels and values that exist`() throws {
        let rules = try Self.rules()
        let names = Set(rules.matches(of: /signalbox_[a-z_]+/).map { String($0.output) })
        let catalog = Dictionary(uniqueKeysWithValues: MetricCatalog.all.map { ($0.sampleName, $0) })
        #expect(names.count >= 5)
        #expect(names.subtracting(catalog.keys) == [])
        let outcomes = Set(CacheNote.Outcome.allCases.map { "\($0.label)" })
        var count = 0
        for match in rules.matches(of: /(signalbox_[a-z_]+)\{([a-z]+)[=!]~"([a-z|]+)"\}/) {
            let labels = try #require(catalog[String(match.1)]).labels.map { "\($0)" }
            #expect(labels.contains(String(match.2)))
            #expect(Set(match.3.split(separator: "|").map(String.init)).subtracting(outcomes) == [])
            count += 1
        }
        #expect(count == 2)
        let saving = CacheNote.Outcome.allCases.filter(\.isSaving).map { "\($0.label)" }.joined(separator: "|")
        #expect(rules.contains("outcome=~\"\(saving)\""))
    }

    /// A course in steps of a minute, and whether an alert fires in it.
    private struct Course {
        /// Series and their values in promtool's notation.
        var series: [(String, String)]
        /// Minutes after which it is looked.
        var minute: Int
        /// Name behind `SignalboxCache`.
        var alert: String
        /// Whether it fires then.
        var fires: Bool
    }

    private static let here = #"instance="a""#

    private static func requests(_ outcome: String, _ values: String) -> (String, String) {
        (#"signalbox_cache_requests_total{model="fast",outcome="\#(outcome)",tier="memory",\#(self.here)}"#, values)
    }

    private static func redis(_ name: String, _ values: String) -> (String, String) {
        ("signalbox_cache_redis_\(name){\(self.here)}", values)
    }

    private static let courses = [
        Course(series: [redis("up", "1x5 0x10")], minute: 12, alert: "RedisDown", fires: true),
        Course(series: [redis("up", "1x20")], minute: 12, alert: "RedisDown", fires: false),
        Course(
            series: [redis("failures_total", "0+50x30"), redis("commands_total", "0+1000x30")],
            minute: 25,
            alert: "RedisFailing",
            fires: true
        ),
        // Down: nothing is sent any more, and every use fails.
        Course(
            series: [redis("failures_total", "0+50x30"), redis("commands_total", "1000x30")],
            minute: 25,
            alert: "RedisFailing",
            fires: true
        ),
        Course(
            series: [redis("failures_total", "0+5x30"), redis("commands_total", "0+1000x30")],
            minute: 25,
            alert: "RedisFailing",
            fires: false
        ),
        Course(series: [redis("unreadable_total", "0x10 1x20")], minute: 15, alert: "EntriesUnreadable", fires: true),
        Course(series: [redis("unreadable_total", "4x30")], minute: 15, alert: "EntriesUnreadable", fires: false),
        Course(series: [redis("drops_total", "0+1x30")], minute: 25, alert: "WritesDropped", fires: true),
        Course(series: [redis("drops_total", "7x30")], minute: 25, alert: "WritesDropped", fires: false),
        // 80 % yesterday, 20 % now.
        Course(
            series: [requests("hit", "0+480x1200 576000+120x800"), requests("miss", "0+120x1200 144000+480x800")],
            minute: 1800,
            alert: "HitRatioCollapsed",
            fires: true
        ),
        Course(
            series: [requests("hit", "0+480x2000"), requests("miss", "0+120x2000")],
            minute: 1800,
            alert: "HitRatioCollapsed",
            fires: false
        ),
        // What goes past the cache is no miss.
        Course(
            series: [requests("hit", "0+480x2000"), requests("bypass", "0x1200 0+9000x800")],
            minute: 1800,
            alert: "HitRatioCollapsed",
            fires: false
        ),
        // Restarted, and not a single hit since: the series of hits is gone.
        Course(
            series: [requests("hit", "0+480x1200 _x800"), requests("miss", "0+120x1200 0+600x800")],
            minute: 1800,
            alert: "HitRatioCollapsed",
            fires: true
        ),
        // Too few requests to tell.
        Course(
            series: [requests("hit", "0+480x1200 576000x800"), requests("miss", "0+120x1200 144000+6x800")],
            minute: 1800,
            alert: "HitRatioCollapsed",
            fires: false
        ),
    ]

    /// The course as a test of promtool; annotations are compared by it, so they are taken from the rules.
    private static func test(of course: Course, _ rules: String) throws -> String {
        let alert = "SignalboxCache\(course.alert)"
        let after = try #require(rules.split(separator: "alert: \(alert)\n").last)
        let summary = try #require(after.firstMatch(of: /annotations: \{summary: "([^"]*)"\}/)).1
        let isByModel = course.alert == "HitRatioCollapsed"
        var expected = ""
        if course.fires {
            let label = isByModel ? "model: fast" : "instance: a"
            let text = summary.replacing("{{ $labels.model }}", with: "fast")
                .replacing("{{ $labels.instance }}", with: "a")
            expected = """

                          - exp_labels: {severity: warning, \(label)}
                            exp_annotations: {summary: "\(text)"}
                """
        }
        let series = course.series.map { "      - {series: '\($0.0)', values: '\($0.1)'}" }.joined(separator: "\n")
        return """
            rule_files: [rules.yaml]
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:
            \(series)
                alert_rule_test:
                  - eval_time: \(course.minute)m
                    alertname: \(alert)
                    exp_alerts: \(course.fires ? "" : "[]")\(expected)

            """
    }

    @Test func `Prometheus takes the rules`() throws {
        try PromtoolTests.requirePromtool()
        try PromtoolTests.withDirectory { directory in
            let file = directory.appending(path: "rules.yaml")
            try Data(try Self.rules().utf8).write(to: file)
            let check = try PromtoolTests.promtool(["check", "rules", file.path], input: nil)
            #expect(check.status == 0, "\(check.output)")
            #expect(check.output.contains("7 rules found"), "\(check.output)")
        }
    }

    @Test(arguments: Self.courses.indices)
    func `an alert fires when it should, and only then`(position: Int) throws {
        let course = Self.courses[position]
        try PromtoolTests.requirePromtool()
        try PromtoolTests.withDirectory { directory in
            let rules = try Self.rules()
            try Data(rules.utf8).write(to: directory.appending(path: "rules.yaml"))
            let test = directory.appending(path: "test.yaml")
            try Data(try Self.test(of: course, rules).utf8).write(to: test)
            let result = try PromtoolTests.promtool(["test", "rules", test.path], input: nil)
            #expect(result.status == 0, "\(course.alert) \(course.fires): \(result.output)")
        }
    }
}

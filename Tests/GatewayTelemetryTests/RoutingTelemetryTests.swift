import GatewayCore
import GatewayWire
import NIOCore
import Testing

@testable import GatewayTelemetry

struct RoutingTelemetryTests {
    private static func settings() -> Settings {
        var settings = Fixture.settings()
        var rule = RuleSettings(name: "code goes up", when: "true")
        rule.strategy = "lowest-cost"
        settings.models[0].routing.rules = [RuleSettings(name: "first", when: "true"), rule]
        return settings
    }

    private static func exchange(_ fixture: Fixture, _ change: (Exchange) -> Void) throws -> Exchange {
        let exchange = try fixture.typicalExchange()
        exchange.decision = 0x0123_4567_89AB_CDEF
        change(exchange)
        return exchange
    }

    private static func lines(_ fixture: Fixture, _ telemetry: [LoopTelemetry]) -> [String] {
        let gauges = GatewayGauges(
            version: "1",
            configVersion: 1,
            shares: [
                .init(model: "fast", deployment: "fast-groq", share: 0.25),
                .init(model: "b", deployment: "c", share: 1),
            ]
        )
        let samples = telemetry.map { $0.sample(of: fixture.loop) }
        let scrape = Scrape(samples, gauges: gauges, process: nil, format: .prometheus)
        return scrape.text.split(separator: "\n").map(String.init).filter { line in
            ["signalbox_routing", "signalbox_rule", "signalbox_degraded", "signalbox_deployment_share"].contains {
                line.hasPrefix($0)
            }
        }
    }

    @Test func `decisions, rules and steps down are counted over all loops`() throws {
        let telemetry = (0..<2).map { LoopTelemetry(index: $0, log: nil, wallClock: { Fixture.wallClock }) }
        var fixture = try Fixture(Self.settings(), observer: telemetry[0])
        try Self.exchange(fixture) { _ in }.settle()
        try Self.exchange(fixture) { exchange in
            exchange.ruling = Ruling()
            exchange.ruling?.matched = [0, 1]
            exchange.ruling?.strategyName = "lowest-cost"
            exchange.signals.degradedTo = .basic
        }.settle()
        // No decision was made: from the cache, or refused by a rule.
        try Self.exchange(fixture) { $0.decision = 0 }.settle()
        try Self.exchange(fixture) { exchange in
            exchange.decision = 0
            exchange.ruling = Ruling()
            exchange.ruling?.matched = [0]
        }.settle()
        fixture = try Fixture(Self.settings(), observer: telemetry[1])
        try Self.exchange(fixture) { $0.signals.degradedTo = .basic }.settle()
        #expect(
            Self.lines(fixture, telemetry) == [
                #"signalbox_routing_decisions_total{model="fast",strategy="weighted"} 2"#,
                #"signalbox_routing_decisions_total{model="fast",strategy="lowest-cost"} 1"#,
                #"signalbox_rule_matches_total{model="fast",rule="first"} 2"#,
                #"signalbox_rule_matches_total{model="fast",rule="code goes up"} 1"#,
                #"signalbox_degraded_total{model="fast",tier="basic"} 2"#,
                #"signalbox_deployment_share{model="fast",deployment="fast-groq"} 0.2500"#,
                #"signalbox_deployment_share{model="b",deployment="c"} 1.0000"#,
            ]
        )
    }

    @Test func `what is beyond the limit of series counts as other`() throws {
        let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock }, maxSeries: 1)
        let fixture = try Fixture(Self.settings(), observer: telemetry)
        for tier in [Tier.basic, .advanced] {
            try Self.exchange(fixture) { exchange in
                exchange.ruling = Ruling()
                exchange.ruling?.matched = tier == .basic ? [0] : [1]
                exchange.ruling?.strategyName = tier == .basic ? "" : "lowest-cost"
                exchange.signals.degradedTo = tier
            }.settle()
        }
        let lines = Self.lines(fixture, [telemetry])
        for name in ["signalbox_routing_decisions_total", "signalbox_rule_matches_total", "signalbox_degraded_total"] {
            let series = lines.filter { $0.hasPrefix(name) }
            #expect(series.count <= 2 && series.contains { $0.contains("other") }, "\(series)")
            #expect(series.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +) == 2)
        }
    }

    @Test func `the log names decision, first rule and tier`() throws {
        let fixture = try Fixture(Self.settings())
        let exchange = try Self.exchange(fixture) { exchange in
            exchange.ruling = Ruling()
            exchange.ruling?.matched = [1, 0]
            exchange.signals.degradedTo = .standard
        }
        exchange.settle()
        let line = try #require(AccessLogLineTests.line(exchange))
        let part = #","decision":"dec_0123456789abcdef","rule":"code goes up","degraded":"standard","status":200"#
        #expect(line.contains(part))
        let plain = try fixture.typicalExchange()
        plain.settle()
        let text = try #require(AccessLogLineTests.line(plain))
        #expect(!text.contains("decision") && !text.contains("\"rule\"") && !text.contains("degraded"))
    }

    @Test func `shares are those of the groups and of their deployments' health`() throws {
        let fixture = try Fixture(Fixture.settings(groups: ["fast", "slow"]))
        let shares = LoopTelemetry.shares(of: fixture.loop.snapshot, at: fixture.loop.now)
        #expect(shares.map(\.model) == ["fast", "slow"])
        #expect(shares.map(\.deployment) == ["fast-groq", "slow-groq"])
        #expect(shares.allSatisfy { $0.share == 1 })
    }
}

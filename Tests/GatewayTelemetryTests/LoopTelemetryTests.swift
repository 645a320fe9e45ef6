import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

struct LoopTelemetryTests {
    private static func telemetry(maxSeries: Int = LoopTelemetry.defaultMaxSeries) -> LoopTelemetry {
        LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock }, maxSeries: maxSeries)
    }

    /// Sum of the samples of a metric whose line has all the texts.
    private static func sum(
        _ metric: String,
        _ telemetry: [LoopTelemetry],
        _ fixture: Fixture,
        with texts: [String] = []
    )
        -> Double
    {
        Scrape(telemetry.map { $0.sample(of: fixture.loop) }).sum(metric, with: texts)
    }

    @Test func `an exchange is counted once however often it settles`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture(observer: telemetry)
        let exchange = try fixture.typicalExchange()
        exchange.settle()
        exchange.settle()
        #expect(Self.sum("signalbox_requests_total", [telemetry], fixture) == 1)
        #expect(Self.sum("signalbox_request_duration_seconds_count", [telemetry], fixture) == 1)
        #expect(Self.sum("signalbox_attempts_total", [telemetry], fixture) == 1)
        #expect(Self.sum("signalbox_active_requests", [telemetry], fixture) == 0)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `every exchange is in exactly one series of each metric, over loops and reloads`(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let loops = [Self.telemetry(), Self.telemetry()]
        let fixture = try Fixture(Fixture.settings(groups: ["a", "b", "c"]))
        var byLabels: [[String]: Double] = [:]
        var (attempts, streams, bytes) = (0, 0, 0)
        var held: [(Exchange, [String])] = []
        for step in 0..<400 {
            if step % 60 == 59 {
                // Positions change: a group in front of the others, or none.
                let groups = ["a", "b", "c", "new"].shuffled(using: &chance).prefix(1 + chance.below(4))
                try fixture.apply(Fixture.settings(groups: Array(groups)))
            }
            let exchange = try fixture.exchange()
            var labels = ["model=\"\"", "status=\"404\""]
            if chance.below(4) > 0 {
                let group = fixture.loop.snapshot.groups[chance.below(fixture.loop.snapshot.groups.count)]
                exchange.group = group
                exchange.target = fixture.loop.snapshot.targets[group.members[0]]
                exchange.attempts = 1
                exchange.status = 200
                exchange.isStream = chance.below(2) == 0
                labels = ["model=\"\(group.group.name)\"", "status=\"200\""]
            } else {
                exchange.status = 404
                exchange.error = .modelNotFound
            }
            exchange.bytesSent = chance.below(1000)
            fixture.advance(microseconds: Int64(chance.below(1_000_000)))
            exchange.firstTokenAt = fixture.loop.now
            (attempts, bytes) = (attempts + exchange.attempts, bytes + exchange.bytesSent)
            streams += exchange.isStream ? 1 : 0
            byLabels[labels, default: 0] += 1
            held.append((exchange, labels))
            // Some exchanges outlive the configuration they began with.
            while held.count > chance.below(30) {
                fixture.loop.observer = loops[chance.below(2)]
                held.remove(at: chance.below(held.count)).0.settle()
            }
        }
        for (exchange, _) in held {
            fixture.loop.observer = loops[0]
            exchange.settle()
        }
        let scrape = Scrape(loops.map { $0.sample(of: fixture.loop) })
        #expect(scrape.sum("signalbox_requests_total") == 400, "seed \(seed)")
        #expect(scrape.sum("signalbox_request_duration_seconds_count") == 400, "seed \(seed)")
        #expect(scrape.sum("signalbox_overhead_seconds_count") == 400, "seed \(seed)")
        #expect(scrape.sum("signalbox_attempts_total") == Double(attempts), "seed \(seed)")
        #expect(scrape.sum("signalbox_time_to_first_token_seconds_count") == Double(streams), "seed \(seed)")
        #expect(scrape.sum("signalbox_response_bytes_total") == Double(bytes), "seed \(seed)")
        for (labels, count) in byLabels {
            #expect(scrape.sum("signalbox_requests_total", with: labels) == count, "seed \(seed) \(labels)")
        }
    }

    @Test func `each attempt counts for the deployment that it was made on`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture(Fixture.settings(groups: ["a", "b"]), observer: telemetry)
        let targets = fixture.loop.snapshot.targets
        let rescued = try fixture.typicalExchange()
        rescued.target = targets[1]
        rescued.attempts = 3
        rescued.failedAttempts = [
            FailedAttempt(target: targets[0], error: .providerRateLimited, status: 429, duration: 5),
            FailedAttempt(target: targets[0], error: .providerReset, status: 0, duration: 5),
        ]
        rescued.settle()
        // The last attempt failed too, and stands among the failed ones already.
        let lost = try fixture.typicalExchange()
        lost.failedAttempts = [FailedAttempt(target: targets[0], error: .providerReset, status: 0, duration: 5)]
        lost.error = .providerReset
        lost.settle()
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        func count(_ deployment: String, _ outcome: String) -> Double {
            let labels = ["deployment=\"\(deployment)\"", "outcome=\"\(outcome)\""]
            return scrape.sum("signalbox_attempts_total", with: labels)
        }
        #expect(count("a-groq", "provider_rate_limited") == 1)
        #expect(count("a-groq", "provider_reset") == 2)
        #expect(count("b-groq", "success") == 1)
        #expect(scrape.sum("signalbox_attempts_total") == 4)
    }

    @Test func `a model that only a request names never becomes a label`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture(observer: telemetry)
        let snapshot = fixture.loop.snapshot
        for number in 0..<50 {
            let unknown = try fixture.exchange()
            unknown.model = "invented-\(number)"
            unknown.error = .modelNotFound
            unknown.settle()
            let direct = try fixture.exchange()
            direct.model = "groq/invented-\(number)"
            direct.target = Target(
                wildcard: snapshot.targets[snapshot.providers[0].wildcard],
                model: "invented-\(number)",
                modelJSON: [],
                price: nil
            )
            direct.attempts = 1
            direct.settle()
        }
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        #expect(!scrape.text.contains("invented"))
        let wildcard = ["model=\"groq/*\"", "deployment=\"groq/*\"", "provider=\"groq\""]
        #expect(scrape.sum("signalbox_requests_total", with: wildcard) == 50)
        #expect(scrape.sum("signalbox_requests_total") == 100)
    }

    @Test func `a deployment named directly has its own model label`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture(observer: telemetry)
        let exchange = try fixture.exchange()
        exchange.target = fixture.loop.snapshot.targets[0]
        exchange.settle()
        let labels = ["model=\"groq/llama-fast\"", "deployment=\"fast-groq\""]
        #expect(Self.sum("signalbox_requests_total", [telemetry], fixture, with: labels) == 1)
    }

    @Test func `beyond the limit of series everything counts as other, and nothing is lost`() throws {
        let telemetry = Self.telemetry(maxSeries: 5)
        let fixture = try Fixture(Fixture.settings(groups: (0..<40).map { "g\($0)" }), observer: telemetry)
        for _ in 0..<2 {
            for group in fixture.loop.snapshot.groups {
                let exchange = try fixture.typicalExchange()
                exchange.group = group
                exchange.target = fixture.loop.snapshot.targets[group.members[0]]
                exchange.settle()
            }
        }
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        for metric in ["signalbox_requests_total", "signalbox_attempts_total"] {
            #expect(scrape.lines(metric).count <= 6, "\(metric)")
            #expect(scrape.sum(metric) == 80, "\(metric)")
            #expect(scrape.sum(metric, with: ["provider=\"other\""]) > 0, "\(metric)")
        }
        for metric in ["signalbox_request_duration_seconds", "signalbox_time_to_first_token_seconds"] {
            #expect(scrape.lines(metric + "_count").count <= 6, "\(metric)")
            #expect(scrape.sum(metric + "_count") == 80, "\(metric)")
        }
        #expect(scrape.sum("signalbox_tokens_total", with: ["type=\"output\""]) == 80 * 8)
    }

    @Test func `an exchange beyond the limit of one metric keeps its own series of the coarser ones`() throws {
        let telemetry = Self.telemetry(maxSeries: 3)
        let fixture = try Fixture(Fixture.settings(groups: ["a", "b", "c"]), observer: telemetry)
        // Three series by status use up the limit of requests, and one of the others.
        for status in [200, 201, 202, 203] {
            let exchange = try fixture.typicalExchange()
            exchange.status = status
            exchange.settle()
        }
        for position in [1, 2, 1] {
            let exchange = try fixture.typicalExchange()
            exchange.group = fixture.loop.snapshot.groups[position]
            exchange.target = fixture.loop.snapshot.targets[position]
            exchange.settle()
        }
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        #expect(scrape.sum("signalbox_requests_total", with: ["model=\"other\""]) == 4)
        for (group, count) in [("a", 4.0), ("b", 2), ("c", 1)] {
            let model = "model=\"\(group)\""
            #expect(scrape.sum("signalbox_request_duration_seconds_count", with: [model]) == count)
            #expect(scrape.sum("signalbox_time_to_first_token_seconds_count", with: [model]) == count)
            #expect(scrape.sum("signalbox_tokens_total", with: [model, "type=\"output\""]) == count * 8)
            #expect(scrape.sum("signalbox_attempts_total", with: ["deployment=\"\(group)-groq\""]) == count)
        }
    }

    @Test func `a refused request is counted as refused and as nothing else`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture()
        telemetry.requestRefused(GatewayError(.headersTooLarge, "x"))
        telemetry.requestRefused(GatewayError(.overloaded, "x"))
        telemetry.requestRefused(GatewayError(.overloaded, "x"))
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        #expect(
            scrape.lines("signalbox_requests_refused_total") == [
                "signalbox_requests_refused_total{error_type=\"caller_headers_too_large\"} 1",
                "signalbox_requests_refused_total{error_type=\"gateway_overloaded\"} 2",
            ]
        )
        #expect(scrape.sum("signalbox_requests_total") == 0)
    }

    @Test func `clocks that run backwards count as no time`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture()
        let exchange = try fixture.typicalExchange()
        exchange.settle()
        exchange.waitedForProvider = .max / 2
        exchange.firstTokenAt = 1
        exchange.lastTokenAt = 0
        exchange.settledAt = 0
        telemetry.exchangeSettled(exchange)
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        #expect(scrape.sum("signalbox_overhead_seconds_sum") == 0)
        #expect(scrape.sum("signalbox_request_duration_seconds_sum") == 0)
    }

    @Test func `a sample does not change when the loop counts on`() throws {
        let telemetry = Self.telemetry()
        let fixture = try Fixture(observer: telemetry)
        try fixture.typicalExchange().settle()
        let sample = try #require(fixture.loop.telemetrySample)
        try fixture.typicalExchange().settle()
        #expect(Scrape([sample]).sum("signalbox_requests_total") == 1)
        #expect(Self.sum("signalbox_requests_total", [telemetry], fixture) == 2)
    }
}

import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

/// What is counted of the response cache.
struct CacheTelemetryTests {
    private let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock })
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(Fixture.settings(groups: ["fast", "slow"]), observer: self.telemetry)
    }

    private var scrape: Scrape { Scrape([self.telemetry.sample(of: self.fixture.loop)]) }

    // MARK: Requests

    @Test func `every outcome and tier is counted under its name`() throws {
        for outcome in CacheNote.Outcome.allCases {
            for (position, tier) in CacheNote.Tier.allCases.enumerated() {
                for _ in 0...position {
                    let exchange = try self.fixture.storedExchange()
                    exchange.cache = CacheNote()
                    exchange.cache.outcome = outcome
                    exchange.cache.tier = tier
                    exchange.settle()
                }
            }
        }
        let scrape = self.scrape
        for outcome in CacheNote.Outcome.allCases {
            for (position, tier) in CacheNote.Tier.allCases.enumerated() {
                let line =
                    #"signalbox_cache_requests_total{model="fast",outcome="\#(outcome.label)",tier="\#(tier.label)"}"#
                let expected = outcome == .off ? [] : ["\(line) \(position + 1)"]
                #expect(scrape.lines("signalbox_cache_requests_total").filter { $0.hasPrefix(line) } == expected)
            }
        }
        #expect(scrape.sum("signalbox_requests_total") == 9 * 15)
    }

    @Test func `an exchange that is no business of the cache leaves no trace`() throws {
        try self.fixture.typicalExchange().settle()
        let exchange = try self.fixture.typicalExchange()
        // What stands beside an outcome of `off` means nothing.
        exchange.cache.tier = .memory
        exchange.cache.savedCost = Cost(femtoDollars: 1)
        exchange.cache.savedUsage = TokenUsage(input: 1)
        exchange.settle()
        let scrape = self.scrape
        #expect(scrape.names.filter { $0.hasPrefix("signalbox_cache_") && !$0.contains("_age_") } == [])
        #expect(scrape.sum("signalbox_cache_age_seconds_count") == 0)
        #expect(scrape.sum("signalbox_requests_total", with: ["provider=\"groq\""]) == 2)
        #expect(scrape.sum("signalbox_time_to_first_token_seconds_count") == 2)
    }

    @Test func `only entries that answered have an age`() throws {
        for outcome in CacheNote.Outcome.allCases {
            let exchange = try self.fixture.storedExchange()
            exchange.cache.outcome = outcome
            exchange.settle()
        }
        let scrape = self.scrape
        #expect(scrape.sum("signalbox_cache_age_seconds_count") == 2)
        #expect(scrape.sum("signalbox_cache_age_seconds_sum") == 180.5)
        let buckets = scrape.lines("signalbox_cache_age_seconds_bucket")
        #expect(buckets.contains(#"signalbox_cache_age_seconds_bucket{le="60.0"} 0"#))
        #expect(buckets.contains(#"signalbox_cache_age_seconds_bucket{le="300.0"} 2"#))
        #expect(buckets.last == #"signalbox_cache_age_seconds_bucket{le="+Inf"} 2"#)
    }

    // MARK: Savings

    @Test func `savings are summed by tenant, group and tier`() throws {
        func settle(_ tenant: String?, _ group: Int, _ tier: CacheNote.Tier) throws {
            let exchange = try self.fixture.storedExchange()
            exchange.caller = tenant.map { VirtualKey(name: "key of \($0)", digest: [], tenant: $0) }
            exchange.group = self.fixture.loop.snapshot.groups[group]
            exchange.cache.tier = tier
            exchange.settle()
        }
        for _ in 0..<3 { try settle("acme", 0, .memory) }
        for _ in 0..<2 { try settle("acme", 1, .redis) }
        try settle("globex", 0, .memory)
        try settle(nil, 0, .memory)
        let keyWithoutTenant = try self.fixture.storedExchange()
        keyWithoutTenant.caller = VirtualKey(name: "lonely", digest: [])
        keyWithoutTenant.settle()
        let scrape = self.scrape
        let expected: [(tenant: String, model: String, tier: String, count: Double)] = [
            ("acme", "fast", "memory", 3), ("acme", "slow", "redis", 2), ("globex", "fast", "memory", 1),
            ("", "fast", "memory", 2),
        ]
        for row in expected {
            let labels = [#"{tenant="\#(row.tenant)",model="\#(row.model)",tier="\#(row.tier)""#]
            let cost = scrape.sum("signalbox_cache_saved_cost_usd_total", with: labels)
            #expect(abs(cost - row.count * 0.0000123) < 1e-12, "\(row)")
            #expect(scrape.sum("signalbox_cache_saved_tokens_total", with: labels) == row.count * 24, "\(row)")
            #expect(scrape.sum("signalbox_cache_saved_seconds_total", with: labels) == row.count * 1.5, "\(row)")
        }
        #expect(scrape.lines("signalbox_cache_saved_cost_usd_total").count == 4)
        #expect(!scrape.text.contains("lonely"))
        // What was saved was not used.
        #expect(scrape.sum("signalbox_tokens_total") == 0)
        #expect(scrape.sum("signalbox_cost_usd_total") == 0)
    }

    @Test func `a saving without a price has tokens and no cost`() throws {
        let exchange = try self.fixture.storedExchange()
        exchange.cache.savedCost = nil
        exchange.settle()
        let scrape = self.scrape
        #expect(scrape.lines("signalbox_cache_saved_cost_usd_total") == [])
        #expect(scrape.sum("signalbox_cache_saved_tokens_total", with: ["type=\"output\""]) == 4)
    }

    @Test func `a forwarded request saves what was stored of it, and otherwise nothing`() throws {
        let partly = try self.fixture.typicalExchange()
        partly.cache.outcome = .miss
        partly.cache.tier = .memory
        partly.cache.savedUsage = TokenUsage(input: 30)
        partly.cache.savedCost = Cost(femtoDollars: 1_000_000_000_000)
        partly.settle()
        let forwarded = try self.fixture.typicalExchange()
        forwarded.cache.outcome = .miss
        forwarded.settle()
        let scrape = self.scrape
        let labels = #"{tenant="acme",model="fast",tier="memory"}"#
        #expect(
            scrape.lines("signalbox_cache_saved_cost_usd_total") == [
                "signalbox_cache_saved_cost_usd_total\(labels) 0.001"
            ]
        )
        #expect(scrape.sum("signalbox_cache_saved_tokens_total") == 30)
        #expect(scrape.lines("signalbox_cache_saved_seconds_total").count == 1)
        // It was the provider's answer all the same.
        #expect(scrape.sum("signalbox_requests_total", with: ["provider=\"groq\""]) == 2)
        #expect(scrape.sum("signalbox_time_to_first_token_seconds_count", with: ["provider=\"groq\""]) == 2)
    }

    @Test func `years of saved time do not overflow`() throws {
        for _ in 0..<3 {
            let exchange = try self.fixture.storedExchange()
            exchange.cache.savedNanoseconds = .max
            exchange.settle()
        }
        let labels = #"{tenant="acme",model="fast",tier="memory"}"#
        #expect(
            self.scrape.lines("signalbox_cache_saved_seconds_total") == [
                "signalbox_cache_saved_seconds_total\(labels) 55340232221.128654845"
            ]
        )
    }

    // MARK: Limits and loops

    @Test func `tenants beyond the limit count as other, and take no room from other labels`() throws {
        let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock }, maxSeries: 4)
        let fixture = try Fixture(observer: telemetry)
        for number in 0..<50 {
            let exchange = try fixture.storedExchange()
            exchange.caller = VirtualKey(name: "k", digest: [], tenant: "tenant-\(number)")
            exchange.settle()
        }
        try fixture.typicalExchange().settle()
        let scrape = Scrape([telemetry.sample(of: fixture.loop)])
        for number in 0..<4 {
            let labels = ["tenant=\"tenant-\(number)\"", "model=\"fast\"", "tier=\"memory\""]
            #expect(scrape.sum("signalbox_cache_saved_seconds_total", with: labels) == 1.5)
        }
        let rest = #"{tenant="other",model="other",tier="other"}"#
        #expect(
            scrape.lines("signalbox_cache_saved_seconds_total").filter { $0.contains("other") } == [
                "signalbox_cache_saved_seconds_total\(rest) 69.0"
            ]
        )
        #expect(scrape.sum("signalbox_cache_saved_tokens_total", with: ["type=\"output\""]) == 200)
        #expect(!scrape.text.contains("tenant-4"))
        #expect(scrape.sum("signalbox_requests_total", with: ["deployment=\"fast-groq\""]) == 1)
    }

    @Test func `outcomes beyond the limit of series count as other`() throws {
        let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock }, maxSeries: 2)
        let fixture = try Fixture(observer: telemetry)
        for outcome in CacheNote.Outcome.allCases {
            let exchange = try fixture.storedExchange()
            exchange.cache.outcome = outcome
            exchange.settle()
        }
        let lines = Scrape([telemetry.sample(of: fixture.loop)]).lines("signalbox_cache_requests_total")
        #expect(
            lines == [
                #"signalbox_cache_requests_total{model="fast",outcome="bypass",tier="memory"} 1"#,
                #"signalbox_cache_requests_total{model="fast",outcome="miss",tier="memory"} 1"#,
                #"signalbox_cache_requests_total{model="other",outcome="other",tier="other"} 6"#,
            ]
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `loops that saw tenants and groups in another order are added up by name`(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let loops = (0..<3).map { LoopTelemetry(index: $0, log: nil, wallClock: { Fixture.wallClock }) }
        var saved: [String: Double] = [:]
        var requests: [String: Double] = [:]
        for _ in 0..<300 {
            self.fixture.loop.observer = loops[chance.below(3)]
            let exchange = try self.fixture.storedExchange()
            let tenant = "tenant-\(chance.below(5))"
            let group = self.fixture.loop.snapshot.groups[chance.below(2)]
            exchange.caller = VirtualKey(name: "k", digest: [], tenant: tenant)
            exchange.group = group
            exchange.cache.tier = chance.below(2) == 0 ? .memory : .redis
            exchange.cache.outcome = chance.below(3) == 0 ? .stale : .hit
            exchange.cache.savedNanoseconds = UInt64(chance.below(8)) * 250_000_000
            let tier = #"tier="\#(exchange.cache.tier.label)""#
            let seconds = Double(exchange.cache.savedNanoseconds) / 1e9
            let model = #"model="\#(group.group.name)""#
            saved[#"{tenant="\#(tenant)",\#(model),\#(tier)}"#, default: 0] += seconds
            requests[#"{\#(model),outcome="\#(exchange.cache.outcome.label)",\#(tier)}"#, default: 0] += 1
            exchange.settle()
        }
        let scrape = Scrape(loops.map { $0.sample(of: self.fixture.loop) })
        for (labels, seconds) in saved {
            #expect(scrape.sum("signalbox_cache_saved_seconds_total", with: [labels]) == seconds, "seed \(seed)")
        }
        for (labels, count) in requests {
            #expect(scrape.sum("signalbox_cache_requests_total", with: [labels]) == count, "seed \(seed)")
        }
        #expect(scrape.lines("signalbox_cache_saved_seconds_total").count == saved.count, "seed \(seed)")
        #expect(scrape.lines("signalbox_cache_requests_total").count == requests.count, "seed \(seed)")
        #expect(scrape.sum("signalbox_cache_age_seconds_count") == 300, "seed \(seed)")
    }
}

import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

/// What answers from the cache leave alone: the numbers of providers and deployments.
struct StoredAnswerTests {
    private let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock })
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(observer: self.telemetry)
    }

    private var scrape: Scrape { Scrape([self.telemetry.sample(of: self.fixture.loop)]) }

    private static let saving = CacheNote.Outcome.allCases.filter(\.isSaving)

    @Test(arguments: Self.saving)
    func `a stored answer is a request of no provider, without attempt, tokens or latency`(
        outcome: CacheNote.Outcome
    ) throws {
        let exchange = try self.fixture.storedExchange()
        exchange.cache.outcome = outcome
        exchange.settle()
        let scrape = self.scrape
        let labels = ["model=\"fast\"", "deployment=\"\"", "provider=\"\"", "status=\"200\"", "error_type=\"\""]
        #expect(scrape.sum("signalbox_requests_total", with: labels) == 1)
        #expect(scrape.lines("signalbox_time_to_first_token_seconds_count") == [])
        #expect(scrape.lines("signalbox_time_per_output_token_seconds_count") == [])
        #expect(scrape.lines("signalbox_attempts_total") == [])
        #expect(scrape.lines("signalbox_tokens_total") == [])
        #expect(scrape.sum("signalbox_extra_attempts_total") == 0)
        let duration = ["model=\"fast\"", "provider=\"\""]
        #expect(scrape.sum("signalbox_request_duration_seconds_count", with: duration) == 1)
    }

    /// An outage that a stale answer made good: the failed attempts are the deployment's, the answer is not.
    @Test func `attempts made in vain before a stale answer are their deployment's, and that is all`() throws {
        let exchange = try self.fixture.typicalExchange()
        exchange.cache.outcome = .stale
        exchange.cache.tier = .redis
        exchange.attempts = 2
        let target = self.fixture.loop.snapshot.targets[0]
        exchange.failedAttempts = [
            FailedAttempt(target: target, error: .providerReset, status: 0, duration: 1, usage: TokenUsage(input: 7)),
            FailedAttempt(target: target, role: .retry, error: .providerError, status: 500, duration: 1),
        ]
        exchange.settle()
        let scrape = self.scrape
        #expect(scrape.sum("signalbox_requests_total", with: ["deployment=\"\"", "provider=\"\""]) == 1)
        #expect(scrape.sum("signalbox_requests_total") == 1)
        #expect(scrape.lines("signalbox_time_to_first_token_seconds_count") == [])
        #expect(scrape.sum("signalbox_attempts_total", with: ["outcome=\"provider_reset\""]) == 1)
        #expect(scrape.sum("signalbox_attempts_total", with: ["outcome=\"provider_error\""]) == 1)
        #expect(scrape.sum("signalbox_attempts_total", with: ["outcome=\"success\""]) == 0)
        #expect(scrape.sum("signalbox_extra_attempts_total", with: ["role=\"retry\""]) == 1)
        // 100 of the exchange's own usage and 7 of the broken attempt: all of them were used there.
        let input = ["deployment=\"fast-groq\"", "type=\"input\""]
        #expect(scrape.sum("signalbox_tokens_total", with: input) == 107)
    }

    @Test func `an attempt that a stored answer followed is no success`() throws {
        let exchange = try self.fixture.typicalExchange()
        exchange.cache.outcome = .stale
        exchange.settle()
        #expect(self.scrape.lines("signalbox_attempts_total") == [])
    }

    @Test func `answers of providers and of the cache do not share series of the same status`() throws {
        // In both orders: a series remembers where its coarser ones stand.
        for isStored in [true, false, false, true, true] {
            let exchange = try self.fixture.typicalExchange()
            exchange.cache.outcome = isStored ? .hit : .miss
            exchange.settle()
        }
        let scrape = self.scrape
        #expect(scrape.sum("signalbox_requests_total", with: ["provider=\"groq\""]) == 2)
        #expect(scrape.sum("signalbox_requests_total", with: ["provider=\"\""]) == 3)
        #expect(scrape.sum("signalbox_time_to_first_token_seconds_count", with: ["provider=\"groq\""]) == 2)
        #expect(scrape.sum("signalbox_time_to_first_token_seconds_count") == 2)
        #expect(scrape.sum("signalbox_attempts_total", with: ["outcome=\"success\""]) == 2)
        #expect(scrape.sum("signalbox_tokens_total", with: ["deployment=\"fast-groq\"", "type=\"output\""]) == 40)
        #expect(scrape.lines("signalbox_tokens_total").count == 5)
    }

    @Test func `what deployments used in vain is counted for each of them`() throws {
        let fixture = try Fixture(Fixture.settings(groups: ["a", "b"]), observer: self.telemetry)
        for (target, input) in [(0, 1), (1, 20), (0, 300)] {
            let exchange = try fixture.typicalExchange()
            exchange.target = fixture.loop.snapshot.targets[target]
            exchange.usage = TokenUsage(input: input)
            exchange.cache.outcome = .stale
            exchange.settle()
        }
        let scrape = self.scrape
        #expect(scrape.sum("signalbox_tokens_total", with: ["deployment=\"a-groq\""]) == 301)
        #expect(scrape.sum("signalbox_tokens_total", with: ["deployment=\"b-groq\""]) == 20)
    }

    @Test func `a stored refusal is an error without attempts`() throws {
        let exchange = try self.fixture.exchange()
        exchange.group = self.fixture.loop.snapshot.groups[0]
        exchange.cache.outcome = .negative
        exchange.cache.tier = .memory
        exchange.status = 400
        exchange.error = .requestRejected
        exchange.settle()
        let scrape = self.scrape
        let labels = ["model=\"fast\"", "provider=\"\"", "error_type=\"caller_request_rejected\""]
        #expect(scrape.sum("signalbox_requests_total", with: labels) == 1)
        #expect(scrape.lines("signalbox_attempts_total") == [])
        #expect(scrape.lines("signalbox_cache_saved_tokens_total") == [])
        let note = ["outcome=\"negative\"", "tier=\"memory\""]
        #expect(scrape.sum("signalbox_cache_requests_total", with: note) == 1)
    }

    @Test(arguments: CacheNote.Tier.allCases)
    func `waiting for another request's answer is no overhead, looking an answer up is`(tier: CacheNote.Tier) throws {
        let exchange = try self.fixture.exchange()
        self.fixture.advance(microseconds: 20)
        exchange.enter(.recall)
        self.fixture.advance(microseconds: 3000)
        exchange.cache.outcome = tier == .none ? .miss : .coalesced
        exchange.cache.tier = tier
        exchange.settle()
        let isWait = tier == .flight || tier == .peer
        #expect(ExchangeTiming(exchange).overhead == (isWait ? 20_000 : 3_020_000))
    }

    // MARK: The providers' own caches

    private func settle(_ group: Int, _ usage: TokenUsage?, in fixture: Fixture) throws {
        let exchange = try fixture.typicalExchange()
        exchange.group = fixture.loop.snapshot.groups[group]
        exchange.target = fixture.loop.snapshot.targets[group]
        exchange.usage = usage
        exchange.settle()
    }

    @Test func `the share of prompts read from providers' caches is that of all their tokens`() throws {
        let fixture = try Fixture(Fixture.settings(groups: ["a", "b", "c", "d"]), observer: self.telemetry)
        try self.settle(0, TokenUsage(input: 60, cachedInput: 10, cacheWrite: 10, output: 1000), in: fixture)
        try self.settle(0, TokenUsage(input: 0, cachedInput: 80, cacheWrite: 0, reasoning: 1000), in: fixture)
        try self.settle(1, TokenUsage(input: 5), in: fixture)
        // No prompt tokens, and no report at all.
        try self.settle(2, TokenUsage(output: 9), in: fixture)
        try self.settle(3, nil, in: fixture)
        #expect(
            self.scrape.lines("signalbox_prompt_cache_hit_ratio") == [
                #"signalbox_prompt_cache_hit_ratio{model="a",provider="groq"} 0.5625"#,
                #"signalbox_prompt_cache_hit_ratio{model="b",provider="groq"} 0.0"#,
            ]
        )
    }

    @Test func `the share is over all deployments of a model at a provider`() throws {
        var settings = Fixture.settings()
        settings.deployments.append(Deployment(id: "second", provider: "groq", model: "m"))
        settings.deployments.append(Deployment(id: "third", provider: "other-one", model: "m"))
        settings.models[0].members += [GroupMember(deployment: "second"), GroupMember(deployment: "third")]
        let fixture = try Fixture(settings, observer: self.telemetry)
        for (target, cached) in [(0, 100), (1, 0), (2, 25)] {
            let exchange = try fixture.typicalExchange()
            exchange.target = fixture.loop.snapshot.targets[target]
            exchange.usage = TokenUsage(input: 100 - cached, cachedInput: cached)
            exchange.settle()
        }
        #expect(
            self.scrape.lines("signalbox_prompt_cache_hit_ratio") == [
                #"signalbox_prompt_cache_hit_ratio{model="fast",provider="groq"} 0.5"#,
                #"signalbox_prompt_cache_hit_ratio{model="fast",provider="other-one"} 0.25"#,
            ]
        )
    }
}

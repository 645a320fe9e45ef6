import GatewayCore
import Testing

@Suite struct DeploymentLiveTests {
    private static let second: UInt64 = 1_000_000_000
    private static let start = 100 * second
    private static let all: RoutingNeeds = [.latency, .prediction, .errorRate, .headroom]

    private static func facts(
        _ end: AttemptFacts.End = .answered,
        milliseconds: UInt64 = 0,
        isStream: Bool = true,
        bodyBytes: Int = 100,
        streaming: UInt64 = 0,
        output: Int = 0
    ) -> AttemptFacts {
        var facts = AttemptFacts(end)
        facts.latency = milliseconds * 1_000_000
        facts.isStream = isStream
        facts.bodyBytes = bodyBytes
        facts.streaming = streaming * 1_000_000
        facts.outputTokens = output
        return facts
    }

    private static func candidate(
        _ live: DeploymentLive,
        isStream: Bool = true,
        bodyBytes: Int = 100,
        at now: UInt64 = start
    ) -> Candidate {
        var candidate = Candidate(target: 0, name: 1)
        live.fill(&candidate, self.all, isStream: isStream, bodyBytes: bodyBytes, at: now)
        return candidate
    }

    private static func near(_ value: Double, _ milliseconds: Double) -> Bool {
        abs(value / (milliseconds * 1e6) - 1) < 0.2
    }

    @Test func `one that was never asked is unknown`() {
        #expect(Self.candidate(DeploymentLive()) == Candidate(target: 0, name: 1))
    }

    @Test func `time to first token is measured by size and kind, and taken from the nearest size`() {
        let live = DeploymentLive()
        for _ in 0..<20 {
            live.ended(Self.facts(milliseconds: 50), DeploymentLimits(), at: Self.start)
            live.ended(Self.facts(milliseconds: 400, bodyBytes: 100 << 10), DeploymentLimits(), at: Self.start)
        }
        #expect(Self.near(Self.candidate(live).firstToken, 50))
        #expect(Self.near(Self.candidate(live, bodyBytes: 8 << 10).firstToken, 50))
        #expect(Self.near(Self.candidate(live, bodyBytes: 1 << 20).firstToken, 400))
        // Nobody has seen a plain reply: it is put together from streams.
        #expect(Self.near(Self.candidate(live, isStream: false).firstToken, 50))
        for _ in 0..<20 {
            live.ended(Self.facts(milliseconds: 900, isStream: false), DeploymentLimits(), at: Self.start)
        }
        #expect(Self.near(Self.candidate(live, isStream: false).firstToken, 900))
        #expect(Self.candidate(live, isStream: false).perOutputToken == 0)
        #expect(Self.candidate(live).samples == 60)
    }

    @Test func `time per token is that of the stream after its first`() {
        let live = DeploymentLive()
        live.ended(Self.facts(milliseconds: 50, streaming: 70, output: 7), DeploymentLimits(), at: Self.start)
        #expect(Self.candidate(live).perOutputToken == 0)
        live.ended(Self.facts(milliseconds: 50, streaming: 2_000, output: 101), DeploymentLimits(), at: Self.start)
        #expect(Self.near(Self.candidate(live).perOutputToken, 20))
    }

    @Test func `failures and refusals are errors, and what says nothing is none`() {
        let live = DeploymentLive()
        for end in [AttemptFacts.End.answered, .answered, .failed, .rateLimited, .neutral] {
            live.ended(Self.facts(end), DeploymentLimits(), at: Self.start)
        }
        #expect(Self.candidate(live).errorRate == 0.5)
        let totals = live.totals(at: Self.start)
        #expect(totals.results == 4 && totals.failures == 2 && totals.latencies == 0)
    }

    @Test func `a slow answer is known at once`() {
        let live = DeploymentLive()
        live.ended(Self.facts(milliseconds: 50), DeploymentLimits(), at: Self.start)
        live.ended(Self.facts(.failed, milliseconds: 3_000), DeploymentLimits(), at: Self.start)
        #expect(Self.candidate(live).latency == 3e9)
        #expect(Self.candidate(live, at: Self.start + 11 * Self.second).latency == 1.5e9)
        // A failure's wait is no time to first token.
        #expect(Self.near(Self.candidate(live).firstToken, 50))
    }

    @Test func `running sums hold the logarithms of latencies`() {
        let live = DeploymentLive()
        live.ended(Self.facts(milliseconds: 1), DeploymentLimits(), at: Self.start)
        live.ended(Self.facts(milliseconds: 1_000), DeploymentLimits(), at: Self.start)
        let totals = live.totals(at: Self.start)
        // log2(1e6) + log2(1e9) = 19.93 + 29.90
        #expect(totals.latencies == 2 && abs(totals.logSum - 49.83) < 0.2)
    }

    @Test func `those who wait are counted until their first content`() {
        let live = DeploymentLive()
        for offset in 0..<4 as Range<UInt64> {
            live.began(DeploymentLimits(), at: Self.start + offset * Self.second)
        }
        let now = Self.start + 5 * Self.second
        #expect(live.totals(at: now).waiting == 4 && live.totals(at: now).waitingFor == 3.5e9)
        live.stoppedWaiting(since: Self.start)
        #expect(live.totals(at: now).waiting == 3 && live.totals(at: now).waitingFor == 3e9)
        for offset in 1..<4 as Range<UInt64> {
            live.stoppedWaiting(since: Self.start + offset * Self.second)
        }
        #expect(live.totals(at: now).waiting == 0 && live.totals(at: now).waitingFor == 0)
    }

    @Test func `the provider's limits fill up again by the time that it states`() {
        let live = DeploymentLive()
        var reading = RateLimitReading()
        reading[.requests].limit = 100
        reading[.requests].remaining = 50
        reading[.requests].reset = 10 * Self.second
        live.note(reading, at: Self.start)
        #expect(live.headroom(at: Self.start) == 0.5)
        #expect(live.headroom(at: Self.start + 5 * Self.second) == 0.75)
        #expect(live.headroom(at: Self.start + 10 * Self.second) == 1)
        reading[.outputTokens].remaining = 0
        reading[.tokens].remaining = 90
        reading[.tokens].limit = 100
        live.note(reading, at: Self.start)
        #expect(live.headroom(at: Self.start) == 0)
        #expect(Self.candidate(live).headroom == 0)
        #expect(live.headroom(at: Self.start + 30 * Self.second) == 0.5)
    }

    @Test func `a refusal leaves nothing until its time has passed`() {
        let live = DeploymentLive()
        live.noteRetryAfter(20 * Self.second, at: Self.start)
        #expect(live.headroom(at: Self.start) == 0)
        #expect(live.headroom(at: Self.start + 20 * Self.second) == 1)
    }

    @Test func `own counts stand in for what the provider does not say`() {
        let live = DeploymentLive()
        let limits = DeploymentLimits(requestsPerMinute: 10, tokensPerMinute: 1_000)
        for _ in 0..<4 {
            live.began(limits, at: Self.start)
        }
        #expect(abs(live.headroom(at: Self.start) - 0.6) < 1e-9)
        var facts = Self.facts(.neutral, output: 300)
        facts.inputTokens = 600
        live.ended(facts, limits, at: Self.start)
        #expect(abs(live.headroom(at: Self.start) - 0.1) < 1e-9)
        #expect(live.headroom(at: Self.start + 61 * Self.second) == 1)
        // Without limits nobody counts.
        let free = DeploymentLive()
        free.began(DeploymentLimits(), at: Self.start)
        free.ended(facts, DeploymentLimits(), at: Self.start)
        #expect(free.headroom(at: Self.start) == 1)
    }

    @Test func `round trips follow the shortest, and slowly the others`() {
        let roundTrip = RoundTrip()
        #expect(roundTrip.nanoseconds == 0)
        roundTrip.note(0)
        roundTrip.note(40_000_000)
        roundTrip.note(20_000_000)
        #expect(roundTrip.nanoseconds == 20_000_000)
        roundTrip.note(100_000_000)
        #expect(roundTrip.nanoseconds == 30_000_000)
    }
}

@Suite struct CacheResidencyTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `a prompt is there for as long as providers keep it`() {
        let residency = CacheResidency()
        let key = Draw.mix(77)
        let now = 1_000 * Self.second
        residency.note(key, tokens: 6_400, at: now)
        #expect(residency.share(of: key, tokens: 6_400, at: now) == 1)
        #expect(residency.share(of: key, tokens: 12_800, at: now) == 0.5)
        #expect(residency.share(of: key, tokens: 100, at: now) == 1)
        #expect(residency.share(of: Draw.mix(78), tokens: 6_400, at: now) == 0)
        #expect(residency.share(of: key, tokens: 6_400, at: now + 300 * Self.second) == 1)
        #expect(residency.share(of: key, tokens: 6_400, at: now + 450 * Self.second) == 0.5)
        #expect(residency.share(of: key, tokens: 6_400, at: now + 600 * Self.second) == 0)
        residency.note(key, tokens: 12_800, at: now + 500 * Self.second)
        #expect(residency.share(of: key, tokens: 12_800, at: now + 600 * Self.second) == 1)
        #expect(residency.share(of: key, tokens: 0, at: now) == 0)
    }

    @Test func `a short prompt is kept by nobody`() {
        let residency = CacheResidency()
        residency.note(5, tokens: 1_023, at: 0)
        #expect(residency.share(of: 5, tokens: 1_023, at: 0) == 0)
    }

    @Test func `the latest of many are there, and nothing that was not noted`() {
        for seed in 1...20 as ClosedRange<UInt64> {
            let residency = CacheResidency(capacity: 256)
            var chance = Chance(seed: seed)
            let keys = (0..<2_000).map { _ in chance.next() }
            for (index, key) in keys.enumerated() {
                residency.note(key, tokens: 2_048, at: UInt64(index / 10) * Self.second)
            }
            let now = 200 * Self.second
            let late = keys.suffix(50).count { residency.share(of: $0, tokens: 2_048, at: now) > 0 }
            #expect(late >= 48, "seed \(seed)")
            #expect(keys.prefix(1_000).count { residency.share(of: $0, tokens: 2_048, at: now) > 0 } < 20)
            #expect((0..<1_000).allSatisfy { _ in residency.share(of: chance.next(), tokens: 2_048, at: now) == 0 })
        }
    }

    @Test func `the longest prompts still fit`() {
        let residency = CacheResidency()
        residency.note(9, tokens: .max, at: 0)
        #expect(residency.share(of: 9, tokens: 1_000_000, at: 0) == 1)
    }
}

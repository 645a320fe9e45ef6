import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct StalenessTests {
    private static func fixture(
        _ change: @escaping (inout GroupCacheSettings) -> Void = { _ in }
    ) throws -> RecallFixture {
        try RecallFixture(group: {
            $0.ttl = .seconds(10)
            $0.staleWhileRevalidate = .seconds(5)
            $0.staleIfError = .seconds(60)
            change(&$0)
        })
    }

    private static let down = ScriptedAttempt.fail(GatewayError(.providerUnreachable, "Nobody is there."))

    // MARK: stale-while-revalidate

    @Test func `a stale answer is given at once, and one refresh in the background renews it`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 12_000)
        fixture.upstream.script = [.hold]
        let stale = try (0..<5).map { _ in try fixture.ask() }
        for asked in stale {
            #expect(asked.client.text == Reply.json("old") && asked.client.isWellFormed)
            #expect(asked.outcome == .stale && asked.exchange.cache.tier == .memory)
            #expect(asked.status == "signalbox; hit; ttl=-2; detail=stale" && asked.client.header("age") == "12")
        }
        #expect(fixture.calls == 2)
        #expect(fixture.observer.settled.count == 6)
        fixture.upstream.held[0].answer(Reply.json("new"))
        fixture.run()
        let refresh = try #require(fixture.observer.settled.last)
        #expect(refresh.cache.outcome == .refresh && refresh.attempts == 1 && refresh.error == nil)
        #expect(refresh.status == 200 && !refresh.cache.outcome.isSaving)
        #expect(try fixture.ask().client.text == Reply.json("new"))
        #expect(fixture.calls == 2)
        fixture.expectQuiet()
    }

    @Test func `refreshes of a group are limited by their rate`() throws {
        let fixture = try Self.fixture {
            var early = EarlyRefreshSettings()
            early.beta = 0
            early.rate = 1
            $0.earlyRefresh = early
        }
        for text in ["a", "b", "c"] {
            _ = try fixture.ask(Ask.chat(text), answering: .answer(Reply.json(text)))
        }
        fixture.pass(milliseconds: 11_000)
        fixture.upstream.script = [.hold, .hold, .hold]
        for text in ["a", "b", "c"] {
            #expect(try fixture.ask(Ask.chat(text)).outcome == .stale)
        }
        #expect(fixture.calls == 4)
        fixture.pass(milliseconds: 1_100)
        #expect(try fixture.ask(Ask.chat("b")).outcome == .stale)
        #expect(fixture.calls == 5)
        for held in fixture.upstream.held {
            held.answer(Reply.json())
        }
        fixture.run()
        fixture.expectQuiet()
    }

    @Test func `a refresh that fails leaves the stale answer, and the next one is tried`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 12_000)
        #expect(try fixture.ask(answering: Self.down).outcome == .stale)
        #expect(fixture.observer.settled.map(\.cache.outcome) == [.miss, .refresh, .stale])
        #expect(fixture.observer.settled[1].error == .providerUnreachable)
        fixture.pass(milliseconds: 1_500)
        #expect(try fixture.ask(answering: .answer(Reply.json("new"))).client.text == Reply.json("old"))
        #expect(try fixture.ask().client.text == Reply.json("new"))
        fixture.expectQuiet()
    }

    @Test(arguments: ["x-request-timeout: nonsense\r\n", "x-request-timeout: 1ms\r\n", "x-signalbox-priority: odd\r\n"])
    func `a refresh does not suffer from what the caller said of its patience`(headers: String) throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 12_000)
        fixture.upstream.script = [.hold]
        #expect(try fixture.ask(headers: headers).client.text == Reply.json("old"))
        let held = try #require(fixture.upstream.held.first)
        #expect(held.exchange.deadline == held.exchange.startedAt + 600_000_000_000)
        held.answer(Reply.json("new"))
        fixture.run()
        #expect(try fixture.ask().client.text == Reply.json("new"))
        fixture.expectQuiet()
    }

    @Test func `a miss with a bad header leaves no call behind`() throws {
        let fixture = try Self.fixture()
        let bad = try fixture.ask(headers: "x-request-timeout: nonsense\r\n")
        #expect(bad.client.status == 400 && bad.client.isWellFormed)
        fixture.expectQuiet()
        #expect(try fixture.ask(answering: .answer(Reply.json())).client.status == 200)
    }

    @Test func `only-if-cached takes a stale answer within the window, and makes no call for it`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json()))
        fixture.pass(milliseconds: 12_000)
        #expect(try fixture.ask(headers: "cache-control: only-if-cached\r\n").outcome == .stale)
        #expect(fixture.calls == 1)
    }

    @Test func `a request that joins a refresh shares its answer`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 14_000)
        fixture.upstream.script = [.hold]
        #expect(try fixture.ask().outcome == .stale)
        fixture.pass(milliseconds: 3_000)
        let joined = try fixture.ask()
        #expect(joined.client.heads.isEmpty && fixture.calls == 2)
        fixture.upstream.held[0].answer(Reply.json("new"))
        fixture.run()
        #expect(joined.client.text == Reply.json("new") && joined.outcome == .coalesced)
        fixture.expectQuiet()
    }

    // MARK: stale-if-error

    @Test func `an outage answers from what is stored, marked as stale`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 20_000)
        let asked = try fixture.ask(answering: Self.down)
        #expect(asked.client.text == Reply.json("old") && asked.client.isWellFormed && asked.client.status == 200)
        #expect(asked.outcome == .stale && asked.status == "signalbox; hit; ttl=-10; detail=stale")
        #expect(asked.client.header("age") == "20" && asked.exchange.error == nil)
        #expect(asked.exchange.attempts == 1)
        fixture.pass(milliseconds: 51_000)
        let late = try fixture.ask(answering: Self.down)
        #expect(late.client.status == 502 && late.exchange.error == .providerUnreachable)
        fixture.expectQuiet()
    }

    @Test(
        arguments: [
            ("", ScriptedAttempt.fail(.refusal()), 400), ("cache-control: stale-if-error=0\r\n", Self.down, 502),
            ("cache-control: no-cache\r\n", Self.down, 502),
            ("cache-control: no-cache, stale-if-error=100\r\n", Self.down, 200),
            ("cache-control: max-age=5\r\n", Self.down, 200),
        ]
    )
    func `a stale answer stands in only for outages, and where the request takes it`(
        headers: String,
        step: ScriptedAttempt,
        status: Int
    ) throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 20_000)
        #expect(try fixture.ask(headers: headers, answering: step).client.status == status)
        fixture.expectQuiet()
    }

    @Test func `those who wait for a call that fails decide for themselves about the stale answer`() throws {
        let fixture = try RecallFixture(
            group: {
                $0.ttl = .seconds(10)
                $0.staleIfError = .seconds(60)
            },
            process: { $0.coalesce.maxLeaders = 1 }
        )
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 20_000)
        fixture.upstream.script = [.hold]
        let first = try fixture.ask()
        let second = try fixture.ask()
        let strict = try fixture.ask(headers: "cache-control: stale-if-error=0\r\n")
        fixture.upstream.held[0].finish(GatewayError(.providerReset, "Cut."))
        fixture.run()
        for asked in [first, second] {
            #expect(asked.client.text == Reply.json("old") && asked.outcome == .stale && asked.client.isWellFormed)
            #expect(asked.client.header("age") == "20" && asked.status == "signalbox; hit; ttl=-10; detail=stale")
        }
        #expect(strict.client.status == 502 && strict.client.isWellFormed)
        #expect(fixture.calls == 2)
        fixture.expectQuiet()
    }

    @Test func `a stale answer that was purged meanwhile stands in for nothing`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 20_000)
        fixture.upstream.script = [.hold]
        let asked = try fixture.ask()
        fixture.state.purge(.everything, at: fixture.state.now)
        fixture.upstream.held[0].finish(GatewayError(.providerReset, "Cut."))
        fixture.run()
        #expect(asked.client.status == 502)
    }

    @Test func `max-stale takes what is past its life`() throws {
        let fixture = try Self.fixture { $0.staleWhileRevalidate = .zero }
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: 20_000)
        let asked = try fixture.ask(headers: "cache-control: max-stale=30\r\n")
        #expect(asked.outcome == .stale && fixture.calls == 1)
    }

    // MARK: Early refresh

    @Test func `a hot entry is renewed shortly before its end, and not long before`() throws {
        let fixture = try RecallFixture(group: {
            $0.ttl = .seconds(100)
            $0.earlyRefresh = EarlyRefreshSettings()
        })
        fixture.upstream.script = [.hold]
        _ = try fixture.ask()
        // Making it took a second: the chance to renew it is 1/e a second before its end.
        fixture.pass(milliseconds: 1_000)
        fixture.upstream.held[0].answer(Reply.json("old"))
        fixture.run()
        fixture.pass(milliseconds: 50_000)
        for _ in 0..<200 {
            #expect(try fixture.ask().outcome == .hit)
        }
        #expect(fixture.calls == 1)
        fixture.pass(milliseconds: 49_000)
        fixture.upstream.script = [.answer(Reply.json("new"))]
        for _ in 0..<50 {
            #expect(try fixture.ask().outcome == .hit)
        }
        #expect(fixture.calls == 2)
        #expect(fixture.observer.settled.contains { $0.cache.outcome == .refresh })
        fixture.pass(milliseconds: 5_000)
        #expect(try fixture.ask().client.text == Reply.json("new"))
        fixture.expectQuiet()
    }

    // MARK: Clocks

    @Test func `an entry ends with its life, and its memory is given back`() throws {
        let fixture = try RecallFixture(group: { $0.ttl = .seconds(10) })
        _ = try fixture.ask(answering: .answer(Reply.json()))
        fixture.pass(milliseconds: 9_999)
        #expect(try fixture.ask().outcome == .hit)
        fixture.pass(milliseconds: 1)
        fixture.upstream.script = [.hold]
        #expect(try fixture.ask().outcome == .miss)
        fixture.pass(milliseconds: 2_000)
        fixture.state.memory?.collect(now: fixture.loop.now)
        #expect(fixture.state.memory?.statistics.entries == 0)
        fixture.upstream.held[0].answer(Reply.json())
        fixture.run()
    }

    @Test func `an entry is kept for as long as it may stand in`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(answering: .answer(Reply.json()))
        fixture.pass(milliseconds: 69_000)
        fixture.state.memory?.collect(now: fixture.loop.now)
        #expect(fixture.state.memory?.statistics.entries == 1)
        fixture.pass(milliseconds: 3_000)
        fixture.state.memory?.collect(now: fixture.loop.now)
        #expect(fixture.state.memory?.statistics.entries == 0)
    }

    @Test(arguments: 1...60)
    func `a wall clock that is set never makes an entry live longer than its life and grace`(seed: Int) throws {
        var random = CacheRandom(seed: UInt64(seed))
        let fixture = try RecallFixture(group: {
            $0.ttl = .seconds(10)
            $0.staleIfError = .seconds(20)
        })
        var made = 0
        var madeAt: [String: UInt64] = [:]
        for step in 0..<80 {
            switch random.draw(0..<3) {
            case 0: fixture.clock.move(by: Int64(random.draw(-100_000..<100_000)))
            default: fixture.pass(milliseconds: Int64(random.draw(0..<6_000)))
            }
            made += 1
            let text = Reply.json("answer \(made)")
            let isDown = random.draw(0..<4) == 0
            let asked = try fixture.ask(answering: isDown ? Self.down : .answer(text))
            let now = fixture.loop.now
            if asked.outcome == .miss, !isDown {
                madeAt[asked.client.text] = now
            }
            guard asked.client.status == 200, let birth = madeAt[asked.client.text] else {
                #expect(asked.client.status == 502 && isDown, "seed \(seed) step \(step)")
                continue
            }
            let age = (now - birth) / 1_000_000
            #expect(age <= (asked.outcome == .hit ? 10_000 : 30_000), "seed \(seed) step \(step) \(asked.outcome)")
            #expect(asked.exchange.cache.ageMilliseconds >= 0)
        }
        fixture.expectQuiet()
    }
}

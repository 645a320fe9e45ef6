import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct LookupTests {
    // MARK: Hit and miss

    @Test func `the second request is answered from memory, with its age, and says so`() throws {
        let fixture = try RecallFixture()
        let first = try fixture.ask(answering: .answer(Reply.json()))
        #expect(first.outcome == .miss && first.exchange.cache.tier == .none)
        #expect(first.exchange.cacheLine.map { String(buffer: $0) } == "cache-status: signalbox; fwd=miss\r\n")
        fixture.pass(milliseconds: 2_500)
        let second = try fixture.ask()
        #expect(second.client.text == Reply.json() && second.client.isWellFormed)
        #expect(second.outcome == .hit && second.exchange.cache.tier == .memory)
        #expect(second.status == "signalbox; hit; ttl=3597; detail=exact")
        #expect(second.client.header("age") == "2")
        #expect(second.client.header("content-type") == "application/json")
        #expect(second.client.header("x-signalbox-model") == "d0")
        #expect(second.client.header("x-signalbox-attempts") == "0")
        #expect(second.exchange.cache.ageMilliseconds == 2_500)
        #expect(second.exchange.attempts == 0 && second.exchange.status == 200 && second.exchange.error == nil)
        #expect(fixture.calls == 1 && fixture.observer.settled.count == 2)
        fixture.expectQuiet()
    }

    @Test(
        arguments: [
            (Ask.chat("hi"), Ask.chat("ho")),
            (Ask.chat(), Ask.chat(more: #","temperature":0,"max_tokens":7"#)),
            (Ask.chat(), Ask.chat(more: #","temperature":0,"n":2"#)),
        ]
    )
    func `another request is another entry`(one: String, other: String) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(one, answering: .answer(Reply.json("one")))
        let second = try fixture.ask(other, answering: .answer(Reply.json("two")))
        #expect(second.client.text == Reply.json("two") && fixture.calls == 2)
    }

    @Test(
        arguments: [
            Ask.chat(more: #","user":"u-1","temperature":0"#), Ask.chat(more: #","temperature":0.0"#),
            Ask.chat(more: #","temperature":0,"metadata":{"a":"b"}"#),
        ]
    )
    func `what says nothing about the answer does not part requests`(body: String) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let second = try fixture.ask(body)
        #expect(second.outcome == .hit && fixture.calls == 1)
    }

    @Test func `an alias of the group shares the group's entries`() throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let second = try fixture.ask(Ask.chat(model: "other-name"))
        #expect(second.outcome == .hit && second.client.text == Reply.json() && fixture.calls == 1)
    }

    @Test func `what was saved is noted with the hit`() throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold]
        let first = try fixture.ask()
        let held = try #require(fixture.upstream.held.first)
        first.exchange.usage = TokenUsage(input: 3, output: 2)
        first.exchange.cost = Cost(femtoDollars: 77)
        fixture.pass(milliseconds: 400)
        held.answer(Reply.json())
        fixture.run()
        let second = try fixture.ask()
        #expect(second.exchange.cache.savedCost == Cost(femtoDollars: 77))
        #expect(second.exchange.cache.savedUsage == TokenUsage(input: 3, output: 2))
        #expect(second.exchange.cache.savedNanoseconds == 400_000_000)
        #expect(second.client.header("x-signalbox-cost") == "0")
        #expect(second.client.header("x-signalbox-cost-saved") == "0.000000000000077")
        #expect(second.exchange.cost == nil && second.exchange.usage == nil)
    }

    // MARK: What goes past

    @Test(
        arguments: [
            (Ask.chat(more: ""), "", "not_deterministic"),
            (Ask.chat(more: #","temperature":0.7"#), "", "not_deterministic"),
            (Ask.chat(), "cache-control: no-cache, no-store\r\n", "requested"),
            (Ask.chat(), "x-fresh: 1\r\n", "bypass_header"),
            (Ask.chat(), "x-signalbox-tags: a, live\r\n", "bypass_tag"),
            (Ask.chat(more: #","temperature":0,"seed":1,"seed":2"#), "", "ambiguous"),
        ]
    )
    func `a request that goes past the cache says why, and leaves nothing`(
        body: String,
        headers: String,
        detail: String
    ) throws {
        let fixture = try RecallFixture(group: {
            $0.bypass = [.header(name: "x-fresh", value: "1"), .tag("live")]
        })
        for _ in 0..<2 {
            let asked = try fixture.ask(body, headers: headers, answering: .answer(Reply.json()))
            #expect(asked.outcome == .bypass)
            let line = asked.exchange.cacheLine.map { String(buffer: $0) }
            #expect(line == "cache-status: signalbox; fwd=bypass; detail=\(detail)\r\n")
        }
        #expect(fixture.calls == 2 && fixture.state.memory?.statistics.entries == 0)
        let strict = try fixture.ask(body, headers: headers + "cache-control: only-if-cached\r\n")
        #expect(strict.client.status == 504 && strict.exchange.error == .notCached && fixture.calls == 2)
    }

    @Test func `a group without a cache is left alone`() throws {
        let fixture = try RecallFixture(model: { $0.cache = nil })
        for _ in 0..<2 {
            let asked = try fixture.ask(answering: .answer(Reply.json()))
            #expect(asked.outcome == .off && asked.exchange.cacheLine == nil)
        }
        #expect(fixture.calls == 2)
    }

    @Test func `only-if-cached takes what is stored and asks nobody`() throws {
        let fixture = try RecallFixture()
        let none = try fixture.ask(headers: "cache-control: only-if-cached\r\n")
        #expect(none.client.status == 504 && none.exchange.error == .notCached && none.client.isWellFormed)
        #expect(fixture.calls == 0)
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let some = try fixture.ask(headers: "cache-control: only-if-cached\r\n")
        #expect(some.outcome == .hit && some.client.text == Reply.json())
        fixture.pass(milliseconds: 3_600_001)
        let old = try fixture.ask(headers: "cache-control: only-if-cached\r\n")
        #expect(old.client.status == 504 && fixture.calls == 1)
        fixture.expectQuiet()
    }

    @Test func `no-store neither stores nor shares, but takes what is there`() throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold, .hold]
        let first = try fixture.ask(headers: "cache-control: no-store\r\n")
        let second = try fixture.ask(headers: "cache-control: no-store\r\n")
        #expect(fixture.calls == 2)
        for held in fixture.upstream.held {
            held.answer(Reply.json())
        }
        fixture.run()
        #expect(first.client.isWellFormed && second.client.isWellFormed)
        #expect(fixture.state.memory?.statistics.entries == 0)
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let third = try fixture.ask(headers: "cache-control: no-store\r\n")
        #expect(third.outcome == .hit && fixture.calls == 3)
    }

    @Test func `no-cache asks anew, and stores what comes`() throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        let second = try fixture.ask(headers: "cache-control: no-cache\r\n", answering: .answer(Reply.json("new")))
        #expect(second.client.text == Reply.json("new") && second.outcome == .miss)
        let line = second.exchange.cacheLine.map { String(buffer: $0) }
        #expect(line == "cache-status: signalbox; fwd=request\r\n")
        #expect(try fixture.ask().client.text == Reply.json("new"))
        #expect(fixture.calls == 2)
    }

    @Test(arguments: [("max-age=2", 1_000, true), ("max-age=2", 3_000, false), ("min-fresh=3599", 2_000, false)])
    func `a request may ask for a younger answer`(directive: String, age: Int64, isHit: Bool) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .answer(Reply.json("old")))
        fixture.pass(milliseconds: age)
        let asked = try fixture.ask(headers: "cache-control: \(directive)\r\n", answering: .answer(Reply.json("new")))
        #expect(asked.client.text == Reply.json(isHit ? "old" : "new"))
        #expect(asked.outcome == (isHit ? .hit : .miss))
    }

    // MARK: What is stored

    @Test(
        arguments: [
            (ScriptedAttempt.answer(Reply.json(finish: "length")), false),
            (.answer(Reply.json(finish: "content_filter")), false),
            (.answer(Reply.json(finish: "weird")), false), (.answer(#"{"error":{"message":"x"}}"#), false),
            (.answer("{"), false), (.answer(Reply.json(finish: "tool_calls")), true),
        ]
    )
    func `only whole answers with an allowed end are stored`(step: ScriptedAttempt, isStored: Bool) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: step)
        let second = try fixture.ask(answering: .answer(Reply.json()))
        #expect((second.outcome == .hit) == isStored)
        #expect(fixture.calls == (isStored ? 1 : 2))
    }

    @Test(
        arguments: [
            [Reply.chunk(#""content":"a""#), Reply.done],
            Reply.events(finish: "length") + [Reply.done], Reply.events(finish: "content_filter") + [Reply.done],
        ]
    )
    func `a stream without a finish reason, or with another one, is not stored`(events: [String]) throws {
        let fixture = try RecallFixture()
        let first = try fixture.ask(Ask.chat(stream: true), answering: .stream(events, end: nil))
        #expect(first.client.text == events.joined())
        #expect(fixture.state.memory?.statistics.entries == 0)
    }

    @Test func `a broken stream is not stored`() throws {
        let fixture = try RecallFixture()
        let cut = GatewayError(.providerReset, "Cut.")
        let first = try fixture.ask(Ask.chat(stream: true), answering: .stream(Reply.events(), end: cut))
        #expect(first.exchange.error == .providerReset && first.client.text.contains("provider_reset"))
        let second = try fixture.ask(Ask.chat(stream: true), answering: Reply.stream())
        #expect(second.outcome == .miss && second.client.text == (Reply.events() + [Reply.done]).joined())
    }

    @Test func `an answer larger than an entry may be is not stored, in either form`() throws {
        let fixture = try RecallFixture(group: { $0.maxEntryBytes = 1_000 })
        let long = String(repeating: "x", count: 2_000)
        _ = try fixture.ask(answering: .answer(Reply.json(long)))
        let stream = try fixture.ask(Ask.chat("b", stream: true), answering: Reply.stream([long, long]))
        #expect(stream.client.text.hasSuffix(Reply.done) && stream.client.isWellFormed)
        #expect(fixture.state.memory?.statistics.entries == 0)
        fixture.expectQuiet()
    }

    @Test func `an answer is stored when it was asked for often enough`() throws {
        let fixture = try RecallFixture(group: { $0.minUses = 3 })
        let outcomes = try (0..<5).map { _ in try fixture.ask(answering: .answer(Reply.json())).outcome }
        #expect(outcomes == [.miss, .miss, .miss, .hit, .hit])
        #expect(fixture.calls == 3)
    }

    @Test(arguments: [false, true])
    func `the answer of a fallback is stored only where the group says so`(storesFallbacks: Bool) throws {
        let fixture = try RecallFixture(group: { $0.storesFallbacks = storesFallbacks }, fallbacks: 1)
        fixture.upstream.script = [.fail(GatewayError(.providerReset, "Cut.")), .answer(Reply.json("lesser"))]
        let first = try fixture.ask()
        #expect(first.client.text == Reply.json("lesser") && fixture.upstream.tried == ["d0", "d1"])
        let second = try fixture.ask(answering: .answer(Reply.json("better")))
        #expect(second.outcome == (storesFallbacks ? .hit : .miss))
    }

    // MARK: Refusals

    @Test func `a refusal that would come again is remembered for a while`() throws {
        let fixture = try RecallFixture()
        let first = try fixture.ask(answering: .fail(.refusal(400, "Too long.")))
        #expect(first.client.status == 400)
        fixture.pass(milliseconds: 4_900)
        let second = try fixture.ask()
        #expect(second.client.status == 400 && second.client.text == first.client.text)
        #expect(second.outcome == .negative && second.exchange.error == .requestRejected)
        #expect(second.status == "signalbox; hit; detail=negative" && second.client.isWellFormed)
        #expect(fixture.calls == 1)
        let anew = try fixture.ask(headers: "cache-control: no-cache\r\n", answering: .fail(.refusal()))
        #expect(anew.outcome == .miss && fixture.calls == 2)
        fixture.pass(milliseconds: 5_100)
        let third = try fixture.ask(answering: .answer(Reply.json()))
        #expect(third.outcome == .miss && third.client.status == 200)
        fixture.expectQuiet()
    }

    @Test(arguments: [401, 403, 408, 425, 429])
    func `a refusal that speaks of time or rights is not remembered`(status: Int) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .fail(.refusal(status)))
        let second = try fixture.ask(answering: .answer(Reply.json()))
        #expect(second.outcome == .miss && second.client.status == 200)
    }

    // MARK: Keys

    @Test func `another epoch, member or prompt version leaves the entries behind`() throws {
        let fixture = try RecallFixture(members: 2)
        let changes: [(inout Settings) -> Void] = [
            { $0.cache.epoch = 1 },
            { $0.models[0].cache?.promptVersion = "v2" },
            { $0.deployments[0].model = "their-newer" },
            { $0.models[0].members.removeLast() },
        ]
        _ = try fixture.ask(answering: .answer(Reply.json()))
        for change in changes {
            #expect(try fixture.ask().outcome == .hit)
            try fixture.reconfigure(change)
            #expect(try fixture.ask(answering: .answer(Reply.json())).outcome == .miss)
        }
        try fixture.reconfigure { $0.models[0].members[0].weight = 7 }
        #expect(try fixture.ask().outcome == .hit)
    }

    @Test func `headers and tags that vary the answer part the entries`() throws {
        let fixture = try RecallFixture(group: {
            $0.varyHeaders = ["x-lang"]
            $0.variesByTags = true
        })
        func outcome(_ headers: String) throws -> CacheNote.Outcome {
            try fixture.ask(headers: headers, answering: .answer(Reply.json())).outcome
        }
        #expect(try outcome("x-lang: de\r\n") == .miss)
        #expect(try outcome("X-Lang: de\r\n") == .hit)
        #expect(try outcome("x-lang: en\r\n") == .miss)
        #expect(try outcome("") == .miss)
        #expect(try outcome("x-lang: de\r\nx-signalbox-tags: a,b\r\n") == .miss)
        #expect(try outcome("x-lang: de\r\nx-signalbox-tags: b\r\nx-signalbox-tags: a\r\n") == .hit)
    }

    @Test func `a deployment's own answers are found by those who would ask it first`() throws {
        let fixture = try RecallFixture(group: { $0.unit = .deployment }, members: 2, fallbacks: 1)
        _ = try fixture.ask(answering: .answer(Reply.json("by d0")))
        #expect(try fixture.ask().client.text == Reply.json("by d0"))
        try fixture.reconfigure { $0.models[0].members.reverse() }
        let other = try fixture.ask(answering: .answer(Reply.json("by d1")))
        #expect(other.outcome == .miss && fixture.upstream.tried == ["d0", "d1"])
        #expect(try fixture.ask().client.text == Reply.json("by d1"))
    }

    @Test func `a deployment's key never holds another one's answer`() throws {
        let fixture = try RecallFixture(
            group: { $0.unit = .deployment },
            model: { $0.retry = RetrySettings(attempts: 1) },
            members: 2
        )
        fixture.upstream.script = [.fail(GatewayError(.providerReset, "Cut.")), .answer(Reply.json("by d1"))]
        #expect(try fixture.ask().client.text == Reply.json("by d1"))
        #expect(fixture.upstream.tried == ["d0", "d1"])
        #expect(try fixture.ask(answering: .answer(Reply.json("by d0"))).client.text == Reply.json("by d0"))
    }

    // MARK: Purges

    @Test(
        arguments: [
            CacheSelection.group("m"), .model("d0"), .tenant("acme"), .tag("doc:42"), .everything,
        ]
    )
    func `a purge between request and answer holds for the answer`(selection: CacheSelection) throws {
        let fixture = try RecallFixture()
        let caller = VirtualKey(name: "k", digest: [], tenant: "acme")
        let headers = "x-signalbox-cache-tags: doc:42\r\n"
        let scope = try #require(fixture.state.hasher.scope(selection))
        fixture.upstream.script = [.hold]
        let first = try fixture.ask(headers: headers, caller: caller)
        fixture.pass(milliseconds: 50)
        fixture.state.purge(scope, at: fixture.state.now)
        fixture.pass(milliseconds: 50)
        fixture.upstream.held[0].answer(Reply.json("before"))
        fixture.run()
        #expect(first.client.text == Reply.json("before"))
        let second = try fixture.ask(headers: headers, caller: caller, answering: .answer(Reply.json("after")))
        #expect(second.outcome == .miss && second.client.text == Reply.json("after"))
        #expect(try fixture.ask(headers: headers, caller: caller).outcome == .hit)
        #expect(fixture.state.purge(scope, at: fixture.state.now) == 1)
        #expect(try fixture.ask(headers: headers, caller: caller, answering: .answer("{}")).outcome == .miss)
    }

    @Test(arguments: [-3_600_000, 3_600_000] as [Int64])
    func `a purge between request and answer holds where the clock was set meanwhile`(jump: Int64) throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold]
        _ = try fixture.ask()
        if jump < 0 {
            fixture.clock.move(by: jump)
        }
        fixture.pass(milliseconds: 50)
        fixture.state.purge(.everything, at: fixture.state.now)
        if jump > 0 {
            fixture.clock.move(by: jump)
        }
        fixture.pass(milliseconds: 50)
        fixture.upstream.held[0].answer(Reply.json("before"))
        fixture.run()
        #expect(fixture.state.memory?.statistics.entries == 0)
    }

    @Test func `a purge of something else leaves the entry`() throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(headers: "x-signalbox-cache-tags: doc:42\r\n", answering: .answer(Reply.json()))
        for selection in [CacheSelection.group("n"), .model("d1"), .tenant("acme"), .tag("doc:43")] {
            let scope = try #require(fixture.state.hasher.scope(selection))
            #expect(fixture.state.count(scope) == 0)
            #expect(fixture.state.purge(scope, at: fixture.state.now) == 0)
        }
        #expect(try fixture.ask().outcome == .hit)
    }
}

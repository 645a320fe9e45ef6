import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct IdempotencyTests {
    private static let header = "idempotency-key: k-1\r\n"
    /// Neither temperature nor seed: nothing that would be cached.
    private static let body = Ask.chat(more: "")

    @Test func `a repeated key gets the first result again, and is billed once`() throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold]
        let first = try fixture.ask(Self.body, headers: Self.header)
        first.exchange.usage = TokenUsage(input: 3, output: 2)
        first.exchange.cost = Cost(femtoDollars: 5)
        fixture.upstream.held[0].answer(Reply.json("once"))
        fixture.run()
        let again = try fixture.ask(Self.body, headers: Self.header)
        #expect(again.client.text == Reply.json("once") && again.client.isWellFormed)
        #expect(again.outcome == .replayed && again.status == "signalbox; hit; detail=idempotency")
        #expect(again.exchange.usage == nil && again.exchange.cost == nil && again.exchange.attempts == 0)
        #expect(again.exchange.cache.savedCost == Cost(femtoDollars: 5))
        #expect(fixture.calls == 1 && fixture.observer.settled.count == 2)
        #expect(fixture.state.memory?.statistics.entries == 0)
        fixture.expectQuiet()
    }

    @Test func `a key that is repeated while the first call runs shares it, streams too`() throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold]
        let body = Ask.chat(stream: true, more: "")
        let first = try fixture.ask(body, headers: Self.header)
        let held = fixture.upstream.held[0]
        held.sendHead()
        let events = Reply.events()
        held.sendBody(events[0] + events[1])
        let second = try fixture.ask(body, headers: Self.header)
        #expect(second.client.text == events[0] + events[1])
        events[2...].forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        let third = try fixture.ask(body, headers: Self.header)
        for asked in [first, second, third] {
            #expect(asked.client.text == events.joined() + Reply.done && asked.client.isWellFormed)
        }
        #expect(second.outcome == .coalesced && third.outcome == .replayed && fixture.calls == 1)
    }

    @Test(arguments: [Ask.chat("ho", more: ""), Ask.chat(stream: true, more: ""), Ask.chat()])
    func `the same key with another body is refused, finished or in flight`(other: String) throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold]
        let first = try fixture.ask(Self.body, headers: Self.header)
        let early = try fixture.ask(other, headers: Self.header)
        fixture.upstream.held[0].answer(Reply.json())
        fixture.run()
        let late = try fixture.ask(other, headers: Self.header)
        for asked in [early, late] {
            #expect(asked.client.status == 422 && asked.exchange.error == .idempotencyKeyReused)
            #expect(asked.client.isWellFormed)
        }
        #expect(first.client.status == 200 && fixture.calls == 1)
        // Nothing but order and space is no other body.
        let same = try fixture.ask(
            #"{ "messages": [{"content":"hi","role":"user"}], "model":"m" }"#,
            headers: Self.header
        )
        #expect(same.outcome == .replayed)
        fixture.expectQuiet()
    }

    @Test func `a failure is no result: the next one tries`() throws {
        let fixture = try RecallFixture()
        let reset = GatewayError(.providerReset, "Cut.")
        let first = try fixture.ask(Self.body, headers: Self.header, answering: .fail(reset))
        #expect(first.client.status == 502)
        let second = try fixture.ask(Self.body, headers: Self.header, answering: .answer(Reply.json()))
        #expect(second.client.status == 200 && fixture.calls == 2)
        let refused = "idempotency-key: k-2\r\n"
        #expect(try fixture.ask(Self.body, headers: refused, answering: .fail(.refusal())).client.status == 400)
        #expect(try fixture.ask(Self.body, headers: refused, answering: .answer(Reply.json())).client.status == 200)
        fixture.expectQuiet()
    }

    @Test func `those who wait for a call that fails make the next one, one after the other`() throws {
        let fixture = try RecallFixture()
        fixture.upstream.script = [.hold, .hold]
        let asked = try (0..<3).map { _ in try fixture.ask(Self.body, headers: Self.header) }
        fixture.upstream.held[0].finish(GatewayError(.providerReset, "Cut."))
        fixture.run()
        #expect(fixture.calls == 2)
        fixture.upstream.held[1].answer(Reply.json())
        fixture.run()
        #expect(asked.map(\.client.status) == [502, 200, 200])
        fixture.expectQuiet()
    }

    @Test func `a key is its caller's own, ends with the window, and must have a sane length`() throws {
        let fixture = try RecallFixture()
        let one = VirtualKey(name: "one", digest: [], tenant: "acme")
        let two = VirtualKey(name: "two", digest: [], tenant: "acme")
        func ask(_ caller: VirtualKey) throws -> CacheNote.Outcome {
            try fixture.ask(Self.body, headers: Self.header, caller: caller, answering: .answer(Reply.json())).outcome
        }
        #expect(try ask(one) == .miss)
        #expect(try ask(two) == .miss)
        #expect(try ask(one) == .replayed)
        fixture.pass(milliseconds: 86_400_001)
        #expect(try ask(one) == .miss)
        let long = "idempotency-key: \(String(repeating: "x", count: 256))\r\n"
        let refused = try fixture.ask(Self.body, headers: long)
        #expect(refused.client.status == 400 && refused.exchange.error == .invalidRequest)
    }

    @Test func `without a window the header is ignored`() throws {
        let fixture = try RecallFixture(process: { $0.idempotency = nil })
        for _ in 0..<2 {
            _ = try fixture.ask(Self.body, headers: Self.header, answering: .answer(Reply.json()))
        }
        #expect(fixture.calls == 2)
    }

    @Test func `an answer that no cache would keep is a result all the same`() throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(Self.body, headers: Self.header, answering: .answer(Reply.json(finish: "length")))
        #expect(try fixture.ask(Self.body, headers: Self.header).outcome == .replayed)
    }
}

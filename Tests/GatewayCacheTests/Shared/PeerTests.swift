import GatewayCore
import GatewayTesting
import NIOCore
import RESP
import Testing

@testable import GatewayCache

@Suite struct PeerTests {
    private static let events = Reply.events(["a", "b", "c"])
    private static let whole = Self.events.joined()

    private static func ring() throws -> KeyRing {
        let key = EncryptionKey(id: "k1", key: Secret(String(repeating: "0123456789abcdef", count: 4)))
        return try KeyRing(CacheEncryption(keys: [key], active: "k1"))
    }

    @Test(arguments: [false, true])
    func `a stream of one gateway is followed on another as it comes`(isSealed: Bool) throws {
        let fixture = try SharedFixture(ring: isSealed ? try Self.ring() : nil)
        let first = try fixture.ask(0, Ask.chat(stream: true))
        let second = try fixture.ask(1, Ask.chat(stream: true, usage: true))
        let plain = try fixture.ask(1)
        let held = try fixture.held(0)
        held.sendHead()
        for (index, event) in Self.events.enumerated() {
            held.sendBody(event)
            fixture.pass(60)
            #expect(second.client.text == Self.events[...index].joined())
        }
        held.report()
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.pass(300)
        #expect(first.client.text == Self.whole + Reply.done)
        #expect(second.client.text == Self.whole + Reply.usage + Reply.done && second.client.isWellFormed)
        #expect(second.outcome == .coalesced && second.exchange.cache.tier == .peer)
        #expect(second.client.header("x-signalbox-model") == "d0")
        #expect(plain.client.text.contains(#""content":"abc""#) && plain.client.isWellFormed)
        #expect(fixture.nodes.map(\.calls) == [1, 0])
        #expect(try fixture.ask(1).exchange.cache.tier == .memory)
        fixture.expectQuiet()
    }

    @Test(arguments: [FollowMode.stream, .entry])
    func `who comes in the middle gets all of it, in either mode`(mode: FollowMode) throws {
        let fixture = try SharedFixture(process: { $0.coalesce.wait = mode })
        _ = try fixture.ask(0, Ask.chat(stream: true))
        let held = try fixture.held(0)
        held.sendHead()
        Self.events.prefix(3).forEach { held.sendBody($0) }
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 100)
        #expect(second.client.text == (mode == .stream ? Self.events.prefix(3).joined() : ""))
        Self.events.dropFirst(3).forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.pass(600)
        #expect(second.client.text == Self.whole + Reply.done && second.client.isWellFormed)
        #expect(fixture.nodes[1].calls == 0)
        fixture.expectQuiet()
    }

    @Test func `one text of another gateway is waited for`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        let second = try fixture.ask(1, pass: 1_000)
        let stream = try fixture.ask(1, Ask.chat(stream: true))
        try fixture.held(0).answer(Reply.json("abc"))
        fixture.pass(600)
        #expect(second.client.text == Reply.json("abc") && stream.client.text.hasSuffix(Reply.done))
        #expect(fixture.nodes[1].calls == 0)
        fixture.expectQuiet()
    }

    @Test func `many on both gateways cost one call`() throws {
        let fixture = try SharedFixture()
        let asked = try (0..<40).map { try fixture.ask($0 % 2, Ask.chat(stream: $0 % 3 == 0), pass: 0) }
        fixture.pass(30)
        #expect(fixture.nodes.map(\.calls).reduce(0, +) == 1)
        let node = fixture.nodes[0].calls == 1 ? 0 : 1
        let held = try fixture.held(node)
        if held.exchange.isStream {
            held.sendHead()
            Self.events.forEach { held.sendBody($0) }
            held.sendBody(Reply.done)
            held.sendEnd()
        } else {
            held.answer(Reply.json("abc"))
        }
        fixture.pass(600)
        for one in asked {
            #expect(one.client.isWellFormed && one.exchange.error == nil && one.client.text.contains("a"))
        }
        #expect(fixture.nodes.map(\.calls).reduce(0, +) == 1)
        fixture.expectQuiet()
    }

    @Test func `the client of the gateway that calls leaves: the call goes on for the other gateway`() throws {
        let fixture = try SharedFixture()
        let first = try fixture.ask(0, Ask.chat(stream: true))
        let held = try fixture.held(0)
        held.sendHead()
        held.sendBody(Self.events[0])
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 60)
        first.client.hasLeft = true
        first.client.listener?.clientWentAway()
        fixture.pass(5)
        #expect(held.goneCalls == 0)
        Self.events.dropFirst().forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.pass(300)
        #expect(second.client.text == Self.whole + Reply.done && second.client.isWellFormed)
        fixture.expectQuiet()
    }

    // MARK: What goes wrong

    @Test(arguments: [false, true])
    func `the gateway that calls dies: its lock runs out, and the next one calls`(hasContent: Bool) throws {
        let fixture = try SharedFixture(process: { $0.coalesce.lockTTL = .seconds(2) })
        _ = try fixture.ask(0, Ask.chat(stream: true))
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 60)
        let held = try fixture.held(0)
        if hasContent {
            held.sendHead()
            held.sendBody(Self.events[0])
            fixture.pass(60)
        }
        // Nothing comes from it any more: no renewal, no piece.
        let dead = fixture.nodes[0].gateway
        fixture.nodes[0].client.isAvailable = false
        for visit in fixture.nodes[0].gateway.observer.settled.map(\.visit) {
            (visit as? Visit)?.renewal?.stop()
        }
        (held.exchange.visit as? Visit)?.renewal?.stop()
        fixture.pass(4_000)
        if hasContent {
            #expect(second.client.isWellFormed && second.exchange.error == .providerStreamIncomplete)
            #expect(second.client.text.hasPrefix(Self.events[0]) && !second.client.text.contains("[DONE]"))
            #expect(fixture.nodes[1].calls == 0)
        } else {
            #expect(fixture.nodes[1].calls == 1)
            let own = try fixture.held(1)
            own.exchange.headSent ? () : own.sendHead()
            Self.events.forEach { own.sendBody($0) }
            own.sendBody(Reply.done)
            own.sendEnd()
            fixture.pass(20)
            #expect(second.client.text.hasSuffix(Self.whole + Reply.done) && second.client.isWellFormed)
        }
        held.finish(GatewayError(.providerReset, "Cut."))
        fixture.pass(20)
        fixture.nodes[0].client.isAvailable = true
        #expect(dead.state.flights.count == 0)
        fixture.expectQuiet()
    }

    @Test func `a call that fails there is made here`() throws {
        let fixture = try SharedFixture()
        let first = try fixture.ask(0, Ask.chat(stream: true))
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 60)
        try fixture.held(0).finish(GatewayError(.providerReset, "Cut."))
        fixture.pass(600)
        #expect(first.client.status == 502 && fixture.nodes[1].calls == 1)
        let held = try fixture.held(1)
        held.sendHead()
        Self.events.forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.pass(20)
        #expect(second.client.text == Self.whole + Reply.done && second.client.isWellFormed)
        fixture.expectQuiet()
    }

    @Test(arguments: [1, 2, 3, 4])
    func `a piece that is lost on its way never makes a whole answer`(lost: Int) throws {
        let fixture = try SharedFixture(group: { $0.finishReasons = [.toolCalls] })
        fixture.server.swallowed = [lost]
        _ = try fixture.ask(0, Ask.chat(stream: true))
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 60)
        let held = try fixture.held(0)
        held.sendHead()
        for event in Self.events {
            held.sendBody(event)
            fixture.pass(60)
        }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.pass(2_000)
        if second.client.isOver {
            #expect(second.exchange.error == .providerStreamIncomplete && !second.client.text.contains("[DONE]"))
            let end = try #require(second.client.text.firstRange(of: #"data: {"error""#))
            #expect(Self.whole.hasPrefix(second.client.text[..<end.lowerBound]))
        } else {
            // Nothing had reached it: it makes the call itself.
            let own = try fixture.held(1)
            own.sendHead()
            Self.events.forEach { own.sendBody($0) }
            own.sendBody(Reply.done)
            own.sendEnd()
            fixture.pass(50)
            #expect(second.client.text == Self.whole + Reply.done)
        }
        #expect(second.client.isWellFormed)
        fixture.expectQuiet()
    }

    @Test func `what is left of an earlier call is no part of the next one`() throws {
        // Not stored, so that each call is followed live.
        let fixture = try SharedFixture(group: { $0.finishReasons = [.toolCalls] })
        for round in 0..<3 {
            let events = Reply.events(["round \(round) ", "end"])
            let caller = round % 2
            _ = try fixture.ask(caller, Ask.chat(stream: true))
            let second = try fixture.ask(1 - caller, Ask.chat(stream: true), pass: 60)
            let held = try fixture.held(caller)
            held.sendHead()
            for event in events {
                held.sendBody(event)
                fixture.pass(40)
            }
            held.sendBody(Reply.done)
            held.sendEnd()
            fixture.pass(600)
            #expect(second.client.text == events.joined() + Reply.done, "round \(round)")
        }
        #expect(fixture.nodes.map(\.calls) == [2, 1])
        fixture.expectQuiet()
    }

    @Test func `Redis goes away while a call is followed: who follows is told or calls itself`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0, Ask.chat(stream: true))
        let second = try fixture.ask(1, Ask.chat(stream: true), pass: 60)
        let plain = try fixture.ask(1)
        let held = try fixture.held(0)
        held.sendHead()
        held.sendBody(Self.events[0])
        fixture.pass(60)
        #expect(second.client.text == Self.events[0])
        fixture.server.mood = .dead
        fixture.pass(5_000)
        #expect(second.client.isWellFormed && second.exchange.error == .providerStreamIncomplete)
        #expect(fixture.nodes[1].calls == 1 && !plain.client.isOver)
        try fixture.held(1).answer(Reply.json())
        held.finish(GatewayError(.providerReset, "Cut."))
        fixture.pass(3_000)
        #expect(plain.client.text == Reply.json())
        #expect(fixture.nodes.allSatisfy { $0.gateway.state.flights.count == 0 })
    }

    @Test func `nobody waits any more: the look-out for the other gateway ends`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        let second = try fixture.ask(1, pass: 60)
        second.client.hasLeft = true
        second.client.listener?.clientWentAway()
        fixture.pass(5)
        let before = fixture.server.log.count
        #expect(fixture.nodes[1].gateway.state.flights.count == 0)
        fixture.pass(2_000)
        #expect(fixture.server.log.count == before)
        try fixture.held(0).answer(Reply.json())
        fixture.pass(10)
        fixture.expectQuiet()
    }
}

import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct FlightTests {
    static let events = Reply.events(["a", "b", "c"])
    static let whole = Self.events.joined()
    static let reset = GatewayError(.providerReset, "Cut.")

    static func fixture(
        maxEntryBytes: Int = 1 << 20,
        maxLeaders: Int = 3,
        maxFollowers: Int = 100,
        onDisconnect: DisconnectPolicy = .cancel
    ) throws -> RecallFixture {
        let fixture = try RecallFixture(
            group: { $0.maxEntryBytes = maxEntryBytes },
            process: {
                $0.coalesce.maxLeaders = maxLeaders
                $0.coalesce.maxFollowers = maxFollowers
            },
            model: { $0.onDisconnect = onDisconnect }
        )
        fixture.upstream.script = Array(repeating: .hold, count: 1_000)
        return fixture
    }

    static func leave(_ asked: Asked, _ fixture: RecallFixture) {
        asked.client.hasLeft = true
        asked.client.listener?.clientWentAway()
        fixture.run()
    }

    // MARK: Everybody gets the same

    @Test(arguments: 0...6, [false, true])
    func `a stream is the same for all, wherever they join`(point: Int, wantsUsage: Bool) throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true, usage: !wantsUsage))
        let held = fixture.upstream.held[0]
        var joined: [Asked] = []
        func join(_ at: Int) throws {
            guard at == point else { return }
            for body in [Ask.chat(stream: true, usage: wantsUsage), Ask.chat(stream: true), Ask.chat()] {
                joined.append(try fixture.ask(body))
            }
        }
        try join(0)
        held.sendHead()
        try join(1)
        for (index, event) in Self.events.prefix(4).enumerated() {
            held.sendBody(event)
            try join(2 + index)
        }
        held.sendBody(Self.events[4])
        held.report()
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        try join(6)
        let report = { (wants: Bool) in Self.whole + (wants ? Reply.usage : "") + Reply.done }
        #expect(first.client.text == report(!wantsUsage) && first.client.isWellFormed)
        #expect(joined[0].client.text == report(wantsUsage) && joined[0].client.isWellFormed)
        #expect(joined[1].client.text == report(false) && joined[1].client.isWellFormed)
        #expect(joined[2].client.text.contains(#""content":"abc""#) && joined[2].client.isWellFormed)
        for asked in joined {
            #expect(asked.outcome == (point == 6 ? .hit : .coalesced))
            #expect(asked.exchange.cache.tier == (point == 6 ? .memory : .flight))
            #expect(asked.exchange.cache.savedUsage == first.exchange.usage && asked.exchange.usage == nil)
            #expect(asked.exchange.attempts == 0 && asked.exchange.error == nil)
            if point < 6 {
                #expect(asked.status == "signalbox; fwd=miss; collapsed; detail=coalesced")
            }
        }
        #expect(fixture.calls == 1 && fixture.observer.settled.count == 4)
        fixture.expectQuiet()
    }

    @Test func `a stream reaches those who follow as it comes`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[0]
        held.sendHead()
        #expect(second.client.heads.isEmpty)
        for (index, event) in Self.events.enumerated() {
            held.sendBody(event)
            #expect(second.client.text == Self.events[...index].joined())
            #expect(second.client.flushes > index)
        }
        #expect(second.client.header("x-signalbox-model") == "d0")
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        fixture.expectQuiet()
    }

    @Test func `one text is the same for all, in the form each asked for`() throws {
        let fixture = try Self.fixture()
        let asked = try (0..<3).map { _ in try fixture.ask() }
        let stream = try fixture.ask(Ask.chat(stream: true))
        fixture.upstream.held[0].answer(Reply.json("abc"))
        fixture.run()
        for one in asked {
            #expect(one.client.text == Reply.json("abc") && one.client.isWellFormed)
        }
        #expect(stream.client.text.contains(#""content":"abc""#) && stream.client.text.hasSuffix(Reply.done))
        #expect(stream.client.isWellFormed && fixture.calls == 1)
        fixture.expectQuiet()
    }

    @Test func `a group that does not coalesce makes each call`() throws {
        let fixture = try RecallFixture(group: { $0.coalesces = false })
        fixture.upstream.script = [.hold, .hold]
        _ = try fixture.ask()
        _ = try fixture.ask()
        #expect(fixture.calls == 2)
        fixture.upstream.held.forEach { $0.answer(Reply.json()) }
        fixture.run()
        #expect(try fixture.ask().outcome == .hit)
        fixture.expectQuiet()
    }

    @Test func `beyond the most that may follow, a request goes its own way`() throws {
        let fixture = try Self.fixture(maxFollowers: 2)
        let asked = try (0..<4).map { _ in try fixture.ask() }
        #expect(fixture.calls == 2)
        fixture.upstream.held.forEach { $0.answer(Reply.json()) }
        fixture.run()
        #expect(asked.allSatisfy { $0.client.text == Reply.json() && $0.client.isWellFormed })
        fixture.expectQuiet()
    }

    // MARK: Leaving

    @Test func `the first client leaves: the call goes on for the others`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        Self.leave(first, fixture)
        #expect(held.goneCalls == 0 && held.writableCalls == 1)
        let sent = first.client.body.readableBytes
        Self.events[1...].forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(second.client.text == Self.whole + Reply.done && second.client.isWellFormed)
        #expect(first.client.body.readableBytes == sent)
        #expect(first.exchange.error == .clientClosedRequest && first.exchange.isSettled)
        #expect(try fixture.ask().outcome == .hit)
        fixture.expectQuiet()
    }

    @Test func `who left before the head is recorded as such, whatever comes later`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask()
        let second = try fixture.ask()
        Self.leave(first, fixture)
        fixture.upstream.held[0].answer(Reply.json())
        fixture.run()
        #expect(first.exchange.status == 499 && first.exchange.error == .clientClosedRequest)
        #expect(first.client.heads.isEmpty)
        #expect(second.client.text == Reply.json() && second.exchange.status == 200)
        fixture.expectQuiet()
    }

    @Test func `nobody is left: the call is cancelled`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask()
        Self.leave(second, fixture)
        let held = fixture.upstream.held[0]
        #expect(held.goneCalls == 0)
        Self.leave(first, fixture)
        #expect(held.goneCalls == 1 && !held.isWaiting)
        #expect(fixture.observer.settled.count == 2)
        fixture.expectQuiet()
        let third = try fixture.ask()
        let fourth = try fixture.ask()
        Self.leave(third, fixture)
        #expect(fixture.upstream.held[1].goneCalls == 0)
        Self.leave(fourth, fixture)
        #expect(fixture.upstream.held[1].goneCalls == 1)
        fixture.expectQuiet()
    }

    @Test func `a call that is read to its end for nobody becomes an entry`() throws {
        let fixture = try Self.fixture(onDisconnect: .drain)
        let first = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        // What a relay does that drains: it goes on, and asks nobody whether the client is there.
        first.client.hasLeft = true
        first.exchange.isDrained = true
        Self.events[1...].forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(first.exchange.error == .clientClosedRequest)
        #expect(try fixture.ask(Ask.chat(stream: true)).client.text == Self.whole + Reply.done)
        fixture.expectQuiet()
    }

    @Test func `a first client that stopped reading holds nobody up`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        first.client.takesBytes = false
        #expect(!held.exchange.client.isWritable)
        let second = try fixture.ask(Ask.chat(stream: true))
        // Reading had stopped for the first one's sake.
        #expect(held.exchange.client.isWritable && held.writableCalls == 1)
        second.client.takesBytes = false
        Self.events[1...].forEach { held.sendBody($0) }
        #expect(second.client.text == Self.events[0])
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(!second.client.isOver)
        second.client.takesBytes = true
        second.client.listener?.clientBecameWritable()
        fixture.run()
        #expect(second.client.text == Self.whole + Reply.done && second.client.isWellFormed)
        fixture.expectQuiet()
    }

    // MARK: Deadlines

    @Test(arguments: [false, true])
    func `whoever may wait longer extends the call, and the first is told at its own time`(isStream: Bool) throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: isStream), headers: "x-request-timeout: 1s\r\n")
        let held = fixture.upstream.held[0]
        if isStream {
            held.sendHead()
            held.sendBody(Self.events[0])
        }
        let second = try fixture.ask(Ask.chat(stream: isStream), headers: "x-request-timeout: 3s\r\n")
        #expect(held.exchange.deadline == second.exchange.deadline)
        fixture.pass(milliseconds: 1_020)
        #expect(first.client.isWellFormed && first.client.text.contains("deadline_exceeded"))
        #expect(held.isWaiting && !second.client.isOver)
        if isStream {
            Self.events[1...].forEach { held.sendBody($0) }
            held.sendBody(Reply.done)
            held.sendEnd()
        } else {
            held.answer(Reply.json())
        }
        fixture.run()
        #expect(first.client.isWellFormed && first.exchange.error == .deadlineExceeded)
        #expect(first.exchange.status == (isStream ? 200 : 504))
        #expect(second.client.text == (isStream ? Self.whole + Reply.done : Reply.json()))
        #expect(second.client.isWellFormed && second.exchange.error == nil)
        fixture.expectQuiet()
    }

    @Test func `the first is told in time also where those with more time have left`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(headers: "x-request-timeout: 1s\r\n")
        let second = try fixture.ask()
        Self.leave(second, fixture)
        fixture.pass(milliseconds: 1_020)
        #expect(first.client.status == 504 && first.client.isWellFormed)
        #expect(first.exchange.error == .deadlineExceeded && first.exchange.status == 504)
        #expect(fixture.upstream.held[0].goneCalls == 1)
        fixture.expectQuiet()
    }

    @Test func `who follows has its own deadline`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true), headers: "x-request-timeout: 500ms\r\n")
        let third = try fixture.ask(headers: "x-request-timeout: 500ms\r\n")
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        fixture.pass(milliseconds: 520)
        #expect(second.client.isWellFormed && second.client.text.contains("deadline_exceeded"))
        #expect(!second.client.text.contains("[DONE]") && second.client.text.hasPrefix(Self.events[0]))
        #expect(third.client.status == 504 && third.client.isWellFormed)
        Self.events[1...].forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(first.client.text == Self.whole + Reply.done)
        fixture.expectQuiet()
    }
}

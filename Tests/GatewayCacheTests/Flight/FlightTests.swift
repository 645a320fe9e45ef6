import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct FlightTests {
    private static let events = Reply.events(["a", "b", "c"])
    private static let whole = Self.events.joined()
    private static let reset = GatewayError(.providerReset, "Cut.")

    private static func fixture(
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

    private static func leave(_ asked: Asked, _ fixture: RecallFixture) {
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

    // MARK: Failures

    @Test func `after a failure the next one tries, one at a time, up to the limit`() throws {
        let fixture = try Self.fixture(maxLeaders: 3)
        let asked = try (0..<10).map { _ in try fixture.ask() }
        for call in 0..<3 {
            #expect(fixture.calls == call + 1)
            fixture.upstream.held[call].finish(Self.reset)
            fixture.run()
        }
        #expect(fixture.calls == 3)
        for one in asked {
            #expect(one.client.status == 502 && one.client.isWellFormed && one.exchange.error == .providerReset)
        }
        fixture.expectQuiet()
    }

    @Test func `the second try answers all who still wait`() throws {
        let fixture = try Self.fixture()
        let asked = try (0..<5).map { _ in try fixture.ask(Ask.chat(stream: true)) }
        fixture.upstream.held[0].finish(Self.reset)
        fixture.run()
        let held = fixture.upstream.held[1]
        held.sendHead()
        (Self.events + [Reply.done]).forEach { held.sendBody($0) }
        held.sendEnd()
        fixture.run()
        #expect(asked[0].client.status == 502)
        for one in asked[1...] {
            #expect(one.client.text == Self.whole + Reply.done && one.client.isWellFormed)
        }
        #expect(asked[1...].count { $0.outcome == .coalesced } == 3 && fixture.calls == 2)
        fixture.expectQuiet()
    }

    @Test func `what the same request would meet again is told to all at once`() throws {
        let fixture = try Self.fixture()
        let asked = try (0..<4).map { _ in try fixture.ask() }
        fixture.upstream.held[0].finish(.refusal(400, "Too long."))
        fixture.run()
        for one in asked {
            #expect(one.client.status == 400 && one.client.isWellFormed && one.client.text.contains("Too long."))
        }
        #expect(fixture.calls == 1)
        fixture.expectQuiet()
    }

    @Test func `a stream that breaks after content ends with an error in band for all who have some of it`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true))
        let plain = try fixture.ask()
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        held.finish(Self.reset)
        fixture.run()
        for one in [first, second] {
            #expect(one.client.text.hasPrefix(Self.events[0]) && one.client.text.contains("provider_reset"))
            #expect(!one.client.text.contains("[DONE]") && one.client.isWellFormed)
        }
        // Who had nothing yet tries itself.
        #expect(fixture.calls == 2 && !plain.client.isOver)
        fixture.upstream.held[1].answer(Reply.json())
        fixture.run()
        #expect(plain.client.text == Reply.json() && plain.outcome == .miss)
        fixture.expectQuiet()
    }

    @Test func `what befalls one caller is never told to another as the end`() throws {
        let fixture = try Self.fixture(maxLeaders: 1)
        let first = try fixture.ask()
        let held = fixture.upstream.held[0]
        let second = try fixture.ask()
        held.finish(GatewayError(.deadlineExceeded, "The deadline of the request passed."))
        fixture.run()
        #expect(first.client.status == 504)
        #expect(fixture.calls == 2 && !second.client.isOver)
        fixture.upstream.held[1].answer(Reply.json())
        fixture.run()
        #expect(second.client.text == Reply.json())
        fixture.expectQuiet()
    }

    // MARK: Pings

    @Test func `who follows is pinged while it waits, and no longer`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true))
        let interval = Int64(fixture.loop.bounds.pingInterval / 1_000_000)
        for _ in 0..<2 {
            fixture.pass(milliseconds: interval + 20)
        }
        let pings = String(repeating: ": ping\n\n", count: 2)
        #expect(second.client.text == pings && second.client.heads.count == 1)
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(Self.events[0])
        fixture.pass(milliseconds: interval * 3)
        #expect(second.client.text == pings + Self.events[0])
        Self.events[1...].forEach { held.sendBody($0) }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(second.client.text == pings + Self.whole + Reply.done && second.client.isWellFormed)
        fixture.expectQuiet()
    }

    @Test func `who was pinged and then makes the call itself still shares and stores it`() throws {
        let fixture = try Self.fixture()
        _ = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true, usage: true))
        fixture.pass(milliseconds: Int64(fixture.loop.bounds.pingInterval / 1_000_000) + 20)
        fixture.upstream.held[0].finish(Self.reset)
        fixture.run()
        let third = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[1]
        // The head is out: a relay sends none.
        #expect(held.exchange === second.exchange && held.exchange.headSent)
        Self.events.forEach { held.sendBody($0) }
        held.report()
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(second.client.text == ": ping\n\n" + Self.whole + Reply.usage + Reply.done)
        #expect(second.client.isWellFormed && second.outcome == .miss)
        #expect(third.client.text == Self.whole + Reply.done && third.outcome == .coalesced)
        #expect(try fixture.ask(Ask.chat(stream: true)).outcome == .hit)
        fixture.expectQuiet()
    }

    // MARK: Too much to keep

    @Test func `who comes late to a stream too large to keep goes its own way; who was there gets all of it`() throws {
        let fixture = try Self.fixture(maxEntryBytes: 2_000)
        let words = (0..<40).map { "word\($0)" }
        let events = Reply.events(words)
        let first = try fixture.ask(Ask.chat(stream: true))
        let second = try fixture.ask(Ask.chat(stream: true, usage: true))
        let plain = try fixture.ask()
        let slow = try fixture.ask(Ask.chat(stream: true))
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody(events[0])
        slow.client.takesBytes = false
        events[1..<35].forEach { held.sendBody($0) }
        // One text cannot be made of what nobody keeps: asked for anew, as soon as that is known.
        fixture.run()
        #expect(fixture.calls == 2 && !plain.client.isOver)
        let late = try fixture.ask(Ask.chat(stream: true))
        #expect(fixture.calls == 3)
        events[35...].forEach { held.sendBody($0) }
        held.report()
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        #expect(first.client.text == events.joined() + Reply.done && first.client.isWellFormed)
        #expect(second.client.text == events.joined() + Reply.usage + Reply.done && second.client.isWellFormed)
        slow.client.takesBytes = true
        slow.client.listener?.clientBecameWritable()
        fixture.run()
        #expect(slow.client.isWellFormed && slow.exchange.error == .clientStalled)
        #expect(slow.client.text.hasPrefix(events[0]) && !slow.client.text.contains("[DONE]"))
        for held in fixture.upstream.held.filter(\.isWaiting) {
            held.exchange.isStream ? held.sendHead() : ()
            if held.exchange.isStream {
                (Self.events + [Reply.done]).forEach { held.sendBody($0) }
                held.sendEnd()
            } else {
                held.answer(Reply.json())
            }
            fixture.run()
        }
        #expect(late.client.text == Self.whole + Reply.done && plain.client.text == Reply.json())
        fixture.expectQuiet()
    }

    @Test func `a text in pieces that is too large is kept nowhere, not even its last piece`() throws {
        let fixture = try Self.fixture(maxEntryBytes: 1_000)
        let first = try fixture.ask()
        let held = fixture.upstream.held[0]
        held.sendHead(200, lines: "content-type: application/json\r\n")
        held.sendBody(String(repeating: " ", count: 1_500))
        held.sendBody(Reply.json())
        held.sendEnd()
        fixture.run()
        #expect(first.client.isWellFormed && first.client.text.hasSuffix(Reply.json()))
        #expect(fixture.state.memory?.statistics.entries == 0)
        fixture.expectQuiet()
    }
}

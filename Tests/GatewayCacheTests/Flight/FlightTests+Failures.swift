import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

extension FlightTests {
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

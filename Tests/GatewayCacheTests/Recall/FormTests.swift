import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import Testing

@testable import GatewayCache

@Suite struct FormTests {
    private static let whole = Reply.events().joined()

    /// Asks once as a stream, the way that a relay would give it.
    private static func storeStream(
        _ fixture: RecallFixture,
        wantsUsage: Bool?,
        reports: Bool,
        pings: Int = 0
    ) throws -> Asked {
        fixture.upstream.script = [.hold]
        let asked = try fixture.ask(Ask.chat(stream: true, usage: wantsUsage))
        let held = try #require(fixture.upstream.held.last)
        held.sendHead()
        for _ in 0..<pings {
            held.sendBody(": ping\n\n")
        }
        for event in Reply.events() {
            fixture.pass(milliseconds: 10)
            held.sendBody(event)
        }
        if reports {
            held.report()
        }
        held.sendBody(Reply.done)
        held.sendEnd()
        fixture.run()
        return asked
    }

    @Test(arguments: [nil, false, true] as [Bool?], [nil, false, true] as [Bool?])
    func `each stream has a usage report if it asked for one, whoever asked first`(first: Bool?, second: Bool?) throws {
        let fixture = try RecallFixture()
        func expected(_ wants: Bool?) -> String {
            Self.whole + (wants == true ? Reply.usage : "") + Reply.done
        }
        let one = try Self.storeStream(fixture, wantsUsage: first, reports: true)
        #expect(one.client.text == expected(first) && one.client.isWellFormed)
        let two = try fixture.ask(Ask.chat(stream: true, usage: second))
        #expect(two.client.text == expected(second) && two.client.isWellFormed)
        #expect(two.outcome == .hit && fixture.calls == 1)
        #expect(two.client.header("content-type") == "text/event-stream; charset=utf-8")
        #expect(two.client.heads.first?.contentLength == nil)
    }

    @Test func `a stream is given as one text, with its usage`() throws {
        let fixture = try RecallFixture()
        _ = try Self.storeStream(fixture, wantsUsage: nil, reports: true)
        let plain = try fixture.ask()
        #expect(plain.outcome == .hit && plain.client.isWellFormed)
        #expect(plain.client.header("content-type") == "application/json")
        let value = try JSONValue.parse(Array(plain.client.text.utf8).span.bytes)
        #expect(value["object"]?.text == "chat.completion")
        #expect(plain.client.text.contains("Hello there"))
        #expect(plain.client.text.contains(#""total_tokens":5"#))
    }

    @Test(arguments: [false, true])
    func `one text is given as a stream, with usage where it is asked for`(wantsUsage: Bool) throws {
        let fixture = try RecallFixture()
        _ = try fixture.ask(answering: .answer(Reply.json()))
        let stream = try fixture.ask(Ask.chat(stream: true, usage: wantsUsage))
        #expect(stream.outcome == .hit && stream.client.isWellFormed)
        #expect(stream.client.text.hasSuffix(Reply.done))
        #expect(stream.client.text.ranges(of: "[DONE]").count == 1)
        #expect(stream.client.text.contains("Hello there"))
        #expect(stream.client.text.contains("total_tokens") == wantsUsage)
    }

    @Test func `a usage report that never came is not made up`() throws {
        let fixture = try RecallFixture()
        _ = try Self.storeStream(fixture, wantsUsage: true, reports: false)
        let two = try fixture.ask(Ask.chat(stream: true, usage: true))
        #expect(two.client.text == Self.whole + Reply.done)
    }

    @Test func `pings reach the client that waits, and are neither stored nor counted`() throws {
        let fixture = try RecallFixture()
        let one = try Self.storeStream(fixture, wantsUsage: nil, reports: false, pings: 3)
        #expect(one.client.text == String(repeating: ": ping\n\n", count: 3) + Self.whole + Reply.done)
        let two = try fixture.ask(Ask.chat(stream: true))
        #expect(two.client.text == Self.whole + Reply.done && two.exchange.bytesSent == two.client.text.utf8.count)
        let item = try #require(fixture.state.memory?.page(limit: 10).items.first)
        #expect(item.value.record.body.readableBytes == Self.whole.utf8.count)
    }

    @Test(
        arguments: [
            ["data: [DONE]\n\n"], ["data:[DONE]\n\n"], ["data: [DONE]\r\n\r\n"], ["data: [DONE]\n\n: bye\n\n"],
            ["data: [DONE]\n"], ["data: [DONE]"], [],
        ]
    )
    func `the end mark comes exactly once, however the provider writes it`(tail: [String]) throws {
        for isJoined in [false, true] {
            let fixture = try RecallFixture()
            fixture.upstream.script = [.hold]
            let asked = try fixture.ask(Ask.chat(stream: true))
            let held = try #require(fixture.upstream.held.last)
            held.sendHead()
            let pieces = Reply.events() + tail
            if isJoined {
                held.sendBody(pieces.joined())
            } else {
                pieces.forEach { held.sendBody($0) }
            }
            held.sendEnd()
            fixture.run()
            #expect(asked.client.text == Self.whole + Reply.done)
            let again = try fixture.ask(Ask.chat(stream: true))
            #expect(again.client.text == Self.whole + Reply.done && again.outcome == .hit)
        }
    }

    @Test func `an answer that speaks of the end mark is no end mark`() throws {
        let fixture = try RecallFixture()
        let words = [#"data: [DONE]"#, #"[DONE]"#]
        let one = try fixture.ask(Ask.chat(stream: true), answering: Reply.stream(words))
        #expect(one.client.text == Reply.events(words).joined() + Reply.done)
        let two = try fixture.ask(Ask.chat(stream: true))
        #expect(two.client.text == one.client.text && two.outcome == .hit)
    }

    @Test func `a stream too large to be kept still has its usage report`() throws {
        let fixture = try RecallFixture(group: { $0.maxEntryBytes = 300 })
        let one = try Self.storeStream(fixture, wantsUsage: true, reports: true)
        #expect(one.client.text == Self.whole + Reply.usage + Reply.done && one.client.isWellFormed)
        #expect(fixture.state.memory?.statistics.entries == 0)
        fixture.expectQuiet()
    }
}

import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayUpstream

/// Event streams: bytes, usage, and every way in which they end.
@Suite struct RelayStreamTests {
    private static let wantsUsage =
        #"{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"#
    private static let events = Reply.role + Reply.content("Hel") + ": comment\n\n" + Reply.content("lo") + Reply.finish
    private static let whole = Self.events + Reply.usage + Reply.done

    @Test(arguments: [false, true])
    func `a stream is the same at every split of its bytes, but for the usage chunk`(wantsUsage: Bool) throws {
        let bytes = Array(Self.whole.utf8)
        for split in 0...bytes.count {
            let fixture = try RelayFixture()
            let attempt = try fixture.begin(wantsUsage ? Self.wantsUsage : Fixture.chatStream)
            try fixture.receive(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: \(bytes.count)\r\n\r\n"
            )
            try fixture.receive(bytes[..<split])
            try fixture.receive(bytes[split...])
            #expect(attempt.isAnswered, "split \(split)")
            #expect(attempt.client.text == (wantsUsage ? Self.whole : Self.events + Reply.done), "split \(split)")
            #expect(attempt.exchange.usage?.total == 10, "split \(split)")
            #expect(attempt.exchange.contentEvents == 2, "split \(split)")
            #expect(attempt.exchange.bytesSent == attempt.client.body.readableBytes, "split \(split)")
            #expect(fixture.channel.isActive, "split \(split)")
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `a stream that comes byte by byte, in any kind of line, arrives whole`(lineEnd: String) throws {
        let text = Self.whole.replacing("\n", with: lineEnd)
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.chunkedStream)
        for byte in text.utf8 {
            try fixture.receive(Reply.chunk(String(decoding: [byte], as: UTF8.self)))
        }
        try fixture.receive(Reply.lastChunk)
        #expect(attempt.isAnswered)
        let expected = (Self.events + Reply.done).replacing("\n", with: lineEnd)
        // The LF of a CRLF that ended the hidden event belongs to no event.
        let isEqual =
            attempt.client.text == expected || attempt.client.text.replacing("\r\n\n", with: "\r\n") == expected
        #expect(isEqual)
        #expect(attempt.exchange.usage?.total == 10)
    }

    @Test(arguments: 1...30)
    func `random splits change nothing`(seed: Int) throws {
        var random = Chance(seed: UInt64(seed))
        let bytes = Array((Self.whole + Self.whole).utf8)
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream)
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + 1 + random.below(90))
            try fixture.receive(bytes[index..<end])
            index = end
        }
        fixture.close()
        #expect(attempt.client.text == Self.events + Reply.done + Self.events + Reply.done, "seed \(seed)")
        #expect(attempt.isAnswered, "seed \(seed)")
    }

    @Test func `the head of a stream names what answers and asks proxies not to buffer`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Self.events)
        #expect(attempt.client.header("content-type") == "text/event-stream")
        #expect(attempt.client.header("x-accel-buffering") == "no")
        #expect(attempt.client.header("x-signalbox-model") == "m")
        #expect(attempt.client.heads.first?.contentLength == nil)
        #expect(attempt.client.flushes > 0)
        #expect(attempt.exchange.isStream)
    }

    @Test func `a role alone does not commit the gateway, content does`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + ": hello\n\n" + Reply.role)
        #expect(attempt.client.heads.isEmpty)
        try fixture.receive(Reply.content("a"))
        #expect(attempt.client.text == ": hello\n\n" + Reply.role + Reply.content("a"))
        #expect(attempt.exchange.contentSent && attempt.exchange.firstTokenAt > 0)
    }

    @Test func `a stream with a finish reason but no end mark gets one`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Self.events)
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == Self.events + Reply.done)
    }

    @Test func `a complete stream whose connection is reset is complete`() throws {
        for end in [Self.events, Self.whole] {
            let fixture = try RelayFixture()
            let attempt = try fixture.begin(Fixture.chatStream)
            try fixture.receive(Reply.openStream + end)
            fixture.reset()
            #expect(attempt.isAnswered)
            #expect(attempt.client.text == Self.events + Reply.done)
        }
    }

    @Test(arguments: [
        Reply.openStream + Reply.role + Reply.content("a"),
        Reply.openStream + Reply.role + Reply.content("a") + "data: {\"choi",
    ])
    func `a stream that ends too early is incomplete, and never looks whole`(reply: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(reply)
        fixture.close()
        #expect(attempt.error?.code == .providerStreamIncomplete)
        #expect(attempt.client.ends == 0)
        #expect(attempt.client.text == Reply.role + Reply.content("a"))
        #expect(attempt.exchange.contentSent)
    }

    @Test func `a chunked stream that is cut is a reset`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.chunkedStream + Reply.chunk(Reply.role + Reply.content("a")))
        fixture.close()
        #expect(attempt.error?.code == .providerReset)
        #expect(attempt.exchange.contentSent && attempt.client.ends == 0)
    }

    @Test func `a stream that is cut before content leaves the client untouched`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.chunkedStream + Reply.chunk(Reply.role))
        fixture.close()
        #expect(attempt.error?.code == .providerReset)
        #expect(!attempt.exchange.contentSent && attempt.client.heads.isEmpty)
    }

    @Test(arguments: ["", Reply.role, ": comment\n\n"])
    func `an error before content is a failure before the head`(before: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + before + Reply.error)
        #expect(attempt.error?.code == .providerStreamIncomplete)
        #expect(attempt.client.heads.isEmpty && !attempt.exchange.contentSent)
        #expect(!fixture.channel.isActive)
    }

    @Test func `an error after content is handed on, and no end mark follows it`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + Reply.error)
        fixture.close()
        #expect(attempt.error == nil)
        #expect(attempt.client.text == Reply.content("a") + Reply.error)
        #expect(attempt.client.ends == 1)
        #expect(attempt.exchange.error == .providerStreamIncomplete)
    }

    @Test func `a usage chunk that also holds choices is not hidden`() throws {
        let mixed =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":"
            + "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n"
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + mixed + Reply.done)
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == Reply.content("a") + mixed + Reply.done)
        #expect(attempt.exchange.usage?.total == 3)
    }

    @Test func `events of other endpoints are handed on as they are`() throws {
        let events =
            "event: response.created\ndata: {\"type\":\"response.created\"}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":"
            + "{\"input_tokens\":4,\"output_tokens\":1,\"total_tokens\":5}}}\n\n"
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(#"{"model":"x"}"#, path: "/v1/responses", endpoint: .passthrough)
        try fixture.receive(Reply.openStream + events)
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == events)
        #expect(attempt.exchange.usage?.total == 5)
    }

    @Test func `a long event is handed on before it is complete`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        let long = Reply.content(String(repeating: "x", count: 3 << 20))
        let bytes = Array((Reply.content("a") + long + Reply.finish + Reply.done).utf8)
        try fixture.receive(Reply.openStream)
        for start in stride(from: 0, to: bytes.count, by: 60_000) {
            try fixture.receive(bytes[start..<min(start + 60_000, bytes.count)])
            #expect(attempt.relay.held.readableBytes <= Relay.collectedReplyBytes + 60_000)
        }
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(Array(attempt.client.body.readableBytesView) == bytes)
    }
}

/// What runs out while a provider is waited for.
@Suite struct RelayTimeTests {
    private static let timeouts = AttemptTimeouts(
        connect: .seconds(2),
        firstToken: .seconds(10),
        idle: .seconds(5),
        total: .seconds(60)
    )

    @Test func `no connection in time is an unreachable provider`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(hasConnection: false)
        fixture.advance(.milliseconds(1990))
        #expect(!attempt.isOver)
        fixture.advance(.milliseconds(30))
        #expect(attempt.error?.code == .providerUnreachable)
    }

    @Test(arguments: [Fixture.chat, Fixture.chatStream])
    func `no answer in time is a timeout, and the connection is given up`(body: String) throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(body)
        fixture.advance(.milliseconds(9990))
        #expect(!attempt.isOver)
        fixture.advance(.milliseconds(30))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(attempt.client.heads.isEmpty)
        #expect(!fixture.channel.isActive)
    }

    @Test func `a head alone does not stop the clock for the first byte`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream)
        fixture.advance(.seconds(11))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(!attempt.exchange.contentSent)
    }

    @Test func `each read puts the idle timeout off`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        for _ in 0..<5 {
            fixture.advance(.seconds(4))
            try fixture.receive(Reply.content("b"))
            #expect(!attempt.isOver)
        }
        fixture.advance(.milliseconds(5020))
        #expect(attempt.error?.code == .providerTimeout)
        #expect(attempt.exchange.contentSent && attempt.client.ends == 0)
    }

    @Test func `silence after the finish reason ends a complete stream`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + Reply.finish)
        fixture.advance(.milliseconds(5020))
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == Reply.content("a") + Reply.finish + Reply.done)
    }

    @Test func `a client that does not read is not the provider's silence`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        attempt.client.takesBytes = false
        fixture.advance(.seconds(20))
        #expect(!attempt.isOver)
        attempt.client.takesBytes = true
        fixture.advance(.milliseconds(5020))
        #expect(attempt.error?.code == .providerTimeout)
    }

    @Test func `the deadline ends everything`() throws {
        let fixture = try RelayFixture(timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream)
        for _ in 0..<20 where !attempt.isOver {
            try fixture.receive(Reply.content("b"))
            fixture.advance(.seconds(4))
        }
        #expect(attempt.error?.code == .deadlineExceeded)
        #expect(fixture.loop.now - attempt.exchange.startedAt <= 64_000_000_000)
    }

    @Test func `pings keep the client's connection open until content comes`() throws {
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(3)), timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream, headers: "x-request-id: trace-1\r\n")
        fixture.advance(.milliseconds(2980))
        #expect(attempt.client.heads.isEmpty)
        fixture.advance(.milliseconds(40))
        #expect(attempt.client.text == ": ping\n\n")
        #expect(attempt.client.header("content-type") == "text/event-stream; charset=utf-8")
        #expect(attempt.client.header("x-request-id") == "trace-1")
        #expect(!attempt.exchange.contentSent && attempt.exchange.headSent)
        fixture.advance(.milliseconds(3020))
        #expect(attempt.client.text == ": ping\n\n: ping\n\n")
        try fixture.receive(Reply.openStream + Reply.content("a"))
        fixture.advance(.milliseconds(4000))
        try fixture.receive(Reply.finish + Reply.done)
        fixture.close()
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == ": ping\n\n: ping\n\n" + Reply.content("a") + Reply.finish + Reply.done)
    }

    @Test func `no ping is sent where none is wanted`() throws {
        let quiet = try RelayFixture(server: ServerSettings(pingInterval: .zero), timeouts: Self.timeouts)
        let first = try quiet.begin(Fixture.chatStream)
        quiet.advance(.seconds(9))
        #expect(first.client.heads.isEmpty)
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(1)), timeouts: Self.timeouts)
        let second = try fixture.begin(Fixture.chat)
        fixture.advance(.seconds(9))
        #expect(second.client.heads.isEmpty)
    }

    @Test func `a reply that is no event stream breaks the promise of a ping`() throws {
        let fixture = try RelayFixture(server: ServerSettings(pingInterval: .seconds(1)), timeouts: Self.timeouts)
        let attempt = try fixture.begin(Fixture.chatStream)
        fixture.advance(.milliseconds(1020))
        try fixture.receive(Reply.json(Reply.chat))
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(attempt.client.heads.count == 1 && attempt.client.ends == 0)
    }
}

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

    @Test func `an error after content ends the attempt with the provider's own words`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a") + Reply.error)
        fixture.close()
        let error = try #require(attempt.error)
        #expect(error.code == .providerStreamIncomplete)
        #expect(attempt.client.text == Reply.content("a"))
        #expect(attempt.client.ends == 0)
        let said = try #require(error.providerReply)
        #expect("data: \(String(buffer: said.body))\n\n" == Reply.error)
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

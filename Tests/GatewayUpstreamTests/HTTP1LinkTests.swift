import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayUpstream

/// The request as it goes out, and the framing of what comes back.
@Suite struct HTTP1LinkTests {
    @Test func `a request goes out with the gateway's credential, model and framing`() throws {
        let fixture = try RelayFixture()
        _ = try fixture.begin(
            #"{"model":"m","temperature":0.5,"messages":[{"role":"user","content":"hi"}],"x":{"y":1}}"#,
            headers: "authorization: Bearer sk-client\r\ncontent-type: application/json\r\nuser-agent: sdk/1\r\n"
                + "content-length: 10\r\nX-Custom: kept\r\nx-request-id: trace-1\r\n"
        )
        let body = #"{"model":"their-m","temperature":0.5,"messages":[{"role":"user","content":"hi"}],"x":{"y":1}}"#
        #expect(
            try fixture.sent()
                == "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:1\r\nauthorization: Bearer sk-gateway\r\n"
                + "content-type: application/json\r\nuser-agent: sdk/1\r\nX-Custom: kept\r\n"
                + "accept-encoding: identity\r\nx-request-id: trace-1\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
                + body
        )
    }

    @Test(arguments: [
        "connection: keep-alive", "keep-alive: timeout=5", "te: trailers", "trailer: x", "upgrade: h2c",
        "proxy-authorization: Basic x", "proxy-connection: keep-alive", "expect: 100-continue",
        "accept-encoding: gzip, br", "x-api-key: k", "api-key: k", "x-goog-api-key: k", "cookie: a=b",
        "forwarded: for=1.2.3.4", "x-forwarded-for: 1.2.3.4", "x-forwarded-host: h", "via: 1.1 x",
        "x-request-timeout: 5", "x-signalbox-tags: a", "openai-organization: org-1", "OpenAI-Project: p-1",
        "connection: x-hop\r\nx-hop: 1",
    ])
    func `a line that is the connection's, the caller's or the gateway's own stays here`(line: String) throws {
        let fixture = try RelayFixture()
        _ = try fixture.begin(headers: "x-before: 1\r\n\(line)\r\nx-after: 2\r\n")
        let sent = try fixture.sent()
        #expect(sent.contains("\r\nx-before: 1\r\nx-after: 2\r\n"))
        for part in line.split(separator: "\r\n") where !part.hasPrefix("accept-encoding") {
            #expect(!sent.contains(part))
        }
        #expect(sent.contains("accept-encoding: identity\r\n"))
        #expect(!sent.contains("gzip"))
    }

    @Test(arguments: [
        (Fixture.chatStream, "plain", true),
        (Fixture.chatStream, "quiet", false),
        (Fixture.chat, "plain", false),
        (
            #"{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user"}]}"#,
            "plain", true
        ),
    ])
    func `a stream asks for a usage chunk where the client did not, and the provider may be asked`(
        body: String,
        kind: String,
        asks: Bool
    ) throws {
        let pool = PoolSettings(maxConnections: 0, preheat: 0)
        let fixture = try RelayFixture(provider: Fixture.provider(kind: kind, pool: pool))
        _ = try fixture.begin(body)
        let sent = try fixture.sent()
        #expect(sent.contains("\"include_usage\":true") == asks)
        #expect(sent.components(of: "include_usage") == (asks ? 1 : 0))
    }

    @Test func `a body over the copying bound is sent whole`() throws {
        let fixture = try RelayFixture()
        let text = String(repeating: "word ", count: 20_000)
        let body = #"{"messages":[{"role":"user","content":"\#(text)"}],"model":"m"}"#
        _ = try fixture.begin(body)
        let sent = try fixture.sent()
        let expected = body.replacingLast("\"m\"", by: "\"their-m\"")
        #expect(sent.hasSuffix("content-length: \(expected.utf8.count)\r\n\r\n" + expected))
    }

    @Test func `a request without a body has no length unless its method is to have one`() throws {
        for (method, hasLength) in [("GET", false), ("HEAD", false), ("DELETE", false), ("POST", true), ("PUT", true)] {
            let fixture = try RelayFixture()
            _ = try fixture.begin("", method: method, path: "/v1/files/f-1?x=1", endpoint: .passthrough)
            let sent = try fixture.sent()
            #expect(sent.hasPrefix("\(method) /v1/files/f-1?x=1 HTTP/1.1\r\n"))
            #expect(sent.contains("content-length: 0\r\n") == hasLength)
            #expect(!sent.contains("transfer-encoding"))
        }
    }

    @Test func `an upload without a length is sent in chunks as it arrives`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("first", path: "/v1/files", endpoint: .passthrough) { exchange, _ in
            exchange.isBodyComplete = false
        }
        let head = try fixture.sent()
        #expect(head.contains("transfer-encoding: chunked\r\n"))
        #expect(head.hasSuffix("\r\n\r\n5\r\nfirst\r\n"))
        #expect(attempt.client.flowing == [true])
        attempt.relay.requestBodyArrived(ByteBuffer(string: "0123456789abcdef"), isLast: false)
        attempt.relay.requestBodyArrived(ByteBuffer(), isLast: false)
        attempt.relay.requestBodyArrived(ByteBuffer(string: "z"), isLast: true)
        fixture.eventLoop.run()
        #expect(try fixture.sent() == "10\r\n0123456789abcdef\r\n1\r\nz\r\n0\r\n\r\n")
        try fixture.receive(Reply.json("{}"))
        #expect(attempt.isAnswered)
        #expect(fixture.channel.isActive)
    }

    @Test func `an upload with a length keeps it`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("first", path: "/v1/files", endpoint: .passthrough) { exchange, _ in
            exchange.isBodyComplete = false
            exchange.bodyLength = 10
        }
        let head = try fixture.sent()
        #expect(head.contains("content-length: 10\r\n") && head.hasSuffix("\r\n\r\nfirst"))
        attempt.relay.requestBodyArrived(ByteBuffer(string: "other"), isLast: true)
        fixture.eventLoop.run()
        #expect(try fixture.sent() == "other")
    }

    @Test func `a reply before the end of an upload ends the connection`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("first", path: "/v1/files", endpoint: .passthrough) { exchange, _ in
            exchange.isBodyComplete = false
        }
        try fixture.receive(Reply.json("{}"))
        #expect(attempt.isAnswered)
        #expect(!fixture.channel.isActive)
    }

    @Test func `a provider that takes nothing holds the client's upload back`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("first", path: "/v1/files", endpoint: .passthrough) { exchange, _ in
            exchange.isBodyComplete = false
        }
        fixture.channel.isWritable = false
        fixture.channel.pipeline.fireChannelWritabilityChanged()
        fixture.channel.isWritable = true
        fixture.channel.pipeline.fireChannelWritabilityChanged()
        #expect(attempt.client.flowing == [true, false, true])
    }

    @Test(arguments: [
        Reply.json(Reply.chat),
        "HTTP/1.1 100 Continue\r\n\r\n" + Reply.json(Reply.chat),
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + Reply.json(Reply.chat),
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
            + Reply.chunk(String(Reply.chat.prefix(10))) + Reply.chunk(String(Reply.chat.dropFirst(10)))
            + Reply.lastChunk,
    ])
    func `a reply is the same at every split of its bytes`(reply: String) throws {
        let bytes = Array(reply.utf8)
        for split in 0...bytes.count {
            let fixture = try RelayFixture()
            let attempt = try fixture.begin()
            try fixture.receive(bytes[..<split])
            try fixture.receive(bytes[split...])
            #expect(attempt.isAnswered, "split \(split)")
            #expect(attempt.client.text == Reply.chat, "split \(split)")
            #expect(attempt.exchange.usage?.total == 10, "split \(split)")
            #expect(fixture.channel.isActive, "split \(split)")
        }
    }

    @Test func `a reply that only the end of the connection ends is whole at that end`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + Reply.chat)
        #expect(!attempt.isOver)
        fixture.close()
        #expect(attempt.isAnswered && attempt.client.text == Reply.chat)
    }

    @Test func `such a reply is broken if the connection is reset`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + Reply.chat)
        fixture.reset()
        #expect(attempt.error?.code == .providerReset)
        #expect(attempt.client.heads.isEmpty)
    }

    @Test func `a connection serves one request after the other, chunked bodies included`() throws {
        let fixture = try RelayFixture()
        for round in 0..<5 {
            let attempt = try fixture.begin()
            #expect(fixture.link.isReused == (round > 0))
            _ = try fixture.sent()
            if round.isMultiple(of: 2) {
                try fixture.receive(Reply.json(Reply.chat))
            } else {
                try fixture.receive(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                        + Reply.chunk(Reply.chat) + Reply.lastChunk
                )
            }
            #expect(attempt.isAnswered, "round \(round)")
        }
        #expect(fixture.channel.isActive)
    }

    @Test(arguments: [
        Reply.json("{}", headers: "connection: close\r\n"),
        Reply.json("{}") + "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    ])
    func `a connection that cannot be used again is closed`(reply: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(reply)
        #expect(attempt.isAnswered)
        #expect(!fixture.channel.isActive)
    }

    @Test func `bytes that nobody asked for end an idle connection`() throws {
        let fixture = try RelayFixture()
        try fixture.receive("HTTP/1.1 408 Request Timeout\r\n\r\n")
        #expect(!fixture.channel.isActive)
        #expect(!fixture.link.isUsable)
    }

    @Test(arguments: [
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: \(String(repeating: "b", count: 70_000))\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `what is not valid HTTP is the provider's fault`(reply: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(reply)
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(attempt.client.heads.isEmpty)
        #expect(!fixture.channel.isActive)
    }

    @Test func `a client that takes nothing stops the reading, and starts it again`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        attempt.client.takesBytes = false
        try fixture.receive(Reply.content("b"))
        #expect(!fixture.channel.isReading)
        attempt.client.takesBytes = true
        attempt.relay.clientBecameWritable()
        #expect(fixture.channel.isReading)
        #expect(attempt.client.text == Reply.content("a") + Reply.content("b"))
    }

    @Test func `a client that leaves takes the connection with it`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin(Fixture.chatStream)
        try fixture.receive(Reply.openStream + Reply.content("a"))
        attempt.relay.clientWentAway()
        fixture.eventLoop.run()
        #expect(attempt.error?.code == .clientClosedRequest)
        #expect(!fixture.channel.isActive)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        self.split(separator: text, omittingEmptySubsequences: false).count - 1
    }

    fileprivate func replacingLast(_ text: String, by other: String) -> String {
        let parts = self.split(separator: text, omittingEmptySubsequences: false).map(String.init)
        return parts.dropLast().joined(separator: text) + other + (parts.last ?? "")
    }
}

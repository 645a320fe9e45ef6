import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayUpstream

/// Replies that are no event streams: whole ones, errors, large ones.
@Suite struct RelayReplyTests {
    private static let price = Price(input: 1_000_000_000, output: 2_000_000_000)

    @Test func `a JSON reply carries usage, cost and the deployment in its head`() throws {
        let fixture = try RelayFixture(price: Self.price)
        let attempt = try fixture.begin(headers: "x-request-id: trace-1\r\n")
        fixture.advance(.milliseconds(40))
        try fixture.receive(Reply.json(Reply.chat, headers: "x-request-id: prov-1\r\nx-ratelimit-remaining: 9\r\n"))
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == Reply.chat)
        #expect(attempt.client.header("x-signalbox-cost") == "0.000013")
        #expect(attempt.client.header("x-signalbox-model") == "m")
        #expect(attempt.client.header("x-signalbox-provider") == "p")
        #expect(attempt.client.header("x-signalbox-attempts") == "1")
        #expect(attempt.client.headers("x-request-id") == ["trace-1"])
        #expect(attempt.client.header("x-signalbox-provider-request-id") == "prov-1")
        #expect(attempt.client.header("x-ratelimit-remaining") == "9")
        #expect(attempt.client.headers("content-type") == ["application/json"])
        let exchange = attempt.exchange
        #expect(exchange.status == 200 && exchange.providerStatus == 200)
        #expect(exchange.bytesSent == Reply.chat.utf8.count)
        #expect(exchange.waitedForProvider == 40_000_000)
        #expect(exchange.firstTokenAt == exchange.sentAt + 40_000_000)
    }

    @Test(arguments: [
        "connection: keep-alive", "keep-alive: timeout=5", "set-cookie: a=b", "server: nginx", "via: 1.1 x",
        "location: /x", "x-signalbox-model: forged", "alt-svc: h3=\":443\"",
        "strict-transport-security: max-age=1", "trailer: x", "upgrade: h2c", "authorization: Bearer sk-echo",
        "x-api-key: k", "proxy-authenticate: Basic", "connection: x-hop\r\nx-hop: 1",
    ])
    func `a line of the provider's own connection or address is left out`(line: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(Reply.json("{}", headers: "x-before: 1\r\n\(line)\r\nx-after: 2\r\n"))
        #expect(attempt.isAnswered)
        let lines = try #require(attempt.client.heads.first.map { String(buffer: $0.lines) })
        #expect(lines.contains("x-before: 1\r\nx-after: 2\r\n"))
        for part in line.split(separator: "\r\n") {
            #expect(!lines.contains(part))
        }
    }

    @Test(arguments: [
        ("text/html", "<html></html>"), ("application/json", "{\"a\":"), ("application/json", "[]"),
        ("application/json", ""), ("application/json", #"{"error":{"message":"busy"}}"#),
    ])
    func `what is no answer is refused before the head`(type: String, body: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(
            "HTTP/1.1 200 OK\r\ncontent-type: \(type)\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body
        )
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(attempt.client.heads.isEmpty && !attempt.exchange.headSent && !attempt.exchange.contentSent)
    }

    @Test(arguments: [401, 403])
    func `the refusal of the gateway's credential is not the caller's, and its text stays here`(status: Int) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(Reply.json(#"{"error":{"message":"bad key sk-gateway"}}"#, status: "\(status) No"))
        #expect(attempt.error?.code == .providerCredentialsRejected)
        #expect(attempt.error?.status == 502)
        #expect(attempt.error?.providerReply == nil)
        #expect(attempt.error?.message.contains("sk-") == false)
        #expect(attempt.exchange.providerStatus == status)
    }

    @Test(arguments: [
        (400, ErrorCode.requestRejected), (404, .requestRejected), (422, .requestRejected), (408, .providerTimeout),
        (429, .providerRateLimited), (500, .providerError), (503, .providerError), (529, .providerError),
    ])
    func `a provider's error keeps its status, body and retry-after`(status: Int, code: ErrorCode) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        let body = #"{"error": {"message": "too much", "type": "tokens", "code": "rate_limit_exceeded"}}"#
        let headers = "retry-after: 7\r\nx-ratelimit-reset: 1s\r\nset-cookie: a\r\nx-request-id: p-1\r\n"
        try fixture.receive(Reply.json(body, status: "\(status) No", headers: headers))
        let error = try #require(attempt.error)
        #expect(error.code == code && error.status == status)
        let client = RecordingClient()
        ErrorReply.send(error, id: nil, to: client)
        #expect(client.status == status && client.text == body && client.isWellFormed)
        #expect(client.headers("retry-after") == ["7"])
        #expect(client.headers("content-type") == ["application/json"])
        #expect(client.header("x-ratelimit-reset") == "1s")
        #expect(client.header("set-cookie") == nil)
        #expect(client.header("x-signalbox-provider-request-id") == "p-1")
        #expect(fixture.channel.isActive)
    }

    @Test(arguments: [
        ("text/html", "<html>Bad gateway</html>", "The provider answered with status 502."),
        ("application/json", #"{"detail":"no such model"}"#, "no such model"),
        ("application/json", #"{"message":"plain"}"#, "plain"),
        ("text/plain", "", "The provider answered with status 502."),
        ("application/json", "{\"error\":", "The provider answered with status 502."),
    ])
    func `an error in another shape is put into OpenAI's`(type: String, body: String, message: String) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(
            "HTTP/1.1 502 Bad Gateway\r\ncontent-type: \(type)\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body
        )
        let error = try #require(attempt.error)
        #expect(
            String(decoding: ErrorReply.body(of: error), as: UTF8.self)
                == #"{"error":{"message":"\#(message)","type":"server_error","param":null,"code":"provider_error"}}"#
        )
    }

    @Test func `an endless error body is kept in part`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 500 No\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in 0..<64 {
            try fixture.receive(Reply.chunk(String(repeating: "x", count: 16 << 10)))
            #expect(attempt.relay.collected.readableBytes <= Relay.collectedErrorBytes + (16 << 10))
        }
        try fixture.receive(Reply.lastChunk)
        #expect(attempt.error?.code == .providerError)
    }

    @Test(arguments: [300, 301, 302, 307, 308])
    func `a redirect is not followed`(status: Int) throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive(Reply.json("{}", status: "\(status) Elsewhere", headers: "location: http://evil/\r\n"))
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(try !fixture.sent().contains("evil"))
    }

    @Test(arguments: [true, false])
    func `a large JSON reply streams through, and its usage is found in passing`(isChunked: Bool) throws {
        let fixture = try RelayFixture(price: Self.price)
        let attempt = try fixture.begin()
        let text = String(repeating: "lorem ipsum ", count: 40_000)
        let body =
            #"{"choices":[{"message":{"content":"\#(text)"},"finish_reason":"stop"}],"#
            + #""usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#
        let bytes = Array(body.utf8)
        let framing = isChunked ? "transfer-encoding: chunked" : "content-length: \(bytes.count)"
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\(framing)\r\n\r\n")
        for start in stride(from: 0, to: bytes.count, by: 10_007) {
            let piece = bytes[start..<min(start + 10_007, bytes.count)]
            if isChunked {
                try fixture.receive(Reply.chunk(String(decoding: piece, as: UTF8.self)))
            } else {
                try fixture.receive(piece)
            }
            #expect(attempt.relay.collected.readableBytes <= Relay.collectedReplyBytes)
        }
        if isChunked {
            try fixture.receive(Reply.lastChunk)
        }
        #expect(attempt.isAnswered)
        #expect(attempt.client.text == body)
        #expect(attempt.client.heads.first?.contentLength == (isChunked ? nil : bytes.count))
        #expect(attempt.exchange.usage?.promptTotal == 7 && attempt.exchange.usage?.completionTotal == 3)
        #expect(attempt.exchange.cost?.decimalText == "0.000013")
        #expect(attempt.exchange.bytesSent == bytes.count)
    }

    @Test func `a large reply that is cut is a failure after content`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{\"a")
        fixture.close()
        #expect(attempt.error?.code == .providerReset)
        #expect(attempt.exchange.headSent && attempt.exchange.contentSent)
        #expect(attempt.client.ends == 0)
    }

    @Test func `a small reply that is cut leaves the client untouched`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin()
        try fixture.receive("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a")
        fixture.close()
        #expect(attempt.error?.code == .providerReset)
        #expect(attempt.client.heads.isEmpty && !attempt.exchange.contentSent)
    }

    @Test func `other endpoints are relayed as they are`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("", method: "GET", path: "/v1/files/f-1/content?a=b", endpoint: .passthrough)
        #expect(try fixture.sent().hasPrefix("GET /v1/files/f-1/content?a=b HTTP/1.1\r\n"))
        try fixture.receive(
            "HTTP/1.1 206 Partial\r\ncontent-type: application/octet-stream\r\ncontent-encoding: gzip\r\n"
                + "content-length: 4\r\n\r\n\u{1}\u{2}\u{3}\u{4}"
        )
        #expect(attempt.isAnswered)
        #expect(attempt.client.status == 206 && attempt.client.text == "\u{1}\u{2}\u{3}\u{4}")
        #expect(attempt.client.header("content-encoding") == "gzip")
        #expect(attempt.client.heads.first?.contentLength == 4)
    }

    @Test func `usage of a passed-through JSON reply is recorded`() throws {
        let fixture = try RelayFixture()
        let attempt = try fixture.begin("{}", path: "/v1/responses", endpoint: .passthrough)
        try fixture.receive(Reply.json(#"{"id":"r","usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}"#))
        #expect(attempt.isAnswered)
        #expect(attempt.exchange.usage?.total == 7)
    }

    @Test(arguments: [
        ("gzip", "gzip"), ("br, GZIP;q=0.5", "gzip"), ("gzip;q=0", "identity"), ("br", "identity"), ("", "identity"),
    ])
    func `other endpoints are asked for gzip only if the client takes it`(accepts: String, asked: String) throws {
        let fixture = try RelayFixture()
        let line = accepts.isEmpty ? "" : "accept-encoding: \(accepts)\r\n"
        _ = try fixture.begin("", method: "GET", path: "/v1/files", headers: line, endpoint: .passthrough)
        #expect(try fixture.sent().contains("accept-encoding: \(asked)\r\n"))
    }

    @Test func `a form's model part is renamed, and nothing else`() throws {
        let fixture = try RelayFixture()
        let form = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n"
        let start = try #require(form.range(of: "m\r\n--b--"))
        let attempt = try fixture.begin(form, path: "/v1/audio/transcriptions", endpoint: .passthrough) { exchange, _ in
            exchange.formModel = start..<(start + 1)
        }
        // The wildcard target has no model of its own; a deployment has.
        #expect(try fixture.sent().hasSuffix(form))
        let patch = try #require(BodyPatch(attempt.exchange, for: fixture.loop.snapshot.targets[0]))
        var patched = ByteBuffer()
        patch.append(attempt.exchange.body, to: &patched)
        #expect(String(buffer: patched) == form.replacing("\r\n\r\nm\r\n", with: "\r\n\r\ntheir-m\r\n"))
        #expect(patch.length(of: form.utf8.count) == patched.readableBytes)
        var slices = ByteBuffer()
        patch.forEachSlice(of: attempt.exchange.body) { slices.writeImmutableBuffer($0) }
        #expect(slices == patched)
    }
}

extension String {
    /// Offset in bytes of a text's first occurrence.
    fileprivate func range(of text: String) -> Int? {
        let bytes = Array(self.utf8)
        let wanted = Array(text.utf8)
        return bytes.indices.first { bytes[$0...].starts(with: wanted) }
    }
}

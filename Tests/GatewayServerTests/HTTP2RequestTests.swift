import GatewayCore
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GatewayServer

@Suite struct `HTTP/2 requests` {
    @Test func `a request is answered with head and body, names in lower case`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat(more: [("x-request-id", "abc")])
        let attempt = try #require(fixture.upstream.attempts.first)
        #expect(String(buffer: attempt.exchange.body) == HTTP2Fixture.chatBody)
        attempt.answer("{}", lines: "Content-Type: application/json\r\nX-Thing: a b\r\n")
        try fixture.pump()
        let reply = fixture.reply(id)
        #expect(reply.status == "200")
        #expect(reply.heads.first?.first(name: "content-length") == "2")
        let names = try #require(reply.heads.first).map(\.name)
        #expect(names == [":status", "content-type", "x-thing", "content-length"])
        #expect(String(buffer: reply.body) == "{}")
        #expect(reply.dataFrames == 1)
        #expect(reply.isComplete)
        #expect(reply.reset == nil)
        #expect(fixture.observer.settled == [nil])
        #expect(fixture.loop.activeExchanges == 0)
    }

    @Test func `an answer of the gateway's own needs no provider`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.open(HTTP2Fixture.get("/livez"))
        #expect(fixture.reply(id).status == "200")
        #expect(String(buffer: fixture.reply(id).body) == #"{"status":"ok"}"#)
        let head = try fixture.open(HTTP2Fixture.get("/livez", method: "HEAD"))
        #expect(fixture.reply(head).heads.first?.first(name: "content-length") == "15")
        #expect(fixture.reply(head).dataFrames == 0)
        #expect(fixture.reply(head).isComplete)
        let options = try fixture.open(HTTP2Fixture.get("/v1/models", method: "OPTIONS"))
        #expect(fixture.reply(options).status == "204")
        #expect(fixture.reply(options).isComplete)
    }

    @Test func `a body larger than the window is let through piece by piece`() throws {
        let fixture = try HTTP2Fixture()
        let text = String(repeating: "x", count: 3_000_000)
        let body = #"{"model":"m","messages":[{"role":"user","content":""# + text + #""}]}"#
        let id = try fixture.chat(body, more: [("content-length", "\(body.utf8.count)")])
        let attempt = try #require(fixture.upstream.attempts.first)
        #expect(attempt.exchange.body.readableBytes == body.utf8.count)
        #expect(String(buffer: attempt.exchange.body) == body)
        attempt.answer("{}")
        try fixture.pump()
        #expect(fixture.reply(id).isComplete)
        #expect(fixture.inbox.credits[.rootStream] ?? 0 > 1_000_000)
    }

    @Test func `a trailer section ends the request`() throws {
        let fixture = try HTTP2Fixture()
        let body = ByteBuffer(string: HTTP2Fixture.chatBody)
        let id = try fixture.open(HTTP2Fixture.post("/v1/chat/completions"), body: body, isLast: false)
        #expect(fixture.upstream.attempts.isEmpty)
        fixture.write(id, .headers(.init(headers: HPACKHeaders([("x-sum", "1")]), endStream: true)))
        try fixture.pump()
        #expect(fixture.upstream.attempts.count == 1)
    }

    @Test(arguments: [
        ":method=GET|:scheme=http|:path=/livez|:authority=a|:x=y",
        ":method=GET|:scheme=http|:authority=a",
        ":method=GET|:path=/livez|:authority=a",
        ":method=GET|:scheme=http|:path=|:authority=a",
        ":method=GET|:scheme=http|:path=http://a/livez|:authority=a",
        ":method=GET|:scheme=http|:path=/livez|:path=/livez|:authority=a",
        ":method=GET /livez|:scheme=http|:path=/livez|:authority=a",
        ":method=GET|:scheme=http|a=b|:path=/livez|:authority=a",
        ":method=GET|:scheme=http|:path=/livez|:authority=a|host=b",
        ":method=CONNECT|:scheme=http|:path=/livez|:authority=a",
    ])
    func `a head whose pseudo-fields are not a request's is reset`(_ fields: String) throws {
        var headers = HPACKHeaders()
        for field in fields.split(separator: "|") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            headers.add(name: String(parts[0]), value: String(parts[1]))
        }
        try self.expectReset(headers)
    }

    @Test(arguments: [
        ("connection", "close"), ("transfer-encoding", "chunked"), ("keep-alive", "1"), ("upgrade", "h2c"),
        ("proxy-connection", "close"), ("te", "gzip"), ("X-Upper", "a"), ("a b", "c"), ("a:b", "c"),
        ("a", "b\r\nx-api-key: stolen"), ("a", "b\n"), ("a", "b\0"), ("a", " b"), ("a", "b\t"),
    ])
    func `a field that cannot be taken over into text is reset`(_ field: (String, String)) throws {
        try self.expectReset(HTTP2Fixture.get("/livez", more: [field]))
    }

    private func expectReset(_ headers: HPACKHeaders) throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.open(headers)
        #expect(fixture.reply(id).reset == .protocolError)
        #expect(fixture.reply(id).heads.isEmpty)
        #expect(fixture.observer.refused == [.malformedRequest])
        let after = try fixture.open(HTTP2Fixture.get("/livez"))
        #expect(fixture.reply(after).status == "200")
    }

    @Test func `a client that sends malformed heads without end loses the connection`() throws {
        let fixture = try HTTP2Fixture()
        for _ in 0..<101 {
            _ = try fixture.open(HTTP2Fixture.get("/livez", more: [("te", "x")]))
        }
        #expect(fixture.inbox.goAways.last?.code == .enhanceYourCalm)
        #expect(!fixture.server.isActive)
    }

    @Test(arguments: [
        ("431", "/livez", "x-long", 5000), ("414", "/" + String(repeating: "a", count: 3000), "x", 1),
        ("400", "/a b", "x", 1), ("400", "/livez", "content-length", 3),
    ])
    func `a head that is too long or not HTTP's is answered`(
        _ status: String,
        _ path: String,
        _ name: String,
        _ length: Int
    ) throws {
        let fixture = try HTTP2Fixture(ServerSettings(maxHeadBytes: 4096, maxTargetBytes: 2048))
        let value = name == "content-length" ? "0" : String(repeating: "v", count: length)
        var more = [(name, value)]
        if name == "content-length" {
            more.append(("content-length", "0"))
        }
        let id = try fixture.open(HTTP2Fixture.get(path, more: more))
        #expect(fixture.reply(id).status == status)
        #expect(fixture.reply(id).isComplete)
    }

    @Test func `cookies are left out and host is taken from the authority`() throws {
        let headers = HTTP2Fixture.get("/v1/models", more: [("cookie", "a=b"), ("cookie", "c=d"), ("te", "trailers")])
        let text = try #require(HTTP2FieldText.request(headers, hasBody: false))
        #expect(String(buffer: text) == "GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n")
        let withBody = try #require(HTTP2FieldText.request(HTTP2Fixture.post("/x"), hasBody: true))
        #expect(String(buffer: withBody).hasSuffix("transfer-encoding: chunked\r\n\r\n"))
    }

    @Test func `a body beyond the limit is answered and the rest of it not wanted`() throws {
        let fixture = try HTTP2Fixture(ServerSettings(maxBodyBytes: 1000))
        let id = try fixture.open(
            HTTP2Fixture.post("/v1/chat/completions"),
            body: ByteBuffer(repeating: 0x20, count: 5000),
            isLast: false
        )
        #expect(fixture.reply(id).status == "413")
        #expect(fixture.reply(id).isComplete)
        #expect(fixture.reply(id).reset == .noError)
        #expect(fixture.observer.settled == [.requestTooLarge])
        let other = try fixture.open(
            HTTP2Fixture.post("/v1/chat/completions", more: [("content-length", "5000")]),
            isLast: false
        )
        #expect(fixture.reply(other).status == "413")
        #expect(fixture.reply(other).reset == .noError)
    }

    @Test func `a body that belies its length is reset and settles`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat(more: [("content-length", "5")])
        #expect(fixture.reply(id).reset == .protocolError)
        #expect(fixture.observer.settled == [.clientClosedRequest])
        #expect(fixture.server.isActive)
    }

    @Test func `a streamed body waits while the provider does not take it`() throws {
        let fixture = try HTTP2Fixture()
        let form = "multipart/form-data; boundary=b"
        let head = HTTP2Fixture.get("/v1/files", method: "POST", more: [("content-type", form)])
        let start = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\n"
        var body = ByteBuffer(string: start + "content-disposition: form-data; name=\"file\"\r\n\r\n")
        body.writeRepeatingByte(0x61, count: 2_000_000)
        body.writeString("\r\n--b--\r\n")
        let id = try fixture.open(head, body: body)
        let attempt = try #require(fixture.upstream.attempts.first)
        #expect(!attempt.exchange.isBodyComplete)
        let before = attempt.exchange.body.readableBytes
        let window = HTTP2Connection.streamWindow
        #expect(before + attempt.bodyAfter.readableBytes <= 2 * window)
        #expect(!attempt.isBodyComplete)
        attempt.client.setRequestBodyFlowing(true)
        try fixture.pump()
        #expect(attempt.isBodyComplete)
        #expect(before + attempt.bodyAfter.readableBytes == body.readableBytes)
        attempt.answer("{}")
        try fixture.pump()
        #expect(fixture.reply(id).isComplete)
        #expect(fixture.reply(id).reset == nil)
    }
}

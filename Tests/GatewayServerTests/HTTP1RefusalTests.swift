import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayServer

/// What is not served, and how it is said.
@Suite struct HTTP1RefusalTests {
    private static let lineEnd = "\r\n"

    @Test(arguments: [
        // Both framings: the classic of request smuggling.
        (
            "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello", 400),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5, 5\r\n\r\nhello", 400),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: +5\r\n\r\nhello", 400),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, gzip\r\n\r\n", 501),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n", 501),
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n", 400),
        ("POST /v1/chat/completions HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n", 400),
        ("GET /v1/models HTTP/1.1\r\n\r\n", 400),
        ("GET /v1/models HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400),
        ("GET /v1/models HTTP/1.1\nhost: a\n\n", 400),
        ("GET /v1/models HTTP/1.1\r\nhost: a\r\n x: folded\r\n\r\n", 400),
        ("GET /v1/models HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n", 400),
        ("GET /v1/models HTTP/1.1\r\nhost: a\r\nx: a\u{0}b\r\n\r\n", 400),
        ("GET  /v1/models HTTP/1.1\r\nhost: a\r\n\r\n", 400),
        ("GET /v1/models HTTP/3.0\r\nhost: a\r\n\r\n", 505),
        ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400),
    ])
    func `framing that can be read in two ways is refused, and nothing after it is read`(
        request: String,
        status: Int
    ) throws {
        let fixture = try HTTP1Fixture()
        try fixture.send(request + HTTP1Fixture.get("/health"))
        let replies = try fixture.replies()
        #expect(replies.map(\.status) == [status])
        #expect(replies.first?.closes == true)
        #expect(!fixture.channel.isActive)
        #expect(fixture.observer.refused.count == 1 && fixture.observer.settled.isEmpty)
        #expect(fixture.upstream.tried.isEmpty)
    }

    @Test func `a chunked body that lies is refused, and the exchange settles`() throws {
        for body in [
            "5\r\nhello!\r\n0\r\n\r\n", "zz\r\n", "-1\r\n", "5\nhello\r\n0\r\n\r\n", "0\r\ncontent-length: 3\r\n\r\n",
        ] {
            let fixture = try HTTP1Fixture()
            try fixture.send(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n" + body
            )
            let replies = try fixture.replies()
            #expect(replies.map(\.status) == [400])
            #expect(replies.first?.errorCode == "malformed_request")
            #expect(!fixture.channel.isActive)
            #expect(fixture.observer.settled.map(\.error) == [.malformedRequest])
            #expect(fixture.loop.activeExchanges == 0)
        }
    }

    @Test func `a head beyond its limits is refused`() throws {
        let limits = ServerSettings(maxHeadBytes: 4096, maxTargetBytes: 1024)
        let long = String(repeating: "a", count: 1025)
        for (request, status, code) in [
            (HTTP1Fixture.get("/\(long)"), 414, "uri_too_long"),
            (HTTP1Fixture.get("/v1/models", headers: "x: \(long)\(long)\(long)\(long)\r\n"), 431, "headers_too_large"),
            (
                HTTP1Fixture.get("/v1/models", headers: String(repeating: "x: y\r\n", count: 200)), 431,
                "headers_too_large"
            ),
        ] {
            let reply = try HTTP1Fixture(limits).reply(to: request)
            #expect(reply.status == status && reply.errorCode == code && reply.closes)
        }
        #expect(try HTTP1Fixture(limits).reply(to: HTTP1Fixture.get("/v1/models?\(long.dropFirst(13))")).status == 200)
    }

    @Test func `an unknown path is named with the way out`() throws {
        let fixture = try HTTP1Fixture()
        for path in ["/", "/v2/chat", "/v1", "/v1/unheard-of", "/v1/chat/completionsx", "//v1/models", "/V1/models"] {
            let reply = try fixture.reply(to: HTTP1Fixture.get(path))
            #expect(reply.status == 404 && reply.errorCode == "unknown_url")
        }
        #expect(fixture.channel.isActive)
        #expect(fixture.observer.settled.count == 7)
    }

    @Test func `a generation without a body wants a length`() throws {
        let fixture = try HTTP1Fixture()
        let request = "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n\r\n"
        let reply = try fixture.reply(to: request)
        #expect(reply.status == 411 && reply.errorCode == "length_required" && !reply.closes)
        #expect(try fixture.reply(to: HTTP1Fixture.post()).status == 200)
    }

    @Test func `a body over the limit is refused when it is announced`() throws {
        let fixture = try HTTP1Fixture(ServerSettings(maxBodyBytes: 1000))
        let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 1001\r\n\r\n"
        let reply = try fixture.reply(to: head)
        #expect(reply.status == 413 && reply.errorCode == "request_too_large" && reply.closes)
        #expect(fixture.upstream.tried.isEmpty)
    }

    @Test func `a chunked body over the limit is refused when it gets there`() throws {
        let fixture = try HTTP1Fixture(ServerSettings(maxBodyBytes: 1000))
        try fixture.send("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in 0..<10 {
            try fixture.send("64\r\n\(String(repeating: " ", count: 100))\r\n")
        }
        #expect(try fixture.received().isEmpty)
        let reply = try fixture.reply(to: "1\r\n \r\n")
        #expect(reply.status == 413 && reply.errorCode == "request_too_large" && reply.closes)
        #expect(fixture.observer.settled.map(\.error) == [.requestTooLarge])
    }

    @Test func `a body of exactly the limit is taken`() throws {
        let body = Fixture.chat + String(repeating: " ", count: 1000 - Fixture.chat.utf8.count)
        let fixture = try HTTP1Fixture(ServerSettings(maxBodyBytes: 1000))
        #expect(try fixture.reply(to: HTTP1Fixture.post(body)).status == 200)
        let chunked =
            "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3e8\r\n\(body)\r\n0\r\n\r\n"
        #expect(try fixture.reply(to: chunked).status == 200)
    }

    @Test(arguments: [
        "content-type: text/plain\r\n", "content-type: multipart/form-data\r\n", "content-encoding: gzip\r\n",
    ])
    func `a body of another media type is refused`(headers: String) throws {
        let reply = try HTTP1Fixture().reply(to: HTTP1Fixture.post(headers: headers))
        #expect(reply.status == 415 && reply.errorCode == "unsupported_media_type")
    }

    @Test(arguments: [
        "", "content-type: application/json; charset=utf-8\r\n", "Content-Type: Application/JSON\r\n",
        "content-encoding: identity\r\n",
    ])
    func `JSON by any of its names is taken`(headers: String) throws {
        #expect(try HTTP1Fixture().reply(to: HTTP1Fixture.post(headers: headers)).status == 200)
    }

    @Test(arguments: [
        ("{", "invalid_json"), ("", "invalid_json"), ("[]", "invalid_request"), (#"{"model":"m"}"#, "invalid_request"),
        (#"{"messages":[{"role":"user"}]}"#, "invalid_request"), (#"{"model":1,"messages":[]}"#, "invalid_request"),
        (#"{"model":"m","messages":[{"role":"user"}],"stream":"yes"}"#, "invalid_request"),
        (#"{"model":"m","messages":[{"role":"user"}]} x"#, "invalid_json"),
    ])
    func `a body that is not a chat request is refused, and the connection stays`(body: String, code: String) throws {
        let fixture = try HTTP1Fixture()
        let reply = try fixture.reply(to: HTTP1Fixture.post(body))
        #expect(reply.status == 400 && reply.errorCode == code)
        #expect(fixture.channel.isActive)
        #expect(try fixture.reply(to: HTTP1Fixture.post()).status == 200)
    }

    @Test func `nesting beyond the limit is refused`() throws {
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        let body = #"{"model":"m","messages":[{"role":"user","content":\#(deep)}]}"#
        #expect(try HTTP1Fixture().reply(to: HTTP1Fixture.post(body)).status == 400)
    }

    @Test func `an unknown model is 404, a forbidden one 403, a wrong key 401`() throws {
        let key = VirtualKey(name: "k", digest: [], models: ["m"])
        let fixture = try HTTP1Fixture(keys: ["sk-1": key])
        func reply(_ model: String, _ key: String) throws -> HTTP1Reply {
            let body = Fixture.chat.replacing("\"m\"", with: "\"\(model)\"")
            return try fixture.reply(to: HTTP1Fixture.post(body, headers: "authorization: Bearer \(key)\r\n"))
        }
        #expect(try reply("m", "sk-1").status == 200)
        #expect(try reply("unknown", "sk-1").errorCode == "model_not_found")
        #expect(try reply("n", "sk-1").errorCode == "model_not_allowed")
        #expect(try reply("m", "sk-2").errorCode == "invalid_api_key")
    }

    @Test func `beyond the ceiling of requests the gateway says when to come back`() throws {
        let fixture = try HTTP1Fixture(ServerSettings(maxConcurrentRequests: 1))
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post())
        let other = try HTTP1Fixture(ServerSettings(maxConcurrentRequests: 1))
        // Another connection of the same loop.
        let channel = EmbeddedChannel(loop: fixture.eventLoop)
        let intake = RequestIntake(loop: fixture.loop, admin: nil)
        try channel.pipeline.syncOperations.addHandler(HTTP1Connection(intake: intake, registry: fixture.registry))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        func second() throws -> HTTP1Reply? {
            try channel.writeInbound(ByteBuffer(string: HTTP1Fixture.get("/v1/models")))
            fixture.eventLoop.run()
            let bytes = try channel.readOutbound(as: ByteBuffer.self) ?? ByteBuffer()
            return try HTTP1Reply.parse(String(buffer: bytes)).first
        }
        let refused = try second()
        #expect(refused?.status == 503 && refused?.errorCode == "overloaded" && refused?.header("retry-after") == "1")
        fixture.upstream.held[0].answer("{}")
        fixture.eventLoop.run()
        #expect(try second()?.status == 200)
        #expect(try other.reply(to: HTTP1Fixture.post()).status == 200)
    }

    @Test func `while draining nothing new is begun`() throws {
        let fixture = try HTTP1Fixture()
        fixture.loop.isDraining = true
        let reply = try fixture.reply(to: HTTP1Fixture.post())
        #expect(reply.status == 503 && reply.errorCode == "shutting_down" && reply.closes)
        #expect(fixture.upstream.tried.isEmpty)
    }

    @Test func `a refused request whose body is unread ends the connection`() throws {
        let fixture = try HTTP1Fixture(keys: ["sk-1": VirtualKey(name: "k", digest: [])])
        try fixture.send(HTTP1Fixture.post() + HTTP1Fixture.get("/health"))
        let replies = try fixture.replies()
        #expect(replies.map(\.status) == [401])
        #expect(replies.first?.closes == true)
        #expect(!fixture.channel.isActive)
    }

    @Test(arguments: 1...200)
    func `random bytes neither crash the connection nor leave an exchange open`(seed: Int) throws {
        var random = Chance(seed: UInt64(seed))
        let fixture = try HTTP1Fixture()
        var bytes = Array(
            (HTTP1Fixture.post() + HTTP1Fixture.get("/v1/models") + HTTP1Fixture.post(Fixture.chatStream)).utf8
        )
        for _ in 0..<(1 + random.below(8)) {
            let position = random.below(bytes.count)
            switch random.below(3) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: position)
            default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
            }
        }
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + 1 + random.below(200))
            try fixture.send(bytes[index..<end])
            index = end
        }
        fixture.leave()
        #expect(fixture.loop.activeExchanges == 0, "seed \(seed)")
        let settled = Set(fixture.observer.settled.map { ObjectIdentifier($0) })
        #expect(settled.count == fixture.observer.settled.count, "seed \(seed)")
    }
}

import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayServer

/// Requests and replies on one HTTP/1.1 connection.
@Suite struct HTTP1ConnectionTests {
    @Test func `a request is answered, and the connection stays`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.answer(#"{"ok":1}"#)]
        let reply = try fixture.reply(to: HTTP1Fixture.post())
        #expect(reply.status == 200 && reply.body == #"{"ok":1}"#)
        #expect(reply.header("connection") == nil)
        #expect(fixture.channel.isActive)
        #expect(fixture.observer.settled.count == 1)
        #expect(fixture.upstream.tried == ["m"])
    }

    @Test func `a request is the same at every split of its bytes`() throws {
        let bytes = Array(HTTP1Fixture.post().utf8)
        for split in 0...bytes.count {
            let fixture = try HTTP1Fixture()
            fixture.upstream.attemptBegan = { #expect(String(buffer: $0.body) == Fixture.chat, "split \(split)") }
            try fixture.send(bytes[..<split])
            try fixture.send(bytes[split...])
            let replies = try fixture.replies()
            #expect(replies.map(\.status) == [200], "split \(split)")
            #expect(fixture.upstream.tried == ["m"], "split \(split)")
        }
    }

    private static let chunked =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        + "transfer-encoding: chunked\r\n\r\n"
        + "5\r\n" + Fixture.chat.prefix(5) + "\r\n"
        + "\(String(Fixture.chat.utf8.count - 5, radix: 16));ext=1\r\n" + Fixture.chat.dropFirst(5)
        + "\r\n0\r\nx-trailer: 1\r\n\r\n"

    @Test func `a chunked body is the same at every split`() throws {
        let bytes = Array(Self.chunked.utf8)
        for split in 0...bytes.count {
            let fixture = try HTTP1Fixture()
            fixture.upstream.attemptBegan = { #expect(String(buffer: $0.body) == Fixture.chat, "split \(split)") }
            try fixture.send(bytes[..<split])
            try fixture.send(bytes[split...])
            #expect(try fixture.replies().map(\.status) == [200], "split \(split)")
            #expect(fixture.channel.isActive, "split \(split)")
        }
    }

    @Test(arguments: 1...20)
    func `requests in a row are answered in order at any split`(seed: Int) throws {
        var random = Chance(seed: UInt64(seed))
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = (0..<6).map { .answer("{\"n\":\($0)}") }
        let text = (0..<3).map { _ in HTTP1Fixture.post() + Self.chunked }.joined()
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + 1 + random.below(300))
            try fixture.send(bytes[index..<end])
            index = end
        }
        let replies = try fixture.replies()
        #expect(replies.map(\.body) == (0..<6).map { "{\"n\":\($0)}" }, "seed \(seed)")
        #expect(fixture.observer.settled.count == 6, "seed \(seed)")
    }

    @Test func `a pipelined request waits for the reply before it`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold, .answer("{\"n\":2}")]
        try fixture.send(HTTP1Fixture.post() + HTTP1Fixture.post() + HTTP1Fixture.get("/v1/models"))
        #expect(try fixture.received().isEmpty)
        #expect(fixture.upstream.tried.count == 1)
        fixture.upstream.held[0].answer("{\"n\":1}")
        let replies = try fixture.replies()
        #expect(replies.map(\.status) == [200, 200, 200])
        #expect(replies[0].body == "{\"n\":1}" && replies[1].body == "{\"n\":2}")
        #expect(replies[2].body.contains("\"object\":\"list\""))
    }

    @Test func `what a client sends ahead is bounded`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post())
        try fixture.send(String(repeating: HTTP1Fixture.post(), count: 600))
        #expect(!fixture.channel.isReading)
        fixture.upstream.held[0].answer("{}")
        #expect(try fixture.replies().count == 601)
        #expect(fixture.channel.isReading)
    }

    @Test func `an event stream is sent in chunks and ends with the last one`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.stream(["data: 1\n\n", "data: 2\n\n"], end: nil)]
        let reply = try fixture.reply(to: HTTP1Fixture.post(Fixture.chatStream))
        #expect(reply.isChunked && reply.body == "data: 1\n\ndata: 2\n\n")
        #expect(fixture.channel.isActive)
    }

    @Test func `each piece of a stream leaves with the tick it came in`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        let held = fixture.upstream.held[0]
        held.sendHead()
        for text in ["a", "bc", String(repeating: "d", count: 40_000)] {
            held.sendBody(text)
            let received = try fixture.received()
            let chunk = "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
            #expect(received == chunk || received.hasSuffix("\r\n\r\n" + chunk))
        }
        held.sendEnd()
        #expect(try fixture.received() == "0\r\n\r\n")
    }

    @Test func `a broken stream ends in band, and the connection stays`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.stream(["data: 1\n\n"], end: GatewayError(.providerReset, "Cut."))]
        let reply = try fixture.reply(to: HTTP1Fixture.post(Fixture.chatStream))
        #expect(reply.body.hasPrefix("data: 1\n\ndata: {\"error\":"))
        #expect(!reply.body.contains("[DONE]"))
        #expect(fixture.channel.isActive)
    }

    @Test func `a broken body that is no stream breaks the connection`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.cutBody("{\"a", GatewayError(.providerReset, "Cut."))]
        try fixture.send(HTTP1Fixture.post())
        let received = try fixture.received()
        #expect(received.hasSuffix("{\"a"))
        #expect(!fixture.channel.isActive)
        #expect(fixture.observer.settled.count == 1)
    }

    @Test func `a client that asks to close gets its reply first`() throws {
        let fixture = try HTTP1Fixture()
        let headers = "content-type: application/json\r\nconnection: close\r\n"
        let reply = try fixture.reply(to: HTTP1Fixture.post(headers: headers) + HTTP1Fixture.post())
        #expect(reply.status == 200 && reply.closes)
        #expect(!fixture.channel.isActive)
    }

    @Test func `HTTP 1.0 closes unless it asks to stay, and gets no chunks`() throws {
        let closing = try HTTP1Fixture()
        closing.upstream.script = [.stream(["data: 1\n\n"], end: nil)]
        let stream = try closing.reply(to: HTTP1Fixture.post(Fixture.chatStream, version: "1.0"))
        #expect(stream.header("transfer-encoding") == nil && stream.closes && stream.body == "data: 1\n\n")
        #expect(!closing.channel.isActive)
        let staying = try HTTP1Fixture()
        let headers = "content-type: application/json\r\nconnection: keep-alive\r\n"
        let reply = try staying.reply(to: HTTP1Fixture.post(headers: headers, version: "1.0"))
        #expect(reply.header("connection") == "keep-alive")
        #expect(staying.channel.isActive)
    }

    @Test func `a client that waits for permission to send its body gets it`() throws {
        let fixture = try HTTP1Fixture()
        let headers = "content-type: application/json\r\nexpect: 100-continue\r\n"
        let request = HTTP1Fixture.post(headers: headers)
        let head = String(request.dropLast(Fixture.chat.count))
        try fixture.send(head)
        #expect(try fixture.received() == "HTTP/1.1 100 Continue\r\n\r\n")
        let reply = try fixture.reply(to: Fixture.chat)
        #expect(reply.status == 200)
        // A body that came along needs no permission.
        #expect(try fixture.reply(to: request).status == 200)
    }

    @Test func `a client that would be refused gets no permission`() throws {
        let fixture = try HTTP1Fixture(keys: ["sk-1": VirtualKey(name: "k", digest: [])])
        let request = HTTP1Fixture.post(headers: "expect: 100-continue\r\n").dropLast(Fixture.chat.count)
        let reply = try fixture.reply(to: String(request))
        #expect(reply.status == 401 && reply.errorCode == "invalid_api_key" && reply.closes)
    }

    @Test(arguments: ["/v1/models", "/v1/models/m", "/health", "/v1/files"])
    func `HEAD gets the head that GET would get, and no body`(path: String) throws {
        let fixture = try HTTP1Fixture()
        let whole = try fixture.reply(to: HTTP1Fixture.get(path))
        let head = try fixture.reply(to: HTTP1Fixture.get(path, method: "HEAD"), toHEAD: true)
        #expect(head.status == whole.status)
        #expect(head.header("content-length") == whole.header("content-length"))
        #expect(head.header("content-type") == whole.header("content-type"))
        #expect(try fixture.reply(to: HTTP1Fixture.get("/livez")).status == 200)
    }

    @Test(arguments: [
        ("/v1/chat/completions", "POST, OPTIONS"), ("/v1/models", "GET, HEAD, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/v1/files", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    ])
    func `OPTIONS and a wrong method name the right ones`(path: String, allow: String) throws {
        let fixture = try HTTP1Fixture()
        let options = try fixture.reply(to: HTTP1Fixture.get(path, method: "OPTIONS"))
        #expect(options.status == 204 && options.header("allow") == allow && options.header("content-length") == nil)
        let wrong = try fixture.reply(to: HTTP1Fixture.get(path, method: "BREW"))
        #expect(wrong.status == 405 && wrong.header("allow") == allow)
        #expect(wrong.errorCode == "method_not_allowed")
        #expect(fixture.channel.isActive)
    }

    @Test func `the three health paths answer without a key`() throws {
        let fixture = try HTTP1Fixture(keys: ["sk-1": VirtualKey(name: "k", digest: [])])
        for path in ["/livez", "/readyz", "/health"] {
            let reply = try fixture.reply(to: HTTP1Fixture.get(path))
            #expect(reply.status == 200 && reply.body == #"{"status":"ok"}"#)
        }
        #expect(fixture.observer.settled.isEmpty)
        fixture.loop.isDraining = true
        #expect(try fixture.reply(to: HTTP1Fixture.get("/readyz")).status == 503)
    }

    @Test func `a process that drains still lives`() throws {
        let fixture = try HTTP1Fixture()
        fixture.loop.isDraining = true
        #expect(try fixture.reply(to: HTTP1Fixture.get("/livez")).status == 200)
    }

    @Test func `models are listed as far as the key may use them`() throws {
        let key = VirtualKey(name: "k", digest: [], models: ["m", "p/their-n"])
        let fixture = try HTTP1Fixture(keys: ["sk-1": key, "sk-2": VirtualKey(name: "all", digest: [])])
        func ids(_ key: String) throws -> [String] {
            let body = try fixture.reply(to: HTTP1Fixture.get("/v1/models", headers: "api-key: \(key)\r\n")).body
            return body.split(separator: "\"id\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
        #expect(try ids("sk-1") == ["m", "p/their-n"])
        #expect(try ids("sk-2") == ["m", "n", "p/their-m", "p/their-n"])
        let headers = "api-key: sk-1\r\n"
        #expect(try fixture.reply(to: HTTP1Fixture.get("/v1/models/m", headers: headers)).status == 200)
        #expect(try fixture.reply(to: HTTP1Fixture.get("/v1/models/p%2Ftheir-n", headers: headers)).status == 200)
        #expect(try fixture.reply(to: HTTP1Fixture.get("/v1/models/p/their-n", headers: headers)).status == 200)
        let unknown = try fixture.reply(to: HTTP1Fixture.get("/v1/models/n", headers: headers))
        #expect(unknown.status == 404 && unknown.errorCode == "model_not_found")
    }

    @Test func `a client that leaves ends its attempt`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        fixture.leave()
        #expect(fixture.upstream.held[0].goneCalls == 1)
        #expect(fixture.observer.settled.map(\.error) == [.clientClosedRequest])
        #expect(fixture.observer.settled.map(\.status) == [499])
        #expect(fixture.registry.count == 0)
        #expect(fixture.loop.activeExchanges == 0)
    }

    @Test func `a client that leaves in the middle of its body settles too`() throws {
        for request in [HTTP1Fixture.post(), Self.chunked] {
            let fixture = try HTTP1Fixture()
            try fixture.send(String(request.dropLast(20)))
            #expect(fixture.loop.activeExchanges == 1)
            fixture.leave()
            #expect(fixture.observer.settled.map(\.error) == [.clientClosedRequest])
            #expect(fixture.loop.activeExchanges == 0)
        }
    }

    @Test func `the admin plane gets method, path, credential and body`() throws {
        let fixture = try HTTP1Fixture(admin: EchoingAdmin())
        let headers = "authorization: Bearer root\r\naccept: text/plain\r\n"
        let reply = try fixture.reply(to: HTTP1Fixture.post("body", path: "/admin/v1/x?y=1", headers: headers))
        #expect(reply.status == 200 && reply.body == "post /admin/v1/x root text/plain body")
        let refused = try fixture.reply(to: HTTP1Fixture.get("/forbidden"))
        #expect(refused.status == 405 && refused.header("allow") == "POST")
        #expect(fixture.observer.settled.isEmpty)
    }
}

private struct EchoingAdmin: AdminService {
    func answer(_ request: AdminRequest) async -> AdminResponse {
        guard request.path != "/forbidden" else { return AdminResponse(status: 405, body: [], allow: "POST") }
        let body = String(decoding: request.body, as: UTF8.self)
        let text = "\(request.method) \(request.path) \(request.credential ?? "-") \(request.accept) \(body)"
        return AdminResponse(contentType: "text/plain", body: Array(text.utf8))
    }
}

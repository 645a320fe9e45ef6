import GatewayCore
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GatewayUpstream

@Suite struct `HTTP/2 to providers` {
    private static let json = [(":status", "200"), ("content-type", "application/json")]
    private static let events = [(":status", "200"), ("content-type", "text/event-stream")]
    private static let reply = #"{"choices":[{"index":0,"message":{"content":"hi"}}]}"#

    @Test func `a request goes out with the provider's fields and the patched body`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin(headers: "User-Agent: me\r\ncookie: a=b\r\nX-Api-Key: mine\r\n")
        let request = fixture.request(1)
        #expect(
            request.headers.prefix(4).map { "\($0.name) \($0.value)" } == [
                ":method POST", ":scheme https", ":authority api.example.com", ":path /v1/chat/completions",
            ]
        )
        #expect(request.headers["authorization"] == ["Bearer sk-test"])
        #expect(request.headers["x-team"] == ["a"])
        #expect(request.headers["user-agent"] == ["me"])
        #expect(!request.headers.contains(name: "host"))
        #expect(!request.headers.contains(name: "cookie"))
        #expect(!request.headers.contains(name: "x-api-key"))
        let names = request.headers.map(\.name)
        #expect(names == names.map { $0.lowercased() })
        let body = #"{"model":"their-model","messages":[{"role":"user","content":"hi"}]}"#
        #expect(String(buffer: request.body) == body)
        #expect(request.headers["content-length"] == ["\(body.utf8.count)"])
        #expect(request.isComplete)
        try fixture.respond(1, [(":status", "100")], isLast: false)
        try fixture.respond(1, Self.json + [("content-length", "\(Self.reply.utf8.count)")], body: Self.reply)
        #expect(attempt.isOver)
        #expect(attempt.error == nil)
        #expect(attempt.client.head?.status == 200)
        #expect(String(buffer: attempt.client.body) == Self.reply)
        #expect(attempt.client.isComplete)
        #expect(fixture.session.isIdle)
        #expect(fixture.request(1).reset == nil)
    }

    @Test func `many requests share the connection and are answered in any order`() throws {
        let fixture = try HTTP2SessionFixture()
        var attempts: [HTTP2Attempt] = []
        for _ in 0..<50 {
            #expect(fixture.session.hasRoom)
            attempts.append(try fixture.begin())
        }
        for index in (0..<50).reversed() {
            let body = #"{"choices":[],"n":\#(index)}"#
            try fixture.respond(1 + 2 * index, Self.json, body: body)
        }
        for (index, attempt) in attempts.enumerated() {
            #expect(String(buffer: attempt.client.body) == #"{"choices":[],"n":\#(index)}"#)
        }
    }

    @Test func `the provider's bound on streams is kept`() throws {
        let fixture = try HTTP2SessionFixture(
            settings: [HTTP2Setting(parameter: .maxConcurrentStreams, value: 2)]
        )
        _ = try fixture.begin()
        #expect(fixture.session.hasRoom)
        let second = try fixture.begin()
        #expect(!fixture.session.hasRoom)
        second.relay.clientWentAway()
        try fixture.pump()
        #expect(fixture.request(3).reset == .cancel)
        #expect(fixture.session.hasRoom)
    }

    @Test func `a large body is sent as the windows allow`() throws {
        let fixture = try HTTP2SessionFixture()
        let text = String(repeating: "x", count: 1_000_000)
        _ = try fixture.begin(#"{"model":"m","messages":[{"role":"user","content":""# + text + #""}]}"#)
        #expect(fixture.request(1).body.readableBytes == 65535)
        fixture.write(.rootStream, .windowUpdate(windowSizeIncrement: 2_000_000))
        fixture.write(1, .windowUpdate(windowSizeIncrement: 2_000_000))
        try fixture.pump()
        #expect(fixture.request(1).isComplete)
        #expect(
            String(buffer: fixture.request(1).body)
                == #"{"model":"their-model","messages":[{"role":"user","content":""# + text + #""}]}"#
        )
    }

    @Test func `a client that does not read holds the provider back`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin(#"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#)
        attempt.client.takesBytes = false
        let text = String(repeating: "y", count: 900)
        let event = #"data: {"choices":[{"index":0,"delta":{"content":""# + text + "\"}}]}\n\n"
        let all = String(repeating: event, count: 1000)
        try fixture.respond(1, Self.events, body: all + "data: [DONE]\n\n")
        #expect(attempt.client.body.readableBytes <= HTTP2Session.streamWindow)
        #expect(attempt.client.body.readableBytes > HTTP2Session.streamWindow / 2)
        let other = try fixture.begin()
        try fixture.respond(3, Self.json, body: Self.reply)
        #expect(other.isOver, "another stream of the connection is not held up")
        attempt.client.takesBytes = true
        attempt.client.listener?.clientBecameWritable()
        try fixture.pump()
        #expect(attempt.isOver)
        #expect(attempt.error == nil)
        #expect(attempt.client.body.readableBytes == all.utf8.count + 14)
    }

    @Test func `a streamed request body waits for a provider that does not take it`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin(
            "start",
            headers: "content-type: multipart/form-data; boundary=b\r\n",
            isBodyComplete: false,
            path: "/v1/files",
            endpoint: .passthrough
        )
        for _ in 0..<10 {
            attempt.client.listener?.requestBodyArrived(ByteBuffer(repeating: 0x61, count: 50_000), isLast: false)
        }
        #expect(attempt.client.flowing.last == false)
        fixture.write(.rootStream, .windowUpdate(windowSizeIncrement: 1_000_000))
        fixture.write(1, .windowUpdate(windowSizeIncrement: 1_000_000))
        try fixture.pump()
        #expect(attempt.client.flowing.last == true)
        attempt.client.listener?.requestBodyArrived(nil, isLast: true)
        try fixture.pump()
        #expect(fixture.request(1).body.readableBytes == 500_005)
        #expect(fixture.request(1).isComplete)
        try fixture.respond(1, Self.json, body: "{}")
        #expect(attempt.isOver)
        #expect(attempt.error == nil)
    }

    @Test func `a response without a body ends at once`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin("", method: "DELETE", path: "/v1/files/f", endpoint: .passthrough)
        #expect(fixture.request(1).isComplete)
        try fixture.respond(1, [(":status", "204")])
        #expect(attempt.isOver)
        #expect(attempt.error == nil)
        #expect(attempt.client.head?.status == 204)
        #expect(attempt.client.isComplete)
    }

    @Test func `trailers end a response`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin()
        try fixture.respond(1, Self.json, body: Self.reply, isLast: false)
        fixture.write(1, .headers(.init(headers: HPACKHeaders([("x-sum", "1")]), endStream: true)))
        try fixture.pump()
        #expect(attempt.isOver)
        #expect(attempt.error == nil)
    }

    @Test(arguments: [
        [("content-type", "application/json")], [(":status", "99")], [(":status", "2000")], [(":status", "101")],
        [(":status", "200"), (":x", "y")],
        [(":status", "200"), ("connection", "close")], [(":status", "200"), ("transfer-encoding", "chunked")],
        [(":status", "200"), ("Upper", "a")], [(":status", "200"), ("a", "b\r\nc: d")],
    ])
    func `a malformed head is a bad response`(_ fields: [(String, String)]) throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin()
        try fixture.respond(1, fields, isLast: false)
        #expect(attempt.error?.code == .providerBadResponse)
        #expect(fixture.request(1).reset == .protocolError)
        #expect(fixture.session.hasRoom)
    }

    @Test func `a body that belies its length breaks the attempt and not the connection`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin()
        try fixture.respond(1, Self.json + [("content-length", "3")], body: Self.reply)
        #expect(attempt.error?.code == .providerReset)
        #expect(fixture.link.isActive)
        let next = try fixture.begin()
        try fixture.respond(3, Self.json, body: Self.reply)
        #expect(next.error == nil)
        #expect(next.isOver)
    }
}

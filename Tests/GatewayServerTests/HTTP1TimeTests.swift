import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayServer

/// Timeouts, back-pressure, uploads and the end of the gateway.
@Suite struct HTTP1TimeTests {
    private static let server = ServerSettings(
        headTimeout: .seconds(10),
        bodyTimeout: .seconds(30),
        idleTimeout: .seconds(75),
        writeTimeout: .seconds(60)
    )

    @Test func `a connection that never speaks is closed`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.advance(.milliseconds(9980))
        #expect(fixture.channel.isActive)
        fixture.advance(.milliseconds(40))
        #expect(!fixture.channel.isActive)
        #expect(try fixture.received().isEmpty)
        #expect(fixture.registry.count == 0)
    }

    @Test func `a head that dribbles in is refused with 408, however often a byte comes`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        for byte in HTTP1Fixture.get("/v1/models").utf8.prefix(15) {
            try fixture.send([byte])
            fixture.advance(.milliseconds(700))
        }
        let reply = try #require(try fixture.replies().first)
        #expect(reply.status == 408 && reply.errorCode == "request_timeout" && reply.closes)
        #expect(!fixture.channel.isActive)
        #expect(fixture.observer.refused == [.requestTimeout])
    }

    @Test func `each read of a body puts its timeout off`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        let request = Array(HTTP1Fixture.post().utf8)
        try fixture.send(request.dropLast(5))
        for byte in request.suffix(5).dropLast() {
            fixture.advance(.seconds(29))
            try fixture.send([byte])
        }
        #expect(fixture.channel.isActive)
        fixture.advance(.milliseconds(30_020))
        let reply = try #require(try fixture.replies().first)
        #expect(reply.status == 408 && reply.errorCode == "request_timeout" && reply.closes)
        #expect(fixture.observer.settled.map(\.error) == [.requestTimeout])
    }

    @Test func `an idle connection is closed without a word`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        #expect(try fixture.reply(to: HTTP1Fixture.post()).status == 200)
        fixture.advance(.milliseconds(74_980))
        #expect(fixture.channel.isActive)
        #expect(try fixture.reply(to: HTTP1Fixture.get("/health")).status == 200)
        fixture.advance(.milliseconds(75_020))
        #expect(!fixture.channel.isActive)
        #expect(try fixture.received().isEmpty)
    }

    @Test func `a running exchange has no idle timeout`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post())
        fixture.advance(.seconds(500))
        #expect(fixture.channel.isActive)
        #expect(fixture.loop.now == 501_000_000_000)
        fixture.upstream.held[0].answer("{}")
        #expect(try fixture.replies().map(\.status) == [200])
    }

    @Test func `a reply that ends after a long silence leaves its connection open`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post())
        fixture.advance(.seconds(200))
        fixture.upstream.held[0].answer("{}")
        #expect(try fixture.replies().map(\.status) == [200])
        #expect(fixture.channel.isActive)
    }

    @Test func `a client that stops reading is cut off`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        let held = fixture.upstream.held[0]
        held.sendHead()
        held.sendBody("data: 1\n\n")
        fixture.setWritable(false)
        #expect(!fixture.connection.isWritable)
        fixture.advance(.seconds(59))
        #expect(fixture.channel.isActive)
        fixture.advance(.milliseconds(1020))
        #expect(!fixture.channel.isActive)
        #expect(held.goneCalls == 1)
        #expect(fixture.observer.settled.map(\.error) == [.clientStalled])
    }

    @Test func `a client that reads again is told of, and not cut off`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        let held = fixture.upstream.held[0]
        held.sendHead()
        fixture.setWritable(false)
        fixture.advance(.seconds(50))
        fixture.setWritable(true)
        #expect(held.writableCalls == 1 && fixture.connection.isWritable)
        fixture.advance(.seconds(50))
        #expect(fixture.channel.isActive)
        held.sendEnd()
        #expect(try fixture.replies().map(\.status) == [200])
    }

    private static let form =
        "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
        + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
    private static let formType = "content-type: multipart/form-data; boundary=b\r\n"

    @Test func `a large form begins its attempt before it is complete, and the rest follows`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        let rest = String(repeating: "x", count: 300_000)
        let length = Self.form.utf8.count + rest.utf8.count
        let head = "POST /v1/files HTTP/1.1\r\nhost: a\r\n\(Self.formType)content-length: \(length)\r\n\r\n"
        try fixture.send(head + Self.form + rest.prefix(100_000))
        let held = try #require(fixture.upstream.held.first)
        #expect(held.exchange.model == "m" && !held.exchange.isBodyComplete)
        #expect(held.exchange.bodyLength == length)
        #expect(fixture.upstream.tried == ["m"])
        // Held back until the attempt asks for more.
        #expect(!fixture.channel.isReading)
        fixture.connection.setRequestBodyFlowing(true)
        #expect(fixture.channel.isReading)
        try fixture.send(String(rest.dropFirst(100_000)))
        #expect(held.restEnded)
        let whole = String(buffer: held.exchange.body) + String(buffer: held.rest)
        #expect(whole == Self.form + rest)
        held.answer("{}")
        let reply = try #require(try fixture.replies().first)
        #expect(reply.status == 200 && !reply.closes)
        #expect(try fixture.reply(to: HTTP1Fixture.get("/health")).status == 200)
    }

    @Test func `a reply before the end of an upload ends the connection`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        let head = "POST /v1/files HTTP/1.1\r\nhost: a\r\n\(Self.formType)content-length: 500000\r\n\r\n"
        try fixture.send(head + Self.form + String(repeating: "x", count: 100_000))
        fixture.upstream.held[0].answer("{}", status: 400)
        let reply = try #require(try fixture.replies().first)
        #expect(reply.status == 400 && reply.closes)
        #expect(!fixture.channel.isActive)
    }

    @Test func `a small form is whole before its attempt begins`() throws {
        let fixture = try HTTP1Fixture(Self.server)
        fixture.upstream.script = [.hold]
        let form = Self.form + "x\r\n--b--\r\n"
        try fixture.send(HTTP1Fixture.post(form, path: "/v1/audio/transcriptions", headers: Self.formType))
        let held = try #require(fixture.upstream.held.first)
        #expect(held.exchange.isBodyComplete && held.exchange.model == "m")
        let model = try #require(held.exchange.formModel)
        #expect(held.exchange.body.text(model) == "m")
        held.answer("{}")
    }

    @Test func `draining closes idle connections now and others after their reply`() throws {
        let idle = try HTTP1Fixture(Self.server)
        #expect(try idle.reply(to: HTTP1Fixture.get("/health")).status == 200)
        idle.loop.isDraining = true
        idle.registry.drain()
        #expect(!idle.channel.isActive)
        let busy = try HTTP1Fixture(Self.server)
        busy.upstream.script = [.hold]
        try busy.send(HTTP1Fixture.post())
        busy.loop.isDraining = true
        busy.registry.drain()
        #expect(busy.channel.isActive)
        busy.upstream.held[0].answer("{}")
        let reply = try #require(try busy.replies().first)
        #expect(reply.status == 200 && reply.closes)
        #expect(!busy.channel.isActive)
    }

    @Test func `at the end of the drain a stream is told, anything else is broken off`() throws {
        let stream = try HTTP1Fixture(Self.server)
        stream.upstream.script = [.hold]
        try stream.send(HTTP1Fixture.post(Fixture.chatStream))
        stream.upstream.held[0].sendHead()
        stream.upstream.held[0].exchange.isStream = true
        stream.upstream.held[0].sendBody("data: 1\n\n")
        stream.registry.cutOff()
        let reply = try #require(try stream.replies().first)
        #expect(reply.body.hasPrefix("data: 1\n\ndata: {\"error\":") && reply.errorCode == "shutting_down")
        #expect(!stream.channel.isActive)
        stream.eventLoop.run()
        #expect(stream.observer.settled.map(\.error) == [.shuttingDown])
        let waiting = try HTTP1Fixture(Self.server)
        waiting.upstream.script = [.hold]
        try waiting.send(HTTP1Fixture.post())
        waiting.registry.cutOff()
        waiting.eventLoop.run()
        #expect(!waiting.channel.isActive)
        #expect(waiting.observer.settled.count == 1)
    }
}

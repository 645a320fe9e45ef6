import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import GatewayServer

/// Connections of a process that another one has taken over from.
@Suite struct LeaveTests {
    @Test func `an idle connection answers one more request and says that it was the last`() throws {
        let fixture = try HTTP1Fixture()
        let first = try fixture.reply(to: HTTP1Fixture.get("/health"))
        #expect(first.status == 200 && !first.closes)
        fixture.registry.leave()
        #expect(fixture.channel.isActive)
        fixture.advance(.seconds(3))
        let last = try fixture.reply(to: HTTP1Fixture.get("/health"))
        #expect(last.status == 200 && last.closes)
        #expect(!fixture.channel.isActive)
    }

    @Test func `an idle connection goes when nothing comes`() throws {
        let fixture = try HTTP1Fixture()
        _ = try fixture.reply(to: HTTP1Fixture.get("/health"))
        fixture.registry.leave()
        fixture.advance(.seconds(5))
        #expect(fixture.channel.isActive)
        fixture.advance(.seconds(2))
        #expect(!fixture.channel.isActive)
    }

    @Test func `a connection that was to go sooner does`() throws {
        let fixture = try HTTP1Fixture(ServerSettings(idleTimeout: .seconds(2)))
        _ = try fixture.reply(to: HTTP1Fixture.get("/health"))
        fixture.registry.leave()
        fixture.advance(.seconds(3))
        #expect(!fixture.channel.isActive)
    }

    @Test func `a response whose head is still to come says that it is the last`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post())
        fixture.registry.leave()
        fixture.upstream.held[0].answer("{}")
        let reply = try #require(try fixture.replies().first)
        #expect(reply.status == 200 && reply.closes)
        #expect(!fixture.channel.isActive)
    }

    @Test func `after a response whose head was out the client may ask once more`() throws {
        let fixture = try HTTP1Fixture()
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        let held = fixture.upstream.held[0]
        held.sendHead()
        fixture.registry.leave()
        held.sendBody("data: [DONE]\n\n")
        held.sendEnd()
        let stream = try #require(try fixture.replies().first)
        #expect(stream.status == 200 && !stream.closes)
        #expect(fixture.channel.isActive)
        let last = try fixture.reply(to: HTTP1Fixture.get("/health"))
        #expect(last.status == 200 && last.closes)
    }

    @Test func `a connection that comes late is served once`() throws {
        let registry = ConnectionRegistry()
        registry.leave()
        #expect(registry.isLeaving)
        let fixture = try HTTP1Fixture()
        fixture.registry.leave()
        let reply = try fixture.reply(to: HTTP1Fixture.get("/health"))
        #expect(reply.status == 200 && reply.closes)
    }

    @Test func `HTTP 2 names the last stream at once where none is open`() throws {
        let fixture = try HTTP2Fixture()
        let before = try fixture.open(HTTP2Fixture.get("/health"))
        #expect(fixture.reply(before).isComplete)
        fixture.registry.leave()
        try fixture.pump()
        #expect(fixture.inbox.goAways.map(\.last) == [before])
        #expect(fixture.server.isActive)
        try fixture.advance(seconds: 2)
        #expect(!fixture.server.isActive)
    }

    @Test func `HTTP 2 serves on until no stream is open`() throws {
        let fixture = try HTTP2Fixture()
        _ = try fixture.chat()
        fixture.registry.leave()
        try fixture.pump()
        #expect(fixture.inbox.goAways.isEmpty)
        let second = try fixture.chat()
        fixture.upstream.attempts[0].answer("{}")
        try fixture.pump()
        #expect(fixture.inbox.goAways.isEmpty)
        fixture.upstream.attempts[1].answer("{}")
        try fixture.pump()
        #expect(fixture.reply(second).isComplete)
        #expect(fixture.inbox.goAways.map(\.last) == [second])
        try fixture.advance(seconds: 2)
        #expect(!fixture.server.isActive)
    }

    @Test func `HTTP 2 announces the end where half the drain time brings no moment without a stream`() throws {
        let fixture = try HTTP2Fixture()
        let running = try fixture.chat()
        fixture.registry.leave()
        try fixture.advance(seconds: 14)
        #expect(fixture.inbox.goAways.isEmpty)
        try fixture.advance(seconds: 2)
        #expect(fixture.inbox.goAways.first?.last == .maxID)
        try fixture.advance(seconds: 2)
        #expect(fixture.inbox.goAways.map(\.last) == [.maxID, running])
        #expect(fixture.server.isActive)
        fixture.upstream.attempts[0].answer("{}")
        try fixture.pump()
        #expect(fixture.reply(running).isComplete)
        #expect(!fixture.server.isActive)
    }
}

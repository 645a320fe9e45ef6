import GatewayCore
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GatewayUpstream

@Suite struct `The end of an HTTP/2 connection to a provider` {
    private static let json = [(":status", "200"), ("content-type", "application/json")]

    @Test func `a refused stream is sent again, any other reset is not`() throws {
        let fixture = try HTTP2SessionFixture()
        let refused = try fixture.begin()
        fixture.write(1, .rstStream(.refusedStream))
        try fixture.pump()
        #expect(!refused.isOver)
        #expect(fixture.owner.sample().map(\.staleRetries) == [1])
        fixture.session.start(refused.relay)
        try fixture.pump()
        try fixture.respond(3, Self.json, body: #"{"choices":[]}"#)
        #expect(refused.isOver)
        #expect(refused.error == nil)
        let reset = try fixture.begin()
        fixture.write(5, .rstStream(.internalError))
        try fixture.pump()
        #expect(reset.error?.code == .providerReset)
        #expect(fixture.owner.sample().map(\.staleRetries) == [1])
    }

    @Test func `a reset in the middle of a response breaks the attempt`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin()
        try fixture.respond(1, Self.json, body: "{", isLast: false)
        fixture.write(1, .rstStream(.refusedStream))
        try fixture.pump()
        #expect(attempt.error?.code == .providerReset)
        #expect(!attempt.client.isComplete)
    }

    @Test func `after GOAWAY requests beyond its last are sent again and the others finish`() throws {
        let fixture = try HTTP2SessionFixture()
        let first = try fixture.begin()
        let second = try fixture.begin()
        fixture.write(.rootStream, .goAway(lastStreamID: 1, errorCode: .noError, opaqueData: nil))
        try fixture.pump()
        #expect(!fixture.session.hasRoom)
        #expect(!second.isOver)
        #expect(fixture.owner.sample().map(\.staleRetries) == [1])
        #expect(fixture.link.isActive)
        try fixture.respond(1, Self.json, body: #"{"choices":[]}"#)
        #expect(first.isOver)
        #expect(first.error == nil)
        #expect(!fixture.link.isActive)
        second.relay.clientWentAway()
        fixture.eventLoop.run()
    }

    @Test func `a connection that breaks fails its requests; one that had gone stale sends them again`() throws {
        let fixture = try HTTP2SessionFixture()
        let first = try fixture.begin()
        try fixture.respond(1, Self.json, body: #"{"choices":[]}"#)
        #expect(first.isOver)
        let stale = try fixture.begin()
        // The provider is closed, so that its answers cannot come.
        fixture.link.pipeline.fireChannelInactive()
        fixture.eventLoop.run()
        #expect(fixture.owner.sample().map(\.staleRetries) == [1])
        #expect(!stale.isOver)
        #expect(!fixture.session.hasRoom)
        stale.relay.clientWentAway()
        fixture.eventLoop.run()

        let other = try HTTP2SessionFixture()
        let fresh = try other.begin()
        other.link.pipeline.fireChannelInactive()
        other.eventLoop.run()
        #expect(fresh.error?.code == .providerReset)
    }

    @Test func `a retired connection finishes what it carries and closes`() throws {
        let fixture = try HTTP2SessionFixture()
        let attempt = try fixture.begin()
        fixture.session.retire()
        #expect(!fixture.session.hasRoom)
        #expect(fixture.link.isActive)
        try fixture.respond(1, Self.json, body: #"{"choices":[]}"#)
        #expect(attempt.error == nil)
        #expect(attempt.isOver)
        #expect(!fixture.link.isActive)

        let idle = try HTTP2SessionFixture()
        #expect(idle.session.isIdle(since: idle.loop.now &+ 10, longerThan: 5))
        idle.session.retire()
        try idle.pump()
        #expect(!idle.link.isActive)
        #expect(idle.inbox.goAways == 1)
    }

    @Test func `a silent connection with requests is asked and given up`() throws {
        let fixture = try HTTP2SessionFixture()
        _ = try fixture.begin()
        try fixture.advance(seconds: 31)
        #expect(fixture.inbox.pings == 1)
        let attempt = try fixture.begin()
        #expect(fixture.link.isActive)
        // From here on nothing of the provider's arrives.
        fixture.eventLoop.advanceTime(by: .seconds(31))
        #expect(fixture.link.isActive)
        fixture.eventLoop.advanceTime(by: .seconds(16))
        #expect(!fixture.link.isActive)
        #expect(attempt.error?.code == .providerReset)
    }
}

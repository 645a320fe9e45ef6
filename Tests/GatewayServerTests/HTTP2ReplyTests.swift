import GatewayCore
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GatewayServer

@Suite struct `HTTP/2 replies` {
    @Test func `pieces of one tick leave in one frame`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat(HTTP2Fixture.streamBody)
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: text/event-stream\r\n")
        for piece in ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"] {
            attempt.client.sendBody(ByteBuffer(string: piece))
        }
        attempt.client.flush()
        try fixture.pump()
        #expect(fixture.reply(id).dataFrames == 1)
        #expect(String(buffer: fixture.reply(id).body) == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
        #expect(!fixture.reply(id).isComplete)
        attempt.client.sendEnd()
        attempt.end(nil)
        try fixture.pump()
        #expect(fixture.reply(id).isComplete)
        #expect(fixture.observer.settled == [nil])
    }

    @Test func `a client that does not read stops the relay at a bound and starts it again`() throws {
        let fixture = try HTTP2Fixture(clientWindow: 10)
        let id = try fixture.chat(HTTP2Fixture.streamBody)
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: text/event-stream\r\n")
        var sent = ByteBuffer()
        for number in 0..<1_000_000 where attempt.client.isWritable {
            let piece = ByteBuffer(string: "data: \(number)\n\n")
            sent.writeImmutableBuffer(piece)
            attempt.client.sendBody(piece)
            attempt.client.flush()
        }
        let limit = ServerSettings().maxStreamBufferBytes
        #expect(sent.readableBytes < limit)
        #expect(sent.readableBytes > limit / 4)
        try fixture.pump()
        #expect(fixture.reply(id).body.readableBytes == 10)
        #expect(!attempt.client.isWritable)
        #expect(attempt.writableCalls == 0)
        fixture.write(id, .windowUpdate(windowSizeIncrement: 60_000))
        try fixture.pump()
        #expect(fixture.reply(id).body.readableBytes == 60_010)
        #expect(attempt.writableCalls == 0)
        fixture.write(.rootStream, .windowUpdate(windowSizeIncrement: 1_000_000))
        fixture.write(id, .windowUpdate(windowSizeIncrement: 1_000_000))
        try fixture.pump()
        #expect(attempt.writableCalls == 1)
        #expect(attempt.client.isWritable)
        attempt.client.sendEnd()
        attempt.end(nil)
        try fixture.pump()
        #expect(fixture.reply(id).body == sent)
        #expect(fixture.reply(id).isComplete)
    }

    @Test func `a client that takes nothing for too long is cut off`() throws {
        let fixture = try HTTP2Fixture(ServerSettings(writeTimeout: .seconds(5)), clientWindow: 10)
        let id = try fixture.chat(HTTP2Fixture.streamBody)
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: text/event-stream\r\n")
        attempt.client.sendBody(ByteBuffer(repeating: 0x61, count: 1000))
        attempt.client.flush()
        try fixture.pump()
        try fixture.advance(seconds: 4)
        #expect(fixture.reply(id).reset == nil)
        fixture.write(id, .windowUpdate(windowSizeIncrement: 10))
        try fixture.pump()
        try fixture.advance(seconds: 4)
        #expect(fixture.reply(id).reset == nil)
        try fixture.advance(seconds: 2)
        #expect(fixture.reply(id).reset == .cancel)
        #expect(attempt.isClientGone)
        #expect(fixture.observer.settled == [.clientClosedRequest])
    }

    @Test func `a hundred streams are answered in any order`() throws {
        let fixture = try HTTP2Fixture()
        var ids: [HTTP2StreamID] = []
        for _ in 0..<100 {
            ids.append(try fixture.chat())
        }
        #expect(fixture.upstream.attempts.count == 100)
        for (index, attempt) in fixture.upstream.attempts.enumerated().reversed() {
            attempt.answer("\(index)")
        }
        try fixture.pump()
        for (index, id) in ids.enumerated() {
            #expect(String(buffer: fixture.reply(id).body) == "\(index)")
            #expect(fixture.reply(id).isComplete)
        }
        #expect(fixture.observer.settled.count == 100)
        #expect(fixture.loop.activeExchanges == 0)
    }

    @Test func `a client's reset reaches the relay and the exchange settles`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat(HTTP2Fixture.streamBody)
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: text/event-stream\r\n")
        attempt.client.sendBody(ByteBuffer(string: "data: 1\n\n"))
        attempt.client.flush()
        fixture.write(id, .rstStream(.cancel))
        try fixture.pump()
        #expect(attempt.isClientGone)
        #expect(attempt.client.isGone)
        #expect(fixture.observer.settled == [.clientClosedRequest])
        attempt.client.sendBody(ByteBuffer(string: "late"))
        attempt.client.sendEnd()
        try fixture.pump()
        #expect(fixture.server.isActive)
    }

    @Test func `a reset in the middle of a body settles the exchange`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.open(
            HTTP2Fixture.post("/v1/chat/completions"),
            body: ByteBuffer(string: "{"),
            isLast: false
        )
        fixture.write(id, .rstStream(.cancel))
        try fixture.pump()
        #expect(fixture.observer.settled == [.clientClosedRequest])
        #expect(fixture.loop.activeExchanges == 0)
    }

    @Test func `a connection that breaks settles all its exchanges`() throws {
        let fixture = try HTTP2Fixture()
        _ = try fixture.chat()
        _ = try fixture.open(HTTP2Fixture.post("/v1/embeddings"), body: ByteBuffer(string: "{"), isLast: false)
        fixture.server.pipeline.fireChannelInactive()
        fixture.eventLoop.run()
        #expect(fixture.upstream.attempts.first?.isClientGone == true)
        #expect(fixture.observer.settled == [.clientClosedRequest, .clientClosedRequest])
        #expect(fixture.registry.count == 0)
    }

    @Test func `a reply that is broken off ends in a reset`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat()
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: application/json\r\n", length: 100)
        attempt.client.sendBody(ByteBuffer(string: "{"))
        attempt.client.flush()
        attempt.end(GatewayError(.providerReset, "The provider broke off its answer."))
        try fixture.pump()
        #expect(fixture.reply(id).reset == .internalError)
        #expect(!fixture.reply(id).isComplete)
        #expect(fixture.observer.settled == [.providerReset])
    }

    @Test func `a reply longer than its length costs the stream and not the connection`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat()
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: application/json\r\n", length: 2)
        attempt.client.sendBody(ByteBuffer(string: "{{{{"))
        attempt.client.flush()
        try fixture.pump()
        #expect(fixture.reply(id).reset == .internalError)
        #expect(attempt.isClientGone)
        #expect(fixture.server.isActive)
    }
}

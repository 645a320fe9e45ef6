import GatewayCore
import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GatewayServer

@Suite struct `HTTP/2 connections` {
    @Test func `an idle connection is closed in time, a busy one is not`() throws {
        let fixture = try HTTP2Fixture(ServerSettings(idleTimeout: .seconds(20)))
        _ = try fixture.chat()
        try fixture.advance(seconds: 60)
        #expect(fixture.server.isActive)
        fixture.upstream.attempts.first?.answer("{}")
        try fixture.pump()
        try fixture.advance(seconds: 19)
        #expect(fixture.server.isActive)
        try fixture.advance(seconds: 2)
        #expect(!fixture.server.isActive)
        #expect(fixture.inbox.goAways.map(\.code) == [.noError])
        #expect(fixture.registry.count == 0)
    }

    @Test func `a client that says nothing is closed when the time for its head is over`() throws {
        let fixture = try HTTP2Fixture(ServerSettings(headTimeout: .seconds(3), idleTimeout: .seconds(60)))
        let silent = EmbeddedChannel(loop: fixture.eventLoop)
        try HTTP2Connection.install(
            on: silent.pipeline.syncOperations,
            intake: RequestIntake(
                loop: fixture.loop,
                admin: nil
            ),
            registry: fixture.registry
        )
        silent.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try fixture.advance(seconds: 4)
        #expect(!silent.isActive)
        #expect(fixture.server.isActive)
    }

    @Test func `a body that stops arriving is answered with a timeout`() throws {
        let fixture = try HTTP2Fixture(ServerSettings(bodyTimeout: .seconds(5)))
        let id = try fixture.open(
            HTTP2Fixture.post("/v1/chat/completions"),
            body: ByteBuffer(string: "{"),
            isLast: false
        )
        try fixture.advance(seconds: 4)
        #expect(fixture.reply(id).status == nil)
        try fixture.advance(seconds: 2)
        #expect(fixture.reply(id).status == "408")
        #expect(fixture.reply(id).reset == .noError)
        #expect(fixture.observer.settled == [.requestTimeout])
    }

    @Test func `a drained connection refuses new streams and closes after the last`() throws {
        let fixture = try HTTP2Fixture()
        let running = try fixture.chat()
        fixture.registry.drain()
        // On its way while the client did not know yet.
        let late = HTTP2StreamID(3)
        fixture.write(late, .headers(.init(headers: HTTP2Fixture.post("/v1/chat/completions"))))
        fixture.write(late, .data(.init(data: .byteBuffer(ByteBuffer(string: "{")), endStream: false)))
        try fixture.pump()
        #expect(fixture.inbox.goAways.map(\.last) == [.maxID])
        #expect(fixture.reply(late).reset == .refusedStream)
        #expect(fixture.server.isActive)
        fixture.upstream.attempts.first?.answer("{}")
        try fixture.pump()
        #expect(fixture.reply(running).isComplete)
        #expect(fixture.reply(running).reset == nil)
        #expect(!fixture.server.isActive)
        #expect(fixture.inbox.goAways.last?.last == running)
    }

    @Test func `an idle connection closes when it is drained`() throws {
        let fixture = try HTTP2Fixture()
        fixture.registry.drain()
        try fixture.pump()
        #expect(!fixture.server.isActive)
    }

    @Test func `what still runs is cut off with an error in band, or a reset`() throws {
        let fixture = try HTTP2Fixture()
        let events = try fixture.chat(HTTP2Fixture.streamBody)
        let whole = try fixture.chat()
        let attempt = try #require(fixture.upstream.attempts.first)
        attempt.sendHead("content-type: text/event-stream\r\n")
        attempt.client.sendBody(ByteBuffer(string: "data: 1\n\n"))
        attempt.client.flush()
        try fixture.pump()
        fixture.registry.cutOff()
        fixture.eventLoop.run()
        while let bytes = try fixture.server.readOutbound(as: ByteBuffer.self) {
            try fixture.client.writeInbound(bytes)
        }
        #expect(String(buffer: fixture.reply(events).body).contains("shutting_down"))
        #expect(fixture.reply(events).isComplete)
        #expect(fixture.reply(whole).reset == .internalError)
        #expect(!fixture.server.isActive)
        #expect(fixture.observer.settled.count == 2)
        #expect(fixture.loop.activeExchanges == 0)
    }

    @Test func `a client that leaves is served to the end`() throws {
        let fixture = try HTTP2Fixture()
        let id = try fixture.chat()
        fixture.write(.rootStream, .goAway(lastStreamID: .rootStream, errorCode: .noError, opaqueData: nil))
        try fixture.pump()
        #expect(fixture.server.isActive)
        fixture.upstream.attempts.first?.answer("{}")
        try fixture.pump()
        #expect(fixture.reply(id).isComplete)
        #expect(!fixture.server.isActive)
    }

    @Test(arguments: 0..<200)
    func `bytes at random neither crash nor leave an exchange behind`(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let fixture = try HTTP2Fixture()
        _ = try fixture.chat()
        _ = try fixture.open(HTTP2Fixture.post("/v1/embeddings"), body: ByteBuffer(string: "{"), isLast: false)
        for _ in 0..<20 where fixture.server.isActive {
            // A frame whose header is plausible and whose payload is not.
            let count = Int(random.next() % 40)
            var frame = ByteBuffer()
            frame.writeBytes([0, 0, UInt8(count), UInt8(random.next() % 11), UInt8(random.next() & 0x2D)])
            frame.writeInteger(UInt32(random.next() % 8))
            for _ in 0..<count {
                frame.writeInteger(UInt8(truncatingIfNeeded: random.next()))
            }
            try fixture.server.writeInbound(frame)
            fixture.eventLoop.run()
        }
        while try fixture.server.readOutbound(as: ByteBuffer.self) != nil {}
        fixture.server.close(promise: nil)
        fixture.eventLoop.run()
        #expect(fixture.loop.activeExchanges == 0, "seed \(seed)")
        #expect(fixture.registry.count == 0, "seed \(seed)")
    }
}

private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayServer

/// A socket that takes what is flushed at once, and says from within the flush that there is room again.
private final class EagerSocket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func flush(context: ChannelHandlerContext) {
        context.flush()
        context.fireChannelWritabilityChanged()
    }
}

/// Sends its pieces one by one, whenever it hears of room.
private final class EagerSender: ClientStreamListener {
    private let client: ClientStream
    private var pieces: [String]

    init(_ client: ClientStream, _ pieces: [String]) {
        self.client = client
        self.pieces = pieces
    }

    func clientBecameWritable() {
        guard !self.pieces.isEmpty else { return }
        self.client.sendBody(ByteBuffer(string: self.pieces.removeFirst()))
    }

    func clientWentAway() {}

    func requestBodyArrived(_ bytes: ByteBuffer?, isLast: Bool) {}
}

@Suite struct HTTP1ReentrancyTests {
    @Test(arguments: [1, 16 << 10, (16 << 10) + 1, 200_000])
    func `what is sent from within the sending of a chunk comes behind it`(size: Int) throws {
        let fixture = try HTTP1Fixture()
        try fixture.channel.pipeline.syncOperations.addHandler(EagerSocket(), position: .first)
        fixture.upstream.script = [.hold]
        try fixture.send(HTTP1Fixture.post(Fixture.chatStream))
        let held = fixture.upstream.held[0]
        held.sendHead()
        let pieces = ["b", "c", "d"].map { String(repeating: $0, count: size) }
        fixture.connection.listener = EagerSender(fixture.connection, pieces)
        held.sendBody(String(repeating: "a", count: size))
        // Small pieces wait for the end of the tick, and so do those that follow them.
        for _ in pieces {
            fixture.eventLoop.run()
            fixture.channel.pipeline.fireChannelWritabilityChanged()
        }
        held.sendEnd()
        let replies = try fixture.replies()
        #expect(replies.map(\.isChunked) == [true])
        #expect(replies.first?.body == (["a", "b", "c", "d"].map { String(repeating: $0, count: size) }).joined())
    }
}

import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayCache

@Suite struct FlightReentrancyTests {
    @Test func `a client that has room again while it is sent to gets everything once`() throws {
        let eventLoop = EmbeddedEventLoop()
        let loop = try Fixture.loop(eventLoop)
        let log = FlightLog(key: CacheKey(a: 1, b: 2, c: 3, d: 4), generation: 0, maxBytes: 1 << 20)
        log.begin(isStream: true, deployment: "d", provider: "p", on: loop)
        log.append(ByteBuffer(string: "data: 1\n\n"), on: loop)
        log.finish(.done, on: loop)
        let client = RecordingClient()
        client.bodyArrived = { client.listener?.clientBecameWritable() }
        let exchange = try Fixture.exchange(on: loop, client, body: Fixture.chatStream)
        exchange.deadline = loop.now + 60_000_000_000
        Task.immediate(executorPreference: loop.executor) {
            _ = await FlightFollower.follow(exchange, log, tier: .flight, atMost: 10)
        }
        eventLoop.run()
        #expect(client.text == "data: 1\n\ndata: [DONE]\n\n")
        #expect(client.isWellFormed)
        client.bodyArrived = nil
    }
}

import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import RESP
import Synchronization
import Testing

@testable import GatewayCache

/// Gateways on one Redis and one clock, all on one loop of the test.
final class SharedFixture {
    let eventLoop = EmbeddedEventLoop()
    let clock = ManualClock()
    let server: FakeRedis
    private(set) var nodes: [Node] = []

    /// One gateway.
    final class Node {
        let gateway: RecallFixture
        let client: FakeRedisClient
        let tier: SharedTier
        let feed: SharedFeed

        fileprivate init(_ gateway: RecallFixture, _ server: FakeRedis, ring: KeyRing?) {
            self.gateway = gateway
            self.client = FakeRedisClient(server, loop: gateway.eventLoop)
            let settings = gateway.state.settings
            let names = SharedNames(prefix: settings.prefix)
            let tier = SharedTier(
                client: self.client,
                names: names,
                loop: gateway.loop,
                codec: RecordCodec(seal: ring.map { RecordSeal($0) }, maxContentBytes: 1 << 20),
                settings: settings,
                queue: gateway.state.queue
            )
            self.tier = tier
            gateway.cache.tier = tier
            let (state, loop) = (gateway.state, gateway.loop)
            let feed = SharedFeed(state, tier: tier, loop: loop) { key in
                guard case .own(let log, _, let scope, let token, false)? = state.lives.withLock({ $0[key] }) else {
                    return
                }
                state.lives.withLock {
                    $0[key] = .own(log, loop: loop, scope: scope, token: token, isPublished: true)
                }
                LivePublisher(log, loop: loop, tier: tier, scope: scope, token: token).start()
            }
            self.feed = feed
            server.listen([names.controlPrefix, names.livePrefix, names.wantedPrefix]) { name in
                feed.take(.invalidated([ByteBuffer(string: name)]))
            }
            feed.start()
            feed.take(.active)
        }

        var calls: Int { self.gateway.calls }
    }

    init(
        nodes: Int = 2,
        group: (inout GroupCacheSettings) -> Void = { _ in },
        process: (inout CacheSettings) -> Void = { _ in },
        ring: KeyRing? = nil
    ) throws {
        self.server = FakeRedis(self.eventLoop, clock: self.clock)
        for _ in 0..<nodes {
            let gateway = try RecallFixture(
                group: group,
                process: {
                    $0.redis = "shared"
                    process(&$0)
                },
                eventLoop: self.eventLoop,
                clock: self.clock
            )
            gateway.upstream.script = Array(repeating: .hold, count: 100)
            // Tokens of two gateways are never the same.
            for _ in self.nodes {
                _ = gateway.loop.chance.next()
            }
            self.nodes.append(Node(gateway, self.server, ring: ring))
        }
        self.pass(10)
    }

    /// Lets time pass in small steps, as it does.
    func pass(_ milliseconds: Int64) {
        for _ in 0..<milliseconds {
            self.clock.move(by: 1)
            self.eventLoop.advanceTime(by: .milliseconds(1))
        }
        for node in self.nodes {
            _ = node.gateway.loop.now
        }
    }

    /// Sends a request to a gateway, and gives Redis the time to answer.
    func ask(_ node: Int, _ body: String = Ask.chat(), headers: String = "", pass: Int64 = 5) throws -> Asked {
        let asked = try self.nodes[node].gateway.ask(body, headers: headers)
        self.pass(pass)
        return asked
    }

    /// The call that a gateway makes.
    func held(_ node: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> HeldReply {
        try #require(self.nodes[node].gateway.upstream.held.last { $0.isWaiting }, sourceLocation: sourceLocation)
    }

    func expectQuiet(sourceLocation: SourceLocation = #_sourceLocation) {
        for node in self.nodes {
            node.gateway.expectQuiet(sourceLocation: sourceLocation)
            let lives = node.gateway.state.lives.withLock { $0.count }
            #expect(lives == 0, sourceLocation: sourceLocation)
            #expect(node.gateway.state.queue.bytes == 0, sourceLocation: sourceLocation)
        }
        let locks = self.server.values.keys.filter { $0.contains(":l:") && self.server.value($0) != nil }
        #expect(locks.isEmpty, sourceLocation: sourceLocation)
    }
}

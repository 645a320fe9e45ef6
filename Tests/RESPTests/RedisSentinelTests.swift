import NIOCore
import NIOPosix
import Testing

@testable import RESP

@Suite(.serialized)
struct RedisSentinelTests {
    private func withSentinel<Answer: Sendable>(
        _ configuration: RedisSentinelConfiguration,
        _ body: (any EventLoop, NIOLoopBound<RedisSentinel>) async throws -> Answer
    ) async throws -> Answer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let client = try await loop.submit {
            NIOLoopBound(RedisSentinel(configuration, eventLoop: loop), eventLoop: loop)
        }.get()
        let result: Result<Answer, any Error>
        do { result = .success(try await body(loop, client)) } catch { result = .failure(error) }
        try await loop.submit { client.value.close() }.get()
        try await group.shutdownGracefully()
        return try result.get()
    }

    @Test func `the primary is killed under load and its replica takes over`() async throws {
        let servers = try await NIOThreadPool.singleton.runIfActive { try SentinelServers() }
        defer { servers.end() }
        let seed: UInt64 = 0x5E27
        var node = RedisNodeConfiguration(host: "127.0.0.1", port: 1)
        node.password = SentinelServers.password
        var sentinel = RedisNodeConfiguration(host: "127.0.0.1", port: 1)
        sentinel.password = SentinelServers.sentinelPassword
        var configuration = RedisSentinelConfiguration(
            // One that nobody listens on: the others are enough.
            sentinels: [RedisAddress(host: "127.0.0.1", port: 1)] + servers.addresses,
            primaryName: SentinelServers.primaryName,
            node: node,
            sentinel: sentinel
        )
        configuration.times.patience = 15_000_000_000
        try await self.withSentinel(configuration) { loop, client in
            let events = NIOLoopBoundBox.makeBoxSendingValue([RedisTracking.Event](), eventLoop: loop)
            let load = try await loop.submit {
                let tracking = client.value.track(prefixes: ["tracked:"]) { events.value.append($0) }
                #expect(tracking != nil)
                return NIOLoopBound(ClusterLoad(client.value, seed: seed), eventLoop: loop)
            }.get()
            try await loop.flatSubmit { load.value.prepare() }.get()
            let remote = try await loop.submit { RedisRemote(client.value) }.get()
            let wait = RESPCommand("WAIT", arguments: ["1", "5000"])
            let copies = try await remote.send(wait, within: .seconds(20))
            #expect(copies == .integer(1))
            let first = try await loop.submit { client.value.primaryAddress?.port }.get()
            #expect(first == servers.servers[0].port)

            try await loop.submit { load.value.start(callers: 32) }.get()
            try await loop.flatSubmit { load.value.mark(0...16_383, enough: 500) }.get()
            try await NIOThreadPool.singleton.runIfActive { servers.servers[0].kill() }
            try await loop.submit { client.value.primaryAddress }.get().map { #expect($0.port == first) }
            try await loop.flatSubmit { load.value.mark(0...16_383, enough: 1_000) }.get()
            let report = try await loop.flatSubmit { load.value.stop() }.get()
            #expect(report.begun == report.ended && report.endedTwice == 0, "seed \(seed)")
            #expect(report.wrong.isEmpty, "seed \(seed)")
            #expect(report.late.isEmpty, "seed \(seed)")
            #expect(report.failedPatientReads.isEmpty, "seed \(seed)")
            #expect(report.cancelled > 0)

            let facts = try await loop.submit { (client.value.primaryAddress?.port, client.value.failovers) }.get()
            #expect(facts == (servers.servers[1].port, 1))
            let told = try await loop.submit { events.value }.get()
            #expect(told == [.active, .lost, .active])
        }
    }

    @Test func `a name that no sentinel knows has no primary`() async throws {
        let port = try RedisServer.freePort()
        var configuration = RedisSentinelConfiguration(
            sentinels: [RedisAddress(host: "127.0.0.1", port: port)],
            primaryName: "nobody",
            node: RedisNodeConfiguration(host: "127.0.0.1", port: 1)
        )
        configuration.refreshTimeout = .milliseconds(50)
        configuration.times = .init(shortestGap: 10_000_000, longestGap: 10_000_000, patience: 200_000_000)
        try await self.withSentinel(configuration) { loop, client in
            let remote = try await loop.submit { RedisRemote(client.value) }.get()
            var error: RedisError?
            do throws(RedisError) {
                _ = try await remote.send(.get("a"), within: .seconds(20))
            } catch let failure {
                error = failure
            }
            guard case .unavailable? = error else { return #expect(Bool(false), "\(String(describing: error))") }
            let facts = try await loop.submit { (client.value.state, client.value.isAvailable) }.get()
            #expect(facts == (.unavailable, false))
        }
    }
}

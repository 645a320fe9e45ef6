import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import RESP

/// Clusters that a test has for itself: other engines, encryption, and none at all.
@Suite(.serialized)
struct RedisClusterEnginesTests {
    @Test(arguments: RedisServer.Engine.newer)
    func `a newer engine survives the loss of a primary as well`(engine: RedisServer.Engine) async throws {
        let servers = try await NIOThreadPool.singleton.runIfActive { try RedisClusterServers(engine) }
        defer { servers.end() }
        let report = try await RedisClusterTests.failover(servers, killing: 0, seed: 0x9E77)
        #expect(report.succeeded > 500)
    }

    @Test func `encryption and credentials count for every node`() async throws {
        let certificates = try TestCertificates()
        let servers = try await NIOThreadPool.singleton.runIfActive {
            try RedisClusterServers(primaries: 2, hasReplicas: false, certificates: certificates, password: "secret")
        }
        defer { servers.end() }
        var trust = TLSConfiguration.makeClientConfiguration()
        trust.trustRoots = .file(certificates.authority.path)
        let context = try NIOSSLContext(configuration: trust)
        try await withCluster(
            servers,
            {
                $0.seeds = Array($0.seeds.prefix(1))
                $0.node.tls = RedisTLS(context: context, serverHostname: "localhost")
                $0.node.password = "secret"
            },
            { loop, client in
                let remote = try await loop.submit { RedisRemote(client.value) }.get()
                for index in 0..<20 {
                    let key = RESPArgument.string("sealed:\(index)")
                    let isStored = try await remote.send(.set(key, "1"), within: .seconds(20)).isOK
                    #expect(isStored)
                }
                let replies = try await client.value(on: loop) { $0.primaryNodes.map(\.statistics.replies) }
                #expect(replies.count == 2)
                #expect(replies.allSatisfy { $0 > 2 })
                let known = try await client.value(on: loop) { Set($0.topology.primaries) }
                #expect(known == Set(servers.seeds))
            }
        )
    }

    @Test func `a cluster that nobody answers for fails fast after a while`() async throws {
        let ports = try (0..<2).map { _ in try RedisServer.freePort() }
        var configuration = RedisClusterConfiguration(
            seeds: ports.map { RedisAddress(host: "127.0.0.1", port: $0) },
            node: RedisNodeConfiguration(host: "127.0.0.1", port: 1)
        )
        configuration.refreshTimeout = .milliseconds(100)
        configuration.times = .init(shortestGap: 10_000_000, longestGap: 10_000_000, patience: 300_000_000)
        try await withCluster(configuration) { loop, client in
            let remote = try await loop.submit { RedisRemote(client.value) }.get()
            let clock = ContinuousClock()
            let begin = clock.now
            var error: RedisError?
            do throws(RedisError) {
                _ = try await remote.send(.get("a"), within: .seconds(20))
            } catch let failure {
                error = failure
            }
            #expect(clock.now - begin < .seconds(15))
            guard case .unavailable? = error else { return #expect(Bool(false), "\(String(describing: error))") }
            let facts = try await client.value(on: loop) { ($0.state, $0.isAvailable, $0.redirects.refused) }
            #expect(facts == (.unavailable, false, 1))
        }
    }
}

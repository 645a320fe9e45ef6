import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayUpstream

@Suite struct NameResolverTests {
    /// A resolver that counts, on a clock that the test moves.
    private final class Names: Sendable {
        let lookUps = Atomic<Int>(0)
        let now = Mutex(NIODeadline.uptimeNanoseconds(1_000_000_000))
        let fails = Atomic<Bool>(false)

        func cache(timeToLive: TimeAmount = .seconds(30), maxEntries: Int = 1024) -> DNSCache {
            DNSCache(timeToLive: timeToLive, maxEntries: maxEntries, now: { self.now.withLock { $0 } }) { host, port in
                let count = self.lookUps.add(1, ordering: .relaxed).newValue
                guard !self.fails.load(ordering: .relaxed) else { throw HostNotFound() }
                return [
                    try SocketAddress(ipAddress: "10.0.0.\(count)", port: port),
                    try SocketAddress(ipAddress: "::\(count)", port: port),
                ]
            }
        }

        func advance(_ amount: TimeAmount) {
            self.now.withLock { $0 = $0 + amount }
        }
    }

    private let names = Names()
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    private func look(_ cache: DNSCache, _ host: String = "api.example.com", port: Int = 443) async throws -> [String] {
        try await cache.addresses(of: host, port: port, on: self.eventLoop).get().compactMap(\.ipAddress)
    }

    @Test func `an answer is kept for its time to live`() async throws {
        let cache = self.names.cache()
        #expect(try await self.look(cache) == ["10.0.0.1", "::1"])
        self.names.advance(.milliseconds(29_999))
        #expect(try await self.look(cache) == ["10.0.0.1", "::1"])
        self.names.advance(.milliseconds(1))
        #expect(try await self.look(cache) == ["10.0.0.2", "::2"])
        #expect(self.names.lookUps.load(ordering: .relaxed) == 2)
    }

    @Test func `hosts and ports are kept apart`() async throws {
        let cache = self.names.cache()
        #expect(try await self.look(cache, "a") == ["10.0.0.1", "::1"])
        #expect(try await self.look(cache, "b") == ["10.0.0.2", "::2"])
        #expect(try await self.look(cache, "a", port: 80) == ["10.0.0.3", "::3"])
        #expect(try await self.look(cache, "a") == ["10.0.0.1", "::1"])
    }

    @Test func `a failed look-up falls back to the last good answer`() async throws {
        let cache = self.names.cache()
        #expect(try await self.look(cache) == ["10.0.0.1", "::1"])
        self.names.fails.store(true, ordering: .relaxed)
        self.names.advance(.hours(1))
        #expect(try await self.look(cache) == ["10.0.0.1", "::1"])
        await #expect(throws: HostNotFound.self) {
            try await self.look(cache, "never-seen")
        }
        self.names.fails.store(false, ordering: .relaxed)
        #expect(try await self.look(cache) == ["10.0.0.4", "::4"])
    }

    @Test func `the number of names is bounded`() async throws {
        let cache = self.names.cache(maxEntries: 2)
        for host in ["a", "b", "c"] {
            _ = try await self.look(cache, host)
        }
        // All were forgotten when the third came.
        #expect(try await self.look(cache, "c") == ["10.0.0.3", "::3"])
        #expect(try await self.look(cache, "a") == ["10.0.0.4", "::4"])
    }

    @Test func `both families are handed to whoever asks for them`() async throws {
        let cache = self.names.cache()
        let resolver = CachingResolver(cache.addresses(of: "a", port: 1, on: self.eventLoop))
        #expect(try await resolver.initiateAQuery(host: "a", port: 1).get().compactMap(\.ipAddress) == ["10.0.0.1"])
        #expect(try await resolver.initiateAAAAQuery(host: "a", port: 1).get().compactMap(\.ipAddress) == ["::1"])
        #expect(self.names.lookUps.load(ordering: .relaxed) == 1)
    }

    @Test func `the system knows localhost`() throws {
        let addresses = try DNSCache.system("localhost", 8080)
        #expect(!addresses.isEmpty)
        let areLocal = addresses.allSatisfy { $0.ipAddress == "127.0.0.1" || $0.ipAddress == "::1" }
        #expect(areLocal && addresses.allSatisfy { $0.port == 8080 })
    }
}

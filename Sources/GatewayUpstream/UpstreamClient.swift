package import GatewayCore
import NIOCore

/// What one pool does, for the metrics; a copy taken on the loop.
package struct PoolSample: Sendable {
    /// Provider that the pool serves.
    package var provider: String
    /// Open connections.
    package var open: Int
    /// Connections without a request.
    package var idle: Int
    /// Connections being opened.
    package var connecting: Int
    /// Requests that wait for a connection.
    package var waiting: Int
    /// Connections opened since the start.
    package var opened: Int
    /// Requests served by a connection that had served before.
    package var reused: Int
    /// Requests sent again because a kept connection turned out to be closed.
    package var staleRetries: Int
}

/// The upstream client of one event loop: its pools, by origin.
///
/// Confined to its loop.
package final class UpstreamClient: Upstream {
    /// Buffers kept for the next requests.
    private static let keptBuffers = 64

    private let loop: LoopState
    private let resolver: DNSCache
    private var pools: [ConnectionPool?] = []
    /// Buffers of requests, used in turns: those of a tick wait together for its end.
    private var scratch: [ByteBuffer] = []
    private var prober: ActiveProber?
    private lazy var preheater = Preheater(loop: self.loop, client: self)

    /// Creates the client of a loop; call it on that loop.
    package init(loop: LoopState, resolver: DNSCache) {
        self.loop = loop
        self.resolver = resolver
    }

    package func attempt(_ exchange: Exchange, on target: Target) async throws(GatewayError) {
        let order = exchange.hedge
        let error = await withUnsafeContinuation { (continuation: UnsafeContinuation<GatewayError?, Never>) in
            if let order {
                HedgeRace(exchange, target, order, owner: self).start(continuation)
            } else {
                Relay(exchange: exchange, target: target, owner: self).start(continuation)
            }
        }
        if let error {
            throw error
        }
    }

    package func apply(_ snapshot: Snapshot) {
        var live: Set<Int> = []
        for provider in snapshot.providers {
            live.insert(provider.poolID)
            let pool = self.pool(for: provider)
            pool.apply(provider)
        }
        for (index, pool) in self.pools.enumerated() where !live.contains(index) {
            pool?.retire()
            self.pools[index] = nil
        }
        self.preheater.apply(snapshot)
        // One loop asks for all of them.
        guard self.loop.index == 0 else { return }
        let prober = self.prober ?? ActiveProber(loop: self.loop)
        self.prober = prober
        prober.apply(snapshot)
    }

    /// Closes idle connections, for the end of the process.
    package func shutDown() {
        self.prober?.stop()
        self.prober = nil
        self.preheater.stop()
        for pool in self.pools {
            pool?.retire()
        }
        self.pools = []
    }

    /// What the pools do now.
    package func sample() -> [PoolSample] {
        self.pools.compactMap { $0?.sample() }
    }

    // MARK: For relays

    func acquire(for relay: Relay) {
        self.pool(for: relay.target.provider).acquire(relay)
    }

    func acquireFresh(for relay: Relay) {
        self.pool(for: relay.target.provider).acquireFresh(relay)
    }

    func isSaturated(_ target: Target) -> Bool {
        self.pool(for: target.provider).isSaturated
    }

    func countStaleRetry(_ target: Target) {
        self.pool(for: target.provider).staleRetries += 1
    }

    /// An empty buffer for a request; given back, it is used again once the channel has let it go.
    func takeScratch() -> ByteBuffer {
        var scratch = self.scratch.popLast() ?? ByteBuffer()
        scratch.clear(minimumCapacity: 2048)
        return scratch
    }

    func returnScratch(_ scratch: ByteBuffer) {
        if scratch.capacity <= 64 << 10, self.scratch.count < Self.keptBuffers {
            self.scratch.append(scratch)
        }
    }

    func pool(for provider: ProviderTarget) -> ConnectionPool {
        let id = provider.poolID
        if id < self.pools.count, let pool = self.pools[id] {
            return pool
        }
        while self.pools.count <= id {
            self.pools.append(nil)
        }
        let pool = ConnectionPool(provider: provider, loop: self.loop, client: self, resolver: self.resolver)
        self.pools[id] = pool
        return pool
    }
}

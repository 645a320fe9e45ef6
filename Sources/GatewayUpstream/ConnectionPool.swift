import GatewayCore
import NIOCore

/// Connections of one loop to one origin.
///
/// Idle HTTP/1.1 connections are taken last in, first out, so that the rest can time out; requests wait in order.
/// HTTP/2 connections carry many requests each and are asked first. Confined to its loop.
final class ConnectionPool: WheelTimer {
    private(set) var provider: Provider
    let loop: LoopState
    private unowned let client: UpstreamClient
    private let connector: Connector
    private var idle: [HTTP1Link] = []
    private var multiplexed: [HTTP2Session] = []
    private var waiting = CircularBuffer<Relay>()
    private var connecting = 0
    private var open = 0
    private var opened = 0
    private var reused = 0
    private var isRetired = false
    /// Whether the last connection carried many requests; then one more is opened at a time, not one per request.
    private var multiplexes = false
    var staleRetries = 0
    /// Time that the network takes to the provider.
    let roundTrip: RoundTrip
    /// Connections that deployments want to be ready; see `Preheater`.
    var wanted = 0 {
        didSet {
            if self.wanted > oldValue { self.openAhead() }
        }
    }
    /// Nanoseconds that proxy and TLS may take.
    var tlsTimeout: UInt64
    /// Nanoseconds that a connection may take to open.
    var connectTimeout: UInt64

    init(provider target: ProviderTarget, loop: LoopState, client: UpstreamClient, resolver: DNSCache) {
        let provider = target.provider
        self.provider = provider
        self.roundTrip = target.roundTrip
        self.tlsTimeout = target.tlsTimeout
        self.connectTimeout = target.connectTimeout
        self.loop = loop
        self.client = client
        self.connector = Connector(provider: provider, eventLoop: loop.eventLoop, resolver: resolver)
        super.init()
    }

    // MARK: Requests

    /// Gives the relay a connection, now or when there is one.
    func acquire(_ relay: Relay) {
        for session in self.multiplexed where session.hasRoom {
            self.reused += 1
            session.start(relay)
            return
        }
        while let link = self.idle.popLast() {
            guard link.isUsable else { continue }
            self.reused += 1
            link.start(relay)
            return
        }
        self.wait(relay)
    }

    /// Gives the relay a connection that has served nobody.
    func acquireFresh(_ relay: Relay) {
        self.wait(relay)
    }

    private func wait(_ relay: Relay) {
        if self.waiting.count >= self.provider.pool.maxWaiting {
            // Who has left meanwhile holds no place.
            self.waiting.removeAll { $0.isDone }
        }
        guard self.waiting.count < self.provider.pool.maxWaiting else {
            relay.linkFailed(.queueFull)
            return
        }
        self.waiting.append(relay)
        self.connectIfNeeded()
    }

    private func connectIfNeeded() {
        let settings = self.provider.pool
        let parallel = self.multiplexes ? 1 : settings.maxConnecting
        while self.connecting < min(self.waiting.count, parallel),
            self.open + self.connecting < settings.maxConnections
        {
            self.connect()
        }
    }

    private func nextWaiting() -> Relay? {
        while let relay = self.waiting.popFirst() {
            if !relay.isDone {
                return relay
            }
        }
        return nil
    }

    /// Whether all connections are busy and no more may be opened.
    var isSaturated: Bool { self.connecting == 0 && self.open >= self.provider.pool.maxConnections }

    // MARK: Connections

    private func connect() {
        self.connecting += 1
        self.connector.connect(for: self, timeout: .nanoseconds(Int64(clamping: self.connectTimeout))) { outcome in
            self.connecting -= 1
            switch outcome {
            case .http1(let link):
                self.multiplexes = false
                self.open += 1
                self.opened += 1
                self.serve(with: link)
                self.connectIfNeeded()
                self.openAhead()
            case .http2(let session):
                self.multiplexes = true
                self.open += 1
                self.opened += 1
                self.multiplexed.append(session)
                self.drain(into: session)
                self.watchIdle()
            case .failed(let reason):
                self.nextWaiting()?.linkFailed(.unreachable(reason))
                self.connectIfNeeded()
            case .exhausted:
                self.nextWaiting()?.linkFailed(.exhausted)
            }
        }
    }

    private func serve(with link: HTTP1Link) {
        if let relay = self.nextWaiting() {
            link.start(relay)
        } else if self.isRetired {
            link.close()
        } else {
            link.rest(since: self.loop.now)
            self.idle.append(link)
            self.watchIdle()
        }
    }

    /// Takes a connection back whose response is complete.
    func release(_ link: HTTP1Link) {
        self.serve(with: link)
    }

    /// A connection is gone.
    func closed(_ link: HTTP1Link) {
        self.open -= 1
        if let position = self.idle.firstIndex(where: { $0 === link }) {
            self.idle.remove(at: position)
        }
        self.connectIfNeeded()
    }

    /// A multiplexed connection has room again.
    func drain(into session: HTTP2Session) {
        while session.hasRoom, let relay = self.nextWaiting() {
            session.start(relay)
        }
        self.connectIfNeeded()
    }

    /// A multiplexed connection is gone, or takes no new requests.
    func closed(_ session: HTTP2Session) {
        self.open -= 1
        self.multiplexed.removeAll { $0 === session }
        self.connectIfNeeded()
    }

    // MARK: Settings

    /// Takes over changed bounds and opens connections ahead of need.
    func apply(_ target: ProviderTarget) {
        self.provider = target.provider
        self.tlsTimeout = target.tlsTimeout
        self.connectTimeout = target.connectTimeout
        self.isRetired = false
        self.connector.forgetTLS()
        self.openAhead()
    }

    /// Connections that are kept though nobody uses them.
    private var kept: Int { max(self.provider.pool.preheat, self.wanted) }

    /// Whether connections are wanted and none is ready, nor on its way.
    var isCold: Bool {
        !self.isRetired && self.wanted > 0 && self.idle.isEmpty && self.connecting == 0
            && !self.multiplexed.contains { $0.hasRoom } && !self.isSaturated
    }

    /// Opens connections beside those that are busy, as many as are wanted.
    ///
    /// - Returns: connections that were opened until now, by which the caller sees whether these came about.
    func warm() -> Int {
        let settings = self.provider.pool
        for _ in 0..<(self.multiplexes ? 1 : self.wanted)
        where self.open + self.connecting < settings.maxConnections && self.connecting < settings.maxConnecting {
            self.connect()
        }
        return self.opened
    }

    /// Opens connections ahead of need, as many at a time as may be opened.
    private func openAhead() {
        let settings = self.provider.pool
        while self.open + self.connecting < min(self.kept, settings.maxConnections),
            self.connecting < settings.maxConnecting
        {
            self.connect()
        }
    }

    /// Closes what is idle; what is busy closes when it comes back.
    func retire() {
        self.isRetired = true
        for link in self.idle {
            link.close()
        }
        self.idle = []
        for session in self.multiplexed {
            session.retire()
        }
        self.loop.timers.cancel(self)
    }

    private func watchIdle() {
        guard self.deadline == .max else { return }
        let pause = max(self.provider.pool.idleTimeout.wholeNanoseconds / 4, 100_000_000)
        self.loop.timers.set(self, to: self.loop.now &+ pause)
    }

    override func fired(at now: UInt64) {
        let limit = self.provider.pool.idleTimeout.wholeNanoseconds
        let keep = self.kept
        var expired: [HTTP1Link] = []
        // The oldest stand first, because connections are taken from the end.
        while self.idle.count > keep, let link = self.idle.first, now &- link.idleSince > limit {
            expired.append(self.idle.removeFirst())
        }
        for link in expired {
            link.close()
        }
        var surplus = self.multiplexed.count - keep
        for session in self.multiplexed where surplus > 0 && session.isIdle(since: now, longerThan: limit) {
            surplus -= 1
            session.retire()
        }
        if !self.idle.isEmpty || !self.multiplexed.isEmpty {
            self.watchIdle()
        }
    }

    // MARK: Buffers and samples

    func takeScratch() -> ByteBuffer { self.client.takeScratch() }

    func returnScratch(_ scratch: ByteBuffer) { self.client.returnScratch(scratch) }

    func sample() -> PoolSample {
        PoolSample(
            provider: self.provider.id,
            open: self.open,
            idle: self.idle.count + self.multiplexed.count { $0.isIdle },
            connecting: self.connecting,
            waiting: self.waiting.count,
            opened: self.opened,
            reused: self.reused,
            staleRetries: self.staleRetries
        )
    }
}

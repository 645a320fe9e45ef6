package import GatewayCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The data plane's listening sockets, one per loop on the same port (`SO_REUSEPORT`), and the connections they took.
package final class Listener: Sendable {
    /// What one loop has of the listener.
    private struct Part: Sendable {
        var loop: LoopState
        var intake: RequestIntake
        var registry: NIOLoopBound<ConnectionRegistry>
    }

    /// Small for the many connections that are idle; a busy one grows its buffer to what it reads.
    static let readBuffers = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 64 << 10)

    /// The sockets, which come and go while the connections stay.
    private struct Sockets {
        var channels: [any Channel] = []
        /// Where the first of them listens.
        var address: SocketAddress?
        /// Loops that have none yet.
        var waiting: [Part] = []
        /// Whether the sockets are another process's, too, so that only one of both may accept.
        var areAdopted = false
    }

    private let parts: [Part]
    private let state: SharedState
    private let sockets = Mutex(Sockets())

    /// Port that is listened on.
    package var port: Int { self.sockets.withLock { $0.address?.port ?? 0 } }

    /// Whether the sockets came from another process; then nothing is accepted before `startAccepting()`.
    package var isAdopted: Bool { self.sockets.withLock { $0.areAdopted } }

    /// What the loops share: touched once per connection, never per request.
    final class SharedState: Sendable {
        let connections = Atomic<Int>(0)
        let tls: TLSSource?
        let ceiling: Int

        init(tls: TLSSource?, ceiling: Int) {
            self.tls = tls
            self.ceiling = ceiling
        }
    }

    private init(parts: [Part], state: SharedState) {
        self.parts = parts
        self.state = state
    }

    // MARK: Start

    /// Binds one socket per loop, or takes over those of another process; throws where the address cannot be used.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - loops: the loops that take connections.
    ///   - tls: certificate and key; nil for a plain listener.
    ///   - admin: what answers, where this is the admin plane; nil for the data plane.
    ///   - adopting: listening sockets of another process; those of other addresses are closed.
    ///   - ceiling: connections that there are descriptors for; the configuration's ceiling may be lower.
    package static func start(
        on address: ListenAddress,
        loops: [LoopState],
        tls: TLSSource?,
        admin: (any AdminService)? = nil,
        adopting: [Int32] = [],
        ceiling: Int = .max
    ) async throws -> Listener {
        let adopted = try ListeningSocket.fitting(adopting, address)
        if adopted.isEmpty {
            try ListeningSocket.checkThatNobodyListens(on: address)
        }
        var parts: [Part] = []
        for loop in loops {
            let registry = try await loop.eventLoop.submit {
                NIOLoopBound(ConnectionRegistry(), eventLoop: loop.eventLoop)
            }.get()
            parts.append(Part(loop: loop, intake: RequestIntake(loop: loop, admin: admin), registry: registry))
        }
        let listener = Listener(parts: parts, state: SharedState(tls: tls, ceiling: ceiling))
        if adopted.isEmpty {
            for part in parts {
                try await listener.bind(part, to: address)
            }
        } else {
            try await listener.adopt(adopted)
        }
        return listener
    }

    private func bind(_ part: Part, to address: ListenAddress) async throws {
        // The first socket settles the port.
        let bootstrap = self.bootstrap(part)
            .serverChannelOption(.backlog, value: ListeningSocket.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socket(SocketOptionLevel(SOL_SOCKET), SocketOptionName(SO_REUSEPORT)), value: 1)
        let channel: any Channel
        if let settled = self.sockets.withLock({ $0.address }) {
            channel = try await bootstrap.bind(to: settled).get()
        } else {
            channel = try await bootstrap.bind(host: address.host, port: address.port).get()
        }
        self.keep(channel)
    }

    /// Serves sockets of another process, each by one loop: two loops at one queue would wake for the same connections.
    ///
    /// All are served, however many loops this process has, since connections wait in each. Nothing is accepted yet, for
    /// the same reason: the other process still does.
    private func adopt(_ descriptors: [Int32]) async throws {
        for (index, descriptor) in descriptors.enumerated() {
            let channel = try await self.bootstrap(self.parts[index % self.parts.count])
                .serverChannelOption(.autoRead, value: false)
                .withBoundSocket(descriptor).get()
            ListeningSocket.widenBacklog(of: descriptor)
            self.keep(channel, ListeningSocket.address(of: descriptor))
        }
        let waiting = Array(self.parts.dropFirst(descriptors.count))
        self.sockets.withLock { sockets in
            sockets.areAdopted = true
            sockets.waiting = waiting
        }
    }

    private func keep(_ channel: any Channel, _ address: SocketAddress? = nil) {
        self.sockets.withLock { sockets in
            sockets.channels.append(channel)
            sockets.address = sockets.address ?? address ?? channel.localAddress
        }
    }

    private func bootstrap(_ part: Part) -> ServerBootstrap {
        let (intake, registry, state) = (part.intake, part.registry, self.state)
        return ServerBootstrap(group: part.loop.eventLoop)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause())
                }
            }
            .serverChannelOption(.maxMessagesPerRead, value: 16)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: Self.readBuffers)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.setUp(channel, intake: intake, registry: registry.value, state: state)
                }
            }
    }

    /// Begins to accept on adopted sockets, once the other process does so no more.
    ///
    /// Loops that got none bind one of their own now; before, connections would have waited in it for a process that
    /// might have given up.
    ///
    /// - Returns: how many loops remain without a socket, because the system refused it; the others serve.
    package func startAccepting() async -> Int {
        let (channels, waiting, address) = self.sockets.withLock { sockets in
            defer { sockets.waiting = [] }
            return (sockets.channels, sockets.waiting, sockets.address)
        }
        for channel in channels {
            try? await channel.setOption(.autoRead, value: true).get()
        }
        var without = 0
        for part in waiting {
            do {
                try await self.bind(part, to: ListenAddress(host: address?.ipAddress ?? "", port: address?.port ?? 0))
            } catch {
                without += 1
            }
        }
        return without
    }

    private static func setUp(
        _ channel: any Channel,
        intake: RequestIntake,
        registry: ConnectionRegistry,
        state: SharedState
    ) throws {
        let loop = intake.loop
        let settings = loop.snapshot.settings.server
        let water = max(settings.maxStreamBufferBytes - (64 << 10), 32 << 10)
        try channel.syncOptions?.setOption(
            .writeBufferWaterMark,
            value: ChannelOptions.Types.WriteBufferWaterMark(low: water / 2, high: water)
        )
        let count = state.connections.add(1, ordering: .relaxed).newValue
        loop.connections += 1
        channel.closeFuture.assumeIsolated().whenComplete { _ in
            state.connections.subtract(1, ordering: .relaxed)
            loop.connections -= 1
        }
        let pipeline = channel.pipeline.syncOperations
        let ceiling = min(settings.maxConnections, state.ceiling)
        guard count <= ceiling else {
            // A TLS client cannot be told in the clear; it is closed, others read why.
            if state.tls == nil, count - ceiling <= DescriptorBudget.refused(beyond: ceiling) {
                try pipeline.addHandler(RefusedConnection())
            } else {
                channel.close(promise: nil)
            }
            return
        }
        if let tls = state.tls {
            try pipeline.addHandlers([
                NIOSSLServerHandler(context: tls.context),
                ProtocolSwitch(intake: intake, registry: registry),
            ])
        } else if settings.h2c {
            try pipeline.addHandler(PrefaceSwitch(intake: intake, registry: registry))
        } else {
            try pipeline.addHandler(HTTP1Connection(intake: intake, registry: registry))
        }
    }

    // MARK: End

    /// Copies of the listening sockets, for another process; the caller closes them.
    ///
    /// Blocks until the loops have answered, so it is not for them.
    package func duplicateSockets() throws -> [Int32] {
        var copies: [Int32] = []
        do {
            for channel in self.sockets.withLock({ $0.channels }) {
                let copy = try channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                        try ListeningSocket.duplicate($0)
                    }
                }.wait()
                copies += copy.map { [$0] } ?? []
            }
        } catch {
            HandoverLink.close(copies)
            throw error
        }
        return copies
    }

    /// Stops accepting, and closes this process's descriptors of the sockets; connections live on, and so do sockets
    /// that another process has, with all that waits in them.
    ///
    /// Blocks until that is so, so it is not for event loops.
    package func releaseSockets() {
        for channel in self.sockets.withLock({ $0.channels }) {
            try? channel.close().wait()
        }
    }

    /// Stops accepting; connections live on.
    package func stopAccepting() async {
        for channel in self.sockets.withLock({ $0.channels }) {
            try? await channel.close().get()
        }
    }

    /// Lets running exchanges finish within a time, then ends the rest with an error they can see.
    ///
    /// - Returns: whether all finished by themselves.
    package func drain(within limit: Duration, clock: some Clock<Duration>) async -> Bool {
        for part in self.parts {
            try? await part.loop.eventLoop.submit {
                part.loop.isDraining = true
                part.registry.value.drain()
            }.get()
        }
        return await self.awaitEnd(within: limit, clock: clock)
    }

    /// Tells the connections that another process serves in place of this one: each answers one more request, with
    /// the word that it is the last, and leaves when it has been idle for `ConnectionRegistry.farewell`.
    ///
    /// A request that is on its way finds an open connection, so that none is lost.
    package func leave() async {
        for part in self.parts {
            try? await part.loop.eventLoop.submit { part.registry.value.leave() }.get()
        }
    }

    /// Waits a time for all connections to end, then ends the rest with an error they can see.
    ///
    /// - Returns: whether all ended by themselves.
    package func awaitEnd(within limit: Duration, clock: some Clock<Duration>) async -> Bool {
        let step = Duration.milliseconds(10)
        var waited = Duration.zero
        while self.state.connections.load(ordering: .relaxed) > 0 {
            guard waited < limit else {
                for part in self.parts {
                    try? await part.loop.eventLoop.submit { part.registry.value.cutOff() }.get()
                }
                return false
            }
            try? await clock.sleep(for: step)
            waited += step
        }
        return true
    }
}

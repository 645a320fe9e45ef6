package import GatewayCore
import Glibc
package import NIOCore
import NIOPosix

/// A provider of kind `simulated`: a small real HTTP/1.1 server on loopback that speaks OpenAI's interface.
///
/// Served are chat completions, completions, embeddings and models, with latencies and faults by `Simulation`, so that
/// traffic of a demonstration takes the whole way through the gateway. `Fault` tells how a request asks for a fault.
/// All connections live on one event loop of the group, which should have one thread and serve nothing else.
package final class SimulatedProvider: Sendable {
    /// Port on 127.0.0.1 that the server listens on.
    package let port: Int
    private let channel: any Channel
    private let state: NIOLoopBound<SimulatorState>

    private init(port: Int, channel: any Channel, state: NIOLoopBound<SimulatorState>) {
        self.port = port
        self.channel = channel
        self.state = state
    }

    /// Starts a server on a port that the system chooses.
    ///
    /// - Parameters:
    ///   - provider: Its simulation and base path are used; its origin is not.
    ///   - models: Names that the list of models tells; any other name is answered as well.
    ///   - group: One event loop of it does all work.
    ///   - limits: Bounds of the server.
    ///   - clock: Unix time in seconds, told in replies.
    ///   - log: Gets every event, on the event loop.
    package static func start(
        _ provider: Provider,
        models: [String],
        on group: any EventLoopGroup,
        limits: SimulatorLimits = SimulatorLimits(),
        clock: @escaping @Sendable () -> Int = { time(nil) },
        log: @escaping @Sendable (SimulatorEvent) -> Void = { _ in }
    ) async throws -> SimulatedProvider {
        let loop = group.next()
        return try await loop.flatSubmit {
            let state = NIOLoopBound(
                SimulatorState(provider, models: models, limits: limits, clock: clock, log: log),
                eventLoop: loop
            )
            let water = ChannelOptions.Types.WriteBufferWaterMark(
                low: max(1, limits.maxUnsentBytes / 2),
                high: max(1, limits.maxUnsentBytes)
            )
            return ServerBootstrap(group: loop)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.writeBufferWaterMark, value: water)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(SimulatorHandler(state.value))
                    }
                }
                .bind(host: "127.0.0.1", port: 0)
                .map { channel in
                    let port = channel.localAddress?.port ?? 0
                    log(.listening(port: port))
                    return SimulatedProvider(port: port, channel: channel, state: state)
                }
        }.get()
    }

    /// Stops listening and closes all connections; answers under way are broken off.
    package func stop() async {
        let state = self.state
        try? await self.channel.close()
        try? await state.eventLoop.submit { state.value.stop() }.get()
        await self.closed()
    }

    /// Waits until the last connection is gone.
    private func closed() async {
        let state = self.state
        let channels = (try? await state.eventLoop.submit { Array(state.value.connections.values) }.get()) ?? []
        for channel in channels {
            try? await channel.closeFuture.get()
        }
    }
}

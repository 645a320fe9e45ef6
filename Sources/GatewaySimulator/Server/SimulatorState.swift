import GatewayCore
import GatewayWire
import NIOCore

/// What the connections of one simulated provider share; lives on its event loop and nowhere else.
final class SimulatorState {
    /// Bounds.
    let limits: SimulatorLimits
    /// Unix time in seconds.
    let clock: @Sendable () -> Int
    /// Gets every event.
    let log: @Sendable (SimulatorEvent) -> Void
    /// Makes the replies.
    var maker: ReplyMaker
    /// Open connections.
    private(set) var connections: [ObjectIdentifier: any Channel] = [:]
    private var isStopping = false

    /// The state of a provider without connections.
    init(
        _ provider: Provider,
        models: [String],
        limits: SimulatorLimits,
        clock: @escaping @Sendable () -> Int,
        log: @escaping @Sendable (SimulatorEvent) -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.log = log
        self.maker = ReplyMaker(
            provider.simulation ?? Simulation(),
            models: models,
            basePath: provider.basePath
        )
    }

    /// Takes a connection in; false where it is one too many.
    func open(_ channel: any Channel) -> Bool {
        guard self.connections.count < self.limits.maxConnections, !self.isStopping else {
            self.log(.turnedAway)
            return false
        }
        self.connections[ObjectIdentifier(channel)] = channel
        return true
    }

    /// Forgets a connection.
    func close(_ channel: any Channel) {
        self.connections[ObjectIdentifier(channel)] = nil
    }

    /// Closes all connections and takes in no more.
    func stop() {
        self.isStopping = true
        for channel in self.connections.values {
            channel.close(promise: nil)
        }
    }
}

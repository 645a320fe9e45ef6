/// Bounds of one simulated provider.
package struct SimulatorLimits: Sendable, Equatable {
    /// Bytes of a request's body.
    package var maxBodyBytes: Int
    /// Connections at the same time; further ones are answered with 503.
    package var maxConnections: Int
    /// How long a connection may be silent while the server waits for a request, or for the client to read.
    package var idleTimeout: Duration
    /// Bytes that may wait for a client to read before generation pauses.
    package var maxUnsentBytes: Int

    /// Creates bounds; the defaults suit a demonstration on one machine.
    package init(
        maxBodyBytes: Int = 32 << 20,
        maxConnections: Int = 4096,
        idleTimeout: Duration = .seconds(120),
        maxUnsentBytes: Int = 64 << 10
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.maxConnections = maxConnections
        self.idleTimeout = idleTimeout
        self.maxUnsentBytes = maxUnsentBytes
    }
}

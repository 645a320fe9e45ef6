import NIOCore

/// A node in use.
final class ClusterMember {
    let node: RedisNode
    /// Since when nothing is connected, in nanoseconds; nil while something is.
    var downSince: UInt64?

    init(node: RedisNode, now: UInt64) {
        self.node = node
        self.downSince = now
    }

    var address: RedisAddress { self.node.configuration.address }

    /// Ends the connections: after this time where replies are owed, else on the next tick, never from within one of the
    /// node's own callbacks. Hands over the final figures.
    func retire(within timeout: TimeAmount, _ done: @escaping (RedisStatistics) -> Void) {
        let node = self.node
        node.onConnected = nil
        node.onDisconnected = nil
        let figures = node.statistics
        let owes = figures.connected > 0 && figures.inFlight > 0
        node.eventLoop.assumeIsolated().scheduleTask(in: owes ? timeout : .zero) {
            node.close()
            node.onPush = nil
            var figures = node.statistics
            (figures.connected, figures.inFlight, figures.waiting, figures.breaker) = (0, 0, 0, .closed)
            done(figures)
        }
    }
}

import GatewayCore

/// A client connection that can be told that the gateway is stopping.
protocol ServedConnection: AnyObject {
    /// Finishes what runs and takes nothing new; closes at once if nothing runs.
    func drain()
    /// Answers one more request, since one may be on its way, and says that it is the last.
    func leave()
    /// Ends what runs with an error the client can see, and closes.
    func cutOff()
}

/// The client connections of one loop. Confined to it.
final class ConnectionRegistry {
    /// How long a connection that is about to go waits for one more request, in nanoseconds.
    ///
    /// Clients drop connections that were idle for some seconds themselves, the most common ones (httpx, and with it
    /// the OpenAI SDK) after five; the sixth is for a request that set out just before.
    static let farewell: UInt64 = 6_000_000_000

    private var connections: [ObjectIdentifier: any ServedConnection] = [:]
    /// Whether another process serves in place of this one.
    private(set) var isLeaving = false

    /// Connections now.
    var count: Int { self.connections.count }

    func add(_ connection: any ServedConnection) {
        self.connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: any ServedConnection) {
        self.connections[ObjectIdentifier(connection)] = nil
    }

    /// Tells all connections that the gateway is stopping.
    func drain() {
        for connection in self.connections.values {
            connection.drain()
        }
    }

    /// Tells all connections that another process serves in place of this one.
    func leave() {
        self.isLeaving = true
        for connection in self.connections.values {
            connection.leave()
        }
    }

    /// Ends all connections.
    func cutOff() {
        for connection in self.connections.values {
            connection.cutOff()
        }
    }
}

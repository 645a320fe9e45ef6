import GatewayCore

/// A client connection that can be told that the gateway is stopping.
protocol ServedConnection: AnyObject {
    /// Finishes what runs and takes nothing new; closes at once if nothing runs.
    func drain()
    /// Ends what runs with an error the client can see, and closes.
    func cutOff()
}

/// The client connections of one loop. Confined to it.
final class ConnectionRegistry {
    private var connections: [ObjectIdentifier: any ServedConnection] = [:]

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

    /// Ends all connections.
    func cutOff() {
        for connection in self.connections.values {
            connection.cutOff()
        }
    }
}

package import NIOCore

/// Tells of every change to keys with certain prefixes on one server, so that copies of them can be dropped.
///
/// Runs on one connection of a node (its first), by `CLIENT TRACKING ON BCAST`: the server keeps no list of what was
/// read, and tells of changes made by anybody, this gateway included. Between `lost` and `active` changes go unseen:
/// whoever keeps copies drops them all at `lost`, and again at `active`.
package final class RedisTracking {
    /// What has happened.
    package enum Event: Sendable, Equatable {
        /// From here on every change is told.
        case active
        /// These keys were changed, removed, or have expired.
        case invalidated([ByteBuffer])
        /// The whole data set was dropped.
        case flushed
        /// Changes go unseen until `active`.
        case lost
    }

    private let prefixes: [RESPArgument]
    private let isNoLoop: Bool
    private let retry: TimeAmount
    private let onEvent: (Event) -> Void
    private weak var node: RedisNode?
    /// Whether changes are told at present.
    package private(set) var isActive = false
    /// Why tracking could not be switched on, until it is.
    package private(set) var lastError: RedisError?

    /// Attaches itself to a node's hooks, in front of what is set there; call it on the node's loop.
    ///
    /// No prefix may begin with another one. With `noLoop`, changes made over the tracking connection itself are not
    /// told: only sensible when the node has one connection.
    package init(
        _ node: RedisNode,
        prefixes: [RESPArgument],
        noLoop: Bool = false,
        retry: TimeAmount = .seconds(1),
        onEvent: @escaping (Event) -> Void
    ) {
        self.prefixes = prefixes
        self.isNoLoop = noLoop
        self.retry = retry
        self.onEvent = onEvent
        self.node = node
        let (connected, disconnected, pushed) = (node.onConnected, node.onDisconnected, node.onPush)
        node.onConnected = {
            self.connected($0)
            connected?($0)
        }
        node.onDisconnected = {
            self.disconnected($0)
            disconnected?($0)
        }
        node.onPush = {
            if self.pushed($0) { return }
            pushed?($0)
        }
        for connection in node.readyConnections { self.connected(connection) }
    }

    private func connected(_ connection: RedisConnection, isRetry: Bool = false) {
        guard connection.index == 0 else { return }
        // An attempt that was not answered in time may have succeeded, and the prefixes would collide with themselves.
        if isRetry { connection.send(RESPCommand("CLIENT", "TRACKING", "OFF"), within: .seconds(5)) { _ in } }
        let command = RESPCommand.trackingOn(prefixes: self.prefixes, noLoop: self.isNoLoop)
        connection.send(command, within: .seconds(5)) { reply in
            switch reply {
            case .success:
                self.lastError = nil
                self.isActive = true
                self.onEvent(.active)
            case .failure(.disconnected): break
            case .failure(let error):
                self.lastError = error
                self.node?.eventLoop.assumeIsolated().scheduleTask(in: self.retry) { [weak connection] in
                    guard let connection, connection.isReady else { return }
                    self.connected(connection, isRetry: true)
                }
            }
        }
    }

    private func disconnected(_ index: Int) {
        guard index == 0, self.isActive else { return }
        self.isActive = false
        self.onEvent(.lost)
    }

    /// Whether a push was about tracking.
    private func pushed(_ value: RESPValue) -> Bool {
        guard case .push(let elements) = value, elements.count == 2, elements[0].spells("invalidate") else {
            return false
        }
        guard let keys = elements[1].elements else {
            self.onEvent(.flushed)
            return true
        }
        self.onEvent(.invalidated(keys.compactMap(\.bytes)))
        return true
    }
}

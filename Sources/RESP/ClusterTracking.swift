/// A client over several nodes, of which some are primaries.
package protocol RedisNodeSource: RedisClient {
    /// The nodes that take writes at present.
    var primaryNodes: [RedisNode] { get }
    /// All nodes in use.
    var nodes: [RedisNode] { get }
    /// Called with each node that comes into use, before it connects.
    var onNode: ((RedisNode) -> Void)? { get set }
    /// Called when other nodes are primaries than before.
    var onPrimaries: (() -> Void)? { get set }
}

/// Tracking over all nodes of a client: one ``RedisTracking`` for each.
///
/// Tells `active` when every primary tells of every change, and `lost` as soon as one does not: a connection ended, or
/// another node became a primary and is not tracked yet. So the rule for who keeps copies stays the same: drop them all
/// at `lost`, and again at `active`.
package final class ClusterTracking {
    private let prefixes: [RESPArgument]
    private let onEvent: (RedisTracking.Event) -> Void
    private weak var source: (any RedisNodeSource)?
    private var active: Set<ObjectIdentifier> = []
    /// Whether changes on all primaries are told at present.
    package private(set) var isActive = false

    /// Attaches itself to the hooks of a client and of all its nodes; call it on the client's loop.
    package init(
        _ source: any RedisNodeSource,
        prefixes: [RESPArgument],
        onEvent: @escaping (RedisTracking.Event) -> Void
    ) {
        self.source = source
        self.prefixes = prefixes
        self.onEvent = onEvent
        let (onNode, onPrimaries) = (source.onNode, source.onPrimaries)
        source.onNode = {
            self.track($0)
            onNode?($0)
        }
        source.onPrimaries = {
            self.judge()
            onPrimaries?()
        }
        for node in source.nodes { self.track(node) }
    }

    private func track(_ node: RedisNode) {
        let name = ObjectIdentifier(node)
        self.active.remove(name)
        _ = RedisTracking(node, prefixes: self.prefixes) { event in
            switch event {
            case .active:
                self.active.insert(name)
                self.judge()
            case .lost:
                self.active.remove(name)
                self.judge()
            case .invalidated, .flushed: self.onEvent(event)
            }
        }
    }

    private func judge() {
        guard let source else { return }
        self.active.formIntersection(source.nodes.map(ObjectIdentifier.init))
        let primaries = source.primaryNodes
        let isWhole = !primaries.isEmpty && primaries.allSatisfy { self.active.contains(ObjectIdentifier($0)) }
        guard isWhole != self.isActive else { return }
        self.isActive = isWhole
        self.onEvent(isWhole ? .active : .lost)
    }
}

extension RedisClient {
    /// Tells of every change to keys with these prefixes, on whatever servers the client uses. Returns what must be
    /// kept for as long as it matters.
    package func track(
        prefixes: [RESPArgument],
        onEvent: @escaping (RedisTracking.Event) -> Void
    ) -> AnyObject? {
        if let node = self as? RedisNode { return RedisTracking(node, prefixes: prefixes, onEvent: onEvent) }
        guard let source = self as? any RedisNodeSource else { return nil }
        return ClusterTracking(source, prefixes: prefixes, onEvent: onEvent)
    }
}

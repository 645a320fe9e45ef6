package import NIOCore

extension RedisCluster {
    /// Sends a command without keys to every primary that owns slots (`SCRIPT LOAD`, `DBSIZE`), and calls back with all
    /// replies, in no order. Nothing is repeated.
    package func sendToPrimaries(
        _ command: RESPCommand,
        within timeout: TimeAmount,
        _ done: @escaping ([(address: RedisAddress, reply: RedisReply)]) -> Void
    ) {
        let nodes = self.primaryNodes
        guard !nodes.isEmpty else {
            return self.eventLoop.assumeIsolated().execute { done([]) }
        }
        let gathering = RedirectGathering(count: nodes.count) { replies in
            done(zip(nodes, replies).map { ($0.configuration.address, $1) })
        }
        for (index, node) in nodes.enumerated() {
            node.send(command, within: timeout) { gathering.received($0, at: index) }
        }
    }

    /// Walks through the keys of all primaries, one after the other, and hands them over page by page.
    ///
    /// As with `SCAN` itself, a key may come twice, and comes at least once when it is there all the time; while slots
    /// move or a primary fails that does not hold, and the latter ends the walk with its error. The whole walk must
    /// end within the time.
    package func scanAll(
        match: RESPArgument? = nil,
        count: Int? = nil,
        within timeout: TimeAmount,
        page: @escaping ([ByteBuffer]) -> Void,
        done: @escaping (Result<Void, RedisError>) -> Void
    ) {
        let scan = ClusterScan(
            nodes: self.primaryNodes,
            match: match,
            count: count,
            deadline: self.eventLoop.now + timeout,
            page: page,
            done: done
        )
        let loop = self.eventLoop.assumeIsolated()
        guard self.topology.coveredSlots > 0 else { return loop.execute { done(.failure(.noNode)) } }
        loop.execute { scan.next("0") }
    }
}

/// One walk over the keys of several nodes.
private final class ClusterScan {
    private var nodes: [RedisNode]
    private let match: RESPArgument?
    private let count: Int?
    private let deadline: NIODeadline
    private let page: ([ByteBuffer]) -> Void
    private let done: (Result<Void, RedisError>) -> Void

    init(
        nodes: [RedisNode],
        match: RESPArgument?,
        count: Int?,
        deadline: NIODeadline,
        page: @escaping ([ByteBuffer]) -> Void,
        done: @escaping (Result<Void, RedisError>) -> Void
    ) {
        self.nodes = nodes
        self.match = match
        self.count = count
        self.deadline = deadline
        self.page = page
        self.done = done
    }

    func next(_ cursor: RESPArgument) {
        guard let node = self.nodes.last else { return self.done(.success(())) }
        let rest = self.deadline - node.eventLoop.now
        guard rest > .zero else { return self.done(.failure(.timedOut)) }
        node.send(.scan(cursor, match: self.match, count: self.count), within: rest) { self.received($0) }
    }

    private func received(_ reply: RedisReply) {
        switch reply {
        case .failure(let error): self.done(.failure(error))
        case .success(let value):
            guard
                let parts = value.elements, parts.count == 2, let cursor = parts[0].bytes,
                let keys = parts[1].elements
            else { return self.done(.failure(.protocol(.unexpectedReply))) }
            self.page(keys.compactMap(\.bytes))
            if parts[0].spells("0") {
                self.nodes.removeLast()
                self.next("0")
            } else {
                self.next(.buffer(cursor))
            }
        }
    }
}

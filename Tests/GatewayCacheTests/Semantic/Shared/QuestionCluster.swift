import NIOCore
import NIOPosix
import RESP

@testable import GatewayCache

/// Makes a cluster of servers.
enum QuestionCluster {
    /// Gives each server an equal share of the slots, and waits until all of them find the cluster whole.
    static func form(_ servers: [QuestionServer]) async throws -> [RedisAddress] {
        var nodes: [QuestionNode] = []
        for server in servers { nodes.append(try await QuestionNode(server, .search)) }
        for (index, node) in nodes.enumerated() {
            let first = index * HashSlot.count / nodes.count
            let last = (index + 1) * HashSlot.count / nodes.count - 1
            _ = try await node.send(RESPCommand("CLUSTER", "ADDSLOTSRANGE", .integer(first), .integer(last)))
            _ = try await node.send(RESPCommand("CLUSTER", "SET-CONFIG-EPOCH", .integer(index + 1)))
        }
        for server in servers.dropFirst() {
            let command = RESPCommand("CLUSTER", "MEET", "127.0.0.1", .integer(server.port), .integer(server.busPort))
            _ = try await nodes[0].send(command)
        }
        for node in nodes {
            try await node.send(until: 30) {
                let info = try await node.send(RESPCommand("CLUSTER", "INFO")).text ?? ""
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:\(servers.count)")
            }
        }
        for node in nodes { try await node.end() }
        return servers.map { RedisAddress(host: "127.0.0.1", port: $0.port) }
    }
}

extension QuestionNode {
    /// Asks the server again and again until something is so.
    func send(until seconds: Int, _ isSo: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try await !isSo() {
            guard ContinuousClock.now < end else { throw QuestionServer.Failure.inVain("the server says otherwise") }
            try await self.loop.scheduleTask(in: .milliseconds(2)) {}.futureResult.get()
        }
    }

    /// Milliseconds that a question has left on the server; -2 where it has gone.
    func ends(of question: SharedQuestion, _ kind: SharedIndexKind) async throws -> Int64 {
        let names = QuestionNames(prefix: Self.prefix).space(question.space)
        guard kind == .vectorSets else {
            return try await self.send(.pttl(.string(names.document(question.key)))).number ?? 0
        }
        let command = RESPCommand(
            "HPTTL",
            .string(names.entries(question.namespace)),
            "FIELDS",
            "1",
            .string(question.key.hex)
        )
        return try await self.send(command).elements?.first?.number ?? -2
    }

    /// What the server offers. On the loop.
    func probe() -> EventLoopFuture<SharedIndexOffer?> {
        let promise = self.loop.makePromise(of: SharedIndexOffer?.self)
        self.withParts { SharedIndexOffer.probe($0.client, within: .seconds(5)) { promise.succeed($0) } }
        return promise.futureResult
    }
}

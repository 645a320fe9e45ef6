import Foundation

@testable import RESP

extension RedisServer.Engine {
    /// The newer engines that the environment names, or that `scripts/fetch-redis.sh` has put under `.venv/tools`.
    static var newer: [RedisServer.Engine] {
        let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        let known = [
            ("Redis 8", "SIGNALBOX_REDIS8", "redis8/redis-server"),
            ("Valkey 9", "SIGNALBOX_VALKEY", "valkey9/valkey-server"),
        ]
        return known.compactMap { name, variable, path in
            let named = ProcessInfo.processInfo.environment[variable].map { URL(fileURLWithPath: $0) }
            let file = named ?? root.appendingPathComponent(".venv/tools").appendingPathComponent(path)
            guard FileManager.default.isExecutableFile(atPath: file.path) else { return nil }
            return RedisServer.Engine(description: name, executable: file)
        }
    }
}

/// A real cluster that a test starts for itself: some primaries and one replica for each, or none.
final class RedisClusterServers: Sendable {
    /// The primaries at first, then the replicas in the same order.
    let servers: [RedisServer]
    /// The encrypted ports, where there are some; else the ports.
    let ports: [Int]
    private let busPorts: [Int]
    private let primaries: Int
    private let password: String?

    var seeds: [RedisAddress] { self.ports.map { RedisAddress(host: "127.0.0.1", port: $0) } }

    /// Starts servers, makes them a cluster and waits until all replicas hold their primaries' data: a primary that is
    /// killed before is never replaced.
    init(
        _ engine: RedisServer.Engine = .redis,
        primaries: Int = 3,
        hasReplicas: Bool = true,
        certificates: TestCertificates? = nil,
        password: String? = nil
    ) throws {
        let count = hasReplicas ? primaries * 2 : primaries
        self.primaries = primaries
        self.password = password
        let busPorts = try (0..<count).map { _ in try RedisServer.freePort() }
        let tlsPorts = try certificates.map { _ in try (0..<count).map { _ in try RedisServer.freePort() } }
        var arguments = [
            "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no",
            "--repl-diskless-sync-delay", "0", "--cluster-allow-replica-migration", "no",
        ]
        if let certificates {
            arguments += ["--tls-cluster", "yes", "--tls-cert-file", certificates.serverCertificate.path]
            arguments += ["--tls-key-file", certificates.serverKey.path]
            arguments += ["--tls-ca-cert-file", certificates.authority.path, "--tls-auth-clients", "optional"]
        }
        if let password { arguments += ["--requirepass", password, "--masterauth", password] }
        self.servers = try (0..<count).map { index in
            let own = ["--cluster-port", String(busPorts[index])]
            let encrypted = tlsPorts.map { ["--tls-port", String($0[index])] } ?? []
            return try RedisServer.start(engine, arguments: own + arguments + encrypted)
        }
        self.busPorts = busPorts
        self.ports = tlsPorts ?? self.servers.map(\.port)
        for index in 0..<primaries {
            let first = index * HashSlot.count / primaries
            let last = (index + 1) * HashSlot.count / primaries - 1
            try self.ask(index, "CLUSTER ADDSLOTSRANGE \(first) \(last)", expecting: "+OK")
            try self.ask(index, "CLUSTER SET-CONFIG-EPOCH \(index + 1)", expecting: "+OK")
        }
        for (port, busPort) in zip(self.ports, self.busPorts).dropFirst() {
            try self.ask(0, "CLUSTER MEET 127.0.0.1 \(port) \(busPort)", expecting: "+OK")
        }
        try self.wait("all nodes know each other") {
            self.servers.indices.allSatisfy {
                self.ask($0, "CLUSTER INFO").contains("cluster_known_nodes:\(self.servers.count)")
            }
        }
        for index in primaries..<self.servers.count {
            let name = try self.name(index - primaries)
            try self.wait("the replica knows its primary") {
                self.ask(index, "CLUSTER REPLICATE \(name)").hasPrefix("+OK")
            }
        }
        try self.waitUntilWhole()
    }

    func end() {
        for server in self.servers { server.end() }
    }

    /// Waits until every node that lives finds the cluster whole, and each replica is linked.
    func waitUntilWhole(without dead: Set<Int> = []) throws {
        let living = self.servers.indices.filter { !dead.contains($0) }
        try self.wait("the cluster is whole") {
            living.allSatisfy { index in
                let info = self.ask(index, "CLUSTER INFO")
                guard
                    info.contains("cluster_state:ok"), info.contains("cluster_slots_ok:\(HashSlot.count)")
                else { return false }
                let role = self.ask(index, "INFO replication")
                return role.contains("role:master") || role.contains("master_link_status:up")
            }
        }
        let replicas = living.count - self.primaries
        try self.wait("the primaries feed \(replicas) replicas") {
            let fed = living.map { self.ask($0, "INFO replication").split(separator: "state=online").count - 1 }
            return fed.reduce(0, +) >= replicas
        }
    }

    /// Sends an inline command to one server.
    func ask(_ index: Int, _ command: String) -> String {
        guard let socket = LoopbackSocket(port: self.servers[index].port) else { return "" }
        if let password { _ = socket.ask("AUTH \(password)\r\n") }
        return socket.ask(command + "\r\n")
    }

    /// Sends an inline command whose answer must begin like this.
    @discardableResult
    func ask(_ index: Int, _ command: String, expecting beginning: String) throws -> String {
        let answer = self.ask(index, command)
        guard answer.hasPrefix(beginning) else {
            throw RedisServer.Failure.toolFailed("\(command) to server \(index): \(answer)")
        }
        return answer
    }

    /// The name of a node in the cluster.
    func name(_ index: Int) throws -> String {
        let answer = try self.ask(index, "CLUSTER MYID", expecting: "$40")
        return String(answer.split(whereSeparator: \.isNewline).last ?? "")
    }

    /// Which servers are primaries now.
    func primaryIndices() -> [Int] {
        self.servers.indices.filter { self.ask($0, "INFO replication").contains("role:master") }
    }

    /// Waits for something that takes servers a while.
    func wait(_ what: String, seconds: Double = 30, until isTrue: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !isTrue() {
            guard ContinuousClock.now < end else { throw RedisServer.Failure.toolFailed("in vain: \(what)") }
            usleep(20_000)
        }
    }
}

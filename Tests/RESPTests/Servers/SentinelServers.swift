import Foundation

@testable import RESP

/// A primary, a replica and three sentinels that watch them, started by a test for itself.
final class SentinelServers: Sendable {
    static let primaryName = "cache"
    static let password = "for-servers"
    static let sentinelPassword = "for-sentinels"

    /// The primary at first, then the replica.
    let servers: [RedisServer]
    let sentinels: [RedisServer]

    var addresses: [RedisAddress] { self.sentinels.map { RedisAddress(host: "127.0.0.1", port: $0.port) } }

    /// Starts all five and waits until the sentinels know the replica and each other.
    init() throws {
        let secret = ["--requirepass", Self.password, "--masterauth", Self.password, "--repl-diskless-sync-delay", "0"]
        let primary = try RedisServer.start(arguments: secret)
        let replica = try RedisServer.start(arguments: secret + ["--replicaof", "127.0.0.1 \(primary.port)"])
        self.servers = [primary, replica]
        let name = Self.primaryName
        let config = """
            sentinel monitor \(name) 127.0.0.1 \(primary.port) 2
            sentinel auth-pass \(name) \(Self.password)
            sentinel down-after-milliseconds \(name) 800
            sentinel failover-timeout \(name) 5000
            sentinel sentinel-pass \(Self.sentinelPassword)
            requirepass \(Self.sentinelPassword)
            """
        self.sentinels = try (0..<3).map { _ in try RedisServer.start(arguments: ["--sentinel"], config: config) }
        for sentinel in self.sentinels {
            try self.wait("the sentinel knows the others") {
                let answer = self.ask(sentinel, Self.sentinelPassword, "INFO sentinel")
                return answer.contains("slaves=1,sentinels=3")
            }
        }
        try self.wait("the replica is linked") {
            self.ask(replica, Self.password, "INFO replication").contains("master_link_status:up")
        }
    }

    func end() {
        for server in self.servers + self.sentinels { server.end() }
    }

    /// Sends an inline command.
    func ask(_ server: RedisServer, _ password: String, _ command: String) -> String {
        guard let socket = LoopbackSocket(port: server.port) else { return "" }
        guard socket.ask("AUTH \(password)\r\n").hasPrefix("+OK") else { return "" }
        return socket.ask(command + "\r\n")
    }

    private func wait(_ what: String, until isTrue: () -> Bool) throws {
        let end = ContinuousClock.now + .seconds(30)
        while !isTrue() {
            guard ContinuousClock.now < end else { throw RedisServer.Failure.toolFailed("in vain: \(what)") }
            usleep(20_000)
        }
    }
}

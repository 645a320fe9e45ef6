import GatewayCore
import NIOCore
import NIOSSL
import RESP

/// Makes the clients of a configured Redis, one per event loop.
struct RedisClients: Sendable {
    private let settings: RedisSettings
    private let tls: NIOSSLContext?

    /// Reads the certificates that the settings name; throws where they cannot be used.
    init(_ settings: RedisSettings) throws {
        self.settings = settings
        self.tls = try settings.tls.map { tls in
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let file = tls.caFile {
                configuration.trustRoots = .file(file)
            }
            if let file = tls.certificateFile {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) }
            }
            if let file = tls.keyFile {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: file, format: .pem))
            }
            return try NIOSSLContext(configuration: configuration)
        }
    }

    /// A client on a loop; call it there.
    ///
    /// - Parameter seed: where the jitter of reconnecting begins.
    func make(on eventLoop: any EventLoop, seed: UInt64) -> any RedisClient {
        let addresses = self.settings.addresses.map { RedisAddress(host: $0.host, port: $0.port) }
        let node = self.node(addresses[0], seed: seed)
        switch self.settings.mode {
        case .single:
            return RedisNode(node, eventLoop: eventLoop)
        case .cluster:
            var cluster = RedisClusterConfiguration(seeds: addresses, node: node)
            cluster.reads =
                switch self.settings.readFrom {
                case .primary: .primary
                case .replica: .replica
                case .any: .any
                }
            return RedisCluster(cluster, eventLoop: eventLoop)
        case .sentinel:
            var sentinel = self.node(addresses[0], seed: seed)
            sentinel.username = nil
            sentinel.password = self.settings.sentinelPassword?.reveal()
            let configuration = RedisSentinelConfiguration(
                sentinels: addresses,
                primaryName: self.settings.primaryName ?? "",
                node: node,
                sentinel: sentinel
            )
            return RedisSentinel(configuration, eventLoop: eventLoop)
        }
    }

    /// A host that is a name, which the certificate has to carry; an address is verified as such.
    private static func name(_ host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    private func node(_ address: RedisAddress, seed: UInt64) -> RedisNodeConfiguration {
        var node = RedisNodeConfiguration(address: address)
        node.username = self.settings.username
        node.password = self.settings.password?.reveal()
        node.database = self.settings.database
        node.clientName = "signalbox"
        node.libraryName = "signalbox"
        node.libraryVersion = SignalboxVersion.current
        node.connections = self.settings.connections
        node.connectTimeout = .nanoseconds(Int64(clamping: self.settings.connectTimeout.wholeNanoseconds))
        node.maxPendingCommands = self.settings.maxPending
        node.seed = seed
        if let tls = self.tls {
            node.tls = RESP.RedisTLS(
                context: tls,
                serverHostname: self.settings.tls?.serverName ?? Self.name(address.host)
            )
        }
        return node
    }
}

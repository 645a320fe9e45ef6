/// What kind of Redis stands at the addresses.
package enum RedisMode: String, Sendable, CaseIterable {
    /// One server.
    case single
    /// Sentinels, which know the server.
    case sentinel
    /// Nodes of a cluster.
    case cluster
}

/// Which servers of a shard are read from.
package enum RedisReadFrom: String, Sendable, CaseIterable {
    /// The one that is written to.
    case primary
    /// Its replicas, where there are any.
    case replica
    /// Any of them.
    case any
}

/// TLS towards Redis.
package struct RedisTLS: Sendable, Equatable {
    /// Additional trusted certificates (PEM); nil trusts the system's.
    package var caFile: String?
    /// Client certificate chain (PEM).
    package var certificateFile: String?
    /// Its private key (PEM).
    package var keyFile: String?
    /// Name that the certificate must hold; nil is the host's.
    package var serverName: String?

    /// Creates TLS settings that trust the system's certificates.
    package init() {}
}

/// A Redis or Valkey service.
package struct RedisSettings: Sendable, Equatable {
    /// Host and port, 1 to 65535.
    package struct Address: Sendable, Hashable {
        /// Name or address literal, without brackets.
        package var host: String
        /// TCP port.
        package var port: Int

        /// Creates an address.
        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Name under `redis` in the configuration.
    package var name: String
    /// What stands at the addresses.
    package var mode = RedisMode.single
    /// Servers, Sentinels or cluster nodes to begin with; exactly one for `single`, never none.
    package var addresses: [Address]
    /// Number of the database; 0 in a cluster.
    package var database = 0
    /// The server's name among the Sentinels; there is one for `sentinel` only.
    package var primaryName: String?
    /// User (ACL); nil is `default`.
    package var username: String?
    /// Password of the servers.
    package var password: Secret?
    /// Password of the Sentinels.
    package var sentinelPassword: Secret?
    /// TLS; nil is plain.
    package var tls: RedisTLS?
    /// Connections per server and event loop.
    package var connections = 1
    /// From the start of a connection to its being usable, TLS and authentication included.
    package var connectTimeout = Duration.seconds(2)
    /// Which servers of a shard are read from.
    package var readFrom = RedisReadFrom.primary
    /// Commands that wait for a reply, per connection, at most; beyond, they fail at once.
    package var maxPending = 16_384

    /// Creates settings with the defaults.
    package init(name: String, addresses: [Address]) {
        self.name = name
        self.addresses = addresses
    }
}

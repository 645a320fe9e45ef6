package import NIOCore
package import NIOSSL

/// Where a server listens.
package struct RedisAddress: Sendable, Hashable, CustomStringConvertible {
    /// The name or address of the machine, without brackets.
    package var host: String
    /// The port.
    package var port: Int

    /// Joins a host and a port.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with brackets around an IPv6 address.
    package var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}

/// How a connection is encrypted.
package struct RedisTLS: Sendable {
    /// Trust, client certificate and versions; made once and shared by all connections.
    package var context: NIOSSLContext
    /// The name that is sent as SNI and that the certificate must carry, unless it carries the address to which the
    /// connection went; nil where there is only an address.
    package var serverHostname: String?

    /// Joins a context and a name.
    package init(context: NIOSSLContext, serverHostname: String?) {
        self.context = context
        self.serverHostname = serverHostname
    }
}

/// Everything about one server and how to treat it; every limit has a default that is right for a cache.
package struct RedisNodeConfiguration: Sendable {
    /// Where the server listens.
    package var address: RedisAddress
    /// The ACL user; nil with a password means the default user.
    package var username: String?
    /// The password; nil sends no credentials.
    package var password: String?
    /// The numbered database.
    package var database = 0
    /// Encryption; nil for none.
    package var tls: RedisTLS?
    /// The name of the connection in `CLIENT LIST`.
    package var clientName: String?
    /// The library's name and version, told by `CLIENT SETINFO` to servers that know it.
    package var libraryName: String?
    /// The library's version.
    package var libraryVersion: String?
    /// Whether replicas of a cluster are asked to answer reads.
    package var readsFromReplica = false

    /// How many connections share the commands: 1 to 8.
    package var connections = 1
    /// The longest time from the first packet to a connection that is ready, TLS and handshake included.
    package var connectTimeout: TimeAmount = .seconds(2)
    /// How many commands may be unanswered on one connection, or wait for the first connection.
    package var maxPendingCommands = 16_384
    /// How many bytes of commands may be unanswered on one connection, or wait for the first connection.
    package var maxPendingBytes = 64 << 20
    /// After how long a silence a `PING` asks whether the server lives.
    package var keepalive: TimeAmount = .seconds(15)
    /// How long a server may leave every command unanswered before the connection is closed.
    package var hangTimeout: TimeAmount = .seconds(5)
    /// How long a server that is loading its data is left alone before it is asked again.
    package var loadingRetry: TimeAmount = .milliseconds(100)
    /// The upper end of the first wait before connecting again; it doubles with each failure.
    package var backoffBase: TimeAmount = .milliseconds(50)
    /// The highest upper end of a wait.
    package var backoffMaximum: TimeAmount = .seconds(5)
    /// How many failures in a row (timeouts, lost or refused connections) open the breaker.
    package var breakerThreshold = 5
    /// How long the breaker stays open at first; doubles with each failed probe, up to `backoffMaximum`.
    package var breakerCooldown: TimeAmount = .milliseconds(250)
    /// Within what time a probe must be answered to close the breaker.
    package var probeTimeout: TimeAmount = .milliseconds(100)
    /// The limits of what is read.
    package var limits = RESPParser.Limits()
    /// Where the jitter begins, so that a run can be repeated; different per process and loop in production.
    package var seed: UInt64 = 0

    /// A server at an address, with defaults for everything else.
    package init(address: RedisAddress) { self.address = address }

    /// A server at a host and a port, with defaults for everything else.
    package init(host: String, port: Int) { self.address = RedisAddress(host: host, port: port) }

    /// A server as an URL names it: credentials, database and first address are taken over. `tls` is needed for
    /// `rediss`, and is not looked at for `redis`.
    package init(url: RedisURL, tls: RedisTLS?) {
        self.address = url.addresses[0]
        self.username = url.username
        self.password = url.password
        self.database = url.database
        self.tls = url.isEncrypted ? tls : nil
    }
}

/// Everything the operator configures, in one internal form, whatever the source. Immutable once made.
package struct Settings: Sendable, Equatable {
    /// Listeners, ceilings and timeouts.
    package var server: ServerSettings
    /// Providers, in file order.
    package var providers: [Provider]
    /// Deployments, in file order.
    package var deployments: [Deployment]
    /// Model groups, in file order.
    package var models: [ModelGroup]
    /// Virtual keys; empty leaves the data plane open, on loopback only.
    package var keys: [VirtualKey]
    /// What the routing of all model groups shares.
    package var routing = RoutingService()
    /// Provider of the endpoints that name no model; nil is the first one.
    package var defaultProvider: String?
    /// Whether the access log is written, and where.
    package var accessLog: AccessLogSettings
    /// The cache that all model groups share.
    package var cache = CacheSettings()
    /// Redis services, in file order.
    package var redis: [RedisSettings] = []

    /// Creates settings.
    package init(
        server: ServerSettings = ServerSettings(),
        providers: [Provider] = [],
        deployments: [Deployment] = [],
        models: [ModelGroup] = [],
        keys: [VirtualKey] = [],
        defaultProvider: String? = nil,
        accessLog: AccessLogSettings = AccessLogSettings()
    ) {
        self.server = server
        self.providers = providers
        self.deployments = deployments
        self.models = models
        self.keys = keys
        self.defaultProvider = defaultProvider
        self.accessLog = accessLog
    }
}

/// A host and a port to listen on.
package struct ListenAddress: Sendable, Equatable {
    /// Address literal or host name.
    package var host: String
    /// TCP port; 0 lets the system choose.
    package var port: Int

    /// Creates an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// Certificate and key of the data plane's listener.
package struct TLSSettings: Sendable, Equatable {
    /// Certificate chain (PEM).
    package var certificateFile: String
    /// Private key (PEM).
    package var keyFile: String

    /// Creates TLS settings.
    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// Listeners, ceilings and timeouts of the server.
package struct ServerSettings: Sendable, Equatable {
    /// Data plane.
    package var listen: ListenAddress
    /// Admin plane.
    package var admin: ListenAddress
    /// Credential of the admin plane's `/admin/` paths; nil allows loopback clients only.
    package var adminKey: Secret?
    /// Event loops; 0 is one per core.
    package var loops: Int
    /// TLS of the data plane; nil is plain.
    package var tls: TLSSettings?
    /// Whether HTTP/2 without TLS is served to clients that begin with its preface (RFC 9113 section 3.3).
    package var h2c: Bool
    /// Path of the socket where the listening sockets are offered to a process that takes over; nil is the one that
    /// follows from the data plane's address.
    package var handover: String?
    /// Request head at most, in bytes.
    package var maxHeadBytes: Int
    /// Request target at most, in bytes.
    package var maxTargetBytes: Int
    /// Request body at most, in bytes.
    package var maxBodyBytes: Int
    /// Depth of JSON nesting at most.
    package var maxJSONDepth: Int
    /// Connections over all loops at most.
    package var maxConnections: Int
    /// Requests in flight over all loops at most.
    package var maxConcurrentRequests: Int
    /// Bytes held for one stream that its client does not take.
    package var maxStreamBufferBytes: Int
    /// From accepting a connection, or the end of the last response, to the next complete head.
    package var headTimeout: Duration
    /// Between two reads of a request body.
    package var bodyTimeout: Duration
    /// How long a connection may stay without a request.
    package var idleTimeout: Duration
    /// How long a client may take none of the bytes that wait for it.
    package var writeTimeout: Duration
    /// Time for streams to finish after SIGTERM.
    package var drainTimeout: Duration
    /// Gap between `: ping` comments while the first token is awaited; zero sends none.
    package var pingInterval: Duration

    /// Creates server settings.
    package init(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080),
        admin: ListenAddress = ListenAddress(host: "127.0.0.1", port: 9090),
        adminKey: Secret? = nil,
        loops: Int = 0,
        tls: TLSSettings? = nil,
        h2c: Bool = false,
        handover: String? = nil,
        maxHeadBytes: Int = 32 << 10,
        maxTargetBytes: Int = 8 << 10,
        maxBodyBytes: Int = 32 << 20,
        maxJSONDepth: Int = 128,
        maxConnections: Int = 20000,
        maxConcurrentRequests: Int = 10000,
        maxStreamBufferBytes: Int = 256 << 10,
        headTimeout: Duration = .seconds(10),
        bodyTimeout: Duration = .seconds(30),
        idleTimeout: Duration = .seconds(75),
        writeTimeout: Duration = .seconds(60),
        drainTimeout: Duration = .seconds(30),
        pingInterval: Duration = .seconds(15)
    ) {
        self.listen = listen
        self.admin = admin
        self.adminKey = adminKey
        self.loops = loops
        self.tls = tls
        self.h2c = h2c
        self.handover = handover
        self.maxHeadBytes = maxHeadBytes
        self.maxTargetBytes = maxTargetBytes
        self.maxBodyBytes = maxBodyBytes
        self.maxJSONDepth = maxJSONDepth
        self.maxConnections = maxConnections
        self.maxConcurrentRequests = maxConcurrentRequests
        self.maxStreamBufferBytes = maxStreamBufferBytes
        self.headTimeout = headTimeout
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.writeTimeout = writeTimeout
        self.drainTimeout = drainTimeout
        self.pingInterval = pingInterval
    }
}

/// Where the access log goes.
package struct AccessLogSettings: Sendable, Equatable {
    /// Where the lines are written.
    package enum Destination: Sendable, Equatable {
        /// Nowhere.
        case off
        /// Standard output.
        case standardOutput
        /// A file, opened for appending, and opened anew on SIGHUP.
        case file(String)
    }

    /// Where the lines are written.
    package var destination: Destination
    /// Bytes that may wait per loop for the writer; lines beyond are dropped and counted.
    package var maxBufferedBytes: Int

    /// Creates log settings.
    package init(destination: Destination = .standardOutput, maxBufferedBytes: Int = 1 << 20) {
        self.destination = destination
        self.maxBufferedBytes = maxBufferedBytes
    }
}

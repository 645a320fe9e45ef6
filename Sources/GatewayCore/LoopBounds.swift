package import GatewayWire

/// The settings that each request or chunk looks at, as plain numbers: nothing in it is reference counted, times are in
/// nanoseconds. Made once per snapshot.
package struct LoopBounds: Sendable {
    /// Bounds of request heads.
    package let http: HTTPLimits
    /// Request body at most, in bytes.
    package let maxBodyBytes: Int
    /// Requests in flight at most, over all loops.
    package let maxConcurrentRequests: Int
    /// Depth of JSON nesting at most.
    package let maxJSONDepth: Int
    /// Bytes held for one stream that its client does not take.
    package let maxStreamBufferBytes: Int
    /// Until a head is complete.
    package let headTimeout: UInt64
    /// Between two reads of a request body.
    package let bodyTimeout: UInt64
    /// Until the next request.
    package let idleTimeout: UInt64
    /// Until a client takes bytes again.
    package let writeTimeout: UInt64
    /// Between pings; 0 sends none.
    package let pingInterval: UInt64

    /// Takes what is needed from settings.
    package init(_ settings: ServerSettings) {
        self.http = HTTPLimits(maxHeadBytes: settings.maxHeadBytes, maxTargetBytes: settings.maxTargetBytes)
        self.maxBodyBytes = settings.maxBodyBytes
        self.maxConcurrentRequests = settings.maxConcurrentRequests
        self.maxJSONDepth = settings.maxJSONDepth
        self.maxStreamBufferBytes = settings.maxStreamBufferBytes
        self.headTimeout = settings.headTimeout.wholeNanoseconds
        self.bodyTimeout = settings.bodyTimeout.wholeNanoseconds
        self.idleTimeout = settings.idleTimeout.wholeNanoseconds
        self.writeTimeout = settings.writeTimeout.wholeNanoseconds
        self.pingInterval = settings.pingInterval.wholeNanoseconds
    }
}

/// A group's bounds on waiting, in nanoseconds.
package struct AttemptBounds: Sendable {
    /// Until a connection is usable.
    package let connect: UInt64
    /// The TLS part of it.
    package let tls: UInt64
    /// Until the head of a stream.
    package let head: UInt64
    /// Until the first content of a stream.
    package let firstToken: UInt64
    /// Until the first byte of a reply that is no stream.
    package let reply: UInt64
    /// Between two reads of the reply.
    package let idle: UInt64
    /// The whole exchange.
    package let total: UInt64

    /// Takes them from settings.
    package init(_ timeouts: AttemptTimeouts) {
        self.connect = timeouts.connect.wholeNanoseconds
        self.tls = timeouts.tls.wholeNanoseconds
        self.head = timeouts.head.wholeNanoseconds
        self.reply = timeouts.reply.wholeNanoseconds
        self.firstToken = timeouts.firstToken.wholeNanoseconds
        self.idle = timeouts.idle.wholeNanoseconds
        self.total = timeouts.total.wholeNanoseconds
    }

    /// The defaults, for exchanges without a group.
    package static let standard = AttemptBounds(AttemptTimeouts())
}

package import GatewayWire

/// One HTTP request, complete.
package struct ReceivedRequest: Sendable, Equatable {
    /// The method.
    package var method: HTTPMethod
    /// Path without the query.
    package var path: String
    /// The body, without its framing.
    package var body: [UInt8]
    /// Whether the version is 1.0, which knows no chunks.
    package var isHTTP10: Bool
    /// Whether the client will use the connection again.
    package var keepsAlive: Bool

    /// A request.
    package init(
        method: HTTPMethod,
        path: String,
        body: [UInt8] = [],
        isHTTP10: Bool = false,
        keepsAlive: Bool = true
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.isHTTP10 = isHTTP10
        self.keepsAlive = keepsAlive
    }
}

package import NIOCore

/// Why an exchange, or one attempt of it, failed: the only error type that crosses a module border on the data plane.
///
/// Status, error object, retry and metrics read these fields; nobody parses messages.
package struct GatewayError: Error, Sendable {
    /// What went wrong.
    package var code: ErrorCode
    /// What, where and how to mend it, for the caller; free of secrets and internal addresses.
    package var message: String
    /// Field of the request that is at fault, for `param` of the error object.
    package var param: String?
    /// Status to answer with; differs from `code.status` for a provider's own error.
    package var status: Int
    /// Seconds after which a new try makes sense, for `Retry-After`.
    package var retryAfterSeconds: Int?
    /// The methods that a path takes, for `Allow`.
    package var allow: StaticString?
    /// A provider's error reply that is handed on: body and the headers worth keeping.
    package var providerReply: ProviderErrorReply?
    /// Whether the connection cannot be used on after this error, because its framing is lost.
    package var closesConnection: Bool

    /// Creates an error with the status of its code.
    package init(
        _ code: ErrorCode,
        _ message: String,
        param: String? = nil,
        retryAfterSeconds: Int? = nil,
        closesConnection: Bool = false
    ) {
        self.code = code
        self.message = message
        self.param = param
        self.status = code.status
        self.retryAfterSeconds = retryAfterSeconds
        self.allow = nil
        self.providerReply = nil
        self.closesConnection = closesConnection
    }
}

/// What is kept of a provider's error reply.
package struct ProviderErrorReply: Sendable {
    /// The error object or whatever else the provider sent; bounded.
    package var body: ByteBuffer
    /// Value of the provider's `Content-Type`.
    package var isJSON: Bool
    /// Header lines that the client should see (`retry-after`, `x-ratelimit-*`, `x-should-retry` ...), each ended by CRLF.
    package var headerLines: ByteBuffer

    /// Creates the record of a reply.
    package init(body: ByteBuffer, isJSON: Bool, headerLines: ByteBuffer) {
        self.body = body
        self.isJSON = isJSON
        self.headerLines = headerLines
    }
}

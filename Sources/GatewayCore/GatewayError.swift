package import NIOCore

/// Why an exchange, or one attempt of it, failed: the only error type that crosses a module border on the data plane.
///
/// Status, error object, retry and metrics read these fields; nobody parses messages.
package struct GatewayError: Error, Sendable {
    /// What went wrong.
    package let code: ErrorCode
    private var details: Details

    /// Everything else, behind one reference: an error passes through frames of the hot path that never see one.
    ///
    /// `@unchecked Sendable`: changed only while this is the one reference to it (`mutable`).
    private final class Details: @unchecked Sendable {
        var message: String
        var param: String?
        var status: Int
        var retryAfterSeconds: Int?
        var allow: StaticString?
        var providerReply: ProviderErrorReply?
        var fault: AttemptFault?

        init(message: String, param: String?, status: Int, retryAfterSeconds: Int?) {
            self.message = message
            self.param = param
            self.status = status
            self.retryAfterSeconds = retryAfterSeconds
        }

        convenience init(_ other: Details) {
            self.init(
                message: other.message,
                param: other.param,
                status: other.status,
                retryAfterSeconds: other.retryAfterSeconds
            )
            self.allow = other.allow
            self.providerReply = other.providerReply
            self.fault = other.fault
        }
    }

    /// Creates an error with the status of its code.
    package init(_ code: ErrorCode, _ message: String, param: String? = nil, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.details = Details(
            message: message,
            param: param,
            status: code.status,
            retryAfterSeconds: retryAfterSeconds
        )
    }

    private var mutable: Details {
        mutating get {
            if !isKnownUniquelyReferenced(&self.details) {
                self.details = Details(self.details)
            }
            return self.details
        }
    }

    /// What, where and how to mend it, for the caller; free of secrets and internal addresses.
    package var message: String { self.details.message }

    /// Field of the request that is at fault, for `param` of the error object.
    package var param: String? { self.details.param }

    /// Seconds after which a new try makes sense, for `Retry-After`.
    package var retryAfterSeconds: Int? { self.details.retryAfterSeconds }

    /// Status to answer with; differs from `code.status` for a provider's own error.
    package var status: Int {
        get { self.details.status }
        set { self.mutable.status = newValue }
    }

    /// The methods that a path takes, for `Allow`.
    package var allow: StaticString? {
        get { self.details.allow }
        set { self.mutable.allow = newValue }
    }

    /// What the provider's reply said beyond the code: when to come back, and why exactly it refused.
    package var fault: AttemptFault? {
        get { self.details.fault }
        set { self.mutable.fault = newValue }
    }

    /// A provider's error reply that is handed on: body and the headers worth keeping.
    package var providerReply: ProviderErrorReply? {
        get { self.details.providerReply }
        set { self.mutable.providerReply = newValue }
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

/// Well-known header names, so that nobody compares strings after the one walk over a head.
///
/// Only names that the gateway acts on are here. Raw values are below 64: a head keeps a bit per name it has seen.
package enum HeaderName: UInt8, Sendable, CaseIterable {
    /// Any name not listed below.
    case other
    /// `accept`.
    case accept
    /// `accept-encoding`.
    case acceptEncoding
    /// `api-key`, the credential of Azure's dialect.
    case apiKey
    /// `authorization`.
    case authorization
    /// `cache-control`.
    case cacheControl
    /// `connection`.
    case connection
    /// `content-encoding`.
    case contentEncoding
    /// `content-length`.
    case contentLength
    /// `content-type`.
    case contentType
    /// `cookie`.
    case cookie
    /// `date`.
    case date
    /// `expect`.
    case expect
    /// `forwarded`.
    case forwarded
    /// `host`.
    case host
    /// `idempotency-key`.
    case idempotencyKey
    /// `keep-alive`.
    case keepAlive
    /// `location`.
    case location
    /// `proxy-authenticate`.
    case proxyAuthenticate
    /// `proxy-authorization`.
    case proxyAuthorization
    /// `proxy-connection`.
    case proxyConnection
    /// `retry-after`.
    case retryAfter
    /// `retry-after-ms`.
    case retryAfterMs
    /// `server`.
    case server
    /// `set-cookie`.
    case setCookie
    /// `te`.
    case te
    /// `traceparent`.
    case traceparent
    /// `tracestate`.
    case tracestate
    /// `trailer`.
    case trailer
    /// `transfer-encoding`.
    case transferEncoding
    /// `upgrade`.
    case upgrade
    /// `user-agent`.
    case userAgent
    /// `via`.
    case via
    /// `x-api-key`, the credential of Anthropic's dialect.
    case xAPIKey
    /// `x-goog-api-key`, the credential of Gemini's dialect.
    case xGoogAPIKey
    /// `x-request-id`.
    case xRequestID
    /// `x-request-timeout`.
    case xRequestTimeout
    /// `x-should-retry`.
    case xShouldRetry
    /// Any name that begins with `x-forwarded-`.
    case xForwarded
    /// Any name that begins with `x-ratelimit-` or `anthropic-ratelimit-`.
    case rateLimit
    /// Any name that begins with `x-signalbox-`.
    case signalbox
    /// Any name that begins with `x-stainless-`, which OpenAI's SDKs send.
    case stainless

    /// Whether the field concerns one connection only and a proxy must not pass it on (RFC 9110, 7.6.1).
    @inlinable package var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyAuthenticate, .proxyAuthorization, .proxyConnection, .te, .trailer,
            .transferEncoding, .upgrade:
            true
        default:
            false
        }
    }

    /// How many leading bytes of a name of `count` bytes are known to be token characters once it is classified.
    @inline(__always)
    func knownBytes(of count: Int) -> Int {
        switch self {
        case .other: 0
        case .xForwarded, .rateLimit, .signalbox, .stainless: 12
        default: count
        }
    }

    /// The bit of this name in a set of names.
    @inlinable package var bit: UInt64 { 1 &<< UInt64(self.rawValue) }
}

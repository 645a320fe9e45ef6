/// Scheme, host and port of a server, as the pools key it.
package struct Origin: Hashable, Sendable {
    /// Whether the connection is encrypted.
    package var isTLS: Bool
    /// Host name or address literal, IPv6 without brackets.
    package var host: String
    /// TCP port.
    package var port: Int

    /// Creates an origin.
    package init(isTLS: Bool, host: String, port: Int) {
        self.isTLS = isTLS
        self.host = host
        self.port = port
    }

    /// Value of the `Host` header: the port is left out where it is the scheme's own.
    package var authority: String {
        let name = self.host.contains(":") ? "[\(self.host)]" : self.host
        return self.port == (self.isTLS ? 443 : 80) ? name : "\(name):\(self.port)"
    }
}

/// A text that must never be logged, printed or traced.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Wraps a text.
    package init(_ text: String) {
        self.text = text
    }

    /// Hands out the text. Call it only where the secret is put on the wire.
    package func reveal() -> String {
        self.text
    }

    /// A mask.
    package var description: String { "***" }
    /// A mask.
    package var debugDescription: String { "***" }
    /// An empty mirror, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Which HTTP version is spoken with a provider.
package enum HTTPPreference: String, Sendable, CaseIterable {
    /// HTTP/2 where ALPN agrees on it, else HTTP/1.1.
    case auto
    /// HTTP/1.1 only.
    case http1
    /// HTTP/2 only; without TLS by prior knowledge (RFC 9113 section 3.3).
    case http2
}

/// A company or engine with a dialect, at one address with one credential.
package struct Provider: Sendable, Equatable {
    /// Name in configuration, logs and metrics.
    package var id: String
    /// Dialect, a key of the provider registry (`openai`, `groq`, `simulated` ...).
    package var kind: String
    /// Server to call.
    package var origin: Origin
    /// Path before the endpoint's own, without a trailing slash: `/v1`, `/openai/v1`, or empty.
    package var basePath: String
    /// Credential, if the provider wants one.
    package var apiKey: Secret?
    /// API version in the query, for Azure.
    package var apiVersion: String?
    /// Further header lines for each request.
    package var headers: [HeaderLine]
    /// Which HTTP version to speak.
    package var http: HTTPPreference
    /// Forward proxy that is asked to CONNECT.
    package var proxy: ForwardProxy?
    /// File with additional trusted certificates (PEM).
    package var caFile: String?
    /// Whether the certificate is checked; off only for tests of one's own.
    package var verifiesCertificate: Bool
    /// Bounds of the connection pools.
    package var pool: PoolSettings
    /// What a `simulated` provider does; nil for real ones.
    package var simulation: Simulation?

    /// Creates a provider.
    package init(
        id: String,
        kind: String,
        origin: Origin,
        basePath: String = "",
        apiKey: Secret? = nil,
        apiVersion: String? = nil,
        headers: [HeaderLine] = [],
        http: HTTPPreference = .auto,
        proxy: ForwardProxy? = nil,
        caFile: String? = nil,
        verifiesCertificate: Bool = true,
        pool: PoolSettings = PoolSettings(),
        simulation: Simulation? = nil
    ) {
        self.id = id
        self.kind = kind
        self.origin = origin
        self.basePath = basePath
        self.apiKey = apiKey
        self.apiVersion = apiVersion
        self.headers = headers
        self.http = http
        self.proxy = proxy
        self.caFile = caFile
        self.verifiesCertificate = verifiesCertificate
        self.pool = pool
        self.simulation = simulation
    }
}

/// A configured header.
package struct HeaderLine: Sendable, Equatable {
    /// Name, in lower case.
    package var name: String
    /// Value.
    package var value: Secret

    /// Creates a header.
    package init(name: String, value: Secret) {
        self.name = name
        self.value = value
    }
}

/// A forward proxy (`HTTPS_PROXY`), used with CONNECT.
package struct ForwardProxy: Sendable, Hashable {
    /// Host name or address.
    package var host: String
    /// TCP port.
    package var port: Int
    /// Value of `Proxy-Authorization`, if the proxy wants one.
    package var authorization: Secret?

    /// Creates a proxy.
    package init(host: String, port: Int, authorization: Secret? = nil) {
        self.host = host
        self.port = port
        self.authorization = authorization
    }
}

/// Bounds of the connection pools of one provider; each event loop has its own pool.
package struct PoolSettings: Sendable, Equatable {
    /// Connections per loop at most.
    package var maxConnections: Int
    /// Requests that may wait for a connection per loop.
    package var maxWaiting: Int
    /// Connections opened on start and reload, per loop.
    package var preheat: Int
    /// How long an unused connection is kept.
    package var idleTimeout: Duration
    /// Connections being opened at the same time per loop.
    package var maxConnecting: Int

    /// Creates bounds.
    package init(
        maxConnections: Int = 8192,
        maxWaiting: Int = 8192,
        preheat: Int = 1,
        idleTimeout: Duration = .seconds(60),
        maxConnecting: Int = 64
    ) {
        self.maxConnections = maxConnections
        self.maxWaiting = maxWaiting
        self.preheat = preheat
        self.idleTimeout = idleTimeout
        self.maxConnecting = maxConnecting
    }
}

/// What a simulated provider does: latency, length and faults of its answers.
package struct Simulation: Sendable, Equatable {
    /// Median time to the first token.
    package var firstToken: Duration
    /// Median gap between tokens.
    package var tokenGap: Duration
    /// Spread of both: standard deviation of the logarithm.
    package var jitter: Double
    /// Tokens of an answer where the request sets no lower bound.
    package var tokens: Int
    /// Share of requests (0...1) answered with status 429 and `Retry-After`.
    package var rateLimitShare: Double
    /// Share of requests answered with status 500.
    package var errorShare: Double
    /// Share of requests whose connection is reset before a byte was sent.
    package var resetShare: Double
    /// Share of streams that are cut half way.
    package var cutShare: Double
    /// Share of streams that stall half way.
    package var stallShare: Double
    /// Seed of the draws.
    package var seed: UInt64

    /// Creates a simulation; the defaults are those of a fast provider without faults.
    package init(
        firstToken: Duration = .milliseconds(180),
        tokenGap: Duration = .milliseconds(12),
        jitter: Double = 0.25,
        tokens: Int = 60,
        rateLimitShare: Double = 0,
        errorShare: Double = 0,
        resetShare: Double = 0,
        cutShare: Double = 0,
        stallShare: Double = 0,
        seed: UInt64 = 1
    ) {
        self.firstToken = firstToken
        self.tokenGap = tokenGap
        self.jitter = jitter
        self.tokens = tokens
        self.rateLimitShare = rateLimitShare
        self.errorShare = errorShare
        self.resetShare = resetShare
        self.cutShare = cutShare
        self.stallShare = stallShare
        self.seed = seed
    }
}

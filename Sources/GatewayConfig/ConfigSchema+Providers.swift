import GatewayCore

extension ConfigSchema {
    /// Kinds that the documents name for providers whose dialect is not served yet.
    static let futureKinds: Set<String> = ["anthropic", "bedrock", "gemini"]

    /// Word for "use no proxy, whatever the environment says".
    static let noProxy = "off"

    /// Keys of one provider.
    static let provider: [ConfigKey] = [
        ConfigKey("id", .name, absent: "the `kind`", "Name in `provider/model`, logs and metrics; no `/` in it."),
        ConfigKey(
            "kind",
            .name,
            required: true,
            """
            Dialect: openai-compatible, openai, groq, together, fireworks, deepseek, mistral, xai, openrouter, \
            cerebras, vllm, ollama, lmstudio, azure, or simulated (built in, for demonstrations and tests).
            """
        ),
        ConfigKey(
            "base_url",
            .url,
            absent: "the kind's own address, where it has one",
            "Address up to the endpoint's path, such as `https://api.openai.com/v1`."
        ),
        ConfigKey("api_key", .secret, absent: "none; an error where the kind needs one", "Credential at the provider."),
        ConfigKey("headers", .names(.secret), absent: "none", "Further header fields of each request."),
        ConfigKey("api_version", .text, absent: "the kind's own", "API version in the query; only for azure."),
        ConfigKey(
            "http",
            .choice(HTTPPreference.allCases.map(\.rawValue)),
            default: "auto",
            "HTTP version: `auto` takes HTTP/2 where the provider offers it; `http2` without TLS is prior knowledge."
        ),
        ConfigKey(
            "proxy",
            .url,
            absent: "`HTTPS_PROXY` and `NO_PROXY` of the environment, for https",
            "Forward proxy that is asked to CONNECT: `http://[user:password@]host:port`, or `off`."
        ),
        ConfigKey(
            "tls",
            .mapping(Self.providerTLS),
            absent: "the system's trusted certificates",
            "TLS with the provider."
        ),
        ConfigKey("pool", .mapping(Self.pool), absent: "the defaults below", "Bounds of the connection pools."),
        ConfigKey(
            "simulation",
            .mapping(Self.simulation),
            absent: "the defaults below",
            "What a provider of kind simulated does."
        ),
    ]

    private static let providerTLS: [ConfigKey] = [
        ConfigKey("ca_file", .text, absent: "none", "File with additional trusted certificates (PEM)."),
        ConfigKey(
            "verify",
            .boolean,
            default: "true",
            "Whether the certificate is checked; off only for tests of one's own."
        ),
    ]

    private static let pool: [ConfigKey] = [
        ConfigKey("max_connections", .integer(1...65_536), default: "8192", "Connections per event loop."),
        ConfigKey(
            "max_waiting",
            .integer(0...1_000_000),
            default: "8192",
            "Requests that may wait for a connection per event loop."
        ),
        ConfigKey(
            "preheat",
            .integer(0...1_024),
            default: "1",
            "Connections opened on start and reload, per event loop."
        ),
        ConfigKey("idle_timeout", .duration(Self.wait), default: "60s", "How long an unused connection is kept."),
        ConfigKey(
            "max_connecting",
            .integer(1...65_536),
            default: "64",
            "Connections being opened at the same time per event loop."
        ),
    ]

    private static let simulation: [ConfigKey] = [
        ConfigKey(
            "first_token",
            .duration(.zero...Duration.seconds(3_600)),
            default: "180ms",
            "Median time to the first token."
        ),
        ConfigKey(
            "token_gap",
            .duration(.zero...Duration.seconds(3_600)),
            default: "12ms",
            "Median gap between tokens."
        ),
        ConfigKey(
            "jitter",
            .number(0...4),
            default: "0.25",
            "Spread of both: the standard deviation of the logarithm; 0 is none."
        ),
        ConfigKey("tokens", .integer(1...1_000_000), default: "60", "Tokens of an answer."),
        ConfigKey("faults", .mapping(Self.faults), absent: "no faults", "Shares of requests that go wrong."),
        ConfigKey("seed", .seed, default: "1", "Seed of the draws: equal seeds give equal faults and latencies."),
    ]

    private static let faults: [ConfigKey] = [
        ConfigKey("rate_limit", .share, default: "0%", "Requests answered with 429 and `Retry-After`."),
        ConfigKey("error", .share, default: "0%", "Requests answered with 500."),
        ConfigKey("reset", .share, default: "0%", "Requests whose connection is reset before a byte was sent."),
        ConfigKey("cut", .share, default: "0%", "Streams that are cut half way."),
        ConfigKey("stall", .share, default: "0%", "Streams that stall half way."),
    ]
}

/// The one description of all keys: validation, `signalbox schema` and the reference follow it.
package enum ConfigSchema {
    /// Keys of the file's top level.
    package static let root: [ConfigKey] = [
        ConfigKey(
            "server",
            .mapping(Self.server),
            absent: "the defaults below",
            "Listeners, ceilings and timeouts of the gateway itself."
        ),
        ConfigKey(
            "providers",
            .list(.mapping(Self.provider)),
            required: true,
            """
            Companies and engines, each at one address with one credential. \
            A provider alone serves `provider/model` names.
            """
        ),
        ConfigKey(
            "deployments",
            .list(.mapping(Self.deployment)),
            absent: "none",
            "One model at one provider each."
        ),
        ConfigKey(
            "models",
            .list(.mapping(Self.modelGroup)),
            absent: "none",
            "Model groups: the names that clients ask for."
        ),
        ConfigKey(
            "keys",
            .list(.mapping(Self.virtualKey)),
            absent: "none: anybody is answered, and `server.listen` must be a loopback address",
            "Virtual keys: the credentials that clients present."
        ),
        ConfigKey(
            "default_provider",
            .name,
            absent: "the first provider",
            "Provider of requests that name no model, by id."
        ),
        ConfigKey(
            "access_log",
            .either([.choice(["off", "stdout"]), .mapping(Self.accessLog)]),
            default: "stdout",
            "Where the access log goes: one JSON line per exchange."
        ),
        ConfigKey(
            "cache",
            .mapping(Self.cache),
            absent: "the defaults below",
            "The cache that all model groups share; a group uses it with `models[].cache`."
        ),
        ConfigKey(
            "routing",
            .mapping(Self.routing),
            absent: "the defaults below",
            "What the routing of all model groups shares; it takes effect after a restart."
        ),
        ConfigKey(
            "redis",
            .names(.mapping(Self.redis)),
            absent: "none",
            "Redis or Valkey services, under names of one's own."
        ),
    ]

    /// Durations that bound a wait.
    static let wait = Duration.milliseconds(1)...Duration.seconds(86_400)

    /// Every key with its path, in the order of the table.
    package static func paths() -> [ConfigPath] {
        Self.paths(of: Self.root, under: "")
    }

    private static func paths(of keys: [ConfigKey], under prefix: String) -> [ConfigPath] {
        keys.flatMap { key in
            let path = prefix + key.name
            let inner = path + key.type.infix + "."
            return [ConfigPath(path: path, key: key)] + Self.paths(of: key.type.keys, under: inner)
        }
    }
}

extension ConfigSchema {
    private static let server: [ConfigKey] = [
        ConfigKey(
            "listen",
            .address,
            default: "127.0.0.1:8080",
            """
            Address of the data plane: `host:port`, `[::1]:8080`, or `:8080` for all IPv4 interfaces; \
            port 0 lets the system choose.
            """
        ),
        ConfigKey(
            "admin",
            .address,
            default: "127.0.0.1:9090",
            "Address of the admin plane: metrics, health, admin API."
        ),
        ConfigKey(
            "admin_key",
            .secret,
            absent: "`/admin/` answers loopback clients only",
            "Credential of the admin plane's `/admin/` paths."
        ),
        ConfigKey("loops", .integer(0...256), default: "0", "Event loops; 0 is one per core."),
        ConfigKey("tls", .mapping(Self.serverTLS), absent: "no TLS", "TLS of the data plane."),
        ConfigKey(
            "h2c",
            .boolean,
            default: "false",
            "Whether HTTP/2 is served without TLS to clients that begin with its preface."
        ),
        ConfigKey(
            "handover",
            .text,
            absent: "`signalbox-USER-HOST-PORT.sock` in `$XDG_RUNTIME_DIR`, or in `/tmp`; none for port 0",
            """
            Path of the UNIX domain socket where the listening sockets are offered to a process started with \
            `--takeover`.
            """
        ),
        ConfigKey("limits", .mapping(Self.limits), absent: "the defaults below", "Ceilings; beyond them is refused."),
        ConfigKey("timeouts", .mapping(Self.timeouts), absent: "the defaults below", "Bounds on waiting for clients."),
        ConfigKey(
            "ping_interval",
            .duration(.zero...Duration.seconds(3_600)),
            default: "15s",
            "Gap between `: ping` comments while the first token is awaited; `0s` sends none."
        ),
    ]

    private static let serverTLS: [ConfigKey] = [
        ConfigKey("certificate", .text, required: true, "File with the certificate chain (PEM)."),
        ConfigKey("key", .text, required: true, "File with the private key (PEM)."),
    ]

    private static let limits: [ConfigKey] = [
        ConfigKey("head", .size(1 << 10...1 << 20), default: "32KiB", "Request head: request line and header fields."),
        ConfigKey("target", .size(256...1 << 16), default: "8KiB", "Request target: path and query."),
        ConfigKey("body", .size(1 << 10...1 << 32), default: "32MiB", "Request body."),
        ConfigKey("json_depth", .integer(8...1_024), default: "128", "Depth of nested JSON in a body."),
        ConfigKey("connections", .integer(1...1_000_000), default: "20000", "Client connections over all loops."),
        ConfigKey(
            "concurrent_requests",
            .integer(1...1_000_000),
            default: "10000",
            "Requests in flight over all loops."
        ),
        ConfigKey(
            "stream_buffer",
            .size(4 << 10...1 << 30),
            default: "256KiB",
            "Bytes held for one stream that its client does not take; then the provider is read no further."
        ),
    ]

    private static let timeouts: [ConfigKey] = [
        ConfigKey(
            "head",
            .duration(Self.wait),
            default: "10s",
            "From accepting a connection, or the end of the last response, to the next complete head."
        ),
        ConfigKey("body", .duration(Self.wait), default: "30s", "Between two reads of a request body."),
        ConfigKey("idle", .duration(Self.wait), default: "75s", "How long a connection may stay without a request."),
        ConfigKey(
            "write",
            .duration(Self.wait),
            default: "60s",
            "How long a client may take none of the bytes that wait for it."
        ),
        ConfigKey(
            "drain",
            .duration(.zero...Duration.seconds(86_400)),
            default: "30s",
            "Time for requests in flight to finish after SIGTERM."
        ),
    ]

    private static let accessLog: [ConfigKey] = [
        ConfigKey(
            "file",
            .text,
            required: true,
            "File to append to; it is opened anew on SIGHUP, so that it can be rotated."
        ),
        ConfigKey(
            "buffer",
            .size(4 << 10...1 << 30),
            default: "1MiB",
            "Bytes that may wait per loop for the writer; lines beyond are dropped and counted."
        ),
    ]
}

import GatewayCore

extension ConfigSchema {
    /// Keys of one Redis.
    static let redis: [ConfigKey] = [
        ConfigKey(
            "url",
            .url,
            absent: "`nodes` must be given",
            """
            `redis://user:password@host:6379/0`, or `rediss://` for TLS; user, password, port and database may be left \
            out. In a cluster it is a node to begin with, with Sentinels one of them.
            """
        ),
        ConfigKey(
            "mode",
            .choice(RedisMode.allCases.map(\.rawValue)),
            default: "single",
            "What stands at the addresses: one server, Sentinels, or nodes of a cluster."
        ),
        ConfigKey(
            "nodes",
            .list(.text),
            absent: "`url` must be given",
            "Further addresses of Sentinels or of cluster nodes: `host:port`."
        ),
        ConfigKey(
            "primary_name",
            .name,
            absent: "it must be given with `mode: sentinel`",
            "The server's name among the Sentinels."
        ),
        ConfigKey("username", .name, absent: "the one in `url`, or `default`", "User (ACL)."),
        ConfigKey("password", .secret, absent: "the one in `url`, or none", "Password of the servers."),
        ConfigKey("sentinel_password", .secret, absent: "none", "Password of the Sentinels."),
        ConfigKey(
            "tls",
            .mapping(Self.redisTLS),
            absent: "the system's certificates with `rediss://`, else no TLS",
            "TLS; without `url`, `tls: {}` switches it on."
        ),
        ConfigKey("connections", .integer(1...64), default: "1", "Connections per server and event loop."),
        ConfigKey(
            "connect_timeout",
            .duration(Self.wait),
            default: "2s",
            "From the start of a connection to its being usable, TLS and authentication included."
        ),
        ConfigKey(
            "read_from",
            .choice(RedisReadFrom.allCases.map(\.rawValue)),
            default: "primary",
            "Which servers of a shard are read from; replicas may lag behind."
        ),
        ConfigKey(
            "max_pending",
            .integer(1...10_000_000),
            default: "16384",
            "Commands that wait for a reply, per connection, at most; beyond, they fail at once."
        ),
    ]

    private static let redisTLS: [ConfigKey] = [
        ConfigKey("ca_file", .text, absent: "the system's", "Further trusted certificates (PEM)."),
        ConfigKey("certificate_file", .text, absent: "none", "Client certificate chain (PEM)."),
        ConfigKey("key_file", .text, absent: "none", "The client certificate's private key (PEM)."),
        ConfigKey("server_name", .name, absent: "the host's", "Name that the certificate must hold."),
    ]
}

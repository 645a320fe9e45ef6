import GatewayCore

extension SettingsDump {
    /// What all model groups share.
    static func value(of cache: CacheSettings) -> JSONValue {
        .object(compacting: [
            ("memory", Self.size(cache.memoryBytes)),
            ("policy", .string(cache.policy.rawValue)),
            ("redis", .string(orNil: cache.redis)),
            ("prefix", .string(cache.prefix)),
            ("key_secret", cache.keySecret.map { _ in Self.mask }),
            ("epoch", .integer(Int128(cache.epoch))),
            ("lookup_timeout", Self.duration(cache.lookupTimeout)),
            ("write_queue", Self.size(cache.writeQueueBytes)),
            (
                "coalesce",
                .object([
                    ("wait", .string(cache.coalesce.wait.rawValue)),
                    ("lock_ttl", Self.duration(cache.coalesce.lockTTL)),
                    ("max_followers", .integer(Int128(cache.coalesce.maxFollowers))),
                    ("max_leaders", .integer(Int128(cache.coalesce.maxLeaders))),
                ])
            ),
            (
                "idempotency",
                cache.idempotency.map {
                    .object([("window", Self.duration($0.window)), ("max_bytes", Self.size($0.maxBytes))])
                } ?? .boolean(false)
            ),
            ("negative", .object([("ttl", Self.duration(cache.negativeTTL))])),
            ("hot_keys", .integer(Int128(cache.hotKeys))),
            ("encryption", cache.encryption.map { Self.value(of: $0) }),
            ("aliases", Self.words(of: cache.aliases)),
            ("preheat", .integer(Int128(cache.preheatRate))),
            ("semantic", Self.value(of: cache.semantic)),
        ])
    }

    private static func value(of encryption: CacheEncryption) -> JSONValue {
        .object([
            ("keys", .array(encryption.keys.map { .object([("id", .string($0.id)), ("key", Self.mask)]) })),
            ("active", .string(encryption.active)),
            ("erased_tenants", .array(encryption.erasedTenants.sorted().map { .string($0) })),
        ])
    }

    /// What a model group keeps.
    static func value(of cache: GroupCacheSettings) -> JSONValue {
        .object(compacting: [
            ("ttl", Self.duration(cache.ttl)),
            ("jitter", Self.percent(cache.jitterPercent)),
            ("when", .string(cache.when.rawValue)),
            ("max_size", Self.size(cache.maxEntryBytes)),
            ("min_uses", .integer(Int128(cache.minUses))),
            ("stale_while_revalidate", Self.duration(cache.staleWhileRevalidate)),
            ("stale_if_error", Self.duration(cache.staleIfError)),
            ("finish_reasons", Self.words(of: cache.finishReasons)),
            (
                "vary",
                .object([
                    ("headers", .array(cache.varyHeaders.map { .string($0) })),
                    ("tags", .boolean(cache.variesByTags)),
                ])
            ),
            ("bypass", .array(cache.bypass.map { Self.value(of: $0) })),
            ("tools", .boolean(cache.tools)),
            ("images", .boolean(cache.images)),
            ("scope", .string(cache.scope.rawValue)),
            ("per", .string(cache.unit.rawValue)),
            ("replay_pace", Self.value(of: cache.replayPace)),
            ("coalesce", .boolean(cache.coalesces)),
            (
                "early_refresh",
                cache.earlyRefresh.map {
                    .object([("beta", .number($0.beta)), ("rate", .number($0.rate))])
                } ?? .boolean(false)
            ),
            ("prompt_version", .string(orNil: cache.promptVersion)),
            ("ignore", .array(cache.ignoredFields.map { .string($0) })),
            ("store_fallbacks", .boolean(cache.storesFallbacks)),
            ("embeddings_per_input", .boolean(cache.embeddingsPerInput)),
        ])
    }

    private static func value(of bypass: CacheBypass) -> JSONValue {
        switch bypass {
        case .header(let name, let value):
            .object(compacting: [("header", .string(name)), ("value", .string(orNil: value))])
        case .tag(let tag): .object([("tag", .string(tag))])
        }
    }

    private static func value(of pace: ReplayPace) -> JSONValue {
        switch pace {
        case .instant: .string("instant")
        case .recorded: .string("recorded")
        case .eventsPerSecond(let rate): .integer(Int128(rate))
        }
    }

    /// A Redis, its first address as `url`.
    static func value(of redis: RedisSettings) -> JSONValue {
        let addresses = redis.addresses.map { address in
            "\(address.host.contains(":") ? "[\(address.host)]" : address.host):\(address.port)"
        }
        let scheme = redis.tls == nil ? "redis" : "rediss"
        return .object(compacting: [
            ("url", addresses.first.map { .string("\(scheme)://\($0)/\(redis.database)") }),
            ("mode", .string(redis.mode.rawValue)),
            ("nodes", addresses.count > 1 ? .array(addresses.dropFirst().map { .string($0) }) : nil),
            ("primary_name", .string(orNil: redis.primaryName)),
            ("username", .string(orNil: redis.username)),
            ("password", redis.password.map { _ in Self.mask }),
            ("sentinel_password", redis.sentinelPassword.map { _ in Self.mask }),
            ("tls", redis.tls.map { Self.value(of: $0) }),
            ("connections", .integer(Int128(redis.connections))),
            ("connect_timeout", Self.duration(redis.connectTimeout)),
            ("read_from", .string(redis.readFrom.rawValue)),
            ("max_pending", .integer(Int128(redis.maxPending))),
        ])
    }

    private static func value(of tls: RedisTLS) -> JSONValue {
        .object(compacting: [
            ("ca_file", .string(orNil: tls.caFile)),
            ("certificate_file", .string(orNil: tls.certificateFile)),
            ("key_file", .string(orNil: tls.keyFile)),
            ("server_name", .string(orNil: tls.serverName)),
        ])
    }
}

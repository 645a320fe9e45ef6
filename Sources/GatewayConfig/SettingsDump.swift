package import GatewayCore

/// Settings as JSON, for `GET /admin/v1/config`: masks for secrets, eight digits of key digests (law L7).
package enum SettingsDump {
    /// Stands for a secret.
    static let mask = JSONValue.string("***")

    /// The text; keys are named as in the file.
    package static func json(_ settings: Settings) -> String {
        Self.value(of: settings).text() + "\n"
    }

    private static func value(of settings: Settings) -> JSONValue {
        .object(compacting: [
            ("server", Self.value(of: settings.server)),
            ("providers", .array(settings.providers.map { Self.value(of: $0) })),
            ("deployments", .array(settings.deployments.map { Self.value(of: $0) })),
            ("models", .array(settings.models.map { Self.value(of: $0) })),
            ("keys", settings.keys.isEmpty ? nil : .array(settings.keys.map { Self.value(of: $0) })),
            ("default_provider", .string(orNil: settings.defaultProvider)),
            ("access_log", Self.value(of: settings.accessLog)),
            ("cache", Self.value(of: settings.cache)),
            ("routing", Self.value(of: settings.routing)),
            ("redis", settings.redis.isEmpty ? nil : .object(settings.redis.map { ($0.name, Self.value(of: $0)) })),
        ])
    }

    private static func value(of server: ServerSettings) -> JSONValue {
        .object(compacting: [
            ("listen", .string(Self.text(of: server.listen))),
            ("admin", .string(Self.text(of: server.admin))),
            ("admin_key", server.adminKey.map { _ in Self.mask }),
            ("loops", .integer(Int128(server.loops))),
            (
                "tls",
                server.tls.map {
                    .object([("certificate", .string($0.certificateFile)), ("key", .string($0.keyFile))])
                }
            ),
            ("h2c", .boolean(server.h2c)),
            ("handover", .string(orNil: server.handover)),
            (
                "limits",
                .object([
                    ("head", Self.size(server.maxHeadBytes)),
                    ("target", Self.size(server.maxTargetBytes)),
                    ("body", Self.size(server.maxBodyBytes)),
                    ("json_depth", .integer(Int128(server.maxJSONDepth))),
                    ("connections", .integer(Int128(server.maxConnections))),
                    ("concurrent_requests", .integer(Int128(server.maxConcurrentRequests))),
                    ("stream_buffer", Self.size(server.maxStreamBufferBytes)),
                ])
            ),
            (
                "timeouts",
                .object([
                    ("head", Self.duration(server.headTimeout)),
                    ("body", Self.duration(server.bodyTimeout)),
                    ("idle", Self.duration(server.idleTimeout)),
                    ("write", Self.duration(server.writeTimeout)),
                    ("drain", Self.duration(server.drainTimeout)),
                ])
            ),
            ("ping_interval", Self.duration(server.pingInterval)),
        ])
    }

    private static func value(of provider: Provider) -> JSONValue {
        let scheme = provider.origin.isTLS ? "https" : "http"
        let address = "\(scheme)://\(provider.origin.authority)\(provider.basePath)"
        return .object(compacting: [
            ("id", .string(provider.id)),
            ("kind", .string(provider.kind)),
            ("base_url", provider.simulation == nil ? .string(address) : nil),
            ("api_key", provider.apiKey.map { _ in Self.mask }),
            ("headers", .object(provider.headers.map { ($0.name, Self.mask) })),
            ("api_version", .string(orNil: provider.apiVersion)),
            ("http", .string(provider.http.rawValue)),
            ("proxy", provider.proxy.map { Self.value(of: $0) }),
            ("tls", provider.origin.isTLS ? Self.tls(of: provider) : nil),
            (
                "pool",
                .object([
                    ("max_connections", .integer(Int128(provider.pool.maxConnections))),
                    ("max_waiting", .integer(Int128(provider.pool.maxWaiting))),
                    ("preheat", .integer(Int128(provider.pool.preheat))),
                    ("idle_timeout", Self.duration(provider.pool.idleTimeout)),
                    ("max_connecting", .integer(Int128(provider.pool.maxConnecting))),
                ])
            ),
            ("simulation", provider.simulation.map { Self.value(of: $0) }),
        ])
    }

    private static func tls(of provider: Provider) -> JSONValue {
        .object(compacting: [
            ("ca_file", .string(orNil: provider.caFile)),
            ("verify", .boolean(provider.verifiesCertificate)),
        ])
    }

    private static func value(of proxy: ForwardProxy) -> JSONValue {
        let host = proxy.host.contains(":") ? "[\(proxy.host)]" : proxy.host
        let user = proxy.authorization == nil ? "" : "***@"
        return .string("http://\(user)\(host):\(proxy.port)")
    }

    private static func value(of simulation: Simulation) -> JSONValue {
        .object([
            ("first_token", Self.duration(simulation.firstToken)),
            ("token_gap", Self.duration(simulation.tokenGap)),
            ("jitter", .number(simulation.jitter)),
            ("tokens", .integer(Int128(simulation.tokens))),
            (
                "faults",
                .object([
                    ("rate_limit", .number(simulation.rateLimitShare)),
                    ("error", .number(simulation.errorShare)),
                    ("reset", .number(simulation.resetShare)),
                    ("cut", .number(simulation.cutShare)),
                    ("stall", .number(simulation.stallShare)),
                ])
            ),
            ("seed", .integer(Int128(simulation.seed))),
        ])
    }

    private static func value(of deployment: Deployment) -> JSONValue {
        .object(compacting: [
            ("id", .string(deployment.id)),
            ("provider", .string(deployment.provider)),
            ("model", .string(deployment.model)),
            ("tier", .string(orNil: deployment.tier?.rawValue)),
            ("region", .string(orNil: deployment.region)),
            ("price", deployment.price.map { Self.value(of: $0) }),
            (
                "limits",
                .object(compacting: [
                    ("rpm", .integer(orNil: deployment.limits.requestsPerMinute)),
                    ("tpm", .integer(orNil: deployment.limits.tokensPerMinute)),
                    ("concurrency", .integer(orNil: deployment.limits.concurrency)),
                ])
            ),
            (
                "capabilities",
                deployment.capabilities.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) }
            ),
            ("context_window", .integer(orNil: deployment.contextWindow)),
            ("quality", Self.quality(of: deployment)),
            ("health", Self.value(of: deployment.health)),
            ("queue", Self.value(of: deployment.queue)),
            ("preheat", deployment.preheat.map { Self.value(of: $0) }),
        ])
    }

    private static func value(of price: Price) -> JSONValue {
        .object(compacting: [
            ("input", Self.money(price.input)),
            ("output", Self.money(price.output)),
            ("cached_input", Self.money(price.cachedInput)),
            ("cache_write", Self.money(price.cacheWrite)),
            ("reasoning", Self.money(price.reasoning)),
            ("batch_input", price.batchInput.map { Self.money($0) }),
            ("batch_output", price.batchOutput.map { Self.money($0) }),
        ])
    }

    private static func value(of group: ModelGroup) -> JSONValue {
        let members = group.members.map { member in
            JSONValue.object([("id", .string(member.deployment)), ("weight", .integer(Int128(member.weight)))])
        }
        let head: [(String, JSONValue?)] = [
            ("name", .string(group.name)),
            ("aliases", .array(group.aliases.map { .string($0) })),
            ("deployments", .array(members)),
            ("strategy", .string(group.strategy)),
        ]
        let tail: [(String, JSONValue?)] = [
            ("fallbacks", Self.value(of: group.fallbacks)),
            ("request_fallbacks", .boolean(group.takesRequestFallbacks)),
            ("retry", Self.value(of: group.retry)),
            ("timeouts", Self.value(of: group.timeouts)),
            ("rescue", Self.value(of: group.rescue)),
            ("hedge", group.hedge.map { Self.value(of: $0) }),
            ("outliers", Self.value(of: group.outliers)),
            ("on_disconnect", .string(group.onDisconnect.rawValue)),
            ("max_held_reply", Self.size(group.maxHeldReplyBytes)),
            ("affinity", .string(group.affinity.rawValue)),
            (
                "cache",
                group.cache.map {
                    .object(compacting: [
                        ("exact", Self.value(of: $0)), ("semantic", $0.semantic.map { Self.value(of: $0) }),
                    ])
                }
            ),
            ("batching", group.batching.map { Self.value(of: $0) }),
            ("batch", group.batch.map { Self.value(of: $0) }),
        ]
        return .object(compacting: head + Self.members(of: group.routing) + tail)
    }

    private static func value(of key: VirtualKey) -> JSONValue {
        .object(compacting: [
            ("name", .string(key.name)),
            ("sha256", .string(HexText.encode(key.digest.prefix(4)) + "...")),
            ("tenant", .string(orNil: key.tenant)),
            ("models", key.models.map { .array($0.sorted().map { .string($0) }) }),
        ])
    }

    private static func value(of log: AccessLogSettings) -> JSONValue {
        switch log.destination {
        case .off: .string("off")
        case .standardOutput: .string("stdout")
        case .file(let path): .object([("file", .string(path)), ("buffer", Self.size(log.maxBufferedBytes))])
        }
    }

    private static func text(of address: ListenAddress) -> String {
        address.host.contains(":") ? "[\(address.host)]:\(address.port)" : "\(address.host):\(address.port)"
    }

    /// Bytes as one writes them.
    static func size(_ bytes: Int) -> JSONValue { .string(SizeText.short(bytes)) }

    /// A time span as one writes it.
    static func duration(_ duration: Duration) -> JSONValue { .string(DurationText.short(duration)) }

    /// US dollars as one writes them.
    static func money(_ nanoDollars: Int64) -> JSONValue { .string(MoneyText.dollars(nanoDollars)) }
}

/// Amounts of money as one writes them.
enum MoneyText {
    /// The exact decimal, without zeros at its end: `0.59`.
    static func dollars(_ nanoDollars: Int64) -> String {
        let (whole, rest) = nanoDollars.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest != 0 else { return "\(whole)" }
        let digits = String(rest)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.last == "0" {
            fraction.removeLast()
        }
        return "\(whole).\(fraction)"
    }
}

/// Bytes as hexadecimal digits.
enum HexText {
    /// Two lower-case digits for each byte.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

import GatewayCore

extension ConfigSchema {
    /// Keys of one deployment.
    static let deployment: [ConfigKey] = [
        ConfigKey("id", .name, required: true, "Name in model groups, logs and metrics."),
        ConfigKey("provider", .name, required: true, "Provider that serves it, by id."),
        ConfigKey("model", .name, required: true, "Model name that the provider knows."),
        ConfigKey("tier", .choice(Tier.allCases.map(\.rawValue)), absent: "not stated", "How capable it is."),
        ConfigKey("region", .name, absent: "not stated", "Where it runs."),
        ConfigKey(
            "price",
            .mapping(Self.price),
            absent: "the built-in price book",
            "US dollars per million tokens: exact decimals with up to nine places."
        ),
        ConfigKey("limits", .mapping(Self.deploymentLimits), absent: "unlimited", "The provider's limits."),
        ConfigKey(
            "capabilities",
            .list(.choice(Capability.allCases.map(\.rawValue))),
            absent: "not stated, which excludes nothing",
            "What the model can do beyond text in, text out."
        ),
        ConfigKey(
            "context_window",
            .integer(1...1_000_000_000),
            absent: "not stated",
            "Tokens of prompt and answer together."
        ),
        Self.quality,
        ConfigKey("health", .mapping(Self.health), absent: "the defaults below", "When it is left alone."),
        ConfigKey(
            "queue",
            .mapping(Self.queue),
            absent: "the defaults below",
            "How many requests it serves at the same time, and who waits; `limits.concurrency` is the fixed limit."
        ),
        Self.preheatKey,
    ]

    private static let price: [ConfigKey] = [
        ConfigKey("input", .money, required: true, "Input tokens."),
        ConfigKey("output", .money, required: true, "Output tokens."),
        ConfigKey("cached_input", .money, absent: "as `input`", "Input tokens read from the provider's prompt cache."),
        ConfigKey("cache_write", .money, absent: "as `input`", "Input tokens written to the provider's prompt cache."),
        ConfigKey("reasoning", .money, absent: "as `output`", "Reasoning tokens."),
        ConfigKey("batch_input", .money, absent: "not stated", "Input tokens of the provider's batch interface."),
        ConfigKey("batch_output", .money, absent: "not stated", "Output tokens of the provider's batch interface."),
    ]

    private static let deploymentLimits: [ConfigKey] = [
        ConfigKey("rpm", .integer(1...1_000_000_000), absent: "unlimited", "Requests per minute."),
        ConfigKey("tpm", .integer(1...1_000_000_000_000), absent: "unlimited", "Tokens per minute."),
        ConfigKey("concurrency", .integer(1...1_000_000), absent: "unlimited", "Requests at the same time."),
    ]

    /// Keys of one model group.
    static let modelGroup: [ConfigKey] = Self.groupServing + Self.groupRouting + Self.groupFaults

    private static let groupServing: [ConfigKey] = [
        ConfigKey("name", .name, required: true, "Name that clients ask for."),
        ConfigKey("aliases", .list(.name), absent: "none", "Further names that clients may ask for."),
        ConfigKey(
            "deployments",
            .list(.either([.name, .mapping(Self.member)])),
            required: true,
            "Deployments that serve it: ids, or ids with weights, such as `{id: x, weight: 3}`."
        ),
    ]

    private static let groupFaults: [ConfigKey] = [
        ConfigKey(
            "fallbacks",
            .list(.either([.name, .mapping(Self.fallback), .list(.either([.name, .mapping(Self.fallback)]))])),
            absent: "none",
            """
            Who is asked, in this order, when the ones above failed: deployments, model groups (their deployments, \
            then their own fallbacks) or tiers. A list inside the list is one place, drawn by weight: \
            `[b, [{id: c, weight: 3}, d], {tier: basic}]`. A name of both kinds means the deployment.
            """
        ),
        ConfigKey(
            "request_fallbacks",
            .boolean,
            default: "false",
            "Whether a request may bring `fallbacks: [...]` of its own, which then stand in for these."
        ),
        ConfigKey(
            "retry",
            .mapping(Self.retry),
            absent: "the defaults below",
            "How failed attempts are followed by others."
        ),
        ConfigKey(
            "timeouts",
            .mapping(Self.attemptTimeouts),
            absent: "the defaults below",
            "Bounds on waiting for providers."
        ),
        ConfigKey(
            "rescue",
            .either([.choice(RescueMode.allCases.map(\.rawValue)), .mapping(Self.rescue)]),
            default: "auto",
            "What happens when a stream dies after content was sent: a mode, or a mapping."
        ),
        ConfigKey(
            "hedge",
            .either([.boolean, .mapping(Self.hedge)]),
            default: "false",
            "A second attempt beside a first one that is slow; `true` takes the defaults below."
        ),
        ConfigKey(
            "outliers",
            .either([.boolean, .mapping(Self.outliers)]),
            default: "true",
            "When deployments that do worse than the others are taken out for a while; `false` takes nobody out."
        ),
        ConfigKey(
            "on_disconnect",
            .choice(DisconnectPolicy.allCases.map(\.rawValue)),
            default: "cancel",
            """
            What becomes of the provider's answer when the client is gone: `cancel` ends it, `drain` reads it to its \
            end, for the account and the cache.
            """
        ),
        ConfigKey(
            "max_held_reply",
            .size(0...1 << 30),
            default: "1MiB",
            "Largest JSON reply that is held until it is whole, so that another attempt can follow one that is cut."
        ),
        ConfigKey(
            "affinity",
            .choice(Affinity.allCases.map(\.rawValue)),
            default: "none",
            """
            `prefix` sends prompts whose first 4 KiB are alike to the same deployment, whose provider then has them in \
            its prompt cache, unless that has clearly more to do than the others. `session` does so for the turns of a \
            conversation: those of one `x-signalbox-session`, or with the same first turn. A strategy that compares cost \
            or time goes elsewhere where that wins more than the cached part of the prompt is worth.
            """
        ),
        ConfigKey("cache", .mapping(Self.groupCache), absent: "nothing is kept", "What is answered from the cache."),
        Self.batchingKey,
        Self.batchKey,
    ]

    private static let member: [ConfigKey] = [
        ConfigKey("id", .name, required: true, "Deployment, by id."),
        ConfigKey(
            "weight",
            .integer(0...1_000_000),
            default: "1",
            "Share of the traffic relative to the other deployments; 0 takes none."
        ),
    ]

    /// Keys of one virtual key.
    static let virtualKey: [ConfigKey] = [
        ConfigKey("name", .name, required: true, "Name in logs and metrics."),
        ConfigKey("key", .secret, absent: "`sha256` must be given", "The key's text, at least 8 characters."),
        ConfigKey("sha256", .digest, absent: "`key` must be given", "SHA-256 of the key's text, instead of the text."),
        ConfigKey("tenant", .name, absent: "none", "Owner, for attribution and scope."),
        ConfigKey(
            "models",
            .list(.name),
            absent: "all",
            "Model groups, aliases and `provider/model` names that the key may use."
        ),
    ]
}

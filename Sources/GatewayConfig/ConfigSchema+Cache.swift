import GatewayCore

extension ConfigSchema {
    /// How long an answer may be fresh, or stale and still of use.
    private static let year = Duration.seconds(365 * 86_400)
    /// Memory and files: up to a terabyte.
    private static let storage = 0...1 << 40
    /// Events per second of a replay.
    static let replayRate = 1...10_000
    /// Words for a replay that is not paced by a number.
    static let replayWords = ["instant", "recorded"]

    /// Keys of `cache`.
    static let cache: [ConfigKey] = [
        ConfigKey(
            "memory",
            .size(Self.storage),
            default: "256MiB",
            "Memory of the cache, keys and overhead included; 0 keeps nothing in memory."
        ),
        ConfigKey(
            "policy",
            .choice(EvictionPolicy.allCases.map(\.rawValue)),
            default: "s3-fifo",
            """
            Who leaves when the memory is full: `s3-fifo` and `w-tinylfu` keep what is asked for again and again when \
            many keys are asked for once; `lru` is plain least recently used.
            """
        ),
        ConfigKey("redis", .name, absent: "memory only", "Redis that all nodes share, by its name under `redis`."),
        ConfigKey("prefix", .name, default: "signalbox", "Beginning of all names in Redis."),
        ConfigKey(
            "key_secret",
            .secret,
            absent: "it must be given with `redis`",
            """
            Secret that names in Redis are hashed with, so that they tell nothing; the same on all nodes, at least 32 \
            characters: `openssl rand -base64 32`. Another one makes everything stored unreachable.
            """
        ),
        ConfigKey(
            "epoch",
            .integer(0...1_000_000_000),
            default: "0",
            "Part of every key: raising it makes everything stored unreachable at once."
        ),
        ConfigKey(
            "lookup_timeout",
            .duration(Duration.milliseconds(1)...Duration.seconds(10)),
            default: "20ms",
            "How long a request waits for Redis at most, before it goes on without."
        ),
        ConfigKey(
            "write_queue",
            .size(64 << 10...1 << 34),
            default: "32MiB",
            "Bytes that may wait to be written to Redis; beyond, entries are dropped and counted."
        ),
        ConfigKey(
            "coalesce",
            .mapping(Self.coalesce),
            absent: "the defaults below",
            "How identical requests at the same time share one upstream call."
        ),
        ConfigKey(
            "idempotency",
            .either([.boolean, .mapping(Self.idempotency)]),
            default: "true",
            "What is kept for `Idempotency-Key`; `true` takes the defaults below, `false` ignores that header."
        ),
        ConfigKey(
            "negative",
            .mapping(Self.negative),
            absent: "the defaults below",
            "Errors of callers that the same request would meet again: unknown model, prompt too long, bad schema."
        ),
        ConfigKey(
            "hot_keys",
            .integer(0...10_000),
            default: "100",
            "Most asked-for keys that are known by name; 0 counts none."
        ),
        ConfigKey(
            "encryption",
            .mapping(Self.encryption),
            absent: "off",
            "Encryption of values in Redis (AES-256-GCM), with a key of its own for each tenant."
        ),
        ConfigKey(
            "aliases",
            .list(.choice(CacheAlias.allCases.map(\.rawValue))),
            absent: "none",
            """
            Peers' request controls that are understood beside `Cache-Control`: LiteLLM's `cache` in the body, \
            Portkey's and Helicone's header fields.
            """
        ),
        ConfigKey(
            "preheat",
            .integer(0...100_000),
            default: "100",
            """
            Entries per second that are read from Redis into memory at start, the most asked-for ones first, as many as \
            `hot_keys`; 0 reads none.
            """
        ),
        ConfigKey(
            "semantic",
            .mapping(Self.semantic),
            absent: "the defaults below",
            "What the groups share that answer by meaning."
        ),
    ]

    private static let coalesce: [ConfigKey] = [
        ConfigKey(
            "wait",
            .choice(FollowMode.allCases.map(\.rawValue)),
            default: "stream",
            """
            What followers on other nodes do: `stream` follows the answer while it is written, `entry` waits until \
            it is whole.
            """
        ),
        ConfigKey(
            "lock_ttl",
            .duration(Duration.seconds(1)...Duration.seconds(3_600)),
            default: "30s",
            "Life of the lock in Redis, which its holder renews; after a crash others wait this long."
        ),
        ConfigKey(
            "max_followers",
            .integer(1...1_000_000),
            default: "10000",
            "Followers of one upstream call at most; beyond, a request goes its own way."
        ),
        ConfigKey(
            "max_leaders",
            .integer(1...100),
            default: "3",
            "Upstream calls in a row for one key, before all who wait are told of the failure."
        ),
    ]

    private static let idempotency: [ConfigKey] = [
        ConfigKey(
            "window",
            .duration(Duration.seconds(1)...Duration.seconds(30 * 86_400)),
            default: "24h",
            "How long a repeated key replays the first answer."
        ),
        ConfigKey("max_bytes", .size(64 << 10...1 << 40), default: "64MiB", "Memory for these answers."),
    ]

    private static let negative: [ConfigKey] = [
        ConfigKey(
            "ttl",
            .duration(.zero...Duration.seconds(3_600)),
            default: "5s",
            "How long such an error is repeated without asking; `0s` remembers none."
        )
    ]

    private static let encryption: [ConfigKey] = [
        ConfigKey(
            "keys",
            .list(.mapping(Self.encryptionKey)),
            required: true,
            "Root keys: the one that is written with, and older ones that are still read."
        ),
        ConfigKey("active", .name, required: true, "The key that is written with, by id."),
        ConfigKey(
            "erased_tenants",
            .list(.name),
            absent: "none",
            "Tenants whose entries can be read no more, as if their keys were gone."
        ),
    ]

    private static let encryptionKey: [ConfigKey] = [
        ConfigKey("id", .name, required: true, "Name that stands in front of each value: 1 to 32 letters and digits."),
        ConfigKey(
            "key",
            .secret,
            required: true,
            "32 bytes as base64 or as 64 hexadecimal digits: `openssl rand -base64 32`."
        ),
    ]
}

extension ConfigSchema {
    /// Keys of a model group's `cache`.
    static let groupCache: [ConfigKey] = [
        ConfigKey(
            "exact",
            .either([.boolean, .mapping(Self.exactCache)]),
            required: true,
            "Same request, same answer: `true` takes the defaults below, `false` keeps nothing."
        ),
        ConfigKey(
            "semantic",
            .either([.boolean, .mapping(Self.groupSemantic)]),
            default: "false",
            """
            Same meaning, same answer, as far as guards, a verifier and a bound on wrong answers allow it; `true` takes \
            the defaults below.
            """
        ),
    ]

    private static let exactCache: [ConfigKey] = [
        ConfigKey(
            "ttl",
            .duration(Duration.seconds(1)...Self.year),
            default: "1h",
            "How long an answer is fresh."
        ),
        ConfigKey(
            "jitter",
            .percent(0...90),
            default: "10%",
            "Part of `ttl` by which entries end earlier at random, so that they do not end together."
        ),
        ConfigKey(
            "when",
            .choice(CacheableWhen.allCases.map(\.rawValue)),
            default: "deterministic",
            "Which requests are answered from the cache: those with temperature 0 or a seed, or `always`."
        ),
        ConfigKey("max_size", .size(256...1 << 30), default: "1MiB", "Largest answer that is stored."),
        ConfigKey(
            "min_uses",
            .integer(1...1_000),
            default: "1",
            "Requests for a key, this one included, before its answer is stored."
        ),
        ConfigKey(
            "stale_while_revalidate",
            .duration(.zero...Self.year),
            default: "0s",
            "Time behind `ttl` during which the old answer is given while a new one is fetched."
        ),
        ConfigKey(
            "stale_if_error",
            .duration(.zero...Self.year),
            default: "0s",
            "Time behind `ttl` during which the old answer is given, marked, if no provider can give a new one."
        ),
        ConfigKey(
            "finish_reasons",
            .list(.choice(StorableFinish.allCases.map(\.rawValue))),
            default: "[stop, tool_calls, function_call]",
            "Ends that let an answer be stored; filtered, failed and cut ones never are."
        ),
        ConfigKey(
            "vary",
            .mapping(Self.vary),
            absent: "the defaults below",
            "What is part of the key beside the body."
        ),
        ConfigKey(
            "bypass",
            .list(.mapping(Self.bypass)),
            absent: "none",
            """
            Requests that go past the cache, if any of these holds: `{header: NAME}`, `{header: NAME, value: TEXT}` or \
            `{tag: TEXT}`.
            """
        ),
        ConfigKey("tools", .boolean, default: "false", "Whether requests that offer tools are answered from it."),
        ConfigKey(
            "images",
            .boolean,
            default: "false",
            "Whether requests that hold images, sound or files are answered from it."
        ),
        ConfigKey(
            "scope",
            .choice(CacheScope.allCases.map(\.rawValue)),
            default: "tenant",
            """
            Who shares an entry: the keys of one `tenant` (a key without tenant is alone), one `key`, or everybody: \
            `shared`.
            """
        ),
        ConfigKey(
            "per",
            .choice(CacheUnit.allCases.map(\.rawValue)),
            default: "group",
            "Whether there is one answer per group, or one per deployment that would be asked first."
        ),
        ConfigKey(
            "replay_pace",
            .either([.choice(Self.replayWords), .integer(Self.replayRate)]),
            default: "instant",
            "How fast a stored answer is streamed: at once, as `recorded`, or so many events per second."
        ),
        ConfigKey(
            "coalesce",
            .boolean,
            default: "true",
            "Whether identical requests at the same time share one upstream call."
        ),
        ConfigKey(
            "early_refresh",
            .either([.boolean, .mapping(Self.earlyRefresh)]),
            default: "true",
            "Whether hot entries are fetched anew shortly before they end; `true` takes the defaults below."
        ),
        ConfigKey("prompt_version", .name, absent: "none", "Version of the prompts, part of the key."),
        ConfigKey(
            "ignore",
            .list(.name),
            absent: "none",
            "Top-level fields of the body that do not change the answer, beside `stream`, `user`, `metadata` and such."
        ),
        ConfigKey(
            "store_fallbacks",
            .boolean,
            default: "false",
            "Whether the answer of a fallback, which may be a lesser model's, is stored under the group."
        ),
        ConfigKey(
            "embeddings_per_input",
            .boolean,
            default: "true",
            "Whether embeddings are kept and looked up input by input, so that only the new ones are sent."
        ),
    ]

    private static let vary: [ConfigKey] = [
        ConfigKey("headers", .list(.name), absent: "none", "Header fields whose values are part of the key."),
        ConfigKey("tags", .boolean, default: "false", "Whether `x-signalbox-tags` is part of the key."),
    ]

    private static let bypass: [ConfigKey] = [
        ConfigKey("header", .name, absent: "`tag` must be given", "Name of a header field."),
        ConfigKey("value", .text, absent: "any", "The field's whole value."),
        ConfigKey("tag", .text, absent: "`header` must be given", "One of the tags in `x-signalbox-tags`."),
    ]

    private static let earlyRefresh: [ConfigKey] = [
        ConfigKey(
            "beta",
            .number(0...100),
            default: "1",
            "How eager: at 1, about as long before the end as a fetch takes; larger is earlier."
        ),
        ConfigKey(
            "rate",
            .number(0...100_000),
            default: "1",
            "Fetches per second at most, those for stale entries included."
        ),
    ]
}

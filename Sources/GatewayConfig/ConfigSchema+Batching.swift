import GatewayCore

extension ConfigSchema {
    /// Key of a model group about sharing calls.
    static let batchingKey = ConfigKey(
        "batching",
        .either([.boolean, .mapping(Self.batching)]),
        default: "false",
        """
        Whether requests for embeddings that come at the same time, differ in `input` only and go to one \
        deployment share a call; `true` takes the defaults below.
        """
    )

    /// Key of a model group about waiting for a better time.
    static let batchKey = ConfigKey(
        "batch",
        .either([.boolean, .mapping(Self.batchWait)]),
        default: "false",
        """
        Whether requests with the tag `batch` (`x-signalbox-tags`) wait until a deployment has room, by \
        `limits.concurrency` or an adaptive limit, or until the cheap time of day; `true` takes the defaults below.
        """
    )

    private static let batching: [ConfigKey] = [
        ConfigKey(
            "window",
            .duration(.zero ... .seconds(1)),
            default: "2ms",
            "How long the first request waits for others; 0 merges nothing."
        ),
        ConfigKey("max_inputs", .integer(2...2048), default: "256", "Inputs of one call at most."),
        ConfigKey(
            "max_bytes",
            .size(1 << 10...16 << 20),
            default: "1MiB",
            "Bytes of the requests of one call at most."
        ),
    ]

    private static let batchWait: [ConfigKey] = [
        ConfigKey(
            "max_wait",
            .duration(.milliseconds(1) ... .seconds(86_400)),
            default: "30s",
            """
            Longest wait; then the request goes all the same. Half of the time that its deadline leaves is the bound \
            in any case.
            """
        ),
        ConfigKey(
            "window",
            .text,
            absent: "no time of day",
            """
            Time of day at which nobody waits, in UTC or at a fixed distance from it: `22:00-06:00`, \
            `22:00-06:00+02:00`. With it, requests wait for it also where no limit of a deployment is known.
            """
        ),
        ConfigKey("max_waiting", .integer(1...1_000_000), default: "1000", "Requests that wait in the group at most."),
    ]

    /// Key of a deployment about what is done before it gets traffic.
    static let preheatKey = ConfigKey(
        "preheat",
        .either([.boolean, .mapping(Self.preheat)]),
        default: "false",
        "What is done for it before it gets traffic; `true` takes the defaults below."
    )

    private static let preheat: [ConfigKey] = [
        ConfigKey(
            "connections",
            .integer(0...1000),
            default: "1",
            """
            Connections per event loop that are opened at the start, and again when none is left while a group gives \
            the deployment a share.
            """
        ),
        ConfigKey(
            "prompt",
            .boolean,
            default: "false",
            """
            Whether it is sent one tiny request (one token at most) when it is new, which loads the model and measures \
            its time to first token. The request belongs to nobody; its id begins with `signalbox-warm-up`.
            """
        ),
    ]
}

import GatewayCore

extension ConfigSchema {
    /// Strategies that a model group or a rule may name, and what each does.
    private static let explained: [(name: String, text: String)] = [
        ("weighted", "draws by weight"),
        ("priority", "keeps the order of the list"),
        ("least-load", "takes the less busy of two drawn at random"),
        ("lowest-latency", "takes whose answer is predicted to be whole first"),
        ("lowest-cost", "takes whose answer is predicted to cost least"),
        ("score", "weighs fitness for the task, cost, latency and load by `weights`"),
        ("proximity", "takes the nearest: `region` first, then the measured round trip"),
        ("headroom", "draws by what the providers' rate limits leave"),
    ]

    /// Names of the strategies.
    package static let strategies = Self.explained.map(\.name)

    /// Tasks by which the quality of a deployment may differ.
    package static let tasks = [
        "code", "math", "reasoning", "knowledge", "writing", "extraction", "summarization", "classification",
        "translation", "chat",
    ]

    /// Rules of a group at most: each may be looked at for each request.
    static let mostRules = 256
    /// Share of requests that may try another deployment than the best, at most.
    static let mostExploration = 0.1
    /// Word for a threshold that is never reached.
    static let never = "off"

    /// Keys of `routing`.
    static let routing: [ConfigKey] = [
        ConfigKey(
            "decisions",
            .either([Self.keptDecisions, .mapping(Self.decisions)]),
            default: "1000",
            """
            Decisions of which a record is kept in memory, for explanations; 0 keeps none. A mapping keeps them on disk \
            as well.
            """
        ),
        ConfigKey(
            "vocabularies",
            .text,
            absent: "tokens are estimated",
            "Folder with the vocabularies by which tokens are counted exactly."
        ),
    ]

    /// Decisions of which a record can be kept in memory.
    static let keptDecisions = ConfigType.integer(0...1_000_000)

    private static let decisions: [ConfigKey] = [
        ConfigKey(
            "memory",
            Self.keptDecisions,
            default: "1000",
            """
            Decisions of which a record is kept in memory; with `sqlite` 4096 at least, since that is where they wait \
            to be stored.
            """
        ),
        ConfigKey(
            "sqlite",
            .mapping(Self.decisionStore),
            absent: "memory only",
            "Keeps records in a file as well, over restarts. Requests never wait for it."
        ),
    ]

    private static let decisionStore: [ConfigKey] = [
        ConfigKey(
            "path",
            .text,
            required: true,
            """
            The file, which is made where it is missing, and readable by its owner only; two more, ending in `-wal` \
            and `-shm`, stand beside it. The folder must exist.
            """
        ),
        ConfigKey(
            "keep",
            .duration(.seconds(1)...Duration.seconds(3_650 * 86_400)),
            default: "7d",
            "Age at which a record is forgotten."
        ),
        ConfigKey(
            "max_bytes",
            .size(1 << 20...1 << 40),
            default: "1GiB",
            "Bytes that the records may take; the oldest make room."
        ),
        ConfigKey("sample", .share, default: "100%", "Share of the decisions that is stored."),
    ]

    /// How well a deployment does its work.
    static let quality = ConfigKey(
        "quality",
        .either([.number(0...1), .mapping(Self.qualities)]),
        absent: "by `tier` and task",
        """
        How well it does its work, for `score`: one number, or one for each kind of task, such as \
        `{code: 0.9, default: 0.6}`.
        """
    )

    private static let qualities =
        Self.tasks.map { task in
            ConfigKey(task, .number(0...1), absent: "as `default`", "Fitness for prompts whose task is \(task).")
        } + [ConfigKey("default", .number(0...1), absent: "by `tier` and task", "Fitness for all other tasks.")]

    /// Keys of a model group that say how its members are chosen.
    static let groupRouting: [ConfigKey] = [
        ConfigKey(
            "strategy",
            .choice(Self.strategies),
            default: "weighted",
            "Who is asked first: "
                + Self.explained.map { "`\($0.name)` \($0.text)" }.joined(separator: "; ") + "."
        ),
        ConfigKey(
            "weights",
            .mapping(Self.scoreWeights),
            absent: "`{quality: 0.4, cost: 0.3, latency: 0.2, load: 0.1}`",
            "What counts in a `score`, and how much; only the ratios matter, and what is not named does not count."
        ),
        ConfigKey(
            "exploration",
            .share,
            default: "2%",
            "Share of requests that try another deployment than the best, for `lowest-latency` and `score`; up to 10%."
        ),
        Self.maxCost("no bound"),
        Self.maxFirstToken("no bound"),
        ConfigKey(
            "expected_output_tokens",
            .integer(1...10_000_000),
            default: "256",
            "Tokens of an answer, until enough answers were seen."
        ),
        ConfigKey(
            "region",
            .name,
            absent: "any",
            "Region that answers should come from, for `proximity`; one that a deployment states."
        ),
        ConfigKey(
            "dynamic_shares",
            .either([.boolean, .mapping(Self.shares)]),
            default: "true",
            """
            How live errors, latency and refusals for rate take traffic from a deployment, and give it back; `true` \
            takes the defaults below.
            """
        ),
        ConfigKey(
            "degradation",
            .mapping(Self.degradation),
            absent: "never",
            "When the group steps down to smaller tiers, and back up; `{}` takes the defaults below."
        ),
        ConfigKey(
            "rules",
            .list(.mapping(Self.rule)),
            absent: "none",
            "What happens to requests of a kind, in order."
        ),
        ConfigKey(
            "match",
            .choice(RuleMatch.allCases.map(\.rawValue)),
            default: "first",
            """
            Which rules count: the `first` one whose condition holds, or `all` of them; then narrowing adds up, and of \
            other statements the last one counts.
            """
        ),
    ]

    private static let scoreWeights: [ConfigKey] = [
        ConfigKey("quality", .number(0...1_000), absent: "0", "Fitness for the task."),
        ConfigKey("cost", .number(0...1_000), absent: "0", "Predicted cost."),
        ConfigKey("latency", .number(0...1_000), absent: "0", "Predicted time to the end of the answer."),
        ConfigKey("load", .number(0...1_000), absent: "0", "Requests in flight."),
    ]

    private static func maxCost(_ absent: String) -> ConfigKey {
        ConfigKey(
            "max_cost",
            .dollars,
            absent: absent,
            """
            US dollars that a request may be predicted to cost; deployments beyond it, or of unknown price, are not \
            asked.
            """
        )
    }

    private static func maxFirstToken(_ absent: String) -> ConfigKey {
        ConfigKey(
            "max_ttft",
            .duration(Self.wait),
            absent: absent,
            "How long the first token may be predicted to take; deployments beyond it are not asked."
        )
    }

    private static let shares: [ConfigKey] = [
        ConfigKey(
            "interval",
            .duration(.milliseconds(10)...Duration.seconds(3_600)),
            default: "500ms",
            "How often shares are looked at; a share is halved at most from look to look."
        ),
        ConfigKey(
            "half_life",
            .duration(.milliseconds(10)...Duration.seconds(3_600)),
            default: "1.5s",
            "Time in which what was seen loses half of its weight."
        ),
        ConfigKey("floor", .share, default: "3%", "The least share, so that recovery is noticed."),
        ConfigKey(
            "error_rate",
            .share,
            default: "10%",
            "Share of failed attempts above which a share is reduced; it is restored below half of it."
        ),
        ConfigKey(
            "full_error_rate",
            .share,
            default: "30%",
            "Share of failed attempts at which only the floor is left."
        ),
        ConfigKey(
            "slowdown",
            .number(1...1_000),
            default: "2",
            """
            Latency, as a multiple of what is usual among the members, above which a share is reduced; it is restored \
            below three quarters of it.
            """
        ),
        ConfigKey("full_slowdown", .number(1...1_000), default: "3", "The multiple at which only the floor is left."),
        ConfigKey(
            "growth",
            .number(1...10),
            default: "1.35",
            "By how much a share grows at most from look to look, where measurements show that it may."
        ),
    ]

    private static let degradation: [ConfigKey] = [
        ConfigKey(
            "steps",
            .list(.choice(Tier.allCases.map(\.rawValue))),
            default: "[advanced, standard, basic]",
            "Tiers from the usual to the last; requests go to the current one and those after it."
        ),
        ConfigKey(
            "overload",
            .either([.choice([Self.never]), .share]),
            default: "20%",
            "Share of requests that had to wait for a place, or found none, from which the group steps down."
        ),
        ConfigKey(
            "headroom",
            .either([.choice([Self.never]), .share]),
            default: "10%",
            "What is left of the tightest provider limit, below which the group steps down."
        ),
        ConfigKey(
            "budget",
            .either([.choice([Self.never]), .share]),
            default: "95%",
            "Share of the budget that is used up, from which the group steps down."
        ),
        ConfigKey("release", .share, default: "50%", "Part of a threshold below which the cause counts as gone."),
        ConfigKey(
            "patience",
            .duration(.zero...Duration.seconds(86_400)),
            default: "2s",
            "How long a cause lasts before a step down."
        ),
        ConfigKey(
            "min_stay",
            .duration(.zero...Duration.seconds(86_400)),
            default: "30s",
            "How long the group stays on a step before it goes up again."
        ),
    ]

    private static let rule: [ConfigKey] = [
        ConfigKey("name", .name, absent: "`rule-1`, `rule-2` and so on", "Name in explanations and metrics."),
        ConfigKey(
            "when",
            .text,
            required: true,
            "The condition, in CEL: `task == \"code\" && tokens > 2000`; put it into quotes, or behind `>-` on lines."
        ),
        ConfigKey("use", .mapping(Self.selector), absent: "all", "Only these deployments serve the request."),
        ConfigKey("prefer", .mapping(Self.selector), absent: "none", "These are asked first."),
        ConfigKey("forbid", .mapping(Self.selector), absent: "none", "These are not asked."),
        ConfigKey("weights", .mapping(Self.scoreWeights), absent: "the group's", "What counts in a `score`."),
        ConfigKey(
            "shares",
            .names(.integer(0...1_000_000)),
            absent: "the weights of `deployments`",
            "Shares of the traffic by deployment, such as `{a: 3, b: 1}`; those that are not named keep theirs."
        ),
        ConfigKey("strategy", .choice(Self.strategies), absent: "the group's", "Who is asked first."),
        Self.maxCost("the group's"),
        Self.maxFirstToken("the group's"),
        ConfigKey(
            "cache",
            .choice(RuleCache.allCases.map(\.rawValue)),
            absent: "as the group",
            "`off` neither looks up nor stores; `refresh` is not answered from what is stored, but stored anew."
        ),
        ConfigKey("degrade", Self.tier, absent: "no", "The tier that is asked at the highest."),
        ConfigKey("priority", .choice(Self.priorities), absent: "as the caller asks", "Who goes first in a queue."),
        ConfigKey("deny", .text, absent: "no", "The request is refused with this message."),
    ]

    /// Priorities in queues, from the last to the first.
    static let priorities = ["low", "normal", "high"]

    private static let selector: [ConfigKey] = [
        ConfigKey("tier", Self.oneOrMore(Self.tier), absent: "any", "Tiers, one or a list."),
        ConfigKey("deployments", .list(.name), absent: "any", "Deployments, by id."),
        ConfigKey(
            "capabilities",
            .list(.choice(Capability.allCases.map(\.rawValue))),
            absent: "any",
            "What it can do, all of it; a deployment that states nothing can do everything."
        ),
        ConfigKey("region", Self.oneOrMore(.name), absent: "any", "Regions, one or a list."),
        ConfigKey("provider", Self.oneOrMore(.name), absent: "any", "Providers by id, one or a list."),
    ]

    private static let tier = ConfigType.choice(Tier.allCases.map(\.rawValue))

    private static func oneOrMore(_ type: ConfigType) -> ConfigType { .either([type, .list(type)]) }
}

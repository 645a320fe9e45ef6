import GatewayCore

extension ConfigSchema {
    /// Words for an embedder in the process.
    static let embedders = ["static", "minilm"]
    /// Entries of the semantic cache.
    private static let entries = 1...10_000_000

    /// Keys of `cache.semantic`.
    static let semantic: [ConfigKey] = [
        ConfigKey(
            "models",
            .text,
            absent: "groups with a semantic cache cannot be configured",
            "Folder with the weights of the embedders, as the set-up step fetches them."
        ),
        ConfigKey(
            "embedder",
            .either([.choice(Self.embedders), .mapping(Self.remoteEmbedder)]),
            default: "static",
            """
            Who turns texts into vectors: `static` (token vectors, microseconds), `minilm` (a small transformer, \
            milliseconds, English), or the embeddings of a configured model.
            """
        ),
        ConfigKey(
            "max_entries",
            .integer(Self.entries),
            default: "100000",
            "Questions that a group keeps; the least recently used goes."
        ),
        ConfigKey(
            "memory",
            .size(1 << 20...1 << 40),
            default: "256MiB",
            "Memory of a group for questions and their vectors; the answers are in `cache.memory`."
        ),
        ConfigKey("snapshot", .text, absent: "none", "File in which questions and evidence outlive the process."),
        ConfigKey(
            "share",
            .choice(QuestionSharing.allCases.map(\.rawValue)),
            default: "auto",
            """
            How nodes that share answers in Redis share questions: `replicate` keeps all of them on each node, \
            `vector_sets` and `search` ask Redis, `auto` takes the best that the server offers.
            """
        ),
    ]

    private static let remoteEmbedder: [ConfigKey] = [
        ConfigKey(
            "model",
            .name,
            required: true,
            "Model whose `/v1/embeddings` is asked: a group, a deployment, or `provider/model`."
        ),
        ConfigKey("dimensions", .integer(8...4096), required: true, "How many numbers its vectors have."),
        ConfigKey(
            "timeout",
            .duration(Duration.milliseconds(1)...Duration.seconds(10)),
            default: "200ms",
            "How long a look-up waits for the vector; token vectors stand in where it does not come."
        ),
    ]

    /// Keys of a group's `cache.semantic`.
    static let groupSemantic: [ConfigKey] = [
        ConfigKey(
            "compare",
            .choice(ComparedTurns.allCases.map(\.rawValue)),
            default: "last_turn",
            """
            What is compared by meaning: the `last_turn`, all before being the same, or the whole `conversation`, with \
            as many turns of the same speakers. System prompt, tools and parameters are the same always.
            """
        ),
        ConfigKey(
            "max_wrong",
            .share,
            default: "1%",
            "Largest share of hits that may be wrong; the threshold follows from it, and live checks hold it."
        ),
        ConfigKey(
            "count_exact",
            .boolean,
            default: "false",
            """
            Whether exact hits count among the hits of `max_wrong`: it is then a share of all answers from the cache, \
            and not of those by meaning alone.
            """
        ),
        ConfigKey("confidence", .share, default: "95%", "How sure it is that `max_wrong` is kept: 50% to 99.9%."),
        ConfigKey(
            "policy",
            .choice(AcceptanceChoice.allCases.map(\.rawValue)),
            default: "bound",
            """
            How it is decided: by one `bound` per group, or by what each entry has shown for itself (`per_entry`, the \
            rule of vCache), which calls the model more often.
            """
        ),
        ConfigKey(
            "verify",
            .share,
            default: "2%",
            "Share of hits that are checked by calling the model as well, while the caller has its answer."
        ),
        ConfigKey(
            "judge",
            .name,
            absent: "answers are compared here",
            """
            Model that is asked whether two answers say the same: a group that gives none by meaning itself, a \
            deployment, or `provider/model`.
            """
        ),
        ConfigKey(
            "max_question",
            .size(16...64 << 10),
            default: "2KiB",
            """
            Longest question that is compared by meaning, with all turns where these are compared; longer ones are looked \
            up exactly only.
            """
        ),
        ConfigKey(
            "opposites",
            .list(.text),
            absent: "the built-in ones",
            "Words that must not stand for each other, beside those that are known, each as `ONE / OTHER`."
        ),
        ConfigKey("names", .list(.text), absent: "the built-in ones", "Names that must be the same in both questions."),
        ConfigKey(
            "faq",
            .text,
            absent: "none",
            """
            File of frequent questions with answers of your own, which are given without a model: see \
            semantic-cache.md. It is read again when it changes.
            """
        ),
        ConfigKey(
            "faq_outside",
            .share,
            default: "50%",
            "Share of the first questions of conversations that are expected to have no answer in `faq`."
        ),
    ]
}

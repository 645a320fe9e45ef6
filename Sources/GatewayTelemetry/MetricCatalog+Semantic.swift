extension MetricCatalog {
    static let semanticLookups = MetricDescription(
        "signalbox_semantic_lookups",
        .counter,
        labels: ["group", "result"],
        """
        Look-ups by meaning: hit, faq (a frequent question), none (nothing near), guarded (refused by a guard), unsure (too risky), gone (the \
        answer was evicted), off (switched off by its bound), busy (too many at once).
        """
    )
    static let semanticRefusals = MetricDescription(
        "signalbox_semantic_guard_refusals",
        .counter,
        labels: ["group", "guard"],
        "Stored questions that were near and that a guard refused."
    )
    static let semanticChecks = MetricDescription(
        "signalbox_semantic_checks",
        .counter,
        labels: ["group", "verdict"],
        "Hits that were checked by calling the model as well, by verdict: right, wrong, unclear."
    )
    static let semanticComparisons = MetricDescription(
        "signalbox_semantic_comparisons",
        .counter,
        labels: ["group", "verdict"],
        "Misses whose answer was compared with the one stored for a near question, by verdict on the stored one."
    )
    static let semanticFeedback = MetricDescription(
        "signalbox_semantic_feedback",
        .counter,
        labels: ["group", "verdict"],
        "Hits that callers judged (POST /v1/feedback): right, wrong."
    )
    static let semanticWrong = MetricDescription(
        "signalbox_semantic_wrong_ratio",
        .gauge,
        unit: "ratio",
        labels: ["group", "estimate"],
        "Share of wrong hits among those judged of late: mean, and the ends low and high of its interval."
    )
    static let semanticLimit = MetricDescription(
        "signalbox_semantic_risk_limit",
        .gauge,
        labels: ["group"],
        "Highest risk at which a stored answer is given; 0 gives none."
    )
    static let semanticOff = MetricDescription(
        "signalbox_semantic_off",
        .gauge,
        labels: ["group"],
        "1 while the group gives no answers by meaning, since its bound was in danger."
    )
    static let semanticEntries = MetricDescription(
        "signalbox_semantic_entries",
        .gauge,
        "Questions that can be found by meaning."
    )
    static let semanticBytes = MetricDescription(
        "signalbox_semantic_bytes",
        .gauge,
        unit: "bytes",
        "Memory of these questions and their vectors."
    )

    /// Those of answers by meaning.
    static let semantic = [
        Self.semanticLookups, Self.semanticRefusals, Self.semanticChecks, Self.semanticComparisons,
        Self.semanticFeedback, Self.semanticWrong, Self.semanticLimit, Self.semanticOff, Self.semanticEntries,
        Self.semanticBytes,
    ]
}

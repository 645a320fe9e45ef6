/// Words that answers are made of.
enum Words {
    /// Beginnings that quote the question in place of `%`.
    static let openings = [
        "You asked about “%”.", "Good question: “%”.", "Let us look at “%” step by step.",
        "On “%” there is a short answer and a longer one.", "Here is what I can say about “%”.",
    ]
    /// Beginnings of answers to nothing in particular.
    static let plainOpenings = [
        "Here is a short answer.", "Let us begin with the main point.", "In general, it depends.",
    ]
    /// How a sentence may begin.
    static let links = [
        "First,", "In practice,", "As a rule,", "More often than not,", "On the other hand,", "For example,",
        "Then again,",
        "Put simply,", "At the same time,", "After that,",
    ]
    /// What a sentence is about.
    static let subjects = [
        "a clear plan", "the simplest design", "a careful reader", "the first measurement", "a small team",
        "each request", "the usual approach", "a good example", "the slowest part", "an honest estimate",
        "the final result", "every new idea",
    ]
    /// What the subject does.
    static let verbs = [
        "explains", "improves", "protects", "depends on", "makes room for", "brings out", "shortens", "is worth",
        "leads to", "starts with", "keeps", "reveals",
    ]
    /// What it is done to.
    static let objects = [
        "the whole picture", "a few simple steps", "the cost of waiting", "the quality of the outcome",
        "one hard choice",
        "the next decision", "a better question", "most of the effort", "what people expect", "the details that matter",
        "a stable base", "the trade between speed and care",
    ]
    /// How a sentence may end.
    static let endings = [
        "", "", " in most cases", " when time is short", " without much effort", " as the numbers show",
        " from the first day", " before anything else", " even under load", " once the basics are right",
    ]
    /// Words that are one token each, with the space before them.
    static let short = [
        "time", "cost", "care", "speed", "trust", "focus", "scope", "tests", "data", "space", "order", "rest", "light",
        "sound", "water", "music",
    ]
}

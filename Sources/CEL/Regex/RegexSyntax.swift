/// A pattern as a tree. Whether a repetition is greedy does not matter where only a match is asked for.
indirect enum RegexNode: Sendable {
    case empty
    case set(ScalarSet)
    case assertion(RegexAssertion)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    case repeated(RegexNode, least: Int, most: Int?)
}

/// A place between two characters.
enum RegexAssertion: UInt8, Sendable {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary

    /// Whether what stands before the place decides it alone.
    var looksBackOnly: Bool { self == .textStart || self == .lineStart }

    func holds(before: RegexSide, after: RegexSide) -> Bool {
        switch self {
        case .textStart: before == .edge
        case .textEnd: after == .edge
        case .lineStart: before == .edge || before == .newline
        case .lineEnd: after == .edge || after == .newline
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }
}

/// What stands on one side of a place.
enum RegexSide: UInt8, Sendable {
    case other
    /// The beginning or the end of the text.
    case edge
    case newline
    case word
}

/// Why a pattern is refused.
struct RegexError: Error, Hashable {
    /// Where, in characters of the pattern.
    let offset: Int
    /// What is wrong and how to mend it.
    let message: String

    init(_ offset: Int, _ message: String) {
        self.offset = offset
        self.message = message
    }
}

/// The bounds of one rule: its text, its tree, its patterns and its work.
package struct CELLimits: Sendable, Hashable {
    /// The longest text of a rule, in bytes of UTF-8.
    package var maxSourceBytes = 8192
    /// How deep the tree of a rule may be; parentheses count too.
    package var maxDepth = 96
    /// How many nodes the tree may have.
    package var maxNodes = 2000
    /// The longest text or bytes literal, in bytes.
    package var maxLiteralBytes = 4096
    /// How many elements a list or map literal may have.
    package var maxElements = 512
    /// How deep comprehensions (`all`, `exists`, `map`...) may be nested.
    package var maxComprehensions = 6
    /// How many faults are reported at once.
    package var maxDiagnostics = 10
    /// The bounds of a regular expression.
    package var regex = CELRegexLimits()
    /// How many steps one evaluation may take.
    package var maxSteps = 10_000

    /// The defaults.
    package init() {}
}

/// The bounds of one regular expression.
package struct CELRegexLimits: Sendable, Hashable {
    /// The longest pattern, in bytes of UTF-8.
    package var maxPatternBytes = 1024
    /// How deep groups may be nested.
    package var maxDepth = 48
    /// The highest count in `{n,m}`.
    package var maxRepeat = 1000
    /// How many instructions a pattern may become.
    package var maxInstructions = 4000
    /// How many states the table of a pattern may have; patterns that need more run without a table, slower.
    package var maxStates = 1024
    /// How many cells (states by classes of characters) the table may have.
    package var maxTableCells = 1 << 16
    /// How many instructions may be visited while the table is built.
    package var maxTableWork = 400_000

    /// The defaults.
    package init() {}
}

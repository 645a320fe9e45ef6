/// A number of tokens and how far it may be off.
package struct TokenCount: Sendable, Equatable {
    /// Tokens.
    package let tokens: Int
    /// The relative error that 19 of 20 texts stay below; 0 when exact.
    package let error: Double

    /// Makes a count.
    package init(tokens: Int, error: Double) {
        self.tokens = tokens
        self.error = error
    }

    /// Whether this is what the model's own tokenizer says.
    package var isExact: Bool { self.error == 0 }

    /// The most tokens that the error allows for: what limits should be checked against.
    package var upperBound: Int { self.tokens + Int((Double(self.tokens) * self.error).rounded(.up)) }

    /// The sum; its error is the mean of both, weighted by tokens, which is safe for errors that go together.
    package static func + (one: TokenCount, other: TokenCount) -> TokenCount {
        let tokens = one.tokens + other.tokens
        guard tokens > 0 else { return TokenCount(tokens: 0, error: max(one.error, other.error)) }
        let off = Double(one.tokens) * one.error + Double(other.tokens) * other.error
        return TokenCount(tokens: tokens, error: off / Double(tokens))
    }
}

package import GatewayWire

/// Prices of one deployment by token class, in nano-dollars (1e-9 USD) per one million tokens.
///
/// One US dollar per million tokens is `1_000_000_000`. Integers, because money is exact (law L3).
public struct Price: Sendable, Equatable {
    /// Input tokens that the provider did not have cached.
    public var input: Int64
    /// Input tokens read from the provider's prompt cache.
    public var cachedInput: Int64
    /// Input tokens written to the provider's prompt cache.
    package var cacheWrite: Int64
    /// Output tokens without reasoning.
    public var output: Int64
    /// Reasoning tokens.
    package var reasoning: Int64
    /// Input tokens of the provider's batch interface.
    package var batchInput: Int64?
    /// Output tokens of the provider's batch interface.
    package var batchOutput: Int64?

    /// Creates a price; classes that are not given cost what their nearest relative costs.
    package init(
        input: Int64,
        output: Int64,
        cachedInput: Int64? = nil,
        cacheWrite: Int64? = nil,
        reasoning: Int64? = nil,
        batchInput: Int64? = nil,
        batchOutput: Int64? = nil
    ) {
        self.input = input
        self.cachedInput = cachedInput ?? input
        self.cacheWrite = cacheWrite ?? input
        self.output = output
        self.reasoning = reasoning ?? output
        self.batchInput = batchInput
        self.batchOutput = batchOutput
    }

    /// What the tokens cost. Exact: counts are below 2^63 and prices at most 10^15 (`DollarText.highestNanoDollars`), so
    /// that the sum of the five products stays below 2^116.
    package func cost(of usage: TokenUsage) -> Cost {
        var total = Int128(usage.input) * Int128(self.input)
        total += Int128(usage.cachedInput) * Int128(self.cachedInput)
        total += Int128(usage.cacheWrite) * Int128(self.cacheWrite)
        total += Int128(usage.output) * Int128(self.output)
        total += Int128(usage.reasoning) * Int128(self.reasoning)
        return Cost(femtoDollars: total)
    }
}

/// An exact amount of money in femto-dollars (1e-15 USD): nano-dollars per million tokens, times tokens.
package struct Cost: Sendable, Hashable, Comparable {
    /// The amount.
    package var femtoDollars: Int128

    /// No money.
    package static let zero = Cost(femtoDollars: 0)

    /// Creates an amount.
    package init(femtoDollars: Int128) {
        self.femtoDollars = femtoDollars
    }

    /// The sum of two amounts.
    package static func + (left: Cost, right: Cost) -> Cost {
        Cost(femtoDollars: left.femtoDollars + right.femtoDollars)
    }

    /// Order by amount.
    package static func < (left: Cost, right: Cost) -> Bool {
        left.femtoDollars < right.femtoDollars
    }
}

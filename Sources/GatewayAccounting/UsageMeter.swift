package import GatewayCore
package import GatewayWire

/// What one exchange cost, by token class.
///
/// There is no stored total: the total is the sum of the parts, so parts and whole cannot disagree (law L3).
package struct CostByClass: Sendable, Hashable {
    /// Cost of the tokens that were not in the provider's prompt cache.
    package var input: Cost
    /// Cost of the tokens read from the provider's prompt cache.
    package var cachedInput: Cost
    /// Cost of the tokens written to the provider's prompt cache.
    package var cacheWrite: Cost
    /// Cost of the output tokens without reasoning.
    package var output: Cost
    /// Cost of the reasoning tokens.
    package var reasoning: Cost

    /// Nothing was spent.
    package static let zero = CostByClass(
        input: .zero,
        cachedInput: .zero,
        cacheWrite: .zero,
        output: .zero,
        reasoning: .zero
    )

    /// Creates costs by class.
    package init(input: Cost, cachedInput: Cost, cacheWrite: Cost, output: Cost, reasoning: Cost) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.output = output
        self.reasoning = reasoning
    }

    /// The sum of the classes.
    package var total: Cost {
        self.input + self.cachedInput + self.cacheWrite + self.output + self.reasoning
    }

    /// The sum by class, for several attempts of one exchange or several exchanges of one owner.
    package static func + (left: CostByClass, right: CostByClass) -> CostByClass {
        CostByClass(
            input: left.input + right.input,
            cachedInput: left.cachedInput + right.cachedInput,
            cacheWrite: left.cacheWrite + right.cacheWrite,
            output: left.output + right.output,
            reasoning: left.reasoning + right.reasoning
        )
    }
}

/// Multiplies tokens by prices: the cost of usage at one deployment's price.
///
/// Nano-dollars per million tokens times tokens are femto-dollars, so nothing is divided and nothing is rounded. A
/// product of two non-negative 64-bit numbers is below 2^126 and fits an `Int128`. The sum of the five classes fits
/// as long as no price is above `DollarText.highestNanoDollars` (below 2^50): it is then below 2^116, whatever number
/// of tokens a provider claims.
package struct UsageMeter: Sendable, Equatable {
    /// Price per million tokens, by class.
    package let price: Price

    /// A meter for a price; nil when one of its classes is negative or above `DollarText.highestNanoDollars`.
    package init?(price: Price) {
        let classes = [price.input, price.cachedInput, price.cacheWrite, price.output, price.reasoning]
        guard classes.allSatisfy({ (0...DollarText.highestNanoDollars).contains($0) }) else { return nil }
        self.price = price
    }

    /// What the tokens cost, class by class.
    package func cost(of usage: TokenUsage) -> CostByClass {
        CostByClass(
            input: Self.product(usage.input, self.price.input),
            cachedInput: Self.product(usage.cachedInput, self.price.cachedInput),
            cacheWrite: Self.product(usage.cacheWrite, self.price.cacheWrite),
            output: Self.product(usage.output, self.price.output),
            reasoning: Self.product(usage.reasoning, self.price.reasoning)
        )
    }

    private static func product(_ tokens: Int, _ nanoDollarsPerMillion: Int64) -> Cost {
        Cost(femtoDollars: Int128(tokens) * Int128(nanoDollarsPerMillion))
    }
}

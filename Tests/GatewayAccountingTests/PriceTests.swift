import GatewayAccounting
import GatewayCore
import GatewayWire
import Testing

@Suite struct PriceTests {
    /// Usage of one known model and what the vendor's price list makes of it, worked out by hand.
    struct Known: Sendable {
        var provider: String
        var model: String
        var usage: TokenUsage
        var dollars: String
    }

    @Test(arguments: [
        Known(provider: "openai", model: "gpt-4o", usage: TokenUsage(input: 1_000_000), dollars: "2.5"),
        Known(provider: "openai", model: "gpt-4o", usage: TokenUsage(input: 1), dollars: "0.0000025"),
        Known(
            provider: "openai",
            model: "gpt-4o-mini",
            usage: TokenUsage(input: 12, cachedInput: 1024, output: 345),
            dollars: "0.0002856"
        ),
        Known(
            provider: "openai",
            model: "o3",
            usage: TokenUsage(input: 75, output: 100, reasoning: 1086),
            dollars: "0.009638"
        ),
        Known(
            provider: "anthropic",
            model: "claude-sonnet-4-5-20250929",
            usage: TokenUsage(input: 3, cachedInput: 20_000, cacheWrite: 2048, output: 503),
            dollars: "0.021234"
        ),
        Known(
            provider: "gemini",
            model: "gemini-2.5-flash",
            usage: TokenUsage(input: 7, output: 11, reasoning: 13),
            dollars: "0.0000621"
        ),
        Known(
            provider: "groq",
            model: "openai/gpt-oss-20b",
            usage: TokenUsage(input: 1, cachedInput: 1, output: 1),
            dollars: "0.0000004125"
        ),
        Known(
            provider: "groq",
            model: "llama-3.3-70b-versatile",
            usage: TokenUsage(input: 30, output: 12),
            dollars: "0.00002718"
        ),
        Known(
            provider: "deepseek",
            model: "deepseek-v4-pro",
            usage: TokenUsage(input: 10, cachedInput: 90, output: 50),
            dollars: "0.00010758"
        ),
        Known(
            provider: "mistral",
            model: "codestral-2508",
            usage: TokenUsage(input: 128_000, output: 1),
            dollars: "0.0384009"
        ),
    ])
    func `known usage at a published price costs what the price list says`(known: Known) throws {
        let book = try PriceBook.builtin()
        let price = try #require(book.price(provider: known.provider, model: known.model))
        #expect(price.cost(of: known.usage).decimalText == known.dollars)
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func `the total is the sum of what each class costs alone`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<400 {
            let price = Self.price(using: &generator)
            let usage = Self.usage(using: &generator)
            let parts = [
                TokenUsage(input: usage.input), TokenUsage(cachedInput: usage.cachedInput),
                TokenUsage(cacheWrite: usage.cacheWrite), TokenUsage(output: usage.output),
                TokenUsage(reasoning: usage.reasoning),
            ]
            let sum = parts.reduce(Cost.zero) { $0 + price.cost(of: $1) }
            #expect(price.cost(of: usage) == sum, "seed \(seed): \(price) \(usage)")
        }
    }

    @Test(arguments: [21, 22] as [UInt64])
    func `usage that is split into parts costs what the whole costs`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1000 {
            let price = Self.price(using: &generator)
            var whole = TokenUsage()
            var parts = Cost.zero
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let part = TokenUsage(
                    input: .random(in: 0...1_000_000, using: &generator),
                    cachedInput: .random(in: 0...1_000_000, using: &generator),
                    cacheWrite: .random(in: 0...1_000_000, using: &generator),
                    output: .random(in: 0...1_000_000, using: &generator),
                    reasoning: .random(in: 0...1_000_000, using: &generator)
                )
                whole = whole + part
                parts = parts + price.cost(of: part)
            }
            #expect(price.cost(of: whole) == parts, "seed \(seed)")
        }
    }

    @Test func `each class is charged at its own price`() {
        let price = Price(input: 1, output: 1000, cachedInput: 10, cacheWrite: 100, reasoning: 10_000)
        let usage = TokenUsage(input: 2, cachedInput: 3, cacheWrite: 4, output: 5, reasoning: 6)
        #expect(price.cost(of: usage).femtoDollars == 65_432)
    }

    @Test func `the most that any provider can claim at the highest price does not overflow`() {
        let highest = DollarText.highestNanoDollars
        let most = Int.max
        let price = Price(input: highest, output: highest)
        let usage = TokenUsage(input: most, cachedInput: most, cacheWrite: most, output: most, reasoning: most)
        let total = price.cost(of: usage)
        #expect(total.femtoDollars == 5 * Int128(most) * Int128(highest))
        #expect(total.femtoDollars < Int128(1) << 116)
    }

    private static func price(using generator: inout SplitMix64) -> Price {
        func amount() -> Int64 {
            Int64.random(in: 0...DollarText.highestNanoDollars, using: &generator)
                >> Int64.random(in: 0..<50, using: &generator)
        }
        return Price(
            input: amount(),
            output: amount(),
            cachedInput: amount(),
            cacheWrite: amount(),
            reasoning: amount()
        )
    }

    private static func usage(using generator: inout SplitMix64) -> TokenUsage {
        func count() -> Int {
            Int.random(in: 0...Int.max, using: &generator) >> Int.random(in: 0..<63, using: &generator)
        }
        return TokenUsage(
            input: count(),
            cachedInput: count(),
            cacheWrite: count(),
            output: count(),
            reasoning: count()
        )
    }
}

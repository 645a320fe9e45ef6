import GatewayWire
import Testing

@Suite struct LargestRemainderTests {
    @Test(
        arguments: [
            (10, [1, 1, 1], [4, 3, 3]), (10, [1, 2, 3], [2, 3, 5]), (1, [1, 1, 5], [0, 0, 1]), (0, [3, 4], [0, 0]),
            (-5, [3, 4], [0, 0]), (7, [0, 0, 0], [3, 2, 2]), (7, [0, 5], [0, 7]), (5, [], []), (3, [9], [3]),
            (100, [1, 999], [0, 100]), (2, [-4, 1, 1], [0, 1, 1]),
        ] as [(Int, [Int], [Int])]
    )
    func `what is left over goes to the largest fraction, then to the first`(
        _ whole: Int,
        _ weights: [Int],
        _ expected: [Int]
    ) {
        #expect(LargestRemainder.shares(of: whole, weights: weights) == expected)
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `shares add up, keep to their proportion within one, and grow with the weight`(_ seed: UInt64) {
        var random = WireRandom(seed: seed)
        let isHuge = seed % 5 == 0
        let whole = Int.random(in: 0...(isHuge ? .max : 100_000), using: &random)
        let weights = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            Int.random(in: 0...(seed % 7 == 0 ? .max / 40 : 5_000), using: &random)
        }
        let shares = LargestRemainder.shares(of: whole, weights: weights)
        #expect(shares.reduce(0, +) == whole, "seed \(seed)")
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return }
        for (share, weight) in zip(shares, weights) {
            let exact = Int128(whole) * Int128(weight)
            #expect(abs(Int128(share) * Int128(sum) - exact) < Int128(sum), "seed \(seed)")
        }
        for (one, other) in zip(weights.indices, weights.indices.dropFirst()) where weights[one] > weights[other] {
            #expect(shares[one] >= shares[other], "seed \(seed)")
        }
    }

    @Test func `each class of tokens is shared out for itself`() {
        let usage = TokenUsage(input: 10, cachedInput: 5, cacheWrite: 1, output: 3, reasoning: 2)
        let shares = usage.shares(weights: [1, 2, 3])
        #expect(shares.map(\.input).reduce(0, +) == 10)
        #expect(shares.map(\.cachedInput).reduce(0, +) == 5)
        #expect(shares.map(\.cacheWrite).reduce(0, +) == 1)
        #expect(shares.map(\.output).reduce(0, +) == 3)
        #expect(shares.map(\.reasoning).reduce(0, +) == 2)
    }
}

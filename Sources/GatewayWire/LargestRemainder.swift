/// Shares of a whole in proportion to weights, in whole numbers that add up to the whole (law L3).
///
/// The method of largest remainders (Hamilton): everybody gets the whole part of the exact proportion, and what is left
/// over goes, one by one, to those with the largest fraction; among equals to the first.
package enum LargestRemainder {
    /// Shares a number out.
    ///
    /// - Parameters:
    ///   - whole: what is shared; a negative number counts as 0.
    ///   - weights: one for each share, negative ones count as 0; if all are 0, all count alike.
    /// - Returns: one share for each weight, none negative; their sum is `whole` unless there are no weights.
    package static func shares(of whole: Int, weights: [Int]) -> [Int] {
        guard whole > 0, !weights.isEmpty else { return weights.map { _ in 0 } }
        var weights = weights.map { UInt($0.clamped(to: 0...(Int.max / weights.count))) }
        var sum = weights.reduce(0, +)
        if sum == 0 {
            weights = weights.map { _ in 1 }
            sum = UInt(weights.count)
        }
        var shares: [Int] = []
        var remainders: [(rest: UInt, place: Int)] = []
        var left = whole
        for (place, weight) in weights.enumerated() {
            let (quotient, rest) = sum.dividingFullWidth(UInt(whole).multipliedFullWidth(by: weight))
            shares.append(Int(quotient))
            remainders.append((rest, place))
            left -= Int(quotient)
        }
        guard left > 0 else { return shares }
        remainders.sort { $0.rest != $1.rest ? $0.rest > $1.rest : $0.place < $1.place }
        for (_, place) in remainders.prefix(left) {
            shares[place] += 1
        }
        return shares
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

extension TokenUsage {
    /// Shares of a report in proportion to weights: each class of tokens for itself, and each adds up to the report.
    package func shares(weights: [Int]) -> [TokenUsage] {
        let input = LargestRemainder.shares(of: self.input, weights: weights)
        let cached = LargestRemainder.shares(of: self.cachedInput, weights: weights)
        let written = LargestRemainder.shares(of: self.cacheWrite, weights: weights)
        let output = LargestRemainder.shares(of: self.output, weights: weights)
        let reasoning = LargestRemainder.shares(of: self.reasoning, weights: weights)
        return weights.indices.map {
            TokenUsage(
                input: input[$0],
                cachedInput: cached[$0],
                cacheWrite: written[$0],
                output: output[$0],
                reasoning: reasoning[$0]
            )
        }
    }
}

package import GatewayCore
import Glibc

/// Delays of one reply, drawn from log-normal distributions as real providers show them.
package struct Latency: Sendable {
    /// Longest delay that is drawn, whatever median and jitter are, in nanoseconds.
    package static let ceiling: Int64 = 3_600_000_000_000
    /// Gaps that are drawn one by one for a reply that is not streamed; the mean stands for the rest.
    private static let drawnGaps = 512

    private let firstTokenMedian: Double
    private let gapMedian: Double
    private let jitter: Double
    private var chance: Chance

    /// Delays of a simulation, `factor` times as long.
    package init(_ simulation: Simulation, factor: Double = 1, chance: Chance) {
        self.firstTokenMedian = Self.nanoseconds(simulation.firstToken) * factor
        self.gapMedian = Self.nanoseconds(simulation.tokenGap) * factor
        self.jitter = max(0, simulation.jitter)
        self.chance = chance
    }

    /// Nanoseconds to the first token.
    package mutating func firstToken() -> Int64 {
        self.draw(median: self.firstTokenMedian)
    }

    /// Nanoseconds between a token and the next.
    package mutating func gap() -> Int64 {
        self.draw(median: self.gapMedian)
    }

    /// Nanoseconds until an answer of so many tokens is complete.
    package mutating func whole(tokens: Int) -> Int64 {
        var total = self.firstToken()
        let gaps = max(0, tokens - 1)
        for _ in 0..<min(gaps, Self.drawnGaps) {
            total += self.gap()
        }
        if gaps > Self.drawnGaps {
            let mean = self.gapMedian * exp(self.jitter * self.jitter / 2)
            total += Self.clamped(mean * Double(gaps - Self.drawnGaps))
        }
        return min(total, Self.ceiling)
    }

    /// A draw with the given median: the median times e to the power of a normal draw (Box and Muller's).
    private mutating func draw(median: Double) -> Int64 {
        guard median > 0 else { return 0 }
        guard self.jitter > 0 else { return Self.clamped(median) }
        let radius = (-2 * log(1 - self.chance.unit())).squareRoot()
        let normal = radius * cos(2 * .pi * self.chance.unit())
        return Self.clamped(median * exp(self.jitter * normal))
    }

    private static func clamped(_ value: Double) -> Int64 {
        value < Double(Self.ceiling) ? Int64(value) : Self.ceiling
    }

    private static func nanoseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return max(0, Double(seconds) * 1e9 + Double(attoseconds) * 1e-9)
    }
}

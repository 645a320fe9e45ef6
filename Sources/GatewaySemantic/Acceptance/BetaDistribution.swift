/// The beta distribution with parameters `a` and `b`, what one knows of a share after `a - 1` and `b - 1` observations.
package struct BetaDistribution: Sendable, Equatable {
    /// Above zero: how often it happened, and one.
    package let a: Double
    /// Above zero: how often it did not, and one.
    package let b: Double

    /// A distribution; parameters that are not above zero are raised to the smallest useful one.
    package init(a: Double, b: Double) {
        self.a = max(a, 1e-9)
        self.b = max(b, 1e-9)
    }

    /// The mean.
    package var mean: Double { self.a / (self.a + self.b) }

    /// The probability that the share is at most `x`: the regularised incomplete beta function.
    package func cumulative(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = BoundMath.exp(
            self.a * BoundMath.ln(x) + self.b * BoundMath.lnOnePlus(-x) - BoundMath.logBeta(self.a, self.b)
        )
        // The continued fraction is short on one side of the mean; the other side follows by symmetry.
        if x < (self.a + 1) / (self.a + self.b + 2) {
            return min(1, front * Self.fraction(self.a, self.b, x) / self.a)
        }
        return max(0, 1 - front * Self.fraction(self.b, self.a, 1 - x) / self.b)
    }

    /// The share below which a given probability lies.
    ///
    /// Bisection: forty steps for twelve digits, and no start value that could lead astray.
    package func quantile(_ probability: Double) -> Double {
        guard probability > 0 else { return 0 }
        guard probability < 1 else { return 1 }
        var low = 0.0
        var high = 1.0
        for _ in 0..<200 {
            let middle = (low + high) / 2
            guard middle > low, middle < high, high - low > 1e-13 * middle else { break }
            if self.cumulative(middle) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The continued fraction of the incomplete beta function, after Lentz.
    private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
        var upper = 1.0
        var lower = 1 / kept(1 - (a + b) * x / (a + 1))
        var result = lower
        var m = 1.0
        while m <= 5000 {
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            lower = 1 / kept(1 + even * lower)
            upper = kept(1 + even / upper)
            result *= lower * upper
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            lower = 1 / kept(1 + odd * lower)
            upper = kept(1 + odd / upper)
            let change = lower * upper
            result *= change
            if (change - 1).magnitude < 1e-15 { break }
            m += 1
        }
        return result
    }
}

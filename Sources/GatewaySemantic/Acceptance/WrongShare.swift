/// How often something was wrong, and what follows for the share that one does not see.
///
/// Counts may be fractions, because old evidence fades. With whole counts of independent, equally distributed
/// observations the one-sided bounds are those of Clopper and Pearson and hold for every sample size.
package struct WrongShare: Sendable, Equatable {
    /// Observations that were wrong.
    package var wrong: Double
    /// Observations that were right.
    package var right: Double

    /// Creates a count; what is below zero counts as nothing.
    package init(wrong: Double = 0, right: Double = 0) {
        self.wrong = max(0, wrong)
        self.right = max(0, right)
    }

    /// All observations.
    package var count: Double { self.wrong + self.right }

    /// The share that was wrong; nil without observations.
    package var ratio: Double? { self.count > 0 ? self.wrong / self.count : nil }

    /// Notes one observation, or a part of one.
    package mutating func add(isWrong: Bool, weight: Double = 1) {
        if isWrong { self.wrong += max(0, weight) } else { self.right += max(0, weight) }
    }

    /// Adds the observations of another count.
    package mutating func add(_ other: Self) {
        self.wrong += other.wrong
        self.right += other.right
    }

    /// Makes every observation count less.
    package mutating func fade(by factor: Double) {
        let kept = min(max(factor, 0), 1)
        self.wrong *= kept
        self.right *= kept
    }

    /// The least share that the observations refute at the confidence, and every share above: above it the true one
    /// lies in at most `1 - confidence` of all samples. 1 where nothing was right.
    package func upper(confidence: Double = 0.95) -> Double {
        guard self.right > 0 else { return 1 }
        return BetaDistribution(a: self.wrong + 1, b: self.right).quantile(confidence)
    }

    /// The counterpart from below. 0 where nothing was wrong.
    package func lower(confidence: Double = 0.95) -> Double {
        guard self.wrong > 0 else { return 0 }
        return BetaDistribution(a: self.wrong, b: self.right + 1).quantile(1 - confidence)
    }

    /// How probable so few wrong ones were if the true share were `share`: small means that the true share is lower.
    package func chanceOfSoFew(ifShareIs share: Double) -> Double {
        guard self.right > 0 else { return 1 }
        return 1 - BetaDistribution(a: self.wrong + 1, b: self.right).cumulative(share)
    }

    /// How many observations, none of them wrong, refute a share at a confidence.
    package static func leastCount(refuting share: Double, confidence: Double = 0.95) -> Int {
        guard share > 0 else { return Int.max }
        guard share < 1 else { return 1 }
        let count = BoundMath.ln(1 - min(max(confidence, 0), 1)) / BoundMath.lnOnePlus(-share)
        return count < 1e15 ? max(1, Int(count.rounded(.up))) : Int.max
    }

    /// A lower bound that holds at every moment of a growing sample, however often one looks.
    ///
    /// The mixture of all shares under a beta prior is a test martingale: once it has grown by `1 / (1 - confidence)`
    /// over the likelihood of a share, that share is refuted for good (Ville's inequality). The bound is the share
    /// below the observed one at which that happens. Only for whole counts that never fade.
    package func lowerAtAnyTime(confidence: Double = 0.95, prior: BetaDistribution = .init(a: 0.5, b: 0.5)) -> Double {
        guard let ratio = self.ratio, ratio > 0 else { return 0 }
        let mixture =
            BoundMath.logBeta(prior.a + self.wrong, prior.b + self.right) - BoundMath.logBeta(prior.a, prior.b)
        let needed = -BoundMath.ln(max(1 - confidence, 1e-12))
        func refuted(_ share: Double) -> Bool {
            let likelihood = self.wrong * BoundMath.ln(share) + self.right * BoundMath.lnOnePlus(-share)
            return mixture - likelihood >= needed
        }
        var low = 0.0
        var high = min(ratio, 1 - 1e-12)
        guard !refuted(high) else { return high }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if refuted(middle) { low = middle } else { high = middle }
        }
        return low
    }
}

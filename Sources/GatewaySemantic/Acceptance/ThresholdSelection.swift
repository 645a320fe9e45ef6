/// A threshold and the evidence that speaks for it.
package struct AcceptanceThreshold: Sendable, Equatable {
    /// Candidates at or above it are served.
    package let score: Float
    /// The labelled candidates at or above it.
    package let evidence: WrongShare
    /// The upper bound of the share of wrong ones at the asked confidence.
    package let upper: Double
}

/// Chooses the lowest threshold whose share of wrong hits is bounded.
///
/// What is bounded: the probability that a hit is wrong, given that it is a hit. With probability `confidence` over the
/// draw of the evidence, the chosen threshold keeps it at or below `most`.
///
/// What is assumed: evidence and later traffic are independent draws of one distribution (per group of traffic), and
/// the labels are right. A label that is wrong by chance makes the bound stricter than it need be. Traffic that drifts
/// breaks it: that is what `EvidenceLedger` watches.
///
/// Choosing the best of many thresholds on one sample would void a plain bound. Here the thresholds are tested in a
/// fixed order, strict to loose, and the first that fails ends its sequence, so that the probability of any false
/// acceptance is that of the first (fixed-sequence testing, as in Learn then Test). A sequence cannot begin where
/// there are too few observations to pass; where it begins depends on how many there are, never on their labels. So
/// that an early stroke of bad luck does not end everything, several sequences begin at different places and share the
/// allowed error evenly.
package enum ThresholdSelection {
    /// How often more than the least count of observations the sequences begin with.
    private static let starts: [Double] = [1, 1.7, 3, 6]

    /// The thresholds that are tested, from strict to loose: even steps in the logarithm of the odds.
    package static let grid: [Float] = (0...160).map { step in
        Float(BoundMath.logistic(8 - Double(step) * 0.075))
    }

    /// The lowest threshold with a bounded share of wrong hits; nil where the evidence supports none.
    ///
    /// - Parameters:
    ///   - evidence: labelled candidates; its order does not matter.
    ///   - most: the share of wrong hits that is acceptable.
    ///   - confidence: the probability, over the draw of the evidence, with which the bound holds.
    package static func bounded(
        _ evidence: [LabelledScore],
        most: Double,
        confidence: Double = 0.95
    ) -> AcceptanceThreshold? {
        let counts = self.counts(evidence)
        let chance = (1 - confidence) / Double(self.starts.count)
        let least = Double(WrongShare.leastCount(refuting: most, confidence: 1 - chance))
        var best: Int?
        for start in self.starts {
            guard var at = counts.firstIndex(where: { $0.count >= least * start }) else { break }
            while at < counts.count, counts[at].chanceOfSoFew(ifShareIs: most) <= chance {
                best = max(best ?? at, at)
                at += 1
            }
        }
        return best.map { at in
            AcceptanceThreshold(
                score: self.grid[at],
                evidence: counts[at],
                upper: counts[at].upper(confidence: 1 - chance)
            )
        }
    }

    /// The lowest threshold by conformal risk control: the expected share of **requests** that are answered wrongly is
    /// at most `most`.
    ///
    /// The loss of a request is 1 where it is a hit and wrong; it only falls as the threshold rises, which is what the
    /// method needs. It bounds the mean over all draws of evidence, not with a confidence, and counts misses as right:
    /// weaker than `bounded`, and useful with little evidence. `requests` are all labelled requests, those without a
    /// candidate among them.
    package static func conformal(
        _ evidence: [LabelledScore],
        requests: Int,
        most: Double
    ) -> AcceptanceThreshold? {
        let counts = self.counts(evidence)
        let all = Double(max(requests, evidence.count))
        let passed = counts.prefix { ($0.wrong + 1) / (all + 1) <= most }
        return passed.last.map { last in
            AcceptanceThreshold(score: self.grid[passed.count - 1], evidence: last, upper: last.upper())
        }
    }

    /// What lies at or above each threshold of the grid.
    private static func counts(_ evidence: [LabelledScore]) -> [WrongShare] {
        let sorted = evidence.sorted { $0.score > $1.score }
        var counts: [WrongShare] = []
        counts.reserveCapacity(self.grid.count)
        var count = WrongShare()
        var at = 0
        for threshold in self.grid {
            while at < sorted.count, sorted[at].score >= threshold {
                count.add(isWrong: sorted[at].isWrong)
                at += 1
            }
            counts.append(count)
        }
        return counts
    }
}

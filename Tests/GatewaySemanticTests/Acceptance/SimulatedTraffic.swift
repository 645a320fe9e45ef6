@testable import GatewaySemantic

/// Traffic of which the truth is known: how probable a wrong answer is at each score and in each bucket.
struct SimulatedTraffic {
    /// The probability of a wrong answer falls along a logistic curve; `shift` moves it up for each bucket.
    var shift = [Double](repeating: 0, count: AcceptanceBucket.count)
    /// How steeply.
    var slope = 9.0
    /// Where half of the answers are wrong.
    var middle = 0.35

    /// The truth.
    func risk(_ score: Float, _ bucket: AcceptanceBucket) -> Double {
        1 / (1 + BoundMath.exp(self.slope * (Double(score) - self.middle - self.shift[bucket.index])))
    }

    /// One candidate.
    func draw(_ chance: inout SeededDraws) -> LabelledScore {
        let bucket = AcceptanceBucket(index: Int(chance.unit() * Double(AcceptanceBucket.count)))
        // More candidates at both ends than in the middle.
        let u = chance.unit()
        let score = Float(u < 0.5 ? 2 * u * u : 1 - 2 * (1 - u) * (1 - u))
        return LabelledScore(score: score, isWrong: chance.unit() < self.risk(score, bucket), bucket: bucket)
    }

    /// Many of them.
    func draws(_ count: Int, _ chance: inout SeededDraws) -> [LabelledScore] {
        (0..<count).map { _ in self.draw(&chance) }
    }

    /// The true share of wrong hits at or above each threshold of the grid.
    func truths(_ draws: Int = 40_000, seed: UInt64 = 98) -> [Double] {
        var chance = SeededDraws(seed: seed)
        let sorted = self.draws(draws, &chance).sorted { $0.score > $1.score }
        var (risk, at) = (0.0, 0)
        return ThresholdSelection.grid.map { least in
            while at < sorted.count, sorted[at].score >= least {
                risk += self.risk(sorted[at].score, sorted[at].bucket)
                at += 1
            }
            return at > 0 ? risk / Double(at) : 0
        }
    }

    /// The true share of wrong hits of a rule, and the share of hits, by many draws.
    func truth(
        _ draws: Int = 10_000,
        seed: UInt64 = 99,
        accepts: (LabelledScore) -> Bool
    ) -> (wrong: Double, hits: Double) {
        var chance = SeededDraws(seed: seed)
        var (risk, hits) = (0.0, 0.0)
        for _ in 0..<draws {
            let candidate = self.draw(&chance)
            guard accepts(candidate) else { continue }
            hits += 1
            risk += self.risk(candidate.score, candidate.bucket)
        }
        return (hits > 0 ? risk / hits : 0, hits / Double(draws))
    }
}

extension BoundedAcceptance {
    /// Whether it serves a candidate of an entry that nothing is known of.
    func accepts(_ candidate: LabelledScore) -> Bool {
        let known = AcceptanceCase(score: candidate.score, cosine: candidate.score, bucket: candidate.bucket)
        return self.verdict(on: known, chance: 0).decision == .hit
    }
}

/// Decides whether a verified candidate is served.
///
/// An implementer must be a pure function of its own state, the case and the chance that it is handed, and must answer
/// within a microsecond or so: it runs once per candidate. It must not serve a candidate whose score is no number.
package protocol AcceptancePolicy: Sendable {
    /// The verdict on a candidate; `chance` is an even draw from 0 up to, but not including, 1.
    func verdict(on candidate: AcceptanceCase, chance: Double) -> AcceptanceVerdict
}

/// What a policy knows of a candidate.
package struct AcceptanceCase: Sendable {
    /// The verifier's score, from 0 to 1.
    package var score: Float
    /// The cosine of the two vectors.
    package var cosine: Float
    /// What kind of candidate it is.
    package var bucket: AcceptanceBucket
    /// What is known of the stored entry.
    package var entry: EntryEvidence
    /// The entry's own observations, for policies that fit each entry.
    package var observations: EntryObservations?

    /// A candidate.
    package init(
        score: Float,
        cosine: Float,
        bucket: AcceptanceBucket = .plain,
        entry: EntryEvidence = .init(),
        observations: EntryObservations? = nil
    ) {
        self.score = score
        self.cosine = cosine
        self.bucket = bucket
        self.entry = entry
        self.observations = observations
    }
}

/// What a policy decided, with the figures that it decided by.
package struct AcceptanceVerdict: Sendable, Equatable {
    /// What becomes of a candidate.
    package enum Decision: String, Sendable {
        /// The stored answer is served.
        case hit
        /// The model is asked; its answer should be compared with the stored one, which makes evidence at no cost.
        case explore
        /// The model is asked; a comparison would teach nothing.
        case miss
    }

    /// What becomes of the candidate.
    package let decision: Decision
    /// The estimated probability that the stored answer would be wrong.
    package let risk: Float
    /// The highest risk that is served.
    package let limit: Float
}

/// Serves what a calibration allows: candidates whose risk is at or below a limit.
///
/// The limit was chosen so that the share of wrong hits is bounded (`AcceptanceCalibration`). What is known of a single
/// entry may refuse it at any risk, and may admit it where its cell is not far above the limit.
package struct BoundedAcceptance: AcceptancePolicy, Equatable {
    /// How far above the limit a cell may lie for an entry's own evidence to admit it.
    package static let reach: Float = 3
    /// Above this risk nothing is explored.
    package static let explored: Float = 0.7

    /// The risk of each cell of a `RiskTable`.
    package let risks: [Float]
    /// The highest risk that is served; below zero nothing is.
    package let limit: Float

    /// A policy; risks that are not one per cell make one that serves nothing.
    package init(risks: [Float], limit: Float) {
        let isWhole = risks.count == AcceptanceBucket.count * RiskTable.bands
        self.risks = isWhole ? risks : []
        self.limit = isWhole && !limit.isNaN ? limit : -1
    }

    /// Serves nothing.
    package static let off = Self(risks: [], limit: -1)

    /// The verdict on a candidate; the chance is not used.
    package func verdict(on candidate: AcceptanceCase, chance: Double) -> AcceptanceVerdict {
        let cell = RiskTable.cell(score: candidate.score, bucket: candidate.bucket)
        guard !candidate.score.isNaN, cell < self.risks.count else {
            return AcceptanceVerdict(decision: .explore, risk: 1, limit: self.limit)
        }
        let base = self.risks[cell]
        let risk = candidate.entry.risk(cell: base)
        if self.limit >= 0, risk <= self.limit, base <= self.limit * Self.reach {
            return AcceptanceVerdict(decision: .hit, risk: risk, limit: self.limit)
        }
        let decision: AcceptanceVerdict.Decision = risk <= Self.explored ? .explore : .miss
        return AcceptanceVerdict(decision: decision, risk: risk, limit: self.limit)
    }
}

/// Serves what lies at or above one cosine: what most caches do, here to be compared with.
package struct CosineAcceptance: AcceptancePolicy {
    /// The lowest cosine that is served.
    package let least: Float

    /// A policy with a threshold.
    package init(least: Float) { self.least = least }

    /// The verdict on a candidate; neither score nor chance is used.
    package func verdict(on candidate: AcceptanceCase, chance: Double) -> AcceptanceVerdict {
        let decision: AcceptanceVerdict.Decision = candidate.cosine >= self.least ? .hit : .miss
        return AcceptanceVerdict(decision: decision, risk: 1 - candidate.cosine, limit: 1 - self.least)
    }
}

/// What labelled evidence says of the risk of candidates, and which of them may be served for a share of wrong hits.
///
/// One half of the evidence estimates the risk of every cell (bucket and range of scores). That fixes an order of the
/// cells, from safe to risky. The other half, which had no part in it, tests in that order how many may be served
/// (`AcceptanceLimit`). Because order and test use different rows, the bound is as honest as for a single score, while
/// buckets that err more are held to higher scores.
package struct AcceptanceCalibration: Sendable, Equatable {
    /// The risk of each cell.
    package let risks: [Float]
    /// The observations of the half that tests.
    package let judged: RiskTable

    /// Risks and the observations that test them; nil where the risks are not one per cell.
    package init?(risks: [Float], judged: RiskTable) {
        guard risks.count == judged.cells.count else { return nil }
        self.risks = risks
        self.judged = judged
    }

    /// Learns from labelled candidates.
    ///
    /// - Parameters:
    ///   - evidence: independent draws of the traffic that the bound is to hold for.
    ///   - prior: what is known already; it shapes the risks but is no evidence for the bound.
    ///   - chance: splits the evidence.
    package init(
        _ evidence: [LabelledScore],
        prior: Self? = nil,
        using chance: inout some RandomNumberGenerator
    ) {
        var learned = RiskTable()
        var judged = RiskTable()
        for observation in evidence {
            if chance.next() >> 63 == 0 { learned.add(observation) } else { judged.add(observation) }
        }
        self.risks = learned.risks(prior: prior?.risks)
        self.judged = judged
    }

    /// The loosest limit whose share of wrong hits is bounded; nil where the evidence supports none.
    package func limit(most: Double, confidence: Double = 0.95) -> AcceptanceLimit? {
        AcceptanceLimit.loosest(risks: self.risks, judged: self.judged, most: most, confidence: confidence)
    }

    /// Where to begin without a bound: the loosest limit at which the evidence *estimates* an acceptable share.
    ///
    /// For evidence that is not of the operator's own traffic, such as that of the committed verifier: it cannot bound
    /// what it was not drawn from, but it is better than a guess. One wrong observation more than there were is assumed.
    ///
    /// - Parameters:
    ///   - most: the share of wrong hits that is acceptable.
    ///   - exactShare: the share of hits that are exact, and right, where they count among the hits.
    package func startingLimit(most: Double, exactShare: Double = 0) -> Float? {
        let own = 1 - min(max(exactShare, 0), 0.99)
        let steps = AcceptanceLimit.steps(risks: self.risks, judged: self.judged, safe: 0)
        var best: Float?
        for step in steps where step.share.count >= Self.leastStart && step.risk <= AcceptanceLimit.mostRisk {
            guard own * (step.share.wrong + 1) / (step.share.count + 1) <= most else { break }
            best = step.risk
        }
        return best
    }

    /// The policy to begin with: that of the bound where the evidence supports one, else that of the estimate.
    package func startingPolicy(most: Double, confidence: Double = 0.95, exactShare: Double = 0) -> BoundedAcceptance {
        let bound = self.limit(most: most, confidence: confidence)?.risk
        let limit = bound ?? self.startingLimit(most: most, exactShare: exactShare) ?? -1
        return BoundedAcceptance(risks: self.risks, limit: limit)
    }

    /// Observations below which nothing is estimated.
    private static let leastStart = 20.0

    /// The policy for a share of wrong hits; one that serves nothing where the evidence supports none.
    package func policy(most: Double, confidence: Double = 0.95) -> BoundedAcceptance {
        guard let limit = self.limit(most: most, confidence: confidence) else {
            return BoundedAcceptance(risks: self.risks, limit: -1)
        }
        return BoundedAcceptance(risks: self.risks, limit: limit.risk)
    }
}

/// A limit of the risk and the evidence that speaks for it.
package struct AcceptanceLimit: Sendable, Equatable {
    /// Candidates at or below it are served.
    package let risk: Float
    /// The observations at or below it.
    package let evidence: WrongShare
    /// The upper bound of the share of wrong ones.
    package let upper: Double

    private static let starts: [Double] = [1, 1.7, 3, 6]
    /// No candidate of a higher risk is served, however many exact hits would make up for it.
    package static let mostRisk: Float = 0.35

    /// Tests the cells in the order of their risk, as `ThresholdSelection` does with thresholds.
    ///
    /// - Parameters:
    ///   - risks: the order; it must not have been learned from what is judged.
    ///   - judged: the observations that test.
    ///   - safe: observations that are right by construction, such as exact hits where they count as hits.
    ///   - most: the share of wrong hits that is acceptable.
    ///   - confidence: the probability with which the bound holds.
    package static func loosest(
        risks: [Float],
        judged: RiskTable,
        safe: Double = 0,
        most: Double,
        confidence: Double
    ) -> Self? {
        let steps = self.steps(risks: risks, judged: judged, safe: safe).filter { $0.risk <= self.mostRisk }
        let chance = (1 - confidence) / Double(self.starts.count)
        let least = Double(WrongShare.leastCount(refuting: most, confidence: 1 - chance))
        var best: Int?
        for start in self.starts {
            guard var at = steps.firstIndex(where: { $0.share.count >= least * start }) else { break }
            while at < steps.count, steps[at].share.chanceOfSoFew(ifShareIs: most) <= chance {
                best = max(best ?? at, at)
                at += 1
            }
        }
        // A cell that nothing was observed in is not served, however low its risk is thought to be.
        while let at = best, at > 0, steps[at].share == steps[at - 1].share { best = at - 1 }
        return best.map { at in
            Self(risk: steps[at].risk, evidence: steps[at].share, upper: steps[at].share.upper(confidence: 1 - chance))
        }
    }

    /// What lies at or below each risk that occurs, from safe to risky.
    static func steps(risks: [Float], judged: RiskTable, safe: Double) -> [(risk: Float, share: WrongShare)] {
        let order = risks.indices.sorted { risks[$0] != risks[$1] ? risks[$0] < risks[$1] : $0 < $1 }
        var steps: [(risk: Float, share: WrongShare)] = []
        var share = WrongShare(right: safe)
        for cell in order where cell < judged.cells.count {
            share.add(judged.cells[cell])
            if steps.last?.risk == risks[cell] { steps.removeLast() }
            steps.append((risks[cell], share))
        }
        return steps
    }
}

/// The evidence of one group.
struct EvidenceAccount: Sendable, Equatable {
    /// Learns the risk of each cell.
    var learned = RiskTable()
    /// Tests what may be served.
    var judged = RiskTable()
    /// Verified hits, the published ratio.
    var served = WrongShare()
    /// Verified hits since the limit last changed; these never fade.
    var sinceChange = WrongShare()
    /// Comparisons since the limit last changed, of hits and of what was not served.
    var compared = 0.0
    /// Hits that are right by construction.
    var exact = 0.0
    /// The limit that is in force; below zero nothing is served.
    var limit: Float
    /// Whether the limit is an estimate that no evidence of the group speaks for yet.
    var isProvisional: Bool
    /// When the evidence last faded.
    var fadedAt: Double

    init(limit: Float, isProvisional: Bool, at now: Double) {
        self.limit = limit
        self.isProvisional = isProvisional
        self.fadedAt = now
    }

    /// Lets the evidence grow old.
    mutating func fade(to now: Double, halfLife: Double) {
        let passed = now - self.fadedAt
        // A step of at least a thousandth of the half-life, so that not every note touches every cell.
        guard passed > halfLife / 1000 else { return }
        let factor = BoundMath.exp(-0.693_147_180_559_945_3 * passed / halfLife)
        self.learned.fade(by: factor)
        self.judged.fade(by: factor)
        self.served.fade(by: factor)
        self.exact *= factor
        self.fadedAt = now
    }

    /// Notes an observation; `weight` is what it counts for where it tests.
    mutating func note(_ observation: LabelledScore, isHit: Bool, learns: Bool, weight: Double) {
        if learns { self.learned.add(observation) } else { self.judged.add(observation, weight: weight) }
        if isHit { self.served.add(isWrong: observation.isWrong) }
        if isHit { self.sinceChange.add(isWrong: observation.isWrong) }
        self.compared += 1
    }

    /// Takes over a limit: a stricter one at once, a looser one with patience.
    ///
    /// - Parameters:
    ///   - holds: whether the evidence still supports the limit in force.
    ///   - tight: what the evidence supports; nil for nothing.
    ///   - loose: what it supports with a margin.
    mutating func settle(holds: Bool, tight: Float?, loose: Float?, settings: EvidenceLedger.Settings) {
        let supported = tight ?? -1
        // However the cells divide it: hits that are refuted at any time of looking end the limit in force.
        let isRefuted =
            self.limit >= 0
            && self.sinceChange.lowerAtAnyTime(confidence: settings.confidence)
                > settings.most * (1 + self.exact / max(self.served.count, 1))
        let needed = Double(WrongShare.leastCount(refuting: settings.most, confidence: settings.confidence))
        // Four sequences share the doubt and half of the evidence learns: about three times as much as a single test.
        let isEarly = self.isProvisional && self.judged.total.count + self.exact < 3 * needed
        let next: Float
        if supported < self.limit, isRefuted || !(holds || isEarly) {
            next = supported
        } else if isRefuted {
            next = -1
        } else if let loose, loose > self.limit, self.compared >= settings.patience {
            next = loose
        } else {
            return
        }
        self.limit = next
        self.isProvisional = false
        self.sinceChange = WrongShare()
        self.compared = 0
    }
}

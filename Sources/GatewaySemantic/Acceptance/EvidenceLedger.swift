/// Evidence of live traffic, by group: what verified hits, compared misses and feedback say, and what follows.
///
/// Each group has two tables, filled in turns by chance. One learns the risk of each cell, so that a kind of candidate
/// that goes wrong is served less; the other tests how many cells may be served (`AcceptanceLimit`). The calibration's
/// own observations count as evidence too where they support the bound, but for no more than `priorStrength`, and for less
/// as live evidence arrives. Where they support none, a group begins with an estimate (`startingLimit`), which ends as
/// soon as live evidence refutes it or is enough to bound anything. Old evidence fades by half every `halfLife`.
///
/// What holds: at a review, the share of wrong hits among what the group then serves is bounded with the confidence,
/// if the evidence is a chance sample of that traffic and the traffic has not changed within the half-life. Reviews are
/// repeated, so over many reviews of a group whose risk lies just at the bound some will be too loose; tightening takes
/// effect at once and loosening slowly (`Settings.margin`, `Settings.patience`), which keeps such reviews rare.
///
/// A value without locks: its owner guards it. Time is in seconds from any fixed origin; it may stand still but is
/// never taken to run backwards.
package struct EvidenceLedger: Sendable {
    /// What the ledger holds groups to.
    package struct Settings: Sendable, Equatable {
        /// The share of wrong hits that is acceptable.
        package var most: Double
        /// The probability with which the bound holds.
        package var confidence: Double
        /// Seconds after which evidence counts half.
        package var halfLife: Double
        /// For how many observations the calibration's evidence counts at most.
        package var priorStrength: Double
        /// A looser limit must keep the share below this part of `most`.
        package var margin: Double
        /// Observations since the last change before a limit is loosened.
        package var patience: Double
        /// The share of hits that is expected to be exact, where exact hits are noted (`noteExact`); it matters only
        /// until there is evidence.
        package var exactShare: Double
        /// Groups that are kept apart; further ones share one account.
        package var mostGroups: Int

        /// Settings for a share of wrong hits; a week of memory.
        package init(
            most: Double,
            confidence: Double = 0.95,
            halfLife: Double = 604_800,
            priorStrength: Double = 1000,
            margin: Double = 0.8,
            patience: Double = 50,
            exactShare: Double = 0,
            mostGroups: Int = 256
        ) {
            self.most = min(max(most, 0), 1)
            self.confidence = min(max(confidence, 0.5), 0.9999)
            self.halfLife = max(halfLife, 1)
            self.priorStrength = max(priorStrength, 0)
            self.margin = min(max(margin, 0.1), 1)
            self.patience = max(patience, 0)
            self.exactShare = min(max(exactShare, 0), 0.99)
            self.mostGroups = max(mostGroups, 1)
        }
    }

    /// The group that further ones share when there are too many.
    package static let others = "*"

    /// What groups are held to.
    package let settings: Settings
    /// What was known before any live evidence.
    package let prior: AcceptanceCalibration
    /// The accounts, by group.
    private(set) var accounts: [String: EvidenceAccount]
    /// The limit that groups begin with; below zero nothing is served.
    private let base: Float
    /// Whether the prior bounds that limit. Otherwise it is an estimate, and the prior no evidence.
    private let isCertified: Bool

    /// A ledger without live evidence.
    package init(settings: Settings, prior: AcceptanceCalibration) {
        self.init(settings: settings, prior: prior, accounts: [:])
    }

    init(settings: Settings, prior: AcceptanceCalibration, accounts: [String: EvidenceAccount]) {
        self.settings = settings
        self.prior = prior
        self.accounts = accounts
        let certified = prior.limit(most: settings.most, confidence: settings.confidence)
        let estimated = prior.startingLimit(most: settings.most, exactShare: settings.exactShare)
        self.isCertified = certified != nil
        self.base = certified?.risk ?? estimated ?? -1
    }

    /// The groups that have evidence, in no particular order.
    package var groups: [String] { Array(self.accounts.keys) }

    /// The account that a group is kept in.
    private func name(_ group: String) -> String {
        self.accounts[group] != nil || self.accounts.count < self.settings.mostGroups ? group : Self.others
    }

    private func account(at now: Double) -> EvidenceAccount {
        EvidenceAccount(limit: self.base, isProvisional: !self.isCertified && self.base >= 0, at: now)
    }

    /// Notes a comparison of a stored answer with what the model said, or feedback on one.
    ///
    /// - Parameters:
    ///   - observation: the candidate and whether its answer was wrong.
    ///   - isHit: whether it had been served; only such evidence counts for the published ratio.
    ///   - group: whose traffic it was.
    ///   - now: seconds.
    ///   - weight: what it counts for where it tests, up to 1. Where every miss is compared but only a share of the hits,
    ///     a miss stands for one request and a hit for many: with the share as the weight of misses the evidence is mixed
    ///     as the traffic is. Too high a weight of misses errs on the safe side, for they are the riskier ones.
    ///   - chance: decides which table it goes to.
    package mutating func note(
        _ observation: LabelledScore,
        isHit: Bool,
        group: String,
        at now: Double,
        weight: Double = 1,
        using chance: inout some RandomNumberGenerator
    ) {
        let name = self.name(group)
        var account = self.accounts[name] ?? self.account(at: now)
        account.fade(to: now, halfLife: self.settings.halfLife)
        account.note(
            observation,
            isHit: isHit,
            learns: chance.next() >> 63 == 0,
            weight: min(max(weight, 0), 1)
        )
        self.accounts[name] = account
    }

    /// Notes hits that are right by construction, where the operator counts them among the hits: an exact hit serves
    /// the answer to the very same prompt.
    ///
    /// `weight` brings them to the scale of the evidence: the share of semantic hits that is verified.
    package mutating func noteExact(hits: Int, weight: Double, group: String, at now: Double) {
        guard hits > 0, weight > 0 else { return }
        let name = self.name(group)
        var account = self.accounts[name] ?? self.account(at: now)
        account.fade(to: now, halfLife: self.settings.halfLife)
        account.exact += Double(hits) * min(weight, 1)
        self.accounts[name] = account
    }

    /// Draws the conclusions for a group and says where it stands.
    package mutating func review(_ group: String, at now: Double) -> GroupStanding {
        let name = self.name(group)
        guard var account = self.accounts[name] else {
            return GroupStanding(
                decision: self.base < 0 ? .off : .keep,
                policy: BoundedAcceptance(risks: self.prior.risks, limit: self.base),
                evidence: WrongShare(),
                confidence: self.settings.confidence
            )
        }
        account.fade(to: now, halfLife: self.settings.halfLife)
        let risks = account.learned.risks(prior: self.prior.risks)
        let judged = self.judged(account)
        let confidence = self.settings.confidence
        let exact = account.exact
        func limit(_ most: Double) -> Float? {
            AcceptanceLimit.loosest(
                risks: risks,
                judged: judged,
                safe: exact,
                most: most,
                confidence: confidence
            )?.risk
        }
        let served = AcceptanceLimit.steps(risks: risks, judged: judged, safe: exact)
            .last { $0.risk <= account.limit }?.share
        account.settle(
            holds: (served?.chanceOfSoFew(ifShareIs: self.settings.most) ?? 1) <= 1 - confidence,
            tight: limit(self.settings.most),
            loose: limit(self.settings.most * self.settings.margin),
            settings: self.settings
        )
        self.accounts[name] = account
        let isBelowBase = account.limit < self.base
        return GroupStanding(
            decision: account.limit < 0 ? .off : isBelowBase ? .tighten : .keep,
            policy: BoundedAcceptance(risks: risks, limit: account.limit),
            evidence: account.served,
            confidence: self.settings.confidence
        )
    }

    /// Forgets a group.
    package mutating func forget(_ group: String) { self.accounts[group] = nil }

    /// What tests an account: its own evidence and what is left of the prior's.
    private func judged(_ account: EvidenceAccount) -> RiskTable {
        let prior = self.prior.judged.total.count
        let strength = self.isCertified ? min(self.settings.priorStrength, prior) : 0
        guard prior > 0, strength > 0 else { return account.judged }
        var judged = account.judged
        // Twenty observations elsewhere say as much as one here.
        let live = account.judged.total.count
        judged.add(self.prior.judged, weight: strength / prior * strength / (strength + 20 * live))
        return judged
    }
}

/// Where a group stands after a review.
package struct GroupStanding: Sendable, Equatable {
    /// What was decided.
    package enum Decision: String, Sendable, CaseIterable {
        /// What the calibration allows is served.
        case keep
        /// Less is served than the calibration allows.
        case tighten
        /// Nothing is served; candidates are still compared, so that the group can recover.
        case off
    }

    /// What was decided.
    package let decision: Decision
    /// What is served from now on.
    package let policy: BoundedAcceptance
    /// The verified hits: the published ratio.
    package let evidence: WrongShare
    /// The confidence of each end of the interval.
    package let confidence: Double

    /// The share of verified hits that was wrong; nil without any.
    package var ratio: Double? { self.evidence.ratio }
    /// The interval around it; each end holds with the confidence.
    package var interval: ClosedRange<Double> {
        let lower = self.evidence.lower(confidence: self.confidence)
        return lower...max(lower, self.evidence.upper(confidence: self.confidence))
    }
}

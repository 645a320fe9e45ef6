import GatewayCore
import GatewaySemantic
import Synchronization

/// A stored question that was found for another one.
struct FoundQuestion: Sendable {
    /// Where it lies.
    let namespace: SemanticKey
    /// What the matcher has found of it.
    let match: MatchCandidate
    /// The place of the vector space in which it was found.
    let space: Int
}

/// What came of looking for a question.
struct QuestionLookup: Sendable {
    /// The question in each vector space; nil where it has no vector there.
    var prompts: [SemanticPrompt?] = []
    /// The stored question whose answer is given; nil for none.
    var hit: FoundQuestion?
    /// On a miss, the stored question whose answer is worth comparing with the model's.
    var explored: FoundQuestion?
    /// All that was near.
    var candidates: [MatchCandidate] = []
    /// Whether the group gives no answers by meaning now.
    var isOff = false
    /// The frequent question that it is, with the answers that there are.
    var frequent: (answers: FrequentAnswers, match: FrequentAnswers.Match)?
}

/// What one model group has of answers by meaning: its questions, and what it has learned of itself.
///
/// Shared by all loops. Look-ups and insertions take hundreds of microseconds and belong on a worker thread; notes are
/// short.
package final class MeaningGroup: Sendable {
    /// Name of the group.
    let name: String
    /// What the operator has configured.
    let settings: GroupSemanticSettings
    /// The questions, by vector space: the chosen one first, then the one that stands in for it.
    let matchers: [SemanticMatcher]
    /// The operator's own answers.
    let shelf = FrequentShelf()

    private struct Learned {
        var ledger: EvidenceLedger
        var standing: GroupStanding
        var reviewedAt: Double
        var isChanged = false
        var chance: Chance
        var counts = SemanticCounts()
    }

    private let learned: Mutex<Learned>
    /// Exact hits since the last look at where the group stands.
    private let exactHits = Atomic<Int>(0)

    /// Seconds after which the group's standing is looked at again, though nothing was learned: evidence fades.
    private static let reviewInterval = 60.0

    /// Creates a group that has learned nothing.
    ///
    /// - Parameters:
    ///   - prior: what is known before any evidence.
    ///   - evidence: what the group had learned before a restart; nil where it had not, or it cannot be read.
    ///   - seed: of the chance by which evidence is parted.
    ///   - now: milliseconds since 1970.
    init(
        _ name: String,
        _ settings: GroupSemanticSettings,
        matchers: [SemanticMatcher],
        prior: AcceptanceCalibration,
        evidence: [UInt8]? = nil,
        seed: UInt64,
        now: Int64
    ) {
        self.name = name
        self.settings = settings
        self.matchers = matchers
        let bounds = EvidenceLedger.Settings(most: settings.maxWrong, confidence: settings.confidence)
        let known = evidence.flatMap { try? EvidenceLedger(settings: bounds, prior: prior, state: $0) }
        var ledger = known ?? EvidenceLedger(settings: bounds, prior: prior)
        let time = Self.seconds(now)
        let standing = ledger.review(name, at: time)
        self.learned = Mutex(
            Learned(ledger: ledger, standing: standing, reviewedAt: time, chance: Chance(seed: seed))
        )
    }

    private static func seconds(_ milliseconds: Int64) -> Double { Double(milliseconds) / 1_000 }

    // MARK: Questions

    /// Reads a question and looks for one whose answer may be given.
    ///
    /// - Parameter explains: finds all that speaks against each candidate.
    func find(_ text: String, in namespace: SemanticKey, at now: Int64, explains: Bool = false) -> QuestionLookup {
        var lookup = QuestionLookup()
        lookup.prompts = self.matchers.map { $0.read(text) }
        guard let space = lookup.prompts.firstIndex(where: { $0 != nil }), let prompt = lookup.prompts[space] else {
            return lookup
        }
        lookup.isOff = self.settings.acceptance == .bound && self.standing(at: now).0.decision == .off
        let result = self.lookUp(prompt, in: namespace, of: self.matchers[space], at: now, explains: explains)
        func found(_ match: MatchCandidate) -> FoundQuestion {
            FoundQuestion(namespace: namespace, match: match, space: space)
        }
        lookup.hit = result.hit.map(found)
        if let hit = result.hit, !self.agrees(text, with: hit.text, in: self.matchers[space], at: now) {
            lookup.hit = nil
        }
        lookup.explored = result.explored.map(found)
        lookup.candidates = result.candidates
        return lookup
    }

    /// Looks among the questions of a matcher, by what the group allows now.
    func lookUp(
        _ prompt: SemanticPrompt,
        in namespace: SemanticKey,
        of matcher: SemanticMatcher,
        at now: Int64,
        explains: Bool
    ) -> MatchResult {
        let (standing, chance) = self.standing(at: now)
        switch self.settings.acceptance {
        case .bound:
            return matcher.lookup(
                prompt,
                in: namespace,
                policy: standing.policy,
                at: now,
                chance: chance,
                explains: explains
            )
        case .perEntry:
            return matcher.lookup(
                prompt,
                in: namespace,
                policy: EntryAcceptance(most: self.settings.maxWrong),
                at: now,
                chance: chance,
                explains: explains
            )
        }
    }

    /// Lets other wordings find an answer.
    ///
    /// - Parameter expires: when the answer goes, in milliseconds since 1970.
    func insert(_ prompts: [SemanticPrompt?], in namespace: SemanticKey, answer: SemanticKey, expires: Int64) {
        for (matcher, prompt) in zip(self.matchers, prompts) {
            if let prompt {
                matcher.insert(prompt, answer: answer, in: namespace, expires: expires)
            }
        }
    }

    /// Takes a question out, whose answer is gone or was wrong.
    func remove(_ found: FoundQuestion) {
        self.remove(found.match.answer, in: found.namespace)
    }

    /// Takes the question of an answer out.
    func remove(_ answer: SemanticKey, in namespace: SemanticKey) {
        for matcher in self.matchers {
            matcher.remove(answer, in: namespace)
        }
    }

    // MARK: Evidence

    /// What is allowed now, and a draw.
    private func standing(at now: Int64) -> (GroupStanding, Double) {
        let time = Self.seconds(now)
        return self.learned.withLock { learned in
            if learned.isChanged || time - learned.reviewedAt >= Self.reviewInterval {
                self.noteExactHits(&learned.ledger, isOff: learned.standing.decision == .off, at: time)
                learned.standing = learned.ledger.review(self.name, at: time)
                learned.reviewedAt = time
                learned.isChanged = false
            }
            return (learned.standing, learned.chance.unit())
        }
    }

    /// Counts an exact hit.
    func noteExactHit() {
        if self.settings.countsExact {
            self.exactHits.add(1, ordering: .relaxed)
        }
    }

    private func noteExactHits(_ ledger: inout EvidenceLedger, isOff: Bool, at time: Double) {
        let hits = self.exactHits.exchange(0, ordering: .relaxed)
        guard hits > 0 else { return }
        // They must weigh as what is compared does, of which the ledger judges by every other one.
        let share = isOff ? 1 : self.settings.verified
        ledger.noteExact(hits: hits, weight: share / 2, group: self.name, at: time)
    }

    /// What a compared answer counts for.
    ///
    /// Of hits a share is compared, of misses every one that may have been a hit: so that the evidence is mixed as the
    /// traffic is, a miss counts for that share. While nothing is served, or no hit is compared, there are misses only.
    static func weight(isHit: Bool, isOff: Bool, verified: Double) -> Double {
        isHit || isOff || verified == 0 ? 1 : verified
    }

    /// What the group has, to be kept over a restart.
    func saved() -> QuestionFile.Group {
        QuestionFile.Group(
            name: self.name,
            evidence: self.learned.withLock { $0.ledger.state() },
            entries: self.matchers.last?.snapshot() ?? []
        )
    }

    /// Takes questions that were kept.
    func restore(_ entries: [SemanticEntry]) {
        for matcher in self.matchers {
            for entry in entries { matcher.insert(entry) }
        }
    }

    /// Notes whether a stored answer was right for another question.
    ///
    /// - Parameter isHit: whether it was given to a caller.
    func note(_ found: FoundQuestion, isWrong: Bool, isHit: Bool, at now: Int64) {
        self.matchers[found.space].note(
            found.match.answer,
            in: found.namespace,
            isWrong: isWrong,
            similarity: found.match.similarity,
            keepsObservations: self.settings.acceptance == .perEntry
        )
        guard let evidence = found.match.evidence(isWrong: isWrong) else { return }
        self.learned.withLock { learned in
            let isOff = learned.standing.decision == .off
            learned.ledger.note(
                evidence,
                isHit: isHit,
                group: self.name,
                at: Self.seconds(now),
                weight: Self.weight(isHit: isHit, isOff: isOff, verified: self.settings.verified),
                using: &learned.chance
            )
            learned.isChanged = true
        }
    }

    /// Counts what was done.
    func count(_ change: (inout SemanticCounts) -> Void) {
        self.learned.withLock { change(&$0.counts) }
    }

    /// What the group has done and learned, for metrics and the operator.
    func statistics(at now: Int64) -> SemanticStatistics.Group {
        let (standing, _) = self.standing(at: now)
        let counts = self.learned.withLock { $0.counts }
        var group = SemanticStatistics.Group(name: self.name)
        group.lookups = SemanticResult.allCases.map { .init($0.rawValue, counts.lookups[$0] ?? 0) }
        group.refusals = GuardKind.allCases.map { .init($0.rawValue, counts.refusals[$0] ?? 0) }
        group.checked = counts.checked
        group.compared = counts.compared
        group.called = counts.called
        group.wrongRatio = standing.ratio
        group.wrongLow = standing.interval.lowerBound
        group.wrongHigh = standing.interval.upperBound
        group.riskLimit = max(0, Double(standing.policy.limit))
        group.maxWrong = self.settings.maxWrong
        group.standing = standing.decision.rawValue
        if let answers = self.shelf.answers {
            group.frequent = SemanticStatistics.Frequent(
                answers: answers.questions.answers.count,
                prompts: answers.questions.wordings.count,
                bound: answers.calibration?.upper
            )
        }
        return group
    }
}

/// What was done for a group.
struct SemanticCounts: Sendable {
    /// Look-ups by what came of them.
    var lookups: [SemanticResult: UInt64] = [:]
    /// Candidates that a guard refused, by guard.
    var refusals: [GuardKind: UInt64] = [:]
    /// Hits that were checked by calling the model as well.
    var checked = SemanticStatistics.Verdicts()
    /// Misses whose answer was compared with the stored one.
    var compared = SemanticStatistics.Verdicts()
    /// Words of callers.
    var called = SemanticStatistics.Verdicts()

    /// Notes what came of a look-up.
    mutating func note(_ lookup: QuestionLookup) {
        let result: SemanticResult
        if lookup.frequent != nil {
            result = .frequent
        } else if lookup.hit != nil {
            result = .hit
        } else if lookup.isOff {
            result = .off
        } else if lookup.candidates.isEmpty {
            result = .none
        } else {
            result = lookup.candidates.contains { $0.refusals.isEmpty } ? .unsure : .guarded
        }
        self.lookups[result, default: 0] += 1
        for candidate in lookup.candidates {
            for refusal in candidate.refusals {
                self.refusals[refusal.kind, default: 0] += 1
            }
        }
    }
}

/// What came of a look-up by meaning.
enum SemanticResult: String, Sendable, CaseIterable {
    /// An answer to another wording was given.
    case hit
    /// The operator's answer to a frequent question was given.
    case frequent = "faq"
    /// Nothing is stored that is near.
    case none
    /// What is near was refused by a guard.
    case guarded
    /// What is near is too risky.
    case unsure
    /// The answer of an accepted question is gone.
    case gone
    /// The group is switched off, since its bound was in danger.
    case off
    /// Too many look-ups at once.
    case busy
}

package import GatewaySemantic

/// Runs a stream through the gateway's own matcher, as it is, with an exact cache before it.
///
/// In verified mode a chance share of the hits is compared with what the model would have said (here: with the class),
/// and so is the best candidate of a miss, whose true answer is at hand anyway. What was found goes into the ledger and
/// to the entry. The model's answer to a compared prompt is stored, and where it differed the prompt becomes an entry of
/// its own. The client has got its answer before: a wrong hit counts as one, verified or not.
package struct MatcherRun {
    /// How verified mode goes about it.
    package struct Verification: Sendable {
        /// The share of hits that is compared.
        package var share: Double
        /// The ledger's settings.
        package var settings: EvidenceLedger.Settings
        /// Comparisons between two reviews.
        package var reviewEvery = 20
        /// The rule of each entry's own record, to decide instead of the ledger's limit; nil for the limit.
        package var entryRule: EntryAcceptance?

        /// Compares a share of the hits.
        package init(share: Double, settings: EvidenceLedger.Settings) {
            self.share = share
            self.settings = settings
        }
    }

    /// What came of a run.
    package struct Outcome: Sendable {
        /// What the clients got.
        package var counts = CacheCounts()
        /// Hits that were compared: what they cost is so many calls of the model.
        package var compared = 0
        /// Hits of the exact cache.
        package var exact = 0
        /// Wrong hits: the new text, the stored one.
        package var wrong: [(new: String, candidate: MatchCandidate)] = []
        /// What is served at the end.
        package var policy: BoundedAcceptance
        /// Misses that an oracle would have hit, where the right entry was a candidate.
        package var missed: [(new: String, candidate: MatchCandidate)] = []
    }

    private static let namespace = SemanticKey(1, 0, 0, 0)

    private let judge: StreamJudge
    private let corpus: CacheCorpus
    private let parts: SemanticMatcher.Parts

    /// A run of a stream.
    package init(_ judge: StreamJudge, _ corpus: CacheCorpus, _ parts: SemanticMatcher.Parts) {
        self.judge = judge
        self.corpus = corpus
        self.parts = parts
    }

    /// Runs the stream.
    ///
    /// - Parameters:
    ///   - start: what is served at first.
    ///   - calibration: what is known before, the ledger's prior.
    ///   - verification: nil for the first policy from the beginning to the end.
    ///   - chance: chooses what is compared.
    package func run(
        start: BoundedAcceptance,
        calibration: AcceptanceCalibration,
        verification: Verification?,
        chance: inout some RandomNumberGenerator
    ) -> Outcome {
        let matcher = SemanticMatcher(self.parts)
        var ledger = verification.map { EvidenceLedger(settings: $0.settings, prior: calibration) }
        var policy = start
        var outcome = Outcome(policy: start)
        outcome.counts.possible = self.judge.possible
        var exact: [Int: Int] = [:]
        var notes = 0
        for (second, row) in self.judge.rows.enumerated() {
            outcome.counts.requests += 1
            if let answer = exact[row.text] {
                outcome.counts.hits += 1
                outcome.exact += 1
                outcome.counts.wrong += answer == row.answer ? 0 : 1
                if let share = verification?.share {
                    // Exact hits must weigh as hits that are compared do: of these, the ledger judges by every other.
                    // Where nothing is served all candidates are compared.
                    let weight = (policy.limit < 0 ? 1 : share) / 2
                    ledger?.noteExact(hits: 1, weight: weight, group: "", at: Double(second))
                }
                continue
            }
            let prompt = self.prompt(row.text, matcher)
            let found = prompt.map { prompt -> MatchResult in
                guard let rule = verification?.entryRule else {
                    return matcher.lookup(prompt, in: Self.namespace, policy: policy, at: 0)
                }
                return matcher.lookup(prompt, in: Self.namespace, policy: rule, at: 0, chance: Self.draw(&chance))
            }
            var compared: (candidate: MatchCandidate, isHit: Bool)?
            if let hit = found?.hit {
                outcome.counts.hits += 1
                if Int(hit.answer.d) != row.answer {
                    outcome.counts.wrong += 1
                    outcome.wrong.append((self.corpus.texts[row.text], hit))
                }
                let isChosen = verification.map { Self.draw(&chance) < $0.share } ?? false
                if isChosen {
                    compared = (hit, true)
                    outcome.compared += 1
                    exact[row.text] = row.answer
                    if Int(hit.answer.d) != row.answer { prompt.map { self.store($0, row, matcher) } }
                }
            } else {
                if let right = found?.candidates.first(where: { Int($0.answer.d) == row.answer }) {
                    outcome.missed.append((self.corpus.texts[row.text], right))
                }
                if verification != nil, let explored = found?.explored { compared = (explored, false) }
                exact[row.text] = row.answer
                prompt.map { self.store($0, row, matcher) }
            }
            guard let compared, let verification else { continue }
            let weight = compared.isHit || policy.limit < 0 ? 1 : verification.share
            self.note(compared.candidate, row, (compared.isHit, weight), second, matcher, &ledger, &chance)
            notes += 1
            if notes % verification.reviewEvery == 0, let standing = ledger?.review("", at: Double(second)) {
                policy = standing.policy
            }
        }
        outcome.policy = policy
        return outcome
    }

    /// An even draw from 0 up to, but not including, 1.
    private static func draw(_ chance: inout some RandomNumberGenerator) -> Double {
        Double(chance.next() >> 11) / Double(1 << 53)
    }

    private func prompt(_ text: Int, _ matcher: SemanticMatcher) -> SemanticPrompt? {
        let vector = Array(self.corpus.vector(of: text, in: 0))
        return matcher.read(self.corpus.texts[text], vector: vector)
    }

    /// The answer's key: whose wording it is, and its class.
    private func store(_ prompt: SemanticPrompt, _ row: StreamJudge.Row, _ matcher: SemanticMatcher) {
        matcher.insert(prompt, answer: SemanticKey(0, 0, UInt64(row.text), UInt64(row.answer)), in: Self.namespace)
    }

    private func note(
        _ candidate: MatchCandidate,
        _ row: StreamJudge.Row,
        _ hit: (isOne: Bool, weight: Double),
        _ second: Int,
        _ matcher: SemanticMatcher,
        _ ledger: inout EvidenceLedger?,
        _ chance: inout some RandomNumberGenerator
    ) {
        let isWrong = Int(candidate.answer.d) != row.answer
        if let evidence = candidate.evidence(isWrong: isWrong) {
            ledger?.note(
                evidence,
                isHit: hit.isOne,
                group: "",
                at: Double(second),
                weight: hit.weight,
                using: &chance
            )
        }
        matcher.note(candidate.answer, in: Self.namespace, isWrong: isWrong, similarity: candidate.similarity)
    }
}

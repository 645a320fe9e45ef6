extension AnswerBook {
    /// A prompt of which the right answer is known, with what the book says to it.
    package struct Evidence: Sendable {
        /// What the book says; nil where it says nothing.
        package let match: Match?
        /// The right answer; nil where there is none.
        package let answer: Int?

        /// A prompt with a known answer.
        package init(match: Match?, answer: Int?) {
            self.match = match
            self.answer = answer
        }
    }

    /// From which score on answers may be served, and what that rests on.
    package struct Calibration: Sendable, Equatable {
        /// The least score that is served.
        package let threshold: Float
        /// The upper bound of the share of wrong hits.
        package let upper: Double
    }

    /// The lowest threshold at which the share of wrong hits stays bounded; nil where the evidence supports none.
    ///
    /// Prompts that have an answer and prompts that have none are drawn apart, so their errors are bounded apart, each
    /// with half of the allowed doubt (Clopper-Pearson), and weighed with the share of prompts without an answer that
    /// is expected in traffic. Thresholds are tested from strict to loose in steps that do not depend on labels, and
    /// the first failure ends the test, so trying many does not void the bound. With wordings judged by leaving each
    /// out of its own book the evidence is not quite independent; the bound then is an approximation.
    ///
    /// - Parameters:
    ///   - evidence: labelled prompts that the book was not made of, or that were left out.
    ///   - most: the share of wrong hits that is acceptable.
    ///   - outside: the share of prompts without an answer that is expected.
    package static func calibration(
        of evidence: [Evidence],
        most: Double,
        outside: Double,
        confidence: Double = 0.95
    ) -> Calibration? {
        let sure = 1 - (1 - confidence) / 2
        let sorted = evidence.filter { $0.match != nil }.sorted { ($0.match?.score ?? 0) > ($1.match?.score ?? 0) }
        let insideCount = Double(evidence.count { $0.answer != nil })
        let outsideCount = Double(evidence.count - Int(insideCount))
        guard insideCount > 0 else { return nil }
        var wrong = WrongShare()
        var outsideHits = 0.0
        var best: Calibration?
        // A test at every hundredth of the evidence; the first ones have too few hits to pass and are passed over.
        let step = max(1, sorted.count / 100)
        var at = 0
        while at < sorted.count {
            let end = min(at + step, sorted.count)
            for row in sorted[at..<end] {
                if let answer = row.answer {
                    wrong.add(isWrong: row.match?.answer != answer)
                } else {
                    outsideHits += 1
                }
            }
            at = end
            let hitRate = wrong.count / insideCount
            let strays = WrongShare(wrong: outsideHits, right: outsideCount - outsideHits).upper(confidence: sure)
            let insideHits = (1 - outside) * hitRate
            let bad = insideHits * wrong.upper(confidence: sure) + outside * strays
            let upper = bad / max(insideHits + outside * strays, .leastNormalMagnitude)
            if upper <= most, let score = sorted[at - 1].match?.score {
                best = Calibration(threshold: score, upper: upper)
            } else if best != nil {
                break
            }
        }
        return best
    }
}

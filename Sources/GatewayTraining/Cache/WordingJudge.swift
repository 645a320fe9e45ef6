/// Judges methods by canned answers: some wordings are stored, others ask, and some that ask have no answer.
package struct WordingJudge {
    /// A wording with its text's and its answer's number.
    package struct Row: Sendable {
        /// The text.
        package let text: Int
        /// The answer; nil where there is none.
        package let answer: Int?
    }

    /// How a method fared.
    package struct Result: Sendable, Equatable {
        /// All that asked.
        package var counts = CacheCounts()
        /// Those that have no answer and hit.
        package var outsideHits = 0
        /// Those that have none.
        package var outside = 0

        /// Hits of prompts that have an answer, by their number.
        package var insideHitRate: Double {
            Double(self.counts.hits - self.outsideHits) / Double(max(self.counts.requests - self.outside, 1))
        }
        /// Wrong hits of prompts that have an answer, by all of their hits.
        package var insideWrongShare: Double {
            Double(self.counts.wrong - self.outsideHits) / Double(max(self.counts.hits - self.outsideHits, 1))
        }
        /// The share of prompts without an answer that hit.
        package var outsideHitRate: Double { Double(self.outsideHits) / Double(max(self.outside, 1)) }
    }

    /// A candidate that a method would serve.
    package struct Choice: Sendable, Equatable {
        /// The answer.
        package let answer: Int
        /// How sure the method is.
        package let score: Float

        /// A choice.
        package init(answer: Int, score: Float) {
            self.answer = answer
            self.score = score
        }
    }

    /// Names of answers, by number.
    package let answers: [String]
    /// Wordings that are stored.
    package let stored: [Row]
    /// Wordings that set thresholds, apart from those that are stored; those without an answer are of all splits
    /// but the test.
    package let calibration: [Row]
    /// Wordings that ask.
    package let asking: [Row]

    /// Takes wordings into a corpus.
    package init(_ wordings: [CacheWording], into corpus: CacheCorpus) {
        var numbers: [String: Int] = [:]
        var answers: [String] = []
        func row(_ wording: CacheWording) -> Row {
            let text = corpus.id(of: wording.prompt)
            guard !wording.isOutside else { return Row(text: text, answer: nil) }
            if let number = numbers[wording.answer] { return Row(text: text, answer: number) }
            numbers[wording.answer] = answers.count
            answers.append(wording.answer)
            return Row(text: text, answer: answers.count - 1)
        }
        self.stored = wordings.filter { $0.split == "train" && !$0.isOutside }.map(row)
        self.calibration = wordings.filter { $0.split == "val" || ($0.split == "train" && $0.isOutside) }.map(row)
        self.asking = wordings.filter { $0.split == "test" }.map(row)
        self.answers = answers
    }

    /// The best candidate of each asking wording.
    package func choices(_ method: some CacheMethod, neighbours: CacheNeighbours?) -> [Choice?] {
        var keys: [String: Int] = [:]
        var answers: [Int: Int] = [:]
        for row in self.stored {
            guard let answer = row.answer else { continue }
            if let key = method.key(of: row.text) { keys[key] = answer }
            answers[row.text] = answer
        }
        return self.asking.map { row in
            if let answer = answers[row.text] { return Choice(answer: answer, score: .infinity) }
            if let key = method.key(of: row.text) { return keys[key].map { Choice(answer: $0, score: 1) } }
            var best: Choice?
            let candidates = (neighbours?.of(row.text) ?? []).prefix(StreamJudge.candidates).map { Int($0) }
            let crowding = method.crowding(of: row.text, candidates)
            for other in candidates {
                guard let answer = answers[other],
                    let score = method.score(new: row.text, stored: other, crowding: crowding),
                    score > (best?.score ?? -.infinity)
                else { continue }
                best = Choice(answer: answer, score: score)
            }
            return best
        }
    }

    /// What comes of choices at a threshold.
    package func result(_ choices: [Choice?], atLeast threshold: Float) -> Result {
        var result = Result()
        for (row, choice) in zip(self.asking, choices) {
            result.counts.requests += 1
            result.counts.possible += row.answer == nil ? 0 : 1
            result.outside += row.answer == nil ? 1 : 0
            guard let choice, choice.score >= threshold else { continue }
            result.counts.hits += 1
            result.counts.wrong += choice.answer == row.answer ? 0 : 1
            result.outsideHits += row.answer == nil ? 1 : 0
        }
        return result
    }
}

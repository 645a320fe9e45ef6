/// Runs a stream through caches that differ only in how they decide.
///
/// Each miss is stored in its first wording; each hit is right where the stored prompt is of the same class.
package struct StreamJudge {
    /// An arrival with its text's and its answer's number.
    package struct Row: Sendable {
        /// The text.
        package let text: Int
        /// The answer that would be right.
        package let answer: Int
    }

    /// Nearest stored prompts that a method is asked about.
    package static let candidates = 5

    /// The arrivals in their order.
    package let rows: [Row]
    /// The distinct texts.
    package let texts: [Int]
    /// Requests that an oracle would answer from the cache: their class was seen before.
    package let possible: Int

    /// Takes arrivals into a corpus.
    package init(_ arrivals: [CacheArrival], into corpus: CacheCorpus) {
        var answers: [String: Int] = [:]
        var isKnown = Set<Int>()
        var seen = Set<Int>()
        var rows: [Row] = []
        var texts: [Int] = []
        for arrival in arrivals {
            let text = corpus.id(of: arrival.prompt)
            let answer = answers[arrival.answer] ?? answers.count
            answers[arrival.answer] = answer
            rows.append(Row(text: text, answer: answer))
            if isKnown.insert(text).inserted { texts.append(text) }
            seen.insert(answer)
        }
        self.rows = rows
        self.texts = texts
        self.possible = arrivals.count - seen.count
    }

    /// What is stored while a stream runs.
    private struct Store {
        /// The answer of each stored text.
        var answers: [Int: Int] = [:]
        /// The stored text of each key.
        var keys: [String: Int] = [:]
    }

    /// Runs the stream.
    ///
    /// - Parameter neighbours: of every distinct text, in the method's space; nil for a method that has keys.
    package func run(_ method: some CacheMethod, threshold: Float, neighbours: CacheNeighbours?) -> CacheCounts {
        var counts = CacheCounts()
        counts.possible = self.possible
        var store = Store()
        for row in self.rows {
            counts.requests += 1
            if let found = self.find(row.text, method, threshold: threshold, neighbours: neighbours, in: store) {
                counts.hits += 1
                counts.wrong += store.answers[found] == row.answer ? 0 : 1
                continue
            }
            store.answers[row.text] = row.answer
            if let key = method.key(of: row.text) { store.keys[key] = row.text }
        }
        return counts
    }

    private func find(
        _ text: Int,
        _ method: some CacheMethod,
        threshold: Float,
        neighbours: CacheNeighbours?,
        in store: Store
    ) -> Int? {
        if store.answers[text] != nil { return text }
        if let key = method.key(of: text) { return store.keys[key] }
        var candidates: [Int] = []
        for other in neighbours?.of(text) ?? [] where store.answers[Int(other)] != nil {
            candidates.append(Int(other))
            if candidates.count == Self.candidates { break }
        }
        let crowding = method.crowding(of: text, candidates)
        var best: (text: Int, score: Float)?
        for other in candidates {
            if let score = method.score(new: text, stored: other, crowding: crowding), score >= threshold,
                score > (best?.score ?? -.infinity)
            {
                best = (other, score)
            }
        }
        return best?.text
    }

    /// Runs the stream once for each threshold.
    package func curve(_ method: some CacheMethod, neighbours: CacheNeighbours?) -> [CachePoint] {
        method.thresholds.map {
            CachePoint(threshold: $0, counts: self.run(method, threshold: $0, neighbours: neighbours))
        }
    }
}

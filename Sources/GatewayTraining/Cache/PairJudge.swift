/// Judges methods by pairs of which it is known whether one answer may serve both.
package struct PairJudge {
    /// A pair with its texts' numbers.
    package struct Row: Sendable {
        /// The text whose answer is stored.
        package let stored: Int
        /// The text that asks.
        package let new: Int
        /// Whether the stored answer may be served.
        package let isSame: Bool
        /// What kind of pair it is.
        package let slice: String
        /// Whether both have the same words in another order.
        package let isReordered: Bool
    }

    /// The pairs.
    package let rows: [Row]

    /// The slice of pairs whose words differ in their order only; they count in their own slice as well.
    package static let reordered = "(same words, other order)"

    /// Takes pairs into a corpus.
    package init(_ pairs: [CachePair], into corpus: CacheCorpus) {
        self.rows = pairs.map { pair in
            let stored = corpus.id(of: pair.stored)
            let new = corpus.id(of: pair.new)
            return Row(
                stored: stored,
                new: new,
                isSame: pair.isSame,
                slice: pair.slice + (pair.isSame ? ", same" : ", other"),
                isReordered: Self.isReordered(corpus.normalised[stored], corpus.normalised[new])
            )
        }
    }

    private static func isReordered(_ one: String, _ other: String) -> Bool {
        guard one != other, one.utf8.count == other.utf8.count else { return false }
        return one.split(separator: " ").sorted() == other.split(separator: " ").sorted()
    }

    /// What a method makes of each pair; nil where it refuses at any threshold.
    package func scores(of method: some CacheMethod) -> [Float?] {
        self.rows.map { method.score(new: $0.new, stored: $0.stored, crowding: 0) }
    }

    /// The counts at a threshold.
    package func counts(_ scores: [Float?], atLeast threshold: Float) -> CacheCounts {
        self.counts(scores, where: { ($0 ?? -1) >= threshold }, of: self.rows.indices)
    }

    /// The counts by kind of pair.
    package func slices(_ scores: [Float?], atLeast threshold: Float) -> [String: CacheCounts] {
        var groups = Dictionary(grouping: self.rows.indices) { self.rows[$0].slice }
        for index in self.rows.indices where self.rows[index].isReordered {
            groups[Self.reordered + (self.rows[index].isSame ? ", same" : ", other"), default: []].append(index)
        }
        return groups.mapValues { indices in
            self.counts(scores, where: { ($0 ?? -1) >= threshold }, of: indices)
        }
    }

    private func counts(
        _ scores: [Float?],
        where isAccepted: (Float?) -> Bool,
        of indices: some Sequence<Int>
    ) -> CacheCounts {
        var counts = CacheCounts()
        for index in indices {
            counts.requests += 1
            counts.possible += self.rows[index].isSame ? 1 : 0
            guard isAccepted(scores[index]) else { continue }
            counts.hits += 1
            counts.wrong += self.rows[index].isSame ? 0 : 1
        }
        return counts
    }

    /// A method at one threshold, with its curve and kinds of pairs.
    package func figures(_ method: some CacheMethod, threshold: Float, setting: String = "") -> CacheFigures {
        let scores = self.scores(of: method)
        var figures = CacheFigures(
            name: method.name,
            setting: setting,
            point: CachePoint(threshold: threshold, counts: self.counts(scores, atLeast: threshold))
        )
        figures.slices = self.slices(scores, atLeast: threshold)
        if method.thresholds.count > 1 { figures.curve = self.curve(scores, at: method.thresholds) }
        return figures
    }

    /// The counts at many thresholds.
    package func curve(_ scores: [Float?], at thresholds: [Float]) -> [CachePoint] {
        thresholds.map { CachePoint(threshold: $0, counts: self.counts(scores, atLeast: $0)) }
    }
}

extension CacheReport {
    /// Which limits the gateway's own way, the last method, does not keep.
    ///
    /// - Parameters:
    ///   - leastHits: the least share of the possible hits; of canned answers, of the prompts that have one.
    ///   - mostWrong: the most share of wrong hits.
    ///   - mostAccepted: the most share of the pairs of a slice that have two answers; a slice without pairs is a
    ///     mistake in the command.
    package func complaints(
        leastHits: Double?,
        mostWrong: Double?,
        mostAccepted: [(slice: String, most: Double)]
    ) -> [String] {
        guard let last = self.methods.last else { return ["there is no method"] }
        var complaints: [String] = []
        let hits: Double
        switch self.kind {
        case .pairs: hits = last.point.counts.recall
        case .stream: hits = last.point.counts.ofIdeal
        case .faq: hits = self.outside[self.methods.count - 1]?.insideHitRate ?? 0
        }
        if let leastHits, hits < leastHits {
            complaints.append("hits: \(CacheNumber.percent(hits)) is below \(CacheNumber.percent(leastHits))")
        }
        let wrong = last.point.counts.wrongShare
        if let mostWrong, wrong > mostWrong {
            complaints.append("wrong hits: \(CacheNumber.percent(wrong)) is above \(CacheNumber.percent(mostWrong))")
        }
        for limit in mostAccepted where self.kind == .pairs {
            guard let counts = last.slices[limit.slice + ", other"] else {
                complaints.append("\(limit.slice): there is no pair of this slice with two answers")
                continue
            }
            guard counts.hitRate > limit.most else { continue }
            let accepted = CacheNumber.percent(counts.hitRate)
            complaints.append("\(limit.slice): \(accepted) accepted is above \(CacheNumber.percent(limit.most))")
        }
        return complaints
    }
}

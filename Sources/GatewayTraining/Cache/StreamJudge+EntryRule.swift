package import GatewaySemantic

extension StreamJudge {
    /// Runs the stream through the per-entry rule of vCache: an entry is explored until its own observations speak for
    /// it.
    ///
    /// Exploring asks the model, so the client gets a right answer, and compares: a prompt whose answer fits the nearest
    /// entry makes an observation, another one becomes an entry. An exact cache stands before it, as before each method;
    /// what was asked before letter by letter never explores.
    ///
    /// - Parameter neighbours: of every distinct text, in the same space.
    package func runEntryRule(
        _ rule: EntryAcceptance,
        of corpus: CacheCorpus,
        in space: Int,
        neighbours: CacheNeighbours,
        chance: inout some RandomNumberGenerator
    ) -> CacheCounts {
        var counts = CacheCounts()
        counts.possible = self.possible
        var exact: [Int: Int] = [:]
        var entries: [Int: Int] = [:]
        var observations: [Int: EntryObservations] = [:]
        for row in self.rows {
            counts.requests += 1
            if let answer = exact[row.text] {
                counts.hits += 1
                counts.wrong += answer == row.answer ? 0 : 1
                continue
            }
            let nearest = neighbours.of(row.text).first { entries[Int($0)] != nil }.map(Int.init)
            guard let nearest, let answer = entries[nearest] else {
                exact[row.text] = row.answer
                entries[row.text] = row.answer
                continue
            }
            let cosine = corpus.cosine(row.text, nearest, in: space)
            let draw = Double(chance.next() >> 11) / Double(1 << 53)
            let verdict = rule.verdict(
                on: AcceptanceCase(score: cosine, cosine: cosine, observations: observations[nearest]),
                chance: draw
            )
            if verdict.decision == .hit {
                counts.hits += 1
                counts.wrong += answer == row.answer ? 0 : 1
                continue
            }
            exact[row.text] = row.answer
            observations[nearest, default: EntryObservations()].add(cosine: cosine, isWrong: answer != row.answer)
            if answer != row.answer { entries[row.text] = row.answer }
        }
        return counts
    }
}

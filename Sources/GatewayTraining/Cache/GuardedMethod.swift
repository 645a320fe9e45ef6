package import GatewaySemantic

/// The cosine behind the guards: what the guards are worth without a verifier.
package final class GuardedMethod: CacheMethod {
    package let name: String
    package let space: Int
    package let thresholds: [Float]
    private let corpus: CacheCorpus
    private let guards: Guards
    private let base: CosineMethod
    /// Sweeps ask for the same pairs again and again.
    private var refused: [UInt64: Bool] = [:]

    /// A cosine method behind guards.
    package init(_ corpus: CacheCorpus, _ guards: Guards, _ base: CosineMethod) {
        self.corpus = corpus
        self.guards = guards
        self.base = base
        self.name = "guards + " + base.name
        self.space = base.space
        self.thresholds = base.thresholds
    }

    package func score(new: Int, stored: Int, crowding: Float) -> Float? {
        let pair = UInt64(new) << 32 | UInt64(stored)
        let isRefused: Bool
        if let known = self.refused[pair] {
            isRefused = known
        } else {
            let refusal = self.guards.refusal(of: self.corpus.readings[new], against: self.corpus.readings[stored])
            isRefused = refusal != nil
            self.refused[pair] = isRefused
        }
        return isRefused ? nil : self.base.score(new: new, stored: stored, crowding: crowding)
    }
}

extension GuardFigures {
    /// What each guard refuses of pairs by itself, and what it refuses that no other does.
    package static func all(of judge: PairJudge, in corpus: CacheCorpus, _ guards: Guards) -> [GuardFigures] {
        var refused: [GuardKind: (same: Int, others: Int, aloneSame: Int, aloneOthers: Int)] = [:]
        var (same, others) = (0, 0)
        for row in judge.rows {
            if row.isSame { same += 1 } else { others += 1 }
            let refusals = guards.refusals(of: corpus.readings[row.new], against: corpus.readings[row.stored])
            for refusal in refusals {
                var counts = refused[refusal.kind] ?? (0, 0, 0, 0)
                let isAlone = refusals.count == 1
                if row.isSame {
                    counts.same += 1
                    counts.aloneSame += isAlone ? 1 : 0
                } else {
                    counts.others += 1
                    counts.aloneOthers += isAlone ? 1 : 0
                }
                refused[refusal.kind] = counts
            }
        }
        return GuardKind.allCases.compactMap { kind in
            guard let counts = refused[kind] else { return nil }
            return GuardFigures(
                name: kind.rawValue,
                ofSame: Double(counts.same) / Double(max(same, 1)),
                ofOthers: Double(counts.others) / Double(max(others, 1)),
                aloneSame: counts.aloneSame,
                aloneOthers: counts.aloneOthers
            )
        }
    }
}

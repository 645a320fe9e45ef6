import GatewaySemantic

extension CacheEvaluation {
    /// The threshold of cosine caches that many take.
    private static let usualCosine: Float = 0.9

    /// The shares of wrong hits at which it is shown what is served.
    private static let usualBounds = [0.01, 0.02, 0.05]

    /// Judges every method by pairs.
    ///
    /// - Parameter stream: what groups have seen before: with it they are judged by what they serve after they have
    ///   learned from it in verified mode, without it by what they begin with.
    package func pairs(_ pairs: [CachePair], after stream: [CacheArrival]? = nil) -> CacheReport {
        let corpus = self.makeCorpus()
        let judge = PairJudge(pairs, into: corpus)
        var report = CacheReport(kind: .pairs, rows: pairs.count)
        report.methods.append(judge.figures(ExactMethod(corpus), threshold: 1))
        report.methods.append(judge.figures(NormalisedMethod(corpus), threshold: 1))
        let method = SignalboxMethod(corpus, self.parts, space: 0)
        let accepted = self.accepted(judge, corpus, method, stream, mostWrong: self.options.mostWrong)
        for cosine in self.cosines(corpus) {
            report.methods.append(judge.figures(cosine, threshold: Self.usualCosine, setting: "at 0.9"))
            let scores = judge.scores(of: cosine)
            if let accepted {
                let curve = report.methods.last?.curve ?? []
                let equal = Self.chosen(cosine.name, curve, wrongShare: accepted.point.counts.wrongShare)
                report.methods.append(self.sliced(judge, equal, scores))
            }
        }
        let guarded = GuardedMethod(corpus, self.parts.guards, CosineMethod(corpus, name: "static cosine", space: 0))
        report.methods.append(judge.figures(guarded, threshold: 0, setting: "at any"))
        report.methods.append(judge.figures(guarded, threshold: Self.usualCosine, setting: "at 0.9"))
        report.methods.append(judge.figures(method, threshold: 0.5, setting: "at 0.5"))
        for most in Self.usualBounds where most != self.options.mostWrong {
            let figures = self.accepted(judge, corpus, method, stream, mostWrong: most)
            if let figures { report.methods.append(figures) }
        }
        // Limits are held against the last one.
        if let accepted { report.methods.append(accepted) }
        report.guards = GuardFigures.all(of: judge, in: corpus, self.parts.guards)
        report.listed = self.listed(judge, corpus, method)
        return report
    }

    private func sliced(_ judge: PairJudge, _ figures: CacheFigures, _ scores: [Float?]) -> CacheFigures {
        guard let threshold = figures.point.threshold else { return figures }
        var figures = figures
        figures.slices = judge.slices(scores, atLeast: threshold)
        return figures
    }

    /// What the acceptance policy serves of the pairs: as for two prompts that are alone in their namespace.
    private func accepted(
        _ judge: PairJudge,
        _ corpus: CacheCorpus,
        _ method: SignalboxMethod,
        _ stream: [CacheArrival]?,
        mostWrong: Double
    ) -> CacheFigures? {
        let learned = stream.flatMap { self.policy(learnedFrom: $0, mostWrong: mostWrong) }
        guard let policy = learned ?? self.startingPolicy(exactShare: 0, mostWrong: mostWrong) else { return nil }
        let scores: [Float?] = judge.rows.map { row in
            guard let score = method.score(new: row.new, stored: row.stored, crowding: 0) else { return nil }
            let bucket = AcceptanceBucket(of: corpus.readings[row.new])
            let cosine = corpus.cosine(row.new, row.stored, in: 0)
            let verdict = policy.verdict(
                on: AcceptanceCase(score: score, cosine: cosine, bucket: bucket),
                chance: 0
            )
            return row.new == row.stored || verdict.decision == .hit ? 1 : nil
        }
        let point = CachePoint(threshold: nil, counts: judge.counts(scores, atLeast: 1))
        let setting = "max wrong " + CacheNumber.percent(mostWrong, digits: 1)
        var figures = CacheFigures(
            name: learned == nil ? "Signalbox" : "Signalbox, learned",
            setting: setting,
            point: point
        )
        figures.slices = judge.slices(scores, atLeast: 1)
        return figures
    }

    /// The pairs that the verifier is most wrong about, and what guards refuse of the right ones.
    private func listed(_ judge: PairJudge, _ corpus: CacheCorpus, _ method: SignalboxMethod) -> [String] {
        guard self.options.listed > 0 else { return [] }
        var wrong: [(score: Float, line: String)] = []
        var missed: [(score: Float, line: String)] = []
        var refused: [GuardKind: [(score: Float, line: String)]] = [:]
        for row in judge.rows {
            let texts = "\(row.slice) | \(corpus.texts[row.new]) | \(corpus.texts[row.stored])"
            if let score = method.score(new: row.new, stored: row.stored, crowding: 0) {
                let line = CacheNumber.decimal(Double(score), digits: 3) + " " + texts
                if row.isSame { missed.append((-score, line)) } else { wrong.append((score, line)) }
            } else if row.isSame {
                let cosine = corpus.cosine(row.new, row.stored, in: 0)
                let refusals = self.parts.guards.refusals(
                    of: corpus.readings[row.new],
                    against: corpus.readings[row.stored]
                )
                guard let first = refusals.first, refusals.count == 1 else { continue }
                refused[first.kind, default: []].append((cosine, "\(first) | \(texts)"))
            }
        }
        func top(_ rows: [(score: Float, line: String)]) -> [String] {
            rows.sorted { $0.score > $1.score }.prefix(self.options.listed).map { "  " + $0.line }
        }
        var lines = ["Highest scores of pairs with two answers:"] + top(wrong)
        lines += ["Lowest scores of pairs with one answer:"] + top(missed)
        for kind in GuardKind.allCases {
            guard let rows = refused[kind] else { continue }
            lines += ["Pairs with one answer that only \(kind.rawValue) refuses, highest cosine:"] + top(rows)
        }
        return lines
    }
}

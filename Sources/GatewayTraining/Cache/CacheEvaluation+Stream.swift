import GatewaySemantic

extension CacheEvaluation {
    /// Runs a stream through every method.
    package func stream(_ arrivals: [CacheArrival]) -> CacheReport {
        let corpus = self.makeCorpus()
        let judge = StreamJudge(arrivals, into: corpus)
        var report = CacheReport(kind: .stream, rows: arrivals.count)
        report.methods.append(self.fixed(ExactMethod(corpus), judge))
        report.methods.append(self.fixed(NormalisedMethod(corpus), judge))
        let runs = self.runs(judge, corpus)
        let share = runs.first?.figures.point.counts.wrongShare ?? self.options.mostWrong
        let near = CacheNeighbours(ofEarlier: judge.texts, in: 0, of: corpus)
        for method in self.cosines(corpus) {
            let neighbours = method.space == 0 ? near : CacheNeighbours(ofEarlier: judge.texts, in: 1, of: corpus)
            let curve = judge.curve(method, neighbours: neighbours)
            report.methods.append(Self.chosen(method.name, curve, wrongShare: share))
        }
        var chance = SplitMix(seed: self.options.seed)
        let rule = judge.runEntryRule(
            EntryAcceptance(most: self.options.mostWrong),
            of: corpus,
            in: 0,
            neighbours: near,
            chance: &chance
        )
        let point = CachePoint(threshold: nil, counts: rule)
        report.methods.append(CacheFigures(name: "vCache rule", setting: self.bound, point: point))
        let guarded = GuardedMethod(corpus, self.parts.guards, CosineMethod(corpus, name: "static cosine", space: 0))
        report.methods.append(Self.chosen(guarded.name, judge.curve(guarded, neighbours: near), wrongShare: share))
        let method = SignalboxMethod(corpus, self.parts, space: 0)
        report.methods.append(Self.chosen(method.name, judge.curve(method, neighbours: near), wrongShare: share))
        report.methods += runs.map(\.figures)
        if self.options.listed > 0, let outcome = runs.first?.outcome { report.listed = self.listed(outcome) }
        return report
    }

    private func fixed(_ method: some CacheMethod, _ judge: StreamJudge) -> CacheFigures {
        let point = CachePoint(threshold: nil, counts: judge.run(method, threshold: 1, neighbours: nil))
        return CacheFigures(name: method.name, point: point)
    }

    /// What a group serves after it has seen a stream in verified mode; nil without a calibration.
    func policy(learnedFrom arrivals: [CacheArrival], mostWrong: Double) -> BoundedAcceptance? {
        let corpus = self.makeCorpus()
        let judge = StreamJudge(arrivals, into: corpus)
        return self.run(judge, corpus, self.verification(mostWrong: mostWrong), mostWrong: mostWrong)?.policy
    }

    private func verification(mostWrong: Double) -> MatcherRun.Verification {
        let settings = EvidenceLedger.Settings(most: mostWrong, exactShare: self.options.exactShare)
        var verification = MatcherRun.Verification(share: self.options.verified, settings: settings)
        if self.options.isPerEntry { verification.entryRule = EntryAcceptance(most: mostWrong) }
        return verification
    }

    private func run(
        _ judge: StreamJudge,
        _ corpus: CacheCorpus,
        _ verification: MatcherRun.Verification?,
        mostWrong: Double
    ) -> MatcherRun.Outcome? {
        guard let calibration = self.calibration,
            let start = self.startingPolicy(exactShare: self.options.exactShare, mostWrong: mostWrong)
        else { return nil }
        var chance = SplitMix(seed: self.options.seed)
        return MatcherRun(judge, corpus, self.parts).run(
            start: start,
            calibration: calibration,
            verification: verification,
            chance: &chance
        )
    }

    /// The gateway's own matcher, by calibration alone and in verified mode.
    private func runs(
        _ judge: StreamJudge,
        _ corpus: CacheCorpus
    ) -> [(figures: CacheFigures, outcome: MatcherRun.Outcome)] {
        let most = self.options.mostWrong
        return [nil, self.verification(mostWrong: most)].compactMap { verification in
            guard let outcome = self.run(judge, corpus, verification, mostWrong: most) else { return nil }
            let point = CachePoint(threshold: nil, counts: outcome.counts)
            var name = "Signalbox"
            var setting = self.bound
            if let verification {
                name += verification.entryRule == nil ? ", verified" : ", verified per entry"
                setting += ", " + CacheNumber.percent(verification.share, digits: 0) + " compared"
            }
            return (CacheFigures(name: name, setting: setting, point: point), outcome)
        }
    }

    /// The wrong hits and the missed ones with the most likely candidates.
    private func listed(_ outcome: MatcherRun.Outcome) -> [String] {
        func line(_ new: String, _ candidate: MatchCandidate) -> String {
            let why =
                candidate.refusals.first.map { "\($0)" }
                ?? "score " + CacheNumber.decimal(Double(candidate.score ?? 0), digits: 3)
            let cosine = CacheNumber.decimal(Double(candidate.similarity), digits: 3)
            return "  \(cosine) \(why) | \(new) | \(candidate.text)"
        }
        let wrong = outcome.wrong.sorted { $0.candidate.similarity > $1.candidate.similarity }
        let missed = outcome.missed.sorted { $0.candidate.similarity > $1.candidate.similarity }
        return ["Wrong hits:"] + wrong.prefix(self.options.listed).map { line($0.new, $0.candidate) }
            + ["Missed hits:"] + missed.prefix(self.options.listed).map { line($0.new, $0.candidate) }
    }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

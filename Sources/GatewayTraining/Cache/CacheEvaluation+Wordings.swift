import GatewaySemantic

extension CacheEvaluation {
    /// Judges every method by canned answers.
    package func wordings(_ wordings: [CacheWording]) -> CacheReport {
        let corpus = self.makeCorpus()
        let judge = WordingJudge(wordings, into: corpus)
        var report = CacheReport(kind: .faq, rows: wordings.count)
        let asking = judge.asking.map(\.text)
        let stored = judge.stored.map(\.text)
        let near = CacheNeighbours(of: asking, among: stored, in: 0, of: corpus)
        let most = max(self.options.mostWrong, 0.001)
        self.add(ExactMethod(corpus), judge, nil, most, &report)
        self.add(NormalisedMethod(corpus), judge, nil, most, &report)
        for method in self.cosines(corpus) {
            let neighbours = method.space == 0 ? near : CacheNeighbours(of: asking, among: stored, in: 1, of: corpus)
            self.add(method, judge, neighbours, most, &report)
        }
        let guarded = GuardedMethod(corpus, self.parts.guards, CosineMethod(corpus, name: "static cosine", space: 0))
        self.add(guarded, judge, near, most, &report)
        self.add(SignalboxMethod(corpus, self.parts, space: 0), judge, near, most, &report)
        self.addBook(judge, corpus, near, &report)
        return report
    }

    private func add(
        _ method: some CacheMethod,
        _ judge: WordingJudge,
        _ neighbours: CacheNeighbours?,
        _ most: Double,
        _ report: inout CacheReport
    ) {
        let choices = judge.choices(method, neighbours: neighbours)
        let curve = method.thresholds.map { threshold in
            CachePoint(threshold: threshold, counts: judge.result(choices, atLeast: threshold).counts)
        }
        var figures = CacheFigures(name: method.name, point: CachePoint(threshold: nil, counts: CacheCounts()))
        if method.thresholds.count > 1 { figures = Self.chosen(method.name, curve, wrongShare: most) }
        let isNothing = figures.isChosenAfterwards && figures.point.counts.hits == 0
        let threshold = isNothing ? .infinity : figures.point.threshold ?? method.thresholds.last ?? 1
        let result = judge.result(choices, atLeast: threshold)
        figures.point.counts = result.counts
        report.outside[report.methods.count] = result
        report.methods.append(figures)
    }

    /// The answer book: thresholds come from the stored wordings themselves, each left out in turn, and from the
    /// wordings for calibration.
    private func addBook(
        _ judge: WordingJudge,
        _ corpus: CacheCorpus,
        _ near: CacheNeighbours,
        _ report: inout CacheReport
    ) {
        var book = AnswerBook()
        var answers: [Int: Int] = [:]
        for row in judge.stored {
            guard let answer = row.answer else { continue }
            book.add(corpus.readings[row.text], answer: answer)
            answers[row.text] = answer
        }
        let stored = judge.stored.map(\.text)
        let others = CacheNeighbours(of: stored + judge.calibration.map(\.text), among: stored, in: 0, of: corpus)
        func match(_ text: Int, _ neighbours: CacheNeighbours, own: Int?) -> AnswerBook.Match? {
            book.match(
                corpus.readings[text],
                neighbours: neighbours.of(text).compactMap { other in
                    answers[Int(other)].map {
                        AnswerBook.Neighbour(answer: $0, similarity: corpus.cosine(text, Int(other), in: 0))
                    }
                },
                leavingOutOf: own
            )
        }
        var evidence = judge.calibration.map {
            AnswerBook.Evidence(match: match($0.text, others, own: nil), answer: $0.answer)
        }
        evidence += judge.stored.map {
            AnswerBook.Evidence(match: match($0.text, others, own: $0.answer), answer: $0.answer)
        }
        let choices = judge.asking.map { row -> WordingJudge.Choice? in
            if let answer = answers[row.text] { return WordingJudge.Choice(answer: answer, score: .infinity) }
            return match(row.text, near, own: nil).map { WordingJudge.Choice(answer: $0.answer, score: $0.score) }
        }
        let scores = choices.compactMap { $0?.score }.filter(\.isFinite).sorted()
        let curve = stride(from: 0, to: scores.count, by: max(1, scores.count / 100)).map { index in
            CachePoint(
                threshold: scores[index],
                counts: judge.result(choices, atLeast: scores[index]).counts
            )
        }
        let calibration = AnswerBook.calibration(
            of: evidence,
            most: self.options.mostWrong,
            outside: self.options.outside
        )
        let result = judge.result(choices, atLeast: calibration?.threshold ?? .infinity)
        var figures = CacheFigures(
            name: "Signalbox, answer book",
            setting: self.bound,
            point: CachePoint(threshold: calibration?.threshold, counts: result.counts)
        )
        figures.curve = curve
        report.outside[report.methods.count] = result
        report.methods.append(figures)
    }
}

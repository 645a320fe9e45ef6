package import GatewaySemantic

/// Compares the semantic cache with simpler ones by labelled rows.
///
/// Each evaluation reads its rows into a corpus of its own and hands back a report; the parts are kept between them.
package struct CacheEvaluation {
    /// What an evaluation is told.
    package struct Options: Sendable {
        /// The share of wrong hits that the operator accepts.
        package var mostWrong = 0.01
        /// The share of hits that verified mode compares with the model's answer.
        package var verified = 0.3
        /// The share of hits that are expected to be exact, until there is evidence; the gateway expects none.
        package var exactShare = 0.0
        /// The share of prompts without an answer that canned answers expect.
        package var outside = 0.2
        /// Wrong and missed rows that are listed of each kind.
        package var listed = 0
        /// Whether verified mode decides by each entry's own record instead of the bound.
        package var isPerEntry = false
        /// Beginning of all random choices.
        package var seed: UInt64 = 1

        /// What is taken where nothing is said.
        package init() {}
    }

    /// The semantic cache.
    let parts: SemanticMatcher.Parts
    /// What is known of the verifier's scores; nil where the model has none.
    let calibration: AcceptanceCalibration?
    /// A slower embedder to compare with; nil for none.
    let reference: (any LocalEmbedder)?
    let options: Options

    /// An evaluation.
    package init(
        parts: SemanticMatcher.Parts,
        calibration: AcceptanceCalibration?,
        reference: (any LocalEmbedder)?,
        options: Options
    ) {
        self.parts = parts
        self.calibration = calibration
        self.reference = reference
        self.options = options
    }

    /// A corpus with all spaces; texts are embedded as they are added.
    func makeCorpus() -> CacheCorpus {
        let corpus = CacheCorpus(language: self.parts.language)
        _ = corpus.add(self.parts.embedder)
        if let reference { _ = corpus.add(reference) }
        return corpus
    }

    /// The cosine methods, one per space.
    func cosines(_ corpus: CacheCorpus) -> [CosineMethod] {
        var methods = [CosineMethod(corpus, name: "static cosine", space: 0)]
        if self.reference != nil { methods.append(CosineMethod(corpus, name: "MiniLM cosine", space: 1)) }
        return methods
    }

    /// What a group begins with: what the calibration bounds, or else what it estimates; nil without a calibration.
    ///
    /// - Parameter exactShare: the share of hits that are exact; none where pairs are judged.
    func startingPolicy(exactShare: Double, mostWrong: Double? = nil) -> BoundedAcceptance? {
        self.calibration.map { calibration in
            let most = mostWrong ?? self.options.mostWrong
            let settings = EvidenceLedger.Settings(most: most, exactShare: exactShare)
            var ledger = EvidenceLedger(settings: settings, prior: calibration)
            return ledger.review("", at: 0).policy
        }
    }

    /// What the acceptance policy is called in tables.
    var bound: String { "max wrong " + CacheNumber.percent(self.options.mostWrong, digits: 1) }

    /// The best point of a curve at a wrong share, chosen with the labels in view; a point without hits where none is
    /// that good.
    static func chosen(_ name: String, _ curve: [CachePoint], wrongShare: Double) -> CacheFigures {
        let none = CachePoint(threshold: nil, counts: CacheCounts())
        let best = curve.best(wrongShareUpTo: wrongShare)
        let threshold = best?.threshold.map { "at " + CacheNumber.decimal(Double($0), digits: 3) } ?? "none is as good"
        var figures = CacheFigures(name: name, setting: threshold, point: best ?? curve.last ?? none)
        if best == nil { figures.point.counts.hits = 0 }
        if best == nil { figures.point.counts.wrong = 0 }
        figures.curve = curve
        figures.isChosenAfterwards = true
        return figures
    }
}

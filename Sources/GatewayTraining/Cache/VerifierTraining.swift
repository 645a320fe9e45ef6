package import GatewaySemantic
package import GatewayWire

/// A labelled pair as a line of a training file gives it.
package struct VerifierPair: Sendable, Equatable {
    /// One prompt.
    package let a: String
    /// The other.
    package let b: String
    /// Whether one answer may serve both.
    package let isSame: Bool
    /// How much the pair counts.
    package let weight: Double
    /// Where it comes from.
    package let source: String

    /// A pair.
    package init(a: String, b: String, isSame: Bool, weight: Double = 1, source: String = "") {
        self.a = a
        self.b = b
        self.isSame = isSame
        self.weight = weight
        self.source = source
    }

    /// Reads `{"a": …, "b": …, "label": 0 or 1, "weight": …, "source": …}`; the last two may be missing.
    package init(_ document: JSONValue) throws(CacheRowError) {
        let pair = try CachePair(document)
        let weight = document["weight"]?.numberText.flatMap(Double.init) ?? 1
        guard weight.isFinite, weight >= 0 else {
            throw CacheRowError(message: "'weight' is no number from 0. Leave it out to count the pair once.")
        }
        self.init(
            a: pair.stored,
            b: pair.new,
            isSame: pair.isSame,
            weight: weight,
            source: document["source"]?.text ?? ""
        )
    }
}

/// What a training run made.
package struct VerifierTrainingResult: Sendable {
    /// The model file.
    package let bytes: [UInt8]
    /// The model.
    package let model: VerifierModel
    /// The scores of each source by models that never saw it.
    package let evidence: [LabelledScore]
}

/// Trains a verifier from labelled pairs: reads the prompts, compares them, trains, calibrates and writes the file.
package enum VerifierTraining {
    /// The whole run; the same pairs, options and weights give the same bytes.
    ///
    /// - Parameters:
    ///   - pairs: what to learn from.
    ///   - embedder: gives the vectors of prompts and words.
    ///   - guards: what is asked before the verifier; pairs they refuse are no evidence of its scores.
    ///   - language: of all pairs, an ISO 639-1 code; nil lets the words decide.
    ///   - options: how to.
    ///   - report: is told what was done, one line at a time.
    package static func run(
        pairs: [VerifierPair],
        embedder: StaticEmbedder,
        guards: Guards = Guards(),
        language: String? = nil,
        options: VerifierTrainerOptions = VerifierTrainerOptions(),
        report: (String) -> Void = { _ in }
    ) -> VerifierTrainingResult {
        let samples = self.samples(of: pairs, embedder: embedder, guards: guards, language: language)
        report("\(pairs.count) pairs, \(samples.count) of them readable")
        var model = VerifierTrainer.train(samples, options: options)
        report("\(model.trees) trees")
        let evidence = VerifierTrainer.evidence(samples, options: options)
        var chance = LanguageChance(seed: options.seed)
        let calibration = AcceptanceCalibration(evidence, using: &chance)
        model.calibration = calibration
        report("\(evidence.count) pairs of unseen sources judge the scores")
        for most in [0.01, 0.02, 0.05, 0.1] {
            let percent = Int((most * 100).rounded())
            guard let limit = calibration.limit(most: most) else {
                report("at most \(percent) % wrong: not supported")
                continue
            }
            report("at most \(percent) % wrong: risk up to \(limit.risk), \(Int(limit.evidence.count)) pairs")
        }
        return VerifierTrainingResult(bytes: model.bytes(), model: model, evidence: evidence)
    }

    /// What the trainer sees of the pairs; those without a vector are left out.
    package static func samples(
        of pairs: [VerifierPair],
        embedder: StaticEmbedder,
        guards: Guards,
        language: String?
    ) -> [VerifierSample] {
        var known: [String: Prompt] = [:]
        func prompt(_ text: String) -> Prompt? {
            if let prompt = known[text] { return prompt }
            guard let vector = embedder.embed(text) else { return nil }
            let reading = PromptReading(text, language: language)
            let prompt = Prompt(reading: reading, side: PairSide(reading, words: embedder), vector: vector)
            known[text] = prompt
            return prompt
        }
        return pairs.compactMap { pair in
            guard let a = prompt(pair.a), let b = prompt(pair.b) else { return nil }
            let cosine = zip(a.vector, b.vector).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            return VerifierSample(
                features: PairFeatures(new: a.side, stored: b.side, cosine: cosine),
                isSame: pair.isSame,
                weight: pair.weight,
                source: pair.source,
                isRefused: guards.refusal(of: a.reading, against: b.reading) != nil,
                bucket: AcceptanceBucket(of: a.reading)
            )
        }
    }

    private struct Prompt {
        let reading: PromptReading
        let side: PairSide
        let vector: [Float]
    }
}

extension LanguageChance: RandomNumberGenerator {}

package import GatewaySemantic

/// How a verifier is trained; the defaults are those of the committed model.
package struct VerifierTrainerOptions: Sendable {
    /// Trees at most; 0 to `VerifierModel.mostTrees`.
    package var trees = 120
    /// How much of what a tree says is believed.
    package var rate = 0.08
    /// As many observations as the pull of each leaf towards nothing weighs.
    package var strength = 8.0
    /// The least weight of rows on either side of a comparison.
    package var leastRows = 60.0
    /// The ranges that the numbers of a feature are cut into.
    package var ranges = 64
    /// Splits the evidence of the calibration.
    package var seed: UInt64 = 1

    /// Creates the options of the committed model.
    package init() {}
}

/// A labelled pair as the trainer sees it.
package struct VerifierSample: Sendable {
    /// What the pair is judged by.
    package var features: PairFeatures
    /// Whether one answer may serve both.
    package var isSame: Bool
    /// How much the pair counts.
    package var weight: Double
    /// Where it comes from: calibration judges a source by models that never saw it.
    package var source: String
    /// Whether a guard refuses it, so that the verifier would never be asked.
    package var isRefused: Bool
    /// What kind of candidate it is.
    package var bucket: AcceptanceBucket

    /// Whether a rule made it of a prompt.
    var isMade: Bool { self.source.hasSuffix("/kept") || self.source.hasSuffix("/broken") }

    /// A sample.
    package init(
        features: PairFeatures,
        isSame: Bool,
        weight: Double = 1,
        source: String = "",
        isRefused: Bool = false,
        bucket: AcceptanceBucket = .plain
    ) {
        self.features = features
        self.isSame = isSame
        self.weight = weight.isFinite ? max(0, weight) : 0
        self.source = source
        self.isRefused = isRefused
        self.bucket = bucket
    }
}

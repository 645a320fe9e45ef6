/// Counts the tokens of a text for a model: exactly where its vocabulary is loaded, else as an estimate.
///
/// Estimates weigh the tokens of the o200k vocabulary by kind of piece or, where that is not loaded either, the
/// characters by kind. `TokenWeights` has the weights and, per family, the measured 95th percentile of the error, which
/// `TokenCount.error` repeats.
package struct TokenCounter: Sendable {
    private let o200k: TokenVocabulary?
    private let cl100k: TokenVocabulary?

    /// Below so many bytes, estimates are less sure.
    static let shortText = 200

    /// Makes a counter of the vocabularies that are there.
    package init(_ vocabularies: [TokenVocabulary] = []) {
        self.o200k = vocabularies.last { $0.encoding == .o200k }
        self.cl100k = vocabularies.last { $0.encoding == .cl100k }
    }

    /// The vocabulary that counts a family exactly, where it is loaded.
    package func vocabulary(for family: TokenFamily) -> TokenVocabulary? {
        switch family.encoding {
        case .o200k: self.o200k
        case .cl100k: self.cl100k
        case nil: nil
        }
    }

    /// The tokens of a text for a model.
    package func count(_ text: String, model: String) -> TokenCount {
        self.count(text, family: TokenFamily(model: model))
    }

    /// The tokens of a text for a family of models.
    package func count(_ text: String, family: TokenFamily) -> TokenCount {
        var text = text
        return text.withUTF8 { self.count($0, family: family) }
    }

    /// The tokens of a text for a family of models.
    package func count(_ text: UnsafeBufferPointer<UInt8>, family: TokenFamily) -> TokenCount {
        guard !text.isEmpty else { return TokenCount(tokens: 0, error: 0) }
        if let vocabulary = self.vocabulary(for: family) {
            return TokenCount(tokens: vocabulary.count(text), error: 0)
        }
        if let o200k = self.o200k { return Self.estimate(o200k.profile(text), text.count, family) }
        return Self.estimate(TextProfile(text), text.count, family)
    }

    /// The tokens of a text for a family of models, in a time that does not grow with the text: what is longer than the
    /// budget is sampled.
    ///
    /// Parts at the head, at the tail and evenly between them, as long as the budget together, are counted and the rest
    /// is extrapolated. The error covers how much the parts differ. About 20 ns per byte of the budget.
    package func countSampled(
        _ text: UnsafeBufferPointer<UInt8>,
        family: TokenFamily,
        budgetBytes: Int = TokenSample.defaultBudget
    ) -> TokenCount {
        let sample = TokenSample(text, budgetBytes: budgetBytes)
        guard sample.parts.count > 1 else { return self.count(text, family: family) }
        let counts = sample.parts.map { self.count(UnsafeBufferPointer(rebasing: text[$0]), family: family) }
        return sample.extrapolated(counts)
    }

    /// The tokens of a text for a family of models, sampled beyond a budget.
    package func countSampled(
        _ text: String,
        family: TokenFamily,
        budgetBytes: Int = TokenSample.defaultBudget
    ) -> TokenCount {
        var text = text
        return text.withUTF8 { self.countSampled($0, family: family, budgetBytes: budgetBytes) }
    }

    /// An estimate from the tokens of the o200k vocabulary.
    static func estimate(_ profile: TokenProfile, _ bytes: Int, _ family: TokenFamily) -> TokenCount {
        let weights = family.weights
        let tokens = profile.weighed(by: weights.byPiece)
        let error = bytes < Self.shortText ? weights.shortPieceError : weights.pieceError
        return TokenCount(tokens: max(1, Int(tokens.rounded())), error: error)
    }

    /// An estimate from characters alone.
    static func estimate(_ profile: TextProfile, _ bytes: Int, _ family: TokenFamily) -> TokenCount {
        let weights = family.weights
        let tokens = profile.weighed(by: weights.byByte)
        let error = bytes < Self.shortText ? weights.shortByteError : weights.byteError
        return TokenCount(tokens: max(1, Int(tokens.rounded())), error: error)
    }
}

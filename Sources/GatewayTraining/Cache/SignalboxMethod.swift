package import GatewaySemantic

/// Guards and verifier as the gateway has them: the score is the verifier's.
///
/// Thresholds are swept over the score; what the gateway does at a bound is the acceptance policy's business and is
/// judged by `MatcherRun`.
package final class SignalboxMethod: CacheMethod {
    package let name = "Signalbox, score"
    package let space: Int
    package let thresholds = ThresholdSelection.grid.reversed() as [Float]
    private let corpus: CacheCorpus
    private let parts: SemanticMatcher.Parts
    private var sides: [Int: PairSide] = [:]
    /// Sweeps ask for the same pairs again and again.
    private var known: [UInt64: PairFeatures?] = [:]

    /// Over the texts of a corpus; `space` is that of the parts' embedder.
    package init(_ corpus: CacheCorpus, _ parts: SemanticMatcher.Parts, space: Int) {
        self.corpus = corpus
        self.parts = parts
        self.space = space
    }

    package func score(new: Int, stored: Int, crowding: Float) -> Float? {
        self.features(new, stored).map { self.parts.verifier.score($0, crowding: crowding) }
    }

    package func crowding(of text: Int, _ candidates: [Int]) -> Float {
        guard candidates.count == SemanticMatcher.candidates, let last = candidates.last else { return 0 }
        return self.corpus.cosine(text, last, in: self.space)
    }

    /// What the verifier looks at; nil for a pair that a guard refuses.
    private func features(_ new: Int, _ stored: Int) -> PairFeatures? {
        let pair = UInt64(new) << 32 | UInt64(stored)
        if let features = self.known[pair] { return features }
        let (one, other) = (self.corpus.readings[new], self.corpus.readings[stored])
        var features: PairFeatures?
        if self.parts.guards.refusal(of: one, against: other) == nil {
            features = PairFeatures(
                new: self.side(new),
                stored: self.side(stored),
                cosine: self.corpus.cosine(new, stored, in: self.space)
            )
        }
        self.known[pair] = .some(features)
        return features
    }

    private func side(_ text: Int) -> PairSide {
        if let side = self.sides[text] { return side }
        let side = PairSide(self.corpus.readings[text], words: self.parts.words)
        self.sides[text] = side
        return side
    }
}

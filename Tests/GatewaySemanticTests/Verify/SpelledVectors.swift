@testable import GatewaySemantic

/// Vectors made of a word's letters: words that share letters are alike, and no weights are needed.
struct SpelledVectors: WordVectorSource {
    let dimensions = 32

    func knowledge(of word: String) -> WordKnowledge? {
        var vector = [Float](repeating: 0, count: self.dimensions)
        for byte in word.utf8 { vector[Int(byte) % self.dimensions] += 1 }
        guard !word.isEmpty else { return nil }
        return WordKnowledge(vector: vector, rarity: Float(min(word.utf8.count, 12)))
    }

    /// A side of a pair.
    static func side(_ text: String) -> PairSide {
        PairSide(PromptReading(text, language: "en"), words: Self())
    }

    /// The features of a pair.
    static func features(_ new: String, _ stored: String, cosine: Float = 0.9) -> PairFeatures {
        PairFeatures(new: self.side(new), stored: self.side(stored), cosine: cosine)
    }
}

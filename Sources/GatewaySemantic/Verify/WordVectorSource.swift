import CVectorKernels

/// Where the vectors of single words come from.
///
/// An implementer answers for any text within microseconds and always alike; it is called on a worker thread.
package protocol WordVectorSource: Sendable {
    /// How many numbers a vector has.
    var dimensions: Int { get }
    /// What is known of a word as it stands inside a text; nil for blanks.
    func knowledge(of word: String) -> WordKnowledge?
}

/// A word's vector and how common the word is.
package struct WordKnowledge: Sendable {
    /// The mean of its tokens' vectors, of any length: longer ones matter more for a text's meaning.
    package let vector: [Float]
    /// The logarithm of its rank among the words by frequency, about 0 to 10.4 for single tokens and more for words that
    /// the vocabulary has in pieces only.
    package let rarity: Float

    /// A word's vector and rarity.
    package init(vector: [Float], rarity: Float) {
        self.vector = vector
        self.rarity = rarity
    }
}

extension StaticEmbedder: WordVectorSource {
    /// Tokens below are bytes and control tokens; above them the vocabulary is ordered by how early a token was merged,
    /// which is nearly the order of frequency.
    private static let firstMerged: UInt32 = 250

    /// What the weights and the order of the vocabulary say of a word.
    package func knowledge(of word: String) -> WordKnowledge? {
        let tokens = self.tokens(of: word)
        guard let first = tokens.first, var vector = self.vector(of: first) else { return nil }
        for token in tokens.dropFirst() {
            guard let next = self.vector(of: token) else { return nil }
            for index in vector.indices { vector[index] += next[index] }
        }
        let kernels = VectorKernels.best.call
        kernels.scale_f32(&vector, 1 / Float(tokens.count), vector.count)
        let rank = tokens.count == 1 ? max(Int(first), Int(Self.firstMerged) + 10) - Int(Self.firstMerged) : 32_000
        let pieces = 0.4 * Double(tokens.count - 1)
        return WordKnowledge(vector: vector, rarity: Float(BoundMath.ln(Double(rank)) + pieces))
    }
}

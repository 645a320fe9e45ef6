import GatewayCore
import GatewaySemantic
import Testing

@testable import GatewayCache

/// A vector in which each word has a place of its own, so that texts are alike as far as they share words.
struct WordEmbedder: LocalEmbedder {
    let space = "words"
    let dimensions = 256

    func embed(_ text: String) -> [Float]? {
        var vector = [Float](repeating: 0, count: self.dimensions)
        for word in AnswerComparison.normalised(text).split(separator: " ") {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            vector[Int((hash ^ hash >> 32) % 256)] += 1
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : nil
    }
}

/// A source without vectors of words.
struct NoWordVectors: WordVectorSource {
    let dimensions = 256

    func knowledge(of word: String) -> WordKnowledge? { nil }
}

/// What answers by meaning in tests that need no weights.
enum SemanticFixture {
    static func state(_ settings: SemanticSettings = SemanticSettings()) throws -> SemanticState {
        let verifier = try #require(Verifier.builtIn)
        return SemanticState(
            SemanticState.Parts(
                embedders: [WordEmbedder()],
                remote: nil,
                scale: WordEmbedder(),
                words: NoWordVectors(),
                verifier: verifier,
                prior: try #require(verifier.model.calibration),
                language: { _ in "en" }
            ),
            settings,
            seed: 1,
            wallClock: { 1_800_000_000_000 }
        )
    }
}

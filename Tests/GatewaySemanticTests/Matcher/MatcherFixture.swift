import GatewaySemantic

/// An embedder that needs no weights: words are hashed into a few dimensions, so that texts with common words are near.
struct HashedEmbedder: LocalEmbedder, WordVectorSource {
    let space = "hashed-64"
    let dimensions = 64

    func embed(_ text: String) -> [Float]? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty else { return nil }
        var sum = [Float](repeating: 0, count: self.dimensions)
        for word in words {
            let vector = self.vector(String(word))
            for index in sum.indices { sum[index] += vector[index] }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : nil
    }

    func knowledge(of word: String) -> WordKnowledge? {
        WordKnowledge(vector: self.vector(word), rarity: Float(min(word.count, 10)))
    }

    private func vector(_ word: String) -> [Float] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (0..<self.dimensions).map { index in
            var mixed = hash &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return Float(Int64(bitPattern: mixed ^ (mixed >> 31)) >> 40) / Float(1 << 23)
        }
    }
}

/// An embedder for which all texts are alike.
struct OneDirection: LocalEmbedder {
    let space = "one"
    let dimensions = 8

    func embed(_ text: String) -> [Float]? { [1, 0, 0, 0, 0, 0, 0, 0] }
}

/// A small generator with a seed, so that a failing run can be repeated.
struct MatcherChance: RandomNumberGenerator {
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

enum MatcherFixture {
    static let here = SemanticKey(1, 0, 0, 0)
    static let there = SemanticKey(2, 0, 0, 0)

    /// Serves every candidate that no guard refuses.
    static let serveAll = CosineAcceptance(least: -1)
    /// Serves nothing and wants all compared.
    static let exploreAll = BoundedAcceptance(
        risks: [Float](repeating: 0.5, count: AcceptanceBucket.count * RiskTable.bands),
        limit: -1
    )

    static func matcher(_ limits: SemanticMatcher.Limits = .init()) -> SemanticMatcher {
        let embedder = HashedEmbedder()
        let parts = SemanticMatcher.Parts(
            embedder: embedder,
            words: embedder,
            guards: Guards(),
            verifier: Verifier(VerifierModel(base: 0))
        ) { _ in "en" }
        return SemanticMatcher(parts, limits: limits)
    }

    static func answer(_ number: Int) -> SemanticKey { SemanticKey(0, 0, 0, UInt64(number)) }
}

extension SemanticMatcher {
    /// Stores a text.
    @discardableResult
    func keep(
        _ text: String,
        _ number: Int,
        in namespace: SemanticKey = MatcherFixture.here,
        expires: Int64? = nil
    ) -> Bool {
        self.read(text).map {
            self.insert($0, answer: MatcherFixture.answer(number), in: namespace, expires: expires)
        } ?? false
    }

    /// Looks a text up; serves what guards let pass.
    func find(
        _ text: String,
        in namespace: SemanticKey = MatcherFixture.here,
        at now: Int64 = 0,
        explains: Bool = false
    ) -> MatchResult {
        self.read(text).map {
            self.lookup($0, in: namespace, policy: MatcherFixture.serveAll, at: now, explains: explains)
        } ?? MatchResult()
    }
}

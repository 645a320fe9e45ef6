import GatewaySemantic
import GatewayTraining
import GatewayWire
import Testing

/// Texts are near by their first words, which says nothing of their answers.
private struct PrefixEmbedder: LocalEmbedder, WordVectorSource {
    let space = "prefix-16"
    let dimensions = 16

    func embed(_ text: String) -> [Float]? {
        var vector = [Float](repeating: 0.01, count: self.dimensions)
        for word in text.split(separator: " ").prefix(4) { vector[Int(word.utf8.first ?? 0) & 15] += 1 }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    func knowledge(of word: String) -> WordKnowledge? {
        WordKnowledge(vector: self.embed(word) ?? [], rarity: Float(word.count))
    }
}

@Suite struct MatcherRunTests {
    private struct Chance: RandomNumberGenerator {
        var state: UInt64 = 1

        mutating func next() -> UInt64 {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return self.state ^ (self.state >> 29)
        }
    }

    private static let cells = AcceptanceBucket.count * RiskTable.bands

    /// The answers of prompts that differ in capitals and marks only, right or wrong by the caller's choice.
    private static func run(
        areWrong: Bool,
        limit: Float,
        verified: Double?,
        entryRule: EntryAcceptance? = nil
    ) -> MatcherRun.Outcome? {
        let corpus = CacheCorpus { _ in "en" }
        let embedder = PrefixEmbedder()
        _ = corpus.add(embedder)
        let names = ["install", "repair", "paint", "rename", "upgrade", "translate"]
        let arrivals = (0..<600).compactMap { number in
            let verb = names[number % 6]
            let text = "How do I \(verb) the printer" + String(repeating: "!", count: number / 6) + "?"
            let answer = areWrong ? "\(number)" : verb
            return try? CacheArrival(.object([.init("prompt", .string(text)), .init("class", .string(answer))]))
        }
        let judge = StreamJudge(arrivals, into: corpus)
        let parts = SemanticMatcher.Parts(
            embedder: embedder,
            words: embedder,
            guards: Guards(),
            verifier: Verifier(VerifierModel(base: 0))
        ) { _ in "en" }
        let risks = [Float](repeating: 0.001, count: Self.cells)
        guard let calibration = AcceptanceCalibration(risks: risks, judged: RiskTable()) else { return nil }
        var chance = Chance()
        let settings = EvidenceLedger.Settings(most: 0.05)
        var verification = verified.map { MatcherRun.Verification(share: $0, settings: settings) }
        verification?.entryRule = entryRule
        return MatcherRun(judge, corpus, parts).run(
            start: BoundedAcceptance(risks: risks, limit: limit),
            calibration: calibration,
            verification: verification,
            chance: &chance
        )
    }

    @Test func `a policy that serves nothing leaves the exact hits`() throws {
        let outcome = try #require(Self.run(areWrong: false, limit: -1, verified: nil))
        #expect(outcome.counts.hits == 0 && outcome.exact == 0)
        #expect(outcome.counts.possible == 594)
        #expect(!outcome.missed.isEmpty)
    }

    @Test func `a policy that serves all hits every reworded prompt`() throws {
        let outcome = try #require(Self.run(areWrong: false, limit: 1, verified: nil))
        #expect(outcome.counts.hits == 594 && outcome.counts.wrong == 0 && outcome.compared == 0)
    }

    @Test func `wrong hits count, whether they were compared or not`() throws {
        let outcome = try #require(Self.run(areWrong: true, limit: 1, verified: nil))
        #expect(outcome.counts.hits > 500 && outcome.counts.wrong == outcome.counts.hits)
        #expect(outcome.wrong.count == outcome.counts.wrong)
    }

    @Test func `verified mode stops serving what turns out to be wrong`() throws {
        let outcome = try #require(Self.run(areWrong: true, limit: 1, verified: 0.5))
        #expect(outcome.compared > 0)
        #expect(outcome.counts.wrong < 100)
    }

    @Test func `the rule of each entry decides where it is asked for`() throws {
        let never = try #require(
            Self.run(areWrong: false, limit: 1, verified: 0.5, entryRule: EntryAcceptance(most: 0))
        )
        #expect(never.counts.hits == 0)
        #expect(never.compared == 0)
        let bound = try #require(Self.run(areWrong: false, limit: 1, verified: 0.5))
        #expect(bound.counts.hits > 0)
    }

    @Test func `the policy at the end is the one that was learned`() throws {
        let fixed = try #require(Self.run(areWrong: true, limit: 1, verified: nil))
        #expect(fixed.policy.limit == 1)
        let learned = try #require(Self.run(areWrong: true, limit: 1, verified: 0.5))
        #expect(learned.policy.limit < 1)
    }

    @Test func `verified mode compares about its share of the hits`() throws {
        let outcome = try #require(Self.run(areWrong: false, limit: 1, verified: 0.2))
        #expect(outcome.counts.wrong == 0)
        #expect(outcome.compared > 0 && outcome.compared < outcome.counts.hits)
    }
}

import GatewaySemantic
import GatewayWire
import Testing

@testable import GatewayTraining

struct VerifierTrainerTests {
    /// Pairs whose truth hangs on two features: the odds rise with the cosine and fall with numbers apart.
    static func samples(_ count: Int, seed: UInt64, source: String = "a") -> [VerifierSample] {
        var chance = LanguageChance(seed: seed)
        return (0..<count).compactMap { _ in
            var values = [Float](repeating: 0, count: PairFeatures.count)
            let cosine = chance.unit()
            let apart: Float = chance.unit() < 0.3 ? 1 : 0
            values[PairFeature.cosine.rawValue] = cosine
            values[PairFeature.numbersApart.rawValue] = apart
            values[PairFeature.length.rawValue] = chance.unit()
            let odds = 8 * (cosine - 0.5) - 4 * apart
            let isSame = Double(chance.unit()) < TrainingMath.logistic(Double(odds))
            return PairFeatures(values: values).map { VerifierSample(features: $0, isSame: isSame, source: source) }
        }
    }

    static func features(cosine: Float, apart: Float, length: Float = 0.5) -> PairFeatures? {
        var values = [Float](repeating: 0, count: PairFeatures.count)
        values[PairFeature.cosine.rawValue] = cosine
        values[PairFeature.numbersApart.rawValue] = apart
        values[PairFeature.length.rawValue] = length
        return PairFeatures(values: values)
    }

    @Test func `the odds are learned`() throws {
        let model = VerifierTrainer.train(Self.samples(4000, seed: 1), options: VerifierTrainerOptions())
        #expect(model.trees > 20)
        for (cosine, apart) in [(0.9, 0.0), (0.2, 0.0), (0.9, 1.0), (0.5, 0.0)] as [(Float, Float)] {
            let features = try #require(Self.features(cosine: cosine, apart: apart))
            #expect(abs(model.odds(features) - (8 * (cosine - 0.5) - 4 * apart)) < 0.9)
        }
    }

    @Test func `the odds never go against a feature's direction`() throws {
        // Labels at random: whatever is learned is noise, and noise must not turn a direction round.
        var samples = Self.samples(3000, seed: 2)
        var chance = LanguageChance(seed: 3)
        for index in samples.indices { samples[index].isSame = chance.unit() < 0.5 }
        let model = VerifierTrainer.train(samples, options: VerifierTrainerOptions())
        for length in [Float(0.1), 0.5, 0.9] {
            var last = -Float.infinity
            for step in 0...50 {
                let near = try #require(Self.features(cosine: Float(step) / 50, apart: 0, length: length))
                let apart = try #require(Self.features(cosine: Float(step) / 50, apart: 1, length: length))
                #expect(model.odds(near) >= last - 1e-4)
                #expect(model.odds(apart) <= model.odds(near) + 1e-4)
                last = model.odds(near)
            }
        }
    }

    @Test func `the same samples give the same bytes`() {
        let options = VerifierTrainerOptions()
        let one = VerifierTrainer.train(Self.samples(500, seed: 4), options: options).bytes()
        #expect(one == VerifierTrainer.train(Self.samples(500, seed: 4), options: options).bytes())
        #expect(one != VerifierTrainer.train(Self.samples(500, seed: 5), options: options).bytes())
    }

    @Test func `samples of one label and none give a model without trees`() {
        var samples = Self.samples(100, seed: 6)
        for index in samples.indices { samples[index].isSame = true }
        #expect(VerifierTrainer.train(samples, options: VerifierTrainerOptions()).trees == 0)
        #expect(VerifierTrainer.train([], options: VerifierTrainerOptions()).trees == 0)
    }

    @Test func `a source is judged by models that never saw it`() {
        // The second source says the opposite: a model that had seen it would know.
        var samples = Self.samples(1500, seed: 7, source: "a")
        var contrary = Self.samples(1500, seed: 8, source: "b/near")
        for index in contrary.indices { contrary[index].isSame.toggle() }
        samples += contrary
        let evidence = VerifierTrainer.evidence(samples, options: VerifierTrainerOptions())
        #expect(evidence.count == 3000)
        let high = evidence.filter { $0.score > 0.5 }
        #expect(high.count { $0.isWrong } * 10 > high.count * 4)
    }

    @Test func `what a guard refuses and what rules made is no evidence`() {
        var samples = Self.samples(300, seed: 9, source: "a/kept") + Self.samples(300, seed: 10, source: "b/broken")
        var refused = Self.samples(300, seed: 11, source: "c")
        for index in refused.indices { refused[index].isRefused = true }
        samples += refused
        #expect(VerifierTrainer.evidence(samples, options: VerifierTrainerOptions()).isEmpty)
    }

    @Test func `a pair is read from a line`() throws {
        let document = JSONValue.object([
            .init("a", .string("x")), .init("b", .string("y")),
            .init("label", .number("1")), .init("weight", .number("2.5")),
            .init("source", .string("s")),
        ])
        let pair = try VerifierPair(document)
        #expect(pair == VerifierPair(a: "x", b: "y", isSame: true, weight: 2.5, source: "s"))
        let bad = JSONValue.object([
            .init("a", .string("x")), .init("b", .string("y")),
            .init("label", .number("1")), .init("weight", .number("-1")),
        ])
        #expect(throws: CacheRowError.self) { try VerifierPair(bad) }
    }
}

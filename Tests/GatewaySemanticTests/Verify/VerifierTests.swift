import Testing

@testable import GatewaySemantic

struct VerifierTests {
    /// One tree that asks only for numbers: odds +2 where they agree, -3 where not.
    static func model() -> VerifierModel {
        var model = VerifierModel(base: 0.25)
        var features = [UInt8](repeating: 0, count: VerifierModel.splits)
        var thresholds = [Float](repeating: .infinity, count: VerifierModel.splits)
        features[0] = UInt8(PairFeature.numbersApart.rawValue)
        thresholds[0] = 0.5
        var values = [Float](repeating: 2, count: VerifierModel.leaves)
        for leaf in VerifierModel.leaves / 2..<VerifierModel.leaves { values[leaf] = -3 }
        model.append(features: features, thresholds: thresholds, values: values)
        return model
    }

    static func features(numbersApart: Float = 0, cosine: Float = 0.9) -> PairFeatures {
        var features = SpelledVectors.features("one thing", "one thing", cosine: cosine)
        features[.numbersApart] = numbersApart
        return features
    }

    @Test func `a tree is followed to its leaf`() {
        #expect(Self.model().odds(Self.features()) == 2.25)
        #expect(Self.model().odds(Self.features(numbersApart: 1)) == -2.75)
        #expect(VerifierModel(base: 0.5).odds(Self.features()) == 0.5)
    }

    @Test func `trees may refuse but not vouch`() {
        let plain = Verifier(VerifierModel(base: 0.5))
        let trees = Verifier(Self.model())
        #expect(trees.score(Self.features()) == plain.score(Self.features()))
        #expect(trees.score(Self.features(numbersApart: 1)) < 0.2)
    }

    @Test func `the score rises with the cosine and falls with the crowd`() {
        let verifier = Verifier(Self.model())
        var last: Float = 0
        for step in 0...20 {
            let score = verifier.score(Self.features(cosine: 0.5 + Float(step) / 40))
            #expect(score > last)
            #expect(score < 1)
            last = score
        }
        let features = Self.features()
        #expect(verifier.score(features, crowding: 0.9) < verifier.score(features, crowding: 0.7))
        #expect(verifier.score(features, crowding: 0.4) == verifier.score(features))
        #expect(verifier.score(features, crowding: .nan) <= verifier.score(features, crowding: 1))
    }

    @Test func `a model survives its file`() throws {
        var model = Self.model()
        #expect(try VerifierModel(bytes: model.bytes()) == model)
        var chance = SeededDraws(seed: 9)
        model.calibration = AcceptanceCalibration(SimulatedTraffic().draws(500, &chance), using: &chance)
        let read = try VerifierModel(bytes: model.bytes())
        #expect(read == model)
        #expect(read.bytes() == model.bytes())
    }

    @Test func `a damaged file is refused`() {
        let bytes = Self.model().bytes()
        for at in bytes.indices {
            var damaged = bytes
            damaged[at] ^= 4
            #expect(throws: VerifierModelError.self) { try VerifierModel(bytes: damaged) }
        }
        for count in 0..<bytes.count {
            #expect(throws: VerifierModelError.self) { try VerifierModel(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: VerifierModelError.damaged) { try VerifierModel(bytes: bytes + [0]) }
    }

    @Test func `another version and other features are told apart from damage`() {
        var bytes = Self.model().bytes()
        bytes[4] = 77
        #expect(throws: VerifierModelError.version(found: 77)) { try VerifierModel(bytes: bytes) }
        bytes[4] = 1
        bytes[8] = 5
        #expect(throws: VerifierModelError.features(found: 5, known: PairFeatures.count)) {
            try VerifierModel(bytes: bytes)
        }
        #expect(throws: VerifierModelError.foreign) { try VerifierModel(bytes: [1, 2, 3]) }
    }

    @Test func `a tree with an unknown feature is left out`() {
        var model = VerifierModel(base: 0)
        let splits = VerifierModel.splits
        let values = [Float](repeating: 0, count: VerifierModel.leaves)
        model.append(
            features: [UInt8](repeating: 200, count: splits),
            thresholds: [Float](repeating: 0, count: splits),
            values: values
        )
        #expect(model.trees == 0)
    }
}

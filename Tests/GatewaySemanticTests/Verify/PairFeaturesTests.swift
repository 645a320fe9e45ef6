import Testing

@testable import GatewaySemantic

struct PairFeaturesTests {
    static let words = [
        "how", "do", "i", "sort", "a", "list", "of", "numbers", "in", "Python", "not", "Paris", "the", "fastest", "my",
        "5", "km", "why", "is", "sky", "blue", "from", "to", "\"quoted\"", "日本", "é", "2024", "your",
    ]

    static func text(_ chance: inout SeededDraws) -> String {
        (0..<Int(chance.unit() * 14)).map { _ in self.words[Int(chance.unit() * Double(self.words.count))] }
            .joined(separator: " ")
    }

    @Test func `the order of the two prompts does not matter`() {
        for seed in 0..<400 {
            var chance = SeededDraws(seed: UInt64(seed))
            let (a, b) = (Self.text(&chance), Self.text(&chance))
            let one = SpelledVectors.features(a, b)
            let other = SpelledVectors.features(b, a)
            for feature in PairFeature.allCases {
                #expect(
                    abs(one[feature] - other[feature]) <= 1e-4 * max(1, abs(one[feature])),
                    "seed \(seed): \(feature) of \(a) / \(b)"
                )
                #expect(one[feature].isFinite)
            }
        }
    }

    @Test func `the same prompt differs in nothing`() {
        for seed in 0..<100 {
            var chance = SeededDraws(seed: UInt64(seed) + 7000)
            let text = Self.text(&chance)
            let features = SpelledVectors.features(text, text, cosine: 1)
            for feature in [PairFeature.overlap, .contentOverlap, .alignment, .trigrams, .sequence, .lengthRatio] {
                #expect(abs(features[feature] - 1) < 1e-4, "\(feature) of \(text)")
            }
            for feature in [PairFeature.loss, .missing, .inversions, .worstLoss, .numbersApart, .negationApart] {
                #expect(features[feature] == 0, "\(feature) of \(text)")
            }
        }
    }

    @Test(
        arguments: [
            ("ride 5 km", "ride 6 km", PairFeature.numbersApart), ("go to Paris", "go to Rome", .namesApart),
            ("print \"a\"", "print \"b\"", .literalsApart), ("is my dog ill", "is your dog ill", .personsApart),
            ("can dogs fly", "can dogs not fly", .negationApart), ("why is it so", "when is it so", .otherQuestion),
            ("dogs chase small cats", "cats chase small dogs", .inversions),
            ("sort a list", "sort a list quickly", .missing), ("eat apples", "eat bananas", .missingOfBoth),
        ] as [(String, String, PairFeature)]
    )
    func `what differs is seen`(a: String, b: String, feature: PairFeature) {
        #expect(SpelledVectors.features(a, b)[feature] > 0)
        #expect(SpelledVectors.features(a, a)[feature] == 0)
    }

    @Test func `one word for another is judged by its likeness`() {
        let near = SpelledVectors.features("buy red shoes", "buy red shoos")
        let far = SpelledVectors.features("buy red shoes", "buy red lamps")
        #expect(near[.substitution] > far[.substitution])
        #expect(near[.alignment] > far[.alignment])
        #expect(near[.residue] > far[.residue])
        #expect(SpelledVectors.features("buy shoes", "buy shoes now")[.substitution] == 0)
    }

    @Test func `sequences and orders are counted`() {
        #expect(PairComparison.longestCommonSequence([1, 2, 3, 4], [2, 4, 3]) == 2)
        #expect(PairComparison.longestCommonSequence([], [1]) == 0)
        #expect(PairComparison.inversions([1, 2, 3], [3, 2, 1]) == 1)
        #expect(PairComparison.inversions([1, 2, 3], [1, 2, 3]) == 0)
        #expect(abs(PairComparison.inversions([1, 2, 3], [2, 1, 3]) - 1 / 3) < 1e-6)
        #expect(PairComparison.common([1, 1, 2, 5], [1, 1, 1, 5, 6]) == 3)
    }

    @Test func `a long prompt is compared by its beginning and an empty one by nothing`() {
        let long = Array(repeating: "word", count: 5000).joined(separator: " ")
        #expect(SpelledVectors.side(long).count == PairSide.mostWords)
        let features = SpelledVectors.features("", long, cosine: .nan)
        #expect(features.values.allSatisfy { $0.isFinite })
        #expect(features[.cosine] == 0)
        #expect(SpelledVectors.features("", "").values.allSatisfy { $0.isFinite })
        #expect(PairFeatures(values: [1]) == nil)
    }
}

import Testing

@testable import GatewaySemantic

struct EntryAcceptanceTests {
    static func observations(_ count: Int, seed: UInt64, midpoint: Double = 0.8) -> EntryObservations {
        var chance = SeededDraws(seed: seed)
        var observations = EntryObservations()
        for _ in 0..<count {
            let cosine = 0.6 + 0.4 * chance.unit()
            let right = chance.unit() < BoundMath.logistic(40 * (cosine - midpoint))
            observations.add(cosine: Float(cosine), isWrong: !right)
        }
        return observations
    }

    @Test func `an unknown entry is always explored`() {
        let policy = EntryAcceptance(most: 0.05)
        #expect(policy.exploration(cosine: 0.99, nil) == 1)
        #expect(policy.exploration(cosine: 0.99, Self.observations(3, seed: 1)) == 1)
        #expect(policy.exploration(cosine: .nan, Self.observations(40, seed: 1)) == 1)
        let known = AcceptanceCase(score: 1, cosine: 1)
        #expect(policy.verdict(on: known, chance: 0.999).decision == .explore)
    }

    @Test func `the fitted curve finds the midpoint`() throws {
        var sum = 0.0
        for seed in 1...20 {
            let curve = try #require(EntryCurve(Self.observations(48, seed: UInt64(seed)), spread: 40))
            sum += curve.midpoint
            #expect(curve.deviation > 0)
        }
        #expect(abs(sum / 20 - 0.8) < 0.02)
    }

    @Test func `exploring falls with the cosine, with evidence and with the allowed share`() {
        let policy = EntryAcceptance(most: 0.05)
        let known = Self.observations(48, seed: 3)
        let high = policy.exploration(cosine: 0.92, known)
        #expect(high < policy.exploration(cosine: 0.85, known))
        #expect(policy.exploration(cosine: 0.7, known) > 0.9)
        #expect(high < EntryAcceptance(most: 0.01).exploration(cosine: 0.92, known))
        #expect(high < policy.exploration(cosine: 0.92, Self.observations(8, seed: 3)))
    }

    @Test func `an entry that errs at every cosine is explored`() {
        var observations = EntryObservations()
        for index in 0..<40 { observations.add(cosine: 0.8 + Float(index) / 200, isWrong: true) }
        #expect(EntryAcceptance(most: 0.05).exploration(cosine: 0.99, observations) > 0.9)
    }

    @Test func `the share of wrong requests stays within the bound`() {
        let policy = EntryAcceptance(most: 0.05)
        var (wrong, hits, requests) = (0, 0, 0)
        for entry in 0..<60 {
            var chance = SeededDraws(seed: UInt64(entry) + 50)
            var observations = EntryObservations()
            for _ in 0..<300 {
                let cosine = Float(0.6 + 0.4 * chance.unit())
                let isWrong = chance.unit() >= BoundMath.logistic(40 * (Double(cosine) - 0.8))
                let known = AcceptanceCase(score: 0, cosine: cosine, observations: observations)
                requests += 1
                if policy.verdict(on: known, chance: chance.unit()).decision == .hit {
                    hits += 1
                    wrong += isWrong ? 1 : 0
                } else {
                    observations.add(cosine: cosine, isWrong: isWrong)
                }
            }
        }
        #expect(Double(wrong) / Double(requests) <= 0.05)
        #expect(Double(hits) / Double(requests) > 0.15)
    }

    @Test func `observations are bounded and the oldest goes`() {
        var observations = EntryObservations()
        for index in 0..<200 { observations.add(cosine: Float(index) / 200, isWrong: false) }
        #expect(observations.count == EntryObservations.most)
        #expect(observations.cosines.min() == Float(200 - EntryObservations.most) / 200)
        observations.add(cosine: .nan, isWrong: true)
        #expect(observations.fitted.allSatisfy { $0 })
    }

    @Test func `a plain cosine threshold is what it says`() {
        let policy = CosineAcceptance(least: 0.9)
        #expect(policy.verdict(on: AcceptanceCase(score: 0, cosine: 0.9), chance: 0).decision == .hit)
        #expect(policy.verdict(on: AcceptanceCase(score: 1, cosine: 0.89), chance: 0).decision == .miss)
        #expect(policy.verdict(on: AcceptanceCase(score: 1, cosine: .nan), chance: 0).decision == .miss)
    }
}

import Testing

@testable import GatewaySemantic

struct BoundSimulationTests {
    /// With 200 runs at 95 %, more than 19 violations have a probability of about 0.3 %.
    static let mostViolations = 19
    static let runs = 200

    @Test(arguments: [(0.02, 3000), (0.05, 1500), (0.1, 400)])
    func `a chosen threshold keeps the share in 95 of 100 samples`(most: Double, count: Int) {
        let traffic = SimulatedTraffic()
        let truths = traffic.truths()
        var violations = 0
        var chosen = 0
        for run in 0..<Self.runs {
            var chance = SeededDraws(seed: UInt64(run) + 1000)
            let evidence = traffic.draws(count, &chance)
            guard let found = ThresholdSelection.bounded(evidence, most: most) else { continue }
            chosen += 1
            let at = ThresholdSelection.grid.firstIndex(of: found.score) ?? 0
            violations += truths[at] > most + 0.0005 ? 1 : 0
            #expect(found.upper <= most)
        }
        #expect(violations <= Self.mostViolations)
        #expect(chosen >= 180)
    }

    @Test func `only the fixed order survives that the threshold is picked on the same sample`() {
        // Half of all answers are wrong at every score, a little more than is allowed: every choice is a violation.
        let traffic = SimulatedTraffic(slope: 0)
        var (naive, fixed) = (0, 0)
        for run in 0..<Self.runs {
            var chance = SeededDraws(seed: UInt64(run))
            let evidence = traffic.draws(600, &chance)
            let isPicked = ThresholdSelection.grid.contains { least in
                var share = WrongShare()
                for each in evidence where each.score >= least { share.add(isWrong: each.isWrong) }
                return share.chanceOfSoFew(ifShareIs: 0.49) <= 0.05
            }
            naive += isPicked ? 1 : 0
            fixed += ThresholdSelection.bounded(evidence, most: 0.49) == nil ? 0 : 1
        }
        #expect(naive > Self.mostViolations + 6)
        #expect(fixed <= Self.mostViolations)
    }

    @Test(arguments: [0.02, 0.05])
    func `a calibration with buckets keeps the share in 95 of 100 samples`(most: Double) {
        var traffic = SimulatedTraffic()
        traffic.shift[3] = 0.3
        traffic.shift[6] = -0.2
        var violations = 0
        for run in 0..<Self.runs {
            var chance = SeededDraws(seed: UInt64(run) + 5000)
            let evidence = traffic.draws(3000, &chance)
            let policy = AcceptanceCalibration(evidence, using: &chance).policy(most: most)
            violations += traffic.truth(4000, accepts: policy.accepts).wrong > most * 1.03 ? 1 : 0
        }
        #expect(violations <= Self.mostViolations)
    }

    @Test func `buckets that err are served less and the others more`() {
        var traffic = SimulatedTraffic()
        for index in 0..<4 { traffic.shift[index] = 0.4 }
        var chance = SeededDraws(seed: 3)
        let evidence = traffic.draws(20_000, &chance)
        let policy = AcceptanceCalibration(evidence, using: &chance).policy(most: 0.05)
        let plain = ThresholdSelection.bounded(evidence, most: 0.05)?.score ?? 2
        let bucketed = traffic.truth(accepts: policy.accepts)
        let single = traffic.truth { $0.score >= plain }
        #expect(bucketed.wrong <= 0.05)
        #expect(bucketed.hits > single.hits * 1.1)
        let good = traffic.truth { policy.accepts($0) && $0.bucket.index >= 4 }
        let bad = traffic.truth { policy.accepts($0) && $0.bucket.index < 4 }
        #expect(good.hits > 1.5 * bad.hits)
    }

    @Test func `conformal risk control keeps the expected share of wrong requests`() {
        let traffic = SimulatedTraffic()
        var sum = 0.0
        for run in 0..<200 {
            var chance = SeededDraws(seed: UInt64(run))
            let evidence = traffic.draws(200, &chance)
            guard let found = ThresholdSelection.conformal(evidence, requests: 400, most: 0.02) else { continue }
            let truth = traffic.truth(2000) { $0.score >= found.score }
            // Half of the requests have no candidate.
            sum += truth.wrong * truth.hits / 2
        }
        #expect(sum / 200 <= 0.0205)
        #expect(sum / 200 >= 0.01)
    }

    @Test func `without enough evidence nothing is served`() {
        let right = (0..<200).map { LabelledScore(score: 0.9 + Float($0) / 4000, isWrong: false) }
        #expect(ThresholdSelection.bounded(right, most: 0.01) == nil)
        #expect(ThresholdSelection.bounded(right, most: 0.05) != nil)
        #expect(ThresholdSelection.bounded([], most: 0.5) == nil)
        #expect(ThresholdSelection.bounded(right, most: 0) == nil)
        var chance = SeededDraws(seed: 1)
        let none = AcceptanceCalibration([], using: &chance)
        #expect(none.policy(most: 0.5).limit < 0)
        #expect(none.startingLimit(most: 0.5) == nil)
    }

    @Test func `order of the evidence does not matter`() {
        let traffic = SimulatedTraffic()
        var chance = SeededDraws(seed: 8)
        let evidence = traffic.draws(2000, &chance)
        let one = ThresholdSelection.bounded(evidence, most: 0.05)
        #expect(one == ThresholdSelection.bounded(evidence.reversed(), most: 0.05))
        #expect(one != nil)
    }
}

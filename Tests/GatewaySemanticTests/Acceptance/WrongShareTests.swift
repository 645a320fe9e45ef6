import Testing

@testable import GatewaySemantic

struct WrongShareTests {
    @Test(
        arguments: [
            (1, 1, 0.3, 0.3), (2, 3, 0.4, 0.5248), (0.5, 0.5, 0.1, 0.204_832_764_699_133_45),
            (30, 970, 0.04, 0.959_278_101_281_719_4), (5, 5000, 0.002, 0.971_011_340_893_042_8),
            (1, 299, 0.01, 0.950_463_743_362_337_5), (800, 200, 0.79, 0.212_845_745_385_350_1),
        ] as [(Double, Double, Double, Double)]
    )
    func `the incomplete beta function has eleven digits`(a: Double, b: Double, x: Double, expected: Double) {
        let beta = BetaDistribution(a: a, b: b)
        #expect((beta.cumulative(x) - expected).magnitude <= 1e-11)
        #expect((beta.quantile(expected) - x).magnitude <= 1e-9)
    }

    @Test(
        arguments: [
            (0, 299, 0.009_969_146_792_899_269, 0), (0, 10, 0.258_865_550_893_052_2, 0),
            (3, 500, 0.015_433_734_876_752_685, 0.001_637_320_981_923_842_6),
            (10, 100, 0.163_717_623_275_814_77, 0.055_263_237_682_870_04),
            (50, 50, 1, 0.941_844_920_883_027_7), (1, 473, 0.009_989_707_474_224_693, 0.000_108_436_606_6),
        ] as [(Double, Double, Double, Double)]
    )
    func `the bounds are those of Clopper and Pearson`(wrong: Double, of: Double, upper: Double, lower: Double) {
        let share = WrongShare(wrong: wrong, right: of - wrong)
        #expect((share.upper() - upper).magnitude <= 1e-9)
        #expect((share.lower() - lower).magnitude <= 1e-9)
    }

    @Test(arguments: [(0.01, 299), (0.02, 149), (0.05, 59), (0.5, 5), (1, 1)])
    func `without a wrong one a known count is enough`(share: Double, count: Int) {
        #expect(WrongShare.leastCount(refuting: share) == count)
        #expect(WrongShare(right: Double(count)).upper() <= share)
        #expect(count == 1 || WrongShare(right: Double(count - 1)).upper() > share)
    }

    @Test(arguments: [(0, 40), (3, 97), (7, 12)] as [(Double, Double)])
    func `test and bound agree`(wrong: Double, right: Double) {
        let share = WrongShare(wrong: wrong, right: right)
        let upper = share.upper()
        #expect(share.chanceOfSoFew(ifShareIs: upper + 1e-6) < 0.05)
        #expect(share.chanceOfSoFew(ifShareIs: upper - 1e-6) > 0.05)
    }

    @Test func `the bound covers the truth at nearly its confidence`() {
        for (truth, count) in [(0.01, 400), (0.05, 100), (0.3, 30)] {
            var chance = SeededDraws(seed: 7)
            var covered = 0
            for _ in 0..<2000 {
                var share = WrongShare()
                for _ in 0..<count { share.add(isWrong: chance.unit() < truth) }
                covered += share.upper() >= truth ? 1 : 0
            }
            // Three deviations below 95 % of 2000; Clopper and Pearson err on the safe side.
            #expect(covered >= 1871)
        }
    }

    @Test func `the bound for all times is rarely above the truth at any time`() {
        var broken = 0
        for run in 0..<400 {
            var chance = SeededDraws(seed: UInt64(run))
            var share = WrongShare()
            var isBroken = false
            for _ in 0..<400 {
                share.add(isWrong: chance.unit() < 0.05)
                isBroken = isBroken || share.lowerAtAnyTime() > 0.05
            }
            broken += isBroken ? 1 : 0
        }
        #expect(broken <= 33)
        #expect(WrongShare(wrong: 30, right: 70).lowerAtAnyTime() > 0.15)
        #expect(WrongShare(wrong: 30, right: 70).lowerAtAnyTime() < WrongShare(wrong: 30, right: 70).lower())
        #expect(WrongShare(right: 70).lowerAtAnyTime() == 0)
    }

    @Test func `counts fade and never go below zero`() {
        var share = WrongShare(wrong: -3, right: 8)
        #expect(share.count == 8)
        share.fade(by: 0.25)
        #expect(share.right == 2)
        share.fade(by: 7)
        #expect(share.right == 2)
        share.add(isWrong: true, weight: -1)
        #expect(share.wrong == 0)
        #expect(WrongShare().ratio == nil)
        #expect(WrongShare().upper() == 1)
        #expect(WrongShare().lower() == 0)
    }
}

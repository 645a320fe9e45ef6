import Testing

@testable import GatewaySemantic

struct EvidenceLedgerTests {
    /// A calibration of plain traffic that supports 5 %.
    static func calibration(_ traffic: SimulatedTraffic = SimulatedTraffic()) -> AcceptanceCalibration {
        var chance = SeededDraws(seed: 11)
        return AcceptanceCalibration(traffic.draws(8000, &chance), using: &chance)
    }

    /// Runs traffic through a group: what is served is compared now and then, what is not served always.
    static func run(
        _ traffic: SimulatedTraffic,
        _ ledger: inout EvidenceLedger,
        count: Int,
        from start: Double = 0,
        seed: UInt64
    ) -> GroupStanding {
        var chance = SeededDraws(seed: seed)
        var standing = ledger.review("g", at: start)
        for index in 0..<count {
            let now = start + Double(index)
            let candidate = traffic.draw(&chance)
            let isHit = standing.policy.accepts(candidate)
            if !isHit || chance.unit() < 0.3 {
                ledger.note(candidate, isHit: isHit, group: "g", at: now, using: &chance)
            }
            if index % 100 == 99 { standing = ledger.review("g", at: now) }
        }
        return standing
    }

    @Test func `traffic like the calibration is kept and stays within the bound`() {
        let traffic = SimulatedTraffic()
        var violations = 0
        var kept = 0
        for seed in 0..<40 {
            var ledger = EvidenceLedger(settings: .init(most: 0.05), prior: Self.calibration())
            let standing = Self.run(traffic, &ledger, count: 3000, seed: UInt64(seed))
            violations += traffic.truth(5000, accepts: standing.policy.accepts).wrong > 0.051 ? 1 : 0
            kept += standing.decision == .off ? 0 : 1
            #expect(standing.interval.lowerBound <= (standing.ratio ?? 0))
            #expect(standing.interval.upperBound >= (standing.ratio ?? 0))
        }
        // More than 6 of 40 at 5 % have a probability below 0.4 %.
        #expect(violations <= 6)
        #expect(kept == 40)
    }

    @Test func `a shifted bucket is found out and the group recovers`() {
        var shifted = SimulatedTraffic()
        for index in 0..<3 { shifted.shift[index] = 0.45 }
        let prior = Self.calibration()
        let before = shifted.truth(accepts: prior.policy(most: 0.05).accepts)
        #expect(before.wrong > 0.08)
        var violations = 0
        var hits = 0.0
        for seed in 0..<40 {
            var ledger = EvidenceLedger(settings: .init(most: 0.05), prior: prior)
            let standing = Self.run(shifted, &ledger, count: 6000, seed: UInt64(seed) + 100)
            let after = shifted.truth(8000, accepts: standing.policy.accepts)
            violations += after.wrong > 0.052 ? 1 : 0
            hits += after.hits / 40
        }
        #expect(violations <= 6)
        // Five of eight buckets are as good as before.
        #expect(hits > 0.3 * before.hits)
    }

    @Test func `a group that goes wrong everywhere is switched off and comes back when it is right again`() {
        var broken = SimulatedTraffic()
        broken.shift = [Double](repeating: 3, count: AcceptanceBucket.count)
        var ledger = EvidenceLedger(settings: .init(most: 0.05, halfLife: 2000), prior: Self.calibration())
        #expect(Self.run(broken, &ledger, count: 1500, seed: 1).decision == .off)
        let after = Self.run(SimulatedTraffic(), &ledger, count: 20_000, from: 1500, seed: 2)
        #expect(after.decision != .off)
        #expect(SimulatedTraffic().truth(accepts: after.policy.accepts).wrong <= 0.055)
    }

    @Test func `wrong hits tighten at the next review`() {
        var ledger = EvidenceLedger(settings: .init(most: 0.05), prior: Self.calibration())
        let first = ledger.review("g", at: 0)
        #expect(first.decision == .keep)
        var chance = SeededDraws(seed: 4)
        for _ in 0..<60 {
            let wrong = LabelledScore(score: 0.9, isWrong: true)
            ledger.note(wrong, isHit: true, group: "g", at: 1, using: &chance)
        }
        let second = ledger.review("g", at: 2)
        #expect(second.decision != .keep)
        #expect(!second.policy.accepts(LabelledScore(score: 0.9, isWrong: false)))
        #expect(second.ratio == 1)
        #expect(ledger.review("other", at: 2).decision == .keep)
    }

    @Test func `a looser limit waits for evidence`() {
        let prior = Self.calibration()
        var account = EvidenceAccount(limit: 0.01, isProvisional: false, at: 0)
        let settings = EvidenceLedger.Settings(most: 0.05, patience: 50)
        account.settle(holds: true, tight: 0.1, loose: 0.08, settings: settings)
        #expect(account.limit == 0.01)
        for _ in 0..<50 {
            account.note(LabelledScore(score: 0.9, isWrong: false), isHit: true, learns: true, weight: 1)
        }
        account.settle(holds: true, tight: 0.1, loose: 0.01, settings: settings)
        #expect(account.limit == 0.01)
        account.settle(holds: true, tight: 0.1, loose: 0.08, settings: settings)
        #expect(account.limit == 0.08)
        account.settle(holds: true, tight: 0.02, loose: 0.02, settings: settings)
        #expect(account.limit == 0.08)
        account.settle(holds: false, tight: 0.02, loose: 0.02, settings: settings)
        #expect(account.limit == 0.02)
        account.settle(holds: false, tight: nil, loose: nil, settings: settings)
        #expect(account.limit == -1)
        #expect(prior.limit(most: 0.05) != nil)
    }

    @Test func `an estimate is where a group begins, and evidence ends it`() {
        let weak = SimulatedTraffic()
        var chance = SeededDraws(seed: 12)
        let prior = AcceptanceCalibration(weak.draws(400, &chance), using: &chance)
        #expect(prior.limit(most: 0.01) == nil)
        let settings = EvidenceLedger.Settings(most: 0.01, exactShare: 0.9)
        var ledger = EvidenceLedger(settings: settings, prior: prior)
        let start = ledger.review("g", at: 0)
        #expect(start.decision == .keep)
        #expect(start.policy.accepts(LabelledScore(score: 0.95, isWrong: false)))
        for _ in 0..<40 {
            ledger.note(LabelledScore(score: 0.95, isWrong: false), isHit: true, group: "g", at: 1, using: &chance)
        }
        #expect(ledger.review("g", at: 2).policy.limit == start.policy.limit)
        for _ in 0..<40 {
            ledger.note(LabelledScore(score: 0.95, isWrong: true), isHit: true, group: "g", at: 3, using: &chance)
        }
        #expect(ledger.review("g", at: 4).decision == .off)
    }

    @Test func `exact hits count as right where they are noted`() {
        var chance = SeededDraws(seed: 13)
        let prior = AcceptanceCalibration([], using: &chance)
        func standing(exact: Int) -> GroupStanding {
            var chance = SeededDraws(seed: 14)
            var ledger = EvidenceLedger(settings: .init(most: 0.01), prior: prior)
            for index in 0..<400 {
                let observation = LabelledScore(score: 0.9, isWrong: index % 20 == 0)
                ledger.note(observation, isHit: false, group: "g", at: 1, using: &chance)
            }
            ledger.noteExact(hits: exact, weight: 0.5, group: "g", at: 1)
            return ledger.review("g", at: 2)
        }
        #expect(standing(exact: 0).decision == .off)
        let diluted = standing(exact: 20_000).policy
        #expect(diluted.accepts(LabelledScore(score: 0.9, isWrong: false)))
        // However many exact hits there are, no candidate is served that is wrong more often than right.
        #expect(!diluted.accepts(LabelledScore(score: 0.1, isWrong: false)))
        #expect(diluted.limit <= AcceptanceLimit.mostRisk)
    }

    @Test(arguments: [(1.0, 1.0), (0.25, 0.25), (7, 1), (-1, 0)])
    func `an observation tests by its weight and teaches whole`(weight: Double, counted: Double) throws {
        var chance = SeededDraws(seed: 21)
        var ledger = EvidenceLedger(settings: .init(most: 0.05), prior: Self.calibration())
        for _ in 0..<400 {
            let seen = LabelledScore(score: 0.8, isWrong: false)
            ledger.note(seen, isHit: false, group: "g", at: 0, weight: weight, using: &chance)
        }
        let account = try #require(ledger.accounts["g"])
        let learned = account.learned.total.count
        #expect((150...250).contains(learned))
        #expect((account.judged.total.count - (400 - learned) * counted).magnitude < 1e-6)
    }

    @Test func `evidence fades by half in a half-life`() {
        var chance = SeededDraws(seed: 5)
        var ledger = EvidenceLedger(settings: .init(most: 0.05, halfLife: 1000), prior: Self.calibration())
        let wrong = LabelledScore(score: 0.9, isWrong: true)
        for _ in 0..<8 { ledger.note(wrong, isHit: true, group: "g", at: 0, using: &chance) }
        #expect(abs(ledger.review("g", at: 1000).evidence.wrong - 4) < 1e-6)
        #expect(abs(ledger.review("g", at: 500).evidence.wrong - 4) < 1e-6)
        #expect(abs(ledger.review("g", at: 3000).evidence.wrong - 1) < 1e-6)
    }

    @Test func `groups beyond the most share an account`() {
        var chance = SeededDraws(seed: 6)
        var ledger = EvidenceLedger(settings: .init(most: 0.05, mostGroups: 3), prior: Self.calibration())
        for index in 0..<50 {
            let right = LabelledScore(score: 0.9, isWrong: false)
            ledger.note(right, isHit: true, group: "g\(index)", at: 0, using: &chance)
        }
        #expect(ledger.groups.count == 4)
        #expect(ledger.review("g40", at: 0).evidence.right == 47)
        ledger.forget("g0")
        #expect(ledger.groups.count == 3)
    }

    @Test func `a state survives and damage is found`() throws {
        var ledger = EvidenceLedger(settings: .init(most: 0.05), prior: Self.calibration())
        let standing = Self.run(SimulatedTraffic(), &ledger, count: 500, seed: 7)
        let state = ledger.state()
        var again = try EvidenceLedger(settings: ledger.settings, prior: ledger.prior, state: state)
        #expect(again.state() == state)
        #expect(again.review("g", at: 499) == standing)
        for at in stride(from: 0, to: state.count, by: max(1, state.count / 97)) {
            var damaged = state
            damaged[at] ^= 0x10
            #expect(throws: EvidenceStateError.self) {
                try EvidenceLedger(settings: ledger.settings, prior: ledger.prior, state: damaged)
            }
            #expect(throws: EvidenceStateError.self) {
                try EvidenceLedger(settings: ledger.settings, prior: ledger.prior, state: Array(state.prefix(at)))
            }
        }
    }
}

import GatewayCore
import Testing

@Suite struct DegradationLadderTests {
    private static let second: UInt64 = 1_000_000_000

    private static func run(
        _ ladder: inout DegradationLadder,
        _ signs: DegradationSigns,
        from start: UInt64,
        seconds: UInt64
    ) {
        for second in 0...seconds {
            ladder.look(signs, at: (start + second) * Self.second)
        }
    }

    @Test func `a group that is well stays where it is`() {
        var ladder = DegradationLadder(settings: DegradationSettings())
        Self.run(&ladder, DegradationSigns(overload: 0.1, headroom: 0.5, budget: 0.5), from: 0, seconds: 1_000)
        #expect(ladder.level == 0 && ladder.allowed == nil && ladder.tier == nil && ladder.cause == nil)
    }

    @Test(arguments: [
        (DegradationSigns(overload: 0.3), DegradationLadder.Cause.overload),
        (DegradationSigns(headroom: 0.05), .headroom), (DegradationSigns(budget: 0.97), .budget),
    ])
    func `a cause that lasts takes the group down step by step, and not below the last`(
        signs: DegradationSigns,
        cause: DegradationLadder.Cause
    ) {
        var ladder = DegradationLadder(settings: DegradationSettings())
        Self.run(&ladder, signs, from: 0, seconds: 1)
        #expect(ladder.level == 0)
        Self.run(&ladder, signs, from: 2, seconds: 0)
        #expect(ladder.level == 1 && ladder.tier == .standard && ladder.cause == cause)
        #expect(ladder.allowed == [.standard, .basic])
        Self.run(&ladder, signs, from: 3, seconds: 100)
        #expect(ladder.level == 2 && ladder.tier == .basic && ladder.stepsDown == 2)
    }

    @Test func `a peak takes it nowhere`() {
        var ladder = DegradationLadder(settings: DegradationSettings())
        for second in 0..<500 as Range<UInt64> {
            ladder.look(DegradationSigns(overload: second.isMultiple(of: 3) ? 0 : 1), at: second * Self.second)
        }
        #expect(ladder.level == 0)
    }

    @Test func `it goes up one step at a time, after its stay, and not before the cause is clearly gone`() {
        var ladder = DegradationLadder(settings: DegradationSettings())
        Self.run(&ladder, DegradationSigns(overload: 1), from: 0, seconds: 10)
        #expect(ladder.level == 2)
        // Below the threshold, and not below its half.
        Self.run(&ladder, DegradationSigns(overload: 0.15), from: 11, seconds: 200)
        #expect(ladder.level == 2)
        ladder.look(DegradationSigns(overload: 0.05), at: 212 * Self.second)
        #expect(ladder.level == 1)
        Self.run(&ladder, DegradationSigns(), from: 213, seconds: 28)
        #expect(ladder.level == 1 && ladder.cause == .overload)
        Self.run(&ladder, DegradationSigns(), from: 242, seconds: 0)
        #expect(ladder.level == 0 && ladder.cause == nil)
    }

    @Test func `causes have their own thresholds on the way back`() {
        for (down, between, up) in [
            (DegradationSigns(headroom: 0.05), DegradationSigns(headroom: 0.14), DegradationSigns(headroom: 0.3)),
            (DegradationSigns(budget: 0.96), DegradationSigns(budget: 0.94), DegradationSigns(budget: 0.5)),
        ] {
            var ladder = DegradationLadder(settings: DegradationSettings())
            Self.run(&ladder, down, from: 0, seconds: 2)
            Self.run(&ladder, between, from: 3, seconds: 100)
            #expect(ladder.level == 1)
            Self.run(&ladder, up, from: 104, seconds: 0)
            #expect(ladder.level == 0)
        }
    }

    @Test func `it moves by one step at a time and never off the ladder, whatever comes`() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var settings = DegradationSettings()
            settings.steps = Array([Tier.advanced, .standard, .basic].prefix(.random(in: 0...3, using: &random)))
            settings.release = .random(in: 0...1, using: &random)
            var ladder = DegradationLadder(settings: settings)
            var now: UInt64 = 0
            var moved: UInt64?
            for _ in 0..<500 {
                now += .random(in: 0...20_000_000_000, using: &random)
                let before = ladder.level
                ladder.look(
                    DegradationSigns(
                        overload: .random(in: 0...1, using: &random),
                        headroom: .random(in: 0...1, using: &random),
                        budget: .random(in: 0...1, using: &random)
                    ),
                    at: now
                )
                #expect(abs(ladder.level - before) <= 1, "seed \(seed)")
                #expect(ladder.level >= 0 && ladder.level <= max(settings.steps.count - 1, 0), "seed \(seed)")
                if ladder.level < before, let moved {
                    #expect(now - moved >= settings.minStay.nanoseconds, "seed \(seed)")
                }
                moved = ladder.level == before ? moved : now
            }
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: UInt64 {
        UInt64(self.components.seconds) * 1_000_000_000 + UInt64(self.components.attoseconds / 1_000_000_000)
    }
}

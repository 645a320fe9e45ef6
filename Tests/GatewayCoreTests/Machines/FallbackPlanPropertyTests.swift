import GatewayCore
import Testing

/// Whatever fails, and whoever rests: what `FallbackPlan` never does.
@Suite struct FallbackPlanPropertyTests {
    private static let largestStep: UInt64 = 3_000_000_000

    private struct World {
        var candidates: [FallbackCandidate]
        var restsUntil: [UInt64]
        var settings: RetrySettings
        var deadline: UInt64

        init(using random: inout SplitMix64) {
            let members = Int.random(in: 1...4, using: &random)
            let fallbacks = Int.random(in: 0...4, using: &random)
            self.candidates = (0..<(members + fallbacks)).map { position in
                FallbackCandidate(
                    target: 100 - position,
                    causes: Bool.random(using: &random)
                        ? .usual : FallbackCauses(rawValue: .random(in: 0..<32, using: &random)),
                    isMember: position < members,
                    contextWindow: [nil, 10, 20, 30].randomElement(using: &random) ?? nil
                )
            }
            self.restsUntil = self.candidates.map { _ in
                Int.random(in: 0..<3, using: &random) == 0 ? .random(in: 0...20_000_000_000, using: &random) : 0
            }
            self.settings = RetrySettings(attempts: .random(in: 0...8, using: &random))
            self.settings.on = Set(FaultCause.allCases.filter { _ in Bool.random(using: &random) })
            self.settings.maxWait = .milliseconds(Int.random(in: 0...12_000, using: &random))
            self.deadline = .random(in: 1...40_000_000_000, using: &random)
        }

        func view(_ attemptsLeft: Int, at now: UInt64) -> FallbackPlan.View {
            FallbackPlan.View(attemptsLeft: attemptsLeft, now: now, deadline: self.deadline) { target, time in
                time < self.restsUntil[100 - target]
            }
        }

        /// Whether a candidate other than the failed one may be asked because of a fault.
        func takes(_ position: Int, after failed: Int, _ fault: AttemptFault) -> Bool {
            guard let cause = fault.fallbackCause else { return false }
            let candidate = self.candidates[position]
            if cause == .contextWindow, let window = candidate.contextWindow,
                let old = self.candidates[failed].contextWindow, window > old
            {
                return true
            }
            if candidate.isMember {
                return cause != .contextWindow && cause != .contentPolicy
            }
            return candidate.causes.contains(FallbackCauses(cause))
        }
    }

    private static func fault(using random: inout SplitMix64) -> AttemptFault {
        AttemptFault(
            FaultCause.allCases.randomElement(using: &random) ?? .reset,
            retryAfter: Int.random(in: 0..<4, using: &random) == 0
                ? .random(in: 0...15_000_000_000, using: &random) : nil,
            shouldRetry: [nil, nil, nil, true, false].randomElement(using: &random) ?? nil
        )
    }

    @Test(arguments: 1...400)
    func `steps stay within attempts, deadline, causes and rests`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var chance = Chance(seed: UInt64(seed))
        let world = World(using: &random)
        let first = Int.random(in: 0..<world.candidates.count, using: &random)
        var plan = FallbackPlan(world.candidates, current: first, settings: world.settings)
        var asked: Set<Int> = [first]
        var silent: Set<Int> = []
        var now: UInt64 = 0
        var extra = 0
        let isRescue = Bool.random(using: &random)
        for _ in 0..<20 {
            let fault = Self.fault(using: &random)
            let failed = plan.current
            if fault.cause == .timeout {
                silent.insert(failed)
            }
            let view = world.view(world.settings.attempts - extra, at: now)
            let step =
                isRescue ? plan.nextForRescue(after: fault, view) : plan.next(after: fault, view, given: &chance)
            guard case .attempt(let position, let delay) = step else { break }
            extra += 1
            let at = now + delay
            #expect(extra <= world.settings.attempts && now < world.deadline, "seed \(seed)")
            #expect(at < world.deadline && at >= world.restsUntil[position], "seed \(seed)")
            #expect(plan.current == position && !silent.contains(position), "seed \(seed)")
            if position == failed {
                #expect(fault.mayRepeat(world.settings), "seed \(seed)")
                let waits = delay >= max(1_000_000, fault.retryAfter ?? 0)
                let isShort = fault.retryAfter ?? 0 <= world.settings.maxWait.wholeNanoseconds
                #expect(isRescue || waits && isShort, "seed \(seed)")
            } else {
                #expect(delay == 0 && asked.insert(position).inserted, "seed \(seed)")
                #expect(world.takes(position, after: failed, fault), "seed \(seed)")
            }
            now = at + .random(in: 0...Self.largestStep, using: &random)
        }
    }

    @Test(arguments: 1...200)
    func `a plan only stops where nobody may be asked`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var chance = Chance(seed: UInt64(seed))
        let world = World(using: &random)
        var plan = FallbackPlan(world.candidates, current: 0, settings: world.settings)
        var asked: Set<Int> = [0]
        for left in (0...10).reversed() {
            let fault = Self.fault(using: &random)
            let failed = plan.current
            let step = plan.next(after: fault, world.view(left, at: 0), given: &chance)
            guard case .attempt(let position, _) = step else {
                let other = world.candidates.indices.first {
                    !asked.contains($0) && world.restsUntil[$0] == 0 && world.takes($0, after: failed, fault)
                }
                #expect(left == 0 || other == nil, "seed \(seed)")
                break
            }
            asked.insert(position)
        }
    }
}

import GatewayCore
import Testing

@Suite struct FallbackPlanTests {
    private static let second: UInt64 = 1_000_000_000
    private static let passing: [FaultCause] = [
        .unreachable, .reset, .rateLimit, .requestTimeout, .serverError, .badResponse,
    ]

    private var chance = Chance(seed: 7)

    /// Members first, then fallbacks; the target's position is ten times the candidate's.
    private static func candidates(
        _ members: Int,
        _ fallbacks: [FallbackCauses] = [],
        windows: [Int?] = []
    ) -> [FallbackCandidate] {
        let causes = Array(repeating: FallbackCauses.usual, count: members) + fallbacks
        return causes.enumerated().map { position, causes in
            FallbackCandidate(
                target: position * 10,
                causes: causes,
                isMember: position < members,
                contextWindow: position < windows.count ? windows[position] : nil
            )
        }
    }

    private static func plan(
        _ candidates: [FallbackCandidate],
        current: Int = 0,
        _ settings: RetrySettings = RetrySettings()
    ) -> FallbackPlan {
        FallbackPlan(candidates, current: current, settings: settings)
    }

    private static func view(
        _ attemptsLeft: Int = 5,
        now: UInt64 = 0,
        deadline: UInt64 = .max,
        refusing: Set<Int> = []
    ) -> FallbackPlan.View {
        FallbackPlan.View(attemptsLeft: attemptsLeft, now: now, deadline: deadline) { target, _ in
            refusing.contains(target)
        }
    }

    @Test(arguments: FaultCause.allCases)
    mutating func `another member is asked at once, but for what it would refuse as well`(cause: FaultCause) {
        var plan = Self.plan(Self.candidates(2))
        let step = plan.next(after: AttemptFault(cause), Self.view(), given: &self.chance)
        let isRefusal = cause == .contextWindow || cause == .contentPolicy || cause == .rejected
        #expect(step == (isRefusal ? .stop : .attempt(1, after: 0)))
        #expect(plan.current == (isRefusal ? 0 : 1))
    }

    @Test(arguments: FaultCause.allCases, [nil, true, false] as [Bool?])
    mutating func `who is alone is asked again after what may pass, unless told otherwise`(
        cause: FaultCause,
        shouldRetry: Bool?
    ) {
        var settings = RetrySettings()
        settings.on = Set(FaultCause.allCases)
        var plan = Self.plan(Self.candidates(1), settings)
        let step = plan.next(after: AttemptFault(cause, shouldRetry: shouldRetry), Self.view(), given: &self.chance)
        guard Self.passing.contains(cause), shouldRetry != false else {
            #expect(step == .stop)
            return
        }
        guard case .attempt(0, let delay) = step else {
            Issue.record("\(step)")
            return
        }
        #expect((1_000_000...200_000_000).contains(delay))
    }

    @Test mutating func `what the settings leave out is repeated only where the provider asks for it`() {
        var settings = RetrySettings()
        settings.on = []
        var plan = Self.plan(Self.candidates(1), settings)
        #expect(plan.next(after: AttemptFault(.serverError), Self.view(), given: &self.chance) == .stop)
        let step = plan.next(after: AttemptFault(.serverError, shouldRetry: true), Self.view(), given: &self.chance)
        #expect(step != .stop)
    }

    @Test mutating func `pauses grow with each time in a row`() {
        var longest: [UInt64] = [0, 0, 0, 0]
        for _ in 0..<400 {
            var plan = Self.plan(Self.candidates(1))
            for retry in longest.indices {
                let step = plan.next(after: AttemptFault(.reset), Self.view(), given: &self.chance)
                guard case .attempt(0, let delay) = step else {
                    Issue.record("\(step)")
                    return
                }
                longest[retry] = max(longest[retry], delay)
            }
        }
        for (retry, delay) in longest.enumerated() {
            let bound = 200_000_000 << UInt64(retry)
            #expect(delay <= bound && delay > bound * 9 / 10, "retry \(retry): \(delay)")
        }
    }

    @Test(
        arguments: [
            (0, true), (1, true), (9_999_999_999, true), (10_000_000_000, true), (10_000_000_001, false),
            (.max, false),
        ] as [(UInt64, Bool)]
    )
    mutating func `Retry-After is waited for up to the longest wait`(wait: UInt64, isWaitedFor: Bool) {
        var plan = Self.plan(Self.candidates(1))
        let step = plan.next(after: AttemptFault(.rateLimit, retryAfter: wait), Self.view(), given: &self.chance)
        guard case .attempt(0, let delay) = step else {
            #expect(!isWaitedFor)
            return
        }
        #expect(isWaitedFor && delay >= max(wait, 1_000_000) && delay <= max(wait, 200_000_000))
    }

    @Test mutating func `what would come after the deadline is not waited for`() {
        let fault = AttemptFault(.rateLimit, retryAfter: 2 * Self.second)
        var late = Self.plan(Self.candidates(1))
        let lateView = Self.view(now: 7 * Self.second, deadline: 9 * Self.second)
        #expect(late.next(after: fault, lateView, given: &self.chance) == .stop)
        var intime = Self.plan(Self.candidates(1))
        let timely = Self.view(now: 7 * Self.second, deadline: 9 * Self.second + 1)
        #expect(intime.next(after: fault, timely, given: &self.chance) == .attempt(0, after: 2 * Self.second))
    }

    @Test mutating func `a deployment that will still rest after the pause is not asked again`() {
        var plan = Self.plan(Self.candidates(1))
        let view = FallbackPlan.View(attemptsLeft: 2, now: 5, deadline: .max) { _, time in time < Self.second }
        #expect(plan.next(after: AttemptFault(.reset), view, given: &self.chance) == .stop)
        let fault = AttemptFault(.rateLimit, retryAfter: Self.second - 5)
        #expect(plan.next(after: fault, view, given: &self.chance) == .attempt(0, after: Self.second - 5))
    }

    @Test(arguments: FaultCause.allCases, FallbackCause.allCases)
    mutating func `a fallback is asked for its causes and no others`(fault: FaultCause, cause: FallbackCause) {
        var plan = Self.plan(Self.candidates(2, [FallbackCauses(cause)]), current: 1)
        let view = Self.view(refusing: [0])
        var settings = RetrySettings()
        settings.on = []
        plan = Self.plan(plan.candidates, current: 1, settings)
        let step = plan.next(after: AttemptFault(fault), view, given: &self.chance)
        let expected: FallbackPlan.Step =
            AttemptFault(fault).fallbackCause == cause ? .attempt(2, after: 0) : .stop
        #expect(step == expected)
    }

    @Test(
        arguments: [
            ([100, 100, 100], [.usual], .stop), ([100, 101, 500], [.usual], .attempt(1, after: 0)),
            ([100, 99, 101], [.usual], .attempt(2, after: 0)), ([nil, 500, 900], [.usual], .stop),
            ([nil, nil, nil], [FallbackCauses(.contextWindow)], .attempt(2, after: 0)),
            ([100, nil, nil], [.usual], .stop),
            ([100, 100, 50], [FallbackCauses(.contextWindow)], .attempt(2, after: 0)),
        ] as [([Int?], [FallbackCauses], FallbackPlan.Step)]
    )
    mutating func `a prompt that does not fit goes to a larger window`(
        windows: [Int?],
        causes: [FallbackCauses],
        expected: FallbackPlan.Step
    ) {
        var plan = Self.plan(Self.candidates(2, causes, windows: windows))
        #expect(plan.next(after: AttemptFault(.contextWindow), Self.view(), given: &self.chance) == expected)
    }

    @Test(arguments: 1...5)
    mutating func `as many attempts as there are fallbacks are kept for them`(attempts: Int) {
        var plan = Self.plan(Self.candidates(1, [.usual, .usual]))
        var asked: [Int] = []
        for left in (1...attempts).reversed() {
            let step = plan.next(after: AttemptFault(.serverError), Self.view(left), given: &self.chance)
            guard case .attempt(let position, _) = step else {
                Issue.record("\(step)")
                return
            }
            asked.append(position)
        }
        let expected = Array(repeating: 0, count: max(0, attempts - 2)) + [1, 2].prefix(attempts)
        #expect(asked == expected)
    }

    @Test mutating func `a group of several members asks its fallbacks before it asks a member again`() {
        var plan = Self.plan(Self.candidates(2, [.usual]))
        var steps: [Int] = []
        for left in (1...4).reversed() {
            guard
                case .attempt(let position, _) = plan.next(
                    after: AttemptFault(.reset),
                    Self.view(left),
                    given: &self.chance
                )
            else { break }
            steps.append(position)
        }
        #expect(steps == [1, 2, 2, 2])
    }

    @Test mutating func `who rests is passed over`() {
        var plan = Self.plan(Self.candidates(3, [.usual, .usual]))
        let first = plan.next(after: AttemptFault(.reset), Self.view(refusing: [10]), given: &self.chance)
        #expect(first == .attempt(2, after: 0))
        let second = plan.next(after: AttemptFault(.timeout), Self.view(refusing: [10, 30]), given: &self.chance)
        #expect(second == .attempt(4, after: 0))
        // Who rested may be back by now.
        let third = plan.next(after: AttemptFault(.timeout), Self.view(refusing: [30]), given: &self.chance)
        #expect(third == .attempt(1, after: 0))
    }

    @Test(arguments: [(0, 5, 10), (-1, 5, 10), (3, 10, 10), (3, 11, 10)] as [(Int, UInt64, UInt64)])
    mutating func `without attempts or time there is nothing more`(left: Int, now: UInt64, deadline: UInt64) {
        var plan = Self.plan(Self.candidates(3, [.usual]))
        let view = Self.view(left, now: now, deadline: deadline)
        #expect(plan.next(after: AttemptFault(.reset), view, given: &self.chance) == .stop)
        #expect(plan.nextForRescue(after: AttemptFault(.reset), view) == .stop)
    }

    @Test func `a broken stream is taken over by others, then by the same one unless it was silent`() {
        for cause in FaultCause.allCases {
            var plan = Self.plan(Self.candidates(2, [.usual]))
            let fault = AttemptFault(cause)
            let steps = (0..<3).map { _ in plan.nextForRescue(after: fault, Self.view()) }
            if Self.passing.contains(cause) {
                #expect(steps == [.attempt(1, after: 0), .attempt(2, after: 0), .attempt(2, after: 0)], "\(cause)")
            } else if fault.fallbackCause == .error || cause == .timeout {
                #expect(steps == [.attempt(1, after: 0), .attempt(2, after: 0), .stop], "\(cause)")
            } else {
                #expect(steps == [.stop, .stop, .stop], "\(cause)")
            }
        }
    }

    @Test func `a broken stream is not taken over by the same one while it rests`() {
        var plan = Self.plan(Self.candidates(1))
        #expect(plan.nextForRescue(after: AttemptFault(.reset), Self.view(refusing: [0])) == .stop)
        #expect(plan.nextForRescue(after: AttemptFault(.reset), Self.view()) == .attempt(0, after: 0))
    }
}

import GatewayCore
import GatewayWire
import Testing

@testable import GatewayTelemetry

/// What is counted of attempts beyond the first, on a loop whose price is 0.59 and 0.79 dollars per million tokens.
struct FurtherAttemptsTests {
    private let telemetry = LoopTelemetry(index: 0, log: nil, wallClock: { Fixture.wallClock })
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(Fixture.settings(groups: ["a", "b"]), observer: self.telemetry)
    }

    private var scrape: Scrape { Scrape([self.telemetry.sample(of: self.fixture.loop)]) }

    private func failed(_ role: AttemptRole, _ error: ErrorCode? = .providerError, at target: Int = 0) -> FailedAttempt
    {
        FailedAttempt(
            target: self.fixture.loop.snapshot.targets[target],
            role: role,
            error: error,
            status: 0,
            duration: 1
        )
    }

    private func settle(_ attempts: Int, _ failed: [FailedAttempt], _ role: AttemptRole, hedges: Int = 0) throws {
        let exchange = try self.fixture.typicalExchange()
        exchange.attempts = attempts
        exchange.failedAttempts = failed
        exchange.role = role
        exchange.hedges = hedges
        exchange.settle()
    }

    // MARK: By role

    /// How an exchange went, and what is to be counted of it by role.
    struct Course: CustomTestStringConvertible, Sendable {
        var name: String
        var attempts: Int
        var failed: [(AttemptRole, ErrorCode?)]
        var role: AttemptRole
        var hedges = 0
        var expected: [String: Double]

        var testDescription: String { self.name }
    }

    private static let courses = [
        Course(name: "one attempt", attempts: 1, failed: [], role: .first, expected: [:]),
        Course(name: "nothing was tried", attempts: 0, failed: [], role: .first, expected: [:]),
        Course(
            name: "a retry, then a fallback that answers",
            attempts: 3,
            failed: [(.first, .providerError), (.retry, .providerError)],
            role: .fallback,
            expected: ["retry": 1, "fallback": 1]
        ),
        Course(
            name: "the last one fails as well, and is not listed",
            attempts: 2,
            failed: [(.first, .providerError)],
            role: .retry,
            expected: ["retry": 1]
        ),
        Course(
            name: "two ways to rescue a stream",
            attempts: 3,
            failed: [(.first, .providerReset), (.rescue, .requestRejected)],
            role: .rescue,
            expected: ["rescue": 2]
        ),
        Course(
            name: "a retry that was not made, since the deployment closed during the pause",
            attempts: 1,
            failed: [(.first, .providerError)],
            role: .retry,
            expected: [:]
        ),
        Course(
            name: "the first found no place; who answered is the first that was asked",
            attempts: 1,
            failed: [(.first, .overloaded)],
            role: .fallback,
            expected: [:]
        ),
        Course(
            name: "a fallback in the middle found no place",
            attempts: 2,
            failed: [(.first, .providerError), (.fallback, .overloaded)],
            role: .retry,
            expected: ["retry": 1]
        ),
        Course(
            name: "a fallback failed, and a retry after it was not made",
            attempts: 2,
            failed: [(.first, .providerError), (.fallback, .providerError)],
            role: .retry,
            expected: ["fallback": 1]
        ),
        Course(
            name: "the first found no place, two fallbacks failed, and a retry was not made",
            attempts: 2,
            failed: [(.first, .overloaded), (.fallback, .providerError), (.fallback, .providerError)],
            role: .retry,
            expected: ["fallback": 1]
        ),
        Course(
            name: "the second attempt beside the first lost",
            attempts: 2,
            failed: [(.hedge, nil)],
            role: .first,
            hedges: 1,
            expected: ["hedge": 1]
        ),
        Course(
            name: "the second attempt beside the first won",
            attempts: 2,
            failed: [(.first, nil)],
            role: .hedge,
            hedges: 1,
            expected: ["hedge": 1]
        ),
        Course(
            name: "the second attempt won, its stream broke and was rescued",
            attempts: 3,
            failed: [(.first, nil), (.hedge, .providerReset)],
            role: .rescue,
            hedges: 1,
            expected: ["hedge": 1, "rescue": 1]
        ),
    ]

    @Test(arguments: Self.courses)
    func `each attempt after the first counts once, for what it was made`(course: Course) throws {
        let failed = course.failed.map { self.failed($0.0, $0.1) }
        try self.settle(course.attempts, failed, course.role, hedges: course.hedges)
        let scrape = self.scrape
        for role in AttemptRole.allCases {
            let count = scrape.sum("signalbox_extra_attempts_total", with: ["role=\"\(role.label)\""])
            #expect(count == course.expected["\(role.label)"] ?? 0, "\(role.label)")
        }
        let made =
            scrape.sum("signalbox_attempts_total")
            - scrape.sum("signalbox_attempts_total", with: ["outcome=\"gateway_overloaded\""])
        #expect(made == Double(course.attempts))
    }

    // MARK: Hedges

    @Test(
        arguments: [
            ([(.hedge, nil)], .first, "lost"),
            ([(.hedge, .clientClosedRequest)], .first, "lost"),
            ([(.hedge, .providerError)], .first, "failed"),
            ([(.first, nil)], .hedge, "won"),
            ([(.first, .providerError)], .hedge, "won"),
            ([(.first, nil), (.hedge, .providerReset)], .rescue, "won"),
        ] as [([(AttemptRole, ErrorCode?)], AttemptRole, String)]
    )
    func `a second attempt beside the first has one outcome`(
        failed: [(AttemptRole, ErrorCode?)],
        role: AttemptRole,
        outcome: String
    ) throws {
        try self.settle(1 + failed.count, failed.map { self.failed($0.0, $0.1) }, role, hedges: 1)
        #expect(self.scrape.sum("signalbox_hedges_total", with: ["outcome=\"\(outcome)\""]) == 1)
        #expect(self.scrape.sum("signalbox_hedges_total") == 1)
    }

    @Test func `an attempt that another overtook counts as cancelled on its deployment`() throws {
        try self.settle(2, [self.failed(.hedge, nil, at: 1)], .first, hedges: 1)
        let cancelled = ["deployment=\"b-groq\"", "outcome=\"cancelled\""]
        #expect(self.scrape.sum("signalbox_attempts_total", with: cancelled) == 1)
        #expect(self.scrape.sum("signalbox_attempts_total", with: ["outcome=\"success\""]) == 1)
    }

    // MARK: Rescues, budget, queue

    @Test func `rescues count by mode and outcome`() throws {
        let exchange = try self.fixture.typicalExchange()
        exchange.rescues = [
            RescueRecord(way: .restart, outcome: .diverged), RescueRecord(way: .prefill, outcome: .failed),
            RescueRecord(way: .instruction, outcome: .succeeded), RescueRecord(way: .instruction, outcome: .failed),
        ]
        exchange.settle()
        func count(_ mode: String, _ outcome: String) -> Double {
            let labels = ["mode=\"\(mode)\"", "outcome=\"\(outcome)\""]
            return self.scrape.sum("signalbox_rescues_total", with: labels)
        }
        #expect(count("restart", "diverged") == 1)
        #expect(count("continue", "failed") == 2)
        #expect(count("continue", "succeeded") == 1)
        #expect(self.scrape.sum("signalbox_rescues_total") == 4)
    }

    @Test func `a lack of budget and a wait for a place are counted where there were any`() throws {
        try self.fixture.typicalExchange().settle()
        let exchange = try self.fixture.typicalExchange()
        exchange.lacksBudget = true
        exchange.queuedFor = 25_000_000
        exchange.settle()
        let scrape = self.scrape
        #expect(scrape.sum("signalbox_retry_budget_exhausted_total") == 1)
        #expect(scrape.sum("signalbox_queue_wait_seconds_count") == 1)
        #expect(scrape.sum("signalbox_queue_wait_seconds_sum") == 0.025)
    }

    // MARK: Money

    @Test func `what failed attempts used counts on their own deployments`() throws {
        let exchange = try self.fixture.typicalExchange()
        exchange.attempts = 3
        exchange.role = .rescue
        var broken = self.failed(.first, .providerReset, at: 1)
        broken.usage = TokenUsage(input: 1000, output: 40)
        broken.cost = broken.target.price?.cost(of: TokenUsage(input: 1000, output: 40))
        exchange.failedAttempts = [broken, self.failed(.rescue, .requestRejected, at: 1)]
        exchange.settle()
        let scrape = self.scrape
        func tokens(_ deployment: String, _ type: String) -> Double {
            let labels = ["model=\"a\"", "deployment=\"\(deployment)\"", "type=\"\(type)\""]
            return scrape.sum("signalbox_tokens_total", with: labels)
        }
        #expect(tokens("a-groq", "input") == 100 && tokens("a-groq", "output") == 8)
        #expect(tokens("b-groq", "input") == 1000 && tokens("b-groq", "output") == 40)
        #expect(scrape.sum("signalbox_cost_usd_total", with: ["deployment=\"a-groq\""]) == 0.00007949)
        #expect(scrape.sum("signalbox_cost_usd_total", with: ["deployment=\"b-groq\""]) == 0.0006216)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what is counted over loops is the sum of what happened`(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let loops = [self.telemetry, LoopTelemetry(index: 1, log: nil, wallClock: { Fixture.wallClock })]
        var (extra, rescues, waits) = (0, 0, 0)
        var spent = Cost.zero
        for _ in 0..<300 {
            let exchange = try self.fixture.typicalExchange()
            let further = chance.below(4)
            exchange.attempts = 1 + further
            exchange.failedAttempts = (0..<further).map { position in
                let role: AttemptRole = position == 0 ? .first : [.retry, .fallback, .rescue][chance.below(3)]
                var attempt = self.failed(role, at: chance.below(2))
                attempt.usage = TokenUsage(input: chance.below(1000), output: chance.below(100))
                attempt.cost = attempt.usage.flatMap { attempt.target.price?.cost(of: $0) }
                return attempt
            }
            exchange.role = further == 0 ? .first : .rescue
            exchange.rescues = (0..<chance.below(3)).map { _ in RescueRecord(way: .restart, outcome: .failed) }
            exchange.queuedFor = chance.below(2) == 0 ? 0 : 1_000_000
            extra += further
            rescues += exchange.rescues.count
            waits += exchange.queuedFor > 0 ? 1 : 0
            spent = spent + (exchange.totalCost ?? .zero)
            self.fixture.loop.observer = loops[chance.below(2)]
            exchange.settle()
        }
        let scrape = Scrape(loops.map { $0.sample(of: self.fixture.loop) })
        #expect(scrape.sum("signalbox_extra_attempts_total") == Double(extra), "seed \(seed)")
        #expect(scrape.sum("signalbox_attempts_total") == Double(300 + extra), "seed \(seed)")
        #expect(scrape.sum("signalbox_rescues_total") == Double(rescues), "seed \(seed)")
        #expect(scrape.sum("signalbox_queue_wait_seconds_count") == Double(waits), "seed \(seed)")
        let total = try #require(Double(spent.decimalText))
        #expect(abs(scrape.sum("signalbox_cost_usd_total") - total) < 1e-12, "seed \(seed)")
    }
}

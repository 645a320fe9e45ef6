import GatewayCore
import Testing

@Suite struct DeploymentHealthTests {
    private static let second: UInt64 = 1_000_000_000
    private static let start = 100 * second

    private static func health(_ change: (inout Deployment) -> Void = { _ in }) -> DeploymentHealth {
        var deployment = Deployment(id: "d", provider: "p", model: "m")
        deployment.health.consecutiveFailures = 3
        change(&deployment)
        return DeploymentHealth(deployment, seed: 1)
    }

    private static func fail(
        _ health: DeploymentHealth,
        _ fault: AttemptFault = AttemptFault(.reset),
        times: Int = 1,
        isProbe: Bool = false,
        at now: UInt64
    ) {
        for _ in 0..<times {
            health.ended(.failure(fault), began: now, isProbe: isProbe, bodyBytes: 0, at: now)
        }
    }

    private static func succeed(_ health: DeploymentHealth, isProbe: Bool = false, at now: UInt64) {
        let success = DeploymentHealth.Outcome.success(latency: nil, isStream: true)
        health.ended(success, began: now, isProbe: isProbe, bodyBytes: 0, at: now)
    }

    @Test func `one that was never asked is well`() {
        let health = Self.health()
        #expect(health.admit(at: 0) == .admitted && !health.isRefusing(at: 0))
        #expect(health.share(at: 0) == 1 && health.refusesUntil == 0 && !health.isLimited)
        let sample = health.sample(at: 0)
        #expect(sample.breaker == .closed && !sample.isCoolingDown && !sample.isEjected && sample.refusesFor == 0)
        #expect(sample.limit == nil && sample.inFlight == nil && sample.waiting == 0)
    }

    @Test func `failures in a row make it rest, and one probe brings it back`() {
        let health = Self.health()
        Self.fail(health, times: 2, at: Self.start)
        #expect(health.admit(at: Self.start) == .admitted)
        Self.fail(health, at: Self.start)
        let until = health.refusesUntil
        #expect((4_500_000_000...5_500_000_000).contains(until - Self.start))
        #expect(health.isRefusing(at: until - 1) && health.admit(at: until - 1) == .refused(until: until))
        #expect(!health.isRefusing(at: until))
        #expect(health.admit(at: until) == .probe)
        #expect(health.isRefusing(at: until))
        #expect(health.admit(at: until) == .refused(until: until + CircuitBreaker.probeRecheck))
        Self.succeed(health, isProbe: true, at: until + 1)
        #expect(!health.isRefusing(at: until + 1) && health.admit(at: until + 1) == .admitted)
        #expect(health.sample(at: until + 1).opened == 1)
    }

    @Test func `one that came back gets its share little by little`() {
        let health = Self.health()
        Self.fail(health, times: 3, at: Self.start)
        let back = health.refusesUntil
        #expect(health.admit(at: back) == .probe)
        Self.succeed(health, isProbe: true, at: back)
        var last = 0.0
        for step in 0...10 {
            let share = health.share(at: back + UInt64(step) * Self.second)
            #expect(abs(share - (0.1 + 0.09 * Double(step))) < 1e-9)
            #expect(share > last)
            last = share
        }
        #expect(health.share(at: back + 3600 * Self.second) == 1)
    }

    @Test func `a probe that fails makes it rest longer, one that says nothing is followed by another`() {
        let health = Self.health()
        Self.fail(health, times: 3, at: Self.start)
        let first = health.refusesUntil
        #expect(health.admit(at: first) == .probe)
        Self.fail(health, isProbe: true, at: first)
        let rest = health.refusesUntil - first
        #expect((9_000_000_000...11_000_000_000).contains(rest))
        let second = health.refusesUntil
        for outcome in [DeploymentHealth.Outcome.neutral, .failure(AttemptFault(.rejected))] {
            #expect(health.admit(at: second) == .probe)
            health.ended(outcome, began: second, isProbe: true, bodyBytes: 0, at: second)
            #expect(!health.isRefusing(at: second))
        }
        #expect(health.sample(at: second).opened == 2)
    }

    /// Law L8.
    @Test(arguments: [
        DeploymentHealth.Outcome.neutral, .failure(AttemptFault(.rejected)), .failure(AttemptFault(.contextWindow)),
        .failure(AttemptFault(.contentPolicy)),
    ])
    func `what is not its fault never makes it rest`(outcome: DeploymentHealth.Outcome) {
        let health = Self.health()
        for _ in 0..<200 {
            health.ended(outcome, began: Self.start, isProbe: false, bodyBytes: 0, at: Self.start)
        }
        #expect(health.admit(at: Self.start) == .admitted && !health.isRefusing(at: Self.start))
        let sample = health.takeOutlierSample(at: Self.start)
        #expect(sample.requests == 0 && sample.failures == 0)
    }

    @Test(arguments: [(3, 3), (60, 60), (61, 60)] as [(UInt64, UInt64)])
    func `it rests as long as it asks for, up to a bound, and is not ill`(asked: UInt64, granted: UInt64) {
        let wait = asked * Self.second
        let rest = granted * Self.second
        let health = Self.health()
        Self.fail(health, AttemptFault(.rateLimit, retryAfter: wait), times: 20, at: Self.start)
        #expect(health.refusesUntil == Self.start + rest)
        #expect(health.isRefusing(at: Self.start + rest - 1))
        #expect(health.admit(at: Self.start + rest - 1) == .refused(until: Self.start + rest))
        #expect(health.sample(at: Self.start).isCoolingDown && health.sample(at: Self.start).breaker == .closed)
        #expect(!health.isRefusing(at: Self.start + rest) && health.admit(at: Self.start + rest) == .admitted)
        // It was not away, so that it gets all of its share at once.
        #expect(health.share(at: Self.start + rest) == 1)
    }

    @Test(arguments: [.max, .max - 100_000_000_000, .max / 2] as [UInt64])
    func `an endless Retry-After is bounded as well`(wait: UInt64) {
        let health = Self.health()
        Self.fail(health, AttemptFault(.rateLimit, retryAfter: wait), at: Self.start)
        #expect(health.refusesUntil == Self.start + 60 * Self.second)
    }

    @Test func `a rest while it is open ends with the later of the two`() {
        let health = Self.health()
        Self.fail(health, AttemptFault(.serverError, retryAfter: 30 * Self.second), times: 3, at: Self.start)
        #expect(health.sample(at: Self.start).breaker == .open)
        #expect(health.refusesUntil == Self.start + 30 * Self.second)
        #expect(health.isRefusing(at: Self.start + 29 * Self.second))
        #expect(health.admit(at: Self.start + 30 * Self.second) == .probe)
    }

    @Test func `one that is taken out comes back by itself`() {
        let health = Self.health()
        health.eject(until: Self.start + 10, at: Self.start)
        #expect(health.isRefusing(at: Self.start + 9) && health.refusesUntil == Self.start + 10)
        #expect(health.admit(at: Self.start + 9) == .refused(until: Self.start + 10))
        #expect(health.sample(at: Self.start).isEjected && health.sample(at: Self.start).breaker == .closed)
        #expect(!health.isRefusing(at: Self.start + 10) && health.admit(at: Self.start + 10) == .admitted)
        #expect(!health.sample(at: Self.start + 10).isEjected)
    }

    @Test func `being out that is told again counts once, and is never shortened by another group`() {
        let health = Self.health()
        health.eject(until: Self.start + 20, at: Self.start)
        health.eject(until: Self.start + 20, at: Self.start + 5)
        health.eject(until: Self.start + 10, at: Self.start + 6)
        #expect(health.sample(at: Self.start + 6).ejections == 1)
        #expect(health.isRefusing(at: Self.start + 15))
        health.eject(until: Self.start + 40, at: Self.start + 30)
        #expect(health.sample(at: Self.start + 30).ejections == 2)
    }

    @Test func `latencies are kept by kind and size`() {
        let health = Self.health()
        for (bytes, milliseconds) in [(0, 10), (5000, 20), (40_000, 40), (300_000, 80)] as [(Int, UInt64)] {
            for isStream in [true, false] {
                let latency = milliseconds * 1_000_000 * (isStream ? 1 : 16)
                let success = DeploymentHealth.Outcome.success(latency: latency, isStream: isStream)
                for _ in 0..<20 {
                    health.ended(success, began: Self.start, isProbe: false, bodyBytes: bytes, at: Self.start)
                }
            }
        }
        let sizes: [(Int, UInt64)] = [
            (0, 10), (4095, 10), (4096, 20), (32_767, 20), (32_768, 40), (262_144, 80), (1 << 40, 80),
        ]
        for (bytes, milliseconds) in sizes {
            for isStream in [true, false] {
                let exact = milliseconds * 1_000_000 * (isStream ? 1 : 16)
                let usual = health.latency(50, isStream: isStream, bodyBytes: bytes, at: Self.start) ?? 0
                #expect(usual >= exact && usual <= exact + exact / 8, "\(bytes) \(isStream): \(usual)")
            }
        }
        #expect(health.latency(50, isStream: true, bodyBytes: 0, at: Self.start, atLeast: 21) == nil)
        #expect(health.latency(50, isStream: true, bodyBytes: 0, at: Self.start + 120 * Self.second) == nil)
        let seen = health.sample(at: Self.start)
        #expect(seen.firstTokenMedian == health.latency(50, isStream: true, bodyBytes: 0, at: Self.start))
        #expect(seen.firstTokenP95 == seen.firstTokenMedian)
    }

    @Test func `an outlier sample is what happened since the last one`() {
        let health = Self.health { $0.health.consecutiveFailures = 1000 }
        for index in 0..<30 {
            index < 10 ? Self.fail(health, at: Self.start) : Self.succeed(health, at: Self.start)
        }
        let sample = health.takeOutlierSample(at: Self.start)
        #expect(sample.requests == 30 && sample.failures == 10 && sample.medianFirstToken == nil)
        let next = health.takeOutlierSample(at: Self.start)
        #expect(next.requests == 0 && next.failures == 0)
    }

    /// What the lock-free copies say agrees with the state behind them, whatever happens in whatever order.
    @Test(arguments: 1...100)
    func `who looks sees what who asks would be told`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let health = Self.health()
        var now = Self.start
        var probe: UInt64?
        for step in 0..<300 {
            now += .random(in: 0...2_000_000_000, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: Self.fail(health, times: Int.random(in: 1...3, using: &random), at: now)
            case 1: Self.succeed(health, at: now)
            case 2:
                let wait = UInt64.random(in: 0...5_000_000_000, using: &random)
                Self.fail(health, AttemptFault(.rateLimit, retryAfter: wait), at: now)
            case 3: health.eject(until: now + .random(in: 0...5_000_000_000, using: &random), at: now)
            default:
                guard let began = probe else { break }
                let isWell = Bool.random(using: &random)
                let outcome: DeploymentHealth.Outcome =
                    isWell ? .success(latency: nil, isStream: false) : .failure(AttemptFault(.timeout))
                health.ended(outcome, began: began, isProbe: true, bodyBytes: 0, at: now)
                probe = nil
            }
            let sample = health.sample(at: now)
            let wouldRefuse = health.isRefusing(at: now)
            let share = health.share(at: now)
            #expect(share >= 0.1 && share <= 1, "seed \(seed) step \(step)")
            switch health.admit(at: now) {
            case .admitted:
                #expect(!wouldRefuse && sample.breaker == .closed, "seed \(seed) step \(step)")
            case .probe:
                #expect(!wouldRefuse && sample.breaker == .halfOpen, "seed \(seed) step \(step)")
                probe = now
            case .refused(let until):
                #expect(wouldRefuse && until > now, "seed \(seed) step \(step)")
            }
        }
        #expect(health.admit(at: now + 120 * Self.second) != .refused(until: 0), "seed \(seed)")
    }
}

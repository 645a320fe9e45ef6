import GatewayCore
import Testing

@Suite struct CircuitBreakerTests {
    private static let second: UInt64 = 1_000_000_000

    private static func opened(at now: UInt64 = 0, _ settings: HealthSettings = HealthSettings()) -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        var chance = Chance(seed: 1)
        for _ in 0..<settings.consecutiveFailures {
            breaker.failed(at: now, isProbe: false, given: &chance)
        }
        return breaker
    }

    @Test(arguments: 1...8)
    func `so many failures in a row open it, and not one less`(failures: Int) {
        var settings = HealthSettings()
        settings.consecutiveFailures = failures
        var breaker = CircuitBreaker(settings)
        var chance = Chance(seed: 1)
        for _ in 1..<failures {
            breaker.failed(at: 5, isProbe: false, given: &chance)
        }
        breaker.succeeded(at: 5, isProbe: false)
        for count in 1...failures {
            #expect(breaker.state(at: 5) == .closed)
            breaker.failed(at: 5, isProbe: false, given: &chance)
            #expect(breaker.consecutiveFailures == count)
        }
        #expect(breaker.state(at: 5) == .open)
        #expect(breaker.opened == 1)
        #expect(breaker.openUntil > 5)
    }

    @Test(arguments: [(10, 10, true), (11, 9, false), (1, 19, true), (20, 0, false), (5, 5, false), (9, 10, false)])
    func `the error rate opens it from the least number of requests on`(good: Int, bad: Int, isOpen: Bool) {
        var settings = HealthSettings()
        settings.consecutiveFailures = 1000
        var breaker = CircuitBreaker(settings)
        var chance = Chance(seed: 1)
        for _ in 0..<good {
            breaker.succeeded(at: Self.second, isProbe: false)
        }
        for _ in 0..<bad {
            breaker.failed(at: Self.second, isProbe: false, given: &chance)
        }
        #expect((breaker.state(at: Self.second) == .open) == isOpen)
    }

    @Test func `failures older than the window do not count for the rate`() {
        var settings = HealthSettings()
        settings.consecutiveFailures = 1000
        var breaker = CircuitBreaker(settings)
        var chance = Chance(seed: 1)
        for _ in 0..<19 {
            breaker.failed(at: 0, isProbe: false, given: &chance)
        }
        for _ in 0..<19 {
            breaker.failed(at: 11 * Self.second, isProbe: false, given: &chance)
        }
        #expect(breaker.state(at: 11 * Self.second) == .closed)
        breaker.failed(at: 11 * Self.second, isProbe: false, given: &chance)
        #expect(breaker.state(at: 11 * Self.second) == .open)
    }

    @Test func `after its time one probe goes through and the others wait`() {
        var breaker = Self.opened()
        let until = breaker.openUntil
        #expect(breaker.admit(at: until - 1) == .refused(until: until))
        #expect(breaker.isRefusing(at: until - 1))
        #expect(!breaker.isRefusing(at: until))
        #expect(breaker.state(at: until) == .halfOpen)
        #expect(breaker.admit(at: until) == .probe)
        #expect(breaker.isRefusing(at: until))
        #expect(breaker.admit(at: until) == .refused(until: until + CircuitBreaker.probeRecheck))
    }

    @Test func `a probe that succeeds closes it and begins the slow start`() {
        var breaker = Self.opened()
        let until = breaker.openUntil
        #expect(breaker.admit(at: until) == .probe)
        #expect(breaker.share(at: until) == 1)
        breaker.succeeded(at: until + 7, isProbe: true)
        #expect(breaker.state(at: until + 7) == .closed)
        #expect(breaker.openUntil == 0)
        #expect(breaker.consecutiveFailures == 0)
        #expect(breaker.admit(at: until + 7) == .admitted)
        #expect(breaker.share(at: until) == 0.1)
        #expect(abs(breaker.share(at: until + 7 + 5 * Self.second) - 0.55) < 1e-9)
        #expect(breaker.share(at: until + 7 + 10 * Self.second) == 1)
    }

    @Test func `closed again, it has forgotten what it failed by`() {
        var settings = HealthSettings()
        settings.consecutiveFailures = 30
        settings.minRequests = 30
        settings.openFor = .milliseconds(100)
        var breaker = Self.opened(at: 0, settings)
        var chance = Chance(seed: 1)
        let now = breaker.openUntil
        #expect(breaker.admit(at: now) == .probe)
        breaker.succeeded(at: now, isProbe: true)
        for _ in 0..<40 {
            breaker.succeeded(at: now, isProbe: false)
        }
        breaker.failed(at: now, isProbe: false, given: &chance)
        #expect(breaker.state(at: now) == .closed)
    }

    @Test(arguments: 1...50)
    func `open times double with each failed probe, spread by a tenth, and begin anew after closing`(seed: Int) {
        var chance = Chance(seed: UInt64(seed))
        var breaker = CircuitBreaker(HealthSettings())
        var now: UInt64 = 0
        for _ in 0..<2 {
            for _ in 0..<5 {
                breaker.failed(at: now, isProbe: false, given: &chance)
            }
            for bounds in [4_500...5_500, 9_000...11_000, 18_000...20_000, 18_000...20_000] as [ClosedRange<UInt64>] {
                #expect(bounds.contains((breaker.openUntil - now) / 1_000_000), "seed \(seed)")
                now = breaker.openUntil
                #expect(breaker.admit(at: now) == .probe)
                breaker.failed(at: now, isProbe: true, given: &chance)
                #expect(breaker.admit(at: now) == .refused(until: breaker.openUntil))
            }
            now = breaker.openUntil
            #expect(breaker.admit(at: now) == .probe)
            breaker.succeeded(at: now, isProbe: true)
        }
        #expect(breaker.opened == 10)
    }

    @Test func `what was admitted before it opened neither closes nor extends it`() {
        var breaker = Self.opened(at: Self.second)
        var chance = Chance(seed: 1)
        let until = breaker.openUntil
        breaker.failed(at: 2 * Self.second, began: 0, isProbe: false, given: &chance)
        breaker.succeeded(at: 2 * Self.second, began: 0, isProbe: false)
        #expect(breaker.openUntil == until)
        #expect(breaker.state(at: 2 * Self.second) == .open)
        #expect(breaker.admit(at: until) == .probe)
        breaker.succeeded(at: until, began: 0, isProbe: false)
        breaker.failed(at: until, began: 0, isProbe: false, given: &chance)
        #expect(breaker.state(at: until) == .halfOpen)
        breaker.succeeded(at: until + 1, began: until, isProbe: true)
        for _ in 0..<100 {
            breaker.failed(at: until + 2, began: 0, isProbe: false, given: &chance)
        }
        #expect(breaker.state(at: until + 2) == .closed)
        #expect(breaker.opened == 1)
        for _ in 0..<5 {
            breaker.failed(at: until + 3, began: until + 1, isProbe: false, given: &chance)
        }
        #expect(breaker.opened == 2)
    }

    @Test func `a probe that says nothing, or nothing ever, frees its place`() {
        var breaker = Self.opened()
        var chance = Chance(seed: 1)
        let first = breaker.openUntil
        #expect(breaker.admit(at: first) == .probe)
        breaker.abandoned(isProbe: false)
        #expect(breaker.isRefusing(at: first))
        breaker.abandoned(began: first, isProbe: true)
        #expect(breaker.admit(at: first) == .probe)
        let second = first + 20 * Self.second
        #expect(breaker.isRefusing(at: second - 1))
        #expect(breaker.admit(at: second) == .probe)
        // The lost one comes back after all: its place is another one's now.
        breaker.failed(at: second + 1, began: first, isProbe: true, given: &chance)
        breaker.succeeded(at: second + 1, began: first, isProbe: true)
        breaker.abandoned(began: first, isProbe: true)
        #expect(breaker.state(at: second + 1) == .halfOpen)
        #expect(breaker.isRefusing(at: second + 1))
        breaker.succeeded(at: second + 2, began: second, isProbe: true)
        #expect(breaker.state(at: second + 2) == .closed)
    }

    @Test func `a cool-down refuses for its time at most the longest and changes nothing else`() {
        var breaker = CircuitBreaker(HealthSettings())
        breaker.coolDown(until: 5 * Self.second, at: Self.second)
        #expect(breaker.admit(at: 2 * Self.second) == .refused(until: 5 * Self.second))
        #expect(breaker.isRefusing(at: 2 * Self.second))
        breaker.coolDown(until: 3 * Self.second, at: 2 * Self.second)
        #expect(breaker.coolUntil == 5 * Self.second, "a shorter one does not end it")
        #expect(breaker.state(at: 2 * Self.second) == .closed)
        #expect(breaker.admit(at: 5 * Self.second) == .admitted)
        #expect(breaker.share(at: 5 * Self.second) == 1)
        breaker.coolDown(until: .max, at: 10 * Self.second)
        #expect(breaker.admit(at: 11 * Self.second) == .refused(until: 70 * Self.second))
        #expect(breaker.opened == 0)
    }

    @Test func `a cool-down while open leaves the later of both times`() {
        var breaker = Self.opened()
        let until = breaker.openUntil
        breaker.coolDown(until: until + Self.second, at: 0)
        #expect(breaker.admit(at: 1) == .refused(until: until + Self.second))
        #expect(breaker.isRefusing(at: until))
        #expect(breaker.admit(at: until + Self.second) == .probe)
    }

    @Test func `an outage of half a minute costs few attempts and is over soon after`() {
        var breaker = CircuitBreaker(HealthSettings())
        var chance = Chance(seed: 8)
        var attempts = 0
        var firstServed: UInt64?
        for tick in 0..<6000 {
            let now = UInt64(tick) * Self.second / 100
            let admission = breaker.admit(at: now)
            if case .refused = admission { continue }
            if now < 30 * Self.second {
                attempts += 1
                breaker.failed(at: now, began: now, isProbe: admission == .probe, given: &chance)
            } else {
                firstServed = firstServed ?? now
                breaker.succeeded(at: now, began: now, isProbe: admission == .probe)
            }
        }
        #expect(attempts <= 8)
        #expect((firstServed ?? .max) <= 50 * Self.second)
    }

    @Test func `extreme settings neither trap nor lock out for ever`() {
        var settings = HealthSettings()
        settings.consecutiveFailures = -1
        settings.errorPercent = -1
        settings.minRequests = -1
        settings.openFor = .seconds(Int64.max)
        settings.maxOpenFor = .zero
        settings.window = .zero
        settings.slowStart = .zero
        var chance = Chance(seed: 1)
        var breaker = CircuitBreaker(settings)
        breaker.failed(at: 3, isProbe: false, given: &chance)
        #expect(breaker.admit(at: 3) == .probe)
        #expect(breaker.isRefusing(at: 3))
        breaker.succeeded(at: 3, isProbe: true)
        #expect(breaker.share(at: 3) == 1)
        settings.maxOpenFor = .seconds(Int64.max)
        breaker = CircuitBreaker(settings)
        breaker.failed(at: .max, isProbe: false, given: &chance)
        #expect(breaker.openUntil == .max)
    }

    /// The breaker told plainly: lists instead of rings, searched anew each time.
    private struct Model {
        let settings: HealthSettings
        var results: [(slice: UInt64, isFailure: Bool)] = []
        var inARow = 0
        var isClosed = true
        var closedAt: UInt64 = 0
        var probe: UInt64?

        mutating func ended(_ attempt: Attempt, isFailure: Bool, at now: UInt64) {
            if attempt.isProbe {
                guard self.probe == attempt.began, !self.isClosed else { return }
                self.probe = nil
                guard !isFailure else { return }
                self = Model(settings: self.settings, closedAt: now)
            } else if self.isClosed, attempt.began >= self.closedAt {
                self.inARow = isFailure ? self.inARow + 1 : 0
                let slice = now / (self.settings.window.wholeNanoseconds / 10)
                self.results.append((slice, isFailure))
                guard isFailure else { return }
                let recent = self.results.filter { $0.slice + 10 >= slice }
                let isRateReached =
                    recent.count >= self.settings.minRequests
                    && recent.count(where: \.isFailure) * 100 >= recent.count * self.settings.errorPercent
                self.isClosed = self.inARow < self.settings.consecutiveFailures && !isRateReached
            }
        }
    }

    private struct Attempt {
        var began: UInt64
        var isProbe: Bool
    }

    @Test(arguments: 1...60)
    func `any script is answered as by a plain model, with one probe at most`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var chance = Chance(seed: UInt64(seed))
        var settings = HealthSettings()
        settings.consecutiveFailures = .random(in: 1...8, using: &random)
        settings.minRequests = .random(in: 2...15, using: &random)
        settings.errorPercent = .random(in: 10...90, using: &random)
        var breaker = CircuitBreaker(settings)
        var model = Model(settings: settings)
        var running: [Attempt] = []
        var coolUntil: UInt64 = 0
        var now = Self.second
        for step in 0..<3000 {
            now += .random(in: 1...(Self.second / 2), using: &random)
            let isUp = now / (40 * Self.second) % 2 == 0
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<50:
                let wasRefusing = breaker.isRefusing(at: now)
                let openUntil = breaker.openUntil
                let admission = breaker.admit(at: now)
                switch admission {
                case .admitted:
                    #expect(model.isClosed && now >= coolUntil, "seed \(seed) step \(step)")
                    running.append(Attempt(began: now, isProbe: false))
                case .probe:
                    #expect(!model.isClosed && now >= openUntil && now >= coolUntil, "seed \(seed) step \(step)")
                    #expect(model.probe.map { now - $0 >= 20 * Self.second } ?? true, "seed \(seed) step \(step)")
                    model.probe = now
                    running.append(Attempt(began: now, isProbe: true))
                case .refused(let until):
                    #expect(!model.isClosed || now < coolUntil, "seed \(seed) step \(step)")
                    #expect(until > now, "seed \(seed) step \(step)")
                }
                if case .refused = admission {
                    #expect(wasRefusing, "seed \(seed) step \(step)")
                } else {
                    #expect(!wasRefusing, "seed \(seed) step \(step)")
                }
            case 50..<98 where !running.isEmpty:
                let attempt = running.remove(at: .random(in: 0..<running.count, using: &random))
                let isFailure = Int.random(in: 0..<10, using: &random) < (isUp ? 1 : 9)
                if Int.random(in: 0..<10, using: &random) == 0 {
                    breaker.abandoned(began: attempt.began, isProbe: attempt.isProbe)
                    if attempt.isProbe, model.probe == attempt.began {
                        model.probe = nil
                    }
                } else if isFailure {
                    breaker.failed(at: now, began: attempt.began, isProbe: attempt.isProbe, given: &chance)
                    model.ended(attempt, isFailure: true, at: now)
                } else {
                    breaker.succeeded(at: now, began: attempt.began, isProbe: attempt.isProbe)
                    model.ended(attempt, isFailure: false, at: now)
                }
            case 98:
                let until = now + .random(in: 0...(90 * Self.second), using: &random)
                breaker.coolDown(until: until, at: now)
                coolUntil = max(coolUntil, min(until, now + 60 * Self.second))
            default:
                break
            }
            #expect((breaker.state(at: now) == .closed) == model.isClosed, "seed \(seed) step \(step)")
            #expect((breaker.openUntil == 0) == model.isClosed, "seed \(seed) step \(step)")
            let share = breaker.share(at: now)
            #expect(share >= 0.1 && share <= 1, "seed \(seed) step \(step)")
        }
        #expect(breaker.opened > 0, "seed \(seed)")
    }
}

import GatewayCore
import Testing

@testable import GatewayCache

@Suite struct FreshnessTests {
    /// When the entries of the tables are looked at, in unix milliseconds.
    static let now: Int64 = 1_700_000_000_000

    /// An entry of some age and some lifetime, both in seconds.
    private static func entry(age: Double, lifetime: Double) -> StoredTimes {
        let storedAt = Self.now - Int64(age * 1_000)
        return StoredTimes(storedAt: storedAt, freshUntil: storedAt + Int64(lifetime * 1_000))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var request: String
        var age: Double
        var lifetime = 100.0
        var whileRevalidate = 0.0
        var ifError = 0.0
        var expected: Freshness.Verdict

        var testDescription: String { "'\(self.request)' at \(self.age)s of \(self.lifetime)s: \(self.expected)" }

        var times: StoredTimes { FreshnessTests.entry(age: self.age, lifetime: self.lifetime) }

        var windows: Freshness.Windows {
            Freshness.Windows(
                whileRevalidate: Int64(self.whileRevalidate * 1_000),
                ifError: Int64(self.ifError * 1_000)
            )
        }
    }

    /// Without a word of the request (RFC 9111 section 4.2).
    static let plain: [Case] = [
        Case(request: "", age: 0, expected: .serve(age: 0, ttl: 100_000)),
        Case(request: "", age: 99.999, expected: .serve(age: 99_999, ttl: 1)),
        // "response_is_fresh = (freshness_lifetime > current_age)"
        Case(request: "", age: 100, expected: .revalidate(isRequested: false)),
        Case(request: "", age: 100, lifetime: 0, expected: .revalidate(isRequested: false)),
        Case(request: "", age: 0, lifetime: -5, expected: .revalidate(isRequested: false)),
        // The clock of the node that stored it is ahead: it is new, and no fresher than its lifetime.
        Case(request: "", age: -50, expected: .serve(age: 0, ttl: 100_000)),
        Case(request: "", age: 100, ifError: 60, expected: .revalidate(isRequested: false)),
        Case(
            request: "",
            age: 100,
            whileRevalidate: 30,
            expected: .serveStale(age: 100_000, ttl: 0, reason: .whileRevalidate, revalidate: true)
        ),
        Case(
            request: "",
            age: 130,
            whileRevalidate: 30,
            expected: .serveStale(age: 130_000, ttl: -30_000, reason: .whileRevalidate, revalidate: true)
        ),
        Case(request: "", age: 130.001, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(request: "", age: 99, whileRevalidate: 30, expected: .serve(age: 99_000, ttl: 1_000)),
    ]

    /// RFC 9111 section 5.2.1.
    static let requested: [Case] = [
        // 5.2.1.1 max-age
        Case(request: "max-age=50", age: 50, expected: .serve(age: 50_000, ttl: 50_000)),
        Case(request: "max-age=50", age: 50.001, expected: .revalidate(isRequested: true)),
        Case(request: "max-age=500", age: 99, expected: .serve(age: 99_000, ttl: 1_000)),
        Case(request: "max-age=500", age: 101, expected: .revalidate(isRequested: false)),
        Case(request: "max-age=500", age: 101, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(request: "max-age=0", age: 0, expected: .revalidate(isRequested: true)),
        Case(request: "max-age=0", age: -10, expected: .revalidate(isRequested: true)),
        Case(request: "max-age=x", age: 1, expected: .revalidate(isRequested: true)),
        // 5.2.1.2 max-stale
        Case(
            request: "max-stale",
            age: 1_000_000,
            expected: .serveStale(age: 1_000_000_000, ttl: -999_900_000, reason: .maxStale, revalidate: false)
        ),
        Case(
            request: "max-stale=10",
            age: 110,
            expected: .serveStale(age: 110_000, ttl: -10_000, reason: .maxStale, revalidate: false)
        ),
        Case(request: "max-stale=10", age: 110.001, expected: .revalidate(isRequested: false)),
        Case(request: "max-stale=10", age: 50, expected: .serve(age: 50_000, ttl: 50_000)),
        Case(request: "max-stale=0", age: 100, expected: .revalidate(isRequested: false)),
        Case(request: "max-stale=0", age: 100, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(
            request: "max-stale=10",
            age: 110,
            whileRevalidate: 30,
            expected: .serveStale(age: 110_000, ttl: -10_000, reason: .whileRevalidate, revalidate: true)
        ),
        Case(request: "max-stale=10", age: 120, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(
            request: "max-stale=60",
            age: 140,
            whileRevalidate: 30,
            expected: .serveStale(age: 140_000, ttl: -40_000, reason: .maxStale, revalidate: false)
        ),
        // Both together: so old at most, and so long past its life at most.
        Case(
            request: "max-age=120, max-stale=30",
            age: 115,
            expected: .serveStale(age: 115_000, ttl: -15_000, reason: .maxStale, revalidate: false)
        ),
        Case(request: "max-age=110, max-stale=30", age: 115, expected: .revalidate(isRequested: false)),
        Case(request: "max-age=50, max-stale", age: 60, expected: .revalidate(isRequested: true)),
        // 5.2.1.3 min-fresh
        Case(request: "min-fresh=20", age: 80, expected: .serve(age: 80_000, ttl: 20_000)),
        Case(request: "min-fresh=20", age: 80.001, expected: .revalidate(isRequested: true)),
        Case(request: "min-fresh=0", age: 50, expected: .serve(age: 50_000, ttl: 50_000)),
        Case(request: "min-fresh=0", age: 101, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(request: "min-fresh=0", age: 100, whileRevalidate: 30, expected: .revalidate(isRequested: false)),
        Case(request: "min-fresh=20, max-stale", age: 90, expected: .revalidate(isRequested: true)),
        Case(request: "min-fresh=x", age: 0, expected: .revalidate(isRequested: true)),
        // 5.2.1.4 no-cache, 5.2.1.5 no-store, 5.2.1.7 only-if-cached
        Case(request: "no-cache", age: 1, expected: .revalidate(isRequested: true)),
        Case(request: "no-cache, max-stale", age: 101, expected: .revalidate(isRequested: false)),
        Case(request: "no-store", age: 1, expected: .serve(age: 1_000, ttl: 99_000)),
        Case(request: "only-if-cached", age: 1, expected: .serve(age: 1_000, ttl: 99_000)),
        Case(request: "only-if-cached", age: 101, expected: .revalidate(isRequested: false)),
        Case(
            request: "only-if-cached",
            age: 101,
            whileRevalidate: 30,
            expected: .serveStale(age: 101_000, ttl: -1_000, reason: .whileRevalidate, revalidate: false)
        ),
        // RFC 5861 section 4: it is no permission before something failed.
        Case(request: "stale-if-error=600", age: 101, expected: .revalidate(isRequested: false)),
    ]

    @Test(arguments: plain + requested)
    func `a stored answer is judged`(_ test: Case) {
        let directives = PolicyFixture.directives(test.request)
        #expect(Freshness.verdict(test.times, at: Self.now, for: directives, within: test.windows) == test.expected)
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var request = ""
        var age = 150.0
        var ifError = 0.0
        var whileRevalidate = 0.0
        var domain = FaultDomain.provider
        var isServed: Bool

        var testDescription: String {
            "'\(self.request)' at \(self.age)s, \(self.ifError)s, \(self.domain): \(self.isServed)"
        }
    }

    /// Lifetime 100 s; RFC 5861 section 4.
    static let failures: [Failure] = [
        Failure(isServed: false),
        Failure(ifError: 60, isServed: true),
        Failure(ifError: 60, domain: .gateway, isServed: true),
        Failure(ifError: 60, domain: .caller, isServed: false),
        Failure(ifError: 60, domain: .policy, isServed: false),
        Failure(age: 160, ifError: 60, isServed: true),
        Failure(age: 160.001, ifError: 60, isServed: false),
        // The other window is for other times.
        Failure(whileRevalidate: 600, isServed: false),
        Failure(request: "stale-if-error=60", isServed: true),
        Failure(request: "stale-if-error=49", isServed: false),
        Failure(request: "stale-if-error=50", domain: .caller, isServed: false),
        Failure(request: "stale-if-error=9999999999", age: 1_000_000, isServed: true),
        // The request's word goes before the group's, in both directions.
        Failure(request: "stale-if-error=10", ifError: 600, isServed: false),
        Failure(request: "stale-if-error=0", ifError: 600, isServed: false),
        Failure(request: "stale-if-error=x", ifError: 600, isServed: false),
        Failure(request: "stale-if-error=600", ifError: 10, isServed: true),
        // "regardless of other freshness information"
        Failure(request: "max-age=1", ifError: 60, isServed: true),
        Failure(request: "min-fresh=10", ifError: 60, isServed: true),
        Failure(request: "max-age=1", age: 50, ifError: 60, isServed: true),
        Failure(request: "max-age=1", age: 50, isServed: false),
        // It was to be asked anew in any case, unless the request itself says otherwise.
        Failure(request: "no-cache", ifError: 60, isServed: false),
        Failure(request: "no-cache, stale-if-error=60", isServed: true),
        Failure(request: "no-store", ifError: 60, isServed: true),
    ]

    @Test(arguments: failures)
    func `a failure is made good or told`(_ test: Failure) {
        let verdict = Freshness.afterFailure(
            test.domain,
            Self.entry(age: test.age, lifetime: 100),
            at: Self.now,
            for: PolicyFixture.directives(test.request),
            within: Freshness.Windows(
                whileRevalidate: Int64(test.whileRevalidate * 1_000),
                ifError: Int64(test.ifError * 1_000)
            )
        )
        let age = Int64(test.age * 1_000)
        let expected = Freshness.Verdict.serveStale(
            age: age,
            ttl: 100_000 - age,
            reason: .ifError,
            revalidate: false
        )
        #expect(verdict == (test.isServed ? expected : nil))
    }

    @Test(arguments: [
        StoredTimes(storedAt: .min, freshUntil: .max), StoredTimes(storedAt: .max, freshUntil: .min),
        StoredTimes(storedAt: .min, freshUntil: .min), StoredTimes(storedAt: .max, freshUntil: .max),
        StoredTimes(storedAt: 0, freshUntil: .max), StoredTimes(storedAt: 0, freshUntil: .min),
    ])
    func `no time that was read from somewhere overflows`(_ times: StoredTimes) {
        for now in [Int64.min, -1, 0, Self.now, .max] {
            #expect(times.age(at: now) >= 0)
            let windows = Freshness.Windows(whileRevalidate: .max, ifError: .max)
            for text in ["", "max-stale", "max-age=1", "min-fresh=1", "stale-if-error=9999999999"] {
                let directives = PolicyFixture.directives(text)
                _ = Freshness.verdict(times, at: now, for: directives, within: windows)
                _ = Freshness.afterFailure(.provider, times, at: now, for: directives, within: windows)
            }
        }
    }

    /// Nothing that the request adds makes an answer acceptable that was not, but for `max-stale`.
    @Test(arguments: [11, 12] as [UInt64])
    func `a request only ever narrows what is given`(_ seed: UInt64) {
        var chance = PolicyChance(seed: seed)
        let words = ["no-cache", "no-store", "only-if-cached", "max-age=", "min-fresh=", "stale-if-error="]
        for _ in 0..<20_000 {
            let times = Self.entry(
                age: Double(Int.random(in: -20...250, using: &chance)),
                lifetime: Double(Int.random(in: 0...120, using: &chance))
            )
            let windows = Freshness.Windows(
                whileRevalidate: Int64.random(in: 0...60, using: &chance) * 1_000,
                ifError: Int64.random(in: 0...60, using: &chance) * 1_000
            )
            let text = (0..<Int.random(in: 1...3, using: &chance)).map { _ in
                let word = words.randomElement(using: &chance) ?? ""
                return word.hasSuffix("=") ? "\(word)\(Int.random(in: 0...150, using: &chance))" : word
            }.joined(separator: ", ")
            let plain = Freshness.verdict(times, at: Self.now, for: CacheDirectives(), within: windows)
            let asked = Freshness.verdict(
                times,
                at: Self.now,
                for: PolicyFixture.directives(text),
                within: windows
            )
            let note = "seed \(seed): \(text) \(times) \(windows): \(plain), \(asked)"
            switch (plain, asked) {
            case (_, .revalidate(let isRequested)):
                #expect(isRequested == (times.freshFor(at: Self.now) > 0), "\(note)")
            case (.serve, .serve): #expect(plain == asked, "\(note)")
            case (.serveStale(let age, let ttl, let reason, _), .serveStale(let age2, let ttl2, let reason2, _)):
                #expect(age == age2 && ttl == ttl2 && reason == reason2, "\(note)")
            default: Issue.record("\(note)")
            }
            // Whatever is given past its life lies within a window.
            if case .serveStale(_, let ttl, _, _) = asked {
                #expect(-ttl <= windows.whileRevalidate, "\(note)")
            }
        }
    }

    @Test func `windows are those of the group`() {
        var settings = GroupCacheSettings()
        settings.staleWhileRevalidate = .milliseconds(1_500)
        settings.staleIfError = .seconds(86_400)
        let windows = Freshness.Windows(settings)
        #expect(windows == Freshness.Windows(whileRevalidate: 1_500, ifError: 86_400_000))
        #expect(windows.longest == 86_400_000)
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMilliseconds == .min)
    }
}

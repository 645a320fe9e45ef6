import GatewayCore
import Testing

@Suite struct ConcurrencyLimiterTests {
    private static let second: UInt64 = 1_000_000_000

    private static func adaptive(from least: Int = 4, to most: Int = 1024) -> QueueSettings {
        var settings = QueueSettings()
        settings.adaptive = true
        settings.minConcurrency = least
        settings.maxConcurrency = most
        return settings
    }

    @Test(arguments: [(nil, Int.max), (1, 1), (64, 64), (0, 1), (-3, 1)] as [(Int?, Int)])
    func `without adaption the configured limit stands`(configured: Int?, limit: Int) {
        var limiter = ConcurrencyLimiter(configured: configured, settings: QueueSettings())
        #expect(limiter.limit == limit)
        for outcome in ConcurrencyLimiter.Outcome.allCases {
            limiter.completed(outcome, latency: Self.second, inFlight: 1, at: Self.second)
        }
        #expect(limiter.limit == limit)
    }

    @Test(
        arguments: [
            (nil, 4, 1024, 4, 1024), (64, 4, 1024, 4, 64), (2, 4, 1024, 2, 2), (2000, 4, 1024, 4, 1024),
            (nil, 50, 10, 10, 10), (nil, 0, 0, 1, 1), (nil, -1, 8, 1, 8),
        ] as [(Int?, Int, Int, Int, Int)]
    )
    func `the bounds clamp each other`(configured: Int?, least: Int, most: Int, floor: Int, ceiling: Int) {
        let limiter = ConcurrencyLimiter(configured: configured, settings: Self.adaptive(from: least, to: most))
        #expect(limiter.floor == floor)
        #expect(limiter.ceiling == ceiling)
        #expect(limiter.limit == ceiling)
    }

    @Test func `overload cuts by three tenths, once per smoothed latency`() {
        var limiter = ConcurrencyLimiter(configured: 100, settings: Self.adaptive())
        limiter.completed(.success, latency: 2 * Self.second, inFlight: 1, at: 0)
        for _ in 0..<50 {
            limiter.completed(.overloaded, latency: 1, inFlight: 100, at: Self.second)
        }
        #expect(limiter.limit == 70)
        limiter.completed(.overloaded, latency: 1, inFlight: 100, at: 3 * Self.second - 1)
        #expect(limiter.limit == 70)
        limiter.completed(.overloaded, latency: 1, inFlight: 100, at: 3 * Self.second)
        #expect(limiter.limit == 49)
    }

    @Test func `lasting overload ends at the floor`() {
        var limiter = ConcurrencyLimiter(configured: nil, settings: Self.adaptive())
        for tick in 0..<100 {
            limiter.completed(.overloaded, latency: 0, inFlight: 4, at: UInt64(tick) * Self.second)
        }
        #expect(limiter.limit == 4)
    }

    @Test func `it grows by one for as many successes as it allows, while it is used`() {
        var limiter = ConcurrencyLimiter(configured: 10, settings: Self.adaptive())
        limiter.completed(.overloaded, latency: 0, inFlight: 10, at: 0)
        #expect(limiter.limit == 7)
        for _ in 0..<100 {
            limiter.completed(.success, latency: Self.second, inFlight: 2, at: Self.second)
        }
        #expect(limiter.limit == 7, "unused, it says nothing")
        for expected in [8, 9, 10, 10] {
            for _ in 1..<limiter.limit {
                limiter.completed(.success, latency: Self.second, inFlight: 5, at: Self.second)
            }
            #expect(limiter.limit == max(7, expected - 1) || limiter.limit == 10)
            limiter.completed(.success, latency: Self.second, inFlight: 5, at: Self.second)
            #expect(limiter.limit == expected)
        }
    }

    @Test func `what says nothing changes nothing`() {
        var limiter = ConcurrencyLimiter(configured: 10, settings: Self.adaptive())
        limiter.completed(.ignored, latency: .max, inFlight: 10, at: 0)
        #expect(limiter.limit == 10)
    }

    @Test func `latency beyond twice the usual cuts gently, and growth waits`() {
        var limiter = ConcurrencyLimiter(configured: 100, settings: Self.adaptive())
        var now: UInt64 = 0
        for _ in 0..<500 {
            now += Self.second / 100
            limiter.completed(.success, latency: Self.second, inFlight: 100, at: now)
        }
        #expect(limiter.limit == 100)
        var limits = [limiter.limit]
        for _ in 0..<300 {
            now += Self.second / 100
            limiter.completed(.success, latency: 5 * Self.second, inFlight: 100, at: now)
            if limiter.limit != limits.last {
                limits.append(limiter.limit)
            }
        }
        #expect(limits.starts(with: [100, 90]))
        #expect(limits == limits.sorted(by: >))
        #expect(limits.count <= 3, "once per smoothed latency")
    }

    @Test func `an overload is met for long before it becomes the usual`() {
        var limiter = ConcurrencyLimiter(configured: 100, settings: Self.adaptive())
        for tick in 0..<1100 {
            let latency = tick < 500 ? Self.second : 3 * Self.second
            limiter.completed(.success, latency: latency, inFlight: 100, at: UInt64(tick) * Self.second / 20)
        }
        #expect(limiter.limit <= 40)
    }

    @Test(arguments: 1...20)
    func `latencies that merely scatter do not cut`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var limiter = ConcurrencyLimiter(configured: 100, settings: Self.adaptive())
        var now: UInt64 = 0
        var least = limiter.limit
        for _ in 0..<20_000 {
            now += Self.second / 100
            // Of mean one second: one in eight takes four times as long as the others.
            let isLong = Int.random(in: 0..<8, using: &random) == 0
            let latency = UInt64.random(in: 1...(Self.second * (isLong ? 6 : 3) / 2), using: &random)
            limiter.completed(.success, latency: latency, inFlight: 100, at: now)
            least = min(least, limiter.limit)
        }
        #expect(least >= 80, "seed \(seed)")
    }

    @Test(arguments: [8, 30, 100])
    func `against a provider that bears so many it settles near that`(capacity: Int) {
        var limiter = ConcurrencyLimiter(configured: nil, settings: Self.adaptive())
        // Each round is one latency: as many as allowed are sent, those beyond the capacity are turned away.
        var limits: [Int] = []
        for round in 0..<400 {
            let now = UInt64(round) * Self.second
            let inFlight = limiter.limit
            for number in 0..<inFlight {
                let outcome = number < capacity ? ConcurrencyLimiter.Outcome.success : .overloaded
                limiter.completed(outcome, latency: Self.second, inFlight: inFlight, at: now)
            }
            if round >= 100 {
                limits.append(limiter.limit)
            }
        }
        let mean = limits.reduce(0, +) / limits.count
        #expect(mean >= capacity * 7 / 10 && mean <= capacity * 12 / 10, "\(mean)")
        #expect((limits.max() ?? 0) <= capacity + 2)
    }

    @Test(arguments: 1...40)
    func `the limit never leaves its bounds and moves by its rules`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var limiter = ConcurrencyLimiter(configured: 200, settings: Self.adaptive(from: 3, to: 500))
        var now: UInt64 = 0
        for step in 0..<5000 {
            now += .random(in: 0...(Self.second / 10), using: &random)
            let before = limiter.limit
            let outcome = ConcurrencyLimiter.Outcome.allCases.randomElement(using: &random) ?? .success
            let latency =
                Int.random(in: 0..<100, using: &random) == 0
                ? UInt64.max : .random(in: 0...(3 * Self.second), using: &random)
            limiter.completed(outcome, latency: latency, inFlight: .random(in: 0...200, using: &random), at: now)
            #expect(limiter.limit >= 3 && limiter.limit <= 200, "seed \(seed) step \(step)")
            switch outcome {
            case .success: #expect(limiter.limit <= before + 1, "seed \(seed) step \(step)")
            case .overloaded:
                #expect([before, max(3, before * 7 / 10)].contains(limiter.limit), "seed \(seed) step \(step)")
            case .ignored: #expect(limiter.limit == before, "seed \(seed) step \(step)")
            }
        }
    }
}

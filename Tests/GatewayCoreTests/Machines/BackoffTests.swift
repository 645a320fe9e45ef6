import GatewayCore
import Testing

@Suite struct BackoffTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test(
        arguments: [
            (0, 200), (1, 400), (2, 800), (3, 1600), (4, 3200), (5, 5000), (6, 5000), (62, 5000), (63, 5000),
            (64, 5000),
            (Int.max, 5000), (-1, 200),
        ] as [(Int, UInt64)]
    )
    func `the bound doubles up to the largest`(retry: Int, milliseconds: UInt64) {
        let backoff = Backoff(base: .milliseconds(200), max: .seconds(5))
        #expect(backoff.bound(retry: retry) == milliseconds * Self.millisecond)
    }

    @Test(arguments: [0, 1, 3, 7])
    func `delays are even between nothing and the bound`(retry: Int) {
        let backoff = Backoff(base: .milliseconds(200), max: .seconds(5))
        let bound = backoff.bound(retry: retry)
        var chance = Chance(seed: 11)
        var tenths = Array(repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let delay = backoff.delay(retry: retry, given: &chance)
            #expect(delay >= Self.millisecond && delay <= bound)
            tenths[min(9, Int(delay * 10 / bound))] += 1
        }
        // Five deviations of a count of mean 1000.
        #expect(tenths.allSatisfy { abs($0 - 1000) < 150 }, "\(tenths)")
    }

    @Test(
        arguments: [
            (.zero, .zero), (.zero, .seconds(5)), (.seconds(5), .zero), (.nanoseconds(1), .microseconds(3)),
        ] as [(Duration, Duration)]
    )
    func `no delay is below a millisecond`(base: Duration, max: Duration) {
        var chance = Chance(seed: 3)
        for retry in [0, 1, 20, 63, 64, 1000] {
            #expect(Backoff(base: base, max: max).delay(retry: retry, given: &chance) == Self.millisecond)
        }
    }

    @Test func `endless settings saturate`() {
        var chance = Chance(seed: 5)
        let backoff = Backoff(base: .seconds(Int64.max), max: .seconds(Int64.max))
        #expect(backoff.bound(retry: 3) == .max)
        #expect(backoff.delay(retry: 3, given: &chance) != backoff.delay(retry: 3, given: &chance))
    }

    @Test func `the settings' words are taken`() {
        #expect(Backoff(RetrySettings()) == Backoff(base: .milliseconds(200), max: .seconds(5)))
    }
}

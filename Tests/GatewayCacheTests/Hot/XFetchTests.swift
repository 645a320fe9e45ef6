import GatewayCache
import Testing

@Suite struct XFetchTests {
    private static let cost: UInt64 = 800_000_000

    private static func leads(beta: Double, count: Int = 20_000) -> [Double] {
        var random = CacheRandom(seed: 4)
        return (0..<count).map { _ in XFetch.lead(cost: Self.cost, beta: beta, chance: random.next()) }
    }

    @Test(arguments: [0.5, 1, 2])
    func `the lead is exponential with the mean of beta times the cost`(beta: Double) {
        let leads = Self.leads(beta: beta).sorted()
        let mean = beta * Double(Self.cost)
        let average = leads.reduce(0, +) / Double(leads.count)
        #expect(abs(average / mean - 1) < 0.03)
        // Kolmogorov's test at 1 %, against 1 - exp(-x), whose values at these quantiles are exact.
        for (lead, share) in [
            (0.105_361, 0.1), (0.287_682, 0.25), (0.693_147, 0.5), (1.386_294, 0.75), (2.302_585, 0.9),
        ] {
            let below = leads.count { $0 <= lead * mean }
            #expect(abs(Double(below) / Double(leads.count) - share) < 1.63 / Double(leads.count).squareRoot())
        }
    }

    @Test func `the nearer the expiry, the more requests refresh`() {
        var random = CacheRandom(seed: 5)
        let expiry: UInt64 = 100_000_000_000
        let shares = [4.0, 2, 1, 0.5, 0.1].map { remaining in
            let now = expiry - UInt64(remaining * Double(Self.cost))
            let refreshes = (0..<10_000).count { _ in
                XFetch.refreshes(now: now, expiry: expiry, cost: Self.cost, beta: 1, chance: random.next())
            }
            return Double(refreshes) / 10_000
        }
        for (share, expected) in zip(shares, [0.0183, 0.1353, 0.3679, 0.6065, 0.9048]) {
            #expect(abs(share - expected) < 0.02)
        }
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func `without eagerness only what has expired is refreshed`(beta: Double) {
        for chance in [0, 1, UInt64.max] {
            #expect(!XFetch.refreshes(now: 99, expiry: 100, cost: Self.cost, beta: beta, chance: chance))
            #expect(XFetch.refreshes(now: 100, expiry: 100, cost: 0, beta: beta, chance: chance))
        }
    }

    @Test func `the rarest chance leads by a finite time`() {
        let longest = XFetch.lead(cost: Self.cost, beta: 1, chance: 0)
        #expect(longest > 36 * Double(Self.cost) && longest < 37 * Double(Self.cost))
        #expect(XFetch.lead(cost: Self.cost, beta: 1, chance: .max) == 0)
    }

    @Test func `a hot entry is refreshed before it expires, a cold one seldom early`() {
        var random = CacheRandom(seed: 6)
        let expiry: UInt64 = 60_000_000_000
        func early(every gap: UInt64) -> Bool {
            var now: UInt64 = 0
            while now < expiry {
                if XFetch.refreshes(now: now, expiry: expiry, cost: Self.cost, beta: 1, chance: random.next()) {
                    return true
                }
                now += gap
            }
            return false
        }
        #expect((0..<200).count { _ in early(every: 10_000_000) } == 200)
        #expect((0..<200).count { _ in early(every: 30_000_000_000) } <= 2)
    }
}

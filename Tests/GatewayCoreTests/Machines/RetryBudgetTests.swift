import GatewayCore
import Testing

@Suite struct RetryBudgetTests {
    private static let second: UInt64 = 1_000_000_000

    @Test(arguments: [(20, 10, 100, 30), (20, 0, 100, 20), (0, 3, 100, 3), (0, 0, 50, 0), (100, 5, 7, 12)])
    func `a burst is granted its share and the reserve`(percent: Int, reserve: Int, requests: Int, granted: Int) {
        var budget = RetryBudget(percent: percent, reserve: reserve, window: .seconds(60))
        for _ in 0..<requests {
            budget.deposit(at: Self.second)
        }
        #expect(budget.balance(at: Self.second) == granted)
        let withdrawn = (0..<1000).count { _ in budget.withdraw(at: Self.second) }
        #expect(withdrawn == granted)
        #expect(budget.balance(at: Self.second) == 0)
    }

    @Test func `what was withdrawn and deposited is forgotten after the window`() {
        var budget = RetryBudget(percent: 20, reserve: 2, window: .seconds(60))
        for _ in 0..<10 {
            budget.deposit(at: 0)
        }
        for _ in 0..<4 {
            #expect(budget.withdraw(at: 0) == true)
        }
        #expect(budget.withdraw(at: 59 * Self.second) == false)
        #expect(budget.balance(at: 63 * Self.second) == 2)
    }

    @Test func `in steady traffic nearly the whole share is granted`() {
        var budget = RetryBudget(percent: 20, reserve: 0, window: .seconds(60))
        var granted = 0
        for request in 0..<60_000 {
            let now = UInt64(request) * 10_000_000
            budget.deposit(at: now)
            if budget.withdraw(at: now) {
                granted += 1
            }
        }
        #expect(granted <= 12_000)
        #expect(granted >= 11_000)
    }

    @Test(arguments: 1...40)
    func `each withdrawal keeps the window that it ends within the bound`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let window = 3000 * UInt64.random(in: 1...20, using: &random)
        let percent = [0, 5, 20, 50, 100, 250].randomElement(using: &random) ?? 20
        let reserve = Int.random(in: 0...5, using: &random)
        var budget = RetryBudget(percent: percent, reserve: reserve, window: .nanoseconds(Int64(window)))
        var deposits: [UInt64] = []
        var withdrawals: [UInt64] = []
        var now: UInt64 = 0
        var isStorm = false
        for step in 0..<3000 {
            if Int.random(in: 0..<50, using: &random) == 0 {
                isStorm.toggle()
            }
            now +=
                Int.random(in: 0..<200, using: &random) == 0
                ? .random(in: 0...(2 * window), using: &random) : .random(in: 0...(window / 100), using: &random)
            if Int.random(in: 0..<10, using: &random) < (isStorm ? 2 : 8) {
                budget.deposit(at: now)
                deposits.append(now)
            }
            let balance = budget.balance(at: now)
            if isStorm || Bool.random(using: &random) {
                let isGranted = budget.withdraw(at: now)
                #expect(isGranted == (balance > 0), "seed \(seed) step \(step)")
                guard isGranted else { continue }
                withdrawals.append(now)
                let paid = deposits.reversed().prefix { $0 + window > now }.count
                let taken = withdrawals.reversed().prefix { $0 + window > now }.count
                #expect(taken <= percent * paid / 100 + reserve, "seed \(seed) step \(step)")
            }
        }
        #expect(!withdrawals.isEmpty || reserve == 0, "seed \(seed)")
    }

    @Test func `extreme settings neither trap nor grant without end`() {
        var huge = RetryBudget(percent: .max, reserve: .max, window: .nanoseconds(Int64.max))
        huge.deposit(at: .max)
        #expect(huge.withdraw(at: .max) == true)
        var negative = RetryBudget(percent: -5, reserve: -5, window: .seconds(-1))
        negative.deposit(at: 5)
        #expect(negative.withdraw(at: 5) == false)
    }
}

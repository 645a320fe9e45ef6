/// The retry budgets of one event loop: per model group and per provider (law L11).
///
/// Each loop has its own, so that no request takes a lock for it; the reserve is shared out among the loops.
package struct LoopBudgets {
    private var groups: [RetryBudget] = []
    private var hedges: [RetryBudget?] = []
    private var providers: [RetryBudget] = []

    /// Creates the budgets of a loop, one of `loops`.
    package init(_ snapshot: Snapshot, loops: Int) {
        func share(_ reserve: Int) -> Int { (reserve + loops - 1) / max(loops, 1) }
        var percent = Array(repeating: 0, count: snapshot.providers.count)
        var reserve = percent
        var window = Array(repeating: Duration.zero, count: snapshot.providers.count)
        for group in snapshot.groups {
            let settings = group.group.retry
            self.groups.append(
                RetryBudget(
                    percent: settings.budgetPercent,
                    reserve: share(settings.budgetReserve),
                    window: settings.budgetWindow
                )
            )
            self.hedges.append(
                group.group.hedge.map {
                    RetryBudget(percent: $0.percent, reserve: 1, window: settings.budgetWindow)
                }
            )
            let targets = group.members + group.fallbacks.map(\.target)
            for provider in Set(targets.map { snapshot.targets[$0].provider.index }) {
                percent[provider] = max(percent[provider], settings.budgetPercent)
                reserve[provider] += settings.budgetReserve
                window[provider] = max(window[provider], settings.budgetWindow)
            }
        }
        let usual = RetrySettings()
        for provider in snapshot.providers.indices {
            // A provider that no group uses is asked by name only.
            let isUsed = window[provider] > .zero
            self.providers.append(
                RetryBudget(
                    percent: isUsed ? percent[provider] : usual.budgetPercent,
                    reserve: share(isUsed ? reserve[provider] : usual.budgetReserve),
                    window: isUsed ? window[provider] : usual.budgetWindow
                )
            )
        }
    }

    /// Counts the first attempt of an exchange.
    package mutating func deposit(_ exchange: Exchange, for target: Target) {
        guard exchange.snapshot.version == exchange.loop.snapshot.version else { return }
        let now = exchange.loop.recent
        if let group = exchange.group {
            self.groups[group.index].deposit(at: now)
            self.hedges[group.index]?.deposit(at: now)
        }
        self.providers[target.provider.index].deposit(at: now)
    }

    /// Takes one further attempt out of the budgets; false where one of them is used up.
    ///
    /// The provider's own budget bounds what it is asked again; a first question to another provider is no more load
    /// on the one that failed, and counts against the group's budget only.
    package mutating func withdraw(_ exchange: Exchange, for target: Target) -> Bool {
        guard exchange.snapshot.version == exchange.loop.snapshot.version else { return true }
        let now = exchange.loop.recent
        let provider = target.provider.index
        let isAgain =
            exchange.target?.provider.index == provider
            || exchange.failedAttempts.contains { $0.target.provider.index == provider }
        guard !isAgain || self.providers[provider].balance(at: now) > 0 else { return false }
        if let group = exchange.group, !self.groups[group.index].withdraw(at: now) {
            return false
        }
        return !isAgain || self.providers[provider].withdraw(at: now)
    }

    /// Takes a hedge out of its own budget and out of the retry budgets.
    package mutating func withdrawHedge(_ exchange: Exchange, for target: Target) -> Bool {
        guard exchange.snapshot.version == exchange.loop.snapshot.version, let group = exchange.group,
            (self.hedges[group.index]?.balance(at: exchange.loop.recent) ?? 0) > 0,
            self.withdraw(exchange, for: target)
        else { return false }
        return self.hedges[group.index]?.withdraw(at: exchange.loop.recent) ?? false
    }
}

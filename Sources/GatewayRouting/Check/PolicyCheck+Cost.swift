import GatewayCore

extension PolicyCheck {
    /// States what one request of a group may cost at most.
    ///
    /// Each attempt is taken for the dearest one: a context window full of the dearest class of tokens, all of which the
    /// provider charges though the attempt fails. Choices beyond the first (`n`) and several inputs come on top.
    mutating func checkCost(_ scope: GroupScope) {
        // A request may name others itself, then any deployment.
        let served = scope.group.takesRequestFallbacks ? self.settings.deployments : scope.served
        guard !served.isEmpty else { return }
        let group = scope.group
        let attempts = max(1 + group.retry.attempts, group.hedge == nil ? 1 : 2)
        let unpriced = served.filter { self.prices[$0.id] == nil }
        let unlimited = served.filter { $0.contextWindow == nil && !self.isFree($0) }
        var reasons: [String] = []
        if !unpriced.isEmpty { reasons.append("no price of \(Self.names(unpriced.map(\.id)))") }
        if !unlimited.isEmpty { reasons.append("no context_window of \(Self.names(unlimited.map(\.id)))") }
        guard reasons.isEmpty else {
            self.add(.info, scope.key, "worst-case cost of one request: unbounded (\(reasons.joined(separator: "; ")))")
            return
        }
        var dearest: (id: String, cost: Cost)?
        for deployment in served {
            let cost = self.worstCost(of: deployment)
            if cost > dearest?.cost ?? Cost(femtoDollars: -1) { dearest = (deployment.id, cost) }
        }
        guard let dearest else { return }
        let total = Cost(femtoDollars: dearest.cost.femtoDollars * Int128(attempts))
        let how = attempts == 1 ? "1 attempt" : "\(attempts) attempts"
        self.add(
            .info,
            scope.key,
            "worst-case cost of one request: $\(total.decimalText) (\(how), each at most $\(dearest.cost.decimalText) "
                + "with '\(dearest.id)')"
        )
    }

    private func isFree(_ deployment: Deployment) -> Bool {
        self.prices[deployment.id].map { Self.dearestClass(of: $0) == 0 } ?? false
    }

    private func worstCost(of deployment: Deployment) -> Cost {
        let price = self.prices[deployment.id].map { Self.dearestClass(of: $0) } ?? 0
        return Cost(femtoDollars: Int128(price) * Int128(deployment.contextWindow ?? 0))
    }

    /// Nano-dollars of a million tokens of the dearest class.
    private static func dearestClass(of price: Price) -> Int64 {
        max(price.input, price.cachedInput, price.cacheWrite, price.output, price.reasoning)
    }
}

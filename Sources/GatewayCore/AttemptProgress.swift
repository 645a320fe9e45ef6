/// Where an exchange stands in its plan: which target is tried now, and which one after a failure.
struct AttemptProgress {
    /// The target to try.
    private(set) var target: Target
    private let order: [Int]
    private var position = 0
    private var retriedHere = false
    private let maxAttempts: Int

    /// Begins with the first target of the loop's plan, or with the one target that stands in no plan.
    init(_ exchange: Exchange, single: Target?) throws(GatewayError) {
        self.maxAttempts = exchange.group?.group.maxAttempts ?? 2
        if let single {
            self.target = single
            self.order = []
            return
        }
        self.order = exchange.loop.order
        guard let first = self.order.first else {
            throw GatewayError(
                .noDeployment,
                "No deployment can take the request now: all members of the group have weight 0. Ask the operator.",
                param: "model"
            )
        }
        self.target = exchange.snapshot.targets[first]
    }

    /// Records a failed attempt and moves on; false where the failure is the exchange's.
    ///
    /// Nobody else is asked once content went to the client, nor for what another deployment would refuse as well. A
    /// failure to connect is tried once more where there is nobody else.
    @inline(never)
    mutating func goesOn(_ exchange: Exchange, after error: GatewayError) -> Bool {
        guard !exchange.contentSent, exchange.isBodyComplete, !exchange.client.isGone,
            exchange.attempts < self.maxAttempts, exchange.loop.now < exchange.deadline,
            error.code == .providerError ? error.status >= 500 : error.code.allowsFallback
        else { return false }
        let next = self.position + 1
        if next < self.order.count {
            self.position = next
            self.retriedHere = false
        } else if error.code == .providerUnreachable, !self.retriedHere {
            self.retriedHere = true
        } else {
            return false
        }
        exchange.failedAttempts.append(
            FailedAttempt(
                target: self.target,
                error: error.code,
                status: exchange.providerStatus,
                duration: exchange.loop.now &- exchange.sentAt
            )
        )
        if next < self.order.count {
            self.target = exchange.snapshot.targets[self.order[next]]
        }
        return true
    }
}

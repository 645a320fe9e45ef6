import GatewayTesting

extension Stage {
    /// Waits until so many requests wait for a place at a deployment; false where they did not in time.
    func waits(
        _ count: Int,
        at deployment: String = "alpha",
        within limit: Duration = .seconds(5)
    ) async throws -> Bool {
        try await self.comes(within: limit) {
            try await self.metric("signalbox_deployment_waiting", "deployment=\"\(deployment)\"") == Double(count)
        }
    }

    /// Waits until so many places of a deployment are taken; false where they were not in time.
    func hasInFlight(
        _ count: Int,
        at deployment: String = "alpha",
        within limit: Duration = .seconds(5)
    ) async throws -> Bool {
        try await self.comes(within: limit) {
            try await self.metric("signalbox_deployment_in_flight", "deployment=\"\(deployment)\"") == Double(count)
        }
    }

    private func comes(within limit: Duration, _ condition: () async throws -> Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        repeat {
            if try await condition() {
                return true
            }
        } while clock.now < end
        return false
    }
}

extension FaultyLog {
    /// Requests that were answered at the same time at most.
    ///
    /// A request counts as answered a little before the provider knows it: the gateway may have read the end already.
    var mostAtATime: Int {
        let early = Duration.milliseconds(-3)
        let ends = self.records.map { ($0.finishedAt ?? $0.cancelledAt)?.advanced(by: early) }
        return self.records.indices.map { index in
            let now = self.records[index].arrivedAt
            return self.records.indices.count { other in
                self.records[other].arrivedAt <= now && ends[other].map { $0 > now } ?? true
            }
        }.max() ?? 0
    }

    /// What the users said, in the order in which the provider heard it.
    var prompts: [String] {
        self.records.map { $0.request.texts.first ?? "" }
    }
}

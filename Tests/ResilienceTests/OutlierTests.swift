import GatewayTesting
import Testing

extension Resilience {
    @Suite struct OutlierTests {
        private let answer = FaultyAnswer.counting(3)

        /// Fails every second request: too seldom in a row, and too seldom at all, for its breaker.
        private var flaky: Seat {
            let answer = self.answer
            let script = FaultyScript { request in
                request.number.isMultiple(of: 2) ? .failure(500) : .answer(answer)
            }
            return Seat(script, "health: {consecutive_failures: 1000, error_rate: 100%, slow_start: 1ms}")
        }

        private func group(_ outliers: String) -> GroupText {
            GroupText.usual.with {
                $0.members = 2
                $0.retry = "{attempts: 1, budget: 1000%}"
                $0.more = ["outliers: \(outliers)"]
            }
        }

        @Test func `A member that does much worse than the others is taken out for a while`() async throws {
            let group = self.group("{interval: 300ms, min_requests: 5, eject_for: 60s}")
            try await Stage.run([self.flaky, Seat(self.answer.script)], group) { stage in
                let clock = ContinuousClock()
                let end = clock.now.advanced(by: .milliseconds(1500))
                while clock.now < end {
                    try await stage.expect(self.answer)
                }
                let asked = stage.alpha.count
                #expect(asked > 5)
                for _ in 0..<50 {
                    try await stage.expect(self.answer)
                }
                #expect(stage.alpha.count == asked, "still asked while it was out")
                let ejections = try await stage.metric("signalbox_outlier_ejections_total", "deployment=\"alpha\"")
                #expect(ejections == 1)
            }
        }

        @Test func `Where nobody may be taken out the member stays`() async throws {
            try await Stage.run([self.flaky, Seat(self.answer.script)], self.group("false")) { stage in
                let clock = ContinuousClock()
                let end = clock.now.advanced(by: .milliseconds(700))
                while clock.now < end {
                    try await stage.expect(self.answer)
                }
                let asked = stage.alpha.count
                for _ in 0..<50 {
                    try await stage.expect(self.answer)
                }
                #expect(stage.alpha.count > asked)
            }
        }

        @Test func `A limit that adapts comes down where the provider says that it is too much`() async throws {
            let queue = "queue: {adaptive: true, min_concurrency: 2, max_concurrency: 16}"
            let tough = "health: {consecutive_failures: 100000, min_requests: 100000}"
            let group = GroupText.usual.with { $0.retry = "{attempts: 0}" }
            let seat = Seat(.steps(.failure(429)), queue + ", " + tough)
            try await Stage.run([seat], group) { stage in
                let first = try await stage.limit()
                #expect(first == 16)
                let clock = ContinuousClock()
                let end = clock.now.advanced(by: .milliseconds(900))
                while clock.now < end {
                    let reply = try await stage.ask()
                    #expect(reply.status == 429)
                }
                // Each cut is by three tenths, and no more often than every 100 ms.
                let last = try await stage.limit()
                #expect(last < 8)
                stage.alpha.use(self.answer.script)
                try await stage.expect(self.answer)
            }
        }
    }
}

extension Stage {
    /// The concurrency limit of `alpha` in force.
    fileprivate func limit() async throws -> Int {
        try await Int(self.metric("signalbox_deployment_concurrency_limit", "deployment=\"alpha\""))
    }
}

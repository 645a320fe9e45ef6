import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Who is asked again, when, and how often.
    @Suite struct RetryTests {
        private let answer = FaultyAnswer.sixty

        @Test(arguments: [408, 429, 500, 502, 503, 504])
        func `A status that may pass is asked again after a random pause within its bound`(_ status: Int) async throws {
            let group = GroupText.usual.with { $0.retry = "{attempts: 2, backoff: 40ms..80ms}" }
            try await Stage.run([Seat(.steps(.failure(status), .answer(self.answer)))], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(stage.alpha.count == 2)
                let gap = try #require(stage.alpha.seen.gaps.first)
                #expect(gap >= .milliseconds(1))
                #expect(gap <= .milliseconds(40) + .slack)
            }
        }

        @Test(arguments: [400, 409, 422])
        func `A status that will not pass is told, and not asked again`(_ status: Int) async throws {
            try await Stage.run([Seat(.steps(.failure(status, code: "scripted"))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == status)
                #expect(reply.errorCode == "scripted")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `A model that one provider does not have is asked of the next`() async throws {
            try await Stage.run([Seat(.steps(.failure(404, code: "model_not_found"))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(stage.alpha.count == 1)
            }
        }

        @Test func `A provider that says it is no use is not asked again`() async throws {
            let final = FaultyReply.failure(500, code: "scripted", headers: ["x-should-retry: false"])
            try await Stage.run([Seat(.steps(final))]) { stage in
                let failed = try await stage.ask()
                #expect(failed.status == 500)
                #expect(stage.alpha.count == 1)
            }
            try await Stage.run([Seat(.steps(final)), .healthy]) { stage in
                try await stage.expect(self.answer)
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `Retry-After in milliseconds is kept`() async throws {
            let limited = FaultyReply.failure(429, headers: ["retry-after-ms: 300"])
            try await Stage.run([Seat(.steps(limited, .answer(self.answer)))]) { stage in
                try await stage.expect(self.answer)
                #expect(stage.alpha.seen.gaps.count == 1)
                #expect(stage.alpha.seen.gaps.allSatisfy { $0 >= .milliseconds(300) })
            }
        }

        @Test func `Retry-After that does not fit fails over at once`() async throws {
            let limited = FaultyReply.failure(429, headers: ["retry-after: 60"])
            try await Stage.run([Seat(.steps(limited)), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed < .seconds(1))
                #expect(stage.alpha.count == 1)
                // It rests for as long as it said, so nobody asks it the next time.
                try await stage.expect(self.answer)
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 2)
            }
        }

        @Test func `Nobody listening is not seen by the client`() async throws {
            try await Stage.run([.absent, .healthy]) { stage in
                try await stage.expect(self.answer)
                try await stage.expect(self.answer, of: .whole)
            }
        }

        @Test func `An exhausted retry budget ends the retries, and not the service`() async throws {
            let group = GroupText.usual.with {
                $0.retry = "{attempts: 2, backoff: 1ms..2ms, budget: 0%, budget_reserve: 2}"
            }
            let tough = "health: {consecutive_failures: 1000, min_requests: 1000}"
            try await Stage.run([Seat(.steps(.failure(500)), tough)], group) { stage in
                for _ in 0..<20 {
                    let failed = try await stage.ask()
                    #expect(failed.status == 500)
                }
                // The reserve is shared out between the two loops, a request at least for each.
                #expect((21...22).contains(stage.alpha.count))
                stage.alpha.use(self.answer.script)
                try await stage.expect(self.answer)
            }
        }

        @Test func `A breaker opens, answers quickly, and lets one probe at a time through`() async throws {
            let health = "health: {consecutive_failures: 3, open_for: 400ms, max_open_for: 400ms, slow_start: 1ms}"
            let group = GroupText.usual.with { $0.retry = "{attempts: 0}" }
            let clock = ContinuousClock()
            try await Stage.run([Seat(.steps(.failure(500)), health)], group) { stage in
                for _ in 0..<3 {
                    let failed = try await stage.ask()
                    #expect(failed.status == 500)
                }
                let opened = clock.now
                let refused = try await stage.ask()
                #expect(refused.status == 503)
                #expect(refused.errorCode == "no_deployment")
                #expect(refused.header("retry-after") != nil)
                #expect(refused.elapsed < .slack)
                #expect(stage.alpha.count == 3)
                stage.alpha.use(FaultyScript { _ in .answer(self.answer).with { $0.headDelay = .milliseconds(100) } })
                var isBack = false
                while !isBack, opened.duration(to: clock.now) < .seconds(5) {
                    let replies = try await stage.askAll(Array(repeating: .sampled, count: 6))
                    isBack = replies.contains { $0.isComplete(self.answer) }
                }
                #expect(isBack)
                let records = stage.alpha.seen.records.dropFirst(3)
                let probe = try #require(records.first)
                #expect(opened.duration(to: probe.arrivedAt) >= .milliseconds(300))
                let answered = probe.arrivedAt.advanced(by: .milliseconds(100))
                #expect(records.dropFirst().allSatisfy { $0.arrivedAt >= answered }, "two probes at a time")
            }
        }

        @Test func `A request's own fallbacks stand in for the configured ones`() async throws {
            let group = GroupText.usual.with {
                $0.fallbacks = "[beta]"
                $0.more = ["request_fallbacks: true"]
            }
            let seats = [Seat(.steps(.failure(503))), .healthy, .healthy]
            try await Stage.run(seats, group) { stage in
                let reply = try await stage.ask(ChatRequest(members: [#""fallbacks":["gamma"]"#]))
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "gamma-1")
                #expect(stage.beta.count == 0)
                #expect(stage.gamma.seen.records.allSatisfy { $0.request.json["fallbacks"] == nil })
            }
        }
    }
}

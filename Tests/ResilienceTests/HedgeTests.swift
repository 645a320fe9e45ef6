import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// A second attempt beside a slow first one: when it begins, who wins, and what the loser costs.
    @Suite struct HedgeTests {
        private static let alpha = FaultyAnswer.counting(20, as: "alpha").with { $0.id = "chatcmpl-alpha" }
        private static let beta = FaultyAnswer.counting(20, as: "beta").with { $0.id = "chatcmpl-beta" }

        private let price = "price: {input: 100, output: 100}"

        private func group(_ hedge: String? = "{default_delay: 100ms, min_delay: 10ms}") -> GroupText {
            GroupText.usual.with {
                $0.members = 2
                $0.more = hedge.map { ["hedge: \($0)"] } ?? []
            }
        }

        private static func reply(_ answer: FaultyAnswer, after pause: Duration) -> FaultyReply {
            FaultyReply.answer(answer).with { $0.firstDelay = pause }
        }

        private func alpha(after pause: Duration) -> Seat {
            Seat(.steps(Self.reply(Self.alpha, after: pause)), self.price)
        }

        private func beta(after pause: Duration = .zero) -> Seat {
            Seat(.steps(Self.reply(Self.beta, after: pause)), self.price)
        }

        private func failing(after pause: Duration) -> Seat {
            Seat(.steps(FaultyReply.failure(500, code: "scripted").with { $0.headDelay = pause }))
        }

        private func hedges(_ stage: Stage, _ outcome: String) async throws -> Double {
            try await stage.metric("signalbox_hedges_total", "outcome=\"\(outcome)\"")
        }

        // MARK: When it begins

        @Test func `Nothing is hedged unless the group says so`() async throws {
            try await Stage.run([self.alpha(after: .milliseconds(250)), self.beta()], self.group(nil)) { stage in
                try await stage.expect(Self.alpha)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `A first attempt that is quick has no second one beside it, however long it goes on`() async throws {
            let long = Self.reply(Self.alpha, after: .milliseconds(10)).with { $0.gap = .milliseconds(10) }
            try await Stage.run([Seat(.steps(long)), self.beta()], self.group()) { stage in
                for _ in 0..<3 {
                    try await stage.expect(Self.alpha)
                }
                try await stage.expect(Self.alpha, of: .whole)
                #expect(stage.beta.count == 0)
                #expect(try await stage.metric("signalbox_hedges_total") == 0)
            }
        }

        @Test func `A second attempt begins after what was measured`() async throws {
            let script = FaultyScript { Self.reply(Self.alpha, after: $0.number <= 25 ? .zero : .seconds(20)) }
            try await Stage.run([Seat(script), self.beta()], self.group("{min_delay: 80ms}")) { stage in
                for _ in 0..<25 {
                    try await stage.expect(Self.alpha)
                }
                #expect(stage.beta.count == 0)
                let reply = try await stage.ask()
                #expect(reply.isComplete(Self.beta))
                #expect(reply.elapsed >= .milliseconds(80))
                #expect(reply.elapsed < .milliseconds(100) + .slack)
            }
        }

        @Test func `Where nothing was measured and no delay is given, nothing is hedged`() async throws {
            try await Stage.run([self.alpha(after: .milliseconds(250)), self.beta()], self.group("true")) { stage in
                try await stage.expect(Self.alpha)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `Where there is nobody else, the same deployment is asked a second time`() async throws {
            let script = FaultyScript { Self.reply(Self.alpha, after: $0.number == 1 ? .seconds(20) : .zero) }
            try await Stage.run([Seat(script)], self.group().with { $0.members = 1 }) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(Self.alpha))
                #expect(reply.elapsed < .seconds(2))
                let log = try #require(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                #expect(log.count == 2)
                #expect(log.records.first?.cancelledAt != nil)
            }
        }

        @Test(arguments: ["budget: 0%", "budget: 0%, budget_reserve: 0"])
        func `Without budget there is no second attempt, and the first one answers`(_ retry: String) async throws {
            let isStrict = retry.contains("reserve")
            let group = self.group("{default_delay: 30ms, min_delay: 10ms, budget: 0%}").with {
                $0.retry = "{attempts: 2, \(retry)}"
            }
            let seats = [self.alpha(after: .milliseconds(120)), self.beta(after: .seconds(5))]
            try await Stage.run(seats, group) { stage in
                let replies = try await stage.askAll(Array(repeating: .sampled, count: 20))
                #expect(replies.allSatisfy { $0.isComplete(Self.alpha) })
                // One for each of the two loops is the reserve of the hedges.
                #expect(isStrict ? stage.beta.count == 0 : (1...2).contains(stage.beta.count))
                #expect(try await self.hedges(stage, "lost") == Double(stage.beta.count))
            }
        }

        // MARK: Who wins

        @Test(arguments: [true, false])
        func `The first content wins; the client gets one answer, and the loser is cancelled at once`(
            _ isStream: Bool
        ) async throws {
            try await Stage.run([self.alpha(after: .seconds(20)), self.beta()], self.group()) { stage in
                let reply = try await stage.ask(ChatRequest(isStream: isStream))
                #expect(reply.isComplete(Self.beta))
                #expect(reply.ids == ["chatcmpl-beta"])
                #expect(reply.lastModel == "beta-1")
                #expect(reply.header("x-signalbox-model") == "beta")
                #expect(reply.header("x-signalbox-attempts") == "2")
                #expect(reply.usages.map { $0["completion_tokens"]?.integer } == [20])
                #expect(reply.elapsed >= .milliseconds(100))
                let log = try #require(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                let cancelled = try #require(log.cancelled.first?.cancelledAt)
                let won = try #require(reply.headAt)
                #expect(won.duration(to: cancelled) <= .milliseconds(100))
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                #expect(try await self.hedges(stage, "won") == 1)
                #expect(try await stage.metric("signalbox_extra_attempts_total", "role=\"hedge\"") == 1)
                try await self.expectLine(of: stage, winner: "beta", loser: "alpha", role: "first")
            }
        }

        @Test(arguments: [true, false])
        func `A first attempt that wins after all has the second one cancelled`(_ isStream: Bool) async throws {
            let seats = [self.alpha(after: .milliseconds(250)), self.beta(after: .seconds(20))]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask(ChatRequest(isStream: isStream))
                #expect(reply.isComplete(Self.alpha))
                #expect(reply.header("x-signalbox-model") == "alpha")
                let log = try #require(await stage.beta.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                let cancelled = try #require(log.cancelled.first?.cancelledAt)
                let won = try #require(reply.headAt)
                #expect(won.duration(to: cancelled) <= .milliseconds(100))
                #expect(stage.alpha.seen.cancelled.isEmpty)
                #expect(try await self.hedges(stage, "lost") == 1)
                try await self.expectLine(of: stage, winner: "alpha", loser: "beta", role: "hedge")
            }
        }

        /// The line of an exchange in which one attempt was cancelled for the other.
        private func expectLine(of stage: Stage, winner: String, loser: String, role: String) async throws {
            let log = try await stage.accessLog()
            #expect(log.count == 1)
            let line = try #require(log.first)
            #expect(line["deployment"]?.text == winner)
            #expect(line["attempts"]?.integer == 2)
            #expect(line["hedges"]?.integer == 1)
            #expect(line["tokens"]?["output"]?.integer == 20)
            #expect(line["failed_attempts"]?.elements?.count == 1)
            let lost = try #require(line["failed_attempts"]?.elements?.first)
            #expect(lost["deployment"]?.text == loser)
            #expect(lost["role"]?.text == role)
            #expect(lost["error"]?.text == "cancelled")
            #expect(lost["estimated"]?.bool == true)
            #expect((lost["tokens"]?["input"]?.integer ?? 0) > 0)
            let cost = try #require(lost["cost_usd"]?.text.flatMap { Double($0) })
            let total = try #require(line["cost_usd"]?.text.flatMap { Double($0) })
            #expect(cost > 0)
            // Thirty tokens of the winner at 100 dollars a million.
            #expect(abs(total - cost - 0.003) < 1e-9)
        }

        @Test func `Two that have content at the same time give one answer`() async throws {
            let seats = [self.alpha(after: .milliseconds(60)), self.beta(after: .milliseconds(20))]
            let group = self.group("{default_delay: 40ms, min_delay: 10ms, budget: 100%}").with {
                $0.retry = "{attempts: 2, budget: 1000%}"
            }
            try await Stage.run(seats, group) { stage in
                for round in 0..<20 {
                    let reply = try await stage.ask(round.isMultiple(of: 2) ? .sampled : .whole)
                    let winner = reply.header("x-signalbox-model")
                    #expect(reply.isComplete(winner == "alpha" ? Self.alpha : Self.beta), "\(winner ?? "nobody")")
                    #expect(reply.lastModel == winner.map { $0 + "-1" })
                    #expect(reply.usages.count == 1)
                }
            }
        }

        // MARK: Failures

        @Test func `A first attempt that fails leaves the race to the second one`() async throws {
            let seats = [self.failing(after: .milliseconds(200)), self.beta(after: .milliseconds(250))]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(Self.beta))
                #expect(reply.header("x-signalbox-model") == "beta")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                #expect(try await self.hedges(stage, "won") == 1)
                let line = try #require(try await stage.accessLog().first)
                let failed = line["failed_attempts"]?.elements ?? []
                #expect(failed.map { $0["deployment"]?.text } == ["alpha"])
                #expect(failed.map { $0["error"]?.text } == ["provider_error"])
            }
        }

        @Test func `A second attempt that fails leaves the race to the first one`() async throws {
            let seats = [self.alpha(after: .milliseconds(250)), self.failing(after: .zero)]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(Self.alpha))
                #expect(reply.header("x-signalbox-model") == "alpha")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                #expect(try await self.hedges(stage, "failed") == 1)
                let line = try #require(try await stage.accessLog().first)
                let failed = line["failed_attempts"]?.elements ?? []
                #expect(failed.map { $0["role"]?.text } == ["hedge"])
                #expect(failed.map { $0["error"]?.text } == ["provider_error"])
            }
        }

        @Test(arguments: [(150, 150), (250, 0)])
        func `Two that fail are followed by the fallback, and neither is asked again before it`(
            _ alpha: Int,
            _ beta: Int
        ) async throws {
            let seats = [self.failing(after: .milliseconds(alpha)), self.failing(after: .milliseconds(beta)), .healthy]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(.sixty))
                #expect(reply.header("x-signalbox-model") == "gamma")
                #expect(reply.header("x-signalbox-attempts") == "3")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                #expect(try await self.hedges(stage, "failed") == 1)
                let line = try #require(try await stage.accessLog().first)
                let failed = line["failed_attempts"]?.elements ?? []
                #expect(Set(failed.map { $0["deployment"]?.text }) == ["alpha", "beta"])
                #expect(failed.map { $0["error"]?.text } == ["provider_error", "provider_error"])
            }
        }

        @Test func `Two that fail with nobody left are told as a failure`() async throws {
            let seats = [self.failing(after: .milliseconds(200)), self.failing(after: .zero)]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 500)
                #expect(reply.errorCode == "scripted")
                #expect(stage.providerRequests <= 3)
            }
        }
    }
}

import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// The public scenarios that every gateway can be held against, those in which the answer does not begin well: what
    /// the client sees, and what the providers saw.
    @Suite struct ScenarioTests {
        private let answer = FaultyAnswer.sixty

        // MARK: Rate limits

        @Test func `429 with Retry-After is asked again when it says, and not before`() async throws {
            let limited = FaultyReply.failure(429, code: "rate_limit_exceeded", headers: ["retry-after: 1"])
            try await Stage.run([Seat(.steps(limited, .answer(self.answer))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "alpha-1")
                #expect(stage.alpha.count == 2)
                #expect(stage.alpha.seen.gaps.allSatisfy { $0 >= .seconds(1) })
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `429 that persists is asked again with a pause, then another answers`() async throws {
            let limited = FaultyReply.failure(429, code: "rate_limit_exceeded")
            try await Stage.run([Seat(.steps(limited)), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(stage.alpha.count == 2)
                #expect(stage.alpha.seen.gaps.allSatisfy { $0 >= .milliseconds(1) })
                #expect(stage.beta.count == 1)
            }
        }

        // MARK: Failures before the answer

        @Test func `500 once is mended by the same provider`() async throws {
            try await Stage.run([Seat(.steps(.failure(500), .answer(self.answer))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "alpha-1")
                #expect(stage.alpha.count == 2)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `503 that persists is followed by the fallback within the budget`() async throws {
            try await Stage.run([Seat(.steps(.failure(503, code: "overloaded"))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(stage.alpha.count == 2)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `503 that persists without a fallback is told as it is`() async throws {
            try await Stage.run([Seat(.steps(.failure(503, code: "overloaded")))]) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 503)
                #expect(reply.isWhole)
                #expect(reply.errorCode == "overloaded")
                #expect(stage.alpha.count == 3)
            }
        }

        @Test func `A reset before the head is not seen by the client`() async throws {
            try await Stage.run([Seat(.steps(.reset, .answer(self.answer))), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(stage.alpha.count == 2)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `Silence is not asked again, and is cancelled when another is asked`() async throws {
            let group = GroupText.usual.with { $0.timeouts = "{head: 300ms, first_token: 300ms}" }
            try await Stage.run([Seat(.steps(.silence)), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed >= .milliseconds(300))
                #expect(reply.elapsed < .seconds(2))
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                let log = try #require(await stage.alpha.saw { $0.cancelled.count == 1 })
                let record = try #require(log.records.first)
                let cancelled = try #require(record.cancelledAt)
                #expect(record.arrivedAt.duration(to: cancelled) < .milliseconds(300) + .slack)
                #expect(record.bytesWritten == 0)
            }
        }

        @Test func `A first token that does not come in time fails over though the head came`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .seconds(20) }
            let group = GroupText.usual.with { $0.timeouts = "{first_token: 300ms}" }
            try await Stage.run([Seat(.steps(slow)), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.elapsed >= .milliseconds(300))
                #expect(reply.elapsed < .seconds(2))
                #expect(stage.alpha.count == 1)
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }

        // MARK: Refusals

        @Test func `A prompt that is too long goes to the larger window, and not to the same model`() async throws {
            let small = Seat(.steps(.contextLengthExceeded), "context_window: 8192")
            let large = Seat(self.answer.script, "context_window: 131072")
            try await Stage.run([small, large]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `A prompt that is too long for every window is told so`() async throws {
            let small = Seat(.steps(.contextLengthExceeded), "context_window: 8192")
            try await Stage.run([small, Seat(self.answer.script, "context_window: 4096")]) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 400)
                #expect(reply.errorCode == "context_length_exceeded")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `A refusal by content policy is told with the provider's reason, and asked of nobody else`()
            async throws
        {
            try await Stage.run([Seat(.steps(.contentPolicyViolation)), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 400)
                #expect(reply.isWhole)
                #expect(reply.errorCode == "content_policy_violation")
                #expect(reply.error?["message"]?.text == "The safety system does not let this pass.")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 0)
            }
        }

        // MARK: Outages

        @Test func `A provider that flaps is left alone while it is down, and used again when it is back`()
            async throws
        {
            let health = "health: {consecutive_failures: 3, open_for: 300ms, max_open_for: 600ms, slow_start: 100ms}"
            let clock = ContinuousClock()
            try await Stage.run([Seat(.steps(.failure(503)), health), .healthy]) { stage in
                let begin = clock.now
                var requests = 0
                while begin.duration(to: clock.now) < .seconds(2) {
                    let reply = try await stage.ask()
                    #expect(reply.isComplete(self.answer), "request \(requests) during the outage")
                    requests += 1
                }
                // Four until the breaker opens, then one probe in 300 ms at most.
                #expect(requests > 20)
                #expect(stage.alpha.count <= 4 + 7)
                stage.alpha.use(self.answer.script)
                let back = clock.now
                var inARow = 0
                while inARow < 10, back.duration(to: clock.now) < .seconds(5) {
                    let reply = try await stage.ask()
                    #expect(reply.isComplete(self.answer))
                    inARow = reply.lastModel == "alpha-1" ? inARow + 1 : 0
                }
                #expect(inARow == 10, "alpha did not get its traffic back within 5 s")
            }
        }

        @Test func `A failover is accounted to who answered`() async throws {
            let dear = Seat(.steps(.failure(503)), "price: {input: 100, output: 100}")
            let cheap = Seat(self.answer.script, "price: {input: 2, output: 8}")
            try await Stage.run([dear, cheap]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.header("x-signalbox-model") == "beta")
                #expect(reply.usages.count == 1)
                #expect(reply.usages.first?["completion_tokens"]?.integer == 60)
                let log = try await stage.accessLog()
                #expect(log.count == 1)
                let line = try #require(log.first)
                #expect(line["deployment"]?.text == "beta")
                #expect(line["attempts"]?.integer == 3)
                #expect(line["failed_attempts"]?.elements?.compactMap { $0["deployment"]?.text } == ["alpha", "alpha"])
                #expect(line["tokens"]?["input"]?.integer == 10)
                #expect(line["tokens"]?["output"]?.integer == 60)
                #expect(line["cost_usd"]?.text.flatMap { Double($0) } == 0.0005)
            }
        }

        @Test func `Tokens of a failover are counted at who answered`() async throws {
            try await Stage.run([Seat(.steps(.failure(503))), .healthy]) { stage in
                _ = try await stage.ask()
                #expect(try await stage.metric("signalbox_tokens_total", #"deployment="alpha""#) == 0)
                #expect(try await stage.metric("signalbox_tokens_total", #"deployment="beta""#) == 70)
                let refused = try await stage.metric(
                    "signalbox_attempts_total",
                    #"deployment="alpha""#,
                    #"outcome="provider_error""#
                )
                #expect(refused == 2)
            }
        }
    }
}

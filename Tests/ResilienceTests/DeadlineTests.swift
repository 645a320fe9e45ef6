import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// What callers say about their time, and what happens when they leave.
    @Suite struct DeadlineTests {
        private let answer = FaultyAnswer.sixty

        private func hasty(_ milliseconds: Int, isStream: Bool = true) -> ChatRequest {
            ChatRequest(isStream: isStream, headers: ["x-request-timeout: \(milliseconds)"])
        }

        // MARK: Deadline

        @Test(arguments: [true, false])
        func `A deadline ends silence with 504, and cancels the provider`(_ isStream: Bool) async throws {
            try await Stage.run([Seat(.steps(.silence)), Seat(.steps(.silence))]) { stage in
                let reply = try await stage.ask(self.hasty(400, isStream: isStream))
                #expect(reply.status == 504)
                #expect(reply.errorCode == "deadline_exceeded")
                #expect(reply.elapsed >= .milliseconds(400))
                #expect(reply.elapsed < .milliseconds(450) + .slack)
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }

        @Test func `A deadline ends a stream in band`() async throws {
            let stall = FaultyReply.answer(self.answer).cut(.afterTokens(5, .stall))
            try await Stage.run([Seat(.steps(stall)), .healthy]) { stage in
                let reply = try await stage.ask(self.hasty(400))
                #expect(reply.isHonestError(after: self.answer))
                #expect(reply.text() == self.answer.text(ofFirst: 5))
                #expect(reply.errorCode == "deadline_exceeded")
                #expect(reply.elapsed < .milliseconds(450) + .slack)
            }
        }

        @Test func `Retries end with the deadline`() async throws {
            let limited = FaultyReply.failure(429, headers: ["retry-after: 2"])
            try await Stage.run([Seat(.steps(limited))]) { stage in
                let reply = try await stage.ask(self.hasty(500))
                #expect([429, 504].contains(reply.status))
                #expect(reply.elapsed < .milliseconds(550) + .slack)
                #expect(stage.alpha.count == 1)
            }
        }

        @Test func `The SDK's read timeout is a deadline for the first token`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.headDelay = .seconds(20) }
            try await Stage.run([Seat(.steps(slow)), Seat(.steps(slow))]) { stage in
                let reply = try await stage.ask(ChatRequest(headers: ["x-stainless-read-timeout: 0.4"]))
                #expect(reply.status == 504)
                #expect(reply.elapsed < .milliseconds(450) + .slack)
            }
        }

        /// Lets a deployment learn that its first token takes 400 ms.
        private func warm(_ stage: Stage) async throws {
            let replies = try await stage.askAll(Array(repeating: .sampled, count: 25))
            #expect(replies.allSatisfy { $0.isComplete(self.answer) })
        }

        @Test func `A candidate that is known to be too slow is passed over`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(400) }
            try await Stage.run([Seat(.steps(slow)), .healthy]) { stage in
                try await self.warm(stage)
                let reply = try await stage.ask(self.hasty(200))
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(stage.alpha.count == 25)
            }
        }

        @Test func `Where nobody fits the deadline, 504 comes at once`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(400) }
            try await Stage.run([Seat(.steps(slow))]) { stage in
                try await self.warm(stage)
                let reply = try await stage.ask(self.hasty(200))
                #expect(reply.status == 504)
                #expect(reply.elapsed < .slack)
                #expect(stage.alpha.count == 25)
            }
        }

        // MARK: Clients that leave

        @Test(arguments: [true, false])
        func `A client that leaves cancels the provider, and does not count against it`(
            _ isStream: Bool
        ) async throws {
            let slow = FaultyReply.answer(self.answer).with {
                $0.headDelay = isStream ? .zero : .seconds(20)
                $0.gap = .milliseconds(50)
            }
            let health = "health: {consecutive_failures: 2, open_for: 60s, max_open_for: 60s}"
            try await Stage.run([Seat(.steps(slow), health), .healthy]) { stage in
                for round in 1...4 {
                    let client = try await stage.begin(ChatRequest(isStream: isStream))
                    if isStream {
                        #expect(await client.received { $0.text().contains("tok1 ") } != nil)
                    } else {
                        #expect(await stage.alpha.saw { $0.count == round } != nil)
                    }
                    let left = await client.close()
                    let log = try #require(await stage.alpha.saw { $0.cancelled.count == round })
                    let cancelled = try #require(log.cancelled.last?.cancelledAt)
                    #expect(left.duration(to: cancelled) <= .milliseconds(100))
                }
                #expect(stage.alpha.count == 4)
                #expect(stage.beta.count == 0)
                stage.alpha.use(self.answer.script)
                let reply = try await stage.ask()
                #expect(reply.lastModel == "alpha-1")
            }
        }

        @Test func `A client that leaves during a pause is not asked for again`() async throws {
            let limited = FaultyReply.failure(429, headers: ["retry-after: 1"])
            try await Stage.run([Seat(.steps(limited))]) { stage in
                let client = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                await client.close()
                #expect(await stage.alpha.saw(within: .milliseconds(1500)) { $0.count > 1 } == nil)
                let log = try await stage.accessLog()
                #expect(log.compactMap { $0["error"]?.text } == ["client_closed_request"])
            }
        }

        // MARK: Hedges

        @Test func `A second attempt wins over a slow one, which is cancelled`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .seconds(20) }
            let group = GroupText.usual.with {
                $0.members = 2
                $0.more = ["hedge: {default_delay: 100ms, min_delay: 1ms, budget: 100%}"]
            }
            try await Stage.run([Seat(.steps(slow)), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed >= .milliseconds(100))
                #expect(reply.elapsed < .seconds(2))
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
                #expect(stage.beta.count == 1)
            }
        }
    }
}

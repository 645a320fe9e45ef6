import GatewayCore
import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// How waiting for a place ends without one: patience, the deadline, and clients that leave.
    @Suite struct QueueEndTests {
        private let answer = FaultyAnswer.counting(5)

        /// A provider that serves one at a time, and takes long for the first.
        private func blocked(_ pause: Duration, _ queue: String = "timeout: 10s") -> Seat {
            let answer = FaultyReply.answer(self.answer)
            let script = FaultyScript.steps(answer.with { $0.firstDelay = pause }, answer)
            return Seat(script, "limits: {concurrency: 1}, queue: {target: 10s, \(queue)}")
        }

        /// Sends the request that takes the only place.
        private func block(_ stage: Stage) async throws -> ClientConnection {
            let first = try await stage.begin(ChatRequest(prompt: "first"))
            #expect(await stage.alpha.saw { $0.count == 1 } != nil)
            return first
        }

        @Test func `Nobody waits longer than the queue's time`() async throws {
            try await Stage.run([self.blocked(.milliseconds(500), "timeout: 200ms")]) { stage in
                let first = try await self.block(stage)
                let refused = try await stage.ask()
                #expect(refused.status == 503)
                #expect(refused.errorCode == "overloaded")
                #expect(refused.header("retry-after") != nil)
                #expect(refused.elapsed >= .milliseconds(200))
                #expect(refused.elapsed < .milliseconds(220) + .slack)
                let reply = try await first.ended()
                #expect(reply.isComplete(self.answer))
                #expect(stage.alpha.count == 1)
                #expect(try await stage.hasInFlight(0))
            }
        }

        @Test func `Who has waited in vain goes to another member`() async throws {
            let seats = [self.blocked(.seconds(1), "timeout: 150ms"), Seat(self.answer.script)]
            try await Stage.run(seats, GroupText.usual.with { $0.members = 2 }) { stage in
                let first = try await self.block(stage)
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.elapsed >= .milliseconds(150))
                #expect(reply.elapsed < .milliseconds(170) + .slack)
                await first.close()
            }
        }

        @Test(arguments: [true, false])
        func `A deadline that passes in the queue is told as 504, and nothing is sent`(_ isStream: Bool) async throws {
            try await Stage.run([self.blocked(.milliseconds(400))]) { stage in
                let first = try await self.block(stage)
                let reply = try await stage.ask(ChatRequest(isStream: isStream, headers: ["x-request-timeout: 200"]))
                #expect(reply.status == 504)
                #expect(reply.errorCode == "deadline_exceeded")
                #expect(reply.elapsed >= .milliseconds(200))
                #expect(reply.elapsed < .milliseconds(250) + .slack)
                let end = try await first.ended()
                #expect(end.isComplete(self.answer))
                #expect(stage.alpha.count == 1)
                #expect(try await stage.hasInFlight(0))
            }
        }

        @Test func `A client that leaves the queue frees its place, and is never sent`() async throws {
            try await Stage.run([self.blocked(.milliseconds(500), "length: 1")]) { stage in
                let first = try await self.block(stage)
                let second = try await stage.begin(ChatRequest(prompt: "second"))
                #expect(try await stage.waits(1))
                await second.close()
                #expect(try await stage.waits(0))
                let third = try await stage.begin(ChatRequest(prompt: "third"))
                #expect(try await stage.waits(1))
                for client in [first, third] {
                    let reply = try await client.ended()
                    #expect(reply.isComplete(self.answer))
                }
                #expect(stage.alpha.seen.prompts == ["first", "third"])
                let log = try await stage.accessLog()
                let left = try #require(log.first { $0["error"] != nil })
                #expect(left["error"]?.text == "client_closed_request")
                #expect(left["attempts"]?.integer == 0)
                #expect((left["queued_ms"]?.numberText.flatMap { Double($0) } ?? 0) > 0)
            }
        }

        @Test func `A client that leaves while it is served gives its place to the next`() async throws {
            try await Stage.run([self.blocked(.seconds(20))]) { stage in
                let first = try await self.block(stage)
                let second = try await stage.begin(ChatRequest(prompt: "second"))
                #expect(try await stage.waits(1))
                let left = await first.close()
                let reply = try await second.ended()
                #expect(reply.isComplete(self.answer))
                let arrived = try #require(stage.alpha.seen.records.last?.arrivedAt)
                #expect(left.duration(to: arrived) <= .milliseconds(100))
            }
        }

        /// A client that leaves in the very moment in which it gets its place must not take the place with it.
        @Test func `However clients leave, no place is lost`() async throws {
            var source = SystemRandomNumberGenerator()
            let seed = UInt64.random(in: 0...UInt64.max, using: &source)
            let reply = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(3) }
            let seat = Seat(.steps(reply), "limits: {concurrency: 2}, queue: {target: 10s}")
            try await Stage.run([seat]) { stage in
                try await withThrowingTaskGroup { tasks in
                    for number in 0..<60 {
                        tasks.addTask {
                            var chance = Chance(seed: seed &+ UInt64(number))
                            let client = try await stage.begin()
                            let patience = Duration.milliseconds(Int.random(in: 0...90, using: &chance))
                            _ = await client.received(within: patience) { $0.end != nil }
                            await client.close()
                        }
                    }
                    try await tasks.waitForAll()
                }
                #expect(try await stage.hasInFlight(0), "seed \(seed)")
                #expect(try await stage.waits(0), "seed \(seed)")
                #expect(stage.alpha.seen.mostAtATime <= 2, "seed \(seed)")
                let replies = try await stage.askAll(Array(repeating: .sampled, count: 4))
                #expect(replies.allSatisfy { $0.isComplete(self.answer) }, "seed \(seed)")
            }
        }
    }
}

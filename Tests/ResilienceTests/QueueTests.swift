import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// A deployment that serves so many requests at a time: who waits, in which order, and who is turned away.
    @Suite struct QueueTests {
        private let answer = FaultyAnswer.counting(5)

        /// A provider that takes its time, and a limit for it.
        private func seat(_ pause: Duration, _ limit: Int = 1, _ queue: String = "") -> Seat {
            let reply = FaultyReply.answer(self.answer).with { $0.firstDelay = pause }
            return Seat(.steps(reply), "limits: {concurrency: \(limit)}, queue: {target: 10s, \(queue)}")
        }

        /// A provider that never answers its first request: its place is free when the client leaves.
        private func blocked(_ queue: String = "") -> Seat {
            var seat = self.seat(.zero, 1, queue)
            seat.script = .steps(.silence, FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(2) })
            return seat
        }

        private func saying(_ prompt: String, _ headers: String...) -> ChatRequest {
            ChatRequest(headers: headers, prompt: prompt)
        }

        /// Sends requests one after the other, so that they wait in this order.
        private func queue(_ requests: [ChatRequest], at stage: Stage) async throws -> [ClientConnection] {
            var clients: [ClientConnection] = []
            for request in requests {
                clients.append(try await stage.begin(request))
                let isWaiting = try await stage.waits(clients.count)
                try #require(isWaiting, "request \(clients.count) does not wait")
            }
            return clients
        }

        private func expectAnswers(_ clients: [ClientConnection]) async throws {
            for client in clients {
                let reply = try await client.ended()
                #expect(reply.isComplete(self.answer))
                await client.close()
            }
        }

        // MARK: The limit

        @Test(arguments: [true, false])
        func `A provider never has more than its limit, and everybody is served`(_ isStream: Bool) async throws {
            try await Stage.run([self.seat(.milliseconds(80), 2)]) { stage in
                let request = ChatRequest(isStream: isStream)
                let replies = try await stage.askAll(Array(repeating: request, count: 6))
                #expect(replies.allSatisfy { $0.isComplete(self.answer) })
                #expect(stage.alpha.count == 6)
                #expect(stage.alpha.seen.mostAtATime == 2)
                // Three rounds of 80 ms.
                #expect(replies.contains { $0.elapsed >= .milliseconds(240) })
                #expect(try await stage.hasInFlight(0))
                let log = try await stage.accessLog()
                #expect(log.count { $0["queued_ms"] != nil } == 4)
            }
        }

        @Test func `Event loops share one limit`() async throws {
            try await Stage.run([self.seat(.milliseconds(20), 2)]) { stage in
                // Connections are dealt to the two loops at random: all thirty at one of them is out of the question.
                let replies = try await stage.askAll(Array(repeating: .sampled, count: 30))
                #expect(replies.allSatisfy { $0.isComplete(self.answer) })
                #expect(stage.alpha.seen.mostAtATime == 2)
                #expect(try await stage.hasInFlight(0))
            }
        }

        @Test func `Every end of an attempt gives its place back`() async throws {
            let answer = FaultyReply.answer(self.answer)
            let faults: [FaultyReply] = [
                .failure(500), .failure(400), .failure(429, headers: ["retry-after-ms: 1"]), .reset, .closed, .page,
                .silence, answer.cut(.afterBodyBytes(60, .close)), answer.cut(.afterBodyBytes(60, .stall)),
                answer.cut(.afterBytes(40, .reset)), .contextLengthExceeded,
            ]
            let script = FaultyScript { faults[($0.number - 1) % faults.count] }
            let deployment = "limits: {concurrency: 2}, health: {consecutive_failures: 1000, min_requests: 1000}"
            let group = GroupText.usual.with { $0.retry = "{attempts: 1, backoff: 1ms..2ms, budget: 1000%}" }
            try await Stage.run([Seat(script, deployment)], group) { stage in
                for round in 0..<(2 * faults.count) {
                    let headers = ["x-request-timeout: 100"]
                    let reply = try await stage.ask(ChatRequest(isStream: round < faults.count, headers: headers))
                    #expect(!reply.claimsSuccess)
                }
                #expect(try await stage.hasInFlight(0))
                stage.alpha.use(self.answer.script)
                let replies = try await stage.askAll(Array(repeating: .sampled, count: 4))
                #expect(replies.allSatisfy { $0.isComplete(self.answer) })
            }
        }

        // MARK: Order

        @Test func `The higher priority is served first, and within it who came first`() async throws {
            try await Stage.run([self.blocked()]) { stage in
                let first = try await stage.begin(self.saying("first"))
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let requests = ["low", "low", "normal", "normal", "high", "high"].enumerated().map { index, priority in
                    self.saying("\(priority) \(index)", "x-signalbox-priority: \(priority)")
                }
                let clients = try await self.queue(requests, at: stage)
                await first.close()
                try await self.expectAnswers(clients)
                #expect(
                    stage.alpha.seen.prompts
                        == ["first", "high 4", "high 5", "normal 2", "normal 3", "low 0", "low 1"]
                )
            }
        }

        @Test func `A low priority is not starved`() async throws {
            try await Stage.run([self.blocked()]) { stage in
                let first = try await stage.begin(self.saying("first"))
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let low = [self.saying("low", "x-signalbox-priority: low")]
                let high = Array(repeating: self.saying("high", "x-signalbox-priority: high"), count: 12)
                let clients = try await self.queue(low + high, at: stage)
                await first.close()
                try await self.expectAnswers(clients)
                let place = try #require(stage.alpha.seen.prompts.firstIndex(of: "low"))
                #expect((2...8).contains(place), "the low one was number \(place)")
            }
        }

        @Test func `A priority that is none is refused`() async throws {
            try await Stage.run([.healthy]) { stage in
                let reply = try await stage.ask(self.saying("now", "x-signalbox-priority: urgent"))
                #expect(reply.status == 400)
                #expect(reply.error?["param"]?.text == "x-signalbox-priority")
                #expect(stage.alpha.count == 0)
            }
        }

        @Test func `Two tenants take turns, however much one of them asks`() async throws {
            let group = GroupText.usual.with {
                $0.below = [
                    "keys:",
                    "  - {name: many, key: sk-scripted-many, tenant: many}",
                    "  - {name: few, key: sk-scripted-few, tenant: few}",
                ]
            }
            try await Stage.run([self.blocked()], group) { stage in
                func asking(_ tenant: String) -> ChatRequest {
                    self.saying(tenant, "authorization: Bearer sk-scripted-\(tenant)")
                }
                let first = try await stage.begin(asking("many"))
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let requests = Array(repeating: asking("many"), count: 6) + Array(repeating: asking("few"), count: 3)
                let clients = try await self.queue(requests, at: stage)
                await first.close()
                try await self.expectAnswers(clients)
                let order = stage.alpha.seen.prompts.dropFirst()
                #expect(Array(order.prefix(6)) == ["many", "few", "many", "few", "many", "few"])
                #expect(order.count == 9)
            }
        }

        // MARK: Too many

        @Test func `Who finds the queue full is told so at once, and when to come again`() async throws {
            try await Stage.run([self.blocked("length: 1")]) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let waiting = try await self.queue([.sampled], at: stage)
                let refused = try await stage.ask()
                #expect(refused.status == 503)
                #expect(refused.errorCode == "overloaded")
                #expect((refused.header("retry-after").flatMap { Int($0) } ?? 0) >= 1)
                #expect(refused.elapsed < .slack)
                await first.close()
                try await self.expectAnswers(waiting)
                #expect(stage.alpha.count == 2)
            }
        }

        @Test func `Who finds the queue full goes to another member at once`() async throws {
            let seats = [self.blocked("length: 1"), Seat(self.answer.script)]
            try await Stage.run(seats, GroupText.usual.with { $0.members = 2 }) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let waiting = try await self.queue([.sampled], at: stage)
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.elapsed < .slack)
                await first.close()
                try await self.expectAnswers(waiting)
                #expect(stage.alpha.count == 2)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `A full deployment's overflow is no retry: all of it finds the other member`() async throws {
            let seats = [self.blocked("length: 0"), Seat(self.answer.script)]
            try await Stage.run(seats, GroupText.usual.with { $0.members = 2 }) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let replies = try await stage.askAll(Array(repeating: .sampled, count: 60))
                #expect(replies.count { $0.isComplete(self.answer) } == 60)
                #expect(stage.beta.count == 60)
                await first.close()
                #expect(stage.alpha.count == 1)
            }
        }

        @Test(arguments: ["rate_limit", "error"])
        func `A fallback takes the overflow where it is for rate limits`(_ cause: String) async throws {
            let seats = [self.blocked("length: 0"), Seat(self.answer.script)]
            let group = GroupText.usual.with { $0.fallbacks = "[{id: beta, on: [\(cause)]}]" }
            try await Stage.run(seats, group) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let reply = try await stage.ask()
                #expect(cause == "rate_limit" ? reply.isComplete(self.answer) : reply.status == 503)
                #expect(stage.beta.count == (cause == "rate_limit" ? 1 : 0))
                await first.close()
            }
        }

        @Test func `A high priority takes the place of a low one in a full queue`() async throws {
            try await Stage.run([self.blocked("length: 1")]) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let low = try await self.queue([self.saying("low", "x-signalbox-priority: low")], at: stage)
                let high = try await stage.begin(self.saying("high", "x-signalbox-priority: high"))
                let refused = try await low[0].ended()
                #expect(refused.status == 503)
                #expect(refused.header("retry-after") != nil)
                await first.close()
                try await self.expectAnswers([high])
                #expect(stage.alpha.seen.prompts == ["Count.", "high"])
            }
        }

        @Test func `A queue that stands turns newcomers away early`() async throws {
            var seat = self.seat(.milliseconds(150))
            seat.deployment = "limits: {concurrency: 1}, queue: {target: 20ms, interval: 100ms}"
            try await Stage.run([seat]) { stage in
                let early = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let waiting = try await self.queue(Array(repeating: .sampled, count: 4), at: stage)
                #expect(await stage.alpha.saw { $0.count == 3 } != nil)
                let refused = try await stage.ask()
                #expect(refused.status == 503)
                #expect(refused.header("retry-after") != nil)
                #expect(refused.elapsed < .slack)
                try await self.expectAnswers([early] + waiting)
                // The queue is gone, and so is the refusal.
                let late = try await stage.ask()
                #expect(late.isComplete(self.answer))
            }
        }
    }
}

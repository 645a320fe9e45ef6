import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Requests tagged `batch`, which give way to the others.
    @Suite struct BatchWaitTests {
        private let answer = FaultyAnswer.counting(5)

        private func batch(_ prompt: String = "batch") -> ChatRequest {
            ChatRequest(headers: ["x-signalbox-tags: nightly, batch"], prompt: prompt)
        }

        @Test func `A tagged request waits until the deployment has room, behind those that are not tagged`()
            async throws
        {
            let group = GroupText.usual.with { $0.more = ["batch: {max_wait: 20s}"] }
            var seat = Seat(.steps(.silence, FaultyReply.answer(self.answer)), "limits: {concurrency: 1}")
            seat.deployment += ", queue: {target: 10s}"
            try await Stage.run([seat], group) { stage in
                let first = try await stage.begin(ChatRequest(prompt: "first"))
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let tagged = try await stage.begin(self.batch())
                #expect(try await stage.reaches("signalbox_batch_waiting", 1))
                let usual = try await stage.begin(ChatRequest(prompt: "usual"))
                #expect(try await stage.waits(1))
                await first.close()
                #expect(try await usual.ended().isComplete(self.answer))
                #expect(try await tagged.ended().isComplete(self.answer))
                #expect(stage.alpha.seen.prompts == ["first", "usual", "batch"])
                #expect(try await stage.metric("signalbox_batch_waits_total", "headroom") == 1)
            }
        }

        @Test func `A tagged request waits no longer than it may`() async throws {
            let group = GroupText.usual.with { $0.more = ["batch: {max_wait: 300ms}"] }
            let script = FaultyScript.steps(.silence, FaultyReply.answer(self.answer))
            try await Stage.run([Seat(script, "limits: {concurrency: 1}, queue: {target: 10s}")], group) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                let tagged = try await stage.begin(self.batch())
                // Its wait is over; it stands in the deployment's own queue then.
                #expect(try await stage.waits(1))
                #expect(try await stage.metric("signalbox_batch_waits_total", "timeout") == 1)
                await first.close()
                #expect(try await tagged.ended().isComplete(self.answer))
            }
        }

        @Test func `A tagged request whose client leaves is gone, and one too many is refused`() async throws {
            let group = GroupText.usual.with { $0.more = ["batch: {max_wait: 20s, max_waiting: 1}"] }
            let script = FaultyScript.steps(.silence, FaultyReply.answer(self.answer))
            try await Stage.run([Seat(script, "limits: {concurrency: 1}")], group) { stage in
                let first = try await stage.begin()
                #expect(await stage.alpha.saw { $0.count == 1 } != nil)
                // One place on each of two loops: of three, one at least is turned away.
                var tagged: [ClientConnection] = []
                for _ in 0..<3 { tagged.append(try await stage.begin(self.batch())) }
                #expect(try await stage.reaches("signalbox_batch_waits_total", 1, "refused"))
                for client in tagged { await client.close() }
                #expect(try await stage.reaches("signalbox_batch_waiting", 0))
                #expect(stage.alpha.count == 1)
                await first.close()
            }
        }

        @Test func `Without a limit nobody waits`() async throws {
            let group = GroupText.usual.with { $0.more = ["batch: {max_wait: 20s}"] }
            try await Stage.run([Seat(self.answer.script)], group) { stage in
                let reply = try await stage.ask(self.batch())
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed < .seconds(2))
            }
        }
    }

    /// What is done for a deployment before it gets traffic.
    @Suite struct PreheatTests {
        private let answer = FaultyAnswer.counting(5)

        @Test func `Connections are there before the first request, on every loop`() async throws {
            try await Stage.run([Seat(self.answer.script, "preheat: {connections: 2}")]) { stage in
                #expect(await stage.alpha.saw { $0.openConnections == 4 } != nil)
                try await stage.expect(self.answer)
                #expect(stage.alpha.seen.connections == 4)
                #expect(stage.alpha.count == 1)
            }
        }

        @Test func `A connection is opened again when none is left`() async throws {
            let closing = FaultyReply.answer(self.answer).with { $0.framing = .untilClose }
            try await Stage.run([Seat(.steps(closing), "preheat: {connections: 1}")]) { stage in
                #expect(await stage.alpha.saw { $0.openConnections == 2 } != nil)
                let reply = try await stage.ask()
                #expect(reply.status == 200)
                #expect(await stage.alpha.saw { $0.connections == 3 && $0.openConnections == 2 } != nil)
                #expect(stage.alpha.count == 1)
            }
        }

        @Test func `A deployment without a share gets no connections`() async throws {
            let group = GroupText.usual.with { $0.members = 1 }
            let seats = [Seat(self.answer.script), Seat(self.answer.script, "preheat: true")]
            try await Stage.run(seats, group) { stage in
                try await stage.expect(self.answer)
                #expect(stage.beta.seen.connections == 0)
            }
        }

        @Test func `A warm-up prompt is the gateway's own, for one token, once`() async throws {
            let seat = Seat(self.answer.script, "preheat: {connections: 0, prompt: on}, price: {input: 1, output: 1}")
            try await Stage.run([seat]) { stage in
                let seen = await stage.alpha.saw { $0.count == 1 }
                let request = try #require(seen?.records.first?.request)
                #expect(request.json["max_tokens"]?.integer == 1)
                #expect(request.model == "alpha-1")
                #expect(request.isStream)
                try await stage.expect(self.answer)
                #expect(stage.alpha.count == 2)
                let log = try await stage.accessLog()
                #expect(log.count == 2)
                let own = try #require(log.first { $0["request_id"]?.text?.hasPrefix("signalbox-warm-up") == true })
                #expect(own["key"] == nil && own["tenant"] == nil && own["group"] == nil)
                #expect(own["deployment"]?.text == "alpha" && own["status"]?.integer == 200)
            }
        }
    }
}

extension Stage {
    /// Waits until a metric has a value, over all samples with the label.
    fileprivate func reaches(_ name: String, _ value: Double, _ label: String = "signalbox") async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(5))
        repeat {
            let sum = try await self.metric(name, label)
            if value > 0 ? sum >= value : sum == 0 { return true }
        } while clock.now < end
        return false
    }
}

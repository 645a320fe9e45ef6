import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// The public scenarios in which a stream goes wrong after content was sent.
    @Suite struct ScenarioStreamTests {
        private let answer = FaultyAnswer.sixty

        private func cut(_ tokens: Int, _ end: FaultyReply.End = .close) -> Seat {
            Seat(.steps(FaultyReply.answer(self.answer).cut(.afterTokens(tokens, end))))
        }

        @Test(arguments: [FaultyReply.End.close, .reset])
        func `A stream cut after 40 of 60 tokens is completed by another`(_ end: FaultyReply.End) async throws {
            try await Stage.run([self.cut(40, end), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(reply.usages.count == 1)
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `A deterministic stream cut after 40 of 60 tokens is answered anew, and nothing is said twice`()
            async throws
        {
            try await Stage.run([self.cut(40), .healthy]) { stage in
                let reply = try await stage.ask(.deterministic)
                #expect(reply.isComplete(self.answer))
                #expect(stage.beta.seen.records.map(\.request.roles) == [["user"]])
            }
        }

        @Test func `A stream that stalls after 20 tokens is completed by another, and the gateway stays well`()
            async throws
        {
            let group = GroupText.usual.with { $0.timeouts = "{idle: 300ms}" }
            try await Stage.run([self.cut(20, .stall), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed >= .milliseconds(300))
                #expect(reply.elapsed < .seconds(2))
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
                stage.alpha.use(self.answer.script)
                try await stage.expect(self.answer)
                try await stage.expect(self.answer, of: .whole)
            }
        }

        @Test func `A malformed event is not passed on, and the stream is completed`() async throws {
            let broken = self.answer.with { $0.strayEvents = [10: "data: {\"choices\":[{\"delta\":{\"content\":\n\n"] }
            try await Stage.run([Seat(broken.script), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.chunks.allSatisfy { !$0.isNull })
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                try await stage.expect(self.answer, of: .whole)
            }
        }

        @Test func `A stream without DONE is finished at once`() async throws {
            let undone = self.answer.with { $0.hasDone = false }
            try await Stage.run([Seat(undone.script), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.elapsed < .seconds(2))
                #expect(reply.usages.count == 1)
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 0)
            }
        }

        /// The fallback's capabilities as configured: rightly none, or `prefill`, which turns out to be wrong.
        @Test(arguments: ["", "capabilities: [prefill]"], [ChatRequest.sampled, .deterministic])
        func `A fallback that refuses prefill completes a cut stream in another way`(
            _ capabilities: String,
            _ request: ChatRequest
        ) async throws {
            let fallback = Seat(self.answer.with { $0.refusesPrefill = true }.script, capabilities)
            let group = GroupText.usual.with { $0.retry = "{attempts: 3, backoff: 20ms..200ms}" }
            try await Stage.run([self.cut(40), fallback], group) { stage in
                let reply = try await stage.ask(request)
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "beta-1")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.seen.records.count { $0.request.isPrefill } <= 1)
            }
        }

        @Test func `A refused prefill is within a budget of two retries`() async throws {
            let fallback = Seat(self.answer.with { $0.refusesPrefill = true }.script, "capabilities: [prefill]")
            try await Stage.run([self.cut(40), fallback]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(stage.beta.count == 2)
            }
        }
    }
}

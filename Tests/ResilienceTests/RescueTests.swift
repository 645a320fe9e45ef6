import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Streams that die after content was sent: every way to complete them, and when there is none.
    @Suite struct RescueTests {
        private let answer = FaultyAnswer.sixty

        private func cut(_ tokens: Int = 40) -> Seat {
            Seat(.steps(FaultyReply.answer(self.answer).cut(.afterTokens(tokens, .close))))
        }

        // MARK: Ways

        @Test func `A candidate that takes a prefill gets what the client has, and goes on`() async throws {
            let fallback = Seat(self.answer.continuing().script, "capabilities: [prefill]")
            try await Stage.run([self.cut(), fallback]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                let asked = try #require(stage.beta.seen.records.first?.request)
                #expect(asked.roles == ["user", "assistant"])
                let sent = self.answer.text(ofFirst: 40)
                #expect(asked.partialAnswer == sent || asked.partialAnswer + " " == sent)
            }
        }

        @Test func `A candidate without prefill gets what the client has and an instruction`() async throws {
            try await Stage.run([self.cut(), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                let asked = try #require(stage.beta.seen.records.first?.request)
                #expect(asked.roles == ["user", "assistant", "user"])
                #expect(self.answer.text(ofFirst: 40).hasPrefix(asked.partialAnswer))
            }
        }

        /// From a few words on; what is shorter may well be meant.
        @Test(arguments: [0, 18, 30, 200], ["", "capabilities: [prefill]"])
        func `What a continuation says again is not said twice`(_ overlap: Int, _ capabilities: String) async throws {
            // A prefilled model goes on by itself: it takes more to believe that it repeats.
            let overlap = capabilities.isEmpty ? overlap : overlap * 2
            let fallback = Seat(self.answer.continuing(overlap: overlap).script, capabilities)
            try await Stage.run([self.cut(), fallback]) { stage in
                try await stage.expect(self.answer)
            }
        }

        @Test func `A continuation that begins the answer anew is aligned with what was sent`() async throws {
            try await Stage.run([self.cut(), Seat(self.answer.script)]) { stage in
                try await stage.expect(self.answer)
            }
        }

        @Test func `A restart that takes another course is left for a continuation`() async throws {
            let fallback = FaultyScript { request in
                .answer(request.partialAnswer.isEmpty ? .counting(60, as: "other") : .sixty.continuing())
            }
            let group = GroupText.usual.with { $0.retry = "{attempts: 3}" }
            try await Stage.run([self.cut(), Seat(fallback)], group) { stage in
                let reply = try await stage.ask(.deterministic)
                #expect(reply.isComplete(self.answer))
                #expect(!reply.text().contains("other"))
                #expect(stage.beta.seen.records.map(\.request.roles.count) == [1, 3])
            }
        }

        @Test func `A second answer that ends before what was sent is no end of the first`() async throws {
            // The same words, but only half as many as the client has, and properly finished.
            let short = Seat(FaultyAnswer.counting(20).script)
            let group = GroupText.usual.with { $0.rescue = "restart" }
            try await Stage.run([self.cut(), short], group) { stage in
                let reply = try await stage.ask(.deterministic)
                let isEnded = reply.events.contains { $0.data == "[DONE]" }
                #expect(!isEnded, "a part of an answer passed for the whole")
                #expect(reply.errorCode != nil)
            }
        }

        @Test func `Multibyte text is joined without loss`() async throws {
            let answer = FaultyAnswer((0..<60).map { "Käse\($0) 🧀👩‍🍳 " })
            let cut = FaultyReply.answer(answer).cut(.afterTokens(40, .close))
            try await Stage.run([Seat(.steps(cut)), Seat(answer.continuing(overlap: 12).script)]) { stage in
                try await stage.expect(answer)
            }
        }

        @Test func `Held back content that fails is not seen at all`() async throws {
            let group = GroupText.usual.with { $0.rescue = "{mode: hold, hold_tokens: 20, hold_time: 5s}" }
            try await Stage.run([self.cut(10), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(Set(reply.chunks.compactMap { $0["model"]?.text }) == ["beta-1"])
                #expect(stage.beta.seen.records.map(\.request.roles) == [["user"]])
            }
        }

        @Test func `A second cut is rescued as well`() async throws {
            let second = FaultyReply.answer(self.answer.continuing()).cut(.afterTokens(10, .close))
            let seats = [self.cut(20), Seat(.steps(second)), .healthy]
            try await Stage.run(seats) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect([stage.alpha.count, stage.beta.count, stage.gamma.count] == [1, 1, 1])
            }
        }

        // MARK: Causes

        @Test func `An error event half way is not passed on`() async throws {
            let error = #"data: {"error":{"message":"Overloaded.","type":"server_error","code":null}}"# + "\n\n"
            let broken = self.answer.with { $0.strayEvents = [20: error] }
            try await Stage.run([Seat(broken.script), .healthy]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.chunks.allSatisfy { $0["error"] == nil })
            }
        }

        @Test func `A stream that ends in good order without a finish reason is completed`() async throws {
            let short = FaultyAnswer.counting(40).with {
                $0.finish = nil
                $0.hasDone = false
                $0.hasUsage = false
            }
            try await Stage.run([Seat(short.script), .healthy]) { stage in
                try await stage.expect(self.answer)
                #expect(stage.beta.count == 1)
            }
        }

        @Test func `Malformed events within what is tolerated are left out`() async throws {
            let broken = self.answer.with { $0.strayEvents = [10: "data: {\"choices\":[\n\n"] }
            let group = GroupText.usual.with { $0.rescue = "{malformed_events: 1}" }
            try await Stage.run([Seat(broken.script), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.chunks.allSatisfy { !$0.isNull })
                #expect(stage.beta.count == 0)
            }
        }

        // MARK: No way

        @Test func `A malformed event is an error in band where nobody can go on`() async throws {
            let broken = self.answer.with { $0.strayEvents = [10: "data: {\"choices\":[\n\n"] }
            let group = GroupText.usual.with { $0.retry = "{attempts: 0}" }
            try await Stage.run([Seat(broken.script)], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 200)
                #expect(reply.isHonestError(after: self.answer))
                #expect(reply.text() == self.answer.text(ofFirst: 10))
                #expect(reply.errorCode == "provider_bad_response")
            }
        }

        @Test func `A cut stream is an error in band where rescue is off`() async throws {
            let group = GroupText.usual.with { $0.rescue = "off" }
            try await Stage.run([self.cut(), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isHonestError(after: self.answer))
                #expect(reply.text() == self.answer.text(ofFirst: 40))
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `Candidates that all break off end in an error, with nothing said twice`() async throws {
            try await Stage.run([self.cut(), self.cut(30)]) { stage in
                let reply = try await stage.ask()
                #expect(reply.isHonestError(after: self.answer))
                #expect(stage.alpha.count + stage.beta.count <= 3)
            }
        }

        @Test func `Several choices are not completed from two answers`() async throws {
            try await Stage.run([self.cut(), .healthy]) { stage in
                let reply = try await stage.ask(ChatRequest(members: [#""n":2"#]))
                #expect(reply.isHonestError(after: self.answer))
                #expect(self.answer.text.hasPrefix(reply.text(1)))
                #expect(stage.beta.count == 0)
            }
        }

        // MARK: Account

        @Test(arguments: [ChatRequest.sampled, .deterministic])
        func `A rescued exchange has one id, one usage, and one line in the log`(_ request: ChatRequest) async throws {
            let fallback = Seat(self.answer.continuing().with { $0.id = "chatcmpl-another" }.script)
            try await Stage.run([self.cut(), fallback]) { stage in
                let reply = try await stage.ask(request)
                #expect(reply.isComplete(self.answer))
                #expect(reply.ids == ["chatcmpl-scripted"])
                #expect(reply.usages.count == 1)
                #expect((reply.usages.first?["completion_tokens"]?.integer ?? 0) >= 60)
                let log = try await stage.accessLog()
                #expect(log.count == 1)
                #expect(log.first?["attempts"]?.integer == 2)
                #expect(log.first?["deployment"]?.text == "beta")
                #expect(log.first?["failed_attempts"]?.elements?.count == 1)
            }
        }
    }
}

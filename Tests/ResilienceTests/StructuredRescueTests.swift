import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Streams that programs read: tool calls and JSON by schema are whole or an error, never two halves.
    @Suite struct StructuredRescueTests {
        private let call = FaultyAnswer([#"{"city":"#, #""Oslo","#, #""days":3}"#], tool: "weather")
        private let record = FaultyAnswer([#"{"name":"#, #""Ada","#, #""born":"#, "1815}"])
        private let calling = ChatRequest(
            members: [#""tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}]"#]
        )
        private let structured = ChatRequest(
            members: [#""response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{}}}"#]
        )

        private func cut(_ answer: FaultyAnswer, _ tokens: Int) -> Seat {
            Seat(.steps(FaultyReply.answer(answer).cut(.afterTokens(tokens, .close))))
        }

        private func isJSON(_ text: String) -> Bool {
            (try? JSONValue.parse(text)) != nil
        }

        @Test func `A tool call cut before its first argument byte is called anew`() async throws {
            try await Stage.run([self.cut(self.call, 0), Seat(self.call.script)]) { stage in
                let reply = try await stage.ask(self.calling)
                #expect(reply.claimsSuccess)
                #expect(reply.arguments == self.call.text)
                #expect(reply.finishes() == ["tool_calls"])
                #expect(stage.beta.seen.records.map(\.request.roles) == [["user"]])
            }
        }

        @Test func `A tool call cut within its arguments is an error in band`() async throws {
            try await Stage.run([self.cut(self.call, 2), Seat(self.call.script)]) { stage in
                let reply = try await stage.ask(self.calling)
                #expect(!reply.claimsSuccess)
                #expect(reply.error != nil)
                #expect(reply.finishes().isEmpty)
                #expect(reply.arguments == #"{"city":"Oslo","#)
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `A tool call that is held back is whole, whoever made it`() async throws {
            let group = GroupText.usual.with { $0.rescue = "{buffer_tool_calls: true}" }
            let other = FaultyAnswer([#"{"city":"#, #""Bergen"}"#], tool: "weather")
            try await Stage.run([self.cut(self.call, 2), Seat(other.script)], group) { stage in
                let reply = try await stage.ask(self.calling)
                #expect(reply.claimsSuccess)
                #expect(reply.arguments == other.text)
                #expect(reply.finishes() == ["tool_calls"])
            }
        }

        @Test func `A structured answer that is given again alike is completed`() async throws {
            try await Stage.run([self.cut(self.record, 2), Seat(self.record.continuing().script)]) { stage in
                let reply = try await stage.ask(self.structured)
                #expect(reply.isComplete(self.record))
                #expect(stage.beta.seen.records.map(\.request.roles) == [["user"]])
            }
        }

        @Test func `A structured answer is never put together from two`() async throws {
            let other = FaultyAnswer([#"{"name":"#, #""Grace","#, #""born":"#, "1906}"])
            try await Stage.run([self.cut(self.record, 2), Seat(other.script)]) { stage in
                let reply = try await stage.ask(self.structured)
                #expect(reply.isHonestError(after: self.record))
                #expect(reply.text() == self.record.text(ofFirst: 2))
                #expect(!self.isJSON(reply.text()))
            }
        }
    }
}

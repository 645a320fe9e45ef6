import GatewayTesting
import GatewayWire
import NIOCore
import Testing

extension Resilience {
    /// The tools of the other tests, without a gateway between them: a check that cannot fail proves nothing.
    @Suite struct FaultyProviderTests {
        private let answer = FaultyAnswer.counting(20)

        private func ask(
            _ script: FaultyScript,
            _ request: ChatRequest = .sampled,
            within limit: Duration = .seconds(5)
        ) async throws -> (reply: ClientReply, log: FaultyLog) {
            let provider = try await FaultyProvider.start(script)
            let client = try await ClientConnection.open(to: provider.port)
            try await client.send(request.text)
            let reply = await client.received(within: limit) { $0.end != nil }
            let soFar = client.received
            await client.close()
            _ = await provider.saw(within: .milliseconds(200)) { $0.records.first?.finishedAt != nil }
            let log = provider.seen
            await provider.stop()
            return (reply ?? soFar, log)
        }

        @Test(arguments: [ChatRequest.sampled, .whole])
        func `An answer without a fault is complete`(_ request: ChatRequest) async throws {
            let (reply, log) = try await self.ask(self.answer.script, request)
            #expect(reply.isComplete(self.answer))
            #expect(reply.usages.first?["completion_tokens"]?.integer == 20)
            #expect(log.records.first?.request.roles == ["user"])
            #expect(log.records.first?.finishedAt != nil)
            #expect(log.records.first?.cancelledAt == nil)
        }

        @Test(arguments: [FaultyReply.End.close, .reset])
        func `A cut stream is not complete`(_ end: FaultyReply.End) async throws {
            let cut = FaultyReply.answer(self.answer).cut(.afterTokens(7, end))
            let (reply, _) = try await self.ask(.steps(cut))
            #expect(reply.end == (end == .reset ? .reset : .closed))
            #expect(!reply.isComplete(self.answer))
            #expect(reply.text() == self.answer.text(ofFirst: 7))
        }

        @Test(arguments: [FaultyReply.Break.beforeHead(.stall), .afterTokens(7, .stall), .afterBytes(90, .stall)])
        func `A stall does not end`(_ place: FaultyReply.Break) async throws {
            let stall = FaultyReply.answer(self.answer).cut(place)
            let (reply, _) = try await self.ask(.steps(stall), within: .milliseconds(200))
            #expect(reply.end == nil)
            #expect(reply.events.count == (place == .afterTokens(7, .stall) ? 8 : 0))
        }

        @Test func `A client that leaves is noticed, and one that has its answer is not`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.gap = .milliseconds(50) }
            let provider = try await FaultyProvider.start(.steps(slow, .answer(self.answer)))
            let client = try await ClientConnection.open(to: provider.port)
            try await client.send(ChatRequest.sampled.text)
            #expect(await client.received { $0.events.count > 2 } != nil)
            let left = await client.close()
            let log = try #require(await provider.saw { $0.cancelled.count == 1 })
            let noticed = try #require(log.cancelled.first?.cancelledAt)
            #expect(left.duration(to: noticed) < .slack)
            let second = try await ClientConnection.open(to: provider.port)
            for _ in 0..<3 {
                try await second.send(ChatRequest.whole.text)
                #expect(try await second.ended().isComplete(self.answer))
            }
            await second.close()
            await provider.stop()
            #expect(provider.seen.cancelled.count == 1)
            #expect(provider.seen.connections == 2)
        }

        @Test func `Bytes come one at a time`() async throws {
            let trickle = FaultyReply.answer(self.answer).with { $0.trickle = .microseconds(20) }
            let (reply, log) = try await self.ask(.steps(trickle), .whole)
            #expect(reply.isComplete(self.answer))
            #expect((log.records.first?.bytesWritten ?? 0) > reply.body.count)
        }

        @Test(arguments: [0, 3])
        func `A conversation is continued from where it stopped`(_ overlap: Int) throws {
            let known = self.answer.text(ofFirst: 7)
            let messages = #"[{"role":"user","content":"x"},{"role":"assistant","content":"\#(known)"}]"#
            let request = FaultyRequest(number: 1, head: "POST / HTTP/1.1", body: #"{"messages":\#(messages)}"#)
            #expect(request.isPrefill)
            let json = try #require(FaultyReply.jsonText(of: self.answer.continuing(overlap: overlap), for: request))
            let rest = String((known.suffix(overlap) + self.answer.text.dropFirst(known.count)))
            #expect(json.contains(#""content":"\#(rest)""#))
            let refusing = self.answer.with { $0.refusesPrefill = true }
            #expect(FaultyReply.jsonText(of: refusing, for: request)?.contains("invalid_prefill") == true)
        }

        @Test func `Nobody listens at an absent seat`() async throws {
            let provider = try await FaultyProvider.start(self.answer.script)
            await provider.stop()
            await #expect(throws: (any Error).self) { try await ClientConnection.open(to: provider.port) }
        }
    }
}

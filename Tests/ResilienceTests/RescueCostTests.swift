import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Rescue is not bought with buffering: what a stream without a fault costs with it and without it.
    @Suite struct RescueCostTests {
        private static let modes = ["auto", "restart", "continue", "off"]

        // MARK: Token by token

        @Test(arguments: Self.modes, [ChatRequest.sampled, .deterministic])
        func `Each token is with the client before the next one is sent`(
            _ mode: String,
            _ request: ChatRequest
        ) async throws {
            try await self.stream(mode, request) { server, client in
                var text = ""
                for token in ["Once", " upon", " a", " time", ",", "\n\n", "é", "🚂", " ", "there", "."] {
                    try await server.send(self.chunk(#"{"content":\#(HTTPText.quoted(token))}"#))
                    text += token
                    let soFar = text
                    let reply = await client.received(within: .seconds(2)) { $0.text() == soFar }
                    try #require(reply != nil, "the client waits for '\(token)', which was sent")
                }
                try await server.send(self.chunk("{}", finish: #""stop""#))
                try await server.send(self.sized("data: [DONE]\n\n") + "0\r\n\r\n")
                let reply = try await client.ended()
                #expect(reply.claimsSuccess)
                #expect(reply.text() == text)
            }
        }

        @Test func `Who asks for holding back gets it: no token before enough are there`() async throws {
            try await self.stream("{mode: hold, hold_tokens: 3, hold_time: 20s}", .sampled) { server, client in
                for token in ["Once", " upon"] {
                    try await server.send(self.chunk(#"{"content":\#(HTTPText.quoted(token))}"#))
                }
                let early = await client.received(within: .milliseconds(200)) { !$0.text().isEmpty }
                #expect(early == nil)
                try await server.send(self.chunk(#"{"content":" a"}"#))
                let reply = await client.received(within: .seconds(2)) { $0.text() == "Once upon a" }
                #expect(reply != nil)
            }
        }

        /// Begins a stream of a provider that sends what the test tells it to.
        private func stream(
            _ rescue: String,
            _ request: ChatRequest,
            _ body: (ManualServer, ClientConnection) async throws -> Void
        ) async throws {
            let server = try await ManualServer.start()
            let seats = [Seat.at("http://127.0.0.1:\(server.port)/v1"), .healthy]
            try await Stage.run(seats, GroupText.usual.with { $0.rescue = rescue }) { stage in
                let client = try await stage.begin(request)
                let isAsked = await server.saw { $0.last?.received.contains("\"messages\"") == true }
                try #require(isAsked != nil)
                try await server.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
                try await server.send("transfer-encoding: chunked\r\n\r\n")
                try await body(server, client)
                #expect(stage.beta.count == 0)
                await client.close()
            }
            await server.stop()
        }

        private func sized(_ text: String) -> String {
            "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
        }

        private func chunk(_ delta: String, finish: String = "null") -> String {
            let choice = #"{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}"#
            let members = #""id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"alpha-1""#
            return self.sized("data: {\(members),\"choices\":[\(choice)]}\n\n")
        }

        // MARK: Times

        /// Times of many streams.
        private struct Times {
            var first: [Duration] = []
            var gaps: [Duration] = []

            mutating func note(_ reply: ClientReply) {
                // The first event names the role; those that follow are the tokens.
                let times = reply.events.dropFirst().prefix(20).map(\.at)
                if let first = times.first {
                    self.first.append(reply.startedAt.duration(to: first))
                }
                self.gaps += zip(times, times.dropFirst()).map { $0.duration(to: $1) }
            }

            static func median(_ times: [Duration]) -> Duration {
                times.isEmpty ? .seconds(3600) : times.sorted()[times.count / 2]
            }
        }

        @Test func `First tokens and gaps are the same with rescue as without`() async throws {
            let answer = FaultyAnswer.counting(20)
            let paced = FaultyReply.answer(answer).with {
                $0.firstDelay = .milliseconds(5)
                $0.gap = .milliseconds(4)
            }
            // Two groups of one gateway, asked in turns, so that both meet the same weather.
            let group = GroupText.usual.with {
                $0.rescue = "auto"
                $0.below = ["  - name: plain", "    deployments: [alpha]", "    rescue: off"]
            }
            try await Stage.run([Seat(.steps(paced)), .healthy], group) { stage in
                var (with, without) = (Times(), Times())
                for _ in 0..<12 {
                    for request in [ChatRequest.sampled, ChatRequest(model: "plain")] {
                        let reply = try await stage.ask(request)
                        #expect(reply.isComplete(answer))
                        if request.model == "m" {
                            with.note(reply)
                        } else {
                            without.note(reply)
                        }
                    }
                }
                let first = (Times.median(with.first), Times.median(without.first))
                let gaps = (Times.median(with.gaps), Times.median(without.gaps))
                print("rescue auto and off: first token \(first.0) and \(first.1), gap \(gaps.0) and \(gaps.1)")
                // The pauses alone take 9 and 4 ms; a token held back for the next one would cost 4 ms.
                #expect(first.0 < first.1 + .milliseconds(2))
                #expect(gaps.0 < gaps.1 + .milliseconds(1))
            }
        }
    }
}

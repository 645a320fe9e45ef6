import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Every wait for a provider has a bound of its own, which ends it and no other one.
    @Suite struct TimeoutTests {
        private let answer = FaultyAnswer.counting(20)

        /// A group whose bounds are long but for one.
        private func group(_ bound: String, retry: String = "{attempts: 0}") -> GroupText {
            let long = ["connect", "tls", "head", "first_token", "reply", "idle"].filter { !bound.contains($0 + ":") }
            return GroupText.usual.with {
                $0.retry = retry
                $0.rescue = "off"
                $0.timeouts = "{\((long.map { $0 + ": 20s" } + [bound]).joined(separator: ", "))}"
            }
        }

        /// Whether a time is that of a bound, as near as a busy machine allows.
        private func isAbout(_ time: Duration, _ bound: Duration) -> Bool {
            time >= bound - .milliseconds(2) && time < bound + .milliseconds(20) + .slack
        }

        /// Time from a request's arrival to its being given up.
        private func patience(_ record: FaultyRecord?) -> Duration? {
            record.flatMap { record in record.cancelledAt.map { record.arrivedAt.duration(to: $0) } }
        }

        // MARK: Connection

        @Test(arguments: [true, false])
        func `An address that swallows connections costs the time for connecting`(_ isStream: Bool) async throws {
            let hole = try FullBacklog()
            let seat = Seat.at("http://127.0.0.1:\(hole.port)/v1")
            try await Stage.run([seat], self.group("connect: 200ms")) { stage in
                let reply = try await stage.ask(ChatRequest(isStream: isStream))
                #expect(reply.status == 502)
                #expect(reply.errorCode == "provider_unreachable")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
            }
            try await Stage.run([seat, .healthy], self.group("connect: 200ms", retry: "{attempts: 1}")) { stage in
                let reply = try await stage.ask(ChatRequest(isStream: isStream))
                #expect(reply.isComplete(.sixty))
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
            }
        }

        @Test(arguments: ["tls: 200ms", "connect: 200ms, tls: 1s"])
        func `A TLS handshake that is never answered is given up, and its connection with it`(
            _ bound: String
        ) async throws {
            let server = try await ManualServer.start()
            let seat = Seat.at("https://127.0.0.1:\(server.port)/v1")
            try await Stage.run([seat], self.group(bound)) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 502)
                #expect(reply.errorCode == "provider_unreachable")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
                // A handshake that nobody waits for must not hold a place among those being opened, either.
                let closed = await server.saw(within: .seconds(2)) { $0.first?.closedAt != nil }
                let connection = try #require(closed?.first)
                let held = connection.closedAt.map { connection.openedAt.duration(to: $0) } ?? .seconds(3600)
                #expect(bound.hasPrefix("connect") || self.isAbout(held, .milliseconds(200)), "\(held)")
            }
            await server.stop()
        }

        // MARK: Streams

        @Test func `A head that does not come in time is given up`() async throws {
            try await Stage.run([Seat(.steps(.silence))], self.group("head: 200ms")) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 504)
                #expect(reply.errorCode == "provider_timeout")
                let log = try #require(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                let patience = try #require(self.patience(log.records.first))
                #expect(self.isAbout(patience, .milliseconds(200)), "\(patience)")
            }
        }

        @Test func `The time for the head is not that for the first token`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(400) }
            try await Stage.run([Seat(.steps(slow))], self.group("head: 200ms")) { stage in
                try await stage.expect(self.answer)
            }
        }

        @Test func `Comments are no content: the first token's time goes on`() async throws {
            let comments = FaultyReply(.pieces(Array(repeating: Array(": wait\n\n".utf8), count: 200))).with {
                $0.contentType = "text/event-stream"
                $0.gap = .milliseconds(20)
            }
            try await Stage.run([Seat(.steps(comments))], self.group("first_token: 200ms")) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 504)
                #expect(reply.errorCode == "provider_timeout")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }

        @Test func `A stall is told in band after the idle time, and the provider is cancelled`() async throws {
            let stall = FaultyReply.answer(self.answer).cut(.afterTokens(5, .stall))
            try await Stage.run([Seat(.steps(stall))], self.group("idle: 200ms")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isHonestError(after: self.answer))
                #expect(reply.text() == self.answer.text(ofFirst: 5))
                #expect(reply.errorCode == "provider_timeout")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }

        @Test func `A stream that is slow but never idle is not cut`() async throws {
            let slow = FaultyReply.answer(.counting(6)).with { $0.gap = .milliseconds(80) }
            try await Stage.run([Seat(.steps(slow))], self.group("idle: 200ms")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(.counting(6)))
                #expect(reply.elapsed > .milliseconds(400))
            }
        }

        @Test func `The total time ends a stream that goes on and on`() async throws {
            let endless = FaultyReply.answer(.counting(1000)).with { $0.gap = .milliseconds(20) }
            try await Stage.run([Seat(.steps(endless)), .healthy], self.group("total: 500ms")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isHonestError(after: .counting(1000)))
                #expect(reply.errorCode == "deadline_exceeded")
                #expect(self.isAbout(reply.elapsed, .milliseconds(500)), "\(reply.elapsed)")
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
                #expect(stage.beta.count == 0)
            }
        }

        // MARK: Plain replies

        @Test(arguments: [true, false])
        func `A reply that does not come in time is given up, whether its head came or not`(
            _ hasHead: Bool
        ) async throws {
            let late = FaultyReply.answer(self.answer).with {
                $0.headDelay = hasHead ? .zero : .seconds(20)
                $0.firstDelay = .seconds(20)
            }
            try await Stage.run([Seat(.steps(late))], self.group("reply: 200ms")) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.status == 504)
                #expect(reply.errorCode == "provider_timeout")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
                #expect(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
            }
        }

        @Test func `A reply that stalls half way is given up after the idle time, and never passed on`() async throws {
            let stall = FaultyReply.answer(self.answer).cut(.afterBodyBytes(60, .stall))
            try await Stage.run([Seat(.steps(stall))], self.group("idle: 200ms")) { stage in
                let reply = try await stage.ask(.whole)
                #expect(reply.status == 504)
                #expect(reply.errorCode == "provider_timeout")
                #expect(self.isAbout(reply.elapsed, .milliseconds(200)), "\(reply.elapsed)")
            }
        }

        // MARK: Adaptive

        /// A deployment whose first tokens take a while, until one never comes; what a stall then costs.
        private func stall(
            after count: Int = 25,
            _ firstToken: Duration,
            _ adaptive: String,
            fixed: String = "10s"
        ) async throws -> Duration {
            let script = FaultyScript { request in
                guard request.number <= count else { return .silence }
                return FaultyReply.answer(self.answer).with { $0.firstDelay = firstToken }
            }
            let group = self.group("first_token: \(fixed)").with {
                $0.timeouts = "{first_token: \(fixed), adaptive: {\(adaptive)}}"
            }
            var patience = Duration.zero
            try await Stage.run([Seat(script)], group) { stage in
                for _ in 0..<5 {
                    let replies = try await stage.askAll(Array(repeating: .sampled, count: count / 5))
                    #expect(replies.allSatisfy { $0.isComplete(self.answer) })
                }
                let reply = try await stage.ask()
                #expect(reply.status == 504)
                let log = try #require(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                patience = try #require(self.patience(log.records.last))
            }
            return patience
        }

        @Test func `After quick streams a stall is cut at the floor`() async throws {
            let patience = try await self.stall(.zero, "multiple: 2, floor: 250ms, ceiling: 5s")
            #expect(self.isAbout(patience, .milliseconds(250)), "\(patience)")
        }

        @Test func `After slower streams a stall is cut at the multiple of their time`() async throws {
            let patience = try await self.stall(.milliseconds(100), "multiple: 3, floor: 100ms, ceiling: 5s")
            // Three times 100 ms, and what the slowest of them took beyond that.
            #expect(patience >= .milliseconds(298), "\(patience)")
            #expect(patience < .milliseconds(700), "\(patience)")
        }

        @Test func `No bound that is measured goes beyond the ceiling`() async throws {
            let patience = try await self.stall(.milliseconds(50), "multiple: 100, floor: 100ms, ceiling: 350ms")
            #expect(self.isAbout(patience, .milliseconds(350)), "\(patience)")
        }

        @Test func `Where too little was measured the fixed bound holds`() async throws {
            let adaptive = "multiple: 2, floor: 50ms, ceiling: 5s"
            let patience = try await self.stall(after: 10, .zero, adaptive, fixed: "300ms")
            #expect(self.isAbout(patience, .milliseconds(300)), "\(patience)")
        }
    }
}

import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Clients that are gone before their answer is whole, with `on_disconnect: cancel` and `drain`; and that neither
    /// they nor callers' errors count against a deployment.
    @Suite struct DisconnectTests {
        private let answer = FaultyAnswer.sixty
        private let frail = "health: {consecutive_failures: 2, min_requests: 2, open_for: 60s, max_open_for: 60s}"
        private let price = "price: {input: 1, output: 1}"

        /// When a client leaves.
        enum Moment: Sendable, CaseIterable {
            case beforeHead
            case beforeContent
            case inContent
        }

        private func drain(_ timeouts: String = GroupText.usual.timeouts) -> GroupText {
            GroupText.usual.with {
                $0.timeouts = timeouts
                $0.more = ["on_disconnect: drain"]
            }
        }

        private func reply(_ moment: Moment) -> FaultyReply {
            FaultyReply.answer(self.answer).with {
                switch moment {
                case .beforeHead: $0.headDelay = .milliseconds(200)
                case .beforeContent: $0.firstDelay = .milliseconds(200)
                case .inContent: $0.gap = .milliseconds(5)
                }
            }
        }

        /// Begins a request and leaves it at a moment.
        private func leave(
            _ stage: Stage,
            _ moment: Moment,
            isStream: Bool = true
        ) async throws -> ContinuousClock.Instant {
            let before = stage.alpha.count
            let client = try await stage.begin(ChatRequest(isStream: isStream))
            #expect(await stage.alpha.saw { $0.count > before } != nil)
            switch moment {
            case .beforeHead: break
            case .beforeContent:
                #expect(await stage.alpha.saw { ($0.records.last?.bytesWritten ?? 0) > 0 } != nil)
            case .inContent:
                #expect(await client.received { $0.text().contains("tok1 ") } != nil)
            }
            return await client.close()
        }

        // MARK: Cancel

        @Test(arguments: Moment.allCases, [true, false])
        func `The provider is cancelled within 100 ms`(_ moment: Moment, _ isStream: Bool) async throws {
            guard isStream || moment != .inContent else { return }
            let reply = self.reply(moment).with {
                $0.headDelay *= 100
                $0.firstDelay *= 100
            }
            try await Stage.run([Seat(.steps(reply)), .healthy]) { stage in
                let left = try await self.leave(stage, moment, isStream: isStream)
                let log = try #require(await stage.alpha.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                let cancelled = try #require(log.cancelled.first?.cancelledAt)
                #expect(left.duration(to: cancelled) <= .milliseconds(100))
                #expect(stage.beta.count == 0)
                let line = try #require(try await stage.accessLog().first)
                #expect(line["error"]?.text == "client_closed_request")
                #expect(line["status"]?.integer == (moment == .inContent ? 200 : 499))
            }
        }

        // MARK: Drain

        @Test(arguments: Moment.allCases, [true, false])
        func `With drain the provider is read to its end, and its usage is accounted`(
            _ moment: Moment,
            _ isStream: Bool
        ) async throws {
            guard isStream || moment != .inContent else { return }
            try await Stage.run([Seat(.steps(self.reply(moment)), self.price)], self.drain()) { stage in
                _ = try await self.leave(stage, moment, isStream: isStream)
                #expect(await stage.alpha.saw { $0.records.first?.finishedAt != nil } != nil)
                #expect(stage.alpha.seen.cancelled.isEmpty)
                // The connection is whole and serves the next request.
                stage.alpha.use(self.answer.script)
                try await stage.expect(self.answer)
                #expect(stage.alpha.count == 2)
                let line = try #require(try await stage.accessLog().first { $0["error"] != nil })
                #expect(line["error"]?.text == "client_closed_request")
                #expect(line["status"]?.integer == (moment == .inContent ? 200 : 499))
                #expect(line["tokens"]?["input"]?.integer == 10)
                #expect(line["tokens"]?["output"]?.integer == 60)
                #expect(line["cost_usd"]?.text.flatMap { Double($0) } == 0.00007)
                #expect(line["attempts"]?.integer == 1)
            }
        }

        @Test(arguments: [FaultyReply.End.close, .stall])
        func `An answer that breaks while nobody listens is not asked for again`(_ end: FaultyReply.End) async throws {
            let cut = self.reply(.inContent).cut(.afterTokens(20, end))
            let group = self.drain("{idle: 300ms}")
            try await Stage.run([Seat(.steps(cut)), .healthy], group) { stage in
                _ = try await self.leave(stage, .inContent)
                let isOver = await stage.alpha.saw(within: .seconds(2)) {
                    $0.records.first?.finishedAt != nil || $0.cancelled.count == 1
                }
                #expect(isOver != nil, "a provider that is silent is left in the end")
                let log = try await stage.accessLog()
                #expect(log.map { $0["error"]?.text } == ["client_closed_request"])
                #expect(stage.providerRequests == 1)
            }
        }

        @Test func `A failure while nobody listens is not followed by another attempt`() async throws {
            let failure = FaultyReply.failure(500).with { $0.headDelay = .milliseconds(200) }
            try await Stage.run([Seat(.steps(failure)), .healthy], self.drain()) { stage in
                _ = try await self.leave(stage, .beforeHead)
                #expect(await stage.alpha.saw { $0.records.first?.finishedAt != nil } != nil)
                let log = try await stage.accessLog()
                #expect(log.map { $0["error"]?.text } == ["client_closed_request"])
                #expect(stage.providerRequests == 1)
            }
        }

        @Test func `The total time bounds what is read for nobody`() async throws {
            let endless = FaultyReply.answer(.counting(1000)).with { $0.gap = .milliseconds(20) }
            try await Stage.run([Seat(.steps(endless))], self.drain("{total: 500ms}")) { stage in
                _ = try await self.leave(stage, .inContent)
                let log = try #require(await stage.alpha.saw(within: .seconds(2)) { $0.cancelled.count == 1 })
                let record = try #require(log.records.first)
                let cancelled = try #require(record.cancelledAt)
                #expect(record.arrivedAt.duration(to: cancelled) >= .milliseconds(400))
                #expect(record.arrivedAt.duration(to: cancelled) < .milliseconds(550) + .slack)
            }
        }

        @Test func `A client that leaves a race is drained from one provider only`() async throws {
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(400) }
            let never = FaultyReply.answer(self.answer).with { $0.firstDelay = .seconds(20) }
            let group = self.drain().with {
                $0.members = 2
                $0.more.append("hedge: {default_delay: 50ms, min_delay: 10ms}")
            }
            try await Stage.run([Seat(.steps(slow)), Seat(.steps(never))], group) { stage in
                let client = try await stage.begin()
                #expect(await stage.beta.saw { $0.count == 1 } != nil)
                await client.close()
                #expect(await stage.alpha.saw { $0.records.first?.finishedAt != nil } != nil)
                #expect(await stage.beta.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
                #expect(stage.alpha.seen.cancelled.isEmpty)
                let line = try #require(try await stage.accessLog().first)
                #expect(line["error"]?.text == "client_closed_request")
                #expect(line["tokens"]?["output"]?.integer == 60)
            }
        }

        // MARK: Health

        @Test(arguments: [Moment.beforeHead, .inContent], ["cancel", "drain"])
        func `Twenty clients that leave say nothing about the provider`(
            _ moment: Moment,
            _ policy: String
        ) async throws {
            let group = GroupText.usual.with { $0.more = ["on_disconnect: \(policy)"] }
            let seat = Seat(.steps(self.reply(moment)), self.frail)
            try await Stage.run([seat, .healthy], group) { stage in
                for round in 1...20 {
                    _ = try await self.leave(stage, moment)
                    #expect(stage.alpha.count == round)
                }
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "alpha-1")
                #expect(stage.beta.count == 0)
                #expect(try await stage.metric("signalbox_breaker_opened_total", #"deployment="alpha""#) == 0)
            }
        }

        @Test(
            arguments: [
                FaultyReply.failure(400), .failure(409), .failure(413), .failure(422), .contextLengthExceeded,
                .contentPolicyViolation,
            ])
        func `Twenty requests that are refused as they were made say nothing about the provider`(
            _ refusal: FaultyReply
        ) async throws {
            try await Stage.run([Seat(.steps(refusal), self.frail), .healthy]) { stage in
                for _ in 0..<20 {
                    let refused = try await stage.ask()
                    #expect((400..<500).contains(refused.status))
                }
                #expect(stage.alpha.count == 20)
                stage.alpha.use(self.answer.script)
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "alpha-1")
            }
        }
    }
}

import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// What becomes of a race: clients that leave it, winners that break, and the health of those who took part.
    @Suite struct HedgeAftermathTests {
        private let answer = FaultyAnswer.sixty

        private func group(_ retry: String = "{attempts: 2}", members: Int = 2) -> GroupText {
            GroupText.usual.with {
                $0.members = members
                $0.retry = retry
                $0.more = ["hedge: {default_delay: 100ms, min_delay: 10ms}"]
            }
        }

        private var slow: FaultyReply { FaultyReply.answer(self.answer).with { $0.firstDelay = .seconds(20) } }

        @Test(arguments: [true, false])
        func `A client that leaves a race cancels both at once`(_ isStream: Bool) async throws {
            try await Stage.run([Seat(.steps(self.slow)), Seat(.steps(self.slow))], self.group()) { stage in
                let client = try await stage.begin(ChatRequest(isStream: isStream))
                #expect(await stage.beta.saw { $0.count == 1 } != nil)
                let left = await client.close()
                for provider in [stage.alpha, stage.beta] {
                    let log = try #require(await provider.saw(within: .seconds(1)) { $0.cancelled.count == 1 })
                    let cancelled = try #require(log.cancelled.first?.cancelledAt)
                    #expect(left.duration(to: cancelled) <= .milliseconds(100))
                }
                let line = try #require(try await stage.accessLog().first)
                #expect(line["error"]?.text == "client_closed_request")
                #expect(line["attempts"]?.integer == 2)
                #expect(stage.providerRequests == 2)
            }
        }

        @Test func `A deadline ends both`() async throws {
            try await Stage.run([Seat(.steps(self.slow)), Seat(.steps(self.slow))], self.group()) { stage in
                let reply = try await stage.ask(ChatRequest(headers: ["x-request-timeout: 300"]))
                #expect(reply.status == 504)
                #expect(reply.errorCode == "deadline_exceeded")
                #expect(reply.elapsed < .milliseconds(350) + .slack)
                for provider in [stage.alpha, stage.beta] {
                    #expect(await provider.saw(within: .seconds(1)) { $0.cancelled.count == 1 } != nil)
                }
            }
        }

        @Test func `Of two that fail, the one that was silent is not asked again`() async throws {
            let late = FaultyReply.failure(500).with { $0.headDelay = .milliseconds(150) }
            let group = self.group("{attempts: 3, backoff: 1ms..2ms}").with {
                $0.timeouts = "{head: 200ms, first_token: 200ms}"
            }
            try await Stage.run([Seat(.steps(.silence)), Seat(.steps(late))], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 500)
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 3)
                let line = try #require(try await stage.accessLog().first)
                let failed = line["failed_attempts"]?.elements ?? []
                let silent = try #require(failed.first { $0["deployment"]?.text == "alpha" })
                #expect(silent["error"]?.text == "provider_timeout")
            }
        }

        @Test func `A winner that breaks off is rescued by somebody who took no part`() async throws {
            let cut = FaultyReply.answer(self.answer).cut(.afterTokens(40, .close))
            let health = "health: {consecutive_failures: 1, open_for: 30s, max_open_for: 30s}"
            let seats = [Seat(.steps(self.slow), health), Seat(.steps(cut), health), .healthy]
            try await Stage.run(seats, self.group()) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.lastModel == "gamma-1")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 1)
                // The one that broke is to blame, and not the one that was cancelled for it.
                let opened = "signalbox_breaker_opened_total"
                #expect(try await stage.metric(opened, #"deployment="beta""#) == 1)
                #expect(try await stage.metric(opened, #"deployment="alpha""#) == 0)
                let line = try #require(try await stage.accessLog().first)
                let failed = line["failed_attempts"]?.elements ?? []
                #expect(failed.map { $0["deployment"]?.text } == ["alpha", "beta"])
                #expect(failed.map { $0["error"]?.text } == ["cancelled", "provider_reset"])
                #expect(line["deployment"]?.text == "gamma")
            }
        }

        @Test func `A race leaves the probe of a deployment that rests to others`() async throws {
            let health = "health: {consecutive_failures: 1, open_for: 200ms, max_open_for: 30s, slow_start: 1ms}"
            let slow = FaultyReply.answer(self.answer).with { $0.firstDelay = .milliseconds(400) }
            try await Stage.run([Seat(.steps(slow)), Seat(.steps(.failure(500)), health)], self.group()) { stage in
                let direct = ChatRequest(model: "beta/beta-1")
                let failed = try await stage.ask(direct)
                #expect(failed.status == 500)
                stage.beta.use(self.answer.script)
                // The breaker is half open by the time that the second attempt would begin.
                let raced = try await stage.ask(ChatRequest(headers: ["x-signalbox-priority: high"]))
                #expect(raced.isComplete(self.answer))
                let again = try await stage.ask()
                #expect(again.isComplete(self.answer))
                let reply = try await stage.ask(direct)
                #expect(reply.status == 200)
                #expect(reply.isComplete(self.answer))
            }
        }

        @Test func `A race leaves no place taken`() async throws {
            let limit = "limits: {concurrency: 2}"
            let alpha = FaultyScript { request in
                FaultyReply.answer(self.answer).with {
                    $0.firstDelay = .milliseconds([0, 150, 20_000, 150][request.number % 4])
                }
            }
            let beta = FaultyScript { request in
                request.number.isMultiple(of: 2) ? .failure(500) : .answer(self.answer)
            }
            let tough = ", health: {consecutive_failures: 1000, min_requests: 1000}"
            let group = self.group("{attempts: 2, budget: 1000%}").with {
                $0.more = ["hedge: {default_delay: 50ms, min_delay: 10ms, budget: 100%}"]
            }
            try await Stage.run([Seat(alpha, limit + tough), Seat(beta, limit + tough)], group) { stage in
                for round in 0..<16 {
                    let reply = try await stage.ask(ChatRequest(headers: ["x-request-timeout: 500"]))
                    #expect([200, 500, 504].contains(reply.status), "round \(round)")
                }
                for name in ["alpha", "beta"] {
                    let taken = try await stage.metric("signalbox_deployment_in_flight", "deployment=\"\(name)\"")
                    #expect(taken == 0, "\(name)")
                }
            }
        }
    }
}

import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    /// Who stands in: by cause, by tier, by weight, and by way of other groups.
    @Suite struct FallbackTests {
        private let answer = FaultyAnswer.sixty

        /// A fault, and the cause that fallbacks are chosen by.
        struct Case: Sendable, CustomStringConvertible {
            var cause: String
            var fault: FaultyReply
            var description: String
        }

        private static let cases = [
            Case(cause: "context_window", fault: .contextLengthExceeded, description: "too long"),
            Case(cause: "context_window", fault: .failure(413), description: "413"),
            Case(cause: "rate_limit", fault: .failure(429), description: "429"),
            Case(cause: "rate_limit", fault: .failure(429, headers: ["retry-after: 60"]), description: "429 for long"),
            Case(cause: "error", fault: .failure(500), description: "500"),
            Case(cause: "error", fault: .failure(408), description: "408"),
            Case(cause: "error", fault: .failure(401), description: "401"),
            Case(cause: "error", fault: .failure(404), description: "404"),
            Case(cause: "error", fault: .reset, description: "a reset"),
            Case(cause: "error", fault: .page, description: "HTML"),
            Case(cause: "timeout", fault: .silence, description: "silence"),
            Case(cause: "content_policy", fault: .contentPolicyViolation, description: "content policy"),
        ]

        private static let causes = ["context_window", "rate_limit", "error", "timeout", "content_policy"]

        private func group(_ fallbacks: String?, _ retry: String = "{attempts: 1, budget: 1000%}") -> GroupText {
            GroupText.usual.with {
                $0.fallbacks = fallbacks
                $0.retry = retry
                $0.timeouts = "{head: 200ms, first_token: 200ms, reply: 200ms}"
            }
        }

        // MARK: By cause

        @Test(arguments: Self.cases, [true, false])
        func `A cause goes to the fallback that lists it, past the one that does not`(
            _ fault: Case,
            _ isStream: Bool
        ) async throws {
            let others = Self.causes.filter { $0 != fault.cause }.joined(separator: ", ")
            let group = self.group("[{id: beta, on: [\(others)]}, {id: gamma, on: [\(fault.cause)]}]")
            try await Stage.run([Seat(.steps(fault.fault)), .healthy, .healthy], group) { stage in
                let reply = try await stage.ask(ChatRequest(isStream: isStream))
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-model") == "gamma")
                #expect(reply.header("x-signalbox-attempts") == "2")
                #expect(stage.alpha.count == 1)
                #expect(stage.beta.count == 0)
            }
        }

        @Test(arguments: Self.cases)
        func `A fallback without causes takes what broke, and no refusal`(_ fault: Case) async throws {
            let isRefusal = ["context_window", "content_policy"].contains(fault.cause)
            try await Stage.run([Seat(.steps(fault.fault)), .healthy], self.group("[beta]")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer) == !isRefusal)
                #expect(reply.header("x-signalbox-model") == (isRefusal ? "alpha" : "beta"))
                #expect(stage.beta.count == (isRefusal ? 0 : 1))
            }
        }

        @Test func `A refusal of the request as it was made goes to nobody, whatever is listed`() async throws {
            let all = Self.causes.joined(separator: ", ")
            let group = self.group("[{id: beta, on: [\(all)]}]")
            try await Stage.run([Seat(.steps(.failure(400, code: "scripted"))), .healthy], group) { stage in
                let reply = try await stage.ask()
                #expect(reply.status == 400)
                #expect(reply.errorCode == "scripted")
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `A prompt that is too long skips windows that are not larger`() async throws {
            let seats = [
                Seat(.steps(.contextLengthExceeded), "context_window: 8192"),
                Seat(self.answer.script, "context_window: 8192"),
                Seat(self.answer.script, "context_window: 32768"),
            ]
            try await Stage.run(seats, self.group(nil)) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-model") == "gamma")
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `Each fallback's own fault decides what follows it`() async throws {
            let seats = [Seat(.steps(.failure(429))), Seat(.steps(.silence)), .healthy, .healthy]
            let fallbacks = "[{id: beta, on: [rate_limit]}, {id: gamma, on: [rate_limit]}, {id: delta, on: [timeout]}]"
            try await Stage.run(seats, self.group(fallbacks, "{attempts: 3, budget: 1000%}")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-model") == "delta")
                #expect(stage.gamma.count == 0)
            }
        }

        // MARK: Whom

        @Test func `Degradation asks the deployments of a tier and no others`() async throws {
            let seats = [
                Seat(.steps(.failure(503)), "tier: advanced"), Seat(self.answer.script, "tier: standard"),
                Seat(self.answer.script, "tier: basic"),
            ]
            try await Stage.run(seats, self.group("[{tier: basic}]")) { stage in
                for _ in 0..<5 {
                    let reply = try await stage.ask()
                    #expect(reply.isComplete(self.answer))
                    #expect(reply.header("x-signalbox-model") == "gamma")
                }
                #expect(stage.beta.count == 0)
            }
        }

        @Test func `Tiers are asked in the order of the list`() async throws {
            let seats = [
                Seat(.steps(.failure(503)), "tier: advanced"), Seat(self.answer.script, "tier: basic"),
                Seat(.steps(.failure(503)), "tier: standard"),
            ]
            let group = self.group("[{tier: standard}, {tier: basic}]", "{attempts: 2, budget: 1000%}")
            try await Stage.run(seats, group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-model") == "beta")
                #expect(reply.header("x-signalbox-attempts") == "3")
                #expect(stage.gamma.count == 1)
            }
        }

        @Test func `Within a rank the draw follows the weights`() async throws {
            let tough = "health: {consecutive_failures: 100000, min_requests: 100000}"
            let seats = [Seat(.steps(.failure(503)), tough), .healthy, .healthy]
            let group = self.group("[[{id: beta, weight: 3}, gamma]]")
            try await Stage.run(seats, group) { stage in
                for _ in 0..<10 {
                    let replies = try await stage.askAll(Array(repeating: .whole, count: 20))
                    #expect(replies.allSatisfy { $0.isComplete(self.answer) })
                }
                // 150 expected, with a standard deviation of 6.1: five of them on either side.
                #expect((119...181).contains(stage.beta.count), "\(stage.beta.count) of 200")
                #expect(stage.beta.count + stage.gamma.count == 200)
            }
        }

        @Test func `Within a rank the other one is asked where the drawn one fails`() async throws {
            let seats = [Seat(.steps(.failure(503))), Seat(.steps(.failure(503))), .healthy]
            let group = self.group("[[{id: beta, weight: 1000000}, gamma]]", "{attempts: 2, budget: 1000%}")
            try await Stage.run(seats, group) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-attempts") == "3")
                #expect(stage.beta.count == 1)
            }
        }

        // MARK: Groups

        private func nested(_ fallbacks: String) -> GroupText {
            self.group(fallbacks, "{attempts: 3, budget: 1000%}").with {
                $0.below = ["  - name: n", "    deployments: [beta]", "    fallbacks: [gamma]"]
            }
        }

        @Test func `A group as fallback is its deployments, then its own fallbacks`() async throws {
            let seats = [Seat(.steps(.failure(503))), Seat(.steps(.failure(500))), .healthy]
            try await Stage.run(seats, self.nested("[n]")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-model") == "gamma")
                #expect(stage.beta.count == 1)
            }
        }

        @Test(arguments: ["error", "timeout"])
        func `Causes of a group as fallback hold for all that it stands for`(_ cause: String) async throws {
            let seats = [Seat(.steps(.failure(503))), .healthy, .healthy]
            try await Stage.run(seats, self.nested("[{id: n, on: [\(cause)]}]")) { stage in
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer) == (cause == "error"))
                #expect(stage.beta.count + stage.gamma.count == (cause == "error" ? 1 : 0))
            }
        }

        // MARK: What the client is told

        @Test func `The header counts the attempts`() async throws {
            let seats = [Seat(.steps(.answer(self.answer), .failure(500))), Seat(.steps(.failure(500)))]
            let group = self.group("[beta]", "{attempts: 2, backoff: 1ms..2ms, budget: 1000%}")
            try await Stage.run(seats, group) { stage in
                for request in [ChatRequest.sampled, .whole] {
                    let before = stage.providerRequests
                    let reply = try await stage.ask(request)
                    let attempts = reply.header("x-signalbox-attempts").flatMap { Int($0) }
                    #expect(attempts == stage.providerRequests - before)
                    #expect(reply.status == (before == 0 ? 200 : 500))
                    #expect(attempts == (before == 0 ? 1 : 3))
                }
            }
        }

        @Test func `While the members rest the fallback is the first to be asked`() async throws {
            let health = "health: {consecutive_failures: 1, open_for: 60s, max_open_for: 60s}"
            try await Stage.run([Seat(.steps(.failure(503)), health), .healthy], self.group("[beta]")) { stage in
                try await stage.expect(self.answer)
                let reply = try await stage.ask()
                #expect(reply.isComplete(self.answer))
                #expect(reply.header("x-signalbox-attempts") == "1")
                #expect(stage.alpha.count == 1)
            }
        }

        @Test(arguments: ["context_window", "content_policy"])
        func `While the members rest a fallback for refusals only is not asked`(_ cause: String) async throws {
            let health = "health: {consecutive_failures: 1, open_for: 60s, max_open_for: 60s}"
            let group = self.group("[{id: beta, on: [\(cause)]}]")
            try await Stage.run([Seat(.steps(.failure(503)), health), .healthy], group) { stage in
                for status in [503, 503] {
                    let reply = try await stage.ask()
                    #expect(reply.status == status)
                }
                #expect(stage.beta.count == 0)
                // The breaker may open within the first exchange, so its repetition is not certain.
                #expect(stage.alpha.count <= 2)
            }
        }
    }
}

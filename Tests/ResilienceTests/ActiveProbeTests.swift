import GatewayTesting
import GatewayWire
import Testing

extension Resilience {
    @Suite struct ActiveProbeTests {
        private let answer = FaultyAnswer.sixty

        @Test func `A deployment that is back is found by a probe, and not by a caller`() async throws {
            let health =
                "health: {consecutive_failures: 2, open_for: 200ms, max_open_for: 200ms, probe_interval: 100ms}"
            let group = GroupText.usual.with { $0.retry = "{attempts: 0}" }
            try await Stage.run([Seat(.steps(.failure(500)), health)], group) { stage in
                for _ in 0..<2 {
                    #expect(try await stage.ask().status == 500)
                }
                #expect(try await stage.ask().status == 503)
                stage.alpha.use(self.answer.script)
                let seen = await stage.alpha.saw {
                    $0.records.contains { $0.request.head.hasPrefix("GET") && $0.finishedAt != nil }
                }
                let probe = try #require(seen?.records.first { $0.request.head.hasPrefix("GET") })
                #expect(probe.request.head.hasPrefix("GET /v1/models HTTP"))
                // The breaker has closed by then: the first caller is answered.
                var reply = try await stage.ask()
                for _ in 0..<20 where reply.status == 503 {
                    reply = try await stage.ask()
                }
                #expect(reply.isComplete(self.answer))
                let log = try await stage.accessLog()
                #expect(log.allSatisfy { $0["method"]?.text == "POST" })
            }
        }

        @Test func `A healthy deployment is not probed`() async throws {
            try await Stage.run([Seat(self.answer.script, "health: {probe_interval: 100ms}")]) { stage in
                try await stage.expect(self.answer)
                #expect(await stage.alpha.saw(within: .milliseconds(400)) { $0.count > 1 } == nil)
            }
        }
    }
}

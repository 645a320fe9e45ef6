import GatewayCore
import Foundation
import GatewayTesting
import Synchronization
import Testing

extension Resilience {
    /// Many clients, providers that fail at random, for as long as `SIGNALBOX_STORM_SECONDS` says.
    @Suite struct StormTests {
        private static let clients = 200
        private static let deadline = Duration.seconds(3)
        private static let answer = FaultyAnswer.counting(20)
        /// What scheduling on a busy machine may add to a deadline.
        private static let lateness = Duration.milliseconds(500)

        private static var length: Duration {
            .seconds(ProcessInfo.processInfo.environment["SIGNALBOX_STORM_SECONDS"].flatMap { Int($0) } ?? 5)
        }

        /// A provider that works for a while and then does not, by a seed.
        private static func flapping(_ seed: UInt64) -> FaultyScript {
            let clock = ContinuousClock()
            let begin = clock.now
            let chance = Mutex(Chance(seed: seed))
            return FaultyScript { _ in
                let epoch = UInt64(begin.duration(to: clock.now) / .milliseconds(500))
                var weather = Chance(seed: seed &* 1_000_003 &+ epoch)
                let isDown = Int.random(in: 0..<100, using: &weather) < 15
                return chance.withLock { chance in
                    guard isDown || Int.random(in: 0..<100, using: &chance) < 5 else {
                        return Self.healthy(&chance)
                    }
                    return Self.fault(&chance)
                }
            }
        }

        private static func healthy(_ chance: inout Chance) -> FaultyReply {
            // Some go on from where the answer stopped, others begin it anew.
            let reply = FaultyReply.answer(Bool.random(using: &chance) ? Self.answer.continuing() : Self.answer)
            return reply.with {
                $0.firstDelay = .milliseconds(Int.random(in: 0...20, using: &chance))
                $0.gap = .milliseconds(Int.random(in: 0...5, using: &chance))
            }
        }

        private static func fault(_ chance: inout Chance) -> FaultyReply {
            let tokens = Int.random(in: 0..<20, using: &chance)
            let answer = FaultyReply.answer(Self.answer.continuing())
            switch Int.random(in: 0..<10, using: &chance) {
            case 0: return .failure(429, headers: ["retry-after-ms: 50"])
            case 1: return .failure(500)
            case 2: return .failure(503)
            case 3: return .reset
            case 4: return .page
            case 5: return .silence
            case 6: return answer.cut(.afterTokens(tokens, .close))
            case 7: return answer.cut(.afterTokens(tokens, .reset))
            case 8: return answer.cut(.afterTokens(tokens, .stall))
            default: return answer.cut(.afterBytes(150 + 10 * tokens, .close))
            }
        }

        /// What all clients together saw.
        private struct Tally: Sendable {
            var sent = 0
            var complete = 0
            var failed = 0
            var faultCount = 0
            var faults: [String] = []

            private mutating func fault(_ text: String) {
                self.faultCount += 1
                if self.faults.count < 20 {
                    self.faults.append(text)
                }
            }

            mutating func note(_ reply: ClientReply?, _ answer: FaultyAnswer) {
                self.sent += 1
                guard let reply else {
                    return self.fault("a hang")
                }
                if reply.elapsed > StormTests.deadline + .milliseconds(50) + StormTests.lateness {
                    self.fault("an end after \(reply.elapsed)")
                }
                if reply.isComplete(answer) {
                    self.complete += 1
                } else if reply.claimsSuccess {
                    self.fault("truncated success: '\(reply.text())'")
                } else if !reply.isWhole || reply.error == nil {
                    self.fault("neither answer nor error: status \(reply.status), \(reply.events.count) events")
                } else if !answer.text.hasPrefix(reply.text()) {
                    self.fault("spliced text: '\(reply.text())'")
                } else {
                    self.failed += 1
                }
            }
        }

        private static let group = GroupText.usual.with {
            $0.members = 2
            $0.retry = "{attempts: 2, backoff: 5ms..50ms, budget: 20%, budget_reserve: 10}"
            $0.timeouts = "{head: 500ms, first_token: 500ms, reply: 500ms, idle: 500ms, total: 30s}"
        }

        @Test(.timeLimit(.minutes(10)))
        func `In a storm everything ends in time, whole or honest, without hammering anybody`() async throws {
            var source = SystemRandomNumberGenerator()
            let seed = UInt64.random(in: 0...UInt64.max, using: &source)
            let health = "health: {consecutive_failures: 5, open_for: 200ms, max_open_for: 1s, slow_start: 200ms}"
            let seats = (0..<3).map { Seat(Self.flapping(seed &+ $0), health) }
            try await Stage.run(seats, Self.group, keptRecords: 0) { stage in
                let tally = Watched(Tally())
                let residents = Watched<[Int]>([])
                let length = Self.length
                let begin = ContinuousClock().now
                try await withThrowingTaskGroup { tasks in
                    for client in 0..<Self.clients {
                        tasks.addTask {
                            try await Self.client(client, seed, stage, from: begin, for: length, tally)
                        }
                    }
                    tasks.addTask { await Self.watchMemory(from: begin, for: length, residents) }
                    try await tasks.waitForAll()
                }
                let seen = tally.value
                let load = stage.providerRequests
                print(
                    "storm of seed \(seed): \(seen.sent) requests, \(seen.complete) complete, \(seen.failed) failed,",
                    "\(load) at providers, resident \(residents.value)"
                )
                #expect(seen.faults.isEmpty, "seed \(seed): \(seen.faultCount) faults")
                #expect(seen.complete * 2 > seen.sent, "seed \(seed)")
                let windows = Int(begin.duration(to: ContinuousClock().now) / .seconds(60)) + 1
                #expect(Double(load) <= 1.2 * Double(seen.sent) + Double(10 * windows), "seed \(seed)")
                try await Self.expectSettled(stage, seen.sent, seed)
                let sizes = residents.value
                try #require(!sizes.isEmpty)
                let (half, last) = (sizes[sizes.count / 2], sizes[sizes.count - 1])
                #expect(last - half < 64 << 20, "seed \(seed): resident grew from \(half) to \(last)")
            }
        }

        private static func client(
            _ number: Int,
            _ seed: UInt64,
            _ stage: Stage,
            from begin: ContinuousClock.Instant,
            for length: Duration,
            _ tally: Watched<Tally>
        ) async throws {
            var chance = Chance(seed: seed ^ UInt64(number + 1))
            var connection = try await ClientConnection.open(to: stage.port)
            while begin.duration(to: ContinuousClock().now) < length {
                let request = ChatRequest(
                    isStream: Int.random(in: 0..<4, using: &chance) > 0,
                    members: Bool.random(using: &chance) ? [#""temperature":0"#] : [],
                    headers: ["x-request-timeout: 3000"]
                )
                if !connection.isOpen {
                    connection = try await ClientConnection.open(to: stage.port)
                }
                try await connection.send(request.text)
                let reply = await connection.received(within: Self.deadline * 3) { $0.end != nil }
                tally.update { $0.note(reply, Self.answer) }
                if reply == nil {
                    await connection.close()
                }
            }
            await connection.close()
        }

        /// Looks at the memory of this process ten times.
        private static func watchMemory(
            from begin: ContinuousClock.Instant,
            for length: Duration,
            _ residents: Watched<[Int]>
        ) async {
            let tick = Watched(0)
            while begin.duration(to: ContinuousClock().now) < length {
                _ = await tick.wait(within: length / 10) { $0 > 0 }
                let statistics = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                let pages = statistics?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                residents.update { $0.append(pages * 4096) }
            }
        }

        /// Each exchange settles exactly once; the last ones may do so just after their clients have the end.
        private static func expectSettled(_ stage: Stage, _ sent: Int, _ seed: UInt64) async throws {
            var settled = 0.0
            for _ in 0..<100 {
                settled = try await stage.metric("signalbox_requests_total")
                if settled >= Double(sent), try await stage.metric("signalbox_active_requests") == 0 {
                    break
                }
            }
            #expect(settled == Double(sent), "seed \(seed)")
            #expect(try await stage.metric("signalbox_active_requests") == 0, "seed \(seed)")
        }
    }
}

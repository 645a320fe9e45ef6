import NIOCore
import RESP
import Synchronization
import Testing

/// A server that dies or freezes under load: nobody waits beyond his time, nobody gets another's reply.
@Suite(.serialized)
struct RedisOutageTests {
    /// By how much a machine with other work may be late.
    private let slack = TimeAmount.milliseconds(800)

    /// What the callers of a load have seen.
    private final class Tally: Sendable {
        struct Counts {
            var right = 0
            var wrong = 0
            var failed = 0
            var longest = TimeAmount.zero
        }

        let counts = Mutex(Counts())
        let isOver = Atomic(false)
    }

    /// Sends commands whose replies tell them apart, from 32 callers, until told to stop.
    private func load(_ client: LiveClient, within timeout: TimeAmount, _ tally: Tally) -> Task<Void, Never> {
        Task {
            await withTaskGroup(of: Void.self) { tasks in
                for caller in 0..<32 {
                    tasks.addTask {
                        var round = 0
                        while !tally.isOver.load(ordering: .relaxed) {
                            round += 1
                            let text = "\(caller)/\(round)"
                            let (reply, time) = await client.timed(RESPCommand("ECHO", .string(text)), within: timeout)
                            tally.counts.withLock {
                                $0.longest = max($0.longest, time)
                                switch reply {
                                case .success(let value) where value.text == text: $0.right += 1
                                case .success: $0.wrong += 1
                                case .failure: $0.failed += 1
                                }
                            }
                            if case .failure = reply { try? await ContinuousClock().sleep(for: .milliseconds(2)) }
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `a killed server costs no caller more than his time, and service resumes`(
        _ engine: RedisServer.Engine
    ) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        let configuration = RedisNodeConfiguration(server) { $0.connections = 2 }
        try await withClient(configuration) { client async throws in
            let tally = Tally()
            let load = self.load(client, within: .milliseconds(200), tally)
            for round in 1...3 {
                let before = tally.counts.withLock { $0.right }
                #expect(
                    try await client.wait { _ in tally.counts.withLock { $0.right } > before + 200 },
                    "round \(round)"
                )
                server.kill()
                #expect(try await client.wait { $0.breaker != .closed })
                let refused = await client.timed(.ping, within: .seconds(5))
                guard case .failure(.unavailable) = refused.reply else {
                    Issue.record("\(refused.reply)")
                    continue
                }
                #expect(refused.time < self.slack)
                try server.restart()
                #expect(try await client.wait { $0.breaker == .closed && $0.connected == 2 })
            }
            tally.isOver.store(true, ordering: .relaxed)
            await load.value
            let counts = tally.counts.withLock { $0 }
            #expect(counts.wrong == 0)
            #expect(counts.failed > 0)
            #expect(counts.longest < .milliseconds(200) + self.slack)
            let statistics = await client.statistics
            #expect(statistics.connects >= 7 && statistics.breakerOpened >= 3)
        }
    }

    @Test func `a frozen server is left alone until the bound for hanging, then left`() async throws {
        let server = try RedisServer.start()
        defer { server.end() }
        let configuration = RedisNodeConfiguration(server) {
            $0.hangTimeout = .milliseconds(1_500)
            $0.connectTimeout = .milliseconds(500)
        }
        try await withClient(configuration) { client async throws in
            let tally = Tally()
            let load = self.load(client, within: .milliseconds(50), tally)
            #expect(try await client.wait { _ in tally.counts.withLock { $0.right } > 200 })
            server.freeze()
            #expect(try await client.wait { $0.breaker != .closed })
            // Thawed in time: the same connection goes on, and the replies of those who left are skipped.
            try await ContinuousClock().sleep(for: .milliseconds(300))
            server.thaw()
            #expect(try await client.wait { $0.breaker == .closed })
            let thawed = await client.statistics
            #expect(thawed.connects == 1 && thawed.hungConnections == 0, "\(thawed)")
            #expect(thawed.timeouts >= 5 && thawed.skippedReplies > 0)
            let before = tally.counts.withLock { $0.right }
            #expect(try await client.wait { _ in tally.counts.withLock { $0.right } > before + 200 })
            // Frozen for longer than the bound: the connection is given up.
            server.freeze()
            #expect(try await client.wait { $0.hungConnections == 1 })
            let refused = await client.timed(.ping, within: .seconds(5))
            #expect(refused.time < self.slack)
            server.thaw()
            #expect(try await client.wait { $0.connected == 1 && $0.breaker == .closed })
            tally.isOver.store(true, ordering: .relaxed)
            await load.value
            let counts = tally.counts.withLock { $0 }
            #expect(counts.wrong == 0)
            #expect(counts.longest < .milliseconds(50) + self.slack)
            #expect(try await client.send(.ping).text == "PONG")
        }
    }

    @Test func `callers who leave at random never get, or lose, another's reply`() async throws {
        let server = try RedisServer.start()
        defer { server.end() }
        try await withClient(RedisNodeConfiguration(server)) { client async throws in
            _ = try await client.send(.ping)
            await withTaskGroup(of: Void.self) { tasks in
                for caller in 0..<24 {
                    tasks.addTask {
                        var chance = RedisJitter(seed: UInt64(caller))
                        for round in 0..<150 {
                            let text = "\(caller)/\(round)"
                            let task = Task {
                                await client.reply(to: RESPCommand("ECHO", .string(text)), within: .seconds(20))
                            }
                            let leaves = Int.random(in: 0..<2, using: &chance) == 0
                            if leaves {
                                for _ in 0..<Int.random(in: 0..<40, using: &chance) { await Task.yield() }
                                task.cancel()
                            }
                            switch await task.value {
                            case .success(let value): #expect(value.text == text)
                            case .failure(let error): #expect(leaves && error == .cancelled)
                            }
                        }
                    }
                }
            }
            #expect(try await client.wait { $0.inFlight == 0 })
            let statistics = await client.statistics
            #expect(statistics.connects == 1 && statistics.timeouts == 0, "\(statistics)")
        }
    }
}

import NIOCore
import NIOPosix
import Testing

@testable import RESP

/// Runs a suite with one real cluster for all its tests.
struct SharedCluster: SuiteTrait, TestScoping {
    @TaskLocal static var servers: RedisClusterServers?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let servers = try await NIOThreadPool.singleton.runIfActive { try RedisClusterServers() }
        defer { servers.end() }
        try await Self.$servers.withValue(servers) { try await function() }
    }
}

/// A client on a loop of its own, closed at the end.
func withCluster<Answer: Sendable>(
    _ servers: RedisClusterServers,
    _ change: @escaping @Sendable (inout RedisClusterConfiguration) -> Void = { _ in },
    _ body: (any EventLoop, NIOLoopBound<RedisCluster>) async throws -> Answer
) async throws -> Answer {
    var configuration = RedisClusterConfiguration(
        seeds: Array(servers.seeds.prefix(2)),
        node: RedisNodeConfiguration(host: "127.0.0.1", port: 1)
    )
    configuration.node.seed = 7
    configuration.refreshTimeout = .seconds(5)
    configuration.times.patience = 15_000_000_000
    change(&configuration)
    return try await withCluster(configuration, body)
}

func withCluster<Answer: Sendable>(
    _ configuration: RedisClusterConfiguration,
    _ body: (any EventLoop, NIOLoopBound<RedisCluster>) async throws -> Answer
) async throws -> Answer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let client = try await loop.submit {
        NIOLoopBound(RedisCluster(configuration, eventLoop: loop), eventLoop: loop)
    }.get()
    let result: Result<Answer, any Error>
    do { result = .success(try await body(loop, client)) } catch { result = .failure(error) }
    try await loop.submit { client.value.close() }.get()
    try await group.shutdownGracefully()
    return try result.get()
}

@Suite(.serialized, SharedCluster())
struct RedisClusterTests {
    private let servers: RedisClusterServers

    init() throws {
        self.servers = try #require(SharedCluster.servers)
    }

    private static let patience = TimeAmount.seconds(20)

    private func remote(_ loop: any EventLoop, _ client: NIOLoopBound<RedisCluster>) async throws -> RedisRemote {
        try await loop.submit { RedisRemote(client.value) }.get()
    }

    /// Runs something that blocks, away from the test's thread.
    private func blocking<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await NIOThreadPool.singleton.runIfActive { try body() }
    }

    @Test func `each key goes to the node that owns it`() async throws {
        try await withCluster(self.servers) { loop, client in
            let remote = try await self.remote(loop, client)
            for index in 0..<60 {
                let key = RESPArgument.string("plain:\(index)")
                #expect(try await remote.send(.set(key, .integer(index)), within: Self.patience).isOK)
                #expect(try await remote.send(.get(key), within: Self.patience).number == Int64(index))
            }
            #expect(try await remote.send(.ping, within: Self.patience).spells("PONG"))
            let facts = try await loop.submit { () -> (UInt64, Int, Int) in
                let client = client.value
                return (client.redirects.moved, client.primaryNodes.count, client.topology.coveredSlots)
            }.get()
            #expect(facts == (0, 3, HashSlot.count))
            try await client.value(on: loop) { $0.primaryNodes.map(\.statistics.replies) }.forEach { #expect($0 > 10) }
        }
    }

    @Test func `commands of several slots are cut or refused`() async throws {
        try await withCluster(self.servers) { loop, client in
            let remote = try await self.remote(loop, client)
            let keys = (0..<50).map { RESPArgument.string("cut:\($0)") }
            for (index, key) in keys.enumerated() where index % 3 != 0 {
                _ = try await remote.send(.set(key, .integer(index)), within: Self.patience)
            }
            let asked = Array(keys.reversed())
            let values = try await remote.send(.mget(asked), within: Self.patience)
            let expected = (0..<50).reversed().map { $0 % 3 == 0 ? nil : Int64($0) }
            #expect(values.elements?.map(\.number) == expected)
            #expect(try await remote.send(.exists(keys), within: Self.patience) == .integer(33))
            #expect(try await remote.send(.del(Array(keys.prefix(25))), within: Self.patience) == .integer(16))
            #expect(try await remote.send(.unlink(keys), within: Self.patience) == .integer(17))
            await #expect(throws: RedisError.crossSlot) {
                try await remote.send(.eval("return 1", keys: ["a", "b"], arguments: []), within: Self.patience)
            }
        }
    }

    @Test func `a pipeline keeps its order and a transaction its node`() async throws {
        try await withCluster(self.servers) { loop, client in
            let remote = try await self.remote(loop, client)
            let several = await remote.sendPipeline(
                [
                    .set("{p}a", "1"), .set("{q}a", "2"), .incr("{p}a"), .ping, .mget(["{q}a", "{p}a"]),
                    .eval("return 1", keys: ["x", "y"], arguments: []), .get("{p}a"),
                ],
                within: Self.patience
            )
            #expect(several.count == 7)
            #expect(try several[2].get() == .integer(2))
            #expect(try several[3].get().spells("PONG"))
            #expect(try several[4].get().elements?.map(\.text) == ["2", "2"])
            #expect(several[5] == .failure(.crossSlot))
            #expect(try several[6].get().text == "2")
            let multi = RESPCommand("MULTI")
            let exec = RESPCommand("EXEC")
            let whole = await remote.sendPipeline(
                [multi, .incr("{p}a"), .incr("{p}b"), exec],
                within: Self.patience
            )
            #expect(try whole.last?.get().elements?.map(\.number) == [3, 1])
            let torn = await remote.sendPipeline([multi, .incr("{p}a"), .incr("{q}b"), exec], within: Self.patience)
            #expect(torn == Array(repeating: .failure(.crossSlot), count: 4))
            let none = await remote.sendPipeline([], within: Self.patience)
            #expect(none.isEmpty)
            _ = try await remote.send(.del(["{p}a", "{p}b", "{q}a"]), within: Self.patience)
        }
    }

    @Test func `a script reaches every node and is loaded where it is missing`() async throws {
        try await withCluster(self.servers) { loop, client in
            let script = RedisScript("redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])")
            for round in 0..<2 {
                for index in 0..<12 {
                    let promise = loop.makePromise(of: RESPValue.self)
                    loop.execute {
                        client.value.send(
                            script: script,
                            keys: [.string("script:\(index)")],
                            arguments: [.string("\(round)-\(index)")],
                            within: Self.patience
                        ) { promise.completeWith($0.mapError { $0 as any Error }) }
                    }
                    let reply = try await promise.futureResult.get()
                    #expect(reply.text == "\(round)-\(index)")
                }
            }
        }
    }

    @Test func `replicas answer reads where that is asked for`() async throws {
        let before = try await self.blocking { try self.getsOnReplicas() }
        try await withCluster(self.servers, { $0.reads = .replica }) { loop, client in
            let remote = try await self.remote(loop, client)
            _ = try await remote.send(.set("read", "here"), within: Self.patience)
            try await self.waitFor(loop) {
                client.value.nodes.count == 6 && client.value.nodes.allSatisfy(\.isAvailable)
            }
            var seen = 0
            for _ in 0..<300 where seen < 100 {
                if try await remote.send(.get("read"), within: Self.patience).text == "here" { seen += 1 }
            }
            #expect(seen == 100)
        }
        let after = try await self.blocking { try self.getsOnReplicas() }
        #expect(after - before >= 100)
    }

    @Test func `a scan sees every key of every node`() async throws {
        try await withCluster(self.servers) { loop, client in
            let remote = try await self.remote(loop, client)
            for index in 0..<200 {
                _ = try await remote.send(.set(.string("scan:\(index)"), "1"), within: Self.patience)
            }
            let promise = loop.makePromise(of: Set<String>.self)
            loop.execute {
                var found: Set<String> = []
                client.value.scanAll(match: "scan:*", count: 50, within: Self.patience) { keys in
                    found.formUnion(keys.map { String(buffer: $0) })
                } done: { result in
                    promise.completeWith(result.map { found }.mapError { $0 as any Error })
                }
            }
            let found = try await promise.futureResult.get()
            #expect(found == Set((0..<200).map { "scan:\($0)" }))
        }
    }

    @Test func `changes on all nodes are told`() async throws {
        try await withCluster(self.servers) { loop, client in
            let remote = try await self.remote(loop, client)
            let events = NIOLoopBoundBox.makeBoxSendingValue([RedisTracking.Event](), eventLoop: loop)
            let tracking = NIOLoopBoundBox<AnyObject?>.makeBoxSendingValue(nil, eventLoop: loop)
            try await loop.submit {
                tracking.value = client.value.track(prefixes: ["told:"]) { events.value.append($0) }
            }.get()
            try await self.waitFor(loop) { events.value.contains(.active) }
            for index in 0..<30 {
                _ = try await remote.send(.set(.string("told:\(index)"), "1"), within: Self.patience)
                _ = try await remote.send(.set(.string("untold:\(index)"), "1"), within: Self.patience)
            }
            let wanted = Set((0..<30).map { "told:\($0)" })
            try await self.waitFor(loop) {
                let told = events.value.flatMap { event -> [String] in
                    guard case .invalidated(let keys) = event else { return [] }
                    return keys.map { String(buffer: $0) }
                }
                return Set(told) == wanted
            }
            #expect(try await loop.submit { events.value.first == .active && !events.value.contains(.lost) }.get())
        }
    }

    @Test func `a slot that moves is followed by ASK, TRYAGAIN and MOVED`() async throws {
        let servers = self.servers
        let slot = HashSlot(key: "{journey}1")
        let source = Int(slot.number) * 3 / HashSlot.count
        let target = (source + 1) % 3
        try await withCluster(servers) { loop, client in
            let remote = try await self.remote(loop, client)
            for index in 1...3 {
                _ = try await remote.send(.set(.string("{journey}\(index)"), .integer(index)), within: Self.patience)
            }
            try await self.blocking {
                let names = (try servers.name(source), try servers.name(target))
                try servers.ask(target, "CLUSTER SETSLOT \(slot.number) IMPORTING \(names.0)", expecting: "+OK")
                try servers.ask(source, "CLUSTER SETSLOT \(slot.number) MIGRATING \(names.1)", expecting: "+OK")
                try servers.migrate("{journey}1", from: source, to: target)
            }
            #expect(try await remote.send(.get("{journey}1"), within: Self.patience).number == 1)
            #expect(try await remote.send(.get("{journey}2"), within: Self.patience).number == 2)
            #expect(try await remote.send(.set("{journey}4", "4"), within: Self.patience).isOK)
            #expect(try await client.value(on: loop) { $0.redirects.asked } == 2)
            #expect(try await client.value(on: loop) { $0.redirects.moved } == 0)

            let both: [RESPArgument] = ["{journey}1", "{journey}2"]
            await #expect {
                try await remote.send(.mget(both), within: .milliseconds(300))
            } throws: { error in
                guard case .server(let error)? = error as? RedisError else { return false }
                return error.kind == .tryAgain
            }
            async let late = remote.send(.mget(both), within: Self.patience)
            let waits = try await client.value(on: loop) { $0.redirects.waits }
            try await self.waitFor(loop) { client.value.redirects.waits > waits + 1 }
            try await self.blocking {
                try servers.migrate("{journey}2", from: source, to: target)
                try servers.migrate("{journey}3", from: source, to: target)
                let name = try servers.name(target)
                try servers.ask(target, "CLUSTER SETSLOT \(slot.number) NODE \(name)", expecting: "+OK")
                try servers.ask(source, "CLUSTER SETSLOT \(slot.number) NODE \(name)", expecting: "+OK")
            }
            #expect(try await late.elements?.map(\.number) == [1, 2])
            for index in 1...4 {
                let key = RESPArgument.string("{journey}\(index)")
                #expect(try await remote.send(.get(key), within: Self.patience).number == Int64(index))
            }
            let address = servers.seeds[target]
            #expect(try await client.value(on: loop) { $0.topology.primary(of: slot) } == address)
            #expect(try await client.value(on: loop) { $0.redirects.moved } >= 1)
        }
    }

    @Test func `a primary that freezes under load is replaced and no reply goes astray when it thaws`() async throws {
        let servers = self.servers
        let report = try await Self.failover(servers, freezing: 2, seed: 0xF2EE)
        #expect(report.succeeded > 1_000)
        try await self.blocking { try servers.waitUntilWhole() }
    }

    @Test func `a primary that is killed under load costs no wrong reply and no lost caller`() async throws {
        let report = try await Self.failover(self.servers, killing: 1, seed: 0xFA11)
        #expect(report.succeeded > 1_000)
        #expect(report.cancelled > 0)
    }

    /// Kills a primary under load and checks what 64 callers see.
    static func failover(
        _ servers: RedisClusterServers,
        killing victim: Int,
        seed: UInt64
    ) async throws -> ClusterLoad.Report {
        try await self.failover(servers, losing: victim, seed: seed, lose: { $0.kill() }, restore: { _ in })
    }

    /// Freezes a primary under load, lets it go on when its replica has taken over, and checks what 64 callers see.
    static func failover(
        _ servers: RedisClusterServers,
        freezing victim: Int,
        seed: UInt64
    ) async throws -> ClusterLoad.Report {
        try await self.failover(servers, losing: victim, seed: seed, lose: { $0.freeze() }, restore: { $0.thaw() })
    }

    private static func failover(
        _ servers: RedisClusterServers,
        losing victim: Int,
        seed: UInt64,
        lose: @escaping @Sendable (RedisServer) -> Void,
        restore: @escaping @Sendable (RedisServer) -> Void
    ) async throws -> ClusterLoad.Report {
        try await withCluster(servers) { loop, client in
            let load = try await loop.submit {
                NIOLoopBound(ClusterLoad(client.value, seed: seed), eventLoop: loop)
            }.get()
            try await loop.flatSubmit { load.value.prepare() }.get()
            try await NIOThreadPool.singleton.runIfActive { try servers.waitUntilWhole() }
            try await loop.submit { load.value.start(callers: 64) }.get()
            let third = HashSlot.count / 3
            let slots = UInt16(victim * third + 1)...UInt16((victim + 1) * third - 1)
            try await loop.flatSubmit { load.value.mark(slots, enough: 200) }.get()
            try await NIOThreadPool.singleton.runIfActive { lose(servers.servers[victim]) }
            let before = try await loop.submit { load.value.report.succeeded }.get()
            try await loop.flatSubmit { load.value.mark(slots, enough: 200) }.get()
            try await NIOThreadPool.singleton.runIfActive { restore(servers.servers[victim]) }
            let report = try await loop.flatSubmit { load.value.stop() }.get()
            #expect(report.begun == report.ended && report.endedTwice == 0, "seed \(seed)")
            #expect(report.wrong.isEmpty, "seed \(seed)")
            #expect(report.late.isEmpty, "seed \(seed)")
            #expect(report.failedPatientReads.isEmpty, "seed \(seed)")
            #expect(report.succeeded > before, "seed \(seed)")
            let lowest = try #require(HashSlot(slots.lowerBound))
            let owner = try await client.value(on: loop) { $0.topology.primary(of: lowest) }
            #expect(owner != servers.seeds[victim])
            return report
        }
    }

    private func getsOnReplicas() throws -> Int {
        self.servers.servers.indices.dropFirst(3).reduce(0) { sum, index in
            let line = self.servers.ask(index, "INFO commandstats").split(whereSeparator: \.isNewline)
                .first { $0.hasPrefix("cmdstat_get:calls=") }
            return sum + (line.flatMap { Int($0.dropFirst(18).prefix { $0.isNumber }) } ?? 0)
        }
    }

    private func waitFor(_ loop: any EventLoop, _ isTrue: @escaping @Sendable () -> Bool) async throws {
        let promise = loop.makePromise(of: Bool.self)
        loop.execute {
            let end = loop.now + Self.patience
            loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(5)) { task in
                guard isTrue() || loop.now > end else { return }
                task.cancel()
                promise.succeed(isTrue())
            }
        }
        #expect(try await promise.futureResult.get(), "in vain")
    }
}

extension NIOLoopBound where Value == RedisCluster {
    /// Reads something of a client on its loop.
    func value<Answer: Sendable>(
        on loop: any EventLoop,
        _ read: @escaping @Sendable (RedisCluster) -> Answer
    ) async throws -> Answer {
        try await loop.submit { read(self.value) }.get()
    }
}

extension RedisClusterServers {
    /// Moves one key to another server, as resharding does.
    func migrate(_ key: String, from source: Int, to target: Int) throws {
        try self.ask(source, "MIGRATE 127.0.0.1 \(self.ports[target]) \(key) 0 5000", expecting: "+OK")
    }
}

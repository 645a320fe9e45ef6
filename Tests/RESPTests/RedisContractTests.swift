import NIOCore
import RESP
import Synchronization
import Testing

/// What every engine must do; each test starts a server of its own.
@Suite(.serialized)
struct RedisContractTests {
    @Test(arguments: RedisServer.Engine.all)
    func `typed commands do what they say`(_ engine: RedisServer.Engine) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        var configuration = RedisNodeConfiguration(server)
        configuration.clientName = "contract"
        configuration.libraryName = "signalbox"
        configuration.libraryVersion = "1.0"
        configuration.database = 2
        try await withClient(configuration) { client async throws in
            #expect(try await client.send(.set("k", "v", px: 60_000)).isOK)
            #expect(try await client.send(.get("k")).text == "v")
            #expect(try await client.send(.set("k", "w", nx: true)).isNull)
            #expect(try await client.send(.set("none", "w", xx: true)).isNull)
            let left = try await client.send(.pttl("k")).number ?? 0
            #expect((1...60_000).contains(left))
            #expect(try await client.send(.pexpire("k", milliseconds: 90_000)).number == 1)
            #expect(try await client.send(.mget(["k", "none"])).elements == [bulk("v"), .null])
            #expect(try await client.send(.getRange("k", 0, -1)).text == "v")
            #expect(try await client.send(.exists(["k", "none"])).number == 1)
            #expect(try await client.send(.incr("n")).number == 1)
            #expect(try await client.send(.incrBy("n", 41)).number == 42)
            #expect(try await client.send(.sadd("s", ["a", "b"])).number == 2)
            #expect(Set(try await client.send(.smembers("s")).elements?.compactMap(\.text) ?? []) == ["a", "b"])
            #expect(try await client.send(.srem("s", ["a"])).number == 1)
            #expect(try await client.send(.scard("s")).number == 1)
            #expect(try await client.send(.sscan("s", 0)).elements?.count == 2)
            #expect(try await client.send(.hset("h", [(name: "f", value: 1)])).number == 1)
            #expect(try await client.send(.hget("h", "f")).text == "1")
            #expect(try await client.send(.hgetall("h"))["f"]?.text == "1")
            #expect(
                try await client.send(.xadd("x", id: "1-1", maxLength: 10, [(name: "f", value: "v")])).text == "1-1"
            )
            #expect(try await client.send(.xlen("x")).number == 1)
            let entry = RESPValue.array([bulk("1-1"), .array([bulk("f"), bulk("v")])])
            #expect(try await client.send(.xrange("x")).elements == [entry])
            #expect(try await client.send(.xread("x", after: "0", count: 1))["x"]?.elements == [entry])
            #expect(try await client.send(.scan("0", match: "k*", count: 100)).elements?.last?.elements == [bulk("k")])
            #expect(try await client.send(.publish("c", "m")).number == 0)
            #expect(try await client.send(.info("server")).text?.contains("process_id:\(server.pid)") == true)
            #expect(try await client.send(.unlink(["k", "none"])).number == 1)
            #expect(try await client.send(.del(["n"])).number == 1)
            #expect(try await client.send(RESPCommand("CLIENT", "GETNAME")).text == "contract")
            let about = try await client.send(RESPCommand("CLIENT", "LIST")).text ?? ""
            #expect(about.contains("db=2") && about.contains("resp=3"))
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `values of eight megabytes, bytes of all kinds and empty ones come back whole`(
        _ engine: RedisServer.Engine
    ) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        try await withClient(RedisNodeConfiguration(server)) { client async throws in
            var chance = RedisJitter(seed: 5)
            let large = ByteBuffer(
                bytes: (0..<(8 << 20) / 8).flatMap { _ in withUnsafeBytes(of: chance.next()) { Array($0) } }
            )
            for value in [large, ByteBuffer(), ByteBuffer(string: "\r\n$5\r\n\0\u{FF}")] {
                #expect(try await client.send(.set("k", .buffer(value))).isOK)
                #expect(try await client.send(.get("k")).bytes == value)
            }
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `pipelines keep their order while others send`(_ engine: RedisServer.Engine) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        try await withClient(RedisNodeConfiguration(server) { $0.connections = 2 }) { client async throws in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for task in 0..<20 {
                    tasks.addTask {
                        for round in 0..<20 {
                            let key = RESPArgument.string("k\(task)")
                            let commands: [RESPCommand] =
                                [.set(key, 0)] + (0..<20).map { _ in .incr(key) } + [.get(key)]
                            let replies = await client.remote.sendPipeline(commands, within: .seconds(10))
                            #expect(
                                replies.dropFirst().dropLast().map { (try? $0.get())?.number } == (1...20).map { $0 }
                            )
                            #expect((try? replies.last?.get())?.text == "20", "task \(task), round \(round)")
                        }
                    }
                    tasks.addTask {
                        for round in 0..<200 {
                            let text = "\(task)/\(round)"
                            let reply = try await client.send(RESPCommand("ECHO", .string(text)), within: .seconds(10))
                            #expect(reply.text == text)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let statistics = await client.statistics
            #expect(statistics.timeouts == 0 && statistics.inFlight == 0 && statistics.connected == 2)
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `tracking tells of changes from elsewhere within 100 ms`(_ engine: RedisServer.Engine) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        let events = AsyncStream<RedisTracking.Event>.makeStream()
        try await withClient(
            RedisNodeConfiguration(server),
            prepare: { node in
                _ = RedisTracking(node, prefixes: ["p:", "q:"]) { events.continuation.yield($0) }
            }
        ) { client async throws in
            let heard = events.stream
            #expect(await heard.next() == .active)
            try await withClient(RedisNodeConfiguration(server)) { other async throws in
                _ = try await other.send(.set("other:1", "v"))
                let begin = NIODeadline.now()
                _ = try await other.send(.set("p:1", "v"))
                #expect(await heard.next() == .invalidated([ByteBuffer(string: "p:1")]))
                #expect(NIODeadline.now() - begin < .milliseconds(100))
                _ = try await other.send(.del(["p:1"]))
                #expect(await heard.next() == .invalidated([ByteBuffer(string: "p:1")]))
                _ = try await other.send(RESPCommand("FLUSHALL"))
                #expect(await heard.next() == .flushed)
            }
            // Pushes stand between the replies of a busy connection.
            for index in 0..<200 {
                async let echo = client.send(RESPCommand("ECHO", .integer(index)))
                async let changed = client.send(.set(.string("q:\(index)"), "v"))
                let replies = try await (echo.text, changed.isOK)
                #expect(replies == ("\(index)", true))
            }
            server.kill()
            while let event = await heard.next(), event != .lost { guard case .invalidated = event else { break } }
            try server.restart()
            #expect(await heard.next() == .active)
            _ = try await client.send(.set("p:2", "v"))
            #expect(await heard.next() == .invalidated([ByteBuffer(string: "p:2")]))
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `a script is loaded again after the server forgot it`(_ engine: RedisServer.Engine) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        let script = RedisScript("return {KEYS[1], ARGV[1]}")
        try await withClient(RedisNodeConfiguration(server)) { client async throws in
            #expect(
                try await client.send(RESPCommand("SCRIPT", "LOAD", .string(script.source))).text == script.identifier
            )
            for _ in 0..<2 {
                _ = try await client.send(RESPCommand("SCRIPT", "FLUSH"))
                for _ in 0..<2 {
                    let reply = await client.send(script, keys: ["k"], arguments: ["a"])
                    #expect(reply == .success(.array([bulk("k"), bulk("a")])))
                }
            }
            #expect(await client.statistics.serverErrors == 2)
        }
    }

    @Test(arguments: RedisServer.Engine.all)
    func `published messages arrive beside replies`(_ engine: RedisServer.Engine) async throws {
        let server = try RedisServer.start(engine)
        defer { server.end() }
        let messages = AsyncStream<RESPValue>.makeStream()
        let subscribed = AsyncStream<RedisReply>.makeStream()
        try await withClient(
            RedisNodeConfiguration(server),
            prepare: { node in
                node.onPush = { messages.continuation.yield($0) }
                node.onConnected = {
                    $0.send(.subscribe(["c", "d"]), within: .seconds(5)) { subscribed.continuation.yield($0) }
                }
            }
        ) { client async throws in
            let confirmations = subscribed.stream
            guard case .success? = await confirmations.next() else {
                Issue.record("the subscription failed")
                return
            }
            #expect(try await client.send(.publish("d", "hello")).number == 1)
            let heard = messages.stream
            #expect(await heard.next() == .push([bulk("message"), bulk("d"), bulk("hello")]))
            #expect(try await client.send(.ping).text == "PONG")
        }
    }

    @Test func `a cancelled task gives up its command and nothing else`() async throws {
        let server = try RedisServer.start()
        defer { server.end() }
        try await withClient(RedisNodeConfiguration(server)) { client async throws in
            _ = try await client.send(.ping)
            server.freeze()
            let task = Task { await client.reply(to: .get("k"), within: .seconds(60)) }
            let other = Task { await client.reply(to: RESPCommand("ECHO", "a"), within: .seconds(60)) }
            #expect(try await client.wait { $0.inFlight == 2 })
            task.cancel()
            #expect(await task.value == .failure(.cancelled))
            server.thaw()
            #expect(await other.value == .success(bulk("a")))
            #expect(await client.statistics.skippedReplies == 1)
        }
    }
}

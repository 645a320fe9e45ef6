import GatewayCore
import GatewaySimulator
import GatewayWire
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1))) struct SimulatedProviderTests {
    private static let path = "/v1/chat/completions"

    /// Runs a test against a server of its own.
    private func serve(
        _ simulation: Simulation,
        limits: SimulatorLimits = SimulatorLimits(),
        _ test: (SimulatedProvider, any EventLoopGroup, AsyncStream<SimulatorEvent>) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (events, continuation) = AsyncStream<SimulatorEvent>.makeStream()
        let origin = Origin(isTLS: false, host: "127.0.0.1", port: 0)
        let server = try await SimulatedProvider.start(
            Provider(id: "sim", kind: "simulated", origin: origin, basePath: "/v1", simulation: simulation),
            models: ["sim-model"],
            on: group,
            limits: limits,
            clock: { 1_900_000_000 },
            log: { continuation.yield($0) }
        )
        do {
            try await test(server, group, events)
        } catch {
            Issue.record(error)
        }
        await server.stop()
        continuation.finish()
        try await group.shutdownGracefully()
    }

    private func body(_ model: String, _ more: String = #""stream":true"#) -> String {
        "{\"model\":\"\(model)\",\(more),\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}"
    }

    private static let quick = Simulation(
        firstToken: .milliseconds(1),
        tokenGap: .milliseconds(1),
        jitter: 0.2,
        tokens: 16
    )

    @Test func `a stream arrives token by token over one kept connection`() async throws {
        try await self.serve(Self.quick) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim-model"))
            let first = await client.receive(until: "\r\n0\r\n\r\n").text
            #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!first.contains("\"usage\""))
            #expect(first.components(of: "\"delta\":{\"content\"") == 16)
            try await client.post(
                Self.path,
                self.body("sim-model", #""stream":true,"stream_options":{"include_usage":true}"#)
            )
            let both = await client.receive(until: "\"completion_tokens\":16,").text
            #expect(both.contains("\"choices\":[],\"usage\":{"))
            await client.close()
        }
    }

    @Test func `requests sent ahead are answered in order`() async throws {
        try await self.serve(Self.quick) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            let one = self.body("first", #""stream":false"#)
            let head = "POST \(Self.path) HTTP/1.1\r\nHost: sim\r\nContent-Length: \(one.utf8.count)\r\n\r\n"
            try await client.send(head + one + "GET /v1/models HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n")
            let (text, end) = await client.receiveAll()
            #expect(end == .closed)
            let answer = try #require(text.range(of: "\"model\":\"first\""))
            let models = try #require(text.range(of: "\"id\":\"sim-model\""))
            #expect(answer.lowerBound < models.lowerBound)
        }
    }

    @Test(arguments: [("sim!429", 429), ("sim!500", 500), ("sim!401", 401)])
    func `an error status can be asked for`(model: String, status: Int) async throws {
        try await self.serve(Self.quick) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body(model))
            let text = await client.receive(until: "}}").text
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("\r\nretry-after: ") == (status == 429))
            await client.close()
        }
    }

    @Test func `a reset can be asked for`() async throws {
        try await self.serve(Self.quick) { server, group, events in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim!reset"))
            let (text, end) = await client.receiveAll()
            #expect(text.isEmpty)
            #expect(end == .reset)
            #expect(await events.first(.faulted(path: Self.path, fault: .reset, tokens: 0)))
        }
    }

    @Test func `a cut can be asked for`() async throws {
        try await self.serve(Self.quick) { server, group, events in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim!cut"))
            let (text, end) = await client.receiveAll()
            #expect(end == .closed)
            #expect(text.components(of: "\"delta\":{\"content\"") == 8)
            #expect(!text.contains("[DONE]"))
            #expect(!text.hasSuffix("0\r\n\r\n"))
            #expect(await events.first(.faulted(path: Self.path, fault: .cut, tokens: 8)))
        }
    }

    @Test func `a stall can be asked for and ends with the connection`() async throws {
        try await self.serve(Self.quick) { server, group, events in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim!stall"))
            #expect(await events.first(.faulted(path: Self.path, fault: .stall, tokens: 8)))
            await server.stop()
            let (text, end) = await client.receiveAll()
            #expect(end == .closed)
            #expect(text.components(of: "\"delta\":{\"content\"") == 8)
            #expect(!text.contains("[DONE]"))
        }
    }

    @Test(arguments: [Duration.zero, .milliseconds(1)])
    func `a client that leaves ends the generation`(gap: Duration) async throws {
        let tokens = 300_000
        let simulation = Simulation(firstToken: .zero, tokenGap: gap, jitter: 0, tokens: tokens)
        try await self.serve(simulation) { server, group, events in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim"))
            _ = await client.receive(until: "\"delta\":{\"content\"")
            await client.close()
            for await event in events {
                if case .abandoned(_, let sent) = event {
                    #expect(sent < tokens)
                    return
                }
                if case .answered = event {
                    Issue.record("The answer was completed for nobody.")
                    return
                }
            }
        }
    }

    @Test func `nothing is generated for a client that left`() async throws {
        var simulation = Self.quick
        simulation.tokens = 600
        try await self.serve(simulation) { server, group, events in
            let leaver = try await RawClient.connect(to: server.port, on: group)
            try await leaver.post(Self.path, self.body("sim"))
            _ = await leaver.receive(until: "\"delta\":{\"content\"")
            await leaver.close()
            // Two answers of the same length take longer than the rest of the one that nobody waits for.
            let other = try await RawClient.connect(to: server.port, on: group)
            for _ in 0..<2 {
                try await other.post("/v1/completions", #"{"model":"sim","prompt":"x","stream":true}"#)
            }
            var ends: [String] = []
            for await event in events {
                switch event {
                case .answered(let path, _, _): ends.append(path)
                case .abandoned: ends.append("abandoned")
                default: break
                }
                if ends.count == 3 { break }
            }
            #expect(ends == ["abandoned", "/v1/completions", "/v1/completions"])
            await other.close()
        }
    }

    @Test func `nothing is generated ahead of a client that does not read`() async throws {
        let tokens = 60_000
        let simulation = Simulation(firstToken: .zero, tokenGap: .zero, jitter: 0, tokens: tokens)
        try await self.serve(simulation) { server, group, events in
            let idler = try await RawClient.connect(to: server.port, on: group, reads: false)
            try await idler.post(Self.path, self.body("sim"))
            // As long an answer for somebody else takes more time than one for the idler would have left.
            let other = try await RawClient.connect(to: server.port, on: group)
            try await other.post("/v1/completions", #"{"model":"sim","prompt":"x","stream":true}"#)
            #expect(await other.receive(until: "[DONE]").end == nil)
            await other.close()
            await idler.close()
            var idlerTokens: Int?
            for await event in events {
                switch event {
                case .answered(Self.path, _, let sent), .abandoned(Self.path, let sent): idlerTokens = sent
                default: continue
                }
                break
            }
            // The buffers of two sockets hold a few megabytes of the 12 that the answer has.
            #expect(try #require(idlerTokens) < tokens * 2 / 3)
        }
    }

    @Test func `what is no HTTP is refused and the connection closed`() async throws {
        try await self.serve(Self.quick) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
            let (text, end) = await client.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 400 "))
            #expect(end == .closed)
        }
    }

    @Test func `a body beyond the limit is answered with 413`() async throws {
        try await self.serve(Self.quick, limits: SimulatorLimits(maxBodyBytes: 10)) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            try await client.post(Self.path, self.body("sim"))
            let (text, end) = await client.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(end == .closed)
        }
    }

    @Test func `a connection too many is answered with 503`() async throws {
        try await self.serve(Self.quick, limits: SimulatorLimits(maxConnections: 1)) { server, group, events in
            let first = try await RawClient.connect(to: server.port, on: group)
            try await first.send("GET /v1/models HTTP/1.1\r\nHost: sim\r\n\r\n")
            _ = await first.receive(until: "]}")
            let second = try await RawClient.connect(to: server.port, on: group)
            let (text, end) = await second.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(end == .closed)
            #expect(await events.first(.turnedAway))
            await first.close()
        }
    }

    @Test func `a silent connection is closed`() async throws {
        try await self.serve(Self.quick, limits: SimulatorLimits(idleTimeout: .milliseconds(1))) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            let (text, end) = await client.receiveAll()
            #expect(text.isEmpty)
            #expect(end == .closed)
        }
    }

    @Test func `a client that waits for continue is served`() async throws {
        try await self.serve(Self.quick) { server, group, _ in
            let client = try await RawClient.connect(to: server.port, on: group)
            let body = self.body("sim", #""stream":false"#)
            let length = body.utf8.count
            try await client.send(
                "POST \(Self.path) HTTP/1.1\r\nHost: s\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
            )
            #expect(await client.receive(until: "\r\n\r\n").text == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send(body)
            #expect(await client.receive(until: "\"usage\"").text.contains("HTTP/1.1 200 OK\r\n"))
            await client.close()
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        self.ranges(of: text).count
    }

    /// Where a text occurs first.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        self.firstRange(of: text)
    }
}

extension AsyncStream<SimulatorEvent> {
    /// Whether an event happens, now or later.
    fileprivate func first(_ event: SimulatorEvent) async -> Bool {
        for await other in self where other == event { return true }
        return false
    }
}

import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

/// Who is asked first when some rest, are too slow, or are full; and what the client hears when nobody is left.
@Suite struct FirstChoiceTests {
    private static let second: UInt64 = 1_000_000_000
    private let eventLoop = EmbeddedEventLoop()
    private let loop: LoopState
    private let upstream = ScriptedUpstream()

    init() throws {
        var deployments = (0..<5).map { Deployment(id: "d\($0)", provider: "p", model: "m\($0)") }
        deployments[3].limits.concurrency = 1
        deployments[3].queue.length = 0
        deployments[4].limits.concurrency = 1
        deployments[4].queue.timeout = .seconds(4)
        let settings = Settings(
            providers: [Fixture.provider()],
            deployments: deployments,
            models: [
                ModelGroup(
                    name: "m",
                    members: [GroupMember(deployment: "d0"), GroupMember(deployment: "d1")],
                    strategy: "in-order",
                    fallbacks: ["d2"],
                    timeouts: AttemptTimeouts(total: .seconds(60))
                ),
                ModelGroup(
                    name: "window",
                    members: [GroupMember(deployment: "d0"), GroupMember(deployment: "d1")],
                    strategy: "in-order",
                    fallbacks: [FallbackEntry(.deployment("d2"), causes: [.contextWindow, .contentPolicy])]
                ),
                ModelGroup(
                    name: "full",
                    members: ["d0", "d3", "d1"].map { GroupMember(deployment: $0) },
                    strategy: "in-order"
                ),
                ModelGroup(
                    name: "queue",
                    members: [GroupMember(deployment: "d4"), GroupMember(deployment: "d0")],
                    strategy: "in-order"
                ),
            ]
        )
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.loop.upstream = self.upstream
        self.eventLoop.advanceTime(by: .seconds(100))
    }

    private func health(_ index: Int) -> DeploymentHealth {
        self.loop.snapshot.targets[index].health
    }

    private func rest(_ index: Int, for nanoseconds: UInt64) {
        let now = self.loop.now
        self.health(index).eject(until: now + nanoseconds, at: now)
    }

    /// Teaches a deployment's usual time to first token.
    private func measure(_ index: Int, _ milliseconds: UInt64, isStream: Bool = false) {
        let success = DeploymentHealth.Outcome.success(latency: milliseconds * 1_000_000, isStream: isStream)
        for _ in 0..<25 {
            let now = self.loop.now
            self.health(index).ended(success, began: now, isProbe: false, bodyBytes: 10, at: now)
        }
    }

    private func start(
        _ model: String = "m",
        headers: String = ""
    ) throws -> (exchange: Exchange, client: RecordingClient) {
        let client = RecordingClient()
        let exchange = try Fixture.exchange(on: self.loop, client, headers: headers)
        exchange.model = model
        Pipeline.start(exchange)
        self.eventLoop.run()
        return (exchange, client)
    }

    @Test func `a member that rests is passed over`() throws {
        self.rest(0, for: Self.second)
        let (exchange, client) = try self.start()
        #expect(self.upstream.tried == ["d1"] && client.status == 200)
        #expect(exchange.attempts == 1 && exchange.role == .first && exchange.failedAttempts.isEmpty)
        self.eventLoop.advanceTime(by: .seconds(1))
        _ = try self.start()
        #expect(self.upstream.tried == ["d1", "d0"])
    }

    @Test func `a fallback stands in when all members rest`() throws {
        self.rest(0, for: Self.second)
        self.rest(1, for: Self.second)
        let (exchange, client) = try self.start()
        #expect(self.upstream.tried == ["d2"] && client.status == 200 && exchange.attempts == 1)
    }

    @Test func `a fallback that stood in is followed by a member that came back`() throws {
        self.rest(0, for: Self.second)
        self.rest(1, for: Self.second)
        self.upstream.script = [.hold]
        let (exchange, client) = try self.start()
        self.eventLoop.advanceTime(by: .seconds(2))
        self.upstream.held[0].finish(GatewayError(.providerReset, "It failed."))
        self.eventLoop.run()
        #expect(self.upstream.tried == ["d2", "d0"] && client.status == 200 && exchange.attempts == 2)
    }

    @Test(
        arguments: [
            ([7_200, 30_000, 9_000], 8), ([1, 2, 3], 1), ([1000, 2000, 3000], 2), ([50_000, 40_000, 60_000], 41),
        ] as [([UInt64], Int)]
    )
    func `when all rest the client hears when to come back`(rests: [UInt64], seconds: Int) throws {
        for (index, milliseconds) in rests.enumerated() {
            self.rest(index, for: milliseconds * 1_000_000)
        }
        let (exchange, client) = try self.start()
        #expect(client.status == 503 && client.isWellFormed && exchange.error == .noDeployment)
        #expect(client.header("retry-after") == "\(seconds)")
        #expect(client.text.contains(#""code":"no_deployment""#))
        #expect(self.upstream.tried.isEmpty && exchange.attempts == 0 && exchange.isSettled)
    }

    @Test func `a fallback for other causes does not stand in, nor does it shorten the wait`() throws {
        self.rest(0, for: 20 * Self.second)
        self.rest(1, for: 30 * Self.second)
        let (exchange, client) = try self.start("window")
        #expect(client.status == 503 && exchange.error == .noDeployment && self.upstream.tried.isEmpty)
        #expect(client.header("retry-after") == "21")
    }

    @Test func `one request finds out whether a deployment is back, the others go elsewhere`() throws {
        let now = self.loop.now
        for _ in 0..<5 {
            let fault = DeploymentHealth.Outcome.failure(AttemptFault(.reset))
            self.health(0).ended(fault, began: now, isProbe: false, bodyBytes: 0, at: now)
        }
        #expect(self.health(0).isRefusing(at: now))
        self.eventLoop.advanceTime(by: .seconds(6))
        self.upstream.script = [.hold]
        let (probe, _) = try self.start()
        _ = try self.start()
        #expect(self.upstream.tried == ["d0", "d1"] && probe.isProbe)
        self.upstream.held[0].answer("{}")
        self.eventLoop.run()
        #expect(self.health(0).sample(at: self.loop.now).breaker == .closed)
    }

    @Test func `a probe that is the caller's fault leaves the place to the next`() throws {
        let now = self.loop.now
        for _ in 0..<5 {
            let fault = DeploymentHealth.Outcome.failure(AttemptFault(.reset))
            self.health(0).ended(fault, began: now, isProbe: false, bodyBytes: 0, at: now)
        }
        self.eventLoop.advanceTime(by: .seconds(6))
        self.upstream.script = [.fail(GatewayError(.requestRejected, "No."))]
        _ = try self.start()
        _ = try self.start()
        #expect(self.upstream.tried == ["d0", "d0"])
        #expect(self.health(0).sample(at: self.loop.now).breaker == .closed)
    }

    @Test func `a probe that found no place leaves it to the next`() throws {
        let now = self.loop.now
        for _ in 0..<5 {
            let fault = DeploymentHealth.Outcome.failure(AttemptFault(.reset))
            self.health(3).ended(fault, began: now, isProbe: false, bodyBytes: 0, at: now)
        }
        self.eventLoop.advanceTime(by: .seconds(6))
        #expect(self.health(3).enterIfFree())
        let (_, full) = try self.start("p/m3")
        #expect(full.status == 503 && full.text.contains(#""code":"overloaded""#) && self.upstream.tried.isEmpty)
        self.health(3).leave(.ignored, latency: 0, at: self.loop.now)
        let (_, next) = try self.start("p/m3")
        #expect(next.status == 200 && self.upstream.tried == ["d3"])
        #expect(self.health(3).sample(at: self.loop.now).breaker == .closed)
    }

    @Test func `who is too slow for the caller is passed over`() throws {
        self.measure(0, 3000)
        let (_, client) = try self.start(headers: "x-request-timeout: 2s\r\n")
        #expect(self.upstream.tried == ["d1"] && client.status == 200)
        _ = try self.start(headers: "x-request-timeout: 4s\r\n")
        _ = try self.start()
        #expect(self.upstream.tried == ["d1", "d0", "d0"])
    }

    @Test func `nothing that fits the caller's time is 504 at once`() throws {
        for index in 0..<3 {
            self.measure(index, 3000)
        }
        let (exchange, client) = try self.start(headers: "x-request-timeout: 2s\r\n")
        #expect(client.status == 504 && client.isWellFormed && exchange.error == .deadlineExceeded)
        #expect(self.upstream.tried.isEmpty && exchange.isSettled)
        #expect(exchange.settledAt == exchange.startedAt)
        let (_, patient) = try self.start()
        #expect(patient.status == 200)
    }

    @Test func `time runs out where some rest and the others are too slow`() throws {
        self.rest(0, for: 20 * Self.second)
        self.measure(1, 3000)
        self.measure(2, 3000)
        let (exchange, client) = try self.start(headers: "x-request-timeout: 2s\r\n")
        #expect(client.status == 504 && exchange.error == .deadlineExceeded && self.upstream.tried.isEmpty)
    }

    @Test func `what streams need says nothing of plain replies`() throws {
        self.measure(0, 3000, isStream: true)
        _ = try self.start(headers: "x-request-timeout: 2s\r\n")
        #expect(self.upstream.tried == ["d0"])
    }

    @Test func `a deployment asked for by name rests as well`() throws {
        self.rest(0, for: 3 * Self.second)
        let (exchange, client) = try self.start("p/m0")
        #expect(client.status == 503 && exchange.error == .noDeployment && client.header("retry-after") == "4")
        let (_, other) = try self.start("p/m1")
        #expect(other.status == 200 && self.upstream.tried == ["d1"])
    }

    @Test func `who is full is on record as the one who was`() throws {
        #expect(self.health(3).enterIfFree())
        self.upstream.script = [.fail(GatewayError(.providerReset, "It failed.")), .answer("{}")]
        let (exchange, client) = try self.start("full")
        #expect(self.upstream.tried == ["d0", "d1"] && client.status == 200)
        #expect(exchange.failedAttempts.map(\.target.deployment.id) == ["d0", "d3"])
        #expect(exchange.failedAttempts.map(\.error) == [.providerReset, .overloaded])
        #expect(exchange.attempts == 2)
    }

    @Test func `a probe after a long wait elsewhere counts from when it began`() throws {
        let now = self.loop.now
        for _ in 0..<5 {
            let fault = DeploymentHealth.Outcome.failure(AttemptFault(.reset))
            self.health(0).ended(fault, began: now, isProbe: false, bodyBytes: 0, at: now)
        }
        self.eventLoop.advanceTime(by: .seconds(6))
        #expect(self.health(4).enterIfFree())
        let (exchange, client) = try self.start("queue")
        #expect(self.upstream.tried.isEmpty && !exchange.isSettled)
        self.eventLoop.advanceTime(by: .milliseconds(4020))
        #expect(self.upstream.tried == ["d0"] && client.status == 200 && exchange.queuedFor >= 4 * Self.second)
        #expect(self.health(0).sample(at: self.loop.now).breaker == .closed)
        #expect(self.health(4).sample(at: self.loop.now).waiting == 0)
    }
}

import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

/// Requests tagged `batch`, on virtual time, with a headroom that the test sets.
@Suite struct BatchWaitsTests {
    private final class Scene {
        let eventLoop = EmbeddedEventLoop()
        let loop: LoopState
        let upstream = ScriptedUpstream()
        let observer = RecordingObserver()
        var headroom = Headroom.none
        var seconds: Int64 = 12 * 3600
        var began: [String] = []

        init(_ settings: BatchWaitSettings = BatchWaitSettings(), total: Duration = .seconds(600)) throws {
            var all = Fixture.settings(timeouts: AttemptTimeouts(total: total))
            all.models[0].batch = settings
            self.loop = try Fixture.loop(self.eventLoop, all)
            self.loop.upstream = self.upstream
            self.loop.observer = self.observer
            self.eventLoop.advanceTime(by: .seconds(1))
            self.loop.batchWaits.headroom = { [unowned self] _, _ in self.headroom }
            self.loop.batchWaits.wallClock = { [unowned self] in self.seconds }
            self.upstream.attemptBegan = { [unowned self] exchange in
                self.began.append(exchange.head.joined("x-name") ?? "")
            }
        }

        @discardableResult
        func ask(
            _ name: String,
            tags: String? = "batch",
            tenant: String? = nil,
            headers: String = ""
        ) throws -> (exchange: Exchange, client: RecordingClient) {
            let client = RecordingClient()
            let tagLine = tags.map { "x-signalbox-tags: \($0)\r\n" } ?? ""
            let exchange = try Fixture.exchange(
                on: self.loop,
                client,
                headers: "x-name: \(name)\r\n\(tagLine)\(headers)"
            )
            exchange.caller = tenant.map { VirtualKey(name: $0, digest: [], tenant: $0, models: nil) }
            Pipeline.start(exchange)
            return (exchange, client)
        }

        func pass(_ milliseconds: Int64) {
            self.eventLoop.advanceTime(by: .milliseconds(milliseconds))
        }

        var counts: BatchWaitCounts { self.loop.batchWaits.counts }
    }

    @Test(arguments: [nil, "nightly", "batches", "Batch"])
    func `requests without the tag do not wait`(_ tags: String?) throws {
        let scene = try Scene()
        try scene.ask("a", tags: tags)
        #expect(scene.began == ["a"])
    }

    @Test func `a tagged request waits for room, and goes soon after there is some`() throws {
        let scene = try Scene()
        let asked = try scene.ask("a", tags: "nightly, batch")
        scene.pass(5_000)
        #expect(scene.began.isEmpty && scene.counts.waiting == 1)
        scene.headroom = .free(1)
        scene.pass(40)
        #expect(scene.began == ["a"] && scene.counts.waiting == 0 && scene.counts.count(.headroom) == 1)
        #expect(asked.client.status == 200)
        #expect(asked.exchange.queuedFor >= 5_000_000_000)
    }

    @Test func `where there is room, or nobody can tell, nobody waits`() throws {
        for headroom in [Headroom.free(1), .unknown] {
            let scene = try Scene()
            scene.headroom = headroom
            try scene.ask("a")
            #expect(scene.began == ["a"] && scene.counts == BatchWaitCounts())
        }
    }

    @Test func `as many go as there is room, and who came first goes first`() throws {
        let scene = try Scene()
        for number in 0..<5 { try scene.ask("\(number)") }
        scene.headroom = .free(2)
        scene.pass(20)
        #expect(scene.began == ["0", "1"])
        // A newcomer does not pass those who wait.
        try scene.ask("5")
        #expect(scene.began.count == 2)
        scene.pass(60)
        #expect(scene.began == ["0", "1", "2", "3", "4", "5"])
    }

    @Test func `tenants take turns`() throws {
        let scene = try Scene()
        for name in ["a1", "a2", "a3"] { try scene.ask(name, tenant: "a") }
        try scene.ask("b1", tenant: "b")
        scene.headroom = .free(1)
        scene.pass(200)
        #expect(scene.began == ["a1", "b1", "a2", "a3"])
    }

    @Test func `the cheap time of day lets requests go, also where nobody knows of room`() throws {
        for headroom in [Headroom.none, .unknown] {
            var settings = BatchWaitSettings()
            settings.window = DailyWindow("22:00-06:00")
            let scene = try Scene(settings)
            scene.headroom = headroom
            try scene.ask("a")
            scene.pass(10_000)
            #expect(scene.began.isEmpty)
            scene.seconds = 22 * 3600
            scene.pass(40)
            #expect(scene.began == ["a"] && scene.counts.count(.window) == 1)
            try scene.ask("b")
            #expect(scene.began == ["a", "b"])
        }
    }

    @Test func `the wait is bounded; then the request goes all the same`() throws {
        let scene = try Scene()
        try scene.ask("a")
        scene.pass(29_900)
        #expect(scene.began.isEmpty)
        scene.pass(200)
        #expect(scene.began == ["a"] && scene.counts.count(.timeout) == 1 && scene.counts.waiting == 0)
    }

    @Test(arguments: [("x-request-timeout: 10s\r\n", Duration.seconds(600)), ("", .seconds(10))])
    func `half of what the deadline leaves is kept for the answer`(_ headers: String, _ total: Duration) throws {
        let scene = try Scene(total: total)
        let asked = try scene.ask("a", headers: headers)
        scene.pass(4_900)
        #expect(scene.began.isEmpty)
        scene.pass(200)
        #expect(scene.began == ["a"] && asked.client.status == 200)
    }

    @Test func `whose client leaves is out, and nobody is asked`() throws {
        let scene = try Scene()
        let asked = try scene.ask("a")
        asked.client.hasLeft = true
        asked.client.listener?.clientWentAway()
        scene.eventLoop.run()
        #expect(asked.exchange.isSettled && asked.exchange.status == 499)
        #expect(scene.counts.waiting == 0 && scene.counts.count(.left) == 1)
        scene.headroom = .free(4)
        scene.pass(100)
        #expect(scene.began.isEmpty)
    }

    @Test func `one too many is refused, and told when to come back`() throws {
        var settings = BatchWaitSettings()
        settings.maxWaiting = 2
        let scene = try Scene(settings)
        for number in 0..<2 { try scene.ask("\(number)") }
        let third = try scene.ask("2")
        scene.eventLoop.run()
        #expect(third.exchange.error == .overloaded && third.client.header("retry-after") == "30")
        #expect(scene.counts.waiting == 2 && scene.counts.count(.refused) == 1)
        scene.headroom = .free(9)
        scene.pass(40)
        #expect(scene.began == ["0", "1"])
    }

    @Test func `a queue goes on under a new configuration`() throws {
        let scene = try Scene()
        let builder = Fixture.builder()
        _ = try builder.build(scene.loop.snapshot.settings)
        try scene.ask("a")
        scene.loop.apply(try builder.build(scene.loop.snapshot.settings), authenticator: scene.loop.authenticator)
        try scene.ask("b")
        scene.headroom = .free(1)
        scene.pass(100)
        #expect(scene.began == ["a", "b"])
        #expect(scene.observer.settled.count == 2)
    }

    @Test func `headrooms add up as far as they are known`() {
        #expect(Headroom.free(2) + .free(3) == .free(5))
        #expect(Headroom.free(2) + .unknown == .free(2) && .none + .free(2) == Headroom.free(2))
        #expect(Headroom.none + .unknown == .unknown && Headroom.none + .none == Headroom.none)
    }

    @Test func `a deployment's own limit says what is free`() {
        var deployment = Deployment(id: "d", provider: "p", model: "m")
        #expect(DeploymentHealth(deployment, seed: 1).headroom(at: 1) == .unknown)
        deployment.limits.concurrency = 2
        let health = DeploymentHealth(deployment, seed: 1)
        #expect(health.headroom(at: 1) == .free(2))
        #expect(health.enterIfFree() && health.headroom(at: 1) == .free(1))
        #expect(health.enterIfFree() && health.headroom(at: 1) == .none)
        health.leave(.success, latency: 1, at: 2)
        health.eject(until: 100, at: 2)
        #expect(health.headroom(at: 3) == .none && health.headroom(at: 200) == .free(1))
    }
}

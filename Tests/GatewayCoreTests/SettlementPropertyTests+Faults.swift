import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

/// A group whose deployments fail at random, and clients that come, wait and leave at random, all on virtual time.
private struct FaultScene {
    /// Time that a timer of the loop may be late, with what follows within the same turn.
    static let grace: UInt64 = 50_000_000
    private static let idle: Int64 = 90

    /// One request.
    struct Visit {
        var exchange: Exchange
        var client: RecordingClient
        var leftAt: UInt64?
    }

    let seed: Int
    let eventLoop = EmbeddedEventLoop()
    let loop: LoopState
    let upstream: TimedUpstream
    let observer = RecordingObserver()
    let retry: RetrySettings
    private(set) var visits: [Visit] = []
    private var random: SplitMix64

    init(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let members = Int.random(in: 1...4, using: &random)
        let fallbacks = Int.random(in: 0...3, using: &random)
        let deployments = (0..<(members + fallbacks)).map { Self.deployment($0, using: &random) }
        let retry = Self.retry(using: &random)
        let group = ModelGroup(
            name: "m",
            members: (0..<members).map { GroupMember(deployment: "d\($0)") },
            strategy: "in-order",
            fallbacks: (members..<(members + fallbacks)).map { index in
                FallbackEntry(
                    .deployment("d\(index)"),
                    causes: Bool.random(using: &random)
                        ? nil : Set(FallbackCause.allCases.filter { _ in Bool.random(using: &random) }),
                    rank: Int.random(in: 0...1, using: &random)
                )
            },
            retry: retry,
            timeouts: AttemptTimeouts(total: .milliseconds(Int.random(in: 500...15_000, using: &random)))
        )
        let providers = [Fixture.provider("p0"), Fixture.provider("p1", port: 2)]
        let settings = Settings(providers: providers, deployments: deployments, models: [group])
        self.seed = seed
        self.retry = retry
        self.upstream = TimedUpstream(seed: random.next(), faultShare: .random(in: 0...10, using: &random))
        self.loop = try Fixture.loop(self.eventLoop, settings)
        self.loop.upstream = self.upstream
        self.loop.observer = self.observer
        self.random = random
        self.eventLoop.advanceTime(by: .seconds(10))
    }

    private static func deployment(_ index: Int, using random: inout SplitMix64) -> Deployment {
        var deployment = Deployment(
            id: "d\(index)",
            provider: "p\(Int.random(in: 0...1, using: &random))",
            model: "m\(index)",
            contextWindow: [nil, 1000, 2000].randomElement(using: &random) ?? nil
        )
        deployment.limits.concurrency = [nil, nil, 1, 2].randomElement(using: &random) ?? nil
        deployment.queue.adaptive = Int.random(in: 0..<4, using: &random) == 0
        deployment.queue.minConcurrency = 1
        deployment.queue.length = Int.random(in: 0...3, using: &random)
        deployment.queue.timeout = .milliseconds(Int.random(in: 0...3000, using: &random))
        deployment.health.consecutiveFailures = Int.random(in: 1...6, using: &random)
        deployment.health.openFor = .milliseconds(Int.random(in: 50...3000, using: &random))
        return deployment
    }

    private static func retry(using random: inout SplitMix64) -> RetrySettings {
        var retry = RetrySettings(attempts: .random(in: 0...5, using: &random))
        retry.backoffBase = .milliseconds(Int.random(in: 0...400, using: &random))
        retry.backoffMax = .milliseconds(Int.random(in: 0...2000, using: &random))
        retry.maxWait = .milliseconds(Int.random(in: 0...5000, using: &random))
        retry.budgetPercent = [0, 20, 100, 1000].randomElement(using: &random) ?? 20
        retry.budgetReserve = Int.random(in: 0...10, using: &random)
        retry.budgetWindow = .seconds(600)
        return retry
    }

    /// Lets clients come and go until everything is quiet.
    mutating func play() throws {
        for _ in 0..<Int.random(in: 1...14, using: &self.random) {
            let client = RecordingClient()
            let header =
                Int.random(in: 0..<3, using: &self.random) == 0
                ? "x-request-timeout: \(Int.random(in: 1...6000, using: &self.random))\r\n" : ""
            let priority = ["low", "normal", "high"].randomElement(using: &self.random) ?? "normal"
            let exchange = try Fixture.exchange(
                on: self.loop,
                client,
                body: Bool.random(using: &self.random) ? Fixture.chatStream : Fixture.chat,
                headers: header + "x-signalbox-priority: \(priority)\r\n"
            )
            exchange.isBodyComplete = Int.random(in: 0..<12, using: &self.random) > 0
            self.visits.append(Visit(exchange: exchange, client: client))
            Pipeline.start(exchange)
            for _ in 0..<Int.random(in: 0...3, using: &self.random) {
                self.eventLoop.advanceTime(by: .milliseconds(Int64.random(in: 0...900, using: &self.random)))
                self.letSomebodyLeave()
            }
        }
        for _ in 0..<4 {
            self.eventLoop.advanceTime(by: .milliseconds(Int64.random(in: 0...2000, using: &self.random)))
            self.letSomebodyLeave()
        }
        self.eventLoop.advanceTime(by: .seconds(Self.idle))
    }

    private mutating func letSomebodyLeave() {
        let index = Int.random(in: 0..<(4 * self.visits.count), using: &self.random)
        guard index < self.visits.count, !self.visits[index].client.hasLeft, !self.visits[index].exchange.isSettled
        else {
            return
        }
        self.visits[index].leftAt = self.loop.now
        self.visits[index].client.hasLeft = true
        self.visits[index].client.listener?.clientWentAway()
        self.eventLoop.run()
    }

    func attempts(of exchange: Exchange) -> [TimedUpstream.Attempt] {
        self.upstream.attempts.filter { $0.exchange == ObjectIdentifier(exchange) }
    }
}

extension SettlementPropertyTests {
    /// Laws L1, L2, L11, and the bounds in number and time.
    @Test(arguments: 1...1000)
    func `whatever fails, exchanges end in time and leave nothing behind`(seed: Int) throws {
        var scene = try FaultScene(seed: seed)
        try scene.play()
        for visit in scene.visits {
            let exchange = visit.exchange
            #expect(exchange.isSettled && exchange.status != 0, "seed \(seed)")
            #expect(scene.observer.settled.count { $0 === exchange } == 1, "seed \(seed)")
            #expect(exchange.settledAt <= exchange.deadline + FaultScene.grace, "seed \(seed)")
            if let leftAt = visit.leftAt {
                #expect(exchange.settledAt <= leftAt + FaultScene.grace, "seed \(seed)")
            } else {
                #expect(visit.client.isWellFormed, "seed \(seed)")
                let showsError =
                    visit.client.aborts == 1 || visit.client.status >= 400 || visit.client.text.contains("\"error\"")
                #expect((exchange.error != nil) == showsError, "seed \(seed)")
                let isWhole = visit.client.text.hasSuffix("data: done\n\n") && visit.client.ends == 1
                #expect(isWhole == (exchange.error == nil), "seed \(seed)")
            }
        }
        self.expectQuiet(scene)
        self.expectBounds(scene)
    }

    @Test func `the scripts reach what they are to try`() throws {
        var codes: [ErrorCode: Int] = [:]
        var roles: [AttemptRole: Int] = [:]
        var (answers, lacks, waits, probes, again) = (0, 0, 0, 0, 0)
        for seed in 1...260 {
            var scene = try FaultScene(seed: seed)
            try scene.play()
            probes += scene.upstream.attempts.count { $0.isProbe }
            for exchange in scene.visits.map(\.exchange) {
                let names = scene.attempts(of: exchange).map(\.deployment)
                again += zip(names, names.dropFirst()).count { $0 == $1 }
                lacks += exchange.lacksBudget ? 1 : 0
                waits += exchange.queuedFor > 0 ? 1 : 0
                roles[exchange.role, default: 0] += 1
                if let error = exchange.error {
                    codes[error, default: 0] += 1
                } else {
                    answers += 1
                }
            }
        }
        let expected: [ErrorCode] = [
            .clientClosedRequest, .deadlineExceeded, .noDeployment, .overloaded, .providerError, .providerReset,
            .providerTimeout, .requestRejected, .providerRateLimited, .providerUnreachable,
        ]
        #expect(expected.allSatisfy { codes[$0] ?? 0 >= 5 }, "\(codes)")
        #expect([.first, .retry, .fallback].allSatisfy { roles[$0] ?? 0 >= 10 }, "\(roles)")
        #expect(min(answers, lacks, waits, probes, again) >= 20, "\((answers, lacks, waits, probes, again))")
    }

    private func expectQuiet(_ scene: FaultScene) {
        let seed = scene.seed
        #expect(scene.observer.settled.count == scene.visits.count, "seed \(seed)")
        #expect(scene.loop.activeExchanges == 0 && scene.loop.inFlight.max() == 0, "seed \(seed)")
        #expect(scene.loop.inFlight.min() == 0, "seed \(seed)")
        for target in scene.loop.snapshot.targets {
            let sample = target.health.sample(at: scene.loop.now)
            #expect(sample.inFlight ?? 0 == 0 && sample.waiting == 0, "seed \(seed)")
            // By now everybody is let in again, as a probe where it must be.
            #expect(!target.health.isRefusing(at: scene.loop.now), "seed \(seed)")
            if let limit = target.deployment.limits.concurrency {
                #expect(scene.upstream.most[target.deployment.id] ?? 0 <= limit, "seed \(seed)")
            }
        }
        #expect(!scene.upstream.hadTwoProbes, "seed \(seed)")
    }

    private func expectBounds(_ scene: FaultScene) {
        let seed = scene.seed
        var extra = 0
        for visit in scene.visits {
            let attempts = scene.attempts(of: visit.exchange)
            #expect(visit.exchange.attempts == attempts.count, "seed \(seed)")
            #expect(attempts.count <= 1 + scene.retry.attempts, "seed \(seed)")
            #expect(attempts.count <= 1 || visit.exchange.isBodyComplete, "seed \(seed)")
            extra += max(0, attempts.count - 1)
            for (index, attempt) in attempts.enumerated() {
                #expect(attempt.began <= visit.exchange.deadline + TimerWheel.granularity, "seed \(seed)")
                guard let fault = attempt.fault else {
                    // An answer, the deadline or the client's leaving is the end.
                    #expect(index == attempts.count - 1, "seed \(seed)")
                    continue
                }
                let later = attempts[(index + 1)...]
                switch fault.cause {
                case .rejected:
                    #expect(later.isEmpty, "seed \(seed)")
                case .timeout, .contextWindow, .contentPolicy, .credentials:
                    #expect(later.allSatisfy { $0.deployment != attempt.deployment }, "seed \(seed)")
                default:
                    break
                }
            }
        }
        let bound = scene.retry.budgetPercent * scene.visits.count + 100 * scene.retry.budgetReserve
        #expect(extra * 100 <= bound, "seed \(seed)")
    }
}

import GatewayCore
import GatewayTesting
import NIOCore
import NIOEmbedded
import Testing

@Suite struct LoopBudgetsTests {
    /// Two groups: `m` on the providers p and q, `n` on p alone.
    private struct Scene {
        let eventLoop = EmbeddedEventLoop()
        let loop: LoopState

        init(_ retry: RetrySettings, other: RetrySettings? = nil, hedgePercent: Int? = nil) throws {
            var group = ModelGroup(
                name: "m",
                members: [GroupMember(deployment: "p1")],
                strategy: "in-order",
                fallbacks: ["q1"],
                retry: retry
            )
            group.hedge = hedgePercent.map {
                var hedge = HedgeSettings()
                hedge.percent = $0
                return hedge
            }
            var second = group
            second.name = "n"
            second.fallbacks = []
            second.hedge = nil
            second.retry = other ?? retry
            let settings = Settings(
                providers: [Fixture.provider("p"), Fixture.provider("q", port: 2), Fixture.provider("r", port: 3)],
                deployments: [
                    Deployment(id: "p1", provider: "p", model: "1"), Deployment(id: "q1", provider: "q", model: "1"),
                ],
                models: [group, second]
            )
            self.loop = try Fixture.loop(self.eventLoop, settings)
            self.eventLoop.advanceTime(by: .seconds(100))
            _ = self.loop.now
        }

        func target(_ name: String) -> Target {
            self.loop.snapshot.targets.first { $0.deployment.id == name } ?? self.loop.snapshot.targets[0]
        }

        /// An exchange whose attempt at a target has just failed.
        func failed(at name: String, group: Int? = 0) throws -> Exchange {
            let exchange = try Fixture.exchange(on: self.loop, RecordingClient())
            exchange.group = group.map { self.loop.snapshot.groups[$0] }
            exchange.target = self.target(name)
            return exchange
        }

        func hedges(_ exchange: Exchange, for name: String) -> Int {
            (0..<100).count { _ in self.loop.budgets.withdrawHedge(exchange, for: self.target(name)) }
        }

        func withdrawals(_ exchange: Exchange, for name: String) -> Int {
            (0..<1000).count { _ in self.loop.budgets.withdraw(exchange, for: self.target(name)) }
        }
    }

    private static func retry(percent: Int, reserve: Int, window: Duration = .seconds(60)) -> RetrySettings {
        var settings = RetrySettings()
        settings.budgetPercent = percent
        settings.budgetReserve = reserve
        settings.budgetWindow = window
        return settings
    }

    @Test(arguments: [(20, 10, 100, 30), (0, 3, 100, 3), (100, 0, 7, 7), (0, 0, 100, 0)])
    func `a group spends its share and its reserve`(percent: Int, reserve: Int, requests: Int, granted: Int) throws {
        let scene = try Scene(Self.retry(percent: percent, reserve: reserve))
        let exchange = try scene.failed(at: "p1")
        for _ in 0..<requests {
            scene.loop.budgets.deposit(exchange, for: scene.target("p1"))
        }
        #expect(scene.withdrawals(exchange, for: "q1") == granted)
    }

    @Test func `budgets of groups are apart, and the provider's bounds them together`() throws {
        // The provider's budget: the highest percentage, the sum of the reserves.
        let scene = try Scene(Self.retry(percent: 0, reserve: 4), other: Self.retry(percent: 0, reserve: 3))
        let first = try scene.failed(at: "p1")
        let second = try scene.failed(at: "p1", group: 1)
        #expect(scene.withdrawals(first, for: "p1") == 4)
        #expect(scene.withdrawals(second, for: "p1") == 3)
        #expect(scene.withdrawals(first, for: "q1") == 0)
    }

    @Test func `a provider that is asked again needs a place in its own budget`() throws {
        let scene = try Scene(Self.retry(percent: 0, reserve: 2))
        let byName = try scene.failed(at: "p1", group: nil)
        // By name only the provider's budget counts: the reserves of both groups.
        #expect(scene.withdrawals(byName, for: "p1") == 4)
        let again = try scene.failed(at: "p1")
        #expect(scene.withdrawals(again, for: "p1") == 0)
        // Another provider is no more load on that one; the refusals before have not cost the group anything.
        #expect(scene.withdrawals(again, for: "q1") == 2)
    }

    @Test func `who failed in an earlier attempt is asked again, too`() throws {
        let scene = try Scene(Self.retry(percent: 0, reserve: 2))
        let byName = try scene.failed(at: "p1", group: nil)
        #expect(scene.withdrawals(byName, for: "p1") == 4)
        let exchange = try scene.failed(at: "q1")
        exchange.failedAttempts = [
            FailedAttempt(target: scene.target("p1"), error: .providerReset, status: 0, duration: 0)
        ]
        #expect(scene.withdrawals(exchange, for: "p1") == 0)
    }

    @Test func `a provider that no group uses has the usual budget`() throws {
        let scene = try Scene(Self.retry(percent: 0, reserve: 0))
        let exchange = try scene.failed(at: "r/*", group: nil)
        #expect(scene.withdrawals(exchange, for: "r/*") == RetrySettings().budgetReserve)
    }

    @Test(arguments: [(1, 10), (2, 5), (3, 4), (10, 1), (64, 1)])
    func `loops share the reserve`(loops: Int, share: Int) throws {
        let scene = try Scene(Self.retry(percent: 0, reserve: 10))
        scene.loop.budgets = LoopBudgets(scene.loop.snapshot, loops: loops)
        let exchange = try scene.failed(at: "p1")
        #expect(scene.withdrawals(exchange, for: "q1") == share)
    }

    @Test func `a hedge counts in its own budget and in the group's`() throws {
        let scene = try Scene(Self.retry(percent: 100, reserve: 0), hedgePercent: 5)
        let exchange = try scene.failed(at: "p1")
        for _ in 0..<100 {
            scene.loop.budgets.deposit(exchange, for: scene.target("p1"))
        }
        #expect(scene.hedges(exchange, for: "q1") == 6)
        #expect(scene.withdrawals(exchange, for: "q1") == 94)
        #expect(scene.hedges(exchange, for: "q1") == 0)
    }

    @Test func `a hedge that the retry budget refuses costs no hedge`() throws {
        let scene = try Scene(Self.retry(percent: 0, reserve: 1, window: .seconds(60)), hedgePercent: 0)
        let exchange = try scene.failed(at: "p1")
        #expect(scene.withdrawals(exchange, for: "q1") == 1)
        #expect(scene.hedges(exchange, for: "q1") == 0)
        // The reserve of the group is forgotten after its window, that of the hedges was never touched.
        scene.eventLoop.advanceTime(by: .seconds(64))
        _ = scene.loop.now
        #expect(scene.hedges(exchange, for: "q1") == 1)
    }

    @Test func `groups without hedging, and requests without a group, have no hedges`() throws {
        let scene = try Scene(Self.retry(percent: 100, reserve: 10), hedgePercent: 50)
        for group in [nil, 1] as [Int?] {
            let exchange = try scene.failed(at: "p1", group: group)
            #expect(scene.hedges(exchange, for: "q1") == 0)
        }
    }

    @Test func `an exchange of an earlier configuration leaves the new budgets alone`() throws {
        let scene = try Scene(Self.retry(percent: 100, reserve: 1))
        let old = try scene.failed(at: "p1")
        let builder = Fixture.builder()
        _ = try builder.build(scene.loop.snapshot.settings)
        scene.loop.apply(try builder.build(scene.loop.snapshot.settings), authenticator: KeyTable([:]))
        scene.loop.budgets.deposit(old, for: scene.target("p1"))
        #expect(scene.withdrawals(old, for: "q1") == 1000)
        #expect(scene.hedges(old, for: "q1") == 0)
        let new = try scene.failed(at: "p1")
        #expect(scene.withdrawals(new, for: "q1") == 1)
    }

    /// Law L11, for what a group and a provider spend in one window.
    @Test(arguments: 1...60)
    func `extra attempts stay within share and reserve`(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let percent = [0, 5, 20, 50, 100].randomElement(using: &random) ?? 20
        let reserve = Int.random(in: 0...6, using: &random)
        let scene = try Scene(Self.retry(percent: percent, reserve: reserve), hedgePercent: 10)
        var requests = [0, 0]
        var extra = [0, 0]
        var again = 0
        for _ in 0..<400 {
            let group = Int.random(in: 0...1, using: &random)
            let exchange = try scene.failed(at: "p1", group: group)
            scene.loop.budgets.deposit(exchange, for: scene.target("p1"))
            requests[group] += 1
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let name = Bool.random(using: &random) ? "p1" : "q1"
                let target = scene.target(name)
                let isGranted =
                    Int.random(in: 0..<4, using: &random) == 0
                    ? scene.loop.budgets.withdrawHedge(exchange, for: target)
                    : scene.loop.budgets.withdraw(exchange, for: target)
                guard isGranted else { continue }
                extra[group] += 1
                again += name == "p1" ? 1 : 0
            }
            // All of it lies within one window.
            scene.eventLoop.advanceTime(by: .milliseconds(Int64.random(in: 0...100, using: &random)))
            _ = scene.loop.now
            for group in extra.indices {
                #expect(extra[group] * 100 <= percent * requests[group] + reserve * 100, "seed \(seed)")
            }
            #expect(again * 100 <= percent * (requests[0] + requests[1]) + 2 * reserve * 100, "seed \(seed)")
        }
        #expect(percent < 20 && reserve == 0 || extra[0] + extra[1] > 0, "seed \(seed)")
    }
}

import GatewayTesting
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import GatewayCore

/// The places of a deployment and the queue for them.
@Suite struct DeploymentPlaceTests {
    /// A ticket and the one who waits with it.
    ///
    /// `@unchecked Sendable`: touched only while the test's own thread runs the embedded loop.
    private final class Waiter: @unchecked Sendable {
        let loop: LoopState
        let ticket: QueueTicket
        let client = RecordingClient()
        var id: UInt64?
        var end: QueueTicket.End?

        init(_ loop: LoopState) {
            self.loop = loop
            self.ticket = QueueTicket(loop: loop)
        }

        func wait(until deadline: UInt64) {
            Task.immediate(executorPreference: self.loop.executor) {
                self.end = await self.ticket.wait(on: self.client, until: deadline)
            }
        }

        func leave() {
            self.client.hasLeft = true
            self.client.listener?.clientWentAway()
        }
    }

    private static let second: UInt64 = 1_000_000_000
    private let eventLoop = EmbeddedEventLoop()
    private let loop: LoopState

    init() throws {
        self.loop = try Fixture.loop(self.eventLoop)
        self.eventLoop.advanceTime(by: .seconds(50))
    }

    private static func health(_ concurrency: Int?, length: Int = 1024, adaptive: Bool = false) -> DeploymentHealth {
        var deployment = Deployment(id: "d", provider: "p", model: "m")
        deployment.limits.concurrency = concurrency
        deployment.queue.length = length
        deployment.queue.adaptive = adaptive
        return DeploymentHealth(deployment, seed: 1)
    }

    /// Who has a place, as its holders count it.
    private final class Counters: Sendable {
        let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)
    }

    private enum Came: Equatable {
        case free, waits, refused
    }

    /// Asks for a place, and waits where it is to.
    private func enter(
        _ waiter: Waiter,
        at health: DeploymentHealth,
        tenant: Int = 0,
        priority: Int = 1,
        patience: UInt64 = 10 * second
    ) -> Came {
        let now = self.loop.now
        switch health.enter(waiter.ticket, tenant: tenant, priority: priority, at: now) {
        case .free: return .free
        case .refused(let retryAfter):
            #expect(retryAfter > 0)
            return .refused
        case .waits(let id):
            waiter.id = id
            waiter.wait(until: now + patience)
            return .waits
        }
    }

    private func waiters(_ count: Int) -> [Waiter] {
        (0..<count).map { _ in Waiter(self.loop) }
    }

    private func leave(_ health: DeploymentHealth) {
        health.leave(.success, latency: 1, at: self.loop.now)
        self.eventLoop.run()
    }

    private func counts(_ health: DeploymentHealth) -> [Int?] {
        let sample = health.sample(at: self.loop.now)
        return [sample.inFlight, sample.waiting]
    }

    @Test func `without a limit nobody waits`() {
        let health = Self.health(nil)
        #expect(!health.isLimited)
        for waiter in self.waiters(2000) {
            #expect(self.enter(waiter, at: health) == .free)
        }
    }

    @Test func `an adaptive deployment is limited without a configured limit`() {
        let health = Self.health(nil, adaptive: true)
        #expect(health.isLimited && health.sample(at: 0).limit == QueueSettings().maxConcurrency)
    }

    @Test func `places are taken, waited for in turn, and given back`() {
        let health = Self.health(2)
        let waiters = self.waiters(5)
        #expect(waiters.map { self.enter($0, at: health) } == [.free, .free, .waits, .waits, .waits])
        #expect(!health.enterIfFree())
        self.eventLoop.run()
        #expect(self.counts(health) == [2, 3] && waiters.allSatisfy { $0.end == nil })
        for index in 2..<5 {
            self.leave(health)
            #expect(waiters.map { $0.end == .granted } == (0..<5).map { (2...index).contains($0) })
        }
        #expect(self.counts(health) == [2, 0])
        self.leave(health)
        #expect(health.enterIfFree())
        #expect(self.counts(health) == [2, 0])
        self.leave(health)
        self.leave(health)
        #expect(self.counts(health) == [0, 0])
    }

    @Test(arguments: [0, 1, 3])
    func `who finds the queue full is turned away`(length: Int) {
        let health = Self.health(1, length: length)
        let came = self.waiters(length + 3).map { self.enter($0, at: health) }
        #expect(came == [.free] + Array(repeating: .waits, count: length) + [.refused, .refused])
        #expect(self.counts(health) == [1, length])
    }

    @Test func `a higher priority takes the place of a lower one, who hears of it`() {
        let health = Self.health(1, length: 1)
        let waiters = self.waiters(3)
        #expect(self.enter(waiters[0], at: health) == .free)
        #expect(self.enter(waiters[1], at: health, priority: 0) == .waits)
        #expect(self.enter(waiters[2], at: health, priority: 2) == .waits)
        self.eventLoop.run()
        #expect(waiters[1].end == .refused && waiters[2].end == nil)
        self.leave(health)
        #expect(waiters[2].end == .granted)
        self.leave(health)
        #expect(self.counts(health) == [0, 0])
    }

    @Test func `patience ends by the loop's timers, and the place goes to the next`() throws {
        let health = Self.health(1)
        let waiters = self.waiters(3)
        #expect(self.enter(waiters[0], at: health) == .free)
        #expect(self.enter(waiters[1], at: health, patience: Self.second) == .waits)
        #expect(self.enter(waiters[2], at: health) == .waits)
        self.eventLoop.advanceTime(by: .milliseconds(1020))
        #expect(waiters[1].end == .timedOut && waiters[2].end == nil)
        health.withdraw(try #require(waiters[1].id), waiters[1].ticket, at: self.loop.now)
        #expect(self.counts(health) == [1, 1])
        self.leave(health)
        #expect(waiters[2].end == .granted)
        self.leave(health)
        #expect(self.counts(health) == [0, 0])
    }

    @Test func `who is gone before waiting begins does not wait`() {
        let health = Self.health(1)
        let waiters = self.waiters(2)
        #expect(self.enter(waiters[0], at: health) == .free)
        waiters[1].client.hasLeft = true
        #expect(self.enter(waiters[1], at: health) == .waits)
        #expect(waiters[1].end == .clientGone)
    }

    @Test func `a granted place whose waiter has gone is given back`() throws {
        let health = Self.health(1)
        let waiters = self.waiters(3)
        #expect(waiters.map { self.enter($0, at: health) } == [.free, .waits, .waits])
        // The word of the place is under way when the client leaves.
        health.leave(.success, latency: 1, at: self.loop.now)
        waiters[1].leave()
        self.eventLoop.run()
        #expect(waiters[1].end == .clientGone && waiters[2].end == nil)
        #expect(self.counts(health) == [1, 1])
        health.withdraw(try #require(waiters[1].id), waiters[1].ticket, at: self.loop.now)
        self.eventLoop.run()
        #expect(waiters[2].end == .granted && self.counts(health) == [1, 0])
        self.leave(health)
        #expect(self.counts(health) == [0, 0])
    }

    @Test func `a place that was granted before waiting began is not missed`() {
        let health = Self.health(1)
        let waiter = Waiter(self.loop)
        #expect(health.enterIfFree())
        guard case .waits = health.enter(waiter.ticket, tenant: 0, priority: 1, at: self.loop.now) else {
            Issue.record("It does not wait.")
            return
        }
        self.leave(health)
        waiter.wait(until: self.loop.now + Self.second)
        self.eventLoop.run()
        #expect(waiter.end == .granted && self.counts(health) == [1, 0])
    }

    @Test(arguments: 1...100)
    func `no place is lost or made, whoever leaves when`(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let limit = Int.random(in: 1...4, using: &random)
        let health = Self.health(limit, length: .random(in: 0...6, using: &random))
        var holders = 0
        var waiting: [Waiter] = []
        for step in 0..<300 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1, 2:
                let waiter = Waiter(self.loop)
                let came = self.enter(
                    waiter,
                    at: health,
                    tenant: .random(in: 0...2, using: &random),
                    priority: .random(in: 0...2, using: &random),
                    patience: .random(in: 0...(3 * Self.second), using: &random)
                )
                holders += came == .free ? 1 : 0
                if came == .waits {
                    waiting.append(waiter)
                }
            case 3 where holders > 0:
                holders -= 1
                health.leave(.success, latency: 1, at: self.loop.now)
            case 4:
                waiting.randomElement(using: &random)?.leave()
            default:
                self.eventLoop.advanceTime(by: .milliseconds(Int64.random(in: 0...800, using: &random)))
            }
            if Bool.random(using: &random) {
                self.eventLoop.run()
            }
            for waiter in waiting {
                guard let end = waiter.end else { continue }
                switch end {
                case .granted: holders += 1
                case .refused: break
                case .clientGone, .timedOut:
                    health.withdraw(try #require(waiter.id), waiter.ticket, at: self.loop.now)
                }
            }
            waiting.removeAll { $0.end != nil }
            let sample = health.sample(at: self.loop.now)
            #expect(holders <= limit && sample.inFlight ?? 0 >= holders, "seed \(seed) step \(step)")
            #expect(sample.inFlight ?? 0 <= limit && sample.waiting <= waiting.count, "seed \(seed) step \(step)")
        }
        while holders > 0 || !waiting.isEmpty {
            self.eventLoop.advanceTime(by: .seconds(4))
            for waiter in waiting {
                if waiter.end == .granted {
                    holders += 1
                } else if waiter.end != .refused {
                    health.withdraw(try #require(waiter.id), waiter.ticket, at: self.loop.now)
                }
            }
            waiting.removeAll()
            if holders > 0 {
                holders -= 1
                self.leave(health)
            }
        }
        #expect(self.counts(health) == [0, 0], "seed \(seed)")
    }

    @Test func `places are counted right by several threads at once`() async throws {
        let loop = NIOAsyncTestingEventLoop()
        let state = try await loop.executeInContext { try Fixture.loop(loop) }
        let health = Self.health(3, length: 4)
        let counters = Counters()
        await withTaskGroup { group in
            for task in 0..<4 {
                group.addTask {
                    for round in 0..<3000 {
                        let now = UInt64(round)
                        let ticket = QueueTicket(loop: state)
                        switch health.enter(ticket, tenant: task, priority: round % 3, at: now) {
                        case .free:
                            let count = counters.running.add(1, ordering: .relaxed).newValue
                            counters.most.max(count, ordering: .relaxed)
                            let fault = DeploymentHealth.Outcome.failure(AttemptFault(.rejected))
                            health.ended(fault, began: now, isProbe: false, bodyBytes: 0, at: now)
                            counters.running.subtract(1, ordering: .relaxed)
                            health.leave(.success, latency: 1, at: now)
                        case .waits(let id):
                            health.withdraw(id, ticket, at: now)
                        case .refused: break
                        }
                    }
                }
            }
        }
        await loop.run()
        let sample = health.sample(at: 3000)
        #expect(sample.inFlight == 0 && sample.waiting == 0)
        #expect((1...3).contains(counters.most.load(ordering: .relaxed)))
        #expect(health.enterIfFree() && health.enterIfFree() && health.enterIfFree())
        #expect(!health.enterIfFree())
        await loop.shutdownGracefully()
    }
}

import Testing

@testable import RESP

@Suite struct RedirectTests {
    private static let slot = HashSlot(key: "foo")
    private static let node = RedisAddress(host: "10.0.0.7", port: 7001)

    @Test(arguments: [
        ("MOVED 12182 10.0.0.7:7001", Redirect.moved(Self.slot, Self.node)),
        ("ASK 12182 10.0.0.7:7001", .ask(Self.slot, Self.node)),
        ("MOVED 12182 :7001", .moved(Self.slot, RedisAddress(host: "seed", port: 7001))),
        ("TRYAGAIN Multiple keys request during rehashing of slot", .tryAgain),
        ("CLUSTERDOWN Hash slot not served", .clusterDown), ("CLUSTERDOWN The cluster is down", .clusterDown),
        ("LOADING Redis is loading the dataset in memory", .loading),
        ("READONLY You can't write against a read only replica.", .readOnly),
        ("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", .masterDown),
    ])
    func `an error that redirects is known`(text: String, redirect: Redirect) {
        #expect(Redirect(RESPError(text), host: "seed") == redirect)
    }

    @Test(arguments: [
        "", "M", "MOVED", "MOVED ", "MOVED 1", "MOVED 16384 h:1", "MOVED -1 h:1", "MOVED x h:1", "MOVED 1 h",
        "MOVED 1 h:0", "ASK 1", "ASKING", "ERR unknown command", "WRONGTYPE", "NOSCRIPT No matching script",
        "moved 1 h:1",
        "CROSSSLOT Keys in request don't hash to the same slot", "NOAUTH", "READ", "LOAD",
    ])
    func `any other error is not a redirect`(text: String) {
        #expect(Redirect(RESPError(text), host: "seed") == nil)
    }

    private func next(
        _ machine: inout RedirectMachine,
        _ cause: RedirectCause,
        now: UInt64 = 0,
        deadline: UInt64 = 1_000_000,
        random: UInt64 = 0
    ) -> RedirectMachine.Action {
        let limits = RedirectLimits(redirects: 3, firstWait: 100, longestWait: 1_000)
        return machine.next(after: cause, now: now, deadline: deadline, limits: limits, random: random)
    }

    @Test func `MOVED and ASK are followed at once and only so often`() {
        var machine = RedirectMachine(needsPrimary: true)
        let moved = RedirectCause.refused(.moved(Self.slot, Self.node))
        let ask = RedirectCause.refused(.ask(Self.slot, Self.node))
        #expect(self.next(&machine, moved) == .send(Self.node, asking: false))
        #expect(self.next(&machine, ask) == .send(Self.node, asking: true))
        #expect(self.next(&machine, ask) == .send(Self.node, asking: true))
        #expect(self.next(&machine, moved) == .giveUp)
    }

    @Test(arguments: [
        RedirectCause.refused(.tryAgain), .refused(.clusterDown), .refused(.loading), .refused(.readOnly),
        .refused(.masterDown), .unreachable, .unowned,
    ])
    func `what passes is waited for longer each time`(cause: RedirectCause) {
        var machine = RedirectMachine(needsPrimary: true)
        let waits = (0..<6).map { _ in self.next(&machine, cause, now: 5) }
        #expect(waits == [55, 105, 205, 405, 505, 505].map { .wait(until: $0) })
        var latest = RedirectMachine(needsPrimary: true)
        #expect(self.next(&latest, cause, random: 50) == .wait(until: 100))
        #expect(self.next(&latest, cause, random: .max) != .giveUp)
    }

    @Test func `waits do not use up the redirects`() {
        var machine = RedirectMachine(needsPrimary: true)
        for _ in 0..<40 { #expect(self.next(&machine, .unreachable) != .giveUp) }
        #expect(self.next(&machine, .refused(.moved(Self.slot, Self.node))) == .send(Self.node, asking: false))
    }

    @Test func `no wait outlives the deadline`() {
        var machine = RedirectMachine(needsPrimary: true)
        #expect(self.next(&machine, .unreachable, now: 10, deadline: 61) == .wait(until: 60))
        #expect(self.next(&machine, .unreachable, now: 60, deadline: 160) == .giveUp)
        var late = RedirectMachine(needsPrimary: true)
        #expect(self.next(&late, .refused(.moved(Self.slot, Self.node)), now: 100, deadline: 100) == .giveUp)
    }

    @Test(arguments: [RedirectCause.unreachable, .refused(.masterDown), .refused(.loading), .refused(.readOnly)])
    func `after a replica the primary is asked at once`(cause: RedirectCause) {
        var machine = RedirectMachine(needsPrimary: false)
        #expect(self.next(&machine, cause) == .route)
        #expect(machine.needsPrimary)
        #expect(self.next(&machine, cause) == .wait(until: 50))
    }

    @Test func `every sequence ends before the deadline and within the redirects`() {
        let seed: UInt64 = 0x4ED1
        var random = ClusterRandom(seed: seed)
        let causes: [RedirectCause] = [
            .unreachable, .unowned, .refused(.tryAgain), .refused(.loading), .refused(.masterDown),
            .refused(.moved(Self.slot, Self.node)), .refused(.ask(Self.slot, Self.node)),
        ]
        for round in 0..<500 {
            var machine = RedirectMachine(needsPrimary: random.next() % 2 == 0)
            let deadline = random.next() % 20_000
            var (now, sends, routes, steps) = (UInt64(0), 0, 0, 0)
            loop: while true {
                steps += 1
                let cause = causes[Int(random.next() % UInt64(causes.count))]
                switch self.next(&machine, cause, now: now, deadline: deadline, random: random.next()) {
                case .send: sends += 1
                case .route: routes += 1
                case .wait(let until):
                    #expect(until > now && until < deadline, "seed \(seed), round \(round)")
                    now = until
                case .giveUp: break loop
                }
            }
            #expect(sends <= 3 && routes <= 1 && steps < 1_000, "seed \(seed), round \(round)")
        }
    }
}

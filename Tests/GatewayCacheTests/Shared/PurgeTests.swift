import GatewayCore
import GatewayTesting
import NIOCore
import RESP
import Testing

@testable import GatewayCache

@Suite struct PurgeTests {
    private static let hasher = ScopeHasher(secret: [7])

    private static func scopes(_ number: Int) -> AnswerScopes {
        AnswerScopes(
            ScopeMemo(Self.hasher),
            key: CacheKey.number(number),
            group: "g\(number % 3)",
            model: "m\(number % 5)",
            tenant: "t\(number % 7)",
            tags: (0..<(number % 3)).map { "tag\((number + $0) % 11)" }
        )
    }

    // MARK: Scopes and names

    @Test func `a scope is read back from its text, and nothing else is`() throws {
        var random = CacheRandom(seed: 1)
        for kind in PurgeScope.Kind.allCases {
            for hash in [0, 1, UInt64.max, random.next(), random.next() >> 40] {
                let scope = PurgeScope(kind: kind, hash: hash)
                #expect(scope.text.utf8.count == 17 && PurgeScope(text: scope.text) == scope)
            }
        }
        for text in ["", "k", "k000000000000000", "z0000000000000000", "k00000000000000000", "k000000000000000g"] {
            #expect(PurgeScope(text: text) == nil)
        }
    }

    @Test func `names hash by kind and secret`() {
        let all = [
            Self.hasher.scope(.tag, "a"), Self.hasher.scope(.model, "a"), Self.hasher.scope(.group, "a"),
            Self.hasher.scope(.tenant, "a"), Self.hasher.scope(.tag, "b"), ScopeHasher(secret: [8]).scope(.tag, "a"),
        ]
        #expect(Set(all.map(\.hash)).count == all.count)
        #expect(Self.hasher.scope(.key("xyz")) == nil)
        #expect(Self.hasher.scope(.key(CacheKey.number(1).hex))?.hash == CacheKey.number(1).a)
    }

    @Test func `names in Redis share the slot of their answer, and tell nothing`() throws {
        let names = SharedNames(prefix: "box")
        let key = CacheKey.number(5)
        for name in [names.entry(key), names.lock(key), names.live(key), names.wanted(key)] {
            #expect(name.hasSuffix("{\(key.hex)}") && name.hasPrefix("box:") && names.key(in: name) == key)
        }
        let all = [names.entry(key), names.lock(key), names.live(key), names.wanted(key), names.purges]
        #expect(Set(all).count == all.count)
        // Tracking refuses prefixes of which one begins with another.
        let prefixes = [names.livePrefix, names.wantedPrefix, names.controlPrefix]
        for one in prefixes {
            #expect(prefixes.count { $0.hasPrefix(one) } == 1)
        }
        for bad in ["", "{", "}{", "box:s:{12}", "box:s:" + key.hex] {
            #expect(names.key(in: bad) == nil)
        }
    }

    // MARK: Marks

    @Test func `a mark covers what was asked for before it, in its scope alone`() {
        var marks = PurgeMarks()
        let scopes = Self.scopes(8)
        #expect(marks.isEmpty && !marks.covers(scopes, requestedAt: 0))
        for scope in [scopes.key, scopes.group, scopes.model, scopes.tenant] + scopes.tags {
            var one = PurgeMarks()
            one.note(scope, at: 100)
            #expect(one.covers(scopes, requestedAt: 100) && one.covers(scopes, requestedAt: 5))
            #expect(!one.covers(scopes, requestedAt: 101))
            #expect(!one.covers(Self.scopes(21), requestedAt: 50))
            marks.note(scope, at: 100)
        }
        marks.note(.everything, at: 90)
        #expect(marks.covers(Self.scopes(21), requestedAt: 90) && !marks.covers(Self.scopes(21), requestedAt: 91))
        #expect(marks.covers(scopes, requestedAt: 95))
    }

    @Test(arguments: 1...30)
    func `marks never forget a purge, however many there are`(seed: Int) {
        var random = CacheRandom(seed: UInt64(seed))
        var marks = PurgeMarks()
        var model: [PurgeScope: Int64] = [:]
        let answers = (0..<40).map { Self.scopes($0) }
        var everything = Int64.min
        let isFolded = seed % 3 == 0
        for _ in 0..<(isFolded ? 2 * PurgeMarks.limit + 500 : 300) {
            let time = Int64(random.draw(0..<1_000_000))
            let scope: PurgeScope
            if isFolded {
                scope = PurgeScope(kind: .key, hash: random.next())
            } else {
                let all = answers[random.draw(0..<answers.count)].all
                scope = random.draw(0..<60) == 0 ? .everything : all[random.draw(0..<all.count)]
            }
            marks.note(scope, at: time)
            if scope == .everything {
                everything = max(everything, time)
            } else {
                model[scope] = max(model[scope] ?? .min, time)
            }
        }
        var scopes = Self.scopes(1)
        for (scope, time) in model {
            scopes.key = scope
            scopes.group = scope
            scopes.model = scope
            scopes.tenant = scope
            scopes.tags = [scope]
            #expect(marks.covers(scopes, requestedAt: time), "seed \(seed)")
        }
        guard !isFolded else { return }
        // As long as nothing had to be folded, it covers nothing else, either.
        for scopes in answers {
            let latest = max(everything, scopes.all.compactMap { model[$0] }.max() ?? .min)
            #expect(marks.covers(scopes, requestedAt: latest), "seed \(seed)")
            #expect(latest == .min || !marks.covers(scopes, requestedAt: latest + 1), "seed \(seed)")
        }
    }

    // MARK: All gateways

    private static func purge(_ fixture: SharedFixture, _ node: Int, _ scope: PurgeScope, entries: Int = 0) {
        let gateway = fixture.nodes[node].gateway
        let now = gateway.state.now
        gateway.state.purge(scope, at: now)
        let feed = fixture.nodes[node].feed
        let loop = gateway.loop
        let bound = NIOLoopBound(feed, eventLoop: loop.eventLoop)
        Task.immediate(executorPreference: loop.executor) {
            _ = await bound.value.announce(scope, at: now)
            var keys = Set<CacheKey>()
            _ = await bound.value.delete(scope, noting: &keys)
            #expect(keys.count == entries)
        }
        fixture.pass(20)
    }

    @Test(arguments: [CacheSelection.tag("doc:42"), .group("m"), .model("d0"), .tenant("")])
    func `a purge on one gateway is seen by all within 100 ms`(selection: CacheSelection) throws {
        let fixture = try SharedFixture(nodes: 3)
        let headers = "x-signalbox-cache-tags: doc:42\r\n"
        _ = try fixture.ask(0, headers: headers)
        try fixture.held(0).answer(Reply.json("old"))
        fixture.pass(10)
        for node in 1...2 {
            #expect(try fixture.ask(node, headers: headers).client.text == Reply.json("old"))
        }
        let scope = try #require(fixture.nodes[0].gateway.state.hasher.scope(selection))
        Self.purge(fixture, 0, scope, entries: 1)
        for node in fixture.nodes {
            #expect(node.gateway.state.memory?.statistics.entries == 0)
        }
        #expect(!fixture.server.values.keys.contains { $0.contains(":e:") })
        _ = try fixture.ask(2, headers: headers)
        #expect(fixture.nodes[2].calls == 1)
        try fixture.held(2).answer(Reply.json("new"))
        fixture.pass(10)
        #expect(try fixture.ask(0, headers: headers).client.text == Reply.json("new"))
        fixture.expectQuiet()
    }

    @Test func `an answer on its way elsewhere is not stored, nor given from Redis, after a purge`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(1)
        Self.purge(fixture, 0, try #require(fixture.nodes[0].gateway.state.hasher.scope(.group("m"))))
        try fixture.held(1).answer(Reply.json("old"))
        fixture.pass(10)
        #expect(!fixture.server.values.keys.contains { $0.contains(":e:") && fixture.server.value($0) != nil })
        #expect(fixture.nodes[1].gateway.state.memory?.statistics.entries == 0)
        fixture.expectQuiet()
    }

    @Test func `an entry that a purge could not delete in Redis is not given`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        try fixture.held(0).answer(Reply.json("old"))
        fixture.pass(10)
        // Both gateways hear of it; the entry stays where it is.
        for node in fixture.nodes {
            node.gateway.state.purge(.everything, at: node.gateway.state.now)
        }
        fixture.pass(2)
        _ = try fixture.ask(1)
        #expect(fixture.nodes[1].calls == 1)
        try fixture.held(1).answer(Reply.json("new"))
        fixture.pass(10)
        #expect(try fixture.ask(0).client.text == Reply.json("new"))
        fixture.expectQuiet()
    }

    @Test func `purges that were missed are read when Redis is back, and by gateways that begin`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        try fixture.held(0).answer(Reply.json("old"))
        fixture.pass(10)
        #expect(try fixture.ask(1).outcome == .hit)
        let scope = try #require(fixture.nodes[0].gateway.state.hasher.scope(.group("m")))
        // The word to the second gateway is lost: Redis is away for it.
        fixture.nodes[1].feed.take(.lost)
        let silent = fixture.nodes[1].feed
        silent.stop()
        Self.purge(fixture, 0, scope, entries: 1)
        silent.take(.active)
        fixture.pass(20)
        #expect(fixture.nodes[1].gateway.state.memory?.statistics.entries == 0)
        fixture.nodes[0].feed.take(.flushed)
        #expect(fixture.nodes[0].gateway.state.memory?.statistics.entries == 0)
    }

    @Test func `the clock of Redis is everybody's`() throws {
        let fixture = try SharedFixture()
        let own = ManualClock()
        own.move(by: -90_000)
        let state = SharedState(fixture.nodes[0].gateway.state.settings, secret: [1], wallClock: { own.now })
        let feed = SharedFeed(state, tier: fixture.nodes[0].tier, loop: fixture.nodes[0].gateway.loop) { _ in }
        feed.take(.active)
        fixture.pass(10)
        #expect(abs(state.now - fixture.clock.now) <= 10)
        feed.stop()
    }
}

extension AnswerScopes {
    /// All by which it can be purged, but for everything.
    fileprivate var all: [PurgeScope] { [self.key, self.group, self.model, self.tenant] + self.tags }
}

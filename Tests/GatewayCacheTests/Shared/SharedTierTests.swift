import GatewayCore
import GatewayTesting
import NIOCore
import RESP
import Testing

@testable import GatewayCache

@Suite struct SharedTierTests {
    private static func entries(_ fixture: SharedFixture) -> [String] {
        fixture.server.values.keys.filter { $0.contains(":e:") && fixture.server.value($0) != nil }
    }

    private static func locks(_ fixture: SharedFixture) -> [String] {
        fixture.server.values.keys.filter { $0.contains(":l:") && fixture.server.value($0) != nil }
    }

    /// Has a gateway ask and store.
    private static func store(_ fixture: SharedFixture, _ node: Int = 0, _ text: String = "shared") throws {
        let asked = try fixture.ask(node)
        try fixture.held(node).answer(Reply.json(text))
        fixture.pass(10)
        #expect(asked.client.text == Reply.json(text))
    }

    @Test func `what one gateway stored another one finds, and then has in memory`() throws {
        let fixture = try SharedFixture()
        try Self.store(fixture)
        #expect(Self.entries(fixture).count == 1)
        fixture.pass(1_500)
        let second = try fixture.ask(1)
        #expect(second.client.text == Reply.json("shared") && second.client.isWellFormed)
        #expect(second.outcome == .hit && second.exchange.cache.tier == .redis)
        #expect(second.client.header("age") == "1" && second.status == "signalbox; hit; ttl=3598; detail=exact")
        let third = try fixture.ask(1)
        #expect(third.outcome == .hit && third.exchange.cache.tier == .memory)
        #expect(fixture.nodes[1].calls == 0)
        #expect(fixture.nodes[1].tier.counts.hits == 1 && fixture.nodes[0].tier.counts.misses == 1)
        #expect(fixture.nodes[0].tier.counts.writes == 1)
        fixture.expectQuiet()
    }

    @Test func `several who wait for the look-up are answered by it, each as it asked`() throws {
        let fixture = try SharedFixture()
        try Self.store(fixture)
        fixture.pass(5_000)
        let gateway = fixture.nodes[1].gateway
        let first = try gateway.ask()
        let stream = try gateway.ask(Ask.chat(stream: true))
        let young = try gateway.ask(headers: "cache-control: max-age=2\r\n")
        fixture.pass(5)
        #expect(first.exchange.cache.tier == .redis && stream.client.text.hasSuffix(Reply.done))
        #expect(stream.client.header("age") == "5" && stream.outcome == .hit)
        // Who wants a younger answer than the one that was found asks for it.
        #expect(gateway.calls == 1 && !young.client.isOver)
        try fixture.held(1).answer(Reply.json("young"))
        fixture.pass(5)
        #expect(young.client.text == Reply.json("young"))
        fixture.expectQuiet()
    }

    @Test func `a stored stream is given at its pace, and only-if-cached takes it, too`() throws {
        let fixture = try SharedFixture(group: { $0.replayPace = .eventsPerSecond(50) })
        try Self.store(fixture)
        for headers in ["", "cache-control: only-if-cached\r\n"] {
            let asked = try fixture.ask(1, Ask.chat(stream: true), headers: headers)
            #expect(!asked.client.isOver && asked.client.heads.count == 1)
            fixture.pass(500)
            #expect(asked.client.isWellFormed && asked.client.text.hasSuffix(Reply.done) && asked.outcome == .hit)
        }
        #expect(fixture.nodes[1].calls == 0)
        fixture.expectQuiet()
    }

    @Test func `only-if-cached looks in Redis, and asks nobody else`() throws {
        let fixture = try SharedFixture()
        let none = try fixture.ask(1, headers: "cache-control: only-if-cached\r\n")
        #expect(none.client.status == 504 && fixture.nodes[1].calls == 0)
        try Self.store(fixture)
        #expect(try fixture.ask(1, headers: "cache-control: only-if-cached\r\n").exchange.cache.tier == .redis)
        fixture.expectQuiet()
    }

    @Test func `an entry past its life here does not hide a newer one there`() throws {
        let fixture = try SharedFixture(group: {
            $0.ttl = .seconds(10)
            $0.staleIfError = .seconds(1_000)
        })
        try Self.store(fixture, 0, "old")
        #expect(try fixture.ask(1).client.text == Reply.json("old"))
        fixture.pass(11_000)
        // Redis still has the old one, for an outage.
        _ = try fixture.ask(0)
        try fixture.held(0).answer(Reply.json("new"))
        fixture.pass(10)
        let second = try fixture.ask(1)
        #expect(second.client.text == Reply.json("new") && fixture.nodes[1].calls == 0)
        #expect(second.exchange.cache.tier == .redis)
        fixture.expectQuiet()
    }

    @Test(arguments: [FakeRedis.Mood.mute, .dead, .answers(.milliseconds(100))])
    func `a Redis that does not answer costs a request no more than the time for it`(mood: FakeRedis.Mood) throws {
        let fixture = try SharedFixture()
        fixture.server.mood = mood
        let asked = try fixture.ask(0, pass: 19)
        #expect(fixture.nodes[0].calls == 0)
        fixture.pass(2)
        #expect(fixture.nodes[0].calls == 1)
        try fixture.held(0).answer(Reply.json())
        fixture.pass(1)
        #expect(asked.client.text == Reply.json() && fixture.nodes[0].tier.counts.failures == 1)
        #expect(try fixture.ask(0, pass: 0).outcome == .hit)
        fixture.pass(3_000)
        #expect(fixture.nodes[0].gateway.state.queue.bytes == 0)
    }

    @Test func `a lock that was taken though the answer came too late is given back`() throws {
        let fixture = try SharedFixture()
        // Scripts are known to the server by now.
        try Self.store(fixture)
        fixture.server.mood = .mute
        _ = try fixture.ask(0, Ask.chat("another"), pass: 30)
        #expect(Self.locks(fixture).count == 1)
        fixture.server.mood = .answers(.milliseconds(1))
        try fixture.held(0).finish(GatewayError(.providerReset, "Cut."))
        fixture.pass(10)
        #expect(Self.locks(fixture).isEmpty)
        fixture.expectQuiet()
    }

    @Test func `a client that knows Redis to be down asks nothing of it`() throws {
        let fixture = try SharedFixture()
        fixture.nodes[0].client.isAvailable = false
        let before = fixture.server.log.count
        let asked = try fixture.ask(0, pass: 0)
        #expect(fixture.nodes[0].calls == 1)
        try fixture.held(0).answer(Reply.json())
        fixture.pass(5)
        #expect(asked.client.text == Reply.json() && fixture.server.log.count == before)
        #expect(fixture.nodes[0].tier.counts.drops == 1)
        fixture.nodes[0].client.isAvailable = true
        fixture.expectQuiet()
    }

    // MARK: Locks

    @Test func `a lock is held as long as the call takes, and given back with the answer`() throws {
        let fixture = try SharedFixture(process: { $0.coalesce.lockTTL = .milliseconds(900) })
        _ = try fixture.ask(0)
        for _ in 0..<40 {
            #expect(Self.locks(fixture).count == 1)
            fixture.pass(100)
        }
        try fixture.held(0).answer(Reply.json())
        fixture.pass(10)
        #expect(Self.locks(fixture).isEmpty && Self.entries(fixture).count == 1)
        fixture.pass(2_000)
        #expect(fixture.server.log.count { $0 == "EVALSHA" } < 40)
        fixture.expectQuiet()
    }

    @Test(arguments: [true, false])
    func `a lock is given back where there is nothing to store`(isFailure: Bool) throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        if isFailure {
            try fixture.held(0).finish(GatewayError(.providerReset, "Cut."))
        } else {
            try fixture.held(0).answer(Reply.json(finish: "length"))
        }
        fixture.pass(10)
        #expect(Self.entries(fixture).isEmpty)
        fixture.expectQuiet()
    }

    @Test func `the answer of a lost lock is not stored where somebody else has it`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        let lock = try #require(Self.locks(fixture).first)
        _ = fixture.server.remove(lock)
        fixture.server.setValue(lock, ByteBuffer(string: "another one's"), life: 30_000)
        try fixture.held(0).answer(Reply.json())
        fixture.pass(10)
        #expect(Self.entries(fixture).isEmpty && fixture.nodes[0].tier.counts.writes == 0)
        #expect(fixture.nodes[0].tier.counts.drops == 1)
        #expect(fixture.server.value(lock) == ByteBuffer(string: "another one's"))
        _ = fixture.server.remove(lock)
        fixture.expectQuiet()
    }

    @Test func `a lock that ran out is nobody's, and the answer is stored`() throws {
        let fixture = try SharedFixture()
        _ = try fixture.ask(0)
        for lock in Self.locks(fixture) {
            _ = fixture.server.remove(lock)
        }
        try fixture.held(0).answer(Reply.json())
        fixture.pass(10)
        #expect(Self.entries(fixture).count == 1)
        fixture.expectQuiet()
    }

    // MARK: Writing

    @Test func `what does not fit in the queue is dropped and counted, and its lock given back`() throws {
        let fixture = try SharedFixture(process: { $0.writeQueueBytes = 1_500 })
        fixture.server.mood = .answers(.milliseconds(15))
        let texts = ["a", "b", "c", "d"]
        let asked = try texts.map { try fixture.ask(0, Ask.chat($0), pass: 0) }
        fixture.pass(40)
        for held in fixture.nodes[0].gateway.upstream.held {
            held.answer(Reply.json(String(repeating: "x", count: 500)))
        }
        fixture.pass(1)
        #expect(asked.allSatisfy { $0.client.isWellFormed && $0.client.status == 200 })
        #expect(fixture.nodes[0].gateway.state.queue.bytes <= 1_500)
        fixture.pass(200)
        #expect(fixture.nodes[0].tier.counts.drops == 3 && fixture.nodes[0].tier.counts.writes == 1)
        #expect(Self.entries(fixture).count == 1)
        fixture.expectQuiet()
    }

    @Test func `an entry lives in Redis for as long as it can be of use`() throws {
        let fixture = try SharedFixture(group: {
            $0.ttl = .seconds(10)
            $0.staleIfError = .seconds(5)
        })
        try Self.store(fixture)
        fixture.pass(14_900)
        #expect(Self.entries(fixture).count == 1)
        fixture.pass(200)
        #expect(Self.entries(fixture).isEmpty)
    }

    @Test func `embeddings are found input by input`() throws {
        let fixture = try SharedFixture()
        let body = Ask.embeddings(["a", "b"])
        let reply =
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]},"#
            + #"{"object":"embedding","index":1,"embedding":[2]}],"model":"their-d0","usage":{"prompt_tokens":4}}"#
        _ = try fixture.nodes[0].gateway.ask(body, endpoint: .embeddings)
        fixture.pass(5)
        try fixture.held(0).answer(reply)
        fixture.pass(10)
        #expect(Self.entries(fixture).count == 2)
        let second = try fixture.nodes[1].gateway.ask(Ask.embeddings(["b", "a"]), endpoint: .embeddings)
        fixture.pass(5)
        #expect(second.outcome == .hit && second.exchange.cache.tier == .redis && fixture.nodes[1].calls == 0)
        #expect(second.client.text.contains("[2]") && second.client.text.contains("[1]"))
        fixture.expectQuiet()
    }

    @Test func `an idempotency key counts on all gateways, in flight too`() throws {
        let fixture = try SharedFixture()
        let header = "idempotency-key: k\r\n"
        let first = try fixture.ask(0, headers: header)
        let other = try fixture.ask(1, headers: header)
        #expect(fixture.nodes[1].calls == 0)
        try fixture.held(0).answer(Reply.json("once"))
        fixture.pass(600)
        #expect(first.client.text == Reply.json("once") && other.client.text == Reply.json("once"))
        let reused = try fixture.ask(1, Ask.chat("another"), headers: header)
        #expect(reused.client.status == 422)
        fixture.expectQuiet()
    }

    // MARK: Encryption

    private static func ring() throws -> KeyRing {
        let key = EncryptionKey(id: "k1", key: Secret(String(repeating: "0123456789abcdef", count: 4)))
        return try KeyRing(CacheEncryption(keys: [key], active: "k1"))
    }

    @Test func `sealed entries say nothing, and are read by those who have the key`() throws {
        let fixture = try SharedFixture(ring: try Self.ring())
        try Self.store(fixture, 0, "very secret words")
        #expect(try fixture.ask(1).client.text == Reply.json("very secret words"))
        for value in fixture.server.values.values {
            let text = String(decoding: value.bytes.readableBytesView, as: UTF8.self)
            #expect(!text.contains("secret") && !text.contains("their-d0"))
        }
        fixture.expectQuiet()
    }

    @Test func `an entry that nobody here can read is a miss, and is counted`() throws {
        let fixture = try SharedFixture()
        try Self.store(fixture)
        for name in Self.entries(fixture) {
            var torn = try #require(fixture.server.value(name))
            torn.setInteger(UInt8(0xFF), at: torn.writerIndex - 3)
            fixture.server.setValue(name, torn, life: 60_000)
        }
        let second = try fixture.ask(1)
        #expect(fixture.nodes[1].calls == 1 && fixture.nodes[1].tier.counts.unreadable == 1)
        try fixture.held(1).answer(Reply.json("anew"))
        fixture.pass(10)
        #expect(second.client.text == Reply.json("anew"))
        fixture.expectQuiet()
    }
}

import GatewayCore
import NIOCore
import RESP
import Synchronization
import Testing

@testable import GatewayCache

@Suite(.serialized) struct ReplicatedQuestionsTests {
    private static func withServer(
        _ engine: QuestionServer.Engine = .redis,
        _ body: (QuestionServer) async throws -> Void
    ) async throws {
        let server = try QuestionServer(engine)
        defer { server.end() }
        try await body(server)
    }

    private static func node(
        _ server: QuestionServer,
        _ name: String,
        _ change: (inout QuestionNode.Settings) -> Void = { _ in }
    ) async throws -> QuestionNode {
        try await QuestionNode(server, .replicate) {
            $0.name = name
            change(&$0)
        }
    }

    @Test(arguments: QuestionServer.Engine.all)
    func `what one node stored another one has within 200 ms`(_ engine: QuestionServer.Engine) async throws {
        try await Self.withServer(engine) { server in
            let (one, other) = (try await Self.node(server, "one"), try await Self.node(server, "other"))
            var best = Duration.seconds(60)
            for number in 1...20 where best > .milliseconds(200) {
                let before = ContinuousClock.now
                try await one.publish(QuestionSample.question(number))
                try await other.hear(number)
                best = min(best, ContinuousClock.now - before)
            }
            #expect(best <= .milliseconds(200))
            #expect(other.notices.first == .stored(QuestionSample.question(1)))
            // The writer has it already.
            try await one.wait("the own one came back") { $0.questions.counts.own >= 1 }
            #expect(one.notices.isEmpty)
            #expect(try await other.find(QuestionSample.query(for: QuestionSample.question(1))).isEmpty)
            try await one.end()
            try await other.end()
        }
    }

    @Test func `a node that starts later hears everything, in order, and is warm then`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one")
            for number in 1...100 { try await one.publish(QuestionSample.question(number)) }
            try await one.remove(QuestionSample.question(7))
            let other = try await Self.node(server, "other") { $0.batch = 16 }
            try await other.wait("warm") { ($0.questions as? ReplicatedQuestions)?.isWarm ?? false }
            #expect(other.texts == (1...100).map { QuestionSample.question($0).text } + ["-"])
            let gone = QuestionSample.question(7)
            let name = WithdrawnQuestion(namespace: gone.namespace, key: gone.key, space: gone.space)
            #expect(other.notices.last == .withdrawn(name))
            #expect(other.heard.withLock { $0.allSatisfy { $0.count <= 16 } })
            #expect(try await other.counts.gaps == 0)
            // What the same process published before it was restarted is heard, too.
            try await one.end()
            let again = try await Self.node(server, "again")
            try await again.hear(101)
            try await other.end()
            try await again.end()
        }
    }

    @Test func `nothing more is read before what was heard has been taken`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one")
            for number in 1...20 { try await one.publish(QuestionSample.question(number)) }
            let other = try await Self.node(server, "other") {
                $0.batch = 4
                $0.takesByHand = true
            }
            for batch in 1...5 {
                try await other.hear(batch * 4)
                // Commands of another client go round and round meanwhile.
                for _ in 0..<20 { _ = try await one.send(.ping) }
                #expect(other.notices.count == batch * 4)
                try await other.run { parts in
                    let takers = parts.pending
                    parts.pending = []
                    takers.forEach { $0() }
                }
            }
            try await one.end()
            try await other.end()
        }
    }

    @Test func `a gap is noticed where there is one`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one") { $0.maxEntries = 10 }
            let other = try await Self.node(server, "other")
            try await one.publish(QuestionSample.question(1))
            try await other.hear(1)
            try await other.run { $0.questions.stop() }
            for number in 2...3 { try await one.publish(QuestionSample.question(number)) }
            try await other.run { parts in (1...2).forEach { _ in parts.questions.start() } }
            try await other.hear(3)
            #expect(try await other.counts.gaps == 0)
            try await other.run { $0.questions.stop() }
            for number in 4...300 { try await one.publish(QuestionSample.question(number)) }
            try await other.run { $0.questions.start() }
            try await other.wait("the last one is heard") { _ in
                other.texts.last == QuestionSample.question(300).text
            }
            #expect(try await other.counts.gaps == 1 && other.texts.count < 300)
            let length = try await one.send(.xlen(.string("\(QuestionNode.prefix):qs:0"))).number
            #expect(try #require(length) < 100)
            try await one.end()
            try await other.end()
        }
    }

    @Test func `a server that goes away costs questions, and nothing else`() async throws {
        try await Self.withServer { server in
            let (one, other) = (try await Self.node(server, "one"), try await Self.node(server, "other"))
            try await one.publish(QuestionSample.question(1))
            try await other.hear(1)
            server.kill()
            try await one.wait("the loss is noticed") { !$0.client.isAvailable }
            try await one.run { $0.questions.publish(QuestionSample.question(2)) }
            #expect(try await one.counts.dropped == 1)
            #expect(one.queue.bytes == 0)
            try await other.wait("the listener notices, too") { $0.questions.counts.failures > 0 }
            try server.launch()
            try await one.wait("the server is back") { $0.client.isAvailable }
            try await one.publish(QuestionSample.question(3))
            try await other.hear(2)
            #expect(other.texts == [1, 3].map { QuestionSample.question($0).text })
            try await one.end()
            try await other.end()
        }
    }

    @Test func `a stream that begins anew with smaller places is read from its beginning`() async throws {
        try await Self.withServer { server in
            let (one, other) = (try await Self.node(server, "one"), try await Self.node(server, "other"))
            let stream = RESPArgument.string("\(QuestionNode.prefix):qs:0")
            try await one.publish(QuestionSample.question(1))
            try await other.hear(1)
            _ = try await one.send(.del([stream]))
            let entry = try QuestionCodec().encode(QuestionSample.question(2))
            _ = try await one.send(.xadd(stream, id: "5-1", [("n", "third"), ("q", .buffer(entry))]))
            try await other.hear(2)
            #expect(other.texts.last == QuestionSample.question(2).text)
            #expect(try await other.counts.resets == 1)
            try await one.end()
            try await other.end()
        }
    }

    @Test func `damaged and foreign entries are passed over and counted`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one")
            let stream = RESPArgument.string("\(QuestionNode.prefix):qs:0")
            var torn = try QuestionCodec().encode(QuestionSample.question(1))
            torn.setInteger(UInt8(0xFF), at: torn.writerIndex - 1)
            let entries: [[(name: RESPArgument, value: RESPArgument)]] = [
                [("q", "nonsense")], [("q", "")], [("x", "y")], [("n", "z")], [("n", "z"), ("q", .buffer(torn))],
                [("n", "z"), ("q", .bytes(Array(repeating: 0x53, count: 100_000)))],
            ]
            for fields in entries { _ = try await one.send(.xadd(stream, fields)) }
            try await one.publish(QuestionSample.question(2))
            let other = try await Self.node(server, "other")
            try await other.hear(1)
            #expect(other.texts == [QuestionSample.question(2).text])
            #expect(try await other.counts.unreadable == UInt64(entries.count))
            try await one.end()
            try await other.end()
        }
    }

    @Test func `what is past its life is neither told nor heard, and the stream ends with the last`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one")
            try await one.publish(QuestionSample.question(1, life: 1_000), QuestionSample.question(2, life: 90_000))
            try await one.publish(QuestionSample.question(3, life: 50_000))
            try await one.run { $0.questions.publish(QuestionSample.question(4, life: 0)) }
            #expect(try await one.counts.expired == 1)
            let left = try await one.send(.pttl(.string("\(QuestionNode.prefix):qs:0"))).number
            #expect((80_000...90_000).contains(try #require(left)))
            let other = try await QuestionNode(server, .replicate) { $0.name = "other" }
            try await other.hear(3)
            let late = try await Self.lateNode(server)
            try await late.hear(2)
            #expect(late.texts == [2, 3].map { QuestionSample.question($0).text })
            #expect(try await late.counts.expired == 1)
            for node in [one, other, late] { try await node.end() }
        }
    }

    /// A node whose clock is two seconds ahead.
    private static func lateNode(_ server: QuestionServer) async throws -> QuestionNode {
        try await QuestionNode(server, .replicate) {
            $0.name = "late"
            $0.ahead = 2_000
        }
    }

    @Test func `what does not fit in the queue is dropped`() async throws {
        try await Self.withServer { server in
            let one = try await Self.node(server, "one") { $0.queueBytes = 6_000 }
            try await one.run { parts in (1...5).forEach { parts.questions.publish(QuestionSample.question($0)) } }
            try await one.wait("the queue is empty") { _ in one.queue.bytes == 0 }
            let counts = try await one.counts
            #expect(counts.published == 2 && counts.dropped == 3)
            try await one.end()
        }
    }

    @Test func `with keys, nothing in Redis shows a question, and who has none hears nothing`() async throws {
        try await Self.withServer { server in
            let ring = try QuestionSample.ring()
            let one = try await Self.node(server, "one") { $0.ring = ring }
            let other = try await Self.node(server, "other") { $0.ring = ring }
            let blind = try await Self.node(server, "blind")
            let question = QuestionSample.question(1, scope: "acme corporation")
            try await one.publish(question)
            try await one.remove(question)
            try await other.hear(2)
            #expect(other.notices.first == .stored(question))
            try await blind.wait("both are unreadable") { $0.questions.counts.unreadable == 2 }
            #expect(blind.notices.isEmpty)
            let dump = try await one.dump()
            #expect(dump.count > 1_000)
            for secret in QuestionSample.secrets(of: question) { #expect(!dump.holds(secret)) }
            for node in [one, other, blind] { try await node.end() }
        }
    }
}

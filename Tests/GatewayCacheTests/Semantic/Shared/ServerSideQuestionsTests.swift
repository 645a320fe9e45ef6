import GatewayCore
import NIOCore
import RESP
import Synchronization
import Testing

@testable import GatewayCache

/// Ways of sharing in which the server looks for what is near.
struct ServerSideKind: Sendable, CustomTestStringConvertible {
    let kind: SharedIndexKind
    let engine: QuestionServer.Engine

    var testDescription: String { "\(self.kind.rawValue) on \(self.engine)" }

    /// Those for which a server was fetched.
    static let all: [ServerSideKind] =
        (QuestionServer.Engine.redis8.map { [ServerSideKind(kind: .vectorSets, engine: $0)] } ?? [])
        + (QuestionServer.Engine.search.map { [ServerSideKind(kind: .search, engine: $0)] } ?? [])
}

@Suite(
    .serialized,
    .enabled(if: !ServerSideKind.all.isEmpty, "neither Redis 8 nor its search module is in .venv/tools")
)
struct ServerSideQuestionsTests {
    private static func withServer(
        _ each: ServerSideKind,
        _ body: (QuestionServer) async throws -> Void
    ) async throws {
        let server = try QuestionServer(each.engine)
        defer { server.end() }
        try await body(server)
    }

    /// The server's reply to a query, asked again until it is what is wanted; an index may be a moment behind.
    private static func find(
        _ query: QuestionQuery,
        on node: QuestionNode,
        until isRight: ([SharedQuestion]) -> Bool
    ) async throws -> [SharedQuestion] {
        let end = ContinuousClock.now + .seconds(20)
        var found = try await node.find(query)
        while !isRight(found), ContinuousClock.now < end {
            found = try await node.find(query)
        }
        return found
    }

    @Test(arguments: ServerSideKind.all)
    func `what one node stored another one finds within 200 ms, the nearest first`(_ each: ServerSideKind) async throws
    {
        try await Self.withServer(each) { server in
            let one = try await QuestionNode(server, each.kind)
            let other = try await QuestionNode(server, each.kind)
            var best = Duration.seconds(60)
            for number in 1...20 where best > .milliseconds(200) {
                let question = QuestionSample.question(number)
                let before = ContinuousClock.now
                try await one.publish(question)
                let found = try await Self.find(QuestionSample.query(for: question), on: other) { !$0.isEmpty }
                #expect(found.first == question)
                best = min(best, ContinuousClock.now - before)
            }
            #expect(best <= .milliseconds(200))
            let vector = QuestionSample.vector(77)
            for (number, distance) in [(101, Float(0.9)), (102, 0.1), (103, 0.5), (104, 0.3), (105, 0.7)] {
                let near = QuestionSample.vector(near: vector, by: distance, seed: number)
                try await one.publish(QuestionSample.question(number, vector: near))
            }
            var query = QuestionSample.query(for: QuestionSample.question(vector: vector), count: 3)
            let found = try await Self.find(query, on: other) { $0.count == 3 && $0[2].key == .number(103) }
            #expect(found.map(\.key) == [102, 104, 103].map { .number($0) })
            query.count = 0
            #expect(try await other.find(query).isEmpty)
            let counts = try await other.counts
            #expect(counts.failures == 0 && counts.unreadable == 0 && counts.misplaced == 0)
            try await one.end()
            try await other.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `nothing of another namespace, scope or space is ever found`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            var random = CacheRandom(seed: 11)
            var all: [SharedQuestion] = []
            for number in 1...120 {
                // A few vectors only: nearest ones of other namespaces are as near as those of the own one.
                let question = QuestionSample.question(
                    number,
                    namespace: random.draw(0..<6),
                    scope: ["acme", "evil"][random.draw(0..<2)],
                    space: ["a", "b"][random.draw(0..<2)],
                    vector: QuestionSample.vector(random.draw(0..<3))
                )
                all.append(question)
                try await node.publish(question)
            }
            for asked in all.prefix(60) {
                let query = QuestionSample.query(for: asked, count: 64)
                let allowed = all.filter {
                    $0.namespace == asked.namespace && $0.scope == asked.scope && $0.space == asked.space
                }
                let found = try await Self.find(query, on: node) { $0.count == allowed.count }
                #expect(Set(found.map(\.key)) == Set(allowed.map(\.key)))
            }
            try await node.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `what somebody plants in another one's namespace is not taken`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            let ours = QuestionSample.question(1)
            try await node.publish(ours)
            #expect(try await Self.find(QuestionSample.query(for: ours), on: node) { !$0.isEmpty } == [ours])
            let forged = [
                QuestionSample.question(1, namespace: 9), QuestionSample.question(1, scope: "evil"),
                QuestionSample.question(1, space: "other"),
                QuestionSample.question(1, vector: QuestionSample.vector(1, dimensions: 8)),
            ]
            for (number, question) in forged.enumerated() {
                try await Self.plant(try QuestionCodec().encode(question), in: ours, on: node, each.kind)
                #expect(try await node.find(QuestionSample.query(for: ours)).isEmpty)
                #expect(try await node.counts.misplaced == UInt64(number + 1))
            }
            try await Self.plant(ByteBuffer(string: "torn"), in: ours, on: node, each.kind)
            #expect(try await node.find(QuestionSample.query(for: ours)).isEmpty)
            #expect(try await node.counts.unreadable == 1)
            // Storing it again mends it.
            try await node.publish(ours)
            #expect(try await Self.find(QuestionSample.query(for: ours), on: node) { !$0.isEmpty } == [ours])
            try await node.end()
        }
    }

    /// Puts bytes in the place of a question's entry.
    private static func plant(
        _ entry: ByteBuffer,
        in question: SharedQuestion,
        on node: QuestionNode,
        _ kind: SharedIndexKind
    ) async throws {
        let names = QuestionNames(prefix: QuestionNode.prefix).space(question.space)
        let isSet = kind == .vectorSets
        let name = isSet ? names.entries(question.namespace) : names.document(question.key)
        let field = isSet ? question.key.hex : "q"
        _ = try await node.send(.hset(.string(name), [(.string(field), .buffer(entry))]))
    }

    @Test(arguments: ServerSideKind.all)
    func `a question is found once, as it was stored last, until it is removed`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let one = try await QuestionNode(server, each.kind)
            let other = try await QuestionNode(server, each.kind)
            var question = QuestionSample.question(1)
            try await one.publish(question)
            question.text = "What is it about, then?"
            question.vector = QuestionSample.vector(near: question.vector, by: 0.2, seed: 5)
            try await one.publish(question)
            let query = QuestionSample.query(for: question)
            #expect(try await Self.find(query, on: other) { $0.first?.text == question.text } == [question])
            try await other.remove(question)
            #expect(try await Self.find(query, on: one) { $0.isEmpty }.isEmpty)
            try await one.end()
            try await other.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `a question past its life is not found, and leaves the server`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            let (short, long) = (QuestionSample.question(1, life: 400), QuestionSample.question(2, life: 60_000))
            try await node.publish(short, long)
            try await node.run { $0.questions.publish(QuestionSample.question(3, life: 0)) }
            node.clock.add(400, ordering: .relaxed)
            let found = try await node.find(QuestionSample.query(for: short))
            #expect(found == [long] || found.isEmpty)
            #expect(try await Self.find(QuestionSample.query(for: short), on: node) { !$0.isEmpty } == [long])
            node.clock.add(60_000, ordering: .relaxed)
            #expect(try await node.find(QuestionSample.query(for: long)).isEmpty)
            #expect(try await node.counts.published == 2)
            // Whatever anybody's clock says, Redis lets go of it by itself.
            try await node.send(until: 20) { try await node.ends(of: short, each.kind) == -2 }
            let left = try await node.ends(of: long, each.kind)
            #expect((1...60_000).contains(left))
            try await node.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `a server that goes away costs the time of a look-up at most, and is used again`(
        _ each: ServerSideKind
    ) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            let question = QuestionSample.question(1)
            let query = QuestionSample.query(for: question)
            try await node.publish(question)
            #expect(try await Self.find(query, on: node) { !$0.isEmpty } == [question])
            server.freeze()
            #expect(try await node.find(query, within: .milliseconds(50)).isEmpty)
            #expect(try await node.counts.failures == 1)
            server.thaw()
            #expect(try await Self.find(query, on: node) { !$0.isEmpty } == [question])
            server.kill()
            #expect(try await node.find(query, within: .milliseconds(50)).isEmpty)
            try await node.wait("the loss is noticed") { !$0.client.isAvailable }
            #expect(try await node.find(query).isEmpty)
            try await node.run { $0.questions.publish(question) }
            #expect(try await node.counts.dropped == 1)
            #expect(try await node.counts.failures >= 2)
            try server.launch()
            try await node.wait("the server is back") { $0.client.isAvailable }
            // It has lost everything, its index as well.
            #expect(try await node.find(query).isEmpty)
            try await node.publish(question)
            #expect(try await Self.find(query, on: node) { !$0.isEmpty } == [question])
            #expect(node.queue.bytes == 0)
            try await node.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `a vector that is none is neither stored nor looked for`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            for vector: [Float] in [[], [0.1, 0.1], [.nan, 1], QuestionSample.vector(1, dimensions: 4_097)] {
                let question = QuestionSample.question(1, vector: vector)
                try await node.run { $0.questions.publish(question) }
                #expect(try await node.find(QuestionSample.query(for: question)).isEmpty)
            }
            let counts = try await node.counts
            #expect(counts.dropped == 4 && counts.lookups == 0 && counts.published == 0 && node.queue.bytes == 0)
            try await node.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `with keys, texts and tenants are hidden even where a server has to see vectors`(
        _ each: ServerSideKind
    ) async throws {
        try await Self.withServer(each) { server in
            let ring = try QuestionSample.ring()
            let one = try await QuestionNode(server, each.kind) { $0.ring = ring }
            let blind = try await QuestionNode(server, each.kind)
            let question = QuestionSample.question(1, scope: "acme corporation")
            try await one.publish(question)
            let query = QuestionSample.query(for: question)
            #expect(try await Self.find(query, on: one) { !$0.isEmpty } == [question])
            #expect(try await blind.find(query).isEmpty)
            #expect(try await blind.counts.unreadable == 1)
            let dump = try await one.dump()
            for secret in QuestionSample.secrets(of: question).prefix(3) { #expect(!dump.holds(secret)) }
            try await one.end()
            try await blind.end()
        }
    }

    @Test(arguments: ServerSideKind.all)
    func `vectors of 4,096 numbers are found as well`(_ each: ServerSideKind) async throws {
        try await Self.withServer(each) { server in
            let node = try await QuestionNode(server, each.kind)
            let question = QuestionSample.question(1, vector: QuestionSample.vector(1, dimensions: 4_096))
            try await node.publish(question)
            #expect(
                try await Self.find(QuestionSample.query(for: question), on: node) { !$0.isEmpty } == [question]
            )
            try await node.end()
        }
    }
}

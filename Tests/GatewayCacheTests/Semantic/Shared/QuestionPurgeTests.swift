import GatewayCore
import NIOCore
import RESP
import Testing

@testable import GatewayCache

/// What is left of questions on the server after their answers were purged.
@Suite(.serialized) struct QuestionPurgeTests {
    /// A way of sharing with a server that has it.
    struct Way: Sendable, CustomTestStringConvertible {
        let kind: SharedIndexKind
        let engine: QuestionServer.Engine
        var testDescription: String { "\(self.kind.rawValue) on \(self.engine)" }
    }

    static let ways =
        [Way(kind: .replicate, engine: .redis)] + ServerSideKind.all.map { Way(kind: $0.kind, engine: $0.engine) }

    @Test(arguments: Self.ways)
    func `the texts of purged answers are gone at once, and no others`(_ way: Way) async throws {
        let server = try QuestionServer(way.engine)
        defer { server.end() }
        let one = try await QuestionNode(server, way.kind) { $0.name = "one" }
        let other = try await QuestionNode(server, way.kind) { $0.name = "other" }
        let questions = (1...150).map { QuestionSample.question($0, namespace: $0 % 4) }
        for question in questions { try await one.publish(question) }
        let purged = questions.filter { $0.key.a % 2 == 0 || $0.text.contains("7") }
        #expect(!purged.isEmpty && purged.count < questions.count)
        let missing = CacheKey.number(7_000_000)
        #expect(try await other.purge(Set(purged.map(\.key) + [missing])) == purged.count)
        let dump = try await one.dump()
        for question in questions {
            #expect(dump.holds(Array((question.text).utf8)) != purged.contains(question), "\(question.text)")
        }
        #expect(try await other.purge(Set(purged.map(\.key))) == 0)
        #expect(try await other.purge([]) == 0)
        if way.kind != .replicate {
            for question in purged.prefix(3) {
                #expect(try await !one.find(QuestionSample.query(for: question)).contains(question))
            }
        }
        try await one.end()
        try await other.end()
    }

    @Test func `nodes are told to forget what a stream has lost`() async throws {
        let server = try QuestionServer(.redis)
        defer { server.end() }
        let one = try await QuestionNode(server, .replicate) { $0.name = "one" }
        let other = try await QuestionNode(server, .replicate) { $0.name = "other" }
        let (kept, gone) = (QuestionSample.question(1), QuestionSample.question(2))
        // Stored twice, as an answer is that was renewed.
        try await one.publish(kept, gone, gone)
        #expect(try await one.purge([gone.key]) == 2)
        try await other.hear(5)
        let name = WithdrawnQuestion(namespace: gone.namespace, key: gone.key, space: gone.space)
        #expect(other.notices.suffix(2) == [.withdrawn(name), .withdrawn(name)])
        let late = try await QuestionNode(server, .replicate) { $0.name = "late" }
        try await late.hear(3)
        #expect(late.texts == [kept.text, "-", "-"])
        for node in [one, other, late] { try await node.end() }
    }

    @Test(arguments: Self.ways)
    func `a server that is gone cannot say`(_ way: Way) async throws {
        let server = try QuestionServer(way.engine)
        defer { server.end() }
        let node = try await QuestionNode(server, way.kind)
        let question = QuestionSample.question(1)
        try await node.publish(question)
        server.kill()
        try await node.wait("the loss is noticed") { !$0.client.isAvailable }
        #expect(try await node.purge([question.key]) == nil)
        try await node.end()
    }
}

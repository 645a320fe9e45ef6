import GatewayCore
import NIOCore
import RESP
import Testing

@testable import GatewayCache

@Suite(.serialized) struct ChosenQuestionsTests {
    private static let engines = QuestionServer.Engine.all
    private static let best: [String: SharedIndexKind] = ["Redis 8": .vectorSets, "Redis 8 with search": .vectorSets]

    private static func choice(_ node: QuestionNode) async throws -> SharedIndexChoice {
        try await node.wait("it is chosen") { ($0.questions as? ChosenQuestions)?.choice != nil }
        return try #require(try await node.run { ($0.questions as? ChosenQuestions)?.choice })
    }

    @Test(arguments: Self.engines)
    func `the best that a server offers is taken, and works`(_ engine: QuestionServer.Engine) async throws {
        let server = try QuestionServer(engine)
        defer { server.end() }
        let one = try await QuestionNode(server, .off) { $0.wish = .auto }
        let other = try await QuestionNode(server, .off) {
            $0.wish = .auto
            $0.name = "other"
        }
        let choice = try await Self.choice(one)
        #expect(choice.kind == Self.best[engine.description] ?? .replicate && choice.reason == .best)
        #expect(try await Self.choice(other) == choice)
        let question = QuestionSample.question(1)
        try await one.publish(question)
        if choice.kind == .replicate {
            try await other.hear(1)
            #expect(other.notices == [.stored(question)])
            try await other.wait("warm") { ($0.questions as? ChosenQuestions)?.isWarm ?? false }
        } else {
            #expect(try await other.find(QuestionSample.query(for: question)) == [question])
        }
        try await one.remove(question)
        try await one.end()
        try await other.end()
    }

    @Test(arguments: Self.engines)
    func `with keys, every server gets a stream of sealed entries`(_ engine: QuestionServer.Engine) async throws {
        let server = try QuestionServer(engine)
        defer { server.end() }
        let ring = try QuestionSample.ring()
        for (number, wish) in [QuestionSharing.auto, .vectorSets, .search].enumerated() {
            let node = try await QuestionNode(server, .off) {
                $0.wish = wish
                $0.ring = ring
                $0.name = "node \(number)"
            }
            #expect(try await Self.choice(node) == SharedIndexChoice.sealed)
            try await node.publish(QuestionSample.question(number))
            try await node.end()
        }
        let reader = try await QuestionNode(server, .replicate) { $0.ring = ring }
        try await reader.hear(3)
        let dump = try await reader.dump()
        for number in 0..<3 {
            let question = QuestionSample.question(number)
            #expect(QuestionSample.secrets(of: question).allSatisfy { !dump.holds($0) })
        }
        try await reader.end()
    }

    @Test func `where nothing is to be shared, nothing is asked or sent`() async throws {
        let server = try QuestionServer(.redis)
        defer { server.end() }
        let node = try await QuestionNode(server, .off) { $0.wish = .off }
        let before = try await node.run { $0.client.statistics.commands }
        let question = QuestionSample.question(1)
        try await node.run { $0.questions.publish(question) }
        #expect(try await node.find(QuestionSample.query(for: question)).isEmpty)
        #expect(try await node.run { $0.client.statistics.commands } == before)
        #expect(try await Self.choice(node).kind == .off)
        #expect(try await node.counts == QuestionCounts())
        try await node.end()
    }

    @Test func `a server that does not answer is asked again, and a stopped one is asked anew`() async throws {
        let server = try QuestionServer(.redis)
        defer { server.end() }
        let node = try await QuestionNode(server, .off) { $0.wish = .auto }
        _ = try await Self.choice(node)
        try await node.run { $0.questions.stop() }
        server.kill()
        try await node.wait("the loss is noticed") { !$0.client.isAvailable }
        try await node.run { parts in
            parts.questions.start()
            parts.questions.publish(QuestionSample.question(1))
        }
        #expect(try await node.counts.dropped == 1)
        #expect(try await node.run { $0.questions.kind } == .off)
        try server.launch()
        #expect(try await Self.choice(node).kind == .replicate)
        try await node.end()
    }
}

extension SharedIndexChoice {
    /// The choice where entries are encrypted.
    fileprivate static let sealed = SharedIndexChoice(
        wish: .auto,
        offer: SharedIndexOffer(hasStreams: true, hasVectorSets: true, hasSearch: true),
        isSealed: true,
        isCluster: false
    )
}

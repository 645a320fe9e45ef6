import GatewayCore
import NIOCore
import RESP
import Testing

@testable import GatewayCache

@Suite(.serialized, .enabled(if: QuestionServer.Engine.redis8 != nil, "Redis 8 is not in .venv/tools"))
struct VectorSetQuestionsTests {
    private static func withServer(_ body: (QuestionServer) async throws -> Void) async throws {
        let server = try QuestionServer(try #require(QuestionServer.Engine.redis8))
        defer { server.end() }
        try await body(server)
    }

    private static let names = QuestionNames(prefix: QuestionNode.prefix).space(QuestionSample.space)

    private static func count(_ node: QuestionNode, _ question: SharedQuestion) async throws -> (Int64, Int64) {
        let set = RESPArgument.string(Self.names.set(question.namespace))
        let entries = RESPArgument.string(Self.names.entries(question.namespace))
        let elements = try await node.send(RESPCommand("VCARD", set)).number ?? -1
        return (elements, try await node.send(RESPCommand("HLEN", entries)).number ?? -1)
    }

    @Test func `a namespace that is full loses what ends first, about`() async throws {
        try await Self.withServer { server in
            let node = try await QuestionNode(server, .vectorSets) { $0.maxEntries = 40 }
            for number in 1...200 {
                try await node.publish(QuestionSample.question(number, life: 60_000 + Int64(number) * 1_000))
            }
            let (elements, entries) = try await Self.count(node, QuestionSample.question())
            #expect(elements == 40 && entries == 40)
            let query = QuestionSample.query(for: QuestionSample.question(200), count: 64)
            let found = try await node.find(query)
            #expect(found.count == 40 && found.first == QuestionSample.question(200, life: 260_000))
            #expect(!found.contains { $0.key == .number(1) })
            // Most of those that stay are among the youngest.
            let young = found.count { $0.expiry > QuestionNode.start + 60_000 + 120_000 }
            #expect(young > 30)
            try await node.end()
        }
    }

    @Test func `elements whose entries have ended are taken out by and by, and the set ends with its last`()
        async throws
    {
        try await Self.withServer { server in
            let node = try await QuestionNode(server, .vectorSets)
            for number in 1...40 { try await node.publish(QuestionSample.question(number, life: 1)) }
            try await node.publish(QuestionSample.question(1_000, life: 90_000))
            let last = QuestionSample.question(1_000, life: 90_000)
            try await node.send(until: 20) { try await Self.count(node, last).1 == 1 }
            for number in 1_001...1_040 { try await node.publish(QuestionSample.question(number, life: 80_000)) }
            let (elements, entries) = try await Self.count(node, last)
            #expect(entries == 41 && elements == 41)
            for name in [Self.names.set(last.namespace), Self.names.entries(last.namespace)] {
                let left = try #require(try await node.send(.pttl(.string(name))).number)
                #expect((80_001...90_000).contains(left), "\(name)")
            }
            try await node.end()
        }
    }

    @Test func `in a cluster, questions are found on whichever node has them`() async throws {
        let servers = try (0..<3).map { _ in
            try QuestionServer(try #require(QuestionServer.Engine.redis8), isCluster: true)
        }
        defer { servers.forEach { $0.end() } }
        let seeds = try await QuestionCluster.form(servers)
        let one = try await QuestionNode(servers[0], .vectorSets) { $0.cluster = seeds }
        let other = try await QuestionNode(servers[0], .vectorSets) { $0.cluster = Array(seeds.reversed()) }
        let questions = (1...30).map { QuestionSample.question($0, namespace: $0) }
        for question in questions { try await one.publish(question) }
        for question in questions {
            #expect(try await other.find(QuestionSample.query(for: question)) == [question])
        }
        try await other.remove(questions[0])
        #expect(try await one.find(QuestionSample.query(for: questions[0])).isEmpty)
        let counts = (try await one.counts, try await other.counts)
        #expect(counts.0.failures == 0 && counts.1.failures == 0)
        try await one.end()
        try await other.end()
    }

    @Test func `in a cluster, a stream reaches every node as well`() async throws {
        let servers = try (0..<3).map { _ in try QuestionServer(.redis, isCluster: true) }
        defer { servers.forEach { $0.end() } }
        let seeds = try await QuestionCluster.form(servers)
        let one = try await QuestionNode(servers[0], .replicate) { $0.cluster = seeds }
        let other = try await QuestionNode(servers[0], .replicate) {
            $0.cluster = Array(seeds.reversed())
            $0.name = "other"
        }
        for number in 1...10 { try await one.publish(QuestionSample.question(number)) }
        try await other.hear(10)
        #expect(other.texts == (1...10).map { QuestionSample.question($0).text })
        #expect(try await other.counts.gaps == 0)
        try await one.end()
        try await other.end()
    }

    @Test(arguments: QuestionServer.Engine.all)
    func `what a server offers is read off its commands`(_ engine: QuestionServer.Engine) async throws {
        let server = try QuestionServer(engine)
        defer { server.end() }
        let node = try await QuestionNode(server, .search)
        let expected = SharedIndexOffer(
            hasStreams: true,
            hasVectorSets: engine.description.hasPrefix("Redis 8"),
            hasSearch: engine.description.hasSuffix("search")
        )
        #expect(try await node.loop.flatSubmit { node.probe() }.get() == expected)
        server.kill()
        try await node.wait("the loss is noticed") { !$0.client.isAvailable }
        #expect(try await node.loop.flatSubmit { node.probe() }.get() == nil)
        try await node.end()
    }
}

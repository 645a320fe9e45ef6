package import NIOCore
import RESP

/// Questions in an index of the search module: one hash for each, with its namespace as a tag and its vector.
///
/// There is one index for each vector space. It is made by whoever uses it first, and made again when the server has
/// lost it; hashes that are there by then are taken up. A hash ends with its question, and so does its place in the
/// index.
///
/// Vectors are in Redis in the clear, whatever becomes of entries; see ``SharedIndexChoice``.
package final class SearchQuestions: SharedQuestions {
    private let port: QuestionPort
    private let document = RedisScript(QuestionScripts.document)
    /// Spaces whose index is there, as far as known.
    private var known: Set<String> = []

    /// Spaces that are remembered; beyond, all are asked for anew.
    private static let maxKnown = 64

    /// Creates the loop's part.
    package init(_ port: QuestionPort) {
        self.port = port
    }

    package var kind: SharedIndexKind { .search }

    package var counts: QuestionCounts { self.port.counts }

    package func start() {}

    package func stop() {}

    package func publish(_ question: SharedQuestion) {
        let names = self.port.names.space(question.space)
        self.port.publish(question) { entry, life, done in
            if !self.known.contains(question.space) {
                self.port.client.send(
                    self.creation(names, dimensions: question.vector.count),
                    within: QuestionPort.writeTimeout
                ) { self.created(question.space, $0) }
            }
            self.port.client.send(
                script: self.document,
                keys: [.string(names.document(question.key))],
                arguments: [
                    .string(question.namespace.hex), .buffer(ByteBuffer(vector: question.vector)), .buffer(entry),
                    .integer(life),
                ],
                within: QuestionPort.writeTimeout
            ) { reply in
                if case .success = reply { done(true) } else { done(false) }
            }
        }
    }

    package func remove(_ question: WithdrawnQuestion) {
        let name = self.port.names.space(question.space).document(question.key)
        self.port.withdraw(question) { _, done in
            self.port.client.send(.unlink([.string(name)]), within: QuestionPort.writeTimeout) { reply in
                if case .success = reply { done(true) } else { done(false) }
            }
        }
    }

    package func purge(_ answers: Set<CacheKey>, space: String, _ done: @escaping (Int?) -> Void) {
        let names = self.port.names.space(space)
        QuestionBatches(Array(answers), done).run { keys, next in
            let documents = keys.map { RESPArgument.string(names.document($0)) }
            self.port.client.send(.unlink(documents), within: QuestionPort.writeTimeout) { reply in
                next((try? reply.get().number).map { Int($0) })
            }
        }
    }

    package func find(
        _ query: QuestionQuery,
        within timeout: TimeAmount,
        _ done: @escaping ([SharedQuestion]) -> Void
    ) {
        guard self.port.admits(query, within: timeout) else { return done([]) }
        let names = self.port.names.space(query.space)
        var commands = [self.search(names, query)]
        if !self.known.contains(query.space) {
            commands.insert(self.creation(names, dimensions: query.vector.count), at: 0)
        }
        self.port.client.sendPipeline(commands, within: timeout) { replies in
            if replies.count == 2 { self.created(query.space, replies[0]) }
            switch replies.last {
            case .success(let value)?:
                done(self.port.sift(Self.entries(of: value), for: query))
            case .failure(let error)?:
                if case .server = error { self.known.remove(query.space) }
                self.port.counts.failures += 1
                done([])
            case nil:
                done([])
            }
        }
    }

    package func use(_ ring: KeyRing) { self.port.codec.use(ring) }

    // MARK: The index

    private func creation(_ names: QuestionNames.Space, dimensions: Int) -> RESPCommand {
        RESPCommand(
            "FT.CREATE",
            arguments: [
                .string(names.index), "ON", "HASH", "PREFIX", "1", .string(names.documents), "SCHEMA", "n", "TAG",
                "v", "VECTOR", "HNSW", "6", "TYPE", "FLOAT32", "DIM", .integer(dimensions), "DISTANCE_METRIC",
                "COSINE",
            ]
        )
    }

    private func created(_ space: String, _ reply: RedisReply) {
        switch reply {
        case .success: break
        // Somebody else was first, on this node or on another.
        case .failure(.server(let error)) where error.message.contains("already exists"): break
        case .failure:
            self.port.counts.failures += 1
            return
        }
        if self.known.count >= Self.maxKnown {
            self.known.removeAll()
        }
        self.known.insert(space)
    }

    private func search(_ names: QuestionNames.Space, _ query: QuestionQuery) -> RESPCommand {
        let count = min(query.count, QuestionLimits.maxCount)
        return RESPCommand(
            "FT.SEARCH",
            arguments: [
                .string(names.index), .string("(@n:{\(query.namespace.hex)})=>[KNN \(count) @v $v]"),
                "PARAMS", "2", "v", .buffer(ByteBuffer(vector: query.vector)), "RETURN", "1", "q",
                "LIMIT", "0", .integer(count), "DIALECT", "2",
            ]
        )
    }

    /// The entries in a reply: a map since version 3 of the protocol, before it names and fields by turns.
    private static func entries(of reply: RESPValue) -> [ByteBuffer] {
        if let results = reply["results"]?.elements {
            return results.compactMap { $0["extra_attributes"]?["q"]?.bytes }
        }
        return (reply.elements ?? []).compactMap { $0["q"]?.bytes }
    }
}

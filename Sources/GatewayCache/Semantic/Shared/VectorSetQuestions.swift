package import NIOCore
import RESP

/// Questions in vector sets of Redis 8: one set for each namespace and vector space, and a hash with the entries.
///
/// A set of its own, rather than a filter over a common one: a filter that few elements pass makes the server walk
/// through most of the graph. With 10,000 questions in 100 namespaces, a look-up took 0.7 ms instead of 15, and storing
/// went 17 times as fast. Set and hash share a hash tag, so one script does everything on the node of a cluster that
/// has them. A set that nobody writes to any more ends with its last question; of those before, what has ended is not
/// found, and is taken out little by little.
///
/// Vectors are in Redis in the clear, whatever becomes of entries; see ``SharedIndexChoice``.
package final class VectorSetQuestions: SharedQuestions {
    private let port: QuestionPort
    private let maxPerNamespace: Int
    private let enter = RedisScript(QuestionScripts.enter)
    private let nearest = RedisScript(QuestionScripts.nearest)
    private let leave = RedisScript(QuestionScripts.leave)
    private var writes: UInt64 = 0

    /// Writes between two that also look for elements that have gone.
    private static let cleaningInterval: UInt64 = 16
    /// How many elements are then looked at.
    private static let sample = 64

    /// Creates the loop's part.
    ///
    /// - Parameter maxPerNamespace: elements of one set; beyond, those that end first go, about.
    package init(_ port: QuestionPort, maxPerNamespace: Int) {
        self.port = port
        self.maxPerNamespace = max(1, maxPerNamespace)
    }

    package var kind: SharedIndexKind { .vectorSets }

    package var counts: QuestionCounts { self.port.counts }

    package func start() {}

    package func stop() {}

    private func keys(_ namespace: CacheKey, _ space: String) -> [RESPArgument] {
        let names = self.port.names.space(space)
        return [.string(names.set(namespace)), .string(names.entries(namespace))]
    }

    package func publish(_ question: SharedQuestion) {
        self.port.publish(question) { entry, life, done in
            self.writes &+= 1
            // Who purges an answer knows its key alone.
            let place = RESPArgument.string(self.port.names.space(question.space).place(question.key))
            self.port.client.send(
                SharedTier.keyed("SET", [place, .string(question.namespace.hex), "PX", .integer(life)]),
                within: QuestionPort.writeTimeout
            ) { _ in }
            let isCleaning = self.writes % Self.cleaningInterval == 0
            self.port.client.send(
                script: self.enter,
                keys: self.keys(question.namespace, question.space),
                arguments: [
                    .string(question.key.hex), .buffer(entry), .buffer(ByteBuffer(vector: question.vector)),
                    .string(#"{"e":\#(question.expiry)}"#), .integer(life), .integer(self.maxPerNamespace),
                    .integer(isCleaning ? Self.sample : 0),
                ],
                within: QuestionPort.writeTimeout
            ) { reply in
                if case .success = reply { done(true) } else { done(false) }
            }
        }
    }

    package func remove(_ question: WithdrawnQuestion) {
        self.port.withdraw(question) { _, done in
            self.port.client.send(
                script: self.leave,
                keys: self.keys(question.namespace, question.space),
                arguments: [.string(question.key.hex)],
                within: QuestionPort.writeTimeout
            ) { reply in
                if case .success = reply { done(true) } else { done(false) }
            }
        }
    }

    package func purge(_ answers: Set<CacheKey>, space: String, _ done: @escaping (Int?) -> Void) {
        let names = self.port.names.space(space)
        QuestionBatches(Array(answers), done).run { keys, next in
            let places = keys.map { SharedTier.keyed("GETDEL", [.string(names.place($0))]) }
            self.port.client.sendPipeline(places, within: QuestionPort.writeTimeout) { replies in
                let found = zip(keys, replies).compactMap { key, reply -> (key: CacheKey, namespace: CacheKey)? in
                    guard let hex = try? reply.get().text, let namespace = CacheKey(hex: hex) else { return nil }
                    return (key, namespace)
                }
                let isAnswered = replies.count == keys.count && replies.allSatisfy { (try? $0.get()) != nil }
                self.leave(found[...], space, 0) { count in next(isAnswered ? count : nil) }
            }
        }
    }

    /// Takes questions out, one after the other.
    private func leave(
        _ questions: ArraySlice<(key: CacheKey, namespace: CacheKey)>,
        _ space: String,
        _ count: Int,
        _ done: @escaping (Int?) -> Void
    ) {
        guard let first = questions.first else { return done(count) }
        self.port.client.send(
            script: self.leave,
            keys: self.keys(first.namespace, space),
            arguments: [.string(first.key.hex)],
            within: QuestionPort.writeTimeout
        ) { reply in
            guard case .success(let value) = reply else { return done(nil) }
            self.leave(questions.dropFirst(), space, count + Int(value.number ?? 0), done)
        }
    }

    package func find(
        _ query: QuestionQuery,
        within timeout: TimeAmount,
        _ done: @escaping ([SharedQuestion]) -> Void
    ) {
        guard self.port.admits(query, within: timeout) else { return done([]) }
        self.port.client.send(
            script: self.nearest,
            keys: self.keys(query.namespace, query.space),
            arguments: [
                .buffer(ByteBuffer(vector: query.vector)), .integer(min(query.count, QuestionLimits.maxCount)),
                .string(".e > \(self.port.now())"),
            ],
            within: timeout
        ) { reply in
            guard case .success(let value) = reply, let elements = value.elements else {
                self.port.counts.failures += 1
                return done([])
            }
            done(self.port.sift(elements.compactMap(\.bytes), for: query))
        }
    }

    package func use(_ ring: KeyRing) { self.port.codec.use(ring) }
}

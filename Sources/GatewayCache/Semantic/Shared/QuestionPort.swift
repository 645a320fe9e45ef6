import NIOCore
package import RESP

/// What all ways of sharing questions have in common on one loop: the client, the seal, the bounds and the counts.
package final class QuestionPort {
    let client: any RedisClient
    let names: QuestionNames
    let codec: QuestionCodec
    /// Milliseconds since 1970 by the clock that all nodes share.
    let now: () -> Int64
    private let queue: WriteQueue
    var counts = QuestionCounts()

    /// Writes may take this long; nobody waits for them.
    static let writeTimeout = TimeAmount.seconds(2)
    /// Longest life that servers are told: a year, so that no sum of times overflows.
    private static let longestLife: Int64 = 366 * 86_400_000

    /// Creates a port; call it on the client's loop.
    ///
    /// - Parameters:
    ///   - queue: bounds the bytes that wait to be written, over all loops.
    ///   - now: milliseconds since 1970 by the clock that all nodes share.
    package init(
        client: any RedisClient,
        names: QuestionNames,
        codec: QuestionCodec,
        queue: WriteQueue,
        now: @escaping () -> Int64
    ) {
        self.client = client
        self.names = names
        self.codec = codec
        self.queue = queue
        self.now = now
    }

    /// Milliseconds that a question has left; nil where it has none.
    func life(of question: SharedQuestion) -> Int64? {
        let now = self.now()
        guard question.expiry > now else { return nil }
        let (life, overflow) = question.expiry.subtractingReportingOverflow(now)
        return overflow ? Self.longestLife : min(life, Self.longestLife)
    }

    /// Writes a question down and has it sent, unless it is past its life, too much waits, or Redis is down.
    func publish(
        _ question: SharedQuestion,
        _ send: (_ entry: ByteBuffer, _ life: Int64, _ done: @escaping (Bool) -> Void) -> Void
    ) {
        guard let life = self.life(of: question) else {
            self.counts.expired += 1
            return
        }
        let bytes = question.text.utf8.count + question.vector.count * 8 + 512
        self.write(bytes, { () throws(EnvelopeError) in try self.codec.encode(question) }) { send($0, life, $1) }
    }

    /// Writes a withdrawal down and has it sent.
    func withdraw(
        _ question: WithdrawnQuestion,
        _ send: (_ entry: ByteBuffer, _ done: @escaping (Bool) -> Void) -> Void
    ) {
        self.write(512, { () throws(EnvelopeError) in try self.codec.encode(question) }, send)
    }

    private func write(
        _ bytes: Int,
        _ encode: () throws(EnvelopeError) -> ByteBuffer,
        _ send: (ByteBuffer, @escaping (Bool) -> Void) -> Void
    ) {
        guard self.client.isAvailable, self.queue.enter(bytes) else {
            self.counts.dropped += 1
            return
        }
        guard let entry = try? encode() else {
            self.queue.leave(bytes)
            self.counts.dropped += 1
            return
        }
        let queue = self.queue
        send(entry) { isDone in
            queue.leave(bytes)
            if isDone {
                self.counts.published += 1
            } else {
                self.counts.failures += 1
            }
        }
    }

    /// What an entry tells; nil, and counted, where it cannot be read.
    func read(_ entry: ByteBuffer) -> QuestionNotice? {
        if let notice = try? self.codec.decode(entry) {
            return notice
        }
        self.counts.unreadable += 1
        return nil
    }

    /// Whether a query may be asked at all; where it may not, nothing is found.
    func admits(_ query: QuestionQuery, within timeout: TimeAmount) -> Bool {
        guard timeout > .zero, query.count > 0, query.vector.count <= QuestionLimits.maxDimensions,
            query.vector.isOfUnitLength
        else { return false }
        self.counts.lookups += 1
        guard self.client.isAvailable else {
            self.counts.failures += 1
            return false
        }
        return true
    }

    /// The questions among entries that a server took for the nearest, nearest first.
    ///
    /// What an entry says of itself counts, and not where it was found: nothing of another namespace, scope or space is
    /// ever taken, whoever wrote it there.
    func sift(_ entries: [ByteBuffer], for query: QuestionQuery) -> [SharedQuestion] {
        let now = self.now()
        var found: [(question: SharedQuestion, cosine: Float)] = []
        for entry in entries.prefix(QuestionLimits.maxCount) {
            guard case .stored(let question)? = self.read(entry) else { continue }
            guard question.namespace == query.namespace, question.scope == query.scope,
                question.space == query.space, question.vector.count == query.vector.count
            else {
                self.counts.misplaced += 1
                continue
            }
            guard question.expiry > now else {
                self.counts.expired += 1
                continue
            }
            found.append((question, question.vector.cosine(query.vector)))
        }
        found.sort { $0.cosine > $1.cosine }
        self.counts.found += UInt64(found.count)
        return found.prefix(query.count).map(\.question)
    }
}

extension ByteBuffer {
    /// The numbers of a vector as servers take them.
    init(vector: [Float]) {
        self.init()
        self.write(vector)
    }
}

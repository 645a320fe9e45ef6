import GatewayCore
import GatewayWire
import NIOCore

/// An answer as the memory holds it: the record, and what is worked out of it once.
package final class StoredAnswer: Sendable {
    /// The record.
    package let record: CacheRecord
    /// What purges can name it by.
    let scopes: AnswerScopes

    /// What it says of itself where it was stored for another wording; nil for the very request.
    let mark: SemanticMark?

    /// What it was stored for.
    var match: CacheNote.Match {
        guard let mark = self.mark else { return .request }
        return mark.frequent == nil ? .meaning : .frequent
    }

    private let askedAt: Int64

    /// Creates an answer of a record.
    ///
    /// - Parameter askedAt: when the request was made, in milliseconds since 1970, where that is known for certain.
    init(_ record: CacheRecord, scopes: AnswerScopes, askedAt: Int64 = .max) {
        self.record = record
        self.scopes = scopes
        self.askedAt = askedAt
        self.mark = nil
    }

    /// The same answer for another wording.
    init(_ answer: StoredAnswer, mark: SemanticMark) {
        self.record = answer.record
        self.scopes = answer.scopes
        self.askedAt = answer.askedAt
        self.mark = mark
    }

    /// When it was stored, and how long it is fresh.
    var times: StoredTimes {
        let lifetime = self.record.lifetime
        return StoredTimes(storedAt: lifetime.storedAt, freshUntil: lifetime.storedAt &+ lifetime.freshMilliseconds)
    }

    /// When the request that it answers was made, in milliseconds since 1970.
    var requestedAt: Int64 {
        // By both, since the wall clock may have been set in between.
        let latency = Int64(clamping: self.record.origin.latencyNanoseconds / 1_000_000)
        return min(self.askedAt, self.record.lifetime.storedAt - latency)
    }

    /// Bytes of memory that go with it.
    var memoryBytes: Int {
        self.record.memoryBytes + AllocationSize.of(MemoryLayout<AnswerScopes>.size + 32)
            + AllocationSize.of(32 + self.scopes.tags.count * MemoryLayout<PurgeScope>.stride)
    }

    /// Whether the request wants events.
    private static func wantsEvents(_ exchange: Exchange) -> Bool {
        exchange.isStream && exchange.endpoint.isStreamedText
    }

    /// The body in the form that the request asked for; nil where it cannot be given in that form.
    func body(for exchange: Exchange) -> ByteBuffer? {
        Self.wantsEvents(exchange)
            ? self.record.events(includeUsage: exchange.clientWantsUsage) : self.record.json()
    }

    /// Answers a request with it, whole.
    ///
    /// - Parameters:
    ///   - age: milliseconds since it was stored.
    ///   - status: what `Cache-Status` says.
    /// - Returns: false, and nothing was sent, where it cannot be given in the form that the request asked for.
    func reply(
        to exchange: Exchange,
        outcome: CacheNote.Outcome,
        tier: CacheNote.Tier,
        age: Int64 = 0,
        status: CacheStatus
    ) -> Bool {
        guard let body = self.body(for: exchange) else { return false }
        let now = exchange.loop.now
        if exchange.firstTokenAt == 0 {
            exchange.firstTokenAt = now
        }
        exchange.lastTokenAt = now
        exchange.contentSent = true
        exchange.bytesSent += body.readableBytes
        exchange.note(outcome, tier)
        exchange.cache.match = self.match
        exchange.cache.ageMilliseconds = age
        if outcome.isSaving {
            exchange.noteSaving(self)
        }
        guard !exchange.headSent else {
            // A ping has promised a stream.
            exchange.client.sendBody(body)
            exchange.client.sendEnd()
            return true
        }
        let isStream = Self.wantsEvents(exchange)
        exchange.headSent = true
        exchange.status = self.record.status
        var lines = exchange.loop.takeLines()
        self.writeHead(exchange, isStream: isStream, age: age, status: status, to: &lines)
        exchange.client.sendWhole(
            ReplyHead(
                status: self.record.status,
                lines: lines,
                contentLength: isStream ? nil : body.readableBytes
            ),
            body: body
        )
        exchange.loop.returnLines(lines)
        return true
    }

    /// Writes the lines of the reply's head.
    func writeHead(_ exchange: Exchange, isStream: Bool, age: Int64, status: CacheStatus, to lines: inout ByteBuffer) {
        // Field by field: the origin as a whole holds half a dozen texts, each to be retained.
        let deployment = self.record.origin.deployment
        let provider = self.record.origin.provider
        let names = deployment.utf8.count + provider.utf8.count + exchange.id.length
        let room =
            HeadWriter.fixedBytes + names + status.lineBytes + (self.mark?.lineBytes ?? 0)
        lines.writeHead(room: room) { head in
            exchange.writeReplyHead(isStream: isStream, deployment: deployment, provider: provider, to: &head)
            if let saved = exchange.cache.savedCost {
                head.write("x-signalbox-cost: 0\r\nx-signalbox-cost-saved: ")
                head.write(saved)
                head.write("\r\n")
            }
            head.write("age: ")
            head.write(decimal: CacheStatus.age(milliseconds: age))
            head.write("\r\n")
            status.writeLine(to: &head)
            self.mark?.writeLine(to: &head)
        }
    }
}

extension Exchange {
    /// Notes what the cache did.
    func note(_ outcome: CacheNote.Outcome, _ tier: CacheNote.Tier) {
        self.cache.outcome = outcome
        self.cache.tier = tier
    }

    /// Notes what was saved by not asking again.
    func noteSaving(_ answer: StoredAnswer) {
        self.cache.savedCost = answer.record.origin.cost
        self.cache.savedUsage = answer.record.origin.usage
        let taken = self.loop.recent &- self.startedAt
        let before = answer.record.origin.latencyNanoseconds
        self.cache.savedNanoseconds = before > taken ? before - taken : 0
    }

    /// Writes the lines that all answers without a provider's head have.
    fileprivate func writeReplyHead(isStream: Bool, deployment: String, provider: String, to head: inout HeadWriter) {
        if isStream {
            head.write(
                "content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-accel-buffering: no\r\n"
            )
        } else {
            head.write("content-type: application/json\r\n")
        }
        head.write("x-request-id: ")
        head.write(self.id)
        if !deployment.isEmpty {
            head.write("\r\nx-signalbox-model: ")
            head.write(text: deployment)
            head.write("\r\nx-signalbox-provider: ")
            head.write(text: provider)
        }
        head.write("\r\nx-signalbox-attempts: 0\r\n")
    }

    /// Sends the head of a stream that another request's call answers.
    func sendStreamHead(deployment: String, provider: String, status: CacheStatus) {
        var lines = self.loop.takeLines()
        let names = deployment.utf8.count + provider.utf8.count + self.id.length
        lines.writeHead(room: HeadWriter.fixedBytes + names) { head in
            self.writeReplyHead(isStream: true, deployment: deployment, provider: provider, to: &head)
        }
        status.writeLine(to: &lines)
        self.headSent = true
        self.status = 200
        self.client.sendHead(ReplyHead(status: 200, lines: lines, contentLength: nil))
        self.loop.returnLines(lines)
    }
}

extension CacheStatus {
    /// Answered together with an identical request that was under way.
    static let coalesced: CacheStatus = {
        var status = CacheStatus(.forwarded(.miss), detail: "coalesced")
        status.isCollapsed = true
        return status
    }()
}

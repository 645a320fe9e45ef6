import GatewayCore
import NIOCore

/// `Idempotency-Key`: a repeated key gets the first result again, finished or under way, and is billed once.
extension LoopCache {
    /// Bytes of a key that are accepted at most.
    static let maxIdempotencyKeyBytes = 255

    static let keyReused = GatewayError(
        .idempotencyKeyReused,
        "This Idempotency-Key was used for another request. Send a new key with a new request."
    )

    /// Looks up the result of an earlier request of the same key.
    func replay(_ exchange: Exchange, header: String) throws(GatewayError) -> Bool {
        guard !header.isEmpty, header.utf8.count <= Self.maxIdempotencyKeyBytes else {
            throw GatewayError(
                .invalidRequest,
                "The header 'Idempotency-Key' must have 1 to \(Self.maxIdempotencyKeyBytes) bytes.",
                param: "Idempotency-Key"
            )
        }
        let body = exchange.body
        let key = self.state.shared(
            self.keys.idempotencyKey(
                owner: exchange.caller?.keyScope ?? "",
                endpoint: exchange.endpoint.label.description,
                header: header
            )
        )
        let fingerprint = self.keys.bodyFingerprint(body.readableBytesSpan)
        let visit = Visit(
            key: key,
            purpose: .idempotent(fingerprint: fingerprint),
            tenant: exchange.caller?.tenant ?? "",
            scope: exchange.caller?.tenant ?? ""
        )
        exchange.note(.miss, .none)
        guard let answer = self.state.replays?.get(key, now: self.loop.recent) else {
            exchange.visit = visit
            return false
        }
        guard answer.record.origin.bodyFingerprint == fingerprint else { throw Self.keyReused }
        guard self.giveReplay(answer, to: exchange, tier: .memory) else {
            exchange.visit = visit
            return false
        }
        return true
    }

    /// Gives the result of an earlier request.
    func giveReplay(_ answer: StoredAnswer, to exchange: Exchange, tier: CacheNote.Tier) -> Bool {
        answer.reply(
            to: exchange,
            outcome: .replayed,
            tier: tier,
            age: answer.times.age(at: self.state.now),
            status: CacheStatus(.hit, detail: "idempotency")
        )
    }
}

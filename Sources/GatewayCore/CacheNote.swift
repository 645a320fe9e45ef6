package import GatewayWire

/// What the cache did for an exchange, for its record: metrics, access log, headers.
package struct CacheNote: Sendable {
    /// How the request fared.
    package enum Outcome: UInt8, Sendable, CaseIterable {
        /// No cache was asked: none is configured for the group.
        case off
        /// The request may not be answered from a cache, or asked not to be.
        case bypass
        /// Nothing was stored; it was forwarded.
        case miss
        /// Answered from a fresh entry.
        case hit
        /// Answered from an entry past its lifetime.
        case stale
        /// Answered together with an identical request that was under way.
        case coalesced
        /// Answered with the result of an earlier request of the same idempotency key.
        case replayed
        /// Answered with the stored refusal of an identical request.
        case negative
        /// Forwarded to renew an entry; nobody waits for it.
        case refresh

        /// Name in metrics and logs.
        package var label: StaticString {
            switch self {
            case .off: "off"
            case .bypass: "bypass"
            case .miss: "miss"
            case .hit: "hit"
            case .stale: "stale"
            case .coalesced: "coalesced"
            case .replayed: "replayed"
            case .negative: "negative"
            case .refresh: "refresh"
            }
        }

        /// Whether the answer cost no call of its own.
        package var isSaving: Bool {
            switch self {
            case .hit, .stale, .coalesced, .replayed: true
            case .off, .bypass, .miss, .negative, .refresh: false
            }
        }
    }

    /// Where the answer was found.
    package enum Tier: UInt8, Sendable, CaseIterable {
        /// Nowhere.
        case none
        /// In the memory of this process.
        case memory
        /// In Redis.
        case redis
        /// At another request of this process that was under way.
        case flight
        /// At another process.
        case peer

        /// Name in metrics and logs.
        package var label: StaticString {
            switch self {
            case .none: "none"
            case .memory: "memory"
            case .redis: "redis"
            case .flight: "flight"
            case .peer: "peer"
            }
        }
    }

    /// What the answer was stored for.
    package enum Match: UInt8, Sendable, CaseIterable {
        /// This very request.
        case request
        /// Another wording of the question.
        case meaning
        /// A frequent question, whose answer the operator has written.
        case frequent

        /// Name in logs and in `Cache-Status`.
        package var label: StaticString {
            switch self {
            case .request: "exact"
            case .meaning: "semantic"
            case .frequent: "faq"
            }
        }
    }

    /// How the request fared.
    package var outcome = Outcome.off
    /// Where the answer was found.
    package var tier = Tier.none
    /// What the answer was stored for.
    package var match = Match.request
    /// Milliseconds since the answer was stored.
    package var ageMilliseconds: Int64 = 0
    /// What the answer cost when it was made, and now did not.
    package var savedCost: Cost?
    /// Tokens that were not used again.
    package var savedUsage: TokenUsage?
    /// Nanoseconds that the answer took when it was made, less those that it took now.
    package var savedNanoseconds: UInt64 = 0

    /// A note of nothing.
    package init() {}
}

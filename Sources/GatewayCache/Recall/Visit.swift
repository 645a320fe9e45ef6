import GatewayCore

/// What the cache knows of one request between the look-up in memory and the settlement.
final class Visit: CacheVisit {
    /// Why the request is here.
    enum Purpose {
        /// A look-up by what is asked.
        case exact(GroupPolicy)
        /// A look-up by the caller's idempotency key.
        case idempotent(fingerprint: CacheKey)
    }

    /// What is looked for.
    let key: CacheKey
    /// Why.
    let purpose: Purpose
    /// Who asks, for purges; empty if nobody is known.
    let tenant: String
    /// Who shares what is stored, and by whose key it is sealed; empty where all do.
    let scope: String
    /// What the caller said.
    var directives = CacheDirectives()
    /// Words by which the answer can be purged.
    var tags: [String] = []
    /// Whether what is stored may answer.
    var mayAnswer = true
    /// Whether the answer may be stored.
    var mayStore = true
    /// When the request went beyond memory, in milliseconds since 1970.
    var askedAt = Int64.max
    /// An entry past its lifetime, in case nothing better is to be had.
    var stale: StoredAnswer?
    /// The answer that is to be given at a pace of its own.
    var paced: PacedReplay?
    /// The inputs of a request for embeddings that are looked up each for itself.
    var inputs: InputVisit?
    /// The call that is made for this request.
    var flight: Flight?
    /// Proof of the lock that this request holds on all nodes.
    var token: LockToken?
    /// Holds that lock as long as the call takes.
    var renewal: LockRenewal?
    /// What the request asks, as far as it may be answered by meaning.
    var meaning: LoopCache.Meaning?
    /// The hit that this call checks.
    var check: LoopCache.PendingCheck?
    /// Whether the answer is on its way to Redis, which gives the lock back.
    var isWritten = false

    init(key: CacheKey, purpose: Purpose, tenant: String, scope: String) {
        self.key = key
        self.purpose = purpose
        self.tenant = tenant
        self.scope = scope
    }

    /// What the request's body must be, for those who share its idempotency key.
    var fingerprint: CacheKey? {
        if case .idempotent(let fingerprint) = self.purpose { fingerprint } else { nil }
    }

    /// Whether the answer of a deployment is what the key stands for.
    func isMeant(_ target: Target?) -> Bool {
        self.firstTarget == nil || self.firstTarget == target?.index
    }

    /// The policy of a look-up by what is asked.
    var policy: GroupPolicy? {
        if case .exact(let policy) = self.purpose { policy } else { nil }
    }
}

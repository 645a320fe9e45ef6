/// What a request says about stored answers: `Cache-Control` (RFC 9111 section 5.2.1, RFC 5861 section 4) and, behind a
/// switch, what peers' clients say instead.
///
/// Where something is said twice, the stricter counts; a number that is none counts as if nothing stored would do.
package struct CacheDirectives: Sendable, Equatable {
    /// Stands for more seconds than anything lasts (RFC 9111 section 1.2.2).
    package static let longest: UInt32 = 1 << 31

    /// Whether a stored answer must not be used without asking anew.
    package var noCache = false
    /// Whether the answer must not be stored; one that is stored already may be used.
    package var noStore = false
    /// Whether only a stored answer will do; else the reply is 504.
    package var onlyIfCached = false
    /// Seconds of age that are accepted; nil is any. An answer past its lifetime is not wanted then.
    package var maxAge: UInt32?
    /// Seconds for which the answer must still be fresh; nil is any.
    package var minFresh: UInt32?
    /// Seconds past its lifetime that are accepted; `longest` is any, nil is none.
    package var maxStale: UInt32?
    /// Seconds past its lifetime that are accepted if a new answer cannot be had; nil leaves it to the group.
    package var staleIfError: UInt32?
    /// Seconds for which the answer may be stored, if that is less than the group says; only peers' clients state it.
    package var ttl: UInt32?
    /// Part of the key that the caller chose; only peers' clients state it.
    package var namespace: String?

    /// Directives of a request that says nothing.
    package init() {}

    /// Whether the request goes past the cache: nothing stored is used, nothing is stored.
    package var isBypass: Bool { self.noCache && self.noStore }

    /// Adds what another source says; the stricter counts.
    package mutating func merge(_ other: Self) {
        self.noCache = self.noCache || other.noCache
        self.noStore = self.noStore || other.noStore
        self.onlyIfCached = self.onlyIfCached || other.onlyIfCached
        other.maxAge.map { Self.lower(&self.maxAge, to: $0) }
        other.minFresh.map { Self.raise(&self.minFresh, to: $0) }
        other.maxStale.map { Self.lower(&self.maxStale, to: $0) }
        other.staleIfError.map { Self.lower(&self.staleIfError, to: $0) }
        other.ttl.map { Self.lower(&self.ttl, to: $0) }
        other.namespace.map { self.add(namespace: $0) }
    }

    /// Sets a limit, or lowers it if there is one.
    static func lower(_ limit: inout UInt32?, to value: UInt32) {
        limit = limit.map { min($0, value) } ?? value
    }

    /// Sets a demand, or raises it if there is one.
    static func raise(_ demand: inout UInt32?, to value: UInt32) {
        demand = demand.map { max($0, value) } ?? value
    }
}

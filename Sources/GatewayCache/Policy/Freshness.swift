package import GatewayCore

/// When an answer was stored and how long it is fresh, in unix milliseconds by the clock of the node that stored it.
package struct StoredTimes: Sendable, Equatable {
    /// When it was complete.
    package var storedAt: Int64
    /// When it stops being fresh.
    package var freshUntil: Int64

    /// Creates times.
    package init(storedAt: Int64, freshUntil: Int64) {
        self.storedAt = storedAt
        self.freshUntil = freshUntil
    }

    /// Milliseconds since it was stored, never negative: clocks of two nodes may differ.
    package func age(at now: Int64) -> Int64 {
        let (age, overflow) = now.subtractingReportingOverflow(self.storedAt)
        return overflow ? (now > self.storedAt ? .max : 0) : max(0, age)
    }

    /// Milliseconds for which it is still fresh; negative behind the end of its life.
    ///
    /// Counted by its age, so that an entry from a clock that is ahead is fresh no longer than its lifetime.
    package func freshFor(at now: Int64) -> Int64 {
        let (lifetime, overflow) = self.freshUntil.subtractingReportingOverflow(self.storedAt)
        return (overflow || lifetime < 0 ? 0 : lifetime) - self.age(at: now)
    }
}

/// Whether a stored answer may be given to a request (RFC 9111 section 4.2, RFC 5861). Pure.
package enum Freshness {
    /// Why an answer past its lifetime is given.
    package enum StaleReason: Sendable, Equatable {
        /// The group allows it while a new one is fetched.
        case whileRevalidate
        /// No new one can be had.
        case ifError
        /// The request accepts it.
        case maxStale
    }

    /// What to do with a request for which an answer is stored.
    package enum Verdict: Sendable, Equatable {
        /// Give it: it is as fresh as the request wants it. `ttl` is how long it stays so, in milliseconds.
        case serve(age: Int64, ttl: Int64)
        /// Give it though its life is over, and fetch a new one if `revalidate` says so. `ttl` is negative or 0.
        case serveStale(age: Int64, ttl: Int64, reason: StaleReason, revalidate: Bool)
        /// Forward the request. If that fails, `afterFailure` says whether the stored answer may be given.
        ///
        /// `isRequested`: the entry is fresh, and it is the request that does not want it.
        case revalidate(isRequested: Bool)
    }

    /// How long answers of a group may be used past their lifetime, in milliseconds.
    package struct Windows: Sendable, Equatable {
        /// While a new one is fetched.
        package var whileRevalidate: Int64
        /// If a new one cannot be had.
        package var ifError: Int64

        /// Creates windows.
        package init(whileRevalidate: Int64 = 0, ifError: Int64 = 0) {
            self.whileRevalidate = whileRevalidate
            self.ifError = ifError
        }

        /// The windows of a group.
        package init(_ settings: GroupCacheSettings) {
            self.init(
                whileRevalidate: settings.staleWhileRevalidate.wholeMilliseconds,
                ifError: settings.staleIfError.wholeMilliseconds
            )
        }

        /// How long past its lifetime an entry can still be of use.
        package var longest: Int64 { max(self.whileRevalidate, self.ifError) }
    }

    /// Decides before anything is forwarded. Where nothing is stored, the request is simply a miss.
    package static func verdict(
        _ times: StoredTimes,
        at now: Int64,
        for directives: CacheDirectives,
        within windows: Windows
    ) -> Verdict {
        let age = times.age(at: now)
        let ttl = times.freshFor(at: now)
        let isFresh = ttl > 0
        guard !directives.noCache, Self.accepts(directives.maxAge, age: age) else {
            return .revalidate(isRequested: isFresh)
        }
        if let minFresh = directives.minFresh, !isFresh || ttl < Int64(minFresh) * 1_000 {
            return .revalidate(isRequested: isFresh)
        }
        if isFresh { return .serve(age: age, ttl: ttl) }
        let staleness = -ttl
        if let maxStale = directives.maxStale {
            guard maxStale == CacheDirectives.longest || staleness <= Int64(maxStale) * 1_000, maxStale > 0 else {
                return .revalidate(isRequested: false)
            }
        } else if directives.maxAge != nil {
            // "Unless the max-stale request directive is also present, the client does not wish to receive a stale
            // response" (RFC 9111 section 5.2.1.1).
            return .revalidate(isRequested: false)
        }
        if windows.whileRevalidate > 0, staleness <= windows.whileRevalidate {
            return .serveStale(
                age: age,
                ttl: ttl,
                reason: .whileRevalidate,
                // Who wants nothing but what is stored does not want a call made for it either.
                revalidate: !directives.onlyIfCached
            )
        }
        guard directives.maxStale != nil else { return .revalidate(isRequested: false) }
        return .serveStale(age: age, ttl: ttl, reason: .maxStale, revalidate: false)
    }

    /// Decides after forwarding failed: the stored answer to give, or nil if the error is to be told.
    ///
    /// Only faults of providers and of the gateway are made good; what is wrong with the request stays wrong. What the
    /// request says goes before what the group says; without such a word, `no-cache` keeps the group's from being used.
    package static func afterFailure(
        _ domain: FaultDomain,
        _ times: StoredTimes,
        at now: Int64,
        for directives: CacheDirectives,
        within windows: Windows
    ) -> Verdict? {
        switch domain {
        case .caller, .policy: return nil
        case .provider, .gateway: break
        }
        let window: Int64
        if let asked = directives.staleIfError {
            window = asked == CacheDirectives.longest ? .max : Int64(asked) * 1_000
        } else {
            window = directives.noCache ? 0 : windows.ifError
        }
        let ttl = times.freshFor(at: now)
        guard window > 0, ttl > 0 || -ttl <= window else { return nil }
        return .serveStale(age: times.age(at: now), ttl: ttl, reason: .ifError, revalidate: false)
    }

    /// Whether the age is within `max-age`. Who allows no age at all wants a new answer, also within the millisecond in
    /// which one was stored, and where clocks differ.
    private static func accepts(_ maxAge: UInt32?, age: Int64) -> Bool {
        guard let maxAge else { return true }
        return maxAge > 0 && age <= Int64(maxAge) * 1_000
    }
}

extension Duration {
    /// Milliseconds, cut at both ends of their range.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, tooLarge) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return tooLarge ? (seconds < 0 ? .min : .max) : sum
    }
}

import GatewaySemantic

/// How often a method hit, and how often it should not have.
package struct CacheCounts: Sendable, Equatable {
    /// Requests, or pairs.
    package var requests = 0
    /// Requests that could have been hits: the class was seen before, or the pair has one answer.
    package var possible = 0
    /// Requests that were answered from the cache.
    package var hits = 0
    /// Of these, with the wrong answer.
    package var wrong = 0

    /// Nothing yet.
    package init() {}

    /// The share of requests that hit.
    package var hitRate: Double { Double(self.hits) / Double(max(self.requests, 1)) }
    /// The share of possible hits that were had, right ones only.
    package var recall: Double { Double(self.hits - self.wrong) / Double(max(self.possible, 1)) }
    /// All hits beside those that an oracle would have.
    package var ofIdeal: Double { Double(self.hits) / Double(max(self.possible, 1)) }
    /// The share of hits that were wrong.
    package var wrongShare: Double { Double(self.wrong) / Double(max(self.hits, 1)) }
    /// The share of all requests that got a wrong answer.
    package var wrongRequests: Double { Double(self.wrong) / Double(max(self.requests, 1)) }
    /// The share of what must not hit that did; only where a request is either possible or must not hit.
    package var falseHits: Double { Double(self.wrong) / Double(max(self.requests - self.possible, 1)) }

    /// The interval of a share in which the true one lies with 95 %.
    package static func interval(_ count: Int, of all: Int) -> ClosedRange<Double> {
        guard all > 0 else { return 0...1 }
        let share = WrongShare(wrong: Double(count), right: Double(all - count))
        let low = share.lower(confidence: 0.975)
        return low...max(low, share.upper(confidence: 0.975))
    }

    /// The interval of the wrong share.
    package var wrongInterval: ClosedRange<Double> { Self.interval(self.wrong, of: self.hits) }
}

/// A method at one threshold.
package struct CachePoint: Sendable, Equatable {
    /// The threshold; nil for a method that has none.
    package var threshold: Float?
    /// What came of it.
    package var counts: CacheCounts

    /// A method at one threshold.
    package init(threshold: Float?, counts: CacheCounts) {
        self.threshold = threshold
        self.counts = counts
    }
}

/// What was found about a method.
package struct CacheFigures: Sendable {
    /// The method.
    package let name: String
    /// What it was set to, such as `max wrong 1 %`; empty for a method without settings.
    package var setting = ""
    /// At the setting.
    package var point: CachePoint
    /// At other thresholds, ascending.
    package var curve: [CachePoint] = []
    /// The setting by kind of pair.
    package var slices: [String: CacheCounts] = [:]
    /// Whether the setting was chosen with the labels in view: what no operator could do.
    package var isChosenAfterwards = false

    /// A method at a setting.
    package init(name: String, setting: String = "", point: CachePoint) {
        self.name = name
        self.setting = setting
        self.point = point
    }
}

extension [CachePoint] {
    /// The point with most hits among those whose wrong share is no higher; nil without any.
    ///
    /// The wrong share is not monotonous in the threshold; the best point may lie behind a worse one.
    package func best(wrongShareUpTo most: Double) -> CachePoint? {
        self.filter { $0.counts.hits > 0 && $0.counts.wrongShare <= most }.max { $0.counts.hits < $1.counts.hits }
    }

    /// The same by the share of all requests.
    package func best(wrongRequestsUpTo most: Double) -> CachePoint? {
        self.filter { $0.counts.hits > 0 && $0.counts.wrongRequests <= most }.max { $0.counts.hits < $1.counts.hits }
    }
}

import GatewayCore
import GatewayWire

/// What one loop counts of the response cache: how requests fared, and what they saved.
///
/// Tenants have a table of their own, so that a great number of them takes no room from the names of models and
/// deployments.
struct CacheCounters: Sendable {
    /// What answers from the cache saved.
    struct SavedSeries: Sendable {
        /// Tokens and money.
        var tokens = TelemetryCounters.TokenSeries()
        /// Time; 64 bits would last only days where much is saved.
        var nanoseconds: UInt128 = 0
    }

    /// Texts of tenant numbers.
    private(set) var tenants: LabelTable
    /// By model, outcome, tier.
    private(set) var requests: SeriesFamily<UInt64>
    /// By tenant, model, tier.
    private(set) var saved: SeriesFamily<SavedSeries>
    /// Of the entries that answered.
    private(set) var ages = AgeHistogram()

    /// Creates counters at zero.
    ///
    /// - Parameter maxSeries: Series per metric at most, and tenants; what is beyond counts as `other`.
    init(maxSeries: Int) {
        self.tenants = LabelTable(limit: min(maxSeries, LabelTable.ceiling) + 2)
        self.requests = SeriesFamily(limit: maxSeries)
        self.saved = SeriesFamily(limit: maxSeries)
    }

    /// Counts what the cache did for a settled exchange; never called where it had no part in it.
    mutating func count(_ note: CacheNote, tenant: String?, model: UInt16) {
        let key = SeriesKey(note.outcome, note.tier, model: model)
        self.requests.values[self.requests.position(of: key, startingWith: 0)] &+= 1
        if note.outcome == .hit || note.outcome == .stale {
            self.ages.record(milliseconds: note.ageMilliseconds)
        }
        // A request that was forwarded may have saved something too: inputs of embeddings that were stored.
        guard note.outcome.isSaving || note.savedUsage != nil || note.savedCost != nil else { return }
        let number = tenant.map { self.tenants.number(of: $0) } ?? LabelTable.none
        let saving = SeriesKey(tenant: number, note.tier, model: model)
        let position = self.saved.position(of: saving, startingWith: SavedSeries())
        self.saved.values[position].tokens.add(note.savedUsage ?? TokenUsage(), note.savedCost)
        self.saved.values[position].nanoseconds &+= UInt128(note.savedNanoseconds)
    }

    /// Adds what another loop counted.
    ///
    /// - Parameter models: numbers of the other loop's model labels in the table of this one.
    mutating func add(_ other: CacheCounters, models: [UInt16]) {
        for (key, count) in zip(other.requests.keys, other.requests.values) {
            let position = self.requests.position(of: key.renumbered(by: models), startingWith: 0)
            self.requests.values[position] &+= count
        }
        let numbers = other.tenants.names.map { self.tenants.number(of: $0) }
        for (key, value) in zip(other.saved.keys, other.saved.values) {
            let position = self.saved.position(
                of: key.renumbered(by: models, tenants: numbers),
                startingWith: SavedSeries()
            )
            self.saved.values[position].tokens.add(value.tokens)
            self.saved.values[position].nanoseconds &+= value.nanoseconds
        }
        self.ages.add(other.ages)
    }
}

extension SeriesKey {
    /// Packs how a request fared; the outcome stands where other families have the error, the tier where they have
    /// the endpoint.
    init(_ outcome: CacheNote.Outcome, _ tier: CacheNote.Tier, model: UInt16) {
        self.init(endpoint: tier.rawValue, error: outcome.rawValue, model: model)
    }

    /// Packs for whom and where something was saved; the tenant stands where other families have the deployment.
    init(tenant: UInt16, _ tier: CacheNote.Tier, model: UInt16) {
        self.init(endpoint: tier.rawValue, model: model, deployment: tenant)
    }

    /// How the request fared; nil beyond the limit of series.
    var cacheOutcome: CacheNote.Outcome? { CacheNote.Outcome(rawValue: self.error) }
    /// Where its answer was; nil beyond the limit of series.
    var cacheTier: CacheNote.Tier? { CacheNote.Tier(rawValue: self.endpoint) }
    /// Number of the tenant label, in the tenants' own table.
    var tenant: UInt16 { self.deployment }

    /// The same key of a saving with the numbers of other tables.
    func renumbered(by models: [UInt16], tenants: [UInt16]) -> SeriesKey {
        guard self != .overflow, let tier = self.cacheTier else { return .overflow }
        return SeriesKey(tenant: tenants[Int(self.tenant)], tier, model: models[Int(self.model)])
    }
}

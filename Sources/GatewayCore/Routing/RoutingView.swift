/// One deployment as a strategy sees it; values only, so that a decision can be replayed.
public struct Candidate: Sendable, Equatable {
    /// Position in `Snapshot.targets`.
    package var target: Int
    /// A number for the deployment's id that is the same in all snapshots and on all nodes; draws are keyed by it.
    public var name: UInt64
    /// Place among the group's members, in file order.
    package var place: Int
    /// Configured share, or what a rule or experiment made of it; 0 takes none.
    public var weight: Int
    /// How capable it is, as configured.
    package var tier: Tier?
    /// Number of the region within the snapshot; 0 where none is stated.
    package var region: UInt32 = 0
    /// What tokens cost; nil where nobody knows.
    public var price: Price?
    /// Fitness for the request's task, 0 to 1; 0.5 where unknown.
    package var capability = 0.5
    /// Requests that the deciding loop has in flight there.
    package var inFlight = 0
    /// Requests that it serves at a time; 0 where there is no limit.
    package var concurrency = 0
    /// Peak-sensitive average of response latency in nanoseconds; 0 is unknown.
    public var latency: Double = 0
    /// Predicted time to first token for requests of this size, in nanoseconds; 0 is unknown.
    public var firstToken: Double = 0
    /// Predicted nanoseconds per output token; 0 is unknown, or contained in `firstToken`.
    public var perOutputToken: Double = 0
    /// Live samples behind the predictions.
    package var samples: UInt32 = 0
    /// Share of recent attempts that failed.
    package var errorRate: Double = 0
    /// Factor on its traffic, 0 to 1, by how it does now.
    public var share: Double = 1
    /// What is left of the tightest limit, 0 to 1; 1 is unknown or unlimited.
    package var headroom: Double = 1
    /// Round trip over the network in nanoseconds; 0 is unknown.
    package var roundTrip: Double = 0
    /// Part of the prompt that the provider probably has in its prompt cache, 0 to 1.
    public var cachedShare: Double = 0
    /// Whether it refuses attempts for now.
    public var isRefusing = false

    /// Creates a candidate of which nothing is known yet.
    package init(
        target: Int,
        name: UInt64,
        place: Int = 0,
        weight: Int = 1,
        tier: Tier? = nil,
        region: UInt32 = 0,
        price: Price? = nil
    ) {
        self.target = target
        self.name = name
        self.place = place
        self.weight = weight
        self.tier = tier
        self.region = region
        self.price = price
    }
}

extension [Candidate] {
    /// Takes the candidates of another list; memory that is large enough is used again.
    package mutating func assign(_ others: [Candidate]) {
        guard self.count == others.count else {
            self.removeAll(keepingCapacity: true)
            self.append(contentsOf: others)
            return
        }
        self.withUnsafeMutableBufferPointer { own in
            _ = own.update(fromContentsOf: others)
        }
    }
}

/// What counts in a score, and how much; only the ratios matter.
package struct ScoreWeights: Sendable, Equatable {
    /// Fitness for the task.
    package var quality: Double
    /// Predicted cost.
    package var cost: Double
    /// Predicted time to the end of the answer.
    package var latency: Double
    /// Requests in flight.
    package var load: Double

    /// Creates weights; negative ones and such as are no numbers count as 0.
    package init(quality: Double = 0, cost: Double = 0, latency: Double = 0, load: Double = 0) {
        self.quality = quality > 0 ? quality : 0
        self.cost = cost > 0 ? cost : 0
        self.latency = latency > 0 ? latency : 0
        self.load = load > 0 ? load : 0
    }

    /// What counts where nobody says otherwise.
    package static let usual = ScoreWeights(quality: 0.4, cost: 0.3, latency: 0.2, load: 0.1)

    /// The weights with a sum of 1; all 0 where none is above.
    package var normalised: ScoreWeights {
        let sum = self.quality + self.cost + self.latency + self.load
        guard sum > 0, sum.isFinite else { return ScoreWeights() }
        return ScoreWeights(
            quality: self.quality / sum,
            cost: self.cost / sum,
            latency: self.latency / sum,
            load: self.load / sum
        )
    }
}

/// What a strategy may know of the request.
public struct RoutingRequest: Sendable, Equatable {
    /// Tokens of the prompt: counted where the strategy asks for it, else estimated.
    public var inputTokens = 0
    /// Tokens of the answer, predicted.
    public var outputTokens: Double = 0
    /// Number of the task; 0 is unknown.
    package var task: UInt8 = 0
    /// Whether the answer is to be a stream.
    package var isStream = false
    /// Region that the answer should come from; 0 is any.
    package var region: UInt32 = 0
    /// Hash of the session or of the prompt's beginning; 0 is none.
    package var affinity: UInt64 = 0
    /// What counts in a score.
    package var weights = ScoreWeights.usual
    /// What the request may cost, in nano-dollars.
    public var maxCost: Int64?
    /// How long its first token may be expected to take, in nanoseconds.
    public var maxFirstToken: UInt64?
    /// Share of requests that try another deployment than the best, 0 to 0.1.
    package var exploration: Double = 0

    /// Creates a request of which nothing is known.
    package init() {}
}

/// All that a strategy decides by.
package struct RoutingView: Sendable, Equatable {
    /// The members that may serve the request.
    package var candidates: [Candidate]
    /// The request.
    package var request: RoutingRequest

    /// Creates a view.
    package init(candidates: [Candidate] = [], request: RoutingRequest = RoutingRequest()) {
        self.candidates = candidates
        self.request = request
    }
}

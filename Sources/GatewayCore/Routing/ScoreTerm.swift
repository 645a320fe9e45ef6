/// What a term of a decision is called.
package enum TermName: String, Sendable, CaseIterable {
    /// Configured share of the traffic.
    case weight
    /// Factor on it by how the deployment does now.
    case share
    /// Place in the configuration.
    case place
    /// Fitness for the task.
    case quality
    /// Predicted cost of the whole request.
    case cost
    /// Predicted cost of prompt tokens that the provider has not cached.
    case inputCost = "input_cost"
    /// Predicted cost of prompt tokens that it has cached.
    case cachedCost = "cached_cost"
    /// Predicted cost of the answer.
    case outputCost = "output_cost"
    /// Predicted time to the end of the answer.
    case latency
    /// Predicted time to first token.
    case firstToken = "first_token"
    /// Predicted time of the answer after its first token.
    case output
    /// Requests in flight.
    case load
    /// What is left of the tightest limit.
    case headroom
    /// Whether it is in the region that is asked for.
    case region
    /// Round trip over the network.
    case roundTrip = "round_trip"
}

/// One reason for a candidate's place.
package struct ScoreTerm: Sendable, Equatable {
    /// What it is.
    package var name: TermName
    /// The raw number: nanoseconds, nano-dollars, requests.
    package var value: Double
    /// The number in the terms in which candidates are compared.
    package var normalised: Double
    /// How much it counts; 0 for one that only explains another.
    package var weight: Double
    /// What it adds to the candidate's merit.
    package var contribution: Double

    /// Creates a term.
    package init(name: TermName, value: Double, normalised: Double, weight: Double, contribution: Double) {
        self.name = name
        self.value = value
        self.normalised = normalised
        self.weight = weight
        self.contribution = contribution
    }
}

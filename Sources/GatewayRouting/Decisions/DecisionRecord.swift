package import GatewayCore

/// All that one decision was made by, so that it can be explained, and made again.
package struct DecisionRecord: Sendable {
    /// Its id, which is also what the strategy's chance began with.
    package var id: UInt64
    /// When it was made, in nanoseconds since 1970.
    package var madeAt: UInt64
    /// The request's id as text.
    package var requestID: String
    /// The configuration that it was made by.
    package var snapshot: Snapshot
    /// Position of the model group.
    package var group: Int
    /// Name that the request asked for.
    package var model: String
    /// What the path stands for.
    package var endpoint: Endpoint
    /// Name of the strategy that ranked.
    package var strategy: String
    /// What the strategy decided by.
    package var view: RoutingView
    /// Whether the order was settled by the conversation's affinity afterwards.
    package var isAffine: Bool
    /// Targets in the order in which they are tried.
    package var order: [Int]
    /// How many of them are members; what follows are fallbacks.
    package var memberCount: Int
    /// The tier that was asked because the group had stepped down.
    package var degradedTo: Tier?
    /// What was read of the request; nil where nobody asked.
    package var reading: Reading?

    /// What was read of a request.
    package struct Reading: Sendable {
        /// The rules that counted, by position.
        package var matched: [Int]
        /// Conditions that failed to run.
        package var faults: Int
        /// What its content told.
        package var content: ContentSignals
        /// What its form told, where that was asked.
        package var outline: RequestOutline?
        /// Who was taken out before the strategy ranked, and why.
        package var excluded: [RequestReading.Exclusion]
        /// What conditions may ask of the caller.
        package var caller: Caller
    }

    /// Who asked, as far as conditions see it.
    package struct Caller: Sendable, Equatable {
        /// The tenant; empty where there is none.
        package var tenant = ""
        /// The key's name; empty where there is none.
        package var key = ""
        /// The request's tags.
        package var tags: [String] = []
        /// Who goes first in a queue: 0 low, 1 normal, 2 high.
        package var priority = 1
        /// The region that the request asks for; empty where there is none.
        package var region = ""

        /// Nobody in particular.
        package init() {}
    }
}

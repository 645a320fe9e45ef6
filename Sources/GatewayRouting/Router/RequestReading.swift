package import GatewayCore
import GatewayWire
import NIOCore

/// What was read of a request for its rules and its needs; kept by the exchange.
package final class RequestReading: RoutingReading {
    /// What its form tells; nil until somebody asks.
    package var outline: RequestOutline?
    /// What its content tells, as far as somebody asked.
    package var content = ContentSignals()
    /// What a deployment must be able to do.
    package var needs: RequestNeeds?
    /// The rules that counted, by position.
    package var matched: [Int] = []
    /// Conditions that failed to run.
    package var faults = 0
    /// Who goes first in a queue, as the caller says: rules may say otherwise.
    package var priority: Int?
    /// Targets that were taken out, and why.
    package var excluded: [Exclusion] = []

    /// A target that was taken out before the strategy ranked.
    package struct Exclusion: Sendable, Equatable {
        /// Why.
        package enum Reason: Sendable, Equatable {
            /// A rule does not let it serve.
            case rule(Int)
            /// It lacks something that the request needs.
            case need(MissingNeed)
            /// It is of a tier that is not asked for now.
            case tier
        }

        /// Position in `Snapshot.targets`.
        package var target: Int
        /// Why.
        package var reason: Reason
    }

    /// Creates a reading in which nothing is known.
    public override init() {
        super.init()
    }
}

/// Finds out what a request is, and what a group's rules and deployments say of it, before the strategy ranks.
///
/// One instance per event loop, called on it. It decides by what it has read and by nothing else, so that a decision
/// can be made again from its record; it never calls a provider.
package protocol RequestRouter: AnyObject {
    /// Whether what the rules and the strategy ask of the request's content takes longer than a loop can wait.
    func takesLong(_ exchange: Exchange) -> Bool

    /// Reads the content away from the loop.
    func read(_ exchange: Exchange) async

    /// Applies the rules, once per exchange: sets `exchange.ruling` and `exchange.signals`; throws where one refuses.
    ///
    /// - Returns: whether the group has rules or needs at all; else there is nothing to narrow and nothing to settle.
    @discardableResult
    func rule(on exchange: Exchange) throws(GatewayError) -> Bool

    /// Takes out of the loop's view who may not or cannot serve the request, and changes weights as the rules say.
    func narrow(_ exchange: Exchange, _ group: GroupPlan, _ view: inout RoutingView)

    /// Puts those in front that a rule prefers, and takes fallbacks out that may not or cannot serve the request;
    /// throws where nobody is left.
    func settle(_ exchange: Exchange, _ group: GroupPlan, _ order: inout [Int]) throws(GatewayError)

    /// The order is made: keeps a record of it, and names it in `exchange.decision`.
    ///
    /// - Parameter seed: what the strategy's chance began with.
    func decided(_ exchange: Exchange, _ group: GroupPlan, seed: UInt64)

    /// Takes a new configuration to use.
    func apply(_ snapshot: Snapshot)
}

/// What a router has found out about one request; kept by the exchange.
///
/// A base class, so that the exchange can hold it without an existential; its one subclass is the router's own.
open class RoutingReading {
    /// Creates a reading.
    public init() {}
}

/// What the rules of a group say of one request.
package struct Ruling: Sendable {
    /// Positions of the rules that counted.
    package var matched: [Int] = []
    /// Strategy instead of the group's.
    package var strategy: (any RoutingStrategy)?
    /// Its name; empty where it is the group's own.
    package var strategyName = ""
    /// What it means for the cache.
    package var cache: RuleCache?
    /// The tier that is asked at the highest.
    package var degrade: Tier?

    /// Creates a ruling that changes nothing.
    package init() {}
}

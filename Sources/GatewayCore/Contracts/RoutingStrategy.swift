/// Orders the members of a model group for one request.
///
/// An implementer is a pure function of its arguments: same view and same chance, same order. It returns each candidate
/// that may serve exactly once, best first, and never waits. What follows holds for all of them, see `Standing`: one of
/// weight 0 or beyond a ceiling is left out, one that refuses comes after all that do not, and one whose `share` is below
/// 1 gets that part of the traffic that would otherwise be its own.
package protocol RoutingStrategy: Sendable {
    /// What the view has to hold for a group with these settings.
    func needs(_ settings: RoutingSettings) -> RoutingNeeds

    /// Targets of the candidates in the order in which they should be tried; appended to `order`.
    func rank(_ view: RoutingView, given chance: inout Chance, into order: inout [Int])

    /// Why candidates stand where they do: the terms of each, in the order of the view's candidates.
    ///
    /// A candidate's merit is the sum of its contributions: higher is better. Computed by the code that ranks.
    func terms(_ view: RoutingView) -> [[ScoreTerm]]

    /// Whether the first place is drawn, so that merit only says how often.
    var isDrawn: Bool { get }

    /// What moving a conversation to another deployment can win, by this strategy.
    func aims(_ request: RoutingRequest) -> ScoreWeights
}

extension RoutingStrategy {
    /// Nothing.
    package func needs(_ settings: RoutingSettings) -> RoutingNeeds { [] }

    /// None.
    package func terms(_ view: RoutingView) -> [[ScoreTerm]] { view.candidates.map { _ in [] } }

    /// It is not.
    package var isDrawn: Bool { false }

    /// Nothing.
    package func aims(_ request: RoutingRequest) -> ScoreWeights { ScoreWeights() }
}

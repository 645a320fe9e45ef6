/// What the routing of all model groups shares.
package struct RoutingService: Sendable, Equatable {
    /// Decisions of which a record is kept, on all loops together; 0 keeps none.
    package var keptDecisions = 1_000
    /// Where they are kept on disk; nil keeps them in memory only.
    package var decisionStore: DecisionStoreSettings?
    /// Folder with the vocabularies by which tokens are counted; nil estimates them.
    package var vocabularies: String?

    /// Creates the settings that hold where nothing is said.
    package init() {}
}

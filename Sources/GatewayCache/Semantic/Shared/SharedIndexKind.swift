package import GatewayCore
package import NIOCore
package import RESP

/// How the nodes share questions.
package enum SharedIndexKind: String, Sendable, CaseIterable {
    /// Each node keeps all questions; they come by a stream.
    case replicate
    /// Vector sets of Redis 8, one for each namespace.
    case vectorSets = "vector_sets"
    /// One index of vectors, by the search module.
    case search
    /// Not at all.
    case off
}

/// What a server can do, as far as questions are concerned.
package struct SharedIndexOffer: Sendable, Hashable {
    /// Whether it has streams.
    package var hasStreams: Bool
    /// Whether it has vector sets, and fields that end.
    package var hasVectorSets: Bool
    /// Whether it has vector search.
    package var hasSearch: Bool

    /// Creates an offer.
    package init(hasStreams: Bool, hasVectorSets: Bool, hasSearch: Bool) {
        self.hasStreams = hasStreams
        self.hasVectorSets = hasVectorSets
        self.hasSearch = hasSearch
    }

    private static let streamCommands = ["XADD", "XREAD"]
    private static let vectorSetCommands = ["VADD", "VSIM", "HSETEX"]
    private static let searchCommands = ["FT.CREATE", "FT.SEARCH"]
    private static let commands = Self.streamCommands + Self.vectorSetCommands + Self.searchCommands

    /// Asks a server for its commands; calls back with nil where it does not say.
    package static func probe(
        _ client: any RedisClient,
        within timeout: TimeAmount,
        _ done: @escaping (SharedIndexOffer?) -> Void
    ) {
        let words: [RESPArgument] = ["INFO"] + self.commands.map { .string($0) }
        client.send(RESPCommand("COMMAND", arguments: words), within: timeout) { reply in
            guard case .success(let value) = reply else { return done(nil) }
            done(SharedIndexOffer(value))
        }
    }

    /// Reads the reply to `COMMAND INFO`: something for each command that the server has, nothing for any other.
    init?(_ reply: RESPValue) {
        guard let elements = reply.elements, elements.count == Self.commands.count else { return nil }
        let known = Set(zip(Self.commands, elements).filter { !($1.elements ?? []).isEmpty }.map(\.0))
        self.init(
            hasStreams: known.isSuperset(of: Self.streamCommands),
            hasVectorSets: known.isSuperset(of: Self.vectorSetCommands),
            hasSearch: known.isSuperset(of: Self.searchCommands)
        )
    }
}

/// Which way of sharing is taken, and why.
package struct SharedIndexChoice: Sendable, Hashable {
    /// Why.
    package enum Reason: String, Sendable {
        /// It is what the operator asked for.
        case asked
        /// It is the best that the server offers.
        case best
        /// The server does not offer what was asked for.
        case notOffered = "not_offered"
        /// Entries are encrypted, and a server cannot compare vectors that it cannot read.
        case sealed
        /// In a cluster, the module searches one node only.
        case cluster
    }

    /// The way that is taken.
    package let kind: SharedIndexKind
    /// Why.
    package let reason: Reason

    /// Chooses a way.
    ///
    /// - Parameters:
    ///   - wish: what the operator asked for.
    ///   - offer: what the server can do.
    ///   - isSealed: whether entries are encrypted. Vectors tell much of the text they were made of, so none is then
    ///     given to a server in the clear, whatever was asked for.
    ///   - isCluster: whether there are several primaries.
    package init(wish: QuestionSharing, offer: SharedIndexOffer, isSealed: Bool, isCluster: Bool) {
        let fallback = offer.hasStreams ? SharedIndexKind.replicate : .off
        switch wish {
        case .off: (self.kind, self.reason) = (.off, .asked)
        case .replicate: (self.kind, self.reason) = (fallback, offer.hasStreams ? .asked : .notOffered)
        case .auto, .vectorSets, .search:
            guard !isSealed else {
                (self.kind, self.reason) = (fallback, .sealed)
                return
            }
            let isAuto = wish == .auto
            let reason = isAuto ? Reason.best : .asked
            if wish != .search, offer.hasVectorSets {
                (self.kind, self.reason) = (.vectorSets, reason)
            } else if wish != .vectorSets, offer.hasSearch, !isCluster {
                (self.kind, self.reason) = (.search, reason)
            } else if wish == .search, offer.hasSearch {
                (self.kind, self.reason) = (fallback, .cluster)
            } else {
                (self.kind, self.reason) = (fallback, isAuto ? .best : .notOffered)
            }
        }
    }
}

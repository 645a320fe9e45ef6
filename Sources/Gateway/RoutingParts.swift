import GatewayCore
import GatewayRouting
import Logging

/// What the routers of all loops share.
struct RoutingParts: Sendable {
    private let strategies: StrategyRegistry
    private let reader: ContentReader
    /// Records of decisions, by loop; empty where none are kept.
    let records: [DecisionRing]
    private let seed: UInt64

    /// Builds the parts.
    ///
    /// - Parameter vocabularyFault: told why a vocabulary could not be loaded; its tokens are estimated then.
    init(
        _ settings: Settings,
        loops: Int,
        seed: UInt64,
        vocabularyFault: (TokenVocabularyError) -> Void
    ) {
        self.strategies = StrategyRegistry.builtin()
        var vocabularies: [TokenVocabulary] = []
        if let folder = settings.routing.vocabularies {
            for encoding in TokenEncoding.allCases {
                do throws(TokenVocabularyError) {
                    vocabularies.append(try TokenVocabulary.load(encoding, from: folder))
                } catch {
                    vocabularyFault(error)
                }
            }
        }
        self.reader = ContentReader(counter: TokenCounter(vocabularies))
        let kept = settings.routing.keptDecisions
        self.records = kept > 0 ? (0..<loops).map { _ in DecisionRing(capacity: max(1, kept / loops)) } : []
        self.seed = seed
    }

    /// The router of a loop; call it on that loop.
    func router(of loop: LoopState) -> LoopRouter {
        let strategies = self.strategies
        return LoopRouter(
            loop: loop,
            strategies: { strategies.strategy(named: $0) },
            reader: self.reader,
            records: loop.index < self.records.count ? self.records[loop.index] : nil,
            seed: self.seed,
            wallClock: Gateway.wallClock
        )
    }
}

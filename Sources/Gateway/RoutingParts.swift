import GatewayCore
import GatewayRouting
import Logging

/// What the routers of all loops share.
struct RoutingParts: Sendable {
    private let strategies: StrategyRegistry
    private let reader: ContentReader
    /// Records of decisions, by loop; empty where none are kept.
    let records: [DecisionRing]
    /// How many they hold together.
    let kept: Int
    private let seed: UInt64

    /// Records that wait to be stored at most, on all loops together.
    static let mostWaiting = 4096

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
        let kept = max(
            settings.routing.keptDecisions,
            settings.routing.decisionStore == nil ? 0 : Self.mostWaiting
        )
        self.kept = kept
        self.records = kept > 0 ? (0..<loops).map { _ in DecisionRing(capacity: max(1, kept / loops)) } : []
        self.seed = seed
    }

    /// Says which records are to be stored; nil stores none.
    func follow(_ store: DecisionStoreSettings?) {
        for ring in self.records {
            ring.follow(store.map { DecisionSample(share: $0.sample) })
        }
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

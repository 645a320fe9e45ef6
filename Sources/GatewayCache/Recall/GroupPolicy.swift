import GatewayCore
import GatewayWire

/// What the cache must know of a model group, worked out once per configuration.
final class GroupPolicy: Sendable {
    /// The configured group's name.
    let name: String
    /// Which requests are answered from the cache, which answers are stored and for how long.
    let rules: CachePolicy
    /// Deployments that are members, by id; other answers are those of fallbacks.
    let members: Set<String>
    /// Fields of the body that say nothing about the answer.
    let ignored: IgnoredMembers
    /// What the operator configured; copied as a whole, so the look-up reads the parts below.
    var settings: GroupCacheSettings { self.rules.settings }
    /// Who shares an entry.
    let sharing: CacheScope
    /// Whether the key depends on headers or tags.
    let varies: Bool
    /// Whether an entry stands for one deployment.
    let isPerDeployment: Bool
    /// Whether body and tenant alone decide whether and what is looked up.
    let isPlain: Bool
    /// Whether embeddings are kept input by input.
    let isPerInput: Bool
    /// When hot entries are fetched early.
    let earlyRefresh: EarlyRefreshSettings?
    /// How fast an answer is replayed.
    let replayPace: ReplayPace
    /// Whether identical requests share one call.
    let coalesces: Bool
    /// Bytes of an entry at most.
    let maxEntryBytes: Int
    /// What the group has learned of answers by meaning; nil where it gives none.
    let meanings: MeaningGroup?
    private let chat: KeyScope
    private let completions: KeyScope
    private let embeddings: KeyScope

    init(
        _ plan: GroupPlan,
        _ settings: GroupCacheSettings,
        in snapshot: Snapshot,
        ignored: IgnoredMembers,
        semantic: SemanticState? = nil
    ) {
        self.name = plan.group.name
        self.meanings = settings.semantic.flatMap { semantic?.group(plan.group.name, $0) }
        self.rules = CachePolicy(settings)
        self.sharing = settings.scope
        self.varies = !settings.varyHeaders.isEmpty || settings.variesByTags
        self.isPerDeployment = settings.unit == .deployment
        self.isPlain = !self.varies && !self.isPerDeployment && settings.bypass.isEmpty
        self.isPerInput = settings.embeddingsPerInput
        self.earlyRefresh = settings.earlyRefresh
        self.replayPace = settings.replayPace
        self.coalesces = settings.coalesces
        self.maxEntryBytes = settings.maxEntryBytes
        self.ignored = ignored
        let members = plan.members.map { snapshot.targets[$0] }
        self.members = Set(members.map(\.deployment.id))
        // Who answers, and as what, is part of every key: a group that gets another model leaves its answers behind.
        let models = members.map { target in
            [target.deployment.id, target.provider.provider.kind, target.deployment.model].joined(separator: "\n")
        }
        let policy = KeyMaker.fingerprint(of: models.sorted())
        let epoch = UInt64(clamping: snapshot.settings.cache.epoch)
        func scope(_ endpoint: Endpoint) -> KeyScope {
            KeyScope(
                endpoint: endpoint.label.description,
                target: .group(plan.group.name),
                policy: policy,
                tenant: nil,
                epoch: epoch,
                promptVersion: settings.promptVersion
            )
        }
        self.chat = scope(.chatCompletions)
        self.completions = scope(.completions)
        self.embeddings = scope(.embeddings)
    }

    /// What goes into the key beside the body; tenant and variations are the request's.
    func scope(of endpoint: Endpoint) -> KeyScope {
        switch endpoint {
        case .completions: self.completions
        case .embeddings: self.embeddings
        default: self.chat
        }
    }
}

import CEL
package import GatewayCore

/// What can be found out about routing before a request is made: rules that never count, groups that cannot serve,
/// statements without effect, and what a request may cost.
///
/// Pure. An *error* is what refuses requests, or names what does not exist; a *warning* has no effect, or another one
/// than it seems; an *info* is a fact. Nothing is found that is not so, but not everything that is so is found: whether
/// a condition can hold is not decidable in general.
package struct PolicyCheck {
    /// The settings.
    let settings: Settings
    /// Deployments by id, those that exist twice once.
    let deployments: [String: Deployment]
    /// What tokens cost, by deployment.
    let prices: [String: Price]
    let isStrategy: (String) -> Bool
    /// What was found, in the order of the settings.
    var findings: [Finding] = []

    /// Looks through settings that were read without errors.
    ///
    /// - Parameters:
    ///   - settings: What to look through.
    ///   - isStrategy: Whether a strategy of that name exists.
    ///   - prices: The built-in price book: price by kind of provider and model.
    package static func findings(
        of settings: Settings,
        isStrategy: (String) -> Bool,
        prices: (_ kind: String, _ model: String) -> Price?
    ) -> [Finding] {
        withoutActuallyEscaping(isStrategy) { isStrategy in
            var check = PolicyCheck(settings, isStrategy, prices)
            check.checkQuality()
            for (index, group) in settings.models.enumerated() {
                check.check(group, at: "models[\(index)]")
            }
            check.checkUse()
            return check.findings
        }
    }

    private init(
        _ settings: Settings,
        _ isStrategy: @escaping (String) -> Bool,
        _ book: (_ kind: String, _ model: String) -> Price?
    ) {
        self.settings = settings
        self.isStrategy = isStrategy
        self.deployments = Dictionary(settings.deployments.map { ($0.id, $0) }) { first, _ in first }
        let kinds = Dictionary(settings.providers.map { ($0.id, $0.kind) }) { first, _ in first }
        var prices: [String: Price] = [:]
        for deployment in settings.deployments {
            prices[deployment.id] =
                deployment.price ?? kinds[deployment.provider].flatMap { book($0, deployment.model) }
        }
        self.prices = prices
    }

    /// Notes a finding.
    mutating func add(_ severity: Finding.Severity, _ key: String, _ message: String) {
        self.findings.append(Finding(severity, key, message))
    }

    private mutating func check(_ group: ModelGroup, at key: String) {
        let scope = GroupScope(group, key: key, in: self)
        self.checkMembers(scope)
        self.checkStrategies(scope)
        self.checkDegradation(scope)
        self.checkRules(scope)
        self.checkCapabilities(scope)
        self.checkCost(scope)
    }

    private mutating func checkQuality() {
        let tasks = Set(PromptTask.allCases.map(\.name) + ["default"])
        for (index, deployment) in self.settings.deployments.enumerated() {
            for task in deployment.quality.keys.sorted() where !tasks.contains(task) {
                self.add(.error, "deployments[\(index)].quality.\(task)", "no task has the name '\(task)'")
            }
        }
    }

    private mutating func checkMembers(_ scope: GroupScope) {
        guard scope.group.members.allSatisfy({ $0.weight == 0 }) else { return }
        self.dead(scope, "\(scope.key).deployments", "the weights sum to nothing, so no member is asked")
    }

    /// Notes that no member serves: an error, or a warning where fallbacks still answer.
    mutating func dead(_ scope: GroupScope, fallbacks: [Deployment]? = nil, _ key: String, _ message: String) {
        let fallbacks = fallbacks ?? scope.fallbacks
        guard !fallbacks.isEmpty else {
            self.add(.error, key, "\(message): all these requests are refused")
            return
        }
        self.add(.warning, key, "\(message): only fallbacks answer (\(Self.names(fallbacks.map(\.id))))")
    }

    /// Names for a sentence; of many only the first ones.
    static func names(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

/// A group with what may serve it.
struct GroupScope {
    /// The group.
    let group: ModelGroup
    /// Its key.
    let key: String
    /// Its members' deployments.
    let members: [Deployment]
    /// Deployments that may stand in for them.
    let fallbacks: [Deployment]

    /// All that may serve it.
    var served: [Deployment] { self.members + self.fallbacks }

    init(_ group: ModelGroup, key: String, in check: PolicyCheck) {
        self.group = group
        self.key = key
        self.members = group.members.compactMap { check.deployments[$0.deployment] }
        var reach = FallbackReach(check, seen: Set(group.members.map(\.deployment)))
        reach.add(group)
        self.fallbacks = reach.found
    }
}

/// Who can be reached by the fallbacks of a group. Circles are refused when settings are read; here they end.
private struct FallbackReach {
    private let check: PolicyCheck
    private var seen: Set<String>
    private var groups: Set<String> = []
    private(set) var found: [Deployment] = []

    init(_ check: PolicyCheck, seen: Set<String>) {
        self.check = check
        self.seen = seen
    }

    mutating func add(_ group: ModelGroup) {
        guard self.groups.insert(group.name).inserted else { return }
        for entry in group.fallbacks {
            switch entry.target {
            case .deployment(let id): self.add(id)
            case .tier(let tier):
                let embeds = group.members.contains { self.embeds(self.check.deployments[$0.deployment]) }
                for deployment in self.check.settings.deployments
                where deployment.tier == tier && self.embeds(deployment) == embeds {
                    self.add(deployment.id)
                }
            case .group(let name):
                let groups = self.check.settings.models
                guard let other = groups.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
                    continue
                }
                for member in other.members { self.add(member.deployment) }
                self.add(other)
            }
        }
    }

    private mutating func add(_ id: String) {
        guard let deployment = self.check.deployments[id], self.seen.insert(id).inserted else { return }
        self.found.append(deployment)
    }

    private func embeds(_ deployment: Deployment?) -> Bool {
        deployment?.capabilities?.contains(.embeddings) ?? false
    }
}

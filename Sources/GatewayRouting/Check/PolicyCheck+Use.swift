import GatewayCore

extension PolicyCheck {
    /// Finds deployments and providers that nobody asks. A file without groups is used by `provider/model` names alone.
    mutating func checkUse() {
        guard !self.settings.models.isEmpty else { return }
        var used = Set<String>()
        for (index, group) in self.settings.models.enumerated() {
            used.formUnion(GroupScope(group, key: "models[\(index)]", in: self).served.map(\.id))
        }
        let named = Set(self.settings.keys.flatMap { $0.models ?? [] })
        for (index, deployment) in self.settings.deployments.enumerated() {
            let direct = "\(deployment.provider)/\(deployment.model)"
            guard !used.contains(deployment.id), !named.contains(direct) else { continue }
            let message = "no model group uses the deployment '\(deployment.id)'; it is asked as '\(direct)' only"
            self.add(.warning, "deployments[\(index)]", message)
        }
        let serving = Set(self.settings.deployments.map(\.provider))
        let called = Set(named.compactMap { $0.split(separator: "/", maxSplits: 1).first.map(String.init) })
        for (index, provider) in self.settings.providers.enumerated()
        where !serving.contains(provider.id) && !called.contains(provider.id)
            && provider.id != self.settings.defaultProvider
        {
            let message = "no deployment uses the provider '\(provider.id)'; it is asked as '\(provider.id)/MODEL' only"
            self.add(.warning, "providers[\(index)]", message)
        }
    }
}

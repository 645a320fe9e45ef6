import GatewayCore

/// A model that the semantic cache asks for its own ends.
struct AskedModel {
    /// What it is asked for.
    enum Purpose {
        /// Vectors of questions.
        case vectors
        /// Whether two answers of a group, by its place among all, say the same.
        case verdicts(group: Int)
    }

    /// The name, as the file has it.
    let name: Placed<String>
    /// What it is asked for.
    let purpose: Purpose
}

extension SettingsBuilder {
    /// What only models have that answer in words.
    private static let wordCapabilities: Set<Capability> = [
        .tools, .parallelTools, .jsonSchema, .reasoning, .logprobs, .prefill,
    ]

    /// Whom a name means.
    private struct AskedTargets {
        /// The name by which requests address it.
        var name: String
        /// The deployments that may answer; none where the name says what nothing here is known of.
        var deployments: [Deployment] = []
        /// The group.
        var group: ModelGroup?
    }

    /// Finds the models that the semantic cache asks, and writes down how requests name them; all models are known by
    /// then.
    mutating func resolveAskedModels() {
        let names = self.modelNames.joined(with: self.deployments, property: "name")
        for asked in self.askedModels {
            guard let targets = self.targets(named: asked.name.value) else {
                self.check(asked.name, in: names)
                continue
            }
            self.check(targets, of: asked)
            switch asked.purpose {
            case .vectors:
                if case .remote(_, let dimensions, let timeout) = self.settings.cache.semantic.embedder {
                    self.settings.cache.semantic.embedder = .remote(
                        model: targets.name,
                        dimensions: dimensions,
                        timeout: timeout
                    )
                }
            case .verdicts(let group):
                self.settings.models[group].cache?.semantic?.judge = targets.name
            }
        }
    }

    /// A group before a deployment: the former is what a request's name means.
    private func targets(named name: String) -> AskedTargets? {
        if let group = self.settings.models.first(where: { $0.name == name || $0.aliases.contains(name) }) {
            let members = Set(group.members.map(\.deployment))
            let deployments = self.settings.deployments.filter { members.contains($0.id) }
            return AskedTargets(name: name, deployments: deployments, group: group)
        }
        if let deployment = self.settings.deployments.first(where: { $0.id == name }) {
            return AskedTargets(name: "\(deployment.provider)/\(deployment.model)", deployments: [deployment])
        }
        return self.isProviderModel(name) ? AskedTargets(name: name) : nil
    }

    private func check(_ targets: AskedTargets, of asked: AskedModel) {
        let name = asked.name
        let stated = targets.deployments.map(\.capabilities)
        switch asked.purpose {
        case .vectors:
            let isWordy = { (capabilities: Set<Capability>?) in
                guard let capabilities else { return false }
                return !capabilities.contains(.embeddings) && !capabilities.isDisjoint(with: Self.wordCapabilities)
            }
            if !stated.isEmpty, stated.allSatisfy(isWordy) {
                self.reading.report(
                    name.position,
                    name.key,
                    "'\(name.shown)' gives no embeddings, by the 'capabilities' of its deployments",
                    "name a model for embeddings, or add 'embeddings' to them"
                )
            }
        case .verdicts:
            if !stated.isEmpty, stated.allSatisfy({ $0 == [.embeddings] }) {
                self.reading.report(
                    name.position,
                    name.key,
                    "'\(name.shown)' gives embeddings and no answers, by the 'capabilities' of its deployments",
                    "name a model that answers in words"
                )
            } else if targets.group?.cache?.semantic != nil {
                self.reading.report(
                    name.position,
                    name.key,
                    "'\(name.shown)' answers by meaning itself, and may give the verdict on other answers",
                    "name a deployment, or a group without 'semantic'"
                )
            }
        }
    }
}

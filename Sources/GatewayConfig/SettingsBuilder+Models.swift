import GatewayCore

extension SettingsBuilder {
    /// Reads `deployments`.
    mutating func readDeployments(_ root: ConfigMapping) {
        for section in root.mappings("deployments") {
            let id = section.placedName("id")
            if let id {
                self.declare(id, in: &self.deployments)
            }
            let provider = section.placedName("provider")
            if let provider {
                self.check(provider, in: self.providers)
            }
            let model = section["model"]?.name()
            var deployment = Deployment(
                id: id?.value ?? "",
                provider: provider?.value ?? "",
                model: model ?? "",
                tier: section["tier"]?.choice().flatMap { Tier(rawValue: $0) },
                contextWindow: section["context_window"]?.integer()
            )
            if let region = section.placedName("region") {
                _ = self.regions.add(region)
                deployment.region = region.value
            }
            deployment.quality = section["quality"].map { self.readQuality($0) } ?? [:]
            deployment.price = section.mapping("price").flatMap { self.readPrice($0) }
            if let limits = section.mapping("limits") {
                deployment.limits = DeploymentLimits(
                    requestsPerMinute: limits["rpm"]?.integer(),
                    tokensPerMinute: limits["tpm"]?.integer(),
                    concurrency: limits["concurrency"]?.integer()
                )
            }
            deployment.capabilities = section.choices("capabilities")
            self.readHealth(section, into: &deployment.health)
            self.readQueue(section, into: &deployment.queue)
            self.readPreheat(section, into: &deployment)
            self.settings.deployments.append(deployment)
        }
    }

    private func readPrice(_ section: ConfigMapping) -> Price? {
        let input = section["input"]?.money()
        let output = section["output"]?.money()
        let cachedInput = section["cached_input"]?.money()
        let cacheWrite = section["cache_write"]?.money()
        let reasoning = section["reasoning"]?.money()
        let batchInput = section["batch_input"]?.money()
        let batchOutput = section["batch_output"]?.money()
        guard let input, let output else { return nil }
        return Price(
            input: input,
            output: output,
            cachedInput: cachedInput,
            cacheWrite: cacheWrite,
            reasoning: reasoning,
            batchInput: batchInput,
            batchOutput: batchOutput
        )
    }

    /// Reads `models`; fallbacks come last, because they may name groups that stand further down.
    mutating func readModels(_ root: ConfigMapping) {
        var fallbacks: [WrittenFallbacks] = []
        for section in root.mappings("models") {
            let name = section.placedName("name")
            if let name {
                self.declare(name, in: &self.modelNames)
            }
            let aliases = section.placedNames("aliases")
            for alias in aliases {
                self.declare(alias, in: &self.modelNames)
            }
            let members = self.readMembers(section)
            var group = ModelGroup(
                name: name?.value ?? "",
                aliases: aliases.map(\.value),
                members: members.map(\.value)
            )
            group.strategy = section["strategy"]?.choice() ?? group.strategy
            self.checkWeights(members, of: section, strategy: group.strategy)
            self.readRouting(section, into: &group)
            self.readResilience(section, into: &group)
            self.readCache(section, into: &group)
            self.readBatching(section, into: &group)
            self.settings.models.append(group)
            fallbacks.append(WrittenFallbacks(section, shownName: name?.shown ?? "", members: members))
        }
        self.readFallbacks(fallbacks)
        self.resolveAskedModels()
    }

    /// Reads the members: ids, or mappings with id and weight.
    private func readMembers(_ section: ConfigMapping) -> [Placed<GroupMember>] {
        let values = section.elements("deployments")
        if let list = section["deployments"], list.isEmptyList {
            list.report("a model group needs a deployment", "name at least one")
        }
        var seen = Set<String>()
        return values.compactMap { value in
            var weight = 1
            let id: Placed<String>?
            if value.isMapping {
                guard let member = ConfigMapping(value) else { return nil }
                member.set(&weight, "weight")
                id = member.placedName("id")
            } else {
                id = value.name().map { value.placed($0) }
            }
            guard let id else { return nil }
            self.check(id, in: self.deployments)
            if !seen.insert(id.value).inserted {
                self.reading.report(
                    id.position,
                    id.key,
                    "the deployment '\(id.shown)' is listed twice",
                    "remove one of them, and give the other the sum of the weights"
                )
            }
            return Placed(
                value: GroupMember(deployment: id.value, weight: weight),
                position: id.position,
                key: id.key,
                shown: id.shown
            )
        }
    }

    private func checkWeights(_ members: [Placed<GroupMember>], of section: ConfigMapping, strategy: String) {
        guard strategy == "weighted", !members.isEmpty, members.allSatisfy({ $0.value.weight == 0 }) else { return }
        section["deployments"]?.report(
            "the weights sum to nothing, so no deployment would be asked",
            "raise one of them"
        )
    }
}

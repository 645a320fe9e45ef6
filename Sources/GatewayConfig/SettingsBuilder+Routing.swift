import GatewayCore

extension SettingsBuilder {
    /// Reads `routing`.
    mutating func readRouting(_ root: ConfigMapping) {
        guard let section = root.mapping("routing") else { return }
        if let value = section["decisions"] {
            self.readDecisions(value)
        }
        self.settings.routing.vocabularies = section["vocabularies"]?.text()
    }

    private mutating func readDecisions(_ value: ConfigValue) {
        guard value.isMapping else {
            let kept = value.taken(as: ConfigSchema.keptDecisions).integer()
            self.settings.routing.keptDecisions = kept ?? self.settings.routing.keptDecisions
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        mapping.set(&self.settings.routing.keptDecisions, "memory")
        guard let sqlite = mapping.mapping("sqlite"), let path = sqlite["path"]?.text() else { return }
        var store = DecisionStoreSettings(path: path)
        sqlite.set(&store.keep, "keep")
        sqlite.setSize(&store.maxBytes, "max_bytes")
        sqlite.setShare(&store.sample, "sample")
        self.settings.routing.decisionStore = store
    }

    /// Reads how well a deployment does its work: one number for all tasks, or one for each.
    func readQuality(_ value: ConfigValue) -> [String: Double] {
        guard value.isMapping else {
            return value.taken(as: .number(0...1)).number().map { ["default": $0] } ?? [:]
        }
        guard let mapping = ConfigMapping(value) else { return [:] }
        var quality: [String: Double] = [:]
        for task in ConfigSchema.tasks + ["default"] {
            quality[task] = mapping[task]?.number()
        }
        if quality.isEmpty {
            mapping.report("this states nothing", "write default: and a number from 0 to 1")
        }
        return quality
    }

    /// Reads how the members of a group are chosen.
    func readRouting(_ section: ConfigMapping, into group: inout ModelGroup) {
        var routing = group.routing
        routing.weights = self.readWeights(section) ?? routing.weights
        if let value = section["exploration"], let share = value.share() {
            routing.exploration = share
            if share > ConfigSchema.mostExploration {
                value.report("'\(value.shown)' is out of range", "write a percentage from 0% to 10%")
            }
        }
        routing.maxCost = section["max_cost"]?.dollars()
        routing.maxFirstToken = section["max_ttft"]?.duration()
        section.set(&routing.expectedOutputTokens, "expected_output_tokens")
        if let region = section.placedName("region") {
            self.check(region, in: self.regions)
            routing.region = region.value
        }
        self.readShares(section, into: &routing.shares)
        routing.degradation = section.mapping("degradation").map { self.readDegradation($0) }
        routing.match = section["match"]?.choice().flatMap { RuleMatch(rawValue: $0) } ?? routing.match
        routing.rules = self.readRules(section)
        group.routing = routing
    }

    /// Reads `weights`; what is not named does not count.
    func readWeights(_ section: ConfigMapping) -> ScoreWeights? {
        guard let value = section["weights"], let mapping = ConfigMapping(value) else { return nil }
        let names = ["quality", "cost", "latency", "load"]
        let numbers = names.map { name in mapping[name].map { $0.number() } }
        // A number that cannot be read was reported, and says nothing about the sum.
        let isBroken = numbers.contains { $0 == .some(nil) }
        let weights = numbers.map { ($0 ?? nil) ?? 0 }
        if !isBroken, weights.allSatisfy({ $0 == 0 }) {
            value.report("the weights sum to nothing", "raise one of \(names.joined(separator: ", "))")
        }
        return ScoreWeights(quality: weights[0], cost: weights[1], latency: weights[2], load: weights[3])
    }

    private func readShares(_ section: ConfigMapping, into shares: inout ShareSettings?) {
        guard let value = section["dynamic_shares"] else { return }
        guard value.isMapping else {
            shares = value.boolean() == false ? nil : ShareSettings()
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        var settings = ShareSettings()
        mapping.set(&settings.interval, "interval")
        mapping.set(&settings.halfLife, "half_life")
        mapping.setShare(&settings.floor, "floor")
        mapping.setShare(&settings.errorRate, "error_rate")
        mapping.setShare(&settings.fullErrorRate, "full_error_rate")
        mapping.setNumber(&settings.slowdown, "slowdown")
        mapping.setNumber(&settings.fullSlowdown, "full_slowdown")
        mapping.setNumber(&settings.growth, "growth")
        for (full, least, isBelow) in [
            ("full_error_rate", "error_rate", settings.fullErrorRate <= settings.errorRate),
            ("full_slowdown", "slowdown", settings.fullSlowdown <= settings.slowdown),
        ] where isBelow {
            (mapping[full] ?? mapping[least])?.report(
                "'\(full)' is not above '\(least)'",
                "raise '\(full)' or lower '\(least)'"
            )
        }
        shares = settings
    }

    private func readDegradation(_ section: ConfigMapping) -> DegradationSettings {
        var degradation = DegradationSettings()
        if let list = section["steps"] {
            degradation.steps = self.readSteps(list)
        }
        self.setThreshold(&degradation.overload, section["overload"])
        self.setThreshold(&degradation.headroom, section["headroom"])
        self.setThreshold(&degradation.budget, section["budget"])
        section.setShare(&degradation.release, "release")
        section.set(&degradation.patience, "patience")
        section.set(&degradation.minStay, "min_stay")
        if degradation.overload == nil, degradation.headroom == nil, degradation.budget == nil {
            section.report("nothing makes the group step down", "set a threshold, or remove 'degradation'")
        }
        return degradation
    }

    private func readSteps(_ list: ConfigValue) -> [Tier] {
        var steps: [Tier] = []
        let values = list.elements() ?? []
        for value in values {
            guard let tier = value.choice().flatMap({ Tier(rawValue: $0) }) else { continue }
            if steps.contains(tier) {
                value.report("'\(value.shown)' is listed twice", "remove one of them")
            }
            steps.append(tier)
        }
        if list.isList, values.count < 2 {
            list.report("there is no tier to step down to", "list two tiers at least, the usual one first")
        }
        return steps
    }

    private func setThreshold(_ threshold: inout Double?, _ value: ConfigValue?) {
        guard let value else { return }
        guard !value.reads(ConfigSchema.never) else {
            threshold = nil
            return
        }
        threshold = value.share() ?? threshold
    }
}

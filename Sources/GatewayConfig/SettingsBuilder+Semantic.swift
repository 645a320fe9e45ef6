import GatewayCore

extension SettingsBuilder {
    /// Reads `cache.semantic`.
    mutating func readSemantic(_ cache: ConfigMapping, into settings: inout CacheSettings) {
        guard let section = cache.mapping("semantic") else { return }
        settings.semantic.models = section["models"]?.text()
        settings.semantic.embedder = self.readEmbedder(section) ?? settings.semantic.embedder
        section.set(&settings.semantic.maxEntries, "max_entries")
        section.setSize(&settings.semantic.memoryBytes, "memory")
        settings.semantic.snapshot = section["snapshot"]?.text()
        let sharing = section["share"]?.choice().flatMap { QuestionSharing(rawValue: $0) }
        settings.semantic.sharing = sharing ?? settings.semantic.sharing
    }

    private mutating func readEmbedder(_ section: ConfigMapping) -> EmbedderChoice? {
        guard let value = section["embedder"] else { return nil }
        guard value.isMapping else {
            return value.choice() == "minilm" ? .miniLM : .staticVectors
        }
        guard let mapping = ConfigMapping(value) else { return nil }
        let model = mapping.placedName("model")
        if let model {
            self.askedModels.append(AskedModel(name: model, purpose: .vectors))
        }
        guard let model, let dimensions = mapping["dimensions"]?.integer() else { return nil }
        var timeout = Duration.milliseconds(200)
        mapping.set(&timeout, "timeout")
        return .remote(model: model.value, dimensions: dimensions, timeout: timeout)
    }

    /// Reads a group's `cache.semantic`; its exact cache, and what the process has, are known by then.
    mutating func readSemantic(_ cache: ConfigMapping, into group: inout ModelGroup) {
        guard let value = cache["semantic"] else { return }
        var semantic: GroupSemanticSettings?
        if value.isMapping {
            guard let section = ConfigMapping(value) else { return }
            semantic = self.readSemantic(section)
        } else if value.boolean() == true {
            semantic = GroupSemanticSettings()
        }
        guard let semantic else { return }
        guard group.cache != nil else {
            value.report(
                "answers are found by meaning among those that 'exact' keeps, which is off",
                "write exact: true beside it"
            )
            return
        }
        let process = self.settings.cache
        if process.memoryBytes == 0 {
            value.report("answers are found by meaning in memory, and 'cache.memory' is 0", "give it some")
        }
        if process.semantic.models == nil {
            value.report(
                "no weights are configured that turn texts into vectors",
                "write cache: {semantic: {models: FOLDER}} with the folder that the set-up step has made"
            )
        }
        group.cache?.semantic = semantic
    }

    private mutating func readSemantic(_ section: ConfigMapping) -> GroupSemanticSettings {
        var semantic = GroupSemanticSettings()
        semantic.compared =
            section["compare"]?.choice().flatMap { ComparedTurns(rawValue: $0) } ?? semantic.compared
        section.setShare(&semantic.maxWrong, "max_wrong")
        if let value = section["max_wrong"], semantic.maxWrong <= 0 || semantic.maxWrong > 0.5 {
            value.report(
                "no cache that compares by meaning can be held to \(value.shown)",
                "write a share above 0% and up to 50%, or leave 'semantic' out"
            )
        }
        section.set(&semantic.countsExact, "count_exact")
        section.setShare(&semantic.confidence, "confidence")
        if let value = section["confidence"], !(0.5...0.999).contains(semantic.confidence) {
            value.report("'\(value.shown)' is out of range", "write a share from 50% to 99.9%")
        }
        semantic.acceptance =
            section["policy"]?.choice().flatMap { AcceptanceChoice(rawValue: $0) } ?? semantic.acceptance
        section.setShare(&semantic.verified, "verify")
        if let judge = section.placedName("judge") {
            semantic.judge = judge.value
            self.askedModels.append(AskedModel(name: judge, purpose: .verdicts(group: self.settings.models.count)))
        }
        section.setSize(&semantic.maxQuestionBytes, "max_question")
        semantic.opposites = section.elements("opposites").compactMap { self.readOpposites($0) }
        semantic.names = section.elements("names").compactMap { $0.text() }
        semantic.frequent = self.readFrequent(section)
        return semantic
    }

    private func readOpposites(_ value: ConfigValue) -> GroupSemanticSettings.WordPair? {
        guard let text = value.text() else { return nil }
        let words = text.split(separator: "/").map { word in
            String(word.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
        guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty, words[0] != words[1] else {
            value.report("'\(value.shown)' is not a pair of words", "write it as ONE / OTHER")
            return nil
        }
        return GroupSemanticSettings.WordPair(words[0], words[1])
    }
}

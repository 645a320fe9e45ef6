import GatewayCore

extension SettingsBuilder {
    /// Fields of a body without which an answer would belong to another question.
    private static let essentialFields: Set<String> = [
        "contents", "functions", "input", "instructions", "messages", "model", "prompt", "response_format", "system",
        "tool_choice", "tools",
    ]

    /// Reads a model group's `cache`; the process's own is known by then.
    mutating func readCache(_ section: ConfigMapping, into group: inout ModelGroup) {
        guard let mapping = section.mapping("cache") else { return }
        self.readExact(mapping, into: &group)
        self.readSemantic(mapping, into: &group)
    }

    private func readExact(_ mapping: ConfigMapping, into group: inout ModelGroup) {
        guard let exact = mapping["exact"] else { return }
        guard exact.isMapping else {
            group.cache = exact.boolean() == true ? GroupCacheSettings() : nil
            return
        }
        guard let keys = ConfigMapping(exact) else { return }
        var cache = GroupCacheSettings()
        self.readTimes(keys, into: &cache)
        self.readKey(keys, into: &cache)
        self.readChoice(keys, into: &cache)
        cache.replayPace = keys["replay_pace"].flatMap { self.readPace($0) } ?? cache.replayPace
        keys.set(&cache.coalesces, "coalesce")
        self.readEarlyRefresh(keys, into: &cache)
        keys.set(&cache.embeddingsPerInput, "embeddings_per_input")
        group.cache = cache
    }

    private func readTimes(_ section: ConfigMapping, into cache: inout GroupCacheSettings) {
        section.set(&cache.ttl, "ttl")
        section.setPercent(&cache.jitterPercent, "jitter")
        section.set(&cache.staleWhileRevalidate, "stale_while_revalidate")
        section.set(&cache.staleIfError, "stale_if_error")
    }

    private func readChoice(_ section: ConfigMapping, into cache: inout GroupCacheSettings) {
        cache.when = section["when"]?.choice().flatMap { CacheableWhen(rawValue: $0) } ?? cache.when
        section.setSize(&cache.maxEntryBytes, "max_size")
        let memory = self.settings.cache.memoryBytes
        if memory > 0, self.settings.cache.redis == nil, cache.maxEntryBytes > memory {
            section["max_size"]?.report(
                "an answer may be larger than the whole cache ('cache.memory' is \(SizeText.short(memory)))",
                "lower 'max_size' or raise 'cache.memory'"
            )
        }
        section.set(&cache.minUses, "min_uses")
        cache.finishReasons =
            section.choices(
                "finish_reasons",
                refused: [
                    "content_filter": (
                        "an answer that was filtered is never stored", "remove 'content_filter'"
                    )
                ]
            ) ?? cache.finishReasons
        if let list = section["finish_reasons"], list.isEmptyList {
            list.report("without a reason to end, no answer would be stored", "name one, or write exact: false")
        }
        section.set(&cache.tools, "tools")
        section.set(&cache.images, "images")
        section.set(&cache.storesFallbacks, "store_fallbacks")
        cache.bypass = section.mappings("bypass").compactMap { self.readBypass($0) }
    }

    private func readBypass(_ section: ConfigMapping) -> CacheBypass? {
        switch (section["header"], section["tag"]) {
        case (let header?, nil):
            let value = section["value"]?.text()
            return self.headerName(header).map { .header(name: $0, value: value) }
        case (nil, let tag?):
            section["value"]?.report("only a header has a value", "remove it")
            return tag.text().map { .tag($0) }
        case (nil, nil): section.report("this holds for no request", "add 'header' or 'tag'")
        case (_?, let tag?): tag.report("one condition names one thing", "write two conditions: either is enough")
        }
        return nil
    }

    private func readKey(_ section: ConfigMapping, into cache: inout GroupCacheSettings) {
        if let vary = section.mapping("vary") {
            var seen = Set<String>()
            cache.varyHeaders = vary.elements("headers").compactMap { value in
                guard let name = self.headerName(value) else { return nil }
                guard seen.insert(name).inserted else {
                    value.report("the header '\(value.shown)' is listed twice", "remove one of them")
                    return nil
                }
                return name
            }
            vary.set(&cache.variesByTags, "tags")
        }
        cache.scope = section["scope"]?.choice().flatMap { CacheScope(rawValue: $0) } ?? cache.scope
        cache.unit = section["per"]?.choice().flatMap { CacheUnit(rawValue: $0) } ?? cache.unit
        cache.promptVersion = section["prompt_version"]?.name()
        let ignored = section.placedNames("ignore")
        for field in ignored where Self.essentialFields.contains(field.value) {
            self.reading.report(
                field.position,
                field.key,
                "'\(field.shown)' changes the answer",
                "remove it; a request that differs in it must not get another one's answer"
            )
        }
        cache.ignoredFields = ignored.map(\.value)
    }

    /// A field name in lower case (RFC 9110 section 5.1).
    private func headerName(_ value: ConfigValue) -> String? {
        guard let name = value.name()?.lowercased() else { return nil }
        guard HeaderNameText.isToken(name) else {
            value.report("'\(value.shown)' is not a header name", "use letters, digits and hyphens")
            return nil
        }
        return name
    }

    private func readPace(_ value: ConfigValue) -> ReplayPace? {
        guard let (raw, text) = value.scalar() else { return nil }
        switch text {
        case "instant": return .instant
        case "recorded": return .recorded
        default: break
        }
        let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isDigits, let rate = Int(text), ConfigSchema.replayRate.contains(rate) else {
            let range = "\(ConfigSchema.replayRate.lowerBound) to \(ConfigSchema.replayRate.upperBound)"
            value.report(
                "'\(Quote.short(raw))' is not a pace",
                "write \(ConfigSchema.replayWords.joined(separator: ", ")), or events per second from \(range)"
            )
            return nil
        }
        return .eventsPerSecond(rate)
    }

    private func readEarlyRefresh(_ section: ConfigMapping, into cache: inout GroupCacheSettings) {
        guard let value = section["early_refresh"] else { return }
        guard value.isMapping else {
            cache.earlyRefresh = value.boolean() == false ? nil : EarlyRefreshSettings()
            return
        }
        guard let mapping = ConfigMapping(value) else { return }
        var early = EarlyRefreshSettings()
        early.beta = mapping["beta"]?.number() ?? early.beta
        early.rate = mapping["rate"]?.number() ?? early.rate
        cache.earlyRefresh = early
    }
}

/// Header field names (RFC 9110 section 5.6.2).
enum HeaderNameText {
    /// Whether a text in lower case is a token.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

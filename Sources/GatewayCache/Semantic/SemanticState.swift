package import GatewayCore
package import GatewaySemantic
import Synchronization

/// What the process has for answers by meaning. Shared by all loops.
package final class SemanticState: Sendable {
    /// What turns questions into vectors and compares them.
    package struct Parts: Sendable {
        /// The embedders: the chosen one first, then the one that stands in where that has no vector.
        package var embedders: [any LocalEmbedder]
        /// Gets vectors from a model before a look-up; nil where all are computed here.
        package var remote: RemoteEmbedder?
        /// The vectors that the verifier was trained on.
        package var scale: any LocalEmbedder
        /// What the verifier knows of words.
        package var words: any WordVectorSource
        /// What scores pairs.
        package var verifier: Verifier
        /// What is known of its scores before any evidence.
        package var prior: AcceptanceCalibration
        /// The code of a text's language.
        package var language: @Sendable (String) -> String?

        /// Creates parts.
        package init(
            embedders: [any LocalEmbedder],
            remote: RemoteEmbedder?,
            scale: any LocalEmbedder,
            words: any WordVectorSource,
            verifier: Verifier,
            prior: AcceptanceCalibration,
            language: @escaping @Sendable (String) -> String?
        ) {
            self.embedders = embedders
            self.remote = remote
            self.scale = scale
            self.words = words
            self.verifier = verifier
            self.prior = prior
            self.language = language
        }
    }

    /// Gets vectors from a model.
    let remote: RemoteEmbedder?
    /// Hits that callers may still speak about.
    let hits = HitMemory()

    private let parts: Parts
    private let settings: SemanticSettings
    private let seed: UInt64
    private let wallClock: @Sendable () -> Int64
    private let groups = Mutex<[String: MeaningGroup]>([:])
    private let lookups = Atomic<Int>(0)
    /// Groups whose kept questions are still being taken in.
    private let restoring = Atomic<Int>(0)

    /// Look-ups at once; beyond, a request goes on without.
    private static let maxLookups = 256

    /// Creates a state without questions.
    ///
    /// - Parameters:
    ///   - seed: of the chances that are drawn.
    ///   - wallClock: milliseconds since 1970.
    package init(
        _ parts: Parts,
        _ settings: SemanticSettings,
        seed: UInt64,
        wallClock: @escaping @Sendable () -> Int64
    ) {
        self.parts = parts
        self.remote = parts.remote
        self.settings = settings
        self.seed = seed
        self.wallClock = wallClock
    }

    /// What a group has; where its settings have changed it learns anew, and keeps its questions.
    func group(_ name: String, _ settings: GroupSemanticSettings) -> MeaningGroup {
        var own = settings
        // What the operator writes down of frequent questions may change without a word on what was learned.
        own.frequent = nil
        let group = self.group(named: name, own)
        if group.shelf.take(settings.frequent), let questions = settings.frequent {
            self.fill(group, with: questions)
        }
        return group
    }

    /// Makes answers to frequent questions ready, beside the traffic.
    private func fill(_ group: MeaningGroup, with questions: FrequentQuestions) {
        let parts = self.parts
        let now = self.wallClock()
        Task.immediate(executorPreference: globalConcurrentExecutor) {
            await OffLoop.run {
                group.shelf.put(
                    FrequentAnswers(
                        questions,
                        group: group.name,
                        embedder: parts.scale,
                        language: parts.language,
                        most: group.settings.maxWrong,
                        confidence: group.settings.confidence,
                        now: now
                    )
                )
            }
        }
    }

    private func group(named name: String, _ settings: GroupSemanticSettings) -> MeaningGroup {
        self.groups.withLock { groups in
            if let known = groups[name], known.settings == settings {
                return known
            }
            let group = self.make(name, settings, evidence: nil)
            if let known = groups[name] {
                self.restore(known.saved().entries, to: group)
            }
            groups[name] = group
            return group
        }
    }

    /// Takes what was kept over a restart, for the groups that there are; to be called before the loops run.
    ///
    /// - Returns: how many questions there were.
    @discardableResult
    package func restore(for models: [ModelGroup]) throws(SnapshotError) -> Int {
        guard let path = self.settings.snapshot else { return 0 }
        let saved: [QuestionFile.Group]
        do throws(SnapshotError) {
            saved = try QuestionFile.read(path)
        } catch {
            // Nothing was kept yet.
            if case .system("open", errno: 2) = error { return 0 }
            throw error
        }
        var count = 0
        for model in models {
            guard var settings = model.cache?.semantic, let known = saved.first(where: { $0.name == model.name }) else {
                continue
            }
            settings.frequent = nil
            let group = self.make(model.name, settings, evidence: known.evidence)
            self.restore(known.entries, to: group)
            count += known.entries.count
            self.groups.withLock { $0[model.name] = group }
        }
        return count
    }

    /// Takes questions in beside the traffic: vectors are computed anew, which neither a loop nor the start waits for.
    private func restore(_ entries: [SemanticEntry], to group: MeaningGroup) {
        self.restoring.add(1, ordering: .relaxed)
        Task.immediate(executorPreference: globalConcurrentExecutor) {
            await OffLoop.run { group.restore(entries) }
            self.restoring.subtract(1, ordering: .relaxed)
        }
    }

    /// Keeps questions and evidence for the next start, where a file is configured. While kept questions are still being
    /// taken in, the file stays as it is: half of them must not replace all.
    package func save() throws(SnapshotError) {
        guard let path = self.settings.snapshot, self.restoring.load(ordering: .relaxed) == 0 else { return }
        let groups = self.allGroups.sorted { $0.name < $1.name }.map { $0.saved() }
        try QuestionFile.write(groups, to: path)
    }

    /// What a group has; nil where it gives no answers by meaning.
    func group(named name: String) -> MeaningGroup? {
        self.groups.withLock { $0[name] }
    }

    /// What all groups have.
    var allGroups: [MeaningGroup] {
        self.groups.withLock { Array($0.values) }
    }

    /// The vector space in which questions are shared.
    var space: String { self.parts.embedders.first?.space ?? "" }

    /// Forgets the questions of answers that were purged; takes a worker thread.
    func forget(_ answers: Set<CacheKey>) {
        let keys = Set(answers.map { SemanticKey($0) })
        for matcher in self.allGroups.flatMap(\.matchers) {
            for entry in matcher.snapshot() where keys.contains(entry.answer) {
                matcher.remove(entry.answer, in: entry.namespace)
            }
        }
    }

    /// What names this process among those that share questions.
    var node: String {
        var chance = Chance(seed: self.seed)
        return String(chance.next(), radix: 16) + "-" + String(chance.next(), radix: 16)
    }

    private func make(_ name: String, _ settings: GroupSemanticSettings, evidence: [UInt8]?) -> MeaningGroup {
        let lexicon = GuardLexicon.builtIn.adding(
            LexiconExtension(
                opposites: settings.opposites.map { [[$0.one], [$0.other]] },
                names: settings.names.map { [$0] }
            )
        )
        let limits = SemanticMatcher.Limits(
            entries: self.settings.maxEntries,
            bytes: self.settings.memoryBytes,
            textBytes: min(settings.maxQuestionBytes, PromptReading.longestText)
        )
        let matchers = self.parts.embedders.map { embedder in
            SemanticMatcher(
                SemanticMatcher.Parts(
                    embedder: embedder,
                    scale: embedder.space == self.parts.scale.space ? nil : self.parts.scale,
                    words: self.parts.words,
                    guards: Guards(lexicon: lexicon),
                    verifier: self.parts.verifier,
                    language: self.parts.language
                ),
                limits: limits
            )
        }
        let now = self.wallClock()
        return MeaningGroup(
            name,
            settings,
            matchers: matchers,
            prior: self.parts.prior,
            evidence: evidence,
            seed: self.seed,
            now: now
        )
    }

    /// Looks for a question away from the loop; nil where too many do so at once.
    ///
    /// - Parameter isFrequent: whether it may be a frequent question.
    func find(
        _ text: String,
        in namespace: CacheKey,
        for group: MeaningGroup,
        isFrequent: Bool
    ) async -> QuestionLookup? {
        guard self.lookups.add(1, ordering: .relaxed).newValue <= Self.maxLookups else {
            self.lookups.subtract(1, ordering: .relaxed)
            return nil
        }
        defer { self.lookups.subtract(1, ordering: .relaxed) }
        let now = self.wallClock()
        return await OffLoop.run {
            if isFrequent, let answers = group.shelf.answers, let match = answers.find(text) {
                var lookup = QuestionLookup()
                lookup.frequent = (answers, match)
                return lookup
            }
            return group.find(text, in: SemanticKey(namespace), at: now)
        }
    }

    /// The cosine of two texts; nil where one has no vector.
    func similarity(_ one: String, _ other: String) -> Float? {
        guard let embedder = self.parts.embedders.last, let left = embedder.embed(one),
            let right = embedder.embed(other)
        else { return nil }
        return zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// State of all groups, for metrics and the operator.
    package func statistics() -> SemanticStatistics {
        let now = self.wallClock()
        var statistics = SemanticStatistics()
        for group in self.allGroups.sorted(by: { $0.name < $1.name }) {
            for matcher in group.matchers.prefix(1) {
                statistics.entries += matcher.count
                statistics.namespaces += matcher.namespaces
            }
            statistics.bytes += group.matchers.reduce(0) { $0 + $1.bytes }
            statistics.groups.append(group.statistics(at: now))
        }
        return statistics
    }
}

extension SemanticKey {
    /// A key of the cache.
    init(_ key: CacheKey) {
        self.init(key.a, key.b, key.c, key.d)
    }
}

extension CacheKey {
    /// A key of a stored question.
    init(_ key: SemanticKey) {
        self.init(a: key.a, b: key.b, c: key.c, d: key.d)
    }
}

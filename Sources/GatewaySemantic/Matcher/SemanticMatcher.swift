import Synchronization

/// Finds a stored prompt whose answer may be served for a new one: vectors propose, guards refuse, the verifier scores,
/// and an acceptance policy decides.
///
/// All methods are for worker threads, never for an event loop: a lookup takes some hundred microseconds. Any number
/// of threads may call at once; the lock of the table is held for a few hundred nanoseconds, never during a search, an
/// embedding or a comparison.
///
/// A namespace is the caller's business: everything that must be equal for an answer to be shared (tenant, model
/// group, system prompt, earlier turns, sampling) goes into its key. Namespaces have indexes of their own, so no
/// mistake of a guard or a verifier can let a prompt meet an entry of another one.
package final class SemanticMatcher: Sendable {
    /// How much is kept.
    package struct Limits: Sendable, Equatable {
        /// Entries of all namespaces at most.
        package var entries: Int
        /// Bytes of all namespaces at most, as they are estimated.
        package var bytes: Int
        /// Bytes of a prompt that is stored at most.
        package var textBytes: Int
        /// Entries of a namespace up to which every vector is compared; beyond, a graph is walked. Comparing all of
        /// 16,384 takes some 150 µs; a graph takes about as long for any number, and longer to insert into.
        package var flatEntries: Int

        /// Limits; by default of 100,000 entries and 256 MiB.
        package init(
            entries: Int = 100_000,
            bytes: Int = 256 << 20,
            textBytes: Int = PromptReading.longestText,
            flatEntries: Int = 16_384
        ) {
            self.entries = entries
            self.bytes = bytes
            self.textBytes = textBytes
            self.flatEntries = flatEntries
        }
    }

    /// What decides, apart from the acceptance policy.
    package struct Parts: Sendable {
        /// Turns prompts into vectors.
        package let embedder: any LocalEmbedder
        /// Turns prompts into the vectors that the verifier was trained on; nil where the embedder's are these.
        package let scale: (any LocalEmbedder)?
        /// What the verifier knows of words.
        package let words: any WordVectorSource
        /// What refuses.
        package let guards: Guards
        /// What scores.
        package let verifier: Verifier
        /// The ISO 639-1 code of a text's language; nil where it cannot be told.
        package let language: @Sendable (String) -> String?

        /// The parts.
        package init(
            embedder: any LocalEmbedder,
            scale: (any LocalEmbedder)? = nil,
            words: any WordVectorSource,
            guards: Guards,
            verifier: Verifier,
            language: @escaping @Sendable (String) -> String?
        ) {
            self.embedder = embedder
            self.scale = scale
            self.words = words
            self.guards = guards
            self.verifier = verifier
            self.language = language
        }
    }

    /// Nearest stored prompts that are looked at.
    package static let candidates = 5
    /// Stored prompts that are less alike are no candidates: no policy that keeps a bound would serve them.
    package static let leastSimilarity: Float = 0.4

    /// What decides.
    package let parts: Parts
    /// How much is kept.
    package let limits: Limits
    let table: Mutex<EntryTable>

    /// A matcher without entries.
    package init(_ parts: Parts, limits: Limits = Limits()) {
        self.parts = parts
        self.limits = limits
        self.table = Mutex(EntryTable(limits: limits, dimensions: parts.embedder.dimensions))
    }

    /// How many entries there are.
    package var count: Int { self.table.withLock { $0.count } }
    /// How many bytes they take, as estimated.
    package var bytes: Int { self.table.withLock { $0.bytes } }
    /// How many namespaces have entries.
    package var namespaces: Int { self.table.withLock { $0.namespaces.count } }

    /// Reads a prompt; nil where it has nothing to compare, or is too long.
    ///
    /// - Parameter language: its ISO 639-1 code where that is known already.
    package func read(_ text: String, language: String? = nil) -> SemanticPrompt? {
        guard text.utf8.count <= self.limits.textBytes, let vector = self.parts.embedder.embed(text) else { return nil }
        return self.read(text, vector: vector, language: language)
    }

    /// Reads a prompt whose vector was computed elsewhere, in the space of the matcher's embedder.
    package func read(_ text: String, vector: [Float], language: String? = nil) -> SemanticPrompt? {
        guard text.utf8.count <= self.limits.textBytes, vector.count == self.parts.embedder.dimensions else {
            return nil
        }
        let reading = self.parts.guards.read(text, language: language ?? self.parts.language(text))
        return SemanticPrompt(reading: reading, vector: vector, side: PairSide(reading, words: self.parts.words))
    }

    /// Looks for a stored prompt whose answer may be served.
    ///
    /// - Parameters:
    ///   - namespace: where to look, and nowhere else.
    ///   - policy: decides what is served.
    ///   - now: on the clock that entries expire by.
    ///   - chance: an even draw from 0 up to, but not including, 1, for policies that explore.
    ///   - explains: finds all refusals of each candidate and goes on after a hit; a plain lookup saves that time.
    package func lookup(
        _ prompt: SemanticPrompt,
        in namespace: SemanticKey,
        policy: some AcceptancePolicy,
        at now: Int64,
        chance: Double = 0,
        explains: Bool = false
    ) -> MatchResult {
        guard let index = self.table.withLock({ $0.namespaces[namespace]?.index }),
            let found = try? index.search(prompt.vector, k: Self.candidates), !found.isEmpty
        else { return MatchResult() }
        let slots = self.table.withLock { table in found.map { table[$0.id] } }
        var result = MatchResult()
        if found.count == Self.candidates, let last = found.last { result.crowding = last.similarity }
        for (match, slot) in zip(found, slots) {
            // An entry may have gone since the search, or belong to a namespace that came back under the same index.
            guard let slot, slot.entry.namespace == namespace, slot.entry.expires ?? .max > now,
                match.similarity >= Self.leastSimilarity
            else { continue }
            var candidate = MatchCandidate(
                id: match.id,
                answer: slot.entry.answer,
                text: slot.entry.text,
                similarity: match.similarity
            )
            self.judge(&candidate, slot, prompt, result.crowding, policy, chance: chance, explains: explains)
            result.candidates.append(candidate)
        }
        self.choose(&result)
        if let hit = result.hit { self.table.withLock { $0.touch(hit.id) } }
        return result
    }

    private func judge(
        _ candidate: inout MatchCandidate,
        _ slot: EntryTable.Slot,
        _ prompt: SemanticPrompt,
        _ crowding: Float,
        _ policy: some AcceptancePolicy,
        chance: Double,
        explains: Bool
    ) {
        candidate.isSameText = slot.entry.text == prompt.text
        let stored = self.parts.guards.read(slot.entry.text, language: slot.entry.language)
        if explains {
            candidate.refusals = self.parts.guards.refusals(of: prompt.reading, against: stored)
        } else if let refusal = self.parts.guards.refusal(of: prompt.reading, against: stored) {
            candidate.refusals = [refusal]
        }
        guard candidate.refusals.isEmpty else { return }
        let side = PairSide(stored, words: self.parts.words)
        let cosine = self.cosine(of: prompt.text, and: slot.entry.text) ?? candidate.similarity
        let features = PairFeatures(new: prompt.side, stored: side, cosine: cosine)
        let score = self.parts.verifier.score(features, crowding: crowding)
        candidate.features = features
        candidate.score = score
        candidate.bucket = AcceptanceBucket(of: prompt.reading, crowding: crowding)
        candidate.verdict = policy.verdict(
            on: AcceptanceCase(
                score: score,
                cosine: candidate.similarity,
                bucket: candidate.bucket,
                entry: slot.entry.evidence,
                observations: slot.observations
            ),
            chance: chance
        )
    }

    /// The cosine that the verifier knows how to read; nil where it is that of the search.
    ///
    /// Another space's cosines mean other things, so they find candidates and have no say beyond that. A text without a
    /// vector is like no other.
    private func cosine(of one: String, and other: String) -> Float? {
        guard let scale = self.parts.scale else { return nil }
        guard let left = scale.embed(one), let right = scale.embed(other) else { return 0 }
        return zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The served candidate with the highest score, or the one that is worth comparing.
    private func choose(_ result: inout MatchResult) {
        func best(_ decision: AcceptanceVerdict.Decision) -> MatchCandidate? {
            result.candidates.filter { $0.verdict?.decision == decision }.max {
                ($0.isSameText ? 1 : 0, $0.score ?? 0) < ($1.isSameText ? 1 : 0, $1.score ?? 0)
            }
        }
        result.hit = best(.hit)
        if result.hit == nil { result.explored = best(.explore) }
    }
}

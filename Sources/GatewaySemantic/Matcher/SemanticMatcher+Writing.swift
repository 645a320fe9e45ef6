import Synchronization

extension SemanticMatcher {
    /// Stores a prompt for an answer; an older entry of the same answer goes.
    ///
    /// - Returns: whether it was stored; false where it is larger than the bounds allow, or its vector has no direction.
    @discardableResult
    package func insert(
        _ prompt: SemanticPrompt,
        answer: SemanticKey,
        in namespace: SemanticKey,
        expires: Int64? = nil,
        evidence: EntryEvidence = EntryEvidence()
    ) -> Bool {
        let entry = SemanticEntry(
            namespace: namespace,
            answer: answer,
            text: prompt.text,
            language: prompt.language,
            expires: expires,
            evidence: evidence
        )
        return self.store(entry, vector: prompt.vector)
    }

    /// Stores an entry that came from a file or from another process; its vector is computed anew.
    @discardableResult
    package func insert(_ entry: SemanticEntry) -> Bool {
        guard entry.text.utf8.count <= self.limits.textBytes, let vector = self.parts.embedder.embed(entry.text) else {
            return false
        }
        return self.store(entry, vector: vector)
    }

    private func store(_ entry: SemanticEntry, vector: [Float]) -> Bool {
        let dimensions = self.parts.embedder.dimensions
        let limits = self.limits
        let stored = self.table.withLock { table in
            table.insert(entry) {
                AdaptiveIndex(
                    dimensions: dimensions,
                    capacity: limits.entries + limits.entries / 8 + 64,
                    flatLimit: limits.flatEntries
                )
            }
        }
        guard let stored else { return false }
        // What goes leaves the index before the new vector comes, so that a full index has room.
        for old in stored.removed { old.index.remove(old.id) }
        do throws(VectorIndexError) {
            try stored.index.insert(stored.id, vector)
        } catch {
            self.table.withLock { _ = $0.remove(stored.id) }
            return false
        }
        // Somebody may have evicted the entry before its vector was in the index.
        if !self.table.withLock({ $0[stored.id] != nil }) { stored.index.remove(stored.id) }
        return true
    }

    /// Takes the entry of an answer out, for instance because its answer expired, was purged or was wrong.
    @discardableResult
    package func remove(_ answer: SemanticKey, in namespace: SemanticKey) -> Bool {
        let removal = self.table.withLock { table in
            table.id(of: answer, in: namespace).flatMap { table.remove($0) }
        }
        removal.map { _ = $0.index.remove($0.id) }
        return removal != nil
    }

    /// Takes a whole namespace out; returns how many entries it had.
    @discardableResult
    package func remove(namespace: SemanticKey) -> Int {
        self.table.withLock { $0.remove(namespace: namespace) }
    }

    /// Notes a comparison of an entry's answer with what the model said, or feedback on it.
    ///
    /// - Parameters:
    ///   - similarity: the candidate's cosine; kept only where `keepsObservations`, for the per-entry rule.
    /// - Returns: whether the entry is still there.
    @discardableResult
    package func note(
        _ answer: SemanticKey,
        in namespace: SemanticKey,
        isWrong: Bool,
        similarity: Float,
        keepsObservations: Bool = false
    ) -> Bool {
        self.table.withLock { table in
            guard let id = table.id(of: answer, in: namespace) else { return false }
            return table.update(id) { slot in
                slot.entry.evidence.add(isWrong: isWrong)
                guard keepsObservations else { return }
                var observations = slot.observations ?? EntryObservations()
                observations.add(cosine: similarity, isWrong: isWrong)
                slot.observations = observations
            }
        }
    }

    /// All entries, least recently used first, so that reading them in again keeps the order.
    package func snapshot() -> [SemanticEntry] { self.table.withLock { $0.entries } }
}

import Synchronization

/// A hit by meaning that its caller may still speak about.
struct RememberedHit: Sendable {
    /// The model group that gave it.
    let group: MeaningGroup
    /// Who asked; nobody else may speak about it.
    let tenant: String
    /// What was found; nil for a frequent question, of which a word is counted and nothing follows.
    let candidate: FoundQuestion?
}

/// The hits of the last while, by the id of their replies; shared by all loops.
final class HitMemory: Sendable {
    /// Hits that are remembered.
    private static let capacity = 65_536

    private let hits = Mutex(RecentValues<String, RememberedHit>(capacity: HitMemory.capacity))

    /// Remembers a hit; an id that a client chose may come again.
    func note(_ hit: RememberedHit, id: String) {
        self.hits.withLock { $0.note(hit, for: id) }
    }

    /// Takes a hit out, so that it is spoken about once; nil where none is known, or another tenant had it.
    func take(_ id: String, tenant: String) -> RememberedHit? {
        self.hits.withLock { hits in
            guard let hit = hits[id], hit.tenant == tenant else { return nil }
            hits.remove(id)
            return hit
        }
    }
}

import Synchronization

/// A hit by meaning that its caller may still speak about.
struct RememberedHit: Sendable {
    /// The model group that gave it.
    let group: MeaningGroup
    /// Who asked; nobody else may speak about it.
    let tenant: String
    /// What was found.
    let candidate: FoundQuestion
}

/// The hits of the last while, by the id of their replies; bounded, and shared by all loops.
final class HitMemory: Sendable {
    /// Hits that are remembered; the oldest goes.
    static let capacity = 65_536

    private struct State {
        var hits: [String: RememberedHit] = [:]
        /// Ids in the order in which they came, the oldest at `oldest` once it is full.
        var order: [String] = []
        var oldest = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int = HitMemory.capacity) {
        self.capacity = max(1, capacity)
    }

    /// Remembers a hit.
    func note(_ hit: RememberedHit, id: String) {
        self.state.withLock { state in
            // An id that a client chose may come again: its last hit counts.
            guard state.hits.updateValue(hit, forKey: id) == nil else { return }
            if state.order.count < self.capacity {
                state.order.append(id)
            } else {
                state.hits[state.order[state.oldest]] = nil
                state.order[state.oldest] = id
                state.oldest = (state.oldest + 1) % self.capacity
            }
        }
    }

    /// Takes a hit out, so that it is spoken about once; nil where none is known, or another tenant had it.
    func take(_ id: String, tenant: String) -> RememberedHit? {
        self.state.withLock { state in
            guard let hit = state.hits[id], hit.tenant == tenant else { return nil }
            // Its place in the order stays; a taken id is not there when its turn comes.
            state.hits[id] = nil
            return hit
        }
    }
}

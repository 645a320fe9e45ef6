import Synchronization

/// An index that compares with every entry while there are few, and becomes a graph when there are many.
///
/// Beyond `flatLimit` entries, new ones go into a graph, and each writer moves a few of the old ones; a search looks into
/// both meanwhile, which takes about as long as both together. It never goes back: a graph of few entries is as good.
///
/// An entry is moved by adding it to the graph before it leaves the flat index, and searches look there first: so they
/// never miss it. Writers of one id take turns under the lock of its stripe, which is held for an insertion into the
/// graph, some hundred microseconds; searches take no such lock.
package final class AdaptiveIndex: VectorIndex {
    private static let stripeCount = 64

    private final class Stripe: Sendable {
        let lock = Mutex(())
    }

    package let dimensions: Int
    package let capacity: Int
    /// Entries from which on there is a graph.
    package let flatLimit: Int
    /// Entries that each insertion or removal moves.
    package let step: Int
    let flat: FlatIndex
    private let settings: GraphSettings
    private let kernels: VectorKernels
    private let graphIfAny: Mutex<GraphIndex?>
    private let moving = Mutex(())
    private let stripes = (0..<AdaptiveIndex.stripeCount).map { _ in Stripe() }
    private let live: Atomic<Int>

    /// Creates an index without entries.
    package convenience init(
        dimensions: Int,
        capacity: Int,
        flatLimit: Int = 100_000,
        step: Int = 4,
        settings: GraphSettings = GraphSettings(),
        kernels: VectorKernels = .best
    ) {
        let limit = max(1, min(flatLimit, capacity))
        let flat = FlatIndex(dimensions: dimensions, capacity: limit, kernels: kernels)
        self.init(
            flat: flat,
            graph: nil,
            capacity: capacity,
            flatLimit: limit,
            step: step,
            settings: settings,
            kernels: kernels
        )
    }

    init(
        flat: FlatIndex,
        graph: GraphIndex?,
        capacity: Int,
        flatLimit: Int,
        step: Int,
        settings: GraphSettings,
        kernels: VectorKernels
    ) {
        self.dimensions = flat.dimensions
        self.capacity = max(1, capacity)
        self.flatLimit = flatLimit
        self.step = max(1, step)
        self.flat = flat
        self.settings = settings
        self.kernels = kernels
        self.graphIfAny = Mutex(graph)
        self.live = Atomic(flat.count + (graph?.count ?? 0))
    }

    /// The graph, once there is one.
    var graph: GraphIndex? {
        self.graphIfAny.withLock { $0 }
    }

    package var count: Int {
        self.live.load(ordering: .relaxed)
    }

    package var bytes: Int {
        self.flat.bytes + (self.graph?.bytes ?? 0)
    }

    /// Entries that are still to be moved; 0 while there is no graph.
    package var leftToMove: Int {
        self.graph == nil ? 0 : self.flat.count
    }

    package func contains(_ id: UInt64) -> Bool {
        // In the order of a move.
        self.flat.contains(id) || self.graph?.contains(id) ?? false
    }

    package func insert(_ id: UInt64, _ vector: [Float]) throws(VectorIndexError) {
        try self.stripe(of: id).lock.withLock { (_) throws(VectorIndexError) in
            let isNew = !self.contains(id)
            if isNew, self.live.wrappingAdd(1, ordering: .relaxed).newValue > self.capacity {
                self.live.wrappingSubtract(1, ordering: .relaxed)
                throw .full(capacity: self.capacity)
            }
            do throws(VectorIndexError) {
                try self.place(id, vector)
            } catch {
                if isNew { self.live.wrappingSubtract(1, ordering: .relaxed) }
                throw error
            }
        }
        self.move(self.step)
    }

    @discardableResult
    package func remove(_ id: UInt64) -> Bool {
        let isFound = self.stripe(of: id).lock.withLock { _ in
            let isFlat = self.flat.remove(id)
            let isLinked = self.graph?.remove(id) ?? false
            guard isFlat || isLinked else { return false }
            self.live.wrappingSubtract(1, ordering: .relaxed)
            return true
        }
        self.move(self.step)
        return isFound
    }

    package func search(
        _ query: [Float],
        k: Int,
        where isWanted: ((UInt64) -> Bool)?
    ) throws(VectorIndexError) -> [VectorMatch] {
        let near = try self.flat.search(query, k: k, where: isWanted)
        guard let graph = self.graph else { return near }
        let far = try graph.search(query, k: k, where: isWanted)
        guard !near.isEmpty else { return far }
        var merged: [VectorMatch] = []
        merged.reserveCapacity(min(k, near.count + far.count))
        // Both are in order; one that was moved in between is in both.
        var left = near[...]
        var right = far[...]
        while merged.count < k {
            let isLeft: Bool
            switch (left.first, right.first) {
            case (let left?, let right?): isLeft = left.similarity >= right.similarity
            case (_?, nil): isLeft = true
            case (nil, _?): isLeft = false
            case (nil, nil): return merged
            }
            guard let next = isLeft ? left.popFirst() : right.popFirst() else { return merged }
            if !merged.contains(where: { $0.id == next.id }) { merged.append(next) }
        }
        return merged
    }

    /// Moves some entries into the graph, once there is one; writers do so by themselves, a worker with time may do more.
    ///
    /// - Returns: How many are left.
    @discardableResult
    package func move(_ most: Int) -> Int {
        guard let graph = self.graph, self.flat.count > 0 else { return 0 }
        self.moving.withLockIfAvailable { _ in
            for _ in 0..<most {
                guard let id = self.flat.last()?.id else { return }
                let isMoved = self.stripe(of: id).lock.withLock { _ in self.move(id, to: graph) }
                guard isMoved else { return }
            }
        }
        return self.flat.count
    }

    private func move(_ id: UInt64, to graph: GraphIndex) -> Bool {
        // It may have been removed or replaced since it was picked.
        guard let vector = self.flat.vector(of: id) else { return true }
        do throws(VectorIndexError) {
            try graph.insert(id, vector)
        } catch {
            return false
        }
        self.flat.remove(id)
        return true
    }

    private func place(_ id: UInt64, _ vector: [Float]) throws(VectorIndexError) {
        if let graph = self.graph {
            try graph.insert(id, vector)
            self.flat.remove(id)
            return
        }
        // Several writers may come to the limit at once: each sees for itself, and no harm is in a few more.
        guard self.flat.count < self.flatLimit || self.flatLimit == self.capacity || self.flat.contains(id) else {
            try self.grow().insert(id, vector)
            return
        }
        do throws(VectorIndexError) {
            try self.flat.insert(id, vector)
        } catch .full where self.flatLimit < self.capacity {
            try self.grow().insert(id, vector)
        }
    }

    private func grow() -> GraphIndex {
        self.graphIfAny.withLock { graph in
            if let graph { return graph }
            let new = GraphIndex(
                dimensions: self.dimensions,
                capacity: self.capacity,
                settings: self.settings,
                kernels: self.kernels
            )
            graph = new
            return new
        }
    }

    private func stripe(of id: UInt64) -> Stripe {
        self.stripes[Int((id &* 0x9E37_79B9_7F4A_7C15) >> 58)]
    }
}

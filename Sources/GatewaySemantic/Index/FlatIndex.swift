import CVectorKernels
import Synchronization

/// An index that compares the query with every entry: exact but for the rounding of the first pass.
///
/// The first pass takes the dot products of bytes, a quarter of the memory of floats; the best 32 are then scored by
/// their halves. Right for up to about 100,000 entries of 256 components, which take about a millisecond of one core.
///
/// Entries lie without gaps. A writer appends behind what searches read, and only then lets them see it, so neither waits
/// for the other. A removal marks the entry; once a thirty-second of the entries is marked, the last ones move into the
/// gaps, while nobody reads: at most a millisecond, once for as many removals. Writers take turns.
package final class FlatIndex: VectorIndex {
    /// The best of the first pass that are scored exactly.
    package static let rescored = 32
    /// Slots of a piece of memory, as a power of two.
    private static let shift = 13
    private static let leastMarked = 32

    private struct Writing {
        /// Marked slots; they are still read, and passed over.
        var dead: [Int] = []
    }

    package let dimensions: Int
    package let capacity: Int
    let store: SlotStore
    private let slotOfID = IdentifierMap()
    private let lanes = ReadingLanes()
    private let pool: WorkspacePool<ScanWorkspace>
    private let writing = Mutex(Writing())
    /// Slots that searches read.
    let used = Atomic<Int>(0)
    private let live = Atomic<Int>(0)

    /// Creates an index without entries.
    package init(dimensions: Int, capacity: Int, kernels: VectorKernels = .best) {
        self.dimensions = dimensions
        self.capacity = max(1, capacity)
        self.store = SlotStore(
            dimensions: dimensions,
            slots: self.capacity + Self.markedLimit(among: self.capacity) + 1,
            keepsHalves: true,
            shift: Self.shift,
            kernels: kernels
        )
        self.pool = WorkspacePool { ScanWorkspace(dimensions: dimensions) }
    }

    package var count: Int {
        self.live.load(ordering: .relaxed)
    }

    package var bytes: Int {
        self.store.bytes + self.slotOfID.bytes
    }

    package func contains(_ id: UInt64) -> Bool {
        self.slotOfID[id] != nil
    }

    package func insert(_ id: UInt64, _ vector: [Float]) throws(VectorIndexError) {
        try self.pool.use { (workspace) throws(VectorIndexError) in
            try workspace.query.set(vector, by: self.store.kernels)
            let isWritten = self.writing.withLock { writing in
                self.append(id, workspace, &writing)
            }
            guard isWritten else { throw .full(capacity: self.capacity) }
        }
    }

    @discardableResult
    package func remove(_ id: UInt64) -> Bool {
        self.writing.withLock { writing in
            guard let slot = self.slotOfID.remove(id) else { return false }
            self.live.wrappingSubtract(1, ordering: .relaxed)
            self.mark(slot, &writing)
            return true
        }
    }

    package func search(
        _ query: [Float],
        k: Int,
        where isWanted: ((UInt64) -> Bool)?
    ) throws(VectorIndexError) -> [VectorMatch] {
        try self.pool.use { (workspace) throws(VectorIndexError) -> [VectorMatch] in
            try workspace.query.set(query, by: self.store.kernels)
            guard k > 0, self.count > 0 else { return [] }
            workspace.best.reset(limit: max(min(k, self.capacity), Self.rescored))
            return self.lanes.shared {
                self.scan(workspace, where: isWanted)
                let found = workspace.best.sorted()
                return self.store.matches(found, of: workspace.query, k: k, rescored: Self.rescored)
            }
        }
    }

    /// The last entry and its vector, for moving it elsewhere.
    func last() -> (id: UInt64, vector: [Float])? {
        self.writing.withLock { _ in
            for slot in (0..<self.used.load(ordering: .relaxed)).reversed() where self.store.isLive(slot) {
                return (self.store.id(slot).pointee, self.store.vector(slot))
            }
            return nil
        }
    }

    /// The vector of an entry, as its halves have it.
    func vector(of id: UInt64) -> [Float]? {
        self.writing.withLock { _ in self.slotOfID[id].map { self.store.vector($0) } }
    }

    /// Removes the entries of which the ids are refused.
    func removeAll(where isRefused: (UInt64) -> Bool) {
        let ids = (0..<self.used.load(ordering: .acquiring)).lazy
            .filter { self.store.isLive($0) }.map { self.store.id($0).pointee }
        for id in Array(ids) where isRefused(id) {
            self.remove(id)
        }
    }

    /// Runs while nobody writes; searches go on.
    func whileUnchanged<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        try self.writing.withLock { (_) throws(Failure) in try body() }
    }

    /// Takes over what was read from a file: slots that are written, before anybody else has the index.
    ///
    /// - Returns: false if an id comes twice.
    func adopt(slots count: Int) -> Bool {
        for slot in 0..<count where self.slotOfID.set(self.store.id(slot).pointee, to: slot) != nil {
            return false
        }
        self.live.store(count, ordering: .relaxed)
        self.used.store(count, ordering: .releasing)
        return true
    }

    private func scan(_ workspace: ScanWorkspace, where isWanted: ((UInt64) -> Bool)?) {
        let used = self.used.load(ordering: .acquiring)
        let call = self.store.kernels.call
        let scale = workspace.query.scale
        var first = 0
        while first < used {
            let count = min(used - first, self.store.rows.run(from: first), ScanWorkspace.block)
            call.dot_i8_rows(
                workspace.query.components,
                self.store.row(first),
                self.store.rows.recordBytes,
                self.dimensions,
                count,
                workspace.dots
            )
            let found = call.select_above(
                workspace.dots,
                self.store.scale(first),
                count,
                scale,
                workspace.best.floor,
                workspace.places,
                workspace.values
            )
            for place in 0..<found {
                let slot = first + Int(workspace.places[place])
                guard self.store.isLive(slot), isWanted?(self.store.id(slot).pointee) ?? true else { continue }
                workspace.best.offer(RankedSlot(slot: UInt32(slot), similarity: workspace.values[place]))
            }
            first += count
        }
    }

    private func append(_ id: UInt64, _ workspace: ScanWorkspace, _ writing: inout Writing) -> Bool {
        let isNew = !self.contains(id)
        guard !isNew || self.count < self.capacity else { return false }
        var slot = self.used.load(ordering: .relaxed)
        if slot == self.store.slots {
            self.compact(&writing)
            slot = self.used.load(ordering: .relaxed)
        }
        self.store.reserve(slot)
        self.store.write(id, workspace.query, to: slot)
        self.used.store(slot + 1, ordering: .releasing)
        if let old = self.slotOfID.set(id, to: slot) {
            self.mark(old, &writing)
        } else {
            self.live.wrappingAdd(1, ordering: .relaxed)
        }
        return true
    }

    private func mark(_ slot: Int, _ writing: inout Writing) {
        self.store.setState(slot, SlotState.dead)
        writing.dead.append(slot)
        if writing.dead.count >= Self.markedLimit(among: self.count) { self.compact(&writing) }
    }

    /// Moves the last entries into the gaps.
    private func compact(_ writing: inout Writing) {
        self.lanes.alone {
            var used = self.used.load(ordering: .relaxed)
            writing.dead.sort()
            for gap in writing.dead {
                while used > gap, !self.store.isLive(used - 1) {
                    used -= 1
                }
                guard used > gap else { break }
                self.store.copy(used - 1, to: gap)
                _ = self.slotOfID.set(self.store.id(gap).pointee, to: gap)
                used -= 1
            }
            self.used.store(used, ordering: .releasing)
            self.store.shrink(to: used)
        }
        writing.dead.removeAll(keepingCapacity: true)
    }

    private static func markedLimit(among count: Int) -> Int {
        max(self.leastMarked, count / 32)
    }
}

import CVectorKernels
import Synchronization

/// An index that walks a graph of neighbours: right for hundreds of thousands of entries and more, where comparing with
/// each takes too long. It finds nearly all of the nearest, not surely all.
///
/// **Beside one another.** Searches, insertions and removals all share `lanes`, so none waits for another; what they read
/// of one another are lists of links, each under the lock of a stripe for the time of a copy. A vector is written before
/// any link leads to it and not written again while one does.
///
/// **Removals.** A removed entry is only marked: walks still pass through it. Once a share of the slots is marked, a sweep
/// begins: `condemn` names all that are marked, and every writer then mends some slots, giving each that leads to a
/// condemned slot the condemned one's neighbours to choose from (as FreshDiskANN does: Singh and others, 2021). New links
/// never lead to marked slots; so when the sweep has been everywhere, nothing leads to the condemned ones, and their slots
/// are used again. Only the beginning and the end of a sweep are alone in the lanes, for microseconds.
///
/// Memory is bounded by `capacity` entries and an eighth more of slots for marked ones.
package final class GraphIndex: VectorIndex {
    /// Slots of a piece of memory, as a power of two.
    private static let shift = 13

    /// Entries whose similarities differ by no more than this lie close together.
    static let closeness: Float = 0.01

    /// Where walks begin.
    struct Entrance: Equatable, Sendable {
        var slot: Int
        var layer: Int
    }

    struct Allocation {
        /// Slots that were used before.
        var free: [UInt32] = []
        /// Marked slots that are not condemned yet.
        var dead: [UInt32] = []
    }

    package let dimensions: Int
    package let capacity: Int
    package let settings: GraphSettings
    let store: SlotStore
    let links: GraphLinks
    let walk: GraphWalk
    let slotOfID = IdentifierMap()
    let lanes = ReadingLanes()
    /// Shared by writers; alone is who needs that nothing changes. Entered before `lanes`.
    let gate = ReadingLanes()
    let pool: WorkspacePool<GraphWorkspace>
    let entrance = Mutex<Entrance?>(nil)
    let allocation = Mutex(Allocation())
    let sweep = Mutex(GraphSweep())
    /// Slots that were ever used.
    let used = Atomic<Int>(0)
    let live = Atomic<Int>(0)
    let deadCount = Atomic<Int>(0)

    /// Creates an index without entries.
    package init(
        dimensions: Int,
        capacity: Int,
        settings: GraphSettings = GraphSettings(),
        kernels: VectorKernels = .best
    ) {
        self.dimensions = dimensions
        self.capacity = max(1, capacity)
        self.settings = settings
        let slots = self.capacity + Self.spare(for: self.capacity)
        let store = SlotStore(
            dimensions: dimensions,
            slots: slots,
            keepsHalves: settings.rescored > 0,
            shift: Self.shift,
            kernels: kernels
        )
        self.store = store
        self.links = GraphLinks(slots: slots, settings: settings, shift: Self.shift)
        self.walk = GraphWalk(store: store, links: self.links)
        self.pool = WorkspacePool { GraphWorkspace(dimensions: dimensions) }
    }

    package var count: Int {
        self.live.load(ordering: .relaxed)
    }

    package var bytes: Int {
        self.store.bytes + self.links.bytes + self.slotOfID.bytes
    }

    package func contains(_ id: UInt64) -> Bool {
        self.slotOfID[id] != nil
    }

    package func search(
        _ query: [Float],
        k: Int,
        where isWanted: ((UInt64) -> Bool)?
    ) throws(VectorIndexError) -> [VectorMatch] {
        try self.search(query, k: k, breadth: self.settings.searchBreadth, where: isWanted)
    }

    /// The entries nearest to a vector, with another breadth than that of the settings.
    package func search(
        _ query: [Float],
        k: Int,
        breadth: Int,
        where isWanted: ((UInt64) -> Bool)? = nil
    ) throws(VectorIndexError) -> [VectorMatch] {
        try self.pool.use { (workspace) throws(VectorIndexError) -> [VectorMatch] in
            try workspace.query.set(query, by: self.store.kernels)
            guard k > 0, self.count > 0 else { return [] }
            let wanted = max(min(k, self.capacity), self.settings.rescored, breadth)
            return self.lanes.shared {
                guard let entrance = self.entrance.withLock({ $0 }) else { return [] }
                let row = UnsafePointer(workspace.query.components)
                let scale = workspace.query.scale
                let start = self.walk.descend(
                    from: entrance.slot,
                    layer: entrance.layer,
                    to: 1,
                    row: row,
                    scale: scale,
                    workspace
                )
                self.walk.explore(
                    from: start,
                    layer: 0,
                    breadth: wanted,
                    slots: self.used.load(ordering: .acquiring),
                    row: row,
                    scale: scale,
                    workspace,
                    where: isWanted
                )
                let found = workspace.best.sorted()
                return self.store.matches(found, of: workspace.query, k: k, rescored: self.settings.rescored)
            }
        }
    }

    /// Slots for marked entries: a sweep ends before they are used up, see `GraphSweep`.
    static func spare(for capacity: Int) -> Int {
        capacity / 8 + 64
    }
}

import CVectorKernels

/// What a walk through a graph needs. Owned by one operation at a time.
///
/// `@unchecked Sendable`: handed over by the pool, which gives it to one thread only. That is also why accesses are not
/// checked: the check would cost as much as what is done with a neighbour.
final class GraphWorkspace: @unchecked Sendable {
    /// The longest list, with one more that wants to be in it.
    static let room = 2 * GraphSettings.mostLinks + 1

    @exclusivity(unchecked) var query: QueryVector
    @exclusivity(unchecked) var best = BestSlots(room: 256)
    @exclusivity(unchecked) var frontier = SlotFrontier(room: 4096)
    let links = UnsafeMutablePointer<UInt32>.allocate(capacity: GraphWorkspace.room)
    let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: GraphWorkspace.room)
    let scales = UnsafeMutablePointer<Float>.allocate(capacity: GraphWorkspace.room)
    let rows = UnsafeMutablePointer<UnsafePointer<Int8>>.allocate(capacity: GraphWorkspace.room)
    let dots = UnsafeMutablePointer<Int32>.allocate(capacity: GraphWorkspace.room)
    let chosen = UnsafeMutablePointer<UInt32>.allocate(capacity: GraphWorkspace.room)
    /// Neighbours of a new entry, one row for each layer.
    let plan = UnsafeMutablePointer<UInt32>.allocate(
        capacity: (GraphSettings.highestLayer + 1) * GraphWorkspace.room
    )
    var planned: [Int] = []
    /// Slots to choose neighbours from.
    var candidates: [RankedSlot] = []
    /// Slots beyond those that lie close together.
    var outside: [RankedSlot] = []
    /// Slots that a repair has found.
    var found: [UInt32] = []
    @exclusivity(unchecked) private var seen: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var seenWords = 1
    @exclusivity(unchecked) private var visited: [UInt32] = []

    init(dimensions: Int) {
        self.query = QueryVector(dimensions: dimensions)
        self.seen = .allocate(capacity: 1)
        self.seen.initialize(to: 0)
    }

    deinit {
        self.links.deallocate()
        self.fresh.deallocate()
        self.scales.deallocate()
        self.rows.deallocate()
        self.dots.deallocate()
        self.chosen.deallocate()
        self.plan.deallocate()
        self.seen.deallocate()
    }

    /// Forgets which slots were seen, and makes room for all there are.
    func forget(slots: Int) {
        // A walk sees some thousand slots of a million: taking their bits back is quicker than clearing all.
        for slot in self.visited {
            self.seen[Int(slot) &>> 6] = 0
        }
        self.visited.removeAll(keepingCapacity: true)
        let words = (slots + 63) / 64
        guard words > self.seenWords else { return }
        self.seen.deallocate()
        self.seenWords = max(words, self.seenWords * 2)
        self.seen = .allocate(capacity: self.seenWords)
        self.seen.initialize(repeating: 0, count: self.seenWords)
    }

    /// Whether a slot is seen for the first time. One that came after the walk began is left out.
    @inline(__always)
    func visit(_ slot: UInt32) -> Bool {
        let word = Int(slot) &>> 6
        guard word < self.seenWords else { return false }
        let bit = 1 as UInt64 &<< UInt64(slot & 63)
        guard self.seen[word] & bit == 0 else { return false }
        self.seen[word] |= bit
        self.visited.append(slot)
        return true
    }
}

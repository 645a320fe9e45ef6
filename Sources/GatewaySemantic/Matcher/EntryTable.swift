/// The stored prompts of all namespaces, in the order in which they were last used, within bounds.
///
/// A value that its owner guards; every operation takes constant time but `removeAll`. Slots hold a doubly linked list by
/// their numbers, so that touching an entry allocates nothing.
struct EntryTable {
    /// An entry with its place in the list.
    struct Slot {
        var entry: SemanticEntry
        var id: UInt64
        var observations: EntryObservations?
        var newer: Int32 = -1
        var older: Int32 = -1
    }

    /// Entries that share an index.
    struct Namespace {
        let index: any VectorIndex
        var byAnswer: [SemanticKey: Int32] = [:]
    }

    /// What had to go; its vector is still in the index.
    struct Removal {
        let id: UInt64
        let index: any VectorIndex
    }

    /// What an entry takes beside its text and vector: its slot, and its share of dictionaries.
    static let overhead = 320

    let limits: SemanticMatcher.Limits
    private let vectorBytes: Int
    private(set) var namespaces: [SemanticKey: Namespace] = [:]
    private var slots: [Slot?] = []
    private var free: [Int32] = []
    private var places: [UInt64: Int32] = [:]
    private var newest: Int32 = -1
    private var oldest: Int32 = -1
    private var lastID: UInt64 = 0
    private(set) var bytes = 0

    init(limits: SemanticMatcher.Limits, dimensions: Int) {
        self.limits = limits
        // A byte and a half-precision number per dimension, and what the index keeps about each.
        self.vectorBytes = dimensions * 3 + 64
    }

    var count: Int { self.places.count }

    subscript(id: UInt64) -> Slot? { self.places[id].flatMap { self.slots[Int($0)] } }

    /// The entry of an answer.
    func id(of answer: SemanticKey, in namespace: SemanticKey) -> UInt64? {
        self.namespaces[namespace]?.byAnswer[answer].flatMap { self.slots[Int($0)]?.id }
    }

    private func size(of entry: SemanticEntry) -> Int { Self.overhead + self.vectorBytes + entry.text.utf8.count }

    /// Stores an entry; an older one of the same answer, and those least recently used beyond the bounds, go.
    ///
    /// Nil where the entry alone is larger than the bounds allow.
    mutating func insert(
        _ entry: SemanticEntry,
        makeIndex: () -> any VectorIndex
    ) -> (id: UInt64, index: any VectorIndex, removed: [Removal])? {
        let size = self.size(of: entry)
        guard size <= self.limits.bytes, self.limits.entries > 0 else { return nil }
        var removed: [Removal] = []
        if let id = self.id(of: entry.answer, in: entry.namespace), let old = self.remove(id) { removed.append(old) }
        while self.count >= self.limits.entries || self.bytes + size > self.limits.bytes {
            guard self.oldest >= 0, let last = self.slots[Int(self.oldest)], let old = self.remove(last.id) else {
                break
            }
            removed.append(old)
        }
        self.lastID += 1
        let place: Int32
        if let last = self.free.popLast() {
            place = last
        } else {
            place = Int32(self.slots.count)
            self.slots.append(nil)
        }
        self.slots[Int(place)] = Slot(entry: entry, id: self.lastID)
        self.places[self.lastID] = place
        self.bytes += size
        self.link(place)
        let index: any VectorIndex
        if let known = self.namespaces[entry.namespace]?.index {
            index = known
        } else {
            index = makeIndex()
            self.namespaces[entry.namespace] = Namespace(index: index)
        }
        self.namespaces[entry.namespace]?.byAnswer[entry.answer] = place
        return (self.lastID, index, removed)
    }

    /// Takes an entry out; a namespace without entries goes, too.
    mutating func remove(_ id: UInt64) -> Removal? {
        guard let place = self.places.removeValue(forKey: id), let slot = self.slots[Int(place)],
            let index = self.namespaces[slot.entry.namespace]?.index
        else { return nil }
        self.unlink(place)
        self.slots[Int(place)] = nil
        self.free.append(place)
        self.bytes -= self.size(of: slot.entry)
        self.namespaces[slot.entry.namespace]?.byAnswer[slot.entry.answer] = nil
        if self.namespaces[slot.entry.namespace]?.byAnswer.isEmpty == true {
            self.namespaces[slot.entry.namespace] = nil
        }
        return Removal(id: id, index: index)
    }

    /// Takes all entries of a namespace out at once, with its index.
    mutating func remove(namespace: SemanticKey) -> Int {
        guard let gone = self.namespaces[namespace] else { return 0 }
        for place in gone.byAnswer.values { _ = self.slots[Int(place)].map { self.remove($0.id) } }
        return gone.byAnswer.count
    }

    /// Marks an entry as used.
    mutating func touch(_ id: UInt64) {
        guard let place = self.places[id], place != self.newest else { return }
        self.unlink(place)
        self.link(place)
    }

    /// Changes what is known of an entry.
    mutating func update(_ id: UInt64, _ change: (inout Slot) -> Void) -> Bool {
        guard let place = self.places[id], var slot = self.slots[Int(place)] else { return false }
        change(&slot)
        self.slots[Int(place)] = slot
        return true
    }

    /// All entries, least recently used first.
    var entries: [SemanticEntry] {
        var entries: [SemanticEntry] = []
        entries.reserveCapacity(self.count)
        var place = self.oldest
        while place >= 0, let slot = self.slots[Int(place)] {
            entries.append(slot.entry)
            place = slot.newer
        }
        return entries
    }

    private mutating func link(_ place: Int32) {
        self.slots[Int(place)]?.older = self.newest
        self.slots[Int(place)]?.newer = -1
        if self.newest >= 0 { self.slots[Int(self.newest)]?.newer = place }
        self.newest = place
        if self.oldest < 0 { self.oldest = place }
    }

    private mutating func unlink(_ place: Int32) {
        guard let slot = self.slots[Int(place)] else { return }
        if slot.newer >= 0 { self.slots[Int(slot.newer)]?.older = slot.older } else { self.newest = slot.older }
        if slot.older >= 0 { self.slots[Int(slot.older)]?.newer = slot.newer } else { self.oldest = slot.newer }
    }
}

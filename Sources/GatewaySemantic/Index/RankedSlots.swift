/// A slot with its similarity in one word, so that comparing two takes one comparison.
///
/// The greater word is the more similar slot, or the lower slot among equals: searches give the same answer each time.
struct RankedSlot: Comparable {
    let word: UInt64

    @inline(__always)
    init(slot: UInt32, similarity: Float) {
        let bits = similarity.bitPattern
        // Floats order like integers once the negative ones are turned round.
        let ordered = bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
        self.word = UInt64(ordered) &<< 32 | UInt64(~slot)
    }

    var slot: UInt32 {
        @inline(__always) get { ~UInt32(truncatingIfNeeded: self.word) }
    }

    var similarity: Float {
        @inline(__always) get {
            let ordered = UInt32(truncatingIfNeeded: self.word &>> 32)
            return Float(bitPattern: ordered & 0x8000_0000 != 0 ? ordered & 0x7FFF_FFFF : ~ordered)
        }
    }

    @inline(__always)
    static func < (left: RankedSlot, right: RankedSlot) -> Bool {
        left.word < right.word
    }
}

/// The best of the slots offered, at most as many as wanted: a heap with the worst of them on top.
///
/// Confined to one search; the storage grows to the most that was ever wanted and is used again.
struct BestSlots: ~Copyable {
    private var heap: UnsafeMutablePointer<RankedSlot>
    private var room: Int
    private(set) var count = 0
    private var limit = 0

    init(room: Int) {
        self.room = max(1, room)
        self.heap = .allocate(capacity: self.room)
    }

    deinit {
        self.heap.deallocate()
    }

    var isFull: Bool {
        @inline(__always) get { self.count == self.limit }
    }

    /// What a slot must exceed to be among the best.
    var floor: Float {
        @inline(__always) get { self.count == self.limit ? self.heap[0].similarity : -.infinity }
    }

    /// Begins anew.
    mutating func reset(limit: Int) {
        precondition(limit > 0, "At least one slot is wanted.")
        self.count = 0
        self.limit = limit
        guard limit > self.room else { return }
        self.heap.deallocate()
        self.room = limit
        self.heap = .allocate(capacity: limit)
    }

    @inline(__always)
    mutating func offer(_ slot: RankedSlot) {
        if self.count < self.limit {
            self.heap[self.count] = slot
            self.count += 1
            self.rise(from: self.count - 1)
        } else if self.heap[0] < slot {
            self.heap[0] = slot
            self.sink(from: 0, count: self.count)
        }
    }

    /// The slots, best first. What is kept is in order afterwards, and offering more needs a reset.
    mutating func sorted() -> UnsafeBufferPointer<RankedSlot> {
        var left = self.count
        while left > 1 {
            left -= 1
            let worst = self.heap[0]
            self.heap[0] = self.heap[left]
            self.heap[left] = worst
            self.sink(from: 0, count: left)
        }
        return UnsafeBufferPointer(start: self.heap, count: self.count)
    }

    private mutating func rise(from start: Int) {
        var place = start
        let slot = self.heap[place]
        while place > 0 {
            let parent = (place - 1) / 2
            guard slot < self.heap[parent] else { break }
            self.heap[place] = self.heap[parent]
            place = parent
        }
        self.heap[place] = slot
    }

    private mutating func sink(from start: Int, count: Int) {
        var place = start
        let slot = self.heap[place]
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, self.heap[child + 1] < self.heap[child] { child += 1 }
            guard self.heap[child] < slot else { break }
            self.heap[place] = self.heap[child]
            place = child
        }
        self.heap[place] = slot
    }
}

/// Slots still to be looked at: a heap with the best of them on top. Confined to one search.
struct SlotFrontier: ~Copyable {
    private var heap: UnsafeMutablePointer<RankedSlot>
    private var room: Int
    private var count = 0

    init(room: Int) {
        self.room = max(1, room)
        self.heap = .allocate(capacity: self.room)
    }

    deinit {
        self.heap.deallocate()
    }

    mutating func removeAll() {
        self.count = 0
    }

    @inline(__always)
    mutating func push(_ slot: RankedSlot) {
        if self.count == self.room { self.grow() }
        var place = self.count
        self.count += 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard self.heap[parent] < slot else { break }
            self.heap[place] = self.heap[parent]
            place = parent
        }
        self.heap[place] = slot
    }

    @inline(__always)
    mutating func pop() -> RankedSlot? {
        guard self.count > 0 else { return nil }
        let best = self.heap[0]
        self.count -= 1
        guard self.count > 0 else { return best }
        let slot = self.heap[self.count]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < self.count else { break }
            if child + 1 < self.count, self.heap[child] < self.heap[child + 1] { child += 1 }
            guard slot < self.heap[child] else { break }
            self.heap[place] = self.heap[child]
            place = child
        }
        self.heap[place] = slot
        return best
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<RankedSlot>.allocate(capacity: self.room * 2)
        larger.update(from: self.heap, count: self.count)
        self.heap.deallocate()
        self.heap = larger
        self.room *= 2
    }
}

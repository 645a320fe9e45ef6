/// A dense pool of records in chunks: indices are `0..<count`, whole chunks come and go, records are never copied to grow.
///
/// Removal moves the last record into the hole, so that memory in use follows the number of records and a walk over all
/// of them is a walk over indices; whoever keeps indices has to follow that move. Owns its memory.
struct Slab<Element>: ~Copyable {
    private static var shift: Int { 6 }
    private static var chunkLength: Int { 1 << Self.shift }
    private static var chunkBytes: Int { AllocationSize.of(MemoryLayout<Element>.stride * Self.chunkLength) }

    private var chunks: [UnsafeMutablePointer<Element>] = []
    /// Records in the pool.
    private(set) var count = 0
    /// Memory taken, with the allocator's share.
    private(set) var bytes = 0

    deinit {
        for index in 0..<self.count {
            self[UInt32(index)].deinitialize(count: 1)
        }
        for chunk in self.chunks {
            chunk.deallocate()
        }
    }

    /// Address of a record, valid until the next removal of a record.
    subscript(index: UInt32) -> UnsafeMutablePointer<Element> {
        @inline(__always) get {
            self.chunks[Int(index) >> Self.shift] + (Int(index) & (Self.chunkLength - 1))
        }
    }

    /// Adds a record at the end.
    mutating func append(_ element: consuming Element) -> UInt32 {
        if self.count == self.chunks.count << Self.shift {
            self.chunks.append(UnsafeMutablePointer<Element>.allocate(capacity: Self.chunkLength))
            self.measure()
        }
        let index = UInt32(self.count)
        self.count += 1
        self[index].initialize(to: element)
        return index
    }

    /// Ends a record and moves the last one into its place.
    mutating func remove(at index: UInt32) {
        let last = UInt32(self.count - 1)
        self[index].deinitialize(count: 1)
        if index != last {
            self[index].moveInitialize(from: self[last], count: 1)
        }
        self.count -= 1
        // One empty chunk is kept, so that a pool at the border of a chunk does not allocate each time.
        guard self.chunks.count - 2 >= (self.count + Self.chunkLength - 1) >> Self.shift else { return }
        self.chunks.removeLast().deallocate()
        self.measure()
    }

    private mutating func measure() {
        self.bytes =
            self.chunks.count * Self.chunkBytes
            + AllocationSize.of(32 + self.chunks.capacity * MemoryLayout<UnsafeMutablePointer<Element>>.stride)
    }
}

/// Growing stack of plain values that keeps its memory between uses.
///
/// An array's checks for uniqueness and exclusive access cost more than the few bytes that are mostly appended here.
/// The memory belongs to this value alone, which cannot be copied.
struct ScratchStack<Element: BitwiseCopyable>: ~Copyable {
    /// How many elements there are.
    private(set) var count = 0
    private var capacity: Int
    private(set) var base: UnsafeMutablePointer<Element>

    /// An empty stack with room for some elements.
    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        self.base = .allocate(capacity: self.capacity)
    }

    deinit {
        self.base.deallocate()
    }

    /// The element at an index below `count`.
    subscript(_ index: Int) -> Element {
        @inline(__always)
        get {
            assert(index >= 0 && index < self.count)
            return self.base[index]
        }
        @inline(__always)
        set {
            assert(index >= 0 && index < self.count)
            self.base[index] = newValue
        }
    }

    /// Puts an element on top.
    @inline(__always)
    mutating func append(_ element: Element) {
        if self.count == self.capacity { self.grow(by: 1) }
        self.base[self.count] = element
        self.count &+= 1
    }

    /// Puts elements on top; they must lie elsewhere.
    @inline(__always)
    mutating func append(_ elements: UnsafePointer<Element>, count: Int) {
        if count > self.capacity &- self.count { self.grow(by: count) }
        (self.base + self.count).update(from: elements, count: count)
        self.count &+= count
    }

    /// Takes elements off until the given number is left.
    @inline(__always)
    mutating func truncate(to count: Int) {
        assert(count >= 0 && count <= self.count)
        self.count = count
    }

    /// Forgets everything, and gives memory back where there is more than for the given number of elements.
    mutating func reset(retaining limit: Int) {
        self.count = 0
        guard self.capacity > max(limit, 1) else { return }
        self.base.deallocate()
        self.capacity = max(limit, 1)
        self.base = .allocate(capacity: self.capacity)
    }

    @inline(never)
    private mutating func grow(by count: Int) {
        let capacity = max(self.capacity * 2, self.count + count)
        let base = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        base.update(from: self.base, count: self.count)
        self.base.deallocate()
        self.base = base
        self.capacity = capacity
    }
}

/// Reusable bytes in which a key's input is put together; no allocation once it has grown to what is needed.
package struct ByteScratch: ~Copyable {
    var bytes: ScratchStack<UInt8>

    /// An empty scratch with room for some bytes.
    package init(capacity: Int = 4096) {
        self.bytes = ScratchStack(capacity: capacity)
    }

    /// How many bytes there are.
    package var count: Int {
        self.bytes.count
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        self.bytes.append(byte)
    }

    /// Appends bytes, which must lie elsewhere.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        self.bytes.append(base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }

    /// Drops the bytes from an offset on, at most `count`.
    package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.bytes.count)
        self.bytes.truncate(to: count)
    }

    /// Forgets everything, and gives memory back where more than `limit` bytes are held: one huge body must not pin
    /// its size for the life of a loop.
    package mutating func reset(retaining limit: Int) {
        self.bytes.reset(retaining: limit)
    }

    /// Lends the bytes.
    package func withUnsafeBytes<Result, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> Result
    ) throws(E) -> Result {
        try body(UnsafeRawBufferPointer(start: UnsafeRawPointer(self.bytes.base), count: self.bytes.count))
    }
}

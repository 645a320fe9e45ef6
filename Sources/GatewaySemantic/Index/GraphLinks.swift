import Synchronization

/// The links between the slots of a graph, layer by layer.
///
/// A list is as long as there is room or ends at `none`. Lists are read and written under the lock of their slot's
/// stripe, which is held for a copy of at most some hundred bytes by readers; so searches and insertions run side by side.
///
/// `@unchecked Sendable`: the lists are guarded by the stripes; layers and the memory of upper layers change only while a
/// slot is not reachable.
final class GraphLinks: @unchecked Sendable {
    /// The end of a list.
    static let none = UInt32.max
    private static let stripeCount = 1024

    let settings: GraphSettings
    let ground: ChunkedMemory
    private let layers: ChunkedMemory
    private let upper: ChunkedMemory
    private let stripes: UnsafeMutablePointer<Mutex<Void>>
    private let upperBytes = Atomic<Int>(0)

    init(slots: Int, settings: GraphSettings, shift: Int) {
        self.settings = settings
        self.ground = ChunkedMemory(
            records: slots,
            recordBytes: settings.room(on: 0) * MemoryLayout<UInt32>.stride,
            shift: shift
        )
        self.layers = ChunkedMemory(records: slots, recordBytes: 1, shift: shift, isZeroed: true)
        self.upper = ChunkedMemory(
            records: slots,
            recordBytes: MemoryLayout<UnsafeMutablePointer<UInt32>?>.stride,
            shift: shift,
            isZeroed: true
        )
        self.stripes = .allocate(capacity: Self.stripeCount)
        for stripe in 0..<Self.stripeCount {
            (self.stripes + stripe).initialize(to: Mutex(()))
        }
        self.reserved = 0
    }

    /// Slots that have memory; set by the thread that reserves.
    private var reserved: Int

    deinit {
        for slot in 0..<self.reserved {
            self.upperLists(slot).pointee?.deallocate()
        }
        self.stripes.deinitialize(count: Self.stripeCount)
        self.stripes.deallocate()
    }

    var bytes: Int {
        self.ground.bytes + self.layers.bytes + self.upper.bytes + self.upperBytes.load(ordering: .relaxed)
    }

    /// Makes sure that a slot has memory, one thread at a time.
    func reserve(_ slot: Int) {
        self.ground.reserve(slot)
        self.layers.reserve(slot)
        self.upper.reserve(slot)
        self.reserved = max(self.reserved, slot + 1)
    }

    /// Gives a slot that nobody can reach empty lists up to a layer.
    func open(_ slot: Int, layer: Int) {
        self.release(slot)
        self.layers.address(slot).storeBytes(of: UInt8(layer), as: UInt8.self)
        self.list(slot, 0).update(repeating: Self.none, count: self.settings.room(on: 0))
        guard layer > 0 else { return }
        let count = layer * self.settings.links
        let lists = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        lists.initialize(repeating: Self.none, count: count)
        self.upperLists(slot).pointee = lists
        self.upperBytes.wrappingAdd(count * MemoryLayout<UInt32>.stride, ordering: .relaxed)
    }

    /// Gives the memory of a slot's upper layers back; nobody can reach it.
    func release(_ slot: Int) {
        guard let lists = self.upperLists(slot).pointee else { return }
        lists.deallocate()
        self.upperLists(slot).pointee = nil
        let bytes = self.layer(of: slot) * self.settings.links * MemoryLayout<UInt32>.stride
        self.upperBytes.wrappingSubtract(bytes, ordering: .relaxed)
    }

    /// The highest layer of a slot.
    @inline(__always)
    func layer(of slot: Int) -> Int {
        Int(self.layers.address(slot).load(as: UInt8.self))
    }

    /// The list itself; only under the lock of its stripe.
    @inline(__always)
    func list(_ slot: Int, _ layer: Int) -> UnsafeMutablePointer<UInt32> {
        if layer == 0 { return self.ground.address(slot).assumingMemoryBound(to: UInt32.self) }
        precondition(layer <= self.layer(of: slot), "A slot has lists up to its layer.")
        guard let lists = self.upperLists(slot).pointee else {
            preconditionFailure("A slot above the ground has lists.")
        }
        return lists + (layer - 1) * self.settings.links
    }

    /// Runs with the list of a slot, which nobody else reads or writes meanwhile.
    @inline(__always)
    func withList<Result: Sendable>(
        _ slot: Int,
        _ layer: Int,
        _ body: (UnsafeMutablePointer<UInt32>) -> Result
    ) -> Result {
        self.stripes[slot & (Self.stripeCount - 1)].withLock { _ in body(self.list(slot, layer)) }
    }

    /// Copies a list; returns its length.
    @inline(__always)
    func copy(_ slot: Int, _ layer: Int, to target: UnsafeMutablePointer<UInt32>) -> Int {
        let room = self.settings.room(on: layer)
        self.withList(slot, layer) { list in
            target.update(from: list, count: room)
        }
        return self.count(target, room)
    }

    /// The length of a list.
    @inline(__always)
    func count(_ list: UnsafeMutablePointer<UInt32>, _ room: Int) -> Int {
        var count = 0
        while count < room, list[count] != Self.none {
            count += 1
        }
        return count
    }

    /// Fills a list; only under the lock of its stripe.
    func fill(_ list: UnsafeMutablePointer<UInt32>, with slots: UnsafeMutablePointer<UInt32>, count: Int, room: Int) {
        list.update(from: slots, count: count)
        (list + count).update(repeating: Self.none, count: room - count)
    }

    private func upperLists(_ slot: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?> {
        self.upper.address(slot).assumingMemoryBound(to: UnsafeMutablePointer<UInt32>?.self)
    }
}

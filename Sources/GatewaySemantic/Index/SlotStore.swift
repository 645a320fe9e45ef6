import CVectorKernels
import Synchronization

/// What a slot holds.
enum SlotState {
    /// Nothing, or what is being written.
    static let free: UInt8 = 0
    /// An entry.
    static let live: UInt8 = 1
    /// What was an entry; searches pass it over.
    static let dead: UInt8 = 2
    /// A dead entry that is being cut out of the graph.
    static let condemned: UInt8 = 3
}

/// The vectors of an index in numbered slots: bytes for the search, halves to score the best exactly.
///
/// `@unchecked Sendable`: a slot is written by the one thread that owns its number, before any other learns of it, and is
/// not written again while anybody may read it; the index that owns the store sees to both. States are atomic.
final class SlotStore: @unchecked Sendable {
    let kernels: VectorKernels
    let dimensions: Int
    let slots: Int
    let keepsHalves: Bool
    let rows: ChunkedMemory
    let halves: ChunkedMemory
    let scales: ChunkedMemory
    let ids: ChunkedMemory
    private let states: ChunkedMemory

    /// - Parameter shift: A piece of memory holds two to this power slots.
    init(dimensions: Int, slots: Int, keepsHalves: Bool, shift: Int, kernels: VectorKernels) {
        precondition((1...Self.mostDimensions).contains(dimensions), "Vectors have a sensible length.")
        precondition((1...Self.mostSlots).contains(slots), "The number of a slot fits into 32 bits.")
        self.kernels = kernels
        self.dimensions = dimensions
        self.slots = slots
        self.keepsHalves = keepsHalves
        self.rows = ChunkedMemory(records: slots, recordBytes: (dimensions + 63) & ~63, shift: shift)
        self.halves = ChunkedMemory(records: keepsHalves ? slots : 0, recordBytes: dimensions * 2, shift: shift)
        self.scales = ChunkedMemory(records: slots, recordBytes: MemoryLayout<Float>.stride, shift: shift)
        self.ids = ChunkedMemory(records: slots, recordBytes: MemoryLayout<UInt64>.stride, shift: shift)
        self.states = ChunkedMemory(
            records: slots,
            recordBytes: MemoryLayout<Atomic<UInt8>>.stride,
            shift: shift,
            isZeroed: true
        )
    }

    /// The longest vector: products of bytes must not overflow a sum of 32 bits.
    static let mostDimensions = 65_536
    /// Slots are counted with 32 bits, and the greatest numbers mean none.
    static let mostSlots = 1 << 31

    private var memories: [ChunkedMemory] {
        [self.rows, self.halves, self.scales, self.ids, self.states]
    }

    var bytes: Int {
        self.memories.reduce(0) { $0 + $1.bytes }
    }

    /// Makes sure that a slot has memory; slots are reserved without gaps, by one thread at a time.
    func reserve(_ slot: Int) {
        self.rows.reserve(slot)
        if self.keepsHalves { self.halves.reserve(slot) }
        self.scales.reserve(slot)
        self.ids.reserve(slot)
        self.states.reserve(slot)
    }

    /// Gives memory back that is not needed for the first slots. Nobody may read the others.
    func shrink(to slots: Int) {
        for memory in self.memories {
            memory.shrink(to: slots)
        }
    }

    @inline(__always)
    func row(_ slot: Int) -> UnsafeMutablePointer<Int8> {
        self.rows.address(slot).assumingMemoryBound(to: Int8.self)
    }

    @inline(__always)
    func half(_ slot: Int) -> UnsafeMutablePointer<UInt16> {
        self.halves.address(slot).assumingMemoryBound(to: UInt16.self)
    }

    @inline(__always)
    func scale(_ slot: Int) -> UnsafeMutablePointer<Float> {
        self.scales.address(slot).assumingMemoryBound(to: Float.self)
    }

    @inline(__always)
    func id(_ slot: Int) -> UnsafeMutablePointer<UInt64> {
        self.ids.address(slot).assumingMemoryBound(to: UInt64.self)
    }

    @inline(__always)
    func state(_ slot: Int) -> UInt8 {
        self.states.address(slot).assumingMemoryBound(to: Atomic<UInt8>.self).pointee.load(ordering: .acquiring)
    }

    @inline(__always)
    func setState(_ slot: Int, _ state: UInt8) {
        self.states.address(slot).assumingMemoryBound(to: Atomic<UInt8>.self).pointee.store(state, ordering: .releasing)
    }

    @inline(__always)
    func isLive(_ slot: Int) -> Bool {
        self.state(slot) == SlotState.live
    }

    /// Writes the vector of a workspace into a slot, which becomes an entry.
    func write(_ id: UInt64, _ vector: borrowing QueryVector, to slot: Int) {
        self.row(slot).update(from: vector.components, count: self.dimensions)
        if self.keepsHalves { self.kernels.call.narrow_f16(vector.floats, self.half(slot), self.dimensions) }
        self.scale(slot).pointee = vector.scale
        self.id(slot).pointee = id
        self.setState(slot, SlotState.live)
    }

    /// Copies an entry to another slot, as it is.
    func copy(_ slot: Int, to target: Int) {
        self.row(target).update(from: self.row(slot), count: self.dimensions)
        if self.keepsHalves { self.half(target).update(from: self.half(slot), count: self.dimensions) }
        self.scale(target).pointee = self.scale(slot).pointee
        self.id(target).pointee = self.id(slot).pointee
        self.setState(target, self.state(slot))
    }

    /// The vector of a slot as floats.
    func vector(_ slot: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: self.dimensions) { floats, count in
            count = self.dimensions
            guard let base = floats.baseAddress else { return }
            if self.keepsHalves {
                self.kernels.call.widen_f16(self.half(slot), base, self.dimensions)
            } else {
                let row = self.row(slot)
                let scale = self.scale(slot).pointee
                for index in 0..<self.dimensions {
                    base[index] = Float(row[index]) * scale
                }
            }
        }
    }

    /// The best of the slots found, by their halves where there are any; of entries with one id the better only.
    ///
    /// - Parameter rescored: How many of the best are scored again; at least as many as are wanted.
    func matches(
        _ found: UnsafeBufferPointer<RankedSlot>,
        of query: borrowing QueryVector,
        k: Int,
        rescored: Int
    ) -> [VectorMatch] {
        var matches: [VectorMatch] = []
        matches.reserveCapacity(min(found.count, max(k, rescored)))
        for candidate in found.prefix(max(k, self.keepsHalves ? rescored : k)) {
            let slot = Int(candidate.slot)
            let similarity =
                self.keepsHalves
                ? self.kernels.call.dot_f16(query.floats, self.half(slot), self.dimensions) : candidate.similarity
            matches.append(VectorMatch(id: self.id(slot).pointee, similarity: similarity))
        }
        matches.sort { left, right in
            left.similarity != right.similarity ? left.similarity > right.similarity : left.id < right.id
        }
        // An entry that is being replaced may be there twice.
        var kept = 0
        for place in matches.indices where kept < k {
            guard !matches[..<kept].contains(where: { $0.id == matches[place].id }) else { continue }
            matches[kept] = matches[place]
            kept += 1
        }
        matches.removeSubrange(kept...)
        return matches
    }
}

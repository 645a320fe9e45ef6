/// Which two neighbouring tokens merge, into what, and in which order.
///
/// `@unchecked Sendable`: immutable after `init`, and the memory lives as long as the object.
final class PairTable: @unchecked Sendable {
    /// Stands for no merge.
    static let absent = UInt32.max
    /// Ids and ranks lie below this, so that a merge fits into one word.
    static let limit = 0xFFFF

    private let slots: UnsafeMutableBufferPointer<UInt64>
    private let shift: UInt64

    /// One merge; its rank is its place in the list.
    struct Merge {
        let left: UInt32
        let right: UInt32
        let merged: UInt32
    }

    /// A table of at most `limit` merges of ids below `limit`.
    init(_ merges: [Merge]) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * merges.count { bits += 1 }
        self.shift = 64 - bits
        self.slots = .allocate(capacity: 1 << Int(bits))
        self.slots.initialize(repeating: .max)
        for (rank, merge) in merges.enumerated() where self.candidate(merge.left, merge.right) == Self.absent {
            let key = merge.left << 16 | merge.right
            var place = self.place(of: key)
            while self.slots[place] != .max { place = (place + 1) & (self.slots.count - 1) }
            self.slots[place] = UInt64(key) << 32 | UInt64(rank) << 16 | UInt64(merge.merged)
        }
    }

    deinit { self.slots.deallocate() }

    @inline(__always)
    private func place(of key: UInt32) -> Int {
        Int((UInt64(key) &* 0x9E37_79B9_7F4A_7C15) &>> self.shift)
    }

    /// What two neighbours merge into: the rank in the upper half, the token in the lower one; or `absent`.
    @inline(__always)
    func candidate(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let key = left << 16 | right
        var place = self.place(of: key)
        while true {
            let slot = self.slots[place]
            if UInt32(truncatingIfNeeded: slot >> 32) == key { return UInt32(truncatingIfNeeded: slot) }
            guard slot != .max else { return Self.absent }
            place = (place &+ 1) & (self.slots.count &- 1)
        }
    }
}

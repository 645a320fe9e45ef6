import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Records of one size, in pieces that are allocated as they are needed and stay where they are.
///
/// An index grows without copying, so no search waits for it, and its memory is that of its entries. Large pieces behind
/// the first are laid so that the system may use large pages: a graph is walked in no order, and most of its time is lost
/// to addresses. The first one takes what is used of it, as there may be many small indexes.
///
/// `@unchecked Sendable`: `reserve` is called by one thread at a time, and a record is only touched by threads that learnt
/// of its number after it was reserved, through a lock or an acquiring load.
final class ChunkedMemory: @unchecked Sendable {
    private static let largePage = 2 << 20

    let recordBytes: Int
    /// Records of a piece.
    let pieceRecords: Int
    private let shift: Int
    private let mask: Int
    private let isZeroed: Bool
    private let pieceLimit: Int
    private let pieces: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private let pieceCount = Atomic<Int>(0)
    /// Records that ever had memory.
    private let touched = Atomic<Int>(0)

    /// - Parameter shift: A piece holds two to this power records.
    init(records: Int, recordBytes: Int, shift: Int, isZeroed: Bool = false) {
        self.recordBytes = recordBytes
        self.shift = shift
        self.pieceRecords = 1 << shift
        self.mask = self.pieceRecords - 1
        self.isZeroed = isZeroed
        self.pieceLimit = (records + self.mask) >> shift
        self.pieces = .allocate(capacity: max(1, self.pieceLimit))
    }

    deinit {
        for piece in 0..<self.pieceCount.load(ordering: .acquiring) {
            self.pieces[piece].deallocate()
        }
        self.pieces.deallocate()
    }

    /// Bytes of the pieces there are, as far as they are used: the system gives memory when it is first written.
    var bytes: Int {
        let part = max(1, self.pieceRecords / 16)
        let used = (self.touched.load(ordering: .relaxed) + part - 1) / part * part
        return min(used, self.pieceCount.load(ordering: .relaxed) * self.pieceRecords) * self.recordBytes
    }

    /// Makes sure that a record has memory. Records are reserved without gaps.
    func reserve(_ slot: Int) {
        let wanted = slot >> self.shift
        precondition(wanted < self.pieceLimit, "A record lies within its storage.")
        self.touched.store(max(slot + 1, self.touched.load(ordering: .relaxed)), ordering: .relaxed)
        var count = self.pieceCount.load(ordering: .relaxed)
        while count <= wanted {
            let size = self.pieceRecords * self.recordBytes
            let isLarge = size >= Self.largePage
            let piece = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? Self.largePage : 64)
            #if os(Linux)
                if isLarge, count > 0 { _ = madvise(piece, size, MADV_HUGEPAGE) }
            #endif
            if self.isZeroed { piece.initializeMemory(as: UInt8.self, repeating: 0, count: size) }
            (self.pieces + count).initialize(to: piece)
            count += 1
            self.pieceCount.store(count, ordering: .releasing)
        }
    }

    /// Gives the pieces back that hold none of the first records, but for one to grow into. Nobody may touch them.
    func shrink(to records: Int) {
        let kept = (records + self.mask) >> self.shift + 1
        var count = self.pieceCount.load(ordering: .relaxed)
        while count > kept {
            count -= 1
            self.pieces[count].deallocate()
        }
        self.pieceCount.store(count, ordering: .releasing)
    }

    /// Where a reserved record lies.
    @inline(__always)
    func address(_ slot: Int) -> UnsafeMutableRawPointer {
        self.pieces[slot &>> self.shift] + (slot & self.mask) &* self.recordBytes
    }

    /// How many records lie behind one another from a record on.
    func run(from slot: Int) -> Int {
        self.pieceRecords - (slot & self.mask)
    }
}

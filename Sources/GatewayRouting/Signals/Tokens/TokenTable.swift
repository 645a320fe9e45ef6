/// The tokens of a vocabulary and their ranks: two open-addressing tables over bytes, and the bytes themselves.
///
/// Tokens of up to eight bytes, three quarters of them and nearly all that are met, stand in their slot as one word, so
/// that finding one compares two integers. The longer ones are compared with the bytes that the slot's rank leads to.
struct TokenTable: Sendable {
    struct ShortSlot {
        var key: UInt64 = 0
        var length: UInt32 = 0
        /// `absent` when the slot is free.
        var rank = TokenTable.absent
    }

    struct LongSlot {
        /// The upper half of the hash: tells nearly all other tokens apart.
        var mark: UInt32 = 0
        var rank = TokenTable.absent
    }

    /// Stands for no token; above every rank, so that the least rank is never it.
    static let absent = UInt32.max
    static let shortest = 1
    /// The longest token that a vocabulary may hold.
    static let longest = 1024

    private(set) var short: [ShortSlot]
    private(set) var long: [LongSlot]
    /// Where the bytes of each rank begin, and after the last one where they end.
    private(set) var offsets: [UInt32]
    private(set) var bytes: [UInt8]
    /// The length of the longest token.
    private(set) var longestToken = 0

    /// Makes an empty table with room for so many tokens at a load of two thirds at most.
    init(short: Int, long: Int, bytes: Int) {
        self.short = Array(repeating: ShortSlot(), count: Self.slots(for: short))
        self.long = Array(repeating: LongSlot(), count: Self.slots(for: long))
        self.offsets = [0]
        self.offsets.reserveCapacity(short + long + 1)
        self.bytes = []
        self.bytes.reserveCapacity(bytes)
    }

    private static func slots(for count: Int) -> Int {
        var slots = 16
        while slots * 2 < count * 3 { slots *= 2 }
        return slots
    }

    /// How many tokens there are; the next one gets this rank.
    var count: Int { self.offsets.count - 1 }

    /// How many bytes the table takes.
    var memory: Int {
        self.short.count * MemoryLayout<ShortSlot>.stride + self.long.count * MemoryLayout<LongSlot>.stride
            + self.offsets.count * 4 + self.bytes.count
    }

    /// Adds a token with the next rank; false when it is there already.
    mutating func append(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        let rank = UInt32(self.count)
        let isNew =
            token.count <= 8 ? self.appendShort(token, rank) : self.appendLong(token, rank)
        guard isNew else { return false }
        self.bytes.append(contentsOf: token)
        self.offsets.append(UInt32(self.bytes.count))
        self.longestToken = max(self.longestToken, token.count)
        return true
    }

    private mutating func appendShort(_ token: UnsafeBufferPointer<UInt8>, _ rank: UInt32) -> Bool {
        let key = TokenView.key(of: token)
        let mask = self.short.count - 1
        var slot = TokenView.hash(key, token.count) & mask
        while self.short[slot].rank != Self.absent {
            if self.short[slot].key == key, self.short[slot].length == token.count { return false }
            slot = (slot + 1) & mask
        }
        self.short[slot] = ShortSlot(key: key, length: UInt32(token.count), rank: rank)
        return true
    }

    private mutating func appendLong(_ token: UnsafeBufferPointer<UInt8>, _ rank: UInt32) -> Bool {
        let hash = TokenView.hash(token)
        let mark = UInt32(truncatingIfNeeded: hash >> 32)
        let mask = self.long.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while self.long[slot].rank != Self.absent {
            if self.long[slot].mark == mark, self.token(self.long[slot].rank).elementsEqual(token) { return false }
            slot = (slot + 1) & mask
        }
        self.long[slot] = LongSlot(mark: mark, rank: rank)
        return true
    }

    /// The bytes of a rank.
    func token(_ rank: UInt32) -> ArraySlice<UInt8> {
        self.bytes[Int(self.offsets[Int(rank)])..<Int(self.offsets[Int(rank) + 1])]
    }

    /// Gives the table's storage as pointers for the length of a call.
    @inline(__always)
    func withView<Result>(_ body: (TokenView) -> Result) -> Result {
        self.short.withUnsafeBufferPointer { short in
            self.long.withUnsafeBufferPointer { long in
                self.offsets.withUnsafeBufferPointer { offsets in
                    self.bytes.withUnsafeBufferPointer { bytes in
                        body(
                            TokenView(
                                short: short,
                                long: long,
                                offsets: offsets,
                                bytes: bytes,
                                longestToken: self.longestToken
                            )
                        )
                    }
                }
            }
        }
    }
}

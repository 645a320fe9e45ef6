/// Finds a token by its bytes: an open-addressing table over all bytes in one block.
///
/// Only the vocabulary is in it, never a caller's text, so nobody can fill it or make it slow.
///
/// `@unchecked Sendable`: immutable after `init`, and the memory lives as long as the object.
final class TokenIndex: @unchecked Sendable {
    /// The length of the longest token.
    let longest: Int
    /// How many tokens there are.
    let count: Int
    /// The bytes of all tokens, one after the other.
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// Per token where its bytes end, after where the first one begins, and its id.
    private let entries: UnsafeMutableBufferPointer<Entry>
    /// One more than the number of an entry, or 0, beside a part of its hash.
    private let slots: UnsafeMutableBufferPointer<Slot>

    private struct Entry {
        var start: UInt32
        var end: UInt32
        var id: UInt32
    }

    private struct Slot {
        var tag: UInt32
        var entry: UInt32
    }

    /// An index of tokens with their ids; where one stands there twice, the first counts.
    init(_ tokens: [(bytes: [UInt8], id: UInt32)]) {
        var slotCount = 16
        while slotCount < 2 * tokens.count { slotCount *= 2 }
        self.count = tokens.count
        self.longest = tokens.reduce(0) { max($0, $1.bytes.count) }
        self.bytes = .allocate(capacity: max(tokens.reduce(0) { $0 + $1.bytes.count }, 1))
        self.entries = .allocate(capacity: max(tokens.count, 1))
        self.slots = .allocate(capacity: slotCount)
        self.bytes.initialize(repeating: 0)
        self.entries.initialize(repeating: Entry(start: 0, end: 0, id: 0))
        self.slots.initialize(repeating: Slot(tag: 0, entry: 0))
        var end = 0
        for (number, token) in tokens.enumerated() {
            let start = end
            for byte in token.bytes {
                self.bytes[end] = byte
                end += 1
            }
            self.entries[number] = Entry(start: UInt32(start), end: UInt32(end), id: token.id)
            self.insert(number, UnsafeBufferPointer(rebasing: UnsafeBufferPointer(self.bytes)[start..<end]))
        }
    }

    deinit {
        self.bytes.deallocate()
        self.entries.deallocate()
        self.slots.deallocate()
    }

    private func insert(_ number: Int, _ token: UnsafeBufferPointer<UInt8>) {
        let hash = Self.hash(token)
        var place = Int(hash >> 32) & (self.slots.count - 1)
        while self.slots[place].entry != 0 { place = (place + 1) & (self.slots.count - 1) }
        self.slots[place] = Slot(tag: UInt32(truncatingIfNeeded: hash), entry: UInt32(number) + 1)
    }

    /// The id of the token with these bytes.
    @inline(__always)
    func find(_ token: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard token.count <= self.longest else { return nil }
        let hash = Self.hash(token)
        let tag = UInt32(truncatingIfNeeded: hash)
        var place = Int(hash >> 32) & (self.slots.count &- 1)
        while true {
            let slot = self.slots[place]
            guard slot.entry != 0 else { return nil }
            if slot.tag == tag {
                let entry = self.entries[Int(slot.entry) &- 1]
                if self.equal(token, entry) { return entry.id }
            }
            place = (place &+ 1) & (self.slots.count &- 1)
        }
    }

    @inline(__always)
    private func equal(_ token: UnsafeBufferPointer<UInt8>, _ entry: Entry) -> Bool {
        guard Int(entry.end &- entry.start) == token.count else { return false }
        for index in 0..<token.count where self.bytes[Int(entry.start) &+ index] != token[index] { return false }
        return true
    }

    /// Multiplies eight bytes at a time; both halves of the product are mixed, so that all bits count.
    @inline(__always)
    private static func hash(_ token: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(token.count)
        var index = 0
        while index < token.count {
            var word: UInt64 = 0
            if index &+ 8 <= token.count, let base = token.baseAddress {
                word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            } else {
                var shift: UInt64 = 0
                for place in index..<token.count {
                    word |= UInt64(token[place]) &<< shift
                    shift &+= 8
                }
            }
            let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            hash = product.high ^ product.low
            index &+= 8
        }
        return hash
    }
}

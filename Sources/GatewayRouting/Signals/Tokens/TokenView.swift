/// A token table for the length of one call: finds the rank of bytes.
struct TokenView {
    let short: UnsafeBufferPointer<TokenTable.ShortSlot>
    let long: UnsafeBufferPointer<TokenTable.LongSlot>
    let offsets: UnsafeBufferPointer<UInt32>
    let bytes: UnsafeBufferPointer<UInt8>
    let longestToken: Int

    /// The rank of the token that a part of a text is, or `TokenTable.absent`.
    @inline(__always)
    func rank(of text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> UInt32 {
        let length = end - start
        guard length > 8 else {
            return self.rank(ofKey: Self.key(of: text, from: start, length), length)
        }
        return length > self.longestToken ? TokenTable.absent : self.longRank(text, start, end)
    }

    /// The rank of the two bytes at an index.
    @inline(__always)
    func rank(ofPair text: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
        self.rank(ofKey: UInt64(text[start]) | UInt64(text[start + 1]) << 8, 2)
    }

    @inline(__always)
    private func rank(ofKey key: UInt64, _ length: Int) -> UInt32 {
        let mask = self.short.count - 1
        var index = Self.hash(key, length) & mask
        while true {
            let slot = self.short[index]
            if slot.key == key, slot.length == length { return slot.rank }
            if slot.rank == TokenTable.absent { return TokenTable.absent }
            index = (index + 1) & mask
        }
    }

    @inline(never)
    private func longRank(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
        let token = UnsafeBufferPointer(rebasing: text[start..<end])
        let hash = Self.hash(token)
        let mark = UInt32(truncatingIfNeeded: hash >> 32)
        let mask = self.long.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = self.long[index]
            if slot.rank == TokenTable.absent { return TokenTable.absent }
            if slot.mark == mark, self.isToken(slot.rank, token) { return slot.rank }
            index = (index + 1) & mask
        }
    }

    private func isToken(_ rank: UInt32, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(self.offsets[Int(rank)])
        guard Int(self.offsets[Int(rank) + 1]) - start == other.count else { return false }
        for index in 0..<other.count where self.bytes[start + index] != other[index] { return false }
        return true
    }

    // MARK: keys

    /// Up to eight bytes as one word, the first byte lowest.
    @inline(__always)
    static func key(of text: UnsafeBufferPointer<UInt8>, from start: Int, _ length: Int) -> UInt64 {
        if start + 8 <= text.count {
            let word = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: start, as: UInt64.self)
            return UInt64(littleEndian: word) & (~0 &>> UInt64(truncatingIfNeeded: 64 - 8 * length))
        }
        return self.key(of: UnsafeBufferPointer(rebasing: text[start..<start + length]))
    }

    /// Up to eight bytes as one word; reads nothing beyond them.
    static func key(of token: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for index in 0..<token.count { key |= UInt64(token[index]) &<< UInt64(truncatingIfNeeded: 8 * index) }
        return key
    }

    @inline(__always)
    static func hash(_ key: UInt64, _ length: Int) -> Int {
        let mixed = (key ^ UInt64(length) &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    /// The hash of more than eight bytes, a word at a time; the last word overlaps the one before.
    @inline(__always)
    static func hash(_ token: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(token)
        var hash = UInt64(token.count)
        var index = 0
        while index + 8 < token.count {
            hash = self.mix(hash, raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        return self.mix(hash, raw.loadUnaligned(fromByteOffset: token.count - 8, as: UInt64.self))
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ UInt64(littleEndian: word)).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low &+ hash
    }
}

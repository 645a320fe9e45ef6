/// What each letter run says about the language of its word: a read-only hash table of sparse weights.
///
/// File, all numbers little-endian: magic `SBLM`, version (4 bytes), bucket bits (4), cells (4), checksum (8), one byte
/// per bucket with the number of its cells, then the cells of two bytes each. A bucket holds records: a head
/// (fingerprint in the upper twelve bits, number of weights in the lower four), then the weights (class in the upper
/// seven bits, signed weight in the lower nine). A run with many weights has several records of one fingerprint.
package struct LanguageModel: Sendable {
    /// Each bucket's first cell, and the end of the last.
    @usableFromInline let starts: [UInt32]
    @usableFromInline let cells: [UInt16]
    @usableFromInline let shift: UInt64

    /// The length of the part before the buckets.
    package static let headLength = 24
    /// The version that this code reads and the trainer writes.
    package static let version: UInt32 = 1
    /// One natural logarithm unit of a score.
    package static let unit: Float = 24

    /// Reads and checks a model; nothing that it says is trusted later.
    package init(_ bytes: UnsafeRawBufferPointer) throws(LanguageModelError) {
        guard bytes.count >= Self.headLength, Self.number(bytes, 0) == 0x4D4C_4253,
            Self.number(bytes, 4) == Self.version
        else { throw .notAModel }
        let bits = Int(Self.number(bytes, 8))
        let cellCount = Int(Self.number(bytes, 12))
        guard bits > 0, bits <= 24, cellCount <= 1 << 28,
            bytes.count == Self.headLength + (1 << bits) + 2 * cellCount
        else { throw .wrongSize }
        let stated = UInt64(Self.number(bytes, 16)) | UInt64(Self.number(bytes, 20)) << 32
        guard Self.checksum(bytes) == stated else { throw .wrongChecksum }

        let lengths = Self.headLength
        let buckets = 1 << bits
        self.starts = [UInt32](unsafeUninitializedCapacity: buckets + 1) { starts, count in
            var at: UInt32 = 0
            for bucket in 0..<buckets {
                starts[bucket] = at
                at += UInt32(bytes[lengths + bucket])
            }
            starts[buckets] = at
            count = buckets + 1
        }
        guard self.starts[buckets] == UInt32(cellCount) else { throw .malformed }
        self.cells = [UInt16](unsafeUninitializedCapacity: cellCount) { cells, count in
            for cell in 0..<cellCount {
                let at = lengths + buckets + 2 * cell
                cells[cell] = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
            }
            count = cellCount
        }
        self.shift = 64 - UInt64(bits)
        try self.checkBuckets()
    }

    /// Every record ends within its bucket and names classes that exist, so that a look-up needs no checks.
    private func checkBuckets() throws(LanguageModelError) {
        for bucket in 0..<(self.starts.count - 1) {
            var at = Int(self.starts[bucket])
            let end = Int(self.starts[bucket + 1])
            while at < end {
                let weights = Int(self.cells[at] & 15)
                guard weights < end - at else { throw .malformed }
                for cell in (at + 1)..<(at + 1 + weights) where Int(self.cells[cell] >> 9) >= Language.count {
                    throw .malformed
                }
                at += 1 + weights
            }
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    /// A checksum of everything but itself, eight bytes at a step.
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ word: UInt64) {
            sum = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
            sum ^= sum >> 29
        }
        add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)))
        add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        var at = Self.headLength
        while at + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            at += 8
        }
        while at < bytes.count {
            add(UInt64(bytes[at]) | 0x100)
            at += 1
        }
        return sum
    }

    /// The bucket of a hash.
    @inlinable package static func bucket(_ hash: UInt64, shift: UInt64) -> Int { Int(hash >> shift) }

    /// The fingerprint of a hash, as it stands in a record's head: bits that do not choose the bucket.
    @inlinable package static func fingerprint(_ hash: UInt64) -> UInt16 {
        UInt16(truncatingIfNeeded: (hash >> 20) << 4)
    }
}

package import NIOCore

/// The place of a key in a cluster: one of 16,384 slots, each owned by one primary.
///
/// The slot is CRC16/XMODEM of the key modulo 16,384. Where the key holds a hash tag, that is `{` and, later, `}` with
/// something between the first of each, only what stands between them counts: `{user1}.a` and `{user1}.b` share a slot.
package struct HashSlot: Hashable, Comparable, Sendable {
    /// How many slots every cluster has.
    package static let count = 16_384

    /// The number of the slot, below ``count``.
    package let number: UInt16

    /// The slot of this number, or nil where there is none.
    package init?(_ number: some BinaryInteger) {
        guard number >= 0, number < Self.count else { return nil }
        self.number = UInt16(number)
    }

    /// The slot of a key.
    package init(key: UnsafeRawBufferPointer) {
        self.number = Self.checksum(Self.hashed(key)) & UInt16(Self.count - 1)
    }

    /// The slot of a key.
    package init(key: ByteBuffer) {
        self = key.withUnsafeReadableBytes { HashSlot(key: $0) }
    }

    /// The slot of a key.
    package init(key: String) {
        var key = key
        self = key.withUTF8 { HashSlot(key: UnsafeRawBufferPointer($0)) }
    }

    package static func < (left: HashSlot, right: HashSlot) -> Bool {
        left.number < right.number
    }

    /// The part of a key that is hashed: its first hash tag where that is not empty, else all of it.
    private static func hashed(_ key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key }
        let rest = key[(open + 1)...]
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")), close > open + 1 else { return key }
        return UnsafeRawBufferPointer(rebasing: rest[..<close])
    }

    /// CRC16/XMODEM: polynomial 0x1021, start 0, nothing reflected, nothing inverted.
    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt16 {
        self.table.withUnsafeBufferPointer { table in
            var sum: UInt16 = 0
            for byte in bytes {
                sum = (sum &<< 8) ^ table[Int(UInt8(truncatingIfNeeded: sum &>> 8) ^ byte)]
            }
            return sum
        }
    }

    /// What one byte does to the checksum.
    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { sum, _ in
            sum & 0x8000 == 0 ? sum << 1 : (sum << 1) ^ 0x1021
        }
    }
}

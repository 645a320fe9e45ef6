import NIOCore
import Testing

@testable import RESP

@Suite struct HashSlotTests {
    @Test func `the checksum is CRC16 XMODEM`() {
        var text = "123456789"
        let sum = text.withUTF8 { HashSlot.checksum(UnsafeRawBufferPointer($0)) }
        #expect(sum == 0x31C3)
    }

    @Test(arguments: [
        ("", 0), ("foo", 12182), ("bar", 5061), ("123456789", 12739), ("a", 15495), ("user1000", 3443),
        ("{user1000}.following", 3443), ("{user1000}.followers", 3443), ("foo{bar}{zap}", 5061),
    ])
    func `a key has the slot that Redis documents`(key: String, slot: Int) {
        #expect(HashSlot(key: key).number == UInt16(slot))
    }

    @Test(arguments: [
        ("foo{}{bar}", "foo{}{bar}"), ("foo{{bar}}zap", "{bar"), ("foo{bar", "foo{bar"), ("foo}bar{x}", "x"),
        ("{}", "{}"), ("}{", "}{"), ("{a}", "a"), ("x{a}}", "a"), ("{a}{b}", "a"),
    ])
    func `only the first tag counts and only if something is in it`(key: String, hashed: String) {
        var hashed = hashed
        let whole = hashed.withUTF8 { HashSlot.checksum(UnsafeRawBufferPointer($0)) } % 16_384
        #expect(HashSlot(key: key).number == whole)
    }

    @Test func `checksums agree with a bitwise one on random bytes`() {
        let seed: UInt64 = 0x51_07
        var random = ClusterRandom(seed: seed)
        for _ in 0..<2_000 {
            let bytes = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var sum: UInt16 = 0
            for byte in bytes {
                for bit in (0..<8).reversed() {
                    let top = (sum >> 15) ^ UInt16((byte >> bit) & 1)
                    sum = (sum << 1) ^ (top == 1 ? 0x1021 : 0)
                }
            }
            let own = bytes.withUnsafeBytes { HashSlot.checksum($0) }
            #expect(own == sum, "seed \(seed), bytes \(bytes)")
            let buffer = HashSlot(key: ByteBuffer(bytes: [0x78] + bytes))
            #expect(Int(buffer.number) < HashSlot.count)
        }
    }

    @Test func `a number past the last slot is none`() {
        #expect(HashSlot(16_383)?.number == 16_383)
        #expect(HashSlot(16_384) == nil)
        #expect(HashSlot(-1) == nil)
        #expect(HashSlot(65_536 + 3) == nil)
    }
}

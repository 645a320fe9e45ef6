import GatewayRouting
import Testing

/// The hash behind the prefixes.
@Suite struct PrefixHashTests {
    private static func hash(_ bytes: [UInt8], seed: UInt64 = 5) -> UInt64 {
        bytes.withUnsafeBytes { PrefixHash.extended(PrefixHash.start(seed), by: $0) }
    }

    @Test func `every bit of every length counts`() {
        var seen: Set<UInt64> = []
        var count = 0
        for length in 0...200 {
            var bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            seen.insert(Self.hash(bytes))
            count += 1
            for index in 0..<length {
                bytes[index] ^= 1 << UInt8(index % 8)
                seen.insert(Self.hash(bytes))
                count += 1
                bytes[index] ^= 1 << UInt8(index % 8)
            }
        }
        #expect(seen.count == count)
    }

    @Test func `zeros of different lengths differ`() {
        let hashes = (0...300).map { Self.hash(Array(repeating: 0, count: $0)) }
        #expect(Set(hashes).count == hashes.count)
        #expect(!hashes.contains(0))
    }

    @Test func `pieces are told from their sum`() {
        let whole = Self.hash(Array("abcd".utf8))
        for cut in 0...4 {
            let (one, two) = (Array("abcd".utf8.prefix(cut)), Array("abcd".utf8.dropFirst(cut)))
            let chained = two.withUnsafeBytes { PrefixHash.extended(Self.hash(one), by: $0) }
            #expect(chained != whole)
        }
    }

    @Test func `half of the bits change with one`() {
        var random = SplitMix64(seed: 3)
        var changed = 0
        for _ in 0..<2000 {
            var bytes = (0..<Int.random(in: 1...150, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let before = Self.hash(bytes)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            changed += (Self.hash(bytes) ^ before).nonzeroBitCount
        }
        #expect(abs(changed - 2000 * 32) < 2000)
    }

    @Test func `seeds are worlds of their own`() {
        let hashes = (0..<1000).map { Self.hash(Array("same".utf8), seed: UInt64($0)) }
        #expect(Set(hashes).count == hashes.count)
    }
}

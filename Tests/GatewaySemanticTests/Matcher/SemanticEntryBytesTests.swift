import GatewaySemantic
import Testing

@Suite struct SemanticEntryBytesTests {
    private static let entries = [
        SemanticEntry(
            namespace: SemanticKey(1, .max, 3, 4),
            answer: SemanticKey(5, 6, 7, 1 << 63),
            text: "Wie spät ist es? 几点了",
            language: "de",
            expires: -5,
            evidence: EntryEvidence(wrong: 3, right: 500)
        ),
        SemanticEntry(namespace: SemanticKey(0, 0, 0, 0), answer: SemanticKey(0, 0, 0, 1), text: "", language: nil),
    ]

    @Test(arguments: entries)
    func `an entry comes back from its bytes as it was`(entry: SemanticEntry) {
        #expect(SemanticEntry(bytes: entry.bytes) == entry)
    }

    @Test(arguments: entries)
    func `bytes that are cut, longer or of another version are no entry`(entry: SemanticEntry) {
        let bytes = entry.bytes
        for count in bytes.indices { #expect(SemanticEntry(bytes: Array(bytes[..<count])) == nil) }
        #expect(SemanticEntry(bytes: bytes + [0]) == nil)
        #expect(SemanticEntry(bytes: [2] + bytes.dropFirst()) == nil)
    }

    @Test(arguments: 1...50)
    func `damaged bytes never crash`(seed: Int) {
        var chance = MatcherChance(seed: UInt64(seed))
        var bytes = Self.entries[0].bytes
        for _ in 0..<3 {
            bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        if let entry = SemanticEntry(bytes: bytes) { #expect(SemanticEntry(bytes: entry.bytes) == entry) }
    }
}

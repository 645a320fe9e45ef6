import GatewayWire
import Testing

struct JSONPatchTests {
    private static let body = Array("0123456789".utf8)

    private static func text(_ patch: JSONPatch) -> String {
        let bytes = patch.applied(to: Self.body.span.bytes)
        #expect(bytes.count == patch.patchedCount(of: Self.body.count))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `an empty patch is the body in one piece`() {
        let patch = JSONPatch()
        var segments: [JSONPatch.Segment] = []
        patch.forEachSegment(bodyCount: 10) { segments.append($0) }
        #expect(segments == [.original(0..<10)])
        #expect(patch.isEmpty)
    }

    @Test func `splices given in any order are applied in the body's order`() {
        var patch = JSONPatch()
        patch.replace(8..<10, with: [])
        patch.replace(0..<1, with: Array("ab".utf8))
        patch.replace(4..<4, with: Array("-".utf8))
        #expect(Self.text(patch) == "ab123-4567")
        #expect(patch.count == 3)
    }

    @Test func `an insertion stands before a replacement at the same place`() {
        for isFirst in [true, false] {
            var patch = JSONPatch()
            if isFirst { patch.replace(3..<3, with: Array("+".utf8)) }
            patch.replace(3..<5, with: Array("x".utf8))
            if !isFirst { patch.replace(3..<3, with: Array("+".utf8)) }
            #expect(Self.text(patch) == "012+x56789")
        }
    }

    @Test func `insertions at one place keep their order`() {
        var patch = JSONPatch()
        patch.replace(5..<5, with: Array("a".utf8))
        patch.replace(5..<5, with: Array("b".utf8))
        #expect(Self.text(patch) == "01234ab56789")
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `any number of splices equals replacing from the back`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        for _ in 0..<300 {
            let body = (0..<40).map { UInt8($0) }
            var splices: [(range: Range<Int>, bytes: [UInt8])] = []
            var place = 0
            while place < body.count, splices.count < 9 {
                let start = place + random.below(6)
                let end = start + 1 + random.below(5)
                guard end <= body.count else { break }
                splices.append((start..<end, (0..<random.below(4)).map { _ in UInt8(200 + random.below(50)) }))
                place = end
            }
            var expected = body
            for splice in splices.reversed() { expected.replaceSubrange(splice.range, with: splice.bytes) }
            var patch = JSONPatch()
            for splice in splices.shuffled(using: &random) { patch.replace(splice.range, with: splice.bytes) }
            #expect(patch.applied(to: body.span.bytes) == expected, "seed \(seed)")
            #expect(patch.patchedCount(of: body.count) == expected.count, "seed \(seed)")
        }
    }
}

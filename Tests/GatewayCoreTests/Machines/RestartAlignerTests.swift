import GatewayCore
import GatewayWire
import Testing

struct RestartAlignerTests {
    @Test func `what was delivered is swallowed and the rest passes`() {
        var aligner = RestartAligner(delivered: Array("Hello, w".utf8))
        #expect(aligner.isShort && !aligner.isAligned)
        #expect(aligner.feed(Array("Hello".utf8)) == .swallowed)
        #expect(aligner.feed([]) == .swallowed)
        #expect(aligner.feed(Array(", world".utf8)) == .passes(Array("orld".utf8)))
        #expect(aligner.isAligned && !aligner.isShort)
        #expect(aligner.feed(Array("!".utf8)) == .passes(Array("!".utf8)))
        #expect(aligner.feed([]) == .passes([]))
    }

    @Test func `a piece that ends where the delivered text ends is swallowed whole`() {
        var aligner = RestartAligner(delivered: Array("ab".utf8))
        #expect(aligner.feed(Array("ab".utf8)) == .swallowed && aligner.isAligned)
        #expect(aligner.feed(Array("ab".utf8)) == .passes(Array("ab".utf8)))
    }

    @Test func `after a difference nothing passes any more`() {
        var aligner = RestartAligner(delivered: Array("abc".utf8))
        #expect(aligner.feed(Array("abX".utf8)) == .diverged)
        #expect(aligner.hasDiverged && !aligner.isAligned && !aligner.isShort)
        #expect(aligner.feed(Array("abc".utf8)) == .diverged && aligner.feed([]) == .diverged)
    }

    @Test func `an answer that ends too early is short`() {
        var aligner = RestartAligner(delivered: Array("abc".utf8))
        #expect(aligner.feed(Array("ab".utf8)) == .swallowed)
        #expect(aligner.isShort && !aligner.hasDiverged)
    }

    @Test func `with nothing delivered everything passes`() {
        var aligner = RestartAligner(delivered: [])
        #expect(aligner.isAligned && !aligner.isShort)
        #expect(aligner.feed(Array("a".utf8)) == .passes(Array("a".utf8)))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `the same text, however cut and escaped, completes the answer`(seed: UInt64) {
        var random = RandomAnswer(seed: seed)
        for _ in 0..<100 {
            let text = random.anyText(scalars: 1 + random.below(80))
            // The first provider dies after some of its chunks.
            let first = random.escapedPieces(text)
            var delivered = DeliveredText(maxBytes: 1 << 20)
            for piece in first.prefix(random.below(first.count + 1)) {
                piece.withUnsafeBytes { delivered.appendContent($0) }
            }
            let sent = delivered.decodedContent()
            guard Array(text.utf8).starts(with: sent) else {
                // Only half of a pair of surrogates was delivered, which no answer agrees with.
                #expect(sent.suffix(3) == [0xEF, 0xBF, 0xBD], "seed \(seed): \(text)")
                continue
            }
            var aligner = RestartAligner(delivered: sent)
            var decoder = JSONTextDecoder()
            var answer = sent
            for piece in random.escapedPieces(text) {
                var decoded: [UInt8] = []
                piece.withUnsafeBytes { decoder.feed($0, into: &decoded) }
                switch aligner.feed(decoded) {
                case .swallowed: break
                case .passes(let rest): answer += rest
                case .diverged: Issue.record("seed \(seed): diverged on \(text)")
                }
            }
            #expect(aligner.isAligned && answer == Array(text.utf8), "seed \(seed): \(text)")
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `of another text not a byte passes`(seed: UInt64) {
        var random = RandomAnswer(seed: seed)
        for _ in 0..<200 {
            let text = Array(random.anyText(scalars: 2 + random.below(60)).utf8)
            let delivered = Array(text.prefix(1 + random.below(text.count)))
            var other = text
            let place = random.below(delivered.count)
            other[place] = other[place] == 0x78 ? 0x79 : 0x78
            var aligner = RestartAligner(delivered: delivered)
            var seen = 0
            for token in random.tokens(other) {
                seen += token.count
                let step = aligner.feed(token)
                #expect(step == (seen > place ? .diverged : .swallowed), "seed \(seed): \(text), \(place)")
            }
            #expect(aligner.hasDiverged && !aligner.isAligned, "seed \(seed): \(text), \(place)")
        }
    }
}

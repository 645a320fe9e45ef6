import GatewayTraining
import GatewayWire
import Testing

@Suite struct CacheHalvesTests {
    private static func pairs(_ rows: [(String, String)]) -> [CachePair] {
        rows.compactMap {
            try? CachePair(
                .object([.init("a", .string($0.0)), .init("b", .string($0.1)), .init("label", .number("0"))])
            )
        }
    }

    private static func arrivals(_ rows: [(String, Int)]) -> [CacheArrival] {
        rows.compactMap {
            try? CacheArrival(.object([.init("prompt", .string($0.0)), .init("class", .number("\($0.1)"))]))
        }
    }

    @Test func `texts that are not connected fall on both sides`() {
        var halves = CacheHalves()
        halves.add(Self.pairs((0..<400).map { ("left \($0)", "right \($0)") }))
        let even = (0..<400).filter { halves.half(of: "left \($0)") == .even }.count
        #expect((80...320).contains(even))
    }

    @Test func `a chain of pairs is on one side`() {
        var halves = CacheHalves()
        halves.add(Self.pairs((0..<200).map { ("text \($0 + 1)", "text \($0)") }))
        #expect(Set((0...200).map { halves.half(of: "text \($0)") }).count == 1)
    }

    @Test func `a late pair brings two groups together`() {
        let first = (0..<40).map { ("a\($0)", "b\($0)") }
        var apart = CacheHalves()
        apart.add(Self.pairs(first))
        #expect(Set((0..<40).map { apart.half(of: "a\($0)") }).count == 2)
        var joined = CacheHalves()
        joined.add(Self.pairs(first + (0..<39).map { ("b\($0)", "a\($0 + 1)") }))
        #expect(Set((0..<40).flatMap { [joined.half(of: "a\($0)"), joined.half(of: "b\($0)")] }).count == 1)
    }

    @Test func `prompts of one answer are on one side, in all files that are read together`() {
        var halves = CacheHalves()
        halves.add(Self.arrivals((0..<60).map { ("wording \($0)", $0 % 2) }))
        halves.add(Self.pairs([("wording 0", "elsewhere"), ("wording 1", "nowhere")]))
        for number in 2..<60 {
            #expect(halves.half(of: "wording \(number)") == halves.half(of: "wording \(number % 2)"))
        }
        #expect(halves.half(of: "elsewhere") == halves.half(of: "wording 58"))
        #expect(halves.half(of: "nowhere") == halves.half(of: "wording 59"))
    }

    @Test func `canned answers stay whole and prompts without one do not hang together`() {
        var halves = CacheHalves()
        func wordings(_ answer: String, _ count: Int) -> [CacheWording] {
            (0..<count).compactMap { number in
                try? CacheWording(
                    .object([
                        .init("split", .string("test")), .init("prompt", .string("\(answer) \(number)")),
                        .init("class", .string(answer)),
                    ])
                )
            }
        }
        halves.add(wordings("balance", 50) + wordings(CacheWording.outside, 50))
        #expect(Set((0..<50).map { halves.half(of: "balance \($0)") }).count == 1)
        #expect(Set((0..<50).map { halves.half(of: "oos \($0)") }).count == 2)
    }

    @Test(arguments: [("alpha", CacheHalves.Half.odd), ("bravo", .even), ("charlie", .odd), ("delta", .odd)])
    func `the cut is the same on every machine`(text: String, half: CacheHalves.Half) {
        #expect(CacheHalves().half(of: text) == half)
    }
}

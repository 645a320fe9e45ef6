import GatewayWire
import Testing

struct JSONValueTests {
    @Test func `a tree holds what the text says`() throws {
        let value = try JSONValue.parse(
            #" {"a":[1,-2.50,"x\n\u00e9\ud83d\ude42\ud800!",true,null],"a\tb":{},"a":false} "#
        )
        #expect(
            value
                == .object([
                    .init(
                        "a",
                        .array([.number("1"), .number("-2.50"), .string("x\né🙂\u{FFFD}!"), .bool(true), .null])
                    ),
                    .init("a\tb", .object([])), .init("a", .bool(false)),
                ])
        )
        #expect(value["a"] == .bool(false))
        #expect(value["missing"] == nil)
    }

    @Test(
        arguments: [
            ("12", 12), ("-7", -7), ("2.000", 2), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
            ("9223372036854775808", nil), ("1.5", nil), ("1e2", nil), ("\"1\"", nil),
        ] as [(String, Int?)]
    )
    func `integers are exact or nothing`(text: String, expected: Int?) throws {
        #expect(try JSONValue.parse(text).integer == expected)
    }

    @Test func `the number of values is bounded`() throws {
        let text = Array("[1,2,3]".utf8)
        #expect(throws: Never.self) { try JSONValue.parse(text.span.bytes, maxValues: 4) }
        #expect(throws: JSONError(.tooLarge, at: 5)) { try JSONValue.parse(text.span.bytes, maxValues: 3) }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a text is a tree exactly when the scanner accepts it`(seed: UInt64) {
        var random = WireRandom(seed: seed &* 77)
        let alphabet = Array("{}[]\",:\\ -.0eu".utf8)
        for _ in 0..<1500 {
            let text = random.mutate(Array(random.json().utf8), alphabet: alphabet)
            let isAccepted = (try? JSONScanner.validate(text.span.bytes)) != nil
            let isTree = (try? JSONValue.parse(text.span.bytes)) != nil
            #expect(isAccepted == isTree, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a tree that is written and read again is the same tree`(seed: UInt64) throws {
        var random = WireRandom(seed: seed &* 1001)
        for _ in 0..<500 {
            let value = try JSONValue.parse(random.json())
            var writer = JSONWriter()
            value.write(to: &writer)
            #expect(try JSONValue.parse(writer.text) == value, "seed \(seed)")
        }
    }

    @Test func `a tree is written in its order, with its numbers as they were`() throws {
        let text = #"{"b":[1,-2.50,1e400,"x\n\"",true,null,[],{}],"a":{"":0.10},"b":false}"#
        var writer = JSONWriter()
        try JSONValue.parse(text).write(to: &writer)
        #expect(writer.text == text)
    }
}

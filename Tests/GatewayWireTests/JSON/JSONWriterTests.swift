import GatewayWire
import Testing

struct JSONWriterTests {
    @Test func `commas stand between values and nowhere else`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", 1)
        writer.key("b")
        writer.beginArray()
        writer.beginObject()
        writer.endObject()
        writer.string("x")
        writer.null()
        writer.bool(true)
        writer.raw("[0]")
        writer.endArray()
        writer.member("c", nil as String?)
        writer.member("d", false)
        writer.endObject()
        #expect(writer.text == #"{"a":1,"b":[{},"x",null,true,[0]],"c":null,"d":false}"#)
    }

    @Test func `lines of a log are separate texts`() {
        var writer = JSONWriter()
        for _ in 0..<2 {
            writer.beginObject()
            writer.endObject()
            writer.endLine()
        }
        #expect(writer.text == "{}\n{}\n")
        writer.removeAll()
        writer.integer(1)
        #expect(writer.text == "1")
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""), ("é漢🙂", #""é漢🙂""#),
        ("long enough for two words\n", #""long enough for two words\n""#),
    ])
    func `strings are escaped as little as possible`(text: String, expected: String) {
        #expect(String(decoding: JSONWriter.quoted(text), as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xC3, 0xA9], "é"),
        ] as [([UInt8], String)]
    )
    func `bytes that are not UTF-8 become replacement characters`(bytes: [UInt8], expected: String) throws {
        var writer = JSONWriter()
        writer.string(bytes.span.bytes)
        #expect(try JSONValue.parse(writer.bytes.span.bytes) == .string(expected))
    }

    @Test(arguments: [0, 7, -7, 10, 99, 100, Int.max, Int.min])
    func `integers are written in full`(number: Int) {
        var writer = JSONWriter()
        writer.integer(number)
        #expect(writer.text == String(number))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `random bytes always make a valid string`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        for _ in 0..<800 {
            let bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var writer = JSONWriter()
            writer.string(bytes.span.bytes)
            let isValid = (try? JSONScanner.validate(writer.bytes.span.bytes)) != nil
            #expect(isValid, "seed \(seed): \(bytes)")
        }
    }
}

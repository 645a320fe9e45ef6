import GatewayWire
import Testing

struct JSONScannerTests {
    @Test(arguments: [
        "{}", "[]", "0", "-0", "1.5e-7", "true", "false", "null", "\"\"", " \t\r\n[1 , 2]\n ", "[[[]]]", "{\"a\":{}}",
        "{\"a\":1,\"a\":2}", "\"\\u00e9\\n\\\"\\\\\\/\\b\\f\\r\\t\"", "\"é漢🙂\"", "\"\\ud800\"", "\"\u{7F}\"", "1E400",
        "\"12345678\"", "\"1234567\\n89\"", "{\"k\" : \"v\" , \"l\" : [ ] , \"m\" : { } }",
    ])
    func `valid JSON is accepted`(text: String) throws {
        #expect(throws: Never.self) { try JSONScanner.validate(Array(text.utf8).span.bytes) }
        #expect(ReferenceJSON.accepts(Array(text.utf8)))
    }

    @Test(arguments: [
        ("", JSONError.Kind.empty, 0), (" \n", .empty, 2), ("{", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
        ("[1,", .unexpectedEnd, 3), ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5),
        ("\"abc", .unexpectedEnd, 4), ("\"abc\\", .unexpectedEnd, 5), ("\"\\u12", .unexpectedEnd, 5),
        ("[1,]", .expectedValue, 3), ("{\"a\":1,}", .expectedKey, 7), ("{a:1}", .expectedKey, 1),
        ("{\"a\" 1}", .expectedColon, 5), ("[1 2]", .expectedCommaOrEnd, 3), ("[1}", .expectedCommaOrEnd, 2),
        ("{\"a\":1]", .expectedCommaOrEnd, 6), ("{\"a\":}", .expectedValue, 5), ("[,]", .expectedValue, 1),
        ("01", .badNumber, 0), ("[-]", .badNumber, 1), ("[1.]", .badNumber, 1), ("[.5]", .expectedValue, 1),
        ("[+1]", .expectedValue, 1), ("[1e]", .badNumber, 1), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2),
        ("nul", .unexpectedEnd, 3), ("nulL", .badLiteral, 0), ("True", .badLiteral, 0), ("NaN", .badLiteral, 0),
        ("\"\\x41\"", .badEscape, 1), ("\"\\u12g4\"", .badEscape, 1), ("\"a\nb\"", .controlCharacter, 2),
        ("\"a\u{0}b........\"", .controlCharacter, 2), ("{} {}", .trailingBytes, 3), ("1 x", .trailingBytes, 2),
        ("\u{FEFF}{}", .byteOrderMark, 0), ("{}\u{FEFF}", .trailingBytes, 2), ("'a'", .expectedValue, 0),
        ("[1]//", .trailingBytes, 3),
    ])
    func `invalid JSON is refused with its reason and place`(text: String, kind: JSONError.Kind, offset: Int) {
        #expect(throws: JSONError(kind, at: offset)) { try JSONScanner.validate(Array(text.utf8).span.bytes) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x99],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE9, 0x41, 0x42],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused at every distance from a word's edge`(bad: [UInt8]) {
        for lead in 0..<17 {
            for tail in [0, 9] {
                let text = [0x22] + [UInt8](repeating: 0x61, count: lead) + bad + [UInt8](repeating: 0x61, count: tail)
                #expect(throws: JSONError(.badUTF8, at: 1 + lead)) {
                    try JSONScanner.validate((text + [0x22]).span.bytes)
                }
            }
        }
    }

    @Test func `every character of Unicode is accepted in a string`() {
        var text: [UInt8] = [0x22]
        for value in UInt32(0x20)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        text.append(0x22)
        #expect(throws: Never.self) { try JSONScanner.validate(text.span.bytes) }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 66, 127, 128, 129, 200, 1000])
    func `nesting is allowed up to the limit and not beyond`(limit: Int) {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = open == "[" ? "" : "1"
            func nested(_ depth: Int) -> [UInt8] {
                Array((String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)).utf8)
            }
            let fits = nested(limit)
            let exceeds = nested(limit + 1)
            #expect(throws: Never.self) { try JSONScanner.validate(fits.span.bytes, maxDepth: limit) }
            #expect(throws: JSONError(.tooDeep, at: limit * open.utf8.count)) {
                try JSONScanner.validate(exceeds.span.bytes, maxDepth: limit)
            }
        }
    }

    @Test func `a million brackets do not exhaust the stack`() {
        let hostile = [UInt8](repeating: 0x5B, count: 1_000_000)
        #expect(throws: JSONError(.tooDeep, at: 4096)) {
            try JSONScanner.validate(hostile.span.bytes, maxDepth: .max)
        }
    }

    @Test func `no beginning of a JSON object is a JSON object`() {
        var random = WireRandom(seed: 7)
        for _ in 0..<60 {
            let text = Array(("{\"a\":" + random.json() + ",\"b\":" + random.json() + "}").utf8)
            for length in 0..<text.count {
                let prefix = Array(text[..<length])
                #expect(throws: JSONError.self) { try JSONScanner.validate(prefix.span.bytes) }
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `the scanner agrees with a plain recogniser on valid and damaged texts`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let alphabet =
            Array("{}[]\",:\\ \n\t-+.0123456789eEtruefalsnu/b\u{0}\u{1F}".utf8) + [0x80, 0xC3, 0xE2, 0xF0, 0xFF]
        var accepted = 0
        for _ in 0..<2500 {
            let valid = Array(random.json().utf8)
            let text = random.below(10) == 0 ? valid : random.mutate(valid, alphabet: alphabet)
            let depth = random.below(4) == 0 ? 1 + random.below(4) : 128
            let isAccepted = (try? JSONScanner.validate(text.span.bytes, maxDepth: depth)) != nil
            let isExpected = ReferenceJSON.accepts(text, maxDepth: depth)
            #expect(isAccepted == isExpected, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
            if isAccepted { accepted += 1 }
        }
        #expect(accepted > 300 && accepted < 2400)
    }

    @Test func `an error says line, column and remedy`() throws {
        let text = Array("{\n  \"é\": 1,\n  \"b\": tru\n}".utf8)
        let error = try #require(throws: JSONError.self) { try JSONScanner.validate(text.span.bytes) }
        #expect(error.kind == .badLiteral)
        let position = error.position(in: text.span.bytes)
        #expect(position.line == 3 && position.column == 8)
        let message = error.message(in: text.span.bytes)
        #expect(message.contains("line 3, column 8") && message.contains("true, false and null"))
    }

    @Test(arguments: JSONError.Kind.allCases)
    func `every kind of error has a message even where it does not fit the bytes`(kind: JSONError.Kind) {
        let message = JSONError(kind, at: 99).message(in: Array("{}".utf8).span.bytes)
        #expect(message.hasPrefix("The body is not valid JSON: ") && message.hasSuffix("."))
    }
}

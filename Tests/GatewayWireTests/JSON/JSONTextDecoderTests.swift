import GatewayWire
import Testing

struct JSONTextDecoderTests {
    /// What the decoder makes of a text that comes in pieces.
    private static func decoded(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
        var decoder = JSONTextDecoder()
        var text: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { decoder.feed($0, into: &text) } }
        decoder.finish(into: &text)
        return text
    }

    /// What the reader of whole strings makes of the same content.
    private static func reference(_ content: [UInt8]) throws -> [UInt8] {
        let quoted = [0x22] + content + [0x22]
        return Array(try JSONValue.parse(quoted.span.bytes).text?.utf8 ?? "no string".utf8)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), (#"a\"b\\c\/d"#, #"a"b\c/d"#), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
        (#"\u00e9\u6F22"#, "é漢"), (#"\ud83d\ude42!"#, "🙂!"), (#"x\ud83dy"#, "x\u{FFFD}y"), (#"\ude42"#, "\u{FFFD}"),
        (#"\ud83d\ud83d\ude42"#, "\u{FFFD}🙂"), (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\u0041"#, "\u{FFFD}A"),
        (#"é漢🙂"#, "é漢🙂"), (#"\\u0041"#, #"\u0041"#), (#"\ud83d"#, "\u{FFFD}"),
    ])
    func `each escape is read at every cut`(raw: String, expected: String) throws {
        let bytes = Array(raw.utf8)
        #expect(try Self.reference(bytes) == Array(expected.utf8))
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let text = Self.decoded([bytes[..<first], bytes[first..<second], bytes[second...]])
                #expect(text == Array(expected.utf8), "cut at \(first) and \(second)")
            }
        }
    }

    @Test(arguments: [
        (#"a\"#, #"a\"#), (#"a\u12"#, "au12"), (#"\u12G4"#, "u12G4"), (#"\x"#, "x"), (#"\u12\n"#, "u12\n"),
        (#"\ud83d\u12"#, "\u{FFFD}u12"), (#"\uZ"#, "uZ"), (#"\ud83d\"#, "\u{FFFD}\\"),
    ])
    func `what is no escape stands for itself at every cut`(raw: String, expected: String) {
        let bytes = Array(raw.utf8)
        for cut in 0...bytes.count {
            #expect(Self.decoded([bytes[..<cut], bytes[cut...]]) == Array(expected.utf8), "cut at \(cut)")
        }
    }

    @Test func `a high surrogate waits for the next piece`() {
        var decoder = JSONTextDecoder()
        var text: [UInt8] = []
        Array(#"a\ud83d"#.utf8).withUnsafeBytes { decoder.feed($0, into: &text) }
        #expect(text == Array("a".utf8) && !decoder.isBetweenCharacters)
        Array(#"\ude42"#.utf8).withUnsafeBytes { decoder.feed($0, into: &text) }
        #expect(text == Array("a🙂".utf8) && decoder.isBetweenCharacters)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random strings read alike whole and in pieces`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        for _ in 0..<400 {
            let quoted = (0...random.below(4)).map { _ in random.jsonString().dropFirst().dropLast() }.joined()
            let bytes = Array(quoted.utf8)
            let expected = try Self.reference(bytes)
            var pieces: [ArraySlice<UInt8>] = []
            var place = 0
            while place < bytes.count {
                let end = min(bytes.count, place + 1 + random.below(9))
                pieces.append(bytes[place..<end])
                place = end
            }
            #expect(Self.decoded(pieces) == expected, "seed \(seed): \(quoted)")
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `no bytes trap, and cuts never matter`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        let alphabet = Array(#"\\\\uuudD8cC9eE0faA"/bn"#.utf8) + [0xC3, 0xA9, 0xFF]
        for _ in 0..<500 {
            let bytes = (0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }
            let whole = Self.decoded([bytes[...]])
            #expect(Self.decoded(bytes.indices.map { bytes[$0...$0] }) == whole, "seed \(seed): \(bytes)")
        }
    }
}

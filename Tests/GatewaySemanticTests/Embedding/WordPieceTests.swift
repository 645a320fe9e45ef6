import Testing

@testable import GatewaySemantic

struct WordPieceTests {
    private static let vocabulary = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "play", "##ing", "##ed", "pl", "##ay", "a", ",", "[", "]",
        "你", "##s", "e", "mask",
    ]

    private static func tokenizer(_ lines: [String] = Self.vocabulary) throws -> WordPieceTokenizer {
        let file = Array((lines.joined(separator: "\n") + "\n").utf8)
        return try file.withUnsafeBytes { try WordPieceTokenizer(vocabulary: $0) }
    }

    @Test(
        arguments: [
            ("", []),
            ("the", ["the"]),
            ("Playing, THE", ["play", "##ing", ",", "the"]),
            ("plays plx", ["play", "##s", "[UNK]"]),
            ("pled", ["pl", "##ed"]),
            ("play\u{301}e\u{301}d", ["play", "##ed"]),
            ("Ê é", ["e", "e"]),
            ("你the你", ["你", "the", "你"]),
            ("a\u{0}\u{200b}a", ["[UNK]"]),
            ("a\u{7}", ["a"]),
            ("a\ta\u{2028}a\u{3000}a", ["a", "a", "a", "a"]),
            ("the[MASK]the", ["the", "[MASK]", "the"]),
            ("[mask]", ["[", "mask", "]"]),
            ("[", ["["]),
        ] as [(String, [String])]
    )
    func `a text is split into words and these into the longest pieces`(_ text: String, _ names: [String]) throws {
        let expected = (["[CLS]"] + names + ["[SEP]"]).compactMap { name in
            Self.vocabulary.firstIndex(of: name).map(UInt32.init)
        }
        #expect(expected.count == names.count + 2)
        #expect(try Self.tokenizer().encode(text) == expected)
    }

    @Test func `a long text is cut off before its last token`() throws {
        let tokenizer = try Self.tokenizer()
        let start: [UInt32] = [2] + [UInt32](repeating: 5, count: 126)
        for count in [125, 126, 127, 128, 5000] {
            let text = [String](repeating: "the", count: count).joined(separator: " ")
            #expect(tokenizer.encode(text) == start.prefix(count + 1) + [3])
        }
        // Inside of a word as well, and at special tokens.
        #expect(tokenizer.encode(String(repeating: "the ", count: 125) + "playing").suffix(3) == [5, 6, 3])
        let masks = tokenizer.encode(String(repeating: "[MASK]", count: 300))
        #expect(masks == [2] + [UInt32](repeating: 4, count: 126) + [3])
    }

    @Test func `a word of more than a hundred characters is unknown`() throws {
        let tokenizer = try Self.tokenizer()
        #expect(tokenizer.encode("play" + String(repeating: "s", count: 96)).count == 99)
        #expect(tokenizer.encode("play" + String(repeating: "s", count: 97)) == [2, 1, 3])
    }

    @Test(
        arguments: [
            (Self.vocabulary.filter { $0 != "[SEP]" }, EmbedderDefect.unsupported(part: "vocabulary")),
            (Self.vocabulary + ["the"], .vocabulary(token: 19)),
            (Self.vocabulary + ["", "x"], .vocabulary(token: 19)),
        ]
    )
    func `a vocabulary without the tokens at the ends, or with one twice, is refused`(
        _ lines: [String],
        _ defect: EmbedderDefect
    ) {
        #expect(throws: SafetensorsFile.ParseFailure(defect: defect)) { _ = try Self.tokenizer(lines) }
    }

    @Test(.enabled(if: EmbeddingReference.hasMiniLM, Comment(rawValue: EmbeddingReference.reason)))
    func `tokens equal the reference's`() throws {
        let tokenizer = try EmbeddingReference.miniLM.get().tokenizer
        for row in try EmbeddingReference.rows() {
            let tokens = tokenizer.encode(row.whole)
            if let expected = row.bert { #expect(tokens == expected, "\(row.name)") }
            if let expected = row.bertSum { #expect(EmbeddingReference.sum(tokens) == expected, "\(row.name)") }
        }
    }
}

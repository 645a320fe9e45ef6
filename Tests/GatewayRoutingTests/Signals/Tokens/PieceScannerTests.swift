import Testing

@testable import GatewayRouting

struct PieceScannerTests {
    struct Split: Sendable, CustomTestStringConvertible {
        let text: String
        let o200k: [String]
        let cl100k: [String]

        var testDescription: String { self.text.debugDescription }

        init(_ text: String, _ o200k: [String], _ cl100k: [String]? = nil) {
            self.text = text
            self.o200k = o200k
            self.cl100k = cl100k ?? o200k
        }
    }

    private static let splits = [
        Split("", []),
        Split("a b  c", ["a", " b", " ", " c"]),
        Split("it's IT'LL", ["it's", " IT'LL"], ["it", "'s", " IT", "'LL"]),
        Split("x'lx", ["x", "'lx"]),
        Split("x'ſa", ["x'ſ", "a"], ["x", "'ſ", "a"]),
        Split("'stop", ["'stop"], ["'s", "top"]),
        Split("getURLPath", ["get", "URLPath"], ["getURLPath"]),
        Split("ABC中dE", ["ABC中d", "E"], ["ABC中dE"]),
        Split("中ABC", ["中", "ABC"], ["中ABC"]),
        Split("!abc !!abc", ["!abc", " !!", "abc"]),
        Split("a1234 5", ["a", "123", "4", " ", "5"]),
        Split("a//\n/b", ["a", "//\n/", "b"], ["a", "//\n", "/b"]),
        Split("a \n \n  b", ["a", " \n \n", " ", " b"]),
        Split("a\n ", ["a", "\n", " "], ["a", "\n "]),
        Split("a \t", ["a", " \t"]),
        Split("\tb\t1\t\t1", ["\tb", "\t", "1", "\t", "\t", "1"]),
        Split("\r\nb", ["\r\n", "b"]),
        Split("\u{301}ABC", ["\u{301}", "ABC"], ["\u{301}ABC"]),
        Split("\u{301}Ab", ["\u{301}Ab"]),
        Split("A\u{301}B", ["A\u{301}", "B"], ["A", "\u{301}B"]),
        Split("\u{301}'s!", ["\u{301}'s", "!"], ["\u{301}'", "s", "!"]),
        Split("a\u{3000}b\u{85}c", ["a", "\u{3000}b", "\u{85}c"]),
    ]

    @Test(arguments: Self.splits)
    func `texts are split as the patterns do`(_ split: Split) throws {
        #expect(try TinyVocabulary.make(as: .o200k).pieces(split.text) == split.o200k)
        #expect(try TinyVocabulary.make(as: .cl100k).pieces(split.text) == split.cl100k)
    }

    private static let malformed: [[UInt8]] = [
        [0x80], [0xBF, 0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xE4, 0xB8], [0xE4, 0x28, 0xAD], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
        [0xFF],
    ]

    @Test(arguments: Self.malformed, TokenEncoding.allCases)
    func `malformed bytes are punctuation, one by one`(_ bytes: [UInt8], _ encoding: TokenEncoding) throws {
        let vocabulary = try TinyVocabulary.make(as: encoding)
        // Two marks keep each other from leading a word, so all that is punctuation is one piece.
        let pieces = vocabulary.pieces([0x61] + bytes.map { $0 < 0x80 ? 0x21 : $0 } + [0x21, 0x20])
        #expect(pieces == [[0x61], bytes.map { $0 < 0x80 ? 0x21 : $0 } + [0x21], [0x20]])
    }

    @Test(arguments: Self.malformed.filter { $0.count > 1 && $0.allSatisfy { $0 >= 0x80 } }, TokenEncoding.allCases)
    func `several malformed bytes lead no word, as one character would`(
        _ bytes: [UInt8],
        _ encoding: TokenEncoding
    ) throws {
        let vocabulary = try TinyVocabulary.make(as: encoding)
        #expect(vocabulary.pieces([0x31] + bytes + [0x61]) == [[0x31], bytes, [0x61]])
    }

    @Test func `well-formed sequences at the borders are one character`() throws {
        let vocabulary = try TinyVocabulary.make()
        // No class, like punctuation: but as one character they may lead a word.
        for scalar in ["\u{80}", "\u{7FF}", "\u{FFFD}", "\u{FFFF}", "\u{E000}", "\u{F0000}", "\u{10FFFF}"] {
            #expect(vocabulary.pieces("1\(scalar)a") == ["1", "\(scalar)a"])
        }
    }

    @Test(arguments: TokenEncoding.allCases)
    func `pieces are never empty and make up the text`(_ encoding: TokenEncoding) throws {
        let vocabulary = try TinyVocabulary.make(as: encoding)
        var chance = SplitMix64(seed: 11)
        let parts: [[UInt8]] =
            [
                "a", "B", "中", "\u{301}", "ǅ", "1", "²", " ", "\n", "\r", "\t", "\u{3000}", "'", "'s", "/", "!", "😀",
                "ſ",
            ].map { Array($0.utf8) } + [[0xFF], [0xE4], [0xF0, 0x9F], [0x80]]
        for _ in 0..<2000 {
            let length = Int.random(in: 1...12, using: &chance)
            let text = (0..<length).flatMap { _ in parts[Int.random(in: 0..<parts.count, using: &chance)] }
            let pieces = vocabulary.pieces(text)
            #expect(pieces.allSatisfy { !$0.isEmpty })
            #expect(Array(pieces.joined()) == text)
        }
    }
}

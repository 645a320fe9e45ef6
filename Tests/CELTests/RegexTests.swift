import Testing

@testable import CEL

struct RegexTests {
    struct Row: Sendable, CustomStringConvertible {
        let pattern: String
        let yes: [String]
        let no: [String]
        var description: String { self.pattern }

        init(_ pattern: String, _ yes: [String], _ no: [String] = []) {
            self.pattern = pattern
            self.yes = yes
            self.no = no
        }
    }

    static func matches(_ pattern: String, _ text: String, table: Bool) throws -> Bool? {
        var steps = Int.max
        return try Regex(pattern, limits: CELRegexLimits(), wantsTable: table).matches(text, steps: &steps)
    }

    static let rows = [
        Row("abc", ["abc", "xabcx"], ["ab", "acb", ""]), Row("", ["", "x"]), Row("a|b|", ["", "c"]),
        Row("^a", ["ab"], ["ba", "b\na"]),
        Row("a$", ["ba"], ["ab", "a\n"]), Row("(?m)^a$", ["b\na\nc", "a"], ["ba\nab"]),
        Row("\\Aa\\z", ["a"], ["a\n", "ba"]),
        Row("a.c", ["abc", "a\u{1F600}c"], ["a\nc", "ac"]), Row("(?s)a.c", ["a\nc"]),
        Row("(?i)straße", ["STRAßE", "StRa\u{1E9E}e"], ["strase"]),
        Row("(?i)k", ["K", "\u{212A}"]), Row("(?i)[^k]", ["l"], ["K", "k", "\u{212A}"]),
        Row("(?i)ÀÉ", ["àé", "Àé"], ["ae"]), Row("(?i)σ", ["Σ", "ς"]),
        Row("(?i)a(?-i)b", ["Ab", "ab"], ["aB"]), Row("(?i:a)b", ["Ab"], ["aB"]), Row("((?i)a)b", ["Ab"], ["AB"]),
        Row("a(?i)b|c", ["aB", "C"], ["Ab"]),
        Row("(?:ab)+", ["abab"], ["aa"]), Row("(?P<n>a)(?<m>b)", ["ab"]), Row("^a{3}$", ["aaa"], ["aa", "aaaa"]),
        Row("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        Row("^a{1,2}$", ["a", "aa"], ["", "aaa"]), Row("^a{0}$", [""], ["a"]), Row("a{,2}", ["a{,2}"], ["aa"]),
        Row("x{a", ["x{a"]), Row("^a*?b+?c??$", ["aab", "bbc"], ["c"]),
        Row("\\bcat\\b", ["a cat.", "cat"], ["cats", "concat", "_cat"]), Row("\\Bcat", ["concat"], ["cat", "a cat"]),
        Row("é\\b", [], ["é", "é "]), Row("\\d+", ["a1"], ["a", "\u{0661}"]),
        Row("^\\w+$", ["a_1"], ["a b", "é"]), Row("^\\s+$", [" \t\n\r\u{C}"], ["\u{B}", "\u{A0}"]),
        Row("^[\\d\\-x]+$", ["1-x"], ["y"]), Row("^\\D\\W\\S$", ["a-b", "é é"], ["1-b"]),
        Row("[]a]", ["]", "a"], ["b"]), Row("[^]a]", ["b"], ["]", "a"]), Row("^[a-c-]+$", ["b-"], ["d"]),
        Row("[a\\]]", ["]"]), Row("^[[:alpha:]_]+$", ["aZ_"], ["1"]), Row("^[^[:^digit:]]$", ["1"], ["a"]),
        Row("[^a]", ["\n"], ["a"]), Row("^\\pL+$", ["aéЖ漢"], ["a1"]), Row("^\\p{Lu}\\P{Lu}$", ["Éa"], ["éa", "ÉA"]),
        Row("^\\p{^L}$", ["1"], ["a"]), Row("\\pN", ["Ⅷ", "1"], ["a"]),
        Row("^[\\pL\\d]+$", ["é1"], ["-"]), Row("\\x41\\x{1F600}", ["A\u{1F600}"]), Row("\\101\\07", ["A\u{7}"]),
        Row("\\Qa.b*\\E+", ["a.b*+", "a.b**"], ["axb"]), Row("\\Q(a", ["(a"]), Row("\\.\\*\\_\\/", [".*_/"]),
        Row("(a|ab)(c|bcd)(d*)", ["abcd"]), Row("(?i)(?:urgent|asap)", ["so ASAP!"], ["later"]),
        Row("\u{1F600}+", ["x\u{1F600}\u{1F600}"], ["\u{1F601}"]), Row("[\u{E0}-\u{FF}]", ["é"], ["e", "\u{100}"]),
        Row("(a*)*b", ["aab"], ["aa"]), Row("(|a)+b", ["b", "aab"], ["a"]), Row("(^a|b$)+", ["ax", "xb"], ["xax"]),
        Row("(?m)a$\\nb", ["a\nb"], ["ab"]), Row("$^", [""], ["a"]), Row("(?m)\\b$", ["a\n-"], ["-\n"]),
    ]

    @Test(arguments: rows)
    func `patterns match what RE2 says`(_ row: Row) throws {
        for table in [true, false] {
            for text in row.yes {
                #expect(try Self.matches(row.pattern, text, table: table) == true, "\(text) \(table)")
            }
            for text in row.no {
                #expect(try Self.matches(row.pattern, text, table: table) == false, "\(text) \(table)")
            }
        }
    }

    static let refused: [(String, Int, String)] = [
        ("a(b", 1, "not closed"), ("a)b", 1, "closes nothing"), ("[ab", 0, "not closed"),
        ("*a", 0, "nothing to repeat"), ("a|+b", 2, "nothing to repeat"),
        ("a**", 2, "repetition of a repetition"), ("a{2}{3}", 4, "repetition of a repetition"),
        ("a{3,2}", 1, "smaller"), ("a{1001}", 1, "larger than 1000"),
        ("x(?=a)", 1, "looking ahead"), ("x(?!a)", 1, "looking ahead"), ("x(?<=a)", 1, "looking behind"),
        ("(?<!a)", 0, "looking behind"), ("(?>a)", 0, "atomic"),
        ("(a)\\1", 3, "references to groups"), ("(?P=n)", 0, "references"), ("(?x)a", 2, "unknown flag"),
        ("\\y", 0, "unknown escape"), ("a\\", 1, "ends with a backslash"),
        ("\\p{Greek}", 0, "unknown class"), ("[[:foo:]]", 1, "unknown class"), ("[b-a]", 1, "backwards"),
        ("\\xZZ", 0, "two hexadecimal"), ("\\x{110000}", 0, "two hexadecimal"),
        ("\\Z", 0, "write '\\z'"), ("((a{1000}){1000}){1000}", 0, "too large"),
        ("(((){1000}){1000}){1000}", 0, "too large"), ("(?i", 0, "not closed"), ("(?P<a-b>x)", 0, "group's name"),
        (String(repeating: "(", count: 60), 48, "too deep"),
        (String(repeating: "a", count: 1025), 0, "more than 1024 bytes"),
    ]

    @Test(arguments: refused)
    func `what is not supported is refused with its place`(_ pattern: String, _ offset: Int, _ word: String) throws {
        do {
            _ = try Regex(pattern, limits: CELRegexLimits())
            Issue.record("\(pattern) is taken")
        } catch {
            #expect(error.offset == offset)
            #expect(error.message.contains(word), "\(error.message)")
        }
    }

    @Test(arguments: [
        "(a*)*b", "(a|a)*b", "(a+)+$b", "(?:a?){20}a{20}b", "(.*)(.*)(.*)(.*)b", "(?i)((a|A)+)+\\bb",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func `work is linear in the text`(_ pattern: String) throws {
        for table in [true, false] {
            let regex = try Regex(pattern, limits: CELRegexLimits(), wantsTable: table)
            var work: [Int] = []
            for count in [1_000, 10_000, 100_000] {
                var steps = Int.max
                #expect(regex.matches(String(repeating: "a", count: count), steps: &steps) == false)
                work.append(Int.max - steps)
            }
            // Each visit is one instruction at one character, so there are at most that many.
            #expect(work[2] <= 100_001 * regex.size / Regex.visitsPerStep + 1)
            #expect(work[2] <= 11 * work[1] + 50 && work[1] <= 11 * work[0] + 50, "\(work)")
        }
    }

    @Test func `patterns whose table would be too large run without one`() throws {
        #expect(try Regex("(?i)urgent|asap", limits: CELRegexLimits()).hasTable)
        let large = try Regex("^.*(a|b).{12}$", limits: CELRegexLimits())
        #expect(!large.hasTable)
        var steps = 1000
        #expect(large.matches("xxa123456789012", steps: &steps) == true)
        #expect(steps < 1000)
    }

    @Test func `a search ends when its steps are used up`() throws {
        for table in [true, false] {
            let regex = try Regex("b$", limits: CELRegexLimits(), wantsTable: table)
            let text = String(repeating: "\u{E9}", count: 50_000) + "b"
            var few = 100
            #expect(regex.matches(text, steps: &few) == nil)
            var enough = 100_000
            #expect(regex.matches(text, steps: &enough) == true)
        }
    }
}

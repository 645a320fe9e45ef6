import GatewayRouting
import GatewayWire
import Testing

/// Texts over the budget.
@Suite struct PromptTextSampleTests {
    private static func sample(_ written: String) throws -> OutlineSample {
        try OutlineSample.chat("", messages: #"{"role":"user","content":"\#(written)"}"#)
    }

    /// What one character can be written as, and the character.
    private static let units: [(String, String)] = [
        ("a", "a"), ("é", "é"), ("中", "中"), ("😀", "😀"), (#"\\"#, "\\"), (#"\""#, "\""), (#"\u00e9"#, "é"),
        (#"\u4E2D"#, "中"), (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00"#, "😀"), (#"\t"#, "\t"), (#"\u005c"#, "\\"),
        ("ud83d", "ud83d"), (#"\\u0041"#, #"\u0041"#),
    ]

    @Test func `no cut halves a character`() throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let few = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.units.randomElement(using: &random) ?? ("a", "a")
            }
            var (written, text) = ("", "")
            let length = Int.random(in: 1...400, using: &random)
            while written.utf8.count < length {
                let unit = few.randomElement(using: &random) ?? ("a", "a")
                written += unit.0
                text += unit.1
            }
            let budget = Int.random(in: 64...160, using: &random)
            let (found, scratch) = try Self.sample(written).prompt(budget: budget)
            #expect(scratch.writtenBytes == written.utf8.count)
            #expect(scratch.count <= budget && scratch.decodedBytes <= budget, "seed \(seed)")
            guard written.utf8.count > budget else {
                #expect(found == text && !scratch.isTruncated, "seed \(seed)")
                continue
            }
            let pieces = found.split(separator: "\n\n")
            #expect(scratch.isTruncated && pieces.count == 2, "seed \(seed)")
            let (head, tail) = (Array((pieces.first ?? "?").utf8), Array((pieces.last ?? "?").utf8))
            #expect(Array(text.utf8.prefix(head.count)) == head, "seed \(seed)")
            #expect(Array(text.utf8.suffix(tail.count)) == tail, "seed \(seed)")
            #expect(!found.unicodeScalars.contains("\u{FFFD}"), "seed \(seed)")
            // A cut gives up less than one character at each end of a piece.
            #expect(scratch.decodedBytes >= budget - budget / 8 - 2 * 14 - 4, "seed \(seed)")
        }
    }

    @Test func `lone surrogates stay alone`() throws {
        for budget in 64...90 {
            let written = String(repeating: #"\ud83d"#, count: 5) + String(repeating: #"\ude00"#, count: 40)
            let (found, _) = try Self.sample(written).prompt(budget: budget)
            let scalars = found.unicodeScalars.filter { $0 != "\n" }
            // The one pair there is may be in a piece; everything else is a replacement.
            #expect(scalars.allSatisfy { $0 == "\u{FFFD}" || $0 == "😀" })
            #expect(scalars.count(where: { $0 == "😀" }) <= 1)
        }
    }

    @Test func `head and tail have their shares`() throws {
        let written = String(repeating: "a", count: 5000) + String(repeating: "b", count: 95_000)
        let (found, scratch) = try Self.sample(written).prompt(budget: 8000)
        #expect(found == String(repeating: "a", count: 3999) + "\n\n" + String(repeating: "b", count: 2998))
        #expect(scratch.isTruncated)
    }

    @Test func `a text of the budget's length is whole`() throws {
        for length in [8191, 8192, 8193] {
            let (found, scratch) = try Self.sample(String(repeating: "x", count: length)).prompt()
            #expect(scratch.isTruncated == (length > 8192))
            #expect(found.utf8.count == length || length > 8192)
        }
    }

    @Test(
        arguments: [
            (#"\nQuestion: why?"#, "Question: why?"), (#"\nQUESTION: why?"#, "QUESTION: why?"),
            (#"\n## Task: go"#, "Task: go"), (#"\n**Instructions:** go"#, "Instructions:** go"),
            (#"\nQuestion : pourquoi"#, "Question : pourquoi"), (#"\nAufgabe: los"#, "Aufgabe: los"),
            ("the question: why?", nil), (#"\nNote: no"#, nil), (#"\tTask: tabbed"#, nil),
            (#"\nQuestionnaires: no"#, nil),
            (#"\nTasks: no"#, nil), (": no", nil), (#"\n: no"#, nil),
        ] as [(String, String?)]
    )
    func `a labelled line in the middle is read`(line: String, start: String?) throws {
        let filler = String(repeating: "filler ", count: 3000)
        let (found, scratch) = try Self.sample(filler + line + " " + filler).prompt()
        let pieces = found.split(separator: "\n\n")
        #expect(pieces.count == (start == nil ? 2 : 3))
        if let start { #expect(pieces.dropFirst().first?.hasPrefix(start + " filler") == true) }
        #expect(scratch.count <= scratch.budget)
    }

    @Test func `a label is looked for behind few colons only`() throws {
        let filler = String(repeating: "filler ", count: 1000)
        for (colons, isFound) in [(4000, true), (5000, false)] {
            let written = filler + String(repeating: "a:", count: colons) + #"\nTask: go "# + filler
            #expect(try Self.sample(written).prompt().text.contains("Task: go") == isFound)
        }
    }

    @Test func `parts share the budget`() throws {
        let parts = (0..<100).map { #"{"type":"text","text":"<\#($0)\#(String(repeating: "x", count: 200))>"}"# }
        let messages = #"{"role":"user","content":[\#(parts.joined(separator: ","))]}"#
        let (found, scratch) = try OutlineSample.chat("", messages: messages).prompt(budget: 2048)
        let lines = found.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(scratch.isTruncated)
        #expect(scratch.count <= 2048 && scratch.count > 1600)
        #expect(lines.prefix(4).map { String($0.prefix(2)) } == ["<0", "<1", "<2", "<3"])
        #expect(lines.last?.hasPrefix("<99") == true && lines.last?.hasSuffix(">") == true)
    }

    @Test func `a label is found in a part between others`() throws {
        let filler = String(repeating: "filler ", count: 300)
        let texts = [filler, filler, "Task: translate " + filler, filler, filler]
        let parts = texts.map { #"{"type":"text","text":"\#($0)"}"# }.joined(separator: ",")
        let (found, _) = try OutlineSample.chat("", messages: #"{"role":"user","content":[\#(parts)]}"#).prompt(
            budget: 2048
        )
        #expect(found.contains("\n\nTask: translate filler"))
    }

    @Test func `of very many parts the first and the last count`() throws {
        let parts = (0..<1000).map { #"{"type":"text","text":"p\#($0)"}"# }.joined(separator: ",")
        let (found, scratch) = try OutlineSample.chat("", messages: #"{"role":"user","content":[\#(parts)]}"#).prompt()
        let half = PromptText.mostParts / 2
        let expected = (0..<half).map { "p\($0)" } + (1000 - half..<1000).map { "p\($0)" }
        #expect(found.split(separator: "\n").map(String.init) == expected)
        #expect(scratch.isTruncated)
        #expect(scratch.writtenBytes == (0..<1000).reduce(0) { $0 + "p\($1)".utf8.count })
    }

    @Test(arguments: [
        "words and more words, ", #"\""#, #"\\"#, #"{\"k\": \"v\"},\n"#, #"\u4e2d"#, "a:", "中文", #"\\\""#,
    ])
    func `however long a prompt is, no more than the budget is decoded`(unit: String) throws {
        // A walk that looks back too far would not end within a lifetime here.
        for size in [1_000_000, 4_000_000] {
            let sample = try Self.sample(String(repeating: unit, count: size / unit.utf8.count))
            let (_, scratch) = sample.prompt()
            #expect(sample.outline.textBytes == size / unit.utf8.count * unit.utf8.count)
            #expect(scratch.writtenBytes == sample.outline.textBytes)
            #expect(scratch.decodedBytes <= scratch.budget)
            #expect(scratch.decodedBytes > scratch.budget * 3 / 4)
        }
    }
}

import GatewayCore
import Testing

struct ContinuationJoinTests {
    /// What the client gets of new text in tokens, or nil once it is a second answer.
    private static func joined(
        _ delivered: [UInt8],
        _ tokens: [[UInt8]],
        _ style: ContinuationJoin.Style
    ) -> [UInt8]? {
        var join = ContinuationJoin(delivered: delivered, style: style)
        var answer = delivered
        for token in tokens {
            switch join.feed(token) {
            case .held: break
            case .passes(let text): answer += text
            case .diverged: return nil
            }
        }
        guard case .passes(let rest) = join.finish() else { return nil }
        #expect(join.finish() == .passes([]))
        return answer + rest
    }

    /// The same for text, in one piece and in single characters, which must come to the same.
    private static func joined(_ delivered: String, _ text: String, _ style: ContinuationJoin.Style) -> String? {
        let whole = Self.joined(Array(delivered.utf8), [Array(text.utf8)], style)
        let single = Self.joined(Array(delivered.utf8), text.unicodeScalars.map { Array(String($0).utf8) }, style)
        #expect(whole == single, "\(delivered) + \(text)")
        return whole.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let tale = "Once upon a time there was a small signal box by the line. It had nine levers"

    @Test(arguments: [
        ("The quick bro", "brown fox", "The quick brown fox"), ("The quick brown", "brown fox", "The quick brown fox"),
        ("The quick brown", " brown fox", "The quick brown brown fox"), ("I had ", "had it", "I had had it"),
    ])
    func `the word in which the text broke off is not said twice`(cut: String, new: String, whole: String) {
        var join = ContinuationJoin(delivered: Array(cut.utf8), style: .instruction)
        var text = Array(cut.utf8)
        for step in [join.feed(Array(new.utf8)), join.finish()] {
            if case .passes(let bytes) = step { text += bytes }
        }
        #expect(String(decoding: text, as: UTF8.self) == whole)
    }

    @Test(arguments: [
        ("The quick brown", " fox", "The quick brown fox"), ("The quick bro", "wn fox", "The quick brown fox"),
        ("The end.", " Really.", "The end. Really."), ("a", "", "a"), ("3 * 4 = 1", "2", "3 * 4 = 12"),
        ("漢", "字です", "漢字です"), ("ab\n", "    indented", "ab\n    indented"), ("one,", "two", "one,two"),
    ])
    func `what is new passes as it is`(delivered: String, text: String, expected: String) {
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined(delivered, text, style) == expected)
        }
    }

    @Test func `new text is held no longer than needed`() {
        for style in ContinuationJoin.Style.allCases {
            var join = ContinuationJoin(delivered: Array(Self.tale.utf8), style: style)
            #expect(join.feed(Array(" and".utf8)) == .passes(Array(" and".utf8)))
            var again = ContinuationJoin(delivered: Array(Self.tale.utf8), style: style)
            #expect(again.feed(Array("On".utf8)) == .held)
            #expect(again.feed([]) == .held)
            #expect(again.feed(Array(" top".utf8)) == .passes(Array("On top".utf8)))
            #expect(again.feed(Array("Once".utf8)) == .passes(Array("Once".utf8)))
        }
    }

    @Test func `with nothing delivered everything passes`() {
        var join = ContinuationJoin(delivered: [], style: .instruction)
        #expect(join.feed(Array(" A".utf8)) == .passes(Array(" A".utf8)) && join.finish() == .passes([]))
    }

    // MARK: - Starting over

    @Test(arguments: ["", " ", "\n\n"])
    func `an answer that starts over is swallowed up to what is new`(space: String) {
        for style in ContinuationJoin.Style.allCases {
            let text = space + Self.tale + " and a bell."
            #expect(Self.joined(Self.tale, text, style) == Self.tale + " and a bell.")
            #expect(Self.joined(Self.tale, space + Self.tale, style) == Self.tale)
        }
    }

    @Test(arguments: [
        ("The", "The cat", "The cat", "TheThe cat"), ("ha ", "ha ha", "ha ha", "ha ha ha"),
        ("Sure, here it is:", "Sure, here it is: 1", "Sure, here it is: 1", "Sure, here it is: 1"),
        ("\n\n", "\n\nA", "\n\nA", "\n\n\n\nA"), ("ha ha ha ", "ha ha ha ", "ha ha ha ", "ha ha ha ha ha ha "),
        ("漢字", "漢字です", "漢字です", "漢字漢字です"),
    ])
    func `a short start over is believed of an instructed model only`(
        delivered: String,
        text: String,
        instruction: String,
        prefill: String
    ) {
        #expect(Self.joined(delivered, text, .instruction) == instruction)
        #expect(Self.joined(delivered, text, .prefill) == prefill)
    }

    @Test(arguments: [
        "Once upon a time there was a small signal house", "Once upon a time there was a small signal",
        " Once upon a time there was a small hut",
    ])
    func `an answer that begins alike and goes on differently is a second one`(text: String) {
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined(Self.tale, text, style) == nil)
        }
    }

    @Test func `three words alike are chance in a prefilled answer only`() {
        let delivered = "I saw the box by the line. "
        #expect(Self.joined(delivered, "I saw the train.", .prefill) == delivered + "I saw the train.")
        #expect(Self.joined(delivered, "I saw the train.", .instruction) == nil)
        #expect(Self.joined(delivered, "I saw trains.", .instruction) == delivered + "I saw trains.")
    }

    @Test(arguments: ["On ce upon a time", "Once", " Once more", "\n\nOnce "])
    func `an answer that begins alike for a word or two is text`(text: String) {
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined(Self.tale, text, style) == Self.tale + text)
        }
    }

    @Test func `one word three times tells nothing`() {
        let delivered = "ha ha ha, he said. "
        #expect(Self.joined(delivered, "ha ha ha! Then", .instruction) == delivered + "ha ha ha! Then")
    }

    @Test func `a second answer stays one`() {
        var join = ContinuationJoin(delivered: Array(Self.tale.utf8), style: .prefill)
        #expect(join.feed(Array(Self.tale.dropLast().utf8)) == .held && !join.hasDiverged)
        #expect(join.feed(Array("!".utf8)) == .diverged && join.hasDiverged)
        #expect(join.feed(Array(" and".utf8)) == .diverged && join.finish() == .diverged)
    }

    @Test func `a pattern that goes on is no second answer`() {
        let line = String(repeating: "=", count: 50)
        let short = String(repeating: "=", count: 40) + "\nTitle"
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined(line, short, style) == line + short)
        }
    }

    // MARK: - Saying the last words again

    @Test(arguments: [
        (Self.tale, "It had nine levers and a bell", " and a bell"),
        (Self.tale, " had nine levers, all red", ", all red"),
        (Self.tale, "by the line. It had nine levers", ""), ("A b. Nine levers", "Nine levers.", "."),
        ("x\n漢字かな交", "漢字かな交じり", "じり"), ("one\nIt is. ", "It is. So", "So"),
        ("In the middle of Signal", "the middle of Signalbox", "box"), ("say seven levers", "seven levers too", " too"),
        ("say nine levers", "levers", ""), ("no. Oh", "Oh", ""),
    ])
    func `an instructed model may repeat some words or the last sentence`(
        delivered: String,
        text: String,
        new: String
    ) {
        #expect(Self.joined(delivered, text, .instruction) == delivered + new)
    }

    @Test(arguments: [
        ("xnine levers two", "ine levers two"), (Self.tale, "nine levels"),
        ("say nine levers", "nine levers too"), ("a\n1234", "1234"),
        ("a\n1", "1"), ("abc. x yz.", " x yz"),
    ])
    func `less than that is text`(delivered: String, text: String) {
        #expect(Self.joined(delivered, text, .instruction) == delivered + text)
    }

    @Test func `a prefilled model repeats only what is long`() {
        #expect(Self.joined(Self.tale, "It had nine levers", .prefill) == Self.tale + "It had nine levers")
        let long = "signal box by the line. It had nine levers"
        #expect(Self.joined(Self.tale, long + "!", .prefill) == Self.tale + "!")
        #expect(Self.joined(Self.tale, String(long.suffix(32)) + "!", .prefill) == Self.tale + "!")
        let short = String(long.suffix(31)) + "!"
        #expect(Self.joined(Self.tale, short, .prefill) == Self.tale + short)
    }

    @Test(arguments: [
        ("He said ha ha ha ha ha ha ha ", "ha ha ha ha "),
        ("| a |\n|---|---|---|---|---|---|---|---|---|", "---|---|---|---|"),
        ("x " + String(repeating: "-", count: 60), String(repeating: "-", count: 45)),
        ("Go on, tell me more. tell me more. ", "tell me more. "),
        ("x tick tock tick tock ", "tick tock tick tock now"),
        ("x" + String(repeating: " ", count: 40), String(repeating: " ", count: 35) + "y"),
    ])
    func `a pattern that is repeated anyway is left alone`(delivered: String, text: String) {
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined(delivered, text, style) == delivered + text)
        }
    }

    @Test func `the longest repetition counts`() {
        let words = "alpha beta gamma, then alpha beta gamma"
        for style in ContinuationJoin.Style.allCases {
            #expect(Self.joined("x. " + words, words + "!", style) == "x. " + words + "!")
        }
    }

    @Test func `what lies further back than the window is not looked at`() {
        let words = (0..<400).map { "w\($0)" }.joined(separator: " ")
        let start = words.utf8.count - ContinuationJoin.window
        let far = String(decoding: Array(words.utf8)[(start - 40)...], as: UTF8.self)
        #expect(Self.joined(words, far, .prefill) == words + far)
        let near = String(decoding: Array(words.utf8)[(start + 40)...], as: UTF8.self)
        #expect(Self.joined(words, near + " end", .prefill) == words + " end")
    }

    // MARK: - The seam

    @Test(arguments: [
        ("a ", " b", "a b"), ("a\n\n", "\n\nb", "a\n\nb"), ("a\n", "\n\nb", "a\n\nb"), ("a\n\n", "\nb", "a\n\n\nb"),
        ("a", " b", "a b"), ("a ", "\nb", "a \nb"), ("a ", "  b", "a  b"), ("a ", " ", "a "),
        ("x\n    ", "\n    y", "x\n    y"), ("x\n    ", "    y", "x\n        y"),
    ])
    func `doubled white space is dropped once`(delivered: String, text: String, expected: String) {
        #expect(Self.joined(delivered, text, .instruction) == expected)
        #expect(Self.joined(delivered, text, .prefill) == delivered + text)
    }

    @Test(arguments: [
        ("It is.", "Then", "It is. Then"), ("Why?", "Because", "Why? Because"), ("So:", "1. x", "So: 1. x"),
        ("It is.", "then", "It is.then"), ("It is. ", "Then", "It is. Then"), ("It is.", "\nThen", "It is.\nThen"),
        ("It is", "Then", "It isThen"), ("It is,", "Then", "It is,Then"), ("It is.", "\"Then", "It is.\"Then"),
        ("Pi is 3.", "14", "Pi is 3.14"), ("At 12:", "30", "At 12:30"), ("1.", "First", "1. First"),
        ("std::", "Vec", "std::Vec"), ("Call `Foo.", "Bar`", "Call `Foo.Bar`"),
        ("```cs\nConsole.", "Write", "```cs\nConsole.Write"), ("```a```\nDone.", "Next", "```a```\nDone. Next"),
        ("It is.", "Été", "It is.Été"), ("A ` mark\nIt is.", "Then", "A ` mark\nIt is. Then"),
    ])
    func `a space is put after a sentence`(delivered: String, text: String, expected: String) {
        #expect(Self.joined(delivered, text, .instruction) == expected)
        #expect(Self.joined(delivered, text, .prefill) == delivered + text)
    }

    // MARK: - Properties

    @Test(arguments: 1...12 as ClosedRange<UInt64>, ContinuationJoin.Style.allCases)
    func `the answer comes out whole, repeated in part or not`(seed: UInt64, style: ContinuationJoin.Style) {
        var random = RandomAnswer(seed: seed)
        for round in 0..<150 {
            let answer = Array(random.distinctText(words: 6 + random.below(random.below(10) == 0 ? 400 : 40)).utf8)
            let cut = random.cut(answer)
            let delivered = Array(answer[..<cut])
            var starts = [cut]
            let least = style == .prefill ? 32 : 12
            if cut >= least { starts.append(Self.wordStart(answer, before: cut - least, &random)) }
            if style == .instruction || cut >= 48 { starts.append(0) }
            for start in starts {
                let isTooFar = start > 0 && cut - start > ContinuationJoin.window
                let tokens = random.tokens(Array(answer[start...]))
                guard !isTooFar else { continue }
                let result = Self.joined(delivered, tokens, style)
                #expect(result == answer, "seed \(seed), round \(round), cut \(cut), from \(start)")
            }
        }
    }

    /// A place not after the limit at which a word begins, and that is no further back than the window.
    private static func wordStart(_ text: [UInt8], before limit: Int, _ random: inout RandomAnswer) -> Int {
        var start = max(0, limit - random.below(200))
        while start > 0, text[start - 1] != 0x20 { start -= 1 }
        return start
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>, ContinuationJoin.Style.allCases)
    func `of a second answer not a byte passes`(seed: UInt64, style: ContinuationJoin.Style) {
        var random = RandomAnswer(seed: seed)
        for round in 0..<100 {
            let delivered = Array(random.distinctText(words: 20 + random.below(200)).utf8)
            var shared = 40 + random.below(delivered.count - 60)
            while delivered[shared] & 0xC0 == 0x80 { shared -= 1 }
            let second = Array(delivered[..<shared]) + Array(("#" + random.distinctText(words: 3)).utf8)
            var join = ContinuationJoin(delivered: delivered, style: style)
            var seen = 0
            for token in random.tokens(second) {
                seen += token.count
                let step = join.feed(token)
                #expect(step == (seen > shared ? .diverged : .held), "seed \(seed), round \(round)")
            }
            #expect(join.finish() == .diverged, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>, ContinuationJoin.Style.allCases)
    func `of any text nothing but a repetition is lost, and no character is cut`(
        seed: UInt64,
        style: ContinuationJoin.Style
    ) {
        var random = RandomAnswer(seed: seed)
        for round in 0..<300 {
            let delivered = Array(random.anyText(scalars: random.below(40)).utf8)
            let text = Array(random.anyText(scalars: random.below(40)).utf8)
            let tokens = random.tokens(text)
            guard let answer = Self.joined(delivered, tokens, style) else {
                #expect(text.starts(with: delivered.prefix(6)) || text.first.map { $0 <= 0x20 } == true)
                continue
            }
            let passed = Array(answer[delivered.count...])
            #expect(String(validating: passed, as: UTF8.self) != nil, "seed \(seed), round \(round)")
            if passed == [0x20] + text { continue }
            // Whatever was dropped is the whole delivered text or its end.
            let dropped = Array(text.dropLast(passed.count))
            #expect(text == dropped + passed, "seed \(seed), round \(round)")
            let said = dropped.drop { delivered.count < dropped.count && $0 <= 0x20 }
            #expect(delivered.suffix(said.count) == said, "seed \(seed), round \(round)")
        }
    }

    @Test func `a megabyte of one character is no burden`() {
        let delivered = [UInt8](repeating: 0x61, count: 1 << 20)
        let text = [UInt8](repeating: 0x61, count: 3000) + [0x62]
        #expect(Self.joined(delivered, [text], .prefill) == nil)
        let pattern = Array(text.prefix(900)) + [0x62]
        #expect(Self.joined(delivered, [pattern], .prefill) == delivered + pattern)
    }
}

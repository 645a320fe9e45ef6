import GatewaySemantic
import Testing

@Suite struct `Guard properties` {
    let guards = Guards()

    @Test func `a mutated number never passes, however it is written`() {
        var chance = SplitMix(seed: 7)
        let frames = [
            "What are the top # movies?", "Is # km far?", "How do I pay $#?", "Version # of the tool", "In # days",
        ]
        for _ in 0..<2_000 {
            let frame = frames[Int.random(in: 0..<frames.count, using: &chance)]
            let one = Int.random(in: 2...9_999, using: &chance)
            let other = Int.random(in: 2...9_999, using: &chance)
            let new = self.fill(frame, Spelling.random(one, &chance))
            let stored = self.fill(frame, Spelling.random(other, &chance))
            let refusal = self.guards.refusal(
                of: self.guards.read(new, language: "en"),
                against: self.guards.read(stored, language: "en")
            )
            #expect((refusal != nil) == (one != other), "\(new) | \(stored): \(String(describing: refusal))")
        }
    }

    @Test func `the same number passes in every spelling`() {
        var chance = SplitMix(seed: 8)
        for _ in 0..<1_000 {
            let value = Int.random(in: 2...9_999, using: &chance)
            let new = "How long are \(Spelling.random(value, &chance)) days?"
            let stored = "How long are \(Spelling.random(value, &chance)) days?"
            let refusals = self.guards.refusals(
                of: self.guards.read(new, language: "en"),
                against: self.guards.read(stored, language: "en")
            )
            #expect(refusals.isEmpty, "\(new) | \(stored): \(refusals)")
        }
    }

    @Test func `guards are symmetric on random words of the tables, and the two parts change sides`() {
        var chance = SplitMix(seed: 9)
        let words = EnglishTable.rows.split { $0 == " " || $0 == "\n" || $0 == "|" }.map(String.init)
        for _ in 0..<1_500 {
            let base = (0..<Int.random(in: 1...9, using: &chance)).map { _ in
                words[Int.random(in: 0..<words.count, using: &chance)]
            }
            var changed = base
            for _ in 0..<Int.random(in: 0...3, using: &chance) {
                let place = Int.random(in: 0..<changed.count, using: &chance)
                changed[place] = words[Int.random(in: 0..<words.count, using: &chance)]
            }
            changed.shuffle(using: &chance)
            let new = self.guards.read(base.joined(separator: " "), language: "en")
            let stored = self.guards.read(changed.joined(separator: " "), language: "en")
            let there = self.guards.refusals(of: new, against: stored)
            let back = self.guards.refusals(of: stored, against: new)
            #expect(there.map(\.kind) == back.map(\.kind))
            #expect(there.map(\.new) == back.map(\.stored))
            #expect(self.guards.refusal(of: new, against: stored) == there.first)
        }
    }

    @Test func `random text of any script is read without end or crash, and passes against itself`() {
        var chance = SplitMix(seed: 10)
        let scalars: [UInt32] = [
            0x20, 0x20, 0x22, 0x27, 0x60, 0x2E, 0x2D, 0x2F, 0x3A, 0x40, 0x23, 0x24, 0x31, 0x39, 0x61, 0x7A, 0x41, 0xDF,
            0xE9,
            0x301, 0x4E00, 0x4E0D, 0x661F, 0x671F, 0x767E, 0x2019, 0x201C, 0x201D, 0x3042, 0xAC00, 0x5D0, 0x627,
            0x1F600,
            0x200D, 0xFF11, 0xFF21, 0xFEFF, 0x0, 0xA, 0x300C, 0x300D, 0x130, 0x1C4,
        ]
        for _ in 0..<1_500 {
            let texts = (0..<2).map { _ in
                var view = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...60, using: &chance) {
                    let pick = Int.random(in: 0..<(scalars.count + 4), using: &chance)
                    let value = pick < scalars.count ? scalars[pick] : UInt32.random(in: 0x20...0x2FFFF, using: &chance)
                    if let scalar = Unicode.Scalar(value) { view.append(scalar) }
                }
                return String(view)
            }
            for language in ["en", "de", "fr", "es", "zh", nil] {
                let new = self.guards.read(texts[0], language: language)
                let stored = self.guards.read(texts[1], language: language)
                #expect(self.guards.refusal(of: new, against: new) == nil)
                let there = self.guards.refusal(of: new, against: stored)
                #expect((there == nil) == (self.guards.refusal(of: stored, against: new) == nil))
                #expect(new.words.allSatisfy { $0.start < $0.end && $0.end <= texts[0].utf8.count })
                #expect(new.words.allSatisfy { Int($0.start) >= 0 })
            }
        }
    }

    @Test(arguments: ["a ", "1 ", "\" ", "`", "@/", "星", "not ", "January 5 ", "x.y/z", "'", "é"])
    func `a megabyte is read in part, says so, and passes only against itself`(piece: String) {
        let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        let new = self.guards.read(text, language: "en")
        #expect(new.isTruncated)
        #expect(new.words.count <= PromptReading.mostWords + 64)
        #expect(
            self.guards.refusal(of: new, against: self.guards.read(text + "b", language: "en"))?.kind == .unreadable
        )
        #expect(self.guards.refusal(of: new, against: self.guards.read(text, language: "en")) == nil)
    }

    private func fill(_ frame: String, _ value: String) -> String {
        frame.split(separator: "#", omittingEmptySubsequences: false).joined(separator: value)
    }
}

/// Spellings of one number.
private enum Spelling {
    static func random(_ value: Int, _ chance: inout SplitMix) -> String {
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: return String(value)
        case 1: return value >= 1_000 ? "\(value / 1_000),\(Self.padded(value % 1_000))" : String(value)
        case 2: return "\(value).0"
        default: return Self.words(value)
        }
    }

    private static func padded(_ value: Int) -> String {
        String(repeating: "0", count: 3 - String(value).count) + String(value)
    }

    static func words(_ value: Int) -> String {
        let ones = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
        let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        if value < 20 { return ones[value] }
        if value < 100 { return tens[value / 10] + (value % 10 == 0 ? "" : "-" + ones[value % 10]) }
        if value < 1_000 {
            return ones[value / 100] + " hundred" + (value % 100 == 0 ? "" : " and " + self.words(value % 100))
        }
        return self.words(value / 1_000) + " thousand" + (value % 1_000 == 0 ? "" : " " + self.words(value % 1_000))
    }
}

/// A seeded source of chance.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

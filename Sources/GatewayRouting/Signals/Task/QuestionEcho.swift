/// Whether a question takes up words of the text before or after it: then the answer stands in that text.
///
/// Two passes over the words and a bitmap of their hashes; two words that share a bit by chance do little harm.
struct QuestionEcho {
    /// Content words of the question that the rest of the text has too.
    private(set) var shared = 0
    /// Content words of the question.
    private(set) var asked = 0

    private static let bits: UInt64 = 4096
    private static let shortest = 4

    /// Words too common to tell anything.
    private static let common: Set<UInt64> = {
        let words = """
            what which when where whom whose does with that this these those have from were there following question \
            answer would could should about into than then they their them your must will been being according many \
            much most more some other after before
            """
        return Set(
            words.split(separator: " ").map {
                $0.unicodeScalars.reduce(Lexicon.emptyHash) { hash, scalar in
                    Lexicon.extend(hash, with: scalar.value)
                }
            }
        )
    }()

    /// Compares the last question in `units` with all other sentences that are no options.
    init(_ scratch: PromptScratch, lastQuestionIn units: Range<Int>) {
        guard let question = units.last(where: { scratch.units[$0].end == .question }) else { return }
        let words = scratch.foundWords
        var seen = InlineArray<64, UInt64>(repeating: 0)
        for index in 0..<scratch.unitCount where index != question {
            let unit = scratch.units[index]
            guard !unit.marks.contains(.option) else { continue }
            for position in Int(unit.firstWord)..<Int(unit.endWord) where Int(words[position].letters) >= Self.shortest
            {
                let bit = words[position].hash >> 13 & (Self.bits - 1)
                seen[Int(bit >> 6)] |= 1 << (bit & 63)
            }
        }
        let unit = scratch.units[question]
        for position in Int(unit.firstWord)..<Int(unit.endWord) where Int(words[position].letters) >= Self.shortest {
            guard !Self.common.contains(words[position].hash) else { continue }
            self.asked += 1
            let bit = words[position].hash >> 13 & (Self.bits - 1)
            if seen[Int(bit >> 6)] & 1 << (bit & 63) != 0 { self.shared += 1 }
        }
    }

    /// Two words and a third of all.
    var holds: Bool { self.shared >= 2 && self.shared * 3 >= self.asked || self.shared == 1 && self.asked <= 2 }
}

/// The words of one language, or of one field.
///
/// Each line is `sense: phrase, phrase, ...`; a sense may have many lines. A phrase is words separated by spaces;
/// `word*` stands for all words that begin so. Accents and case do not matter. Lines that begin with `#` are comments.
package struct WordList: Sendable {
    var name: String
    var lines: String

    /// Lines as described above under a name for messages.
    package init(_ name: String, _ lines: String) {
        self.name = name
        self.lines = lines
    }

    /// All lists that ship.
    static var all: [WordList] {
        [
            .english, .german, .french, .spanish, .portuguese, .italian, .dutch, .polish,
            .russian, .turkish, .chinese, .japanese, .korean, .arabic, .hindi, .languageNames, .technology, .conclusion,
            .everyday, .academic, .languagePhrases, .requests, .world,
        ]
    }
}

/// Reads word lists into phrases of hashed words.
enum PhraseReader {
    struct PhraseWord: Sendable {
        var hash: UInt64
        var isStem: Bool
    }

    struct Phrase: Sendable {
        var sense: Sense
        var words: [PhraseWord]
    }

    static func read(_ lists: [WordList]) -> (phrases: [Phrase], unknown: [String]) {
        var phrases: [Phrase] = []
        var unknown: [String] = []
        for list in lists {
            for line in list.lines.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2, let sense = Sense(name: parts[0]) else {
                    unknown.append("\(list.name): \(line)")
                    continue
                }
                for entry in parts[1].split(separator: ",") {
                    let words = self.words(of: entry)
                    guard !words.isEmpty, words.count <= Lexicon.longestPhrase else {
                        unknown.append("\(list.name): \(entry)")
                        continue
                    }
                    phrases.append(Phrase(sense: sense, words: words))
                }
            }
        }
        return (phrases, unknown)
    }

    /// The words of an entry, cut by the same scanner that cuts prompts.
    private static func words(of entry: Substring) -> [PhraseWord] {
        var result: [PhraseWord] = []
        for part in entry.split(separator: " ") {
            let isStem = part.hasSuffix("*")
            var text = String(isStem ? part.dropLast() : part)
            text.withUTF8 { bytes in
                var words = WordCutter(bytes)
                while let word = words.next() {
                    result.append(PhraseWord(hash: word.hash, isStem: false))
                }
            }
            if isStem, !result.isEmpty { result[result.count - 1].isStem = true }
        }
        return result
    }
}

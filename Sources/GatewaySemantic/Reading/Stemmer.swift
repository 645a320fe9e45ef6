/// Cuts the endings that change no meaning: plurals, tenses, cases.
///
/// Deliberately light: what it leaves apart is refused or left to the verifier, what it joined wrongly would be served.
enum Stemmer {
    /// The stem of a folded word.
    static func stem(_ folded: String, _ language: ReadingLanguage) -> String {
        var bytes = Array(folded.utf8)
        Self.cut(&bytes, language)
        let isSame = bytes.count == folded.utf8.count && bytes.last == folded.utf8.last
        return isSame ? folded : String(decoding: bytes, as: UTF8.self)
    }

    /// Cuts the ending of a folded word in place.
    static func cut(_ word: inout [UInt8], _ language: ReadingLanguage) {
        guard word.count > 3 else { return }
        switch language {
        case .english: Self.cutEnglish(&word)
        case .german: Self.cutGerman(&word)
        case .french: Self.cutFrench(&word)
        case .spanish: Self.cutSpanish(&word)
        case .chinese: break
        }
    }

    private static func cutEnglish(_ word: inout [UInt8]) {
        Self.cutEnglishPlural(&word)
        if word.count >= 6, Self.ends(word, "ing"), Self.hasVowel(word, before: word.count - 3) {
            word.removeLast(3)
            Self.undouble(&word)
        } else if word.count >= 5, Self.ends(word, "ied") {
            word.removeLast(2)
        } else if word.count >= 5, Self.ends(word, "ed"), !Self.ends(word, "eed"),
            Self.hasVowel(word, before: word.count - 2)
        {
            word.removeLast(2)
            Self.undouble(&word)
        } else if word.count >= 6, Self.ends(word, "ly") {
            word.removeLast(2)
        } else if word.count >= 7, Self.ends(word, "iest") {
            word.removeLast(3)
        } else if word.count >= 6, Self.ends(word, "ier") {
            word.removeLast(2)
        }
        guard word.count > 3 else { return }
        if Self.ends(word, "e") { word.removeLast() }
        if let last = word.last, last == 0x79, word.count > 3 { word[word.count - 1] = 0x69 }
    }

    private static func cutEnglishPlural(_ word: inout [UInt8]) {
        guard Self.ends(word, "s"), !Self.ends(word, "ss"), !Self.ends(word, "us"), !Self.ends(word, "is") else {
            return
        }
        if Self.ends(word, "ies"), word.count > 4 {
            word.removeLast(2)
        } else if Self.ends(word, "xes") || Self.ends(word, "ches") || Self.ends(word, "shes")
            || Self.ends(word, "sses")
        {
            word.removeLast(2)
        } else {
            word.removeLast()
        }
    }

    private static func cutGerman(_ word: inout [UInt8]) {
        for ending in ["ern", "est", "em", "en", "er", "es", "et", "st", "e", "n", "s", "t"]
        where word.count - ending.utf8.count >= 3 && Self.ends(word, ending) {
            word.removeLast(ending.utf8.count)
            return
        }
    }

    private static func cutFrench(_ word: inout [UInt8]) {
        if Self.ends(word, "aux"), word.count > 4 {
            word.removeLast(2)
            word.append(0x6C)
            return
        }
        for ending in [
            "issent", "ement", "aient", "ees", "ent", "ais", "ait", "ons", "ez", "ee", "es", "er", "ir", "re", "e", "s",
            "x",
        ]
        where word.count - ending.utf8.count >= 3 && Self.ends(word, ending) {
            word.removeLast(ending.utf8.count)
            break
        }
        if word.count > 3, Self.ends(word, "e") { word.removeLast() }
    }

    private static func cutSpanish(_ word: inout [UInt8]) {
        for ending in [
            "aciones", "iendo", "ando", "mente", "adas", "ados", "idas", "idos", "ada", "ado", "ida", "ido", "emos",
            "amos", "ces", "es", "ar", "er", "ir", "an", "en", "as", "os", "a", "o", "e", "s",
        ]
        where word.count - ending.utf8.count >= 3 && Self.ends(word, ending) {
            word.removeLast(ending.utf8.count)
            if ending == "aciones" { word += Array("acion".utf8) }
            if ending == "ces" { word.append(0x7A) }
            return
        }
    }

    private static func ends(_ word: [UInt8], _ ending: StaticString) -> Bool {
        let count = ending.utf8CodeUnitCount
        guard word.count >= count else { return false }
        return ending.withUTF8Buffer { letters in
            for index in 0..<count where word[word.count - count + index] != letters[index] { return false }
            return true
        }
    }

    private static func ends(_ word: [UInt8], _ ending: String) -> Bool {
        var position = word.count - ending.utf8.count
        guard position >= 0 else { return false }
        for letter in ending.utf8 {
            if word[position] != letter { return false }
            position += 1
        }
        return true
    }

    private static func hasVowel(_ word: [UInt8], before end: Int) -> Bool {
        for index in 0..<end {
            switch word[index] {
            case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: return true
            default: continue
            }
        }
        return false
    }

    private static func undouble(_ word: inout [UInt8]) {
        guard word.count > 3, let last = word.last, word[word.count - 2] == last else { return }
        switch last {
        case 0x6C, 0x73, 0x7A, 0x65, 0x6F: return
        default: word.removeLast()
        }
    }
}

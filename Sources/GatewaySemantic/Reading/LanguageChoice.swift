/// Which word lists read a text.
enum LanguageChoice {
    /// The language: what the detector said where there are lists for it, else what the words give away.
    static func language(of scanner: TextScanner, detected: String?, lexicon: LexiconTable) -> ReadingLanguage? {
        if let detected {
            let code = detected.utf8.count > 2 ? String(detected.prefix(2)) : detected
            return ReadingLanguage(rawValue: PromptReader.lowered(code))
        }
        if scanner.hanLetters * 3 > scanner.letters { return .chinese }
        return self.guess(scanner, lexicon)
    }

    private static func guess(_ scanner: TextScanner, _ lexicon: LexiconTable) -> ReadingLanguage? {
        var counts = [Int](repeating: 0, count: ReadingLanguage.allCases.count)
        var others = 0
        var words = 0
        var isASCII = true
        for token in scanner.tokens.prefix(64) where token.kind == .letters {
            words += 1
            if !token.isASCII { isASCII = false }
            let folded = Folding.folded(scanner.text(token.start, token.end))
            if let bits = lexicon.common[folded] {
                for index in counts.indices where bits & (1 << UInt8(index)) != 0 { counts[index] += 1 }
            } else if Self.foreign.contains(folded) {
                others += 1
            }
        }
        let best = counts.max() ?? 0
        // A few plain words are a search for keywords, and read alike in all languages.
        if best == 0 { return words <= 3 && others == 0 && isASCII && scanner.foreignLetters == 0 ? .english : nil }
        guard others == 0 || best > others, best * 8 >= words else { return nil }
        for language in ReadingLanguage.allCases where counts[language.index] == best { return language }
        return nil
    }

    /// Frequent words of languages without lists, folded; words that a covered language has as well do not count.
    private static let foreign: Set<String> = Set(
        """
        il che di della dello degli gli nel sono cosa perche quando dove anche piu questo questa dei delle alla
        nao uma voce os em do da pelo pela isso qual quais meu minha como_se ao dos das seu sua tem mais muito
        het een niet dat ik van wat hoe zijn voor met op ook wordt waarom naar
        och att det som jag inte hur vad den ett pa ar for_att og det_er ikke hvad hvordan jeg
        jest nie jak sie co czy dla przez na_to kiedy gdzie ze
        yang dan apa adalah untuk dengan itu dari bagaimana ini tidak saya anda
        bir nasil nedir mi icin ne_kadar var ile bu ve degil
        on_kuin mika miten onko ei ja se mita hogy nem egy az es_a miert proc neni je jsou
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    )
}

import GatewayRouting

/// The training words of all languages, one after the other in flat arrays.
package struct LanguageTrainerWords {
    /// The letters of all words, ends included.
    var letters: [UInt16] = []
    /// Where each word begins, and the end of the last.
    var starts: [Int] = [0]
    var languages: [UInt8] = []
    var weights: [Float] = []

    /// No words.
    package init() {}

    /// How many words there are.
    package var count: Int { self.languages.count }

    /// Cuts a row into words and adds those in a script that several languages share.
    package mutating func add(_ row: LanguageTrainerRow) {
        var current = LanguageScript.none
        self.letters.append(LanguageFeatures.edge)
        let begin = { (words: borrowing LanguageTrainerWords) in words.starts[words.starts.count - 1] }
        func end(_ words: inout LanguageTrainerWords) {
            let length = words.letters.count - begin(words) - 1
            let fits = current.classes.contains(Int(row.language.rawValue)) && current.classes.count > 1
            if length > 0, fits {
                words.letters.append(LanguageFeatures.edge)
                words.starts.append(words.letters.count)
                words.languages.append(row.language.rawValue)
                words.weights.append(row.weight)
                words.letters.append(LanguageFeatures.edge)
            } else if length > 0 {
                words.letters.removeLast(length)
            }
            current = .none
        }
        for scalar in row.text.unicodeScalars {
            let letter = LanguageLetter(scalar.value)
            if letter.script == .mark { continue }
            if letter.script != current, current != .none { end(&self) }
            guard letter.script != .none else { continue }
            current = letter.script
            if self.letters.count - begin(self) <= LanguageFeatures.longestWord { self.letters.append(letter.folded) }
        }
        if current != .none { end(&self) }
        self.letters.removeLast()
    }

    /// Brings equal words of one language together; their weights add up.
    mutating func merge() {
        var merged = LanguageTrainerWords()
        var places: [UInt64: Int] = [:]
        places.reserveCapacity(self.count)
        for at in 0..<self.count {
            let language = self.languages[at]
            let hash = self.word(at) { word in
                word.reduce(UInt64(language)) { LanguageFeatures.mix($0, $1) }
            }
            if let place = places[hash] {
                merged.weights[place] += self.weights[at]
                continue
            }
            places[hash] = merged.count
            merged.letters += self.letters[self.starts[at]..<self.starts[at + 1]]
            merged.starts.append(merged.letters.count)
            merged.languages.append(language)
            merged.weights.append(self.weights[at])
        }
        self = merged
    }

    /// Makes each word count by the power of its weight, and each language as much as any other.
    mutating func balance(flattening: Float) {
        var sums = [Float](repeating: 0, count: Language.count)
        for at in self.weights.indices {
            self.weights[at] = LanguageMath.power(self.weights[at], flattening)
            sums[Int(self.languages[at])] += self.weights[at]
        }
        for at in self.weights.indices { self.weights[at] *= 1e6 / sums[Int(self.languages[at])] }
    }

    /// Hands a word's letters on.
    func word<Result>(_ at: Int, _ body: (UnsafeBufferPointer<UInt16>) -> Result) -> Result {
        self.letters.withUnsafeBufferPointer { letters in
            body(UnsafeBufferPointer(rebasing: letters[self.starts[at]..<self.starts[at + 1]]))
        }
    }
}

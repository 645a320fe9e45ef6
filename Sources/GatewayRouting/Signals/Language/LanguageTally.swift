/// What the words of one text say so far.
///
/// Every word has one bounded vote: it may speak against a language only so much. So a few foreign words, names or
/// terms cannot outvote the sentence around them, however sure they are of their own language.
struct LanguageTally {
    /// The most that one word can say against a language, in model units,
    static let mostAgainst = Int32(4 * LanguageModel.unit)
    /// and in a text of few words, where each has to say all it knows.
    static let mostAgainstInShort = Int32(8 * LanguageModel.unit)
    /// A text of so many words is short.
    static let shortText = 4
    /// The most words that are scored; further ones only count for their script.
    static let mostWords = 24
    /// The fewest words that can settle the matter before the text ends,
    static let fewestWords = 12
    /// and how far the next language must then be behind, in quarter votes of model units.
    static let settledBy = Int32(20 * 4 * LanguageModel.unit)

    /// Zero or below for each language, over all words.
    private let guarded: UnsafeMutablePointer<Int32>
    /// The same with the bound of a short text, over its words.
    private let short: UnsafeMutablePointer<Int32>
    private let scores: UnsafeMutablePointer<Int32>
    /// The letters of each script, weighed by what a letter is worth.
    private let letters: UnsafeMutablePointer<Int32>
    private(set) var words = 0
    /// Further words would not change the answer.
    private(set) var isSettled = false

    /// How many numbers the three tables take together.
    static let capacity = 3 * Language.count + LanguageScript.allCases.count

    init(scratch: UnsafeMutablePointer<Int32>) {
        scratch.initialize(repeating: 0, count: Self.capacity)
        self.guarded = scratch
        self.short = scratch + Language.count
        self.scores = scratch + 2 * Language.count
        self.letters = scratch + 3 * Language.count
    }

    /// The totals that hold for a text of this length.
    private var totals: UnsafeMutablePointer<Int32> { self.words > Self.shortText ? self.guarded : self.short }

    /// Takes a word's vote.
    ///
    /// - Parameters:
    ///   - word: its letters, `edge` at both ends.
    ///   - share: how much it counts, in quarters.
    mutating func add(
        _ word: UnsafeBufferPointer<UInt16>,
        _ script: LanguageScript,
        share: Int32,
        _ table: LanguageLookup
    ) {
        let length = Int32(word.count - 2)
        self.letters[Int(script.rawValue)] += length * Int32(script.weight) * share
        let classes = script.classes
        guard classes.count > 1, self.words < Self.mostWords else { return }
        self.words += 1
        for each in classes { self.scores[each] = 0 }
        LanguageFeatures.visit(word) { hash, _ in table.add(hash, to: self.scores) }
        var most = Int32.min
        for each in classes { most = max(most, self.scores[each]) }
        for each in classes {
            let behind = self.scores[each] - most
            self.guarded[each] += max(behind, -Self.mostAgainst) * share
            if self.words <= Self.shortText { self.short[each] += max(behind, -Self.mostAgainstInShort) * share }
        }
        if self.words >= Self.fewestWords, self.words & 3 == 0 { self.settle() }
    }

    /// Looks whether one language of the leading script is far ahead.
    private mutating func settle() {
        let classes = self.leadingScript().classes
        guard classes.count > 1 else { return }
        let (best, second) = self.leaders(classes)
        self.isSettled =
            self.words >= Self.mostWords || self.totals[best] - self.totals[second] > Self.settledBy
    }

    /// Whether any word was read.
    var hasLetters: Bool { self.leadingScript() != .none }

    /// The script with the most letters.
    private func leadingScript() -> LanguageScript {
        var script = LanguageScript.none
        var most: Int32 = 0
        for each in LanguageScript.allCases where self.letters[Int(each.rawValue)] > most {
            most = self.letters[Int(each.rawValue)]
            script = each
        }
        let kana = self.letters[Int(LanguageScript.kana.rawValue)]
        return script == .han && kana * 12 >= most ? .kana : script
    }

    /// The two best of several classes.
    private func leaders(_ classes: Range<Int>) -> (best: Int, second: Int) {
        var best = classes.lowerBound
        var second = best + 1
        if self.totals[second] > self.totals[best] { swap(&best, &second) }
        for each in classes.dropFirst(2) {
            if self.totals[each] > self.totals[best] {
                second = best
                best = each
            } else if self.totals[each] > self.totals[second] {
                second = each
            }
        }
        return (best, second)
    }

    /// The answer.
    func guess() -> LanguageGuess {
        let script = self.leadingScript()
        let classes = script.classes
        guard let first = classes.first else { return .unknown }
        if script.isAlone {
            guard let language = Language(rawValue: UInt8(first)) else { return .unknown }
            return LanguageGuess(language: language, confidence: 1)
        }
        let (best, second) = self.leaders(classes)
        guard let language = Language(rawValue: UInt8(best)), let next = Language(rawValue: UInt8(second)) else {
            return .unknown
        }
        return LanguageGuess(language: language, confidence: self.confidence(best, classes), second: next)
    }

    /// The share of the best among all, after taking back what words repeat of each other.
    private func confidence(_ best: Int, _ classes: Range<Int>) -> Float {
        var sum: Float = 0
        for each in classes {
            let behind = Float(self.totals[best] - self.totals[each]) / (4 * LanguageModel.unit)
            sum += 1 / (1 + behind * (1 + behind * (0.5 + behind * (0.166_7 + behind * 0.041_7))))
        }
        return 1 / sum
    }
}

/// The model's tables as the look-up of one detection uses them.
struct LanguageLookup {
    let starts: UnsafePointer<UInt32>
    let cells: UnsafePointer<UInt16>
    let shift: UInt64

    /// Adds a run's weights to the scores; false where the model does not know the run.
    ///
    /// Every record was checked when the model was read: it ends within the bucket and names classes that exist.
    @inline(__always) func add(_ hash: UInt64, to scores: UnsafeMutablePointer<Int32>) -> Bool {
        let bucket = LanguageModel.bucket(hash, shift: self.shift)
        let fingerprint = LanguageModel.fingerprint(hash)
        var at = self.cells + Int(self.starts[bucket])
        let end = self.cells + Int(self.starts[bucket + 1])
        var known = false
        while at < end {
            let head = at.pointee
            let next = at + 1 + Int(head & 15)
            if head & 0xFFF0 == fingerprint {
                known = true
                at += 1
                while at < next {
                    let cell = at.pointee
                    // The lower nine bits, with their sign.
                    scores[Int(cell >> 9)] += Int32(Int16(bitPattern: cell << 7) >> 7)
                    at += 1
                }
            }
            at = next
        }
        return known
    }
}

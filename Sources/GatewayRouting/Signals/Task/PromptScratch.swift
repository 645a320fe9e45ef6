/// The memory in which a prompt is looked at: words, sentences, a sample of long text. Made once per loop and reused,
/// so that a prompt costs no allocation. What it holds is bounded; what does not fit is not looked at.
///
/// Not `Sendable`: it belongs to one loop.
package final class PromptScratch {
    /// Most bytes of a prompt that are looked at.
    package static let sampleBytes = 8 * 1024
    static let mostWords = 4096
    static let mostUnits = 1024

    let words: UnsafeMutableBufferPointer<Word>
    let units: UnsafeMutableBufferPointer<Unit>
    let sample: UnsafeMutableBufferPointer<UInt8>
    var wordCount = 0
    var unitCount = 0
    var form = PromptForm()
    var facts = Facts()
    /// How often each sense was met, at most 100 times.
    var senseCounts = InlineArray<128, UInt8>(repeating: 0)

    /// Allocates all that any prompt needs, about 250 KB.
    package init() {
        self.words = .allocate(capacity: Self.mostWords)
        self.units = .allocate(capacity: Self.mostUnits)
        self.sample = .allocate(capacity: Self.sampleBytes + 64)
    }

    deinit {
        self.words.deallocate()
        self.units.deallocate()
        self.sample.deallocate()
    }

    /// The words found by the last scan.
    var foundWords: UnsafeBufferPointer<Word> { UnsafeBufferPointer(rebasing: self.words[0..<self.wordCount]) }

    func reset() {
        self.wordCount = 0
        self.unitCount = 0
        self.form = PromptForm()
        self.facts = Facts()
        self.senseCounts = InlineArray(repeating: 0)
    }
}

/// A sentence, a line, or what stands before a colon.
struct Unit: Sendable {
    /// What ends a unit.
    enum End: UInt8, Sendable {
        case stop, question, colon, comma, line, text
    }

    var firstWord: Int32
    var endWord: Int32 = 0
    var end = End.text
    var marks: Marks = []

    var count: Int { Int(self.endWord - self.firstWord) }

    /// Where a unit stands.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8
        static let option = Marks(rawValue: 1)
        static let bullet = Marks(rawValue: 2)
        static let code = Marks(rawValue: 4)
        static let paragraph = Marks(rawValue: 8)
        static let lastOfLine = Marks(rawValue: 16)
        static let dialog = Marks(rawValue: 32)
        static let choice = Marks(rawValue: 64)
    }
}

/// Counts of what a prompt looks like.
struct PromptForm: Sendable {
    var bytes = 0
    /// Words, with two characters of scripts without spaces counted as one.
    var wordLoad = 0
    var singles = 0
    var lines = 0
    var fences = 0
    var codeLines = 0
    var strongCodeLines = 0
    var traceLines = 0
    var signatures = 0
    var options = 0
    var bullets = 0
    var dialogLines = 0
    var tableLines = 0
    var jsonLines = 0
    var numbers = 0
    var commas = 0
    var questions = 0
    var dollars = 0
    var commands = 0
    var equations = 0
    var operators = 0
    var latinLetters = 0
    var otherLetters = 0
    var quotedWords = 0
    var longestQuote = 0
    var quotes = 0
    var longestUnit = 0
    var longWords = 0
    var letters = 0
    var deepest = 0
    var names = 0
    var symbols = 0
    var longestWord = 0
    var identifiers = 0
    var prices = 0
    var blanks = 0
}

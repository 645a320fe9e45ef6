/// Join of what the client has of an answer with the text of a model that was asked to go on with it.
///
/// A model that is asked to go on often does a little more: it starts the answer over, or says the last words again.
/// The join finds out which by comparing the beginning of the new text with what was delivered, holds back the new
/// text while that is open, typically for a token or two, and then passes what is new. Everything is decoded UTF-8.
///
/// 1. **Starting over.** New text that equals the delivered text from its first character is swallowed while it does.
///    Once all of the delivered text has come again, the rest passes. White space before it counts as nothing, for
///    some models begin every message with a space. When the new text differs after agreeing for so long that it
///    cannot be chance (`tellsAnswer`), it is a second answer of its own: diverged, and nothing passes, then or later.
///    When it differs earlier, the few bytes were ordinary text and pass.
/// 2. **Saying the last words again.** The longest end of the delivered text, at most `window` bytes, with which the
///    new text begins is dropped from it. How long it must be depends on the style (`starts`): a prefilled
///    model goes on by itself and repeats words because the text does; a model that was instructed in words does so
///    because it was unsure, but from a word's beginning or with its whole last sentence, or with the word in which the text broke off: nothing
///    but that word said again can follow it without a space. Words that end the delivered
///    text twice over, or are themselves one pattern repeated ("ha ha ha", a ruler, a table's dashes), are left alone:
///    there one more repetition is as likely meant.
/// 3. **The seam.** White space is text and stays. Only under `instruction`: when the delivered text ends with white
///    space and the new text begins with that same run, it is dropped once, for the model could not see it (templates
///    trim messages); and when the delivered text ends a sentence and the new one begins with an upper-case letter or
///    a digit, one space is put between, for a message never begins with one. Everything else is put together as it
///    is: it may be the middle of a word.
/// 4. **Characters stay whole**: candidates begin at a character of the delivered text and end where it ends, and
///    what passes ends where a piece ends.
///
/// The work for a byte is a comparison with each candidate that is left, of which there are at most `window` and soon
/// none; what is held back is bounded by `window` and the white space before it.
package struct ContinuationJoin: Sendable {
    /// How the model was asked.
    package enum Style: UInt8, Sendable, Hashable, CaseIterable {
        /// It got the text as the beginning of its own message, or the end of its prompt.
        case prefill
        /// It was told in words to go on.
        case instruction
    }

    /// What becomes of a piece.
    package enum Step: Sendable, Hashable {
        /// Nothing to send for now.
        case held
        /// This goes to the client: the new part of the piece and of what was held before.
        case passes([UInt8])
        /// The text is a second answer of its own.
        case diverged
    }

    /// Bytes at the end of the delivered text that the new text is compared with.
    package static let window = 1024
    /// White space before an answer that starts over.
    private static let maxLeadingSpace = 64

    private enum State: Sendable {
        case seeking, passing, diverged
    }

    private var state: State
    private let style: Style
    /// What was delivered; let go of once the text passes.
    private var delivered: [UInt8]
    /// The new text so far; no longer kept once only a start over is possible.
    private var held: [UInt8] = []
    /// Bytes of the new text so far.
    private var count = 0

    /// Whether the new text may still be the answer started over.
    private var mayRestart = true
    /// White space before the start over.
    private var leadingSpace = 0
    /// Bytes of the delivered text that came again.
    private var matched = 0

    /// Offsets in the delivered text, ascending, whose ends agree with the new text so far but are longer.
    private var candidates: [Int] = []
    /// Lengths, ascending, of ends of the delivered text with which the new text begins.
    private var overlaps: [Int] = []

    /// A join at the beginning of the new text; with nothing delivered everything passes.
    package init(delivered: [UInt8], style: Style) {
        self.delivered = delivered
        self.style = style
        self.state = delivered.isEmpty ? .passing : .seeking
    }

    /// Whether the text was found to be a second answer.
    package var hasDiverged: Bool {
        self.state == .diverged
    }

    /// Takes the next piece of the new text.
    package mutating func feed(_ text: [UInt8]) -> Step {
        switch self.state {
        case .passing: return .passes(text)
        case .diverged: return .diverged
        case .seeking: break
        }
        for index in text.indices {
            self.compareWithEnds(text[index])
            self.compareWithStart(text[index])
            self.keep(text[index])
            switch self.state {
            case .diverged:
                self.forget()
                return .diverged
            case .passing:
                // All of the delivered text has come again.
                self.forget()
                return index + 1 < text.count ? .passes(Array(text[(index + 1)...])) : .held
            case .seeking:
                guard !self.mayRestart, self.candidates.isEmpty else { continue }
                return .passes(self.settle(text[(index + 1)...]))
            }
        }
        return .held
    }

    /// Ends the new text: what is still held is decided on. New text that is no more than the beginning of the
    /// delivered one is a second answer too, a shorter one, if it is long enough to tell.
    package mutating func finish() -> Step {
        switch self.state {
        case .passing:
            return .passes([])
        case .diverged:
            return .diverged
        case .seeking:
            if self.mayRestart, self.tellsAnswer(self.matched) {
                self.state = .diverged
                self.forget()
                return .diverged
            }
            return .passes(self.settle([]))
        }
    }

    // MARK: - Comparing

    /// Follows the ends of the delivered text that may be said again.
    private mutating func compareWithEnds(_ byte: UInt8) {
        let offset = self.count
        self.count += 1
        if offset == 0 {
            self.candidates = self.starts(with: byte)
        } else if !self.candidates.isEmpty {
            self.candidates.removeAll { self.delivered[$0 + offset] != byte }
        }
        if let last = self.candidates.last, last + offset + 1 == self.delivered.count {
            self.overlaps.append(offset + 1)
            self.candidates.removeLast()
        }
    }

    /// Follows the delivered text from its beginning.
    private mutating func compareWithStart(_ byte: UInt8) {
        guard self.mayRestart else { return }
        if self.delivered[self.matched] == byte {
            self.matched += 1
            guard self.matched == self.delivered.count else { return }
            self.mayRestart = false
            if self.tellsRestart { self.state = .passing }
        } else if self.matched == 0, SeamText.isSpace(byte), self.leadingSpace < Self.maxLeadingSpace {
            self.leadingSpace += 1
        } else {
            self.mayRestart = false
            if self.tellsAnswer(self.matched) { self.state = .diverged }
        }
    }

    private mutating func keep(_ byte: UInt8) {
        // Beyond this only a start over is left, which either passes without it or is none of the answer.
        if self.count <= Self.window + Self.maxLeadingSpace + 1 { self.held.append(byte) } else { self.held = [] }
    }

    /// The offsets at which an end may begin that counts if it is said again, apart from the whole delivered text.
    private func starts(with first: UInt8) -> [Int] {
        let end = self.delivered.count
        let earliest = max(1, end - Self.window)
        var starts: [Int] = []
        switch self.style {
        case .prefill:
            guard end - SeamText.telling >= earliest else { break }
            for start in earliest...(end - SeamText.telling)
            where self.delivered[start] == first && SeamText.isCharacter(first) {
                starts.append(start)
            }
        case .instruction:
            let sentence = SeamText.lastSentence(of: self.delivered, from: earliest)
            let word = SeamText.lastWord(of: self.delivered, from: earliest)
            let space = end - SeamText.trailingSpace(of: self.delivered, atMost: Self.window)
            for start in earliest..<end where self.delivered[start] == first {
                let isLong = end - start >= SeamText.shortestWords
                guard
                    start == sentence || start == word || start == space
                        || (isLong && SeamText.beginsWord(self.delivered, start))
                else { continue }
                starts.append(start)
            }
        }
        return starts
    }

    // MARK: - Deciding

    /// Whether agreement with the first bytes of the delivered text is no chance, so that what differs afterwards is
    /// a second answer: 32 bytes that are not one pattern repeated or, where the model was only told to go on, three
    /// different words.
    private func tellsAnswer(_ length: Int) -> Bool {
        if length > Self.window { return true }
        let text = self.delivered[..<length]
        if length >= SeamText.telling, !SeamText.isPattern(text) { return true }
        return self.style == .instruction && SeamText.hasThreeWords(text)
    }

    /// Whether all of the delivered text, said again, is a start over.
    ///
    /// One that was told to go on starts over even after a single word; one that was prefilled says such a word again
    /// because the text does.
    private var tellsRestart: Bool {
        switch self.style {
        case .instruction: true
        case .prefill: self.tellsAnswer(self.delivered.count) || SeamText.hasThreeWords(self.delivered[...])
        }
    }

    /// Ends the search and returns what is to be sent: the new text without what was said again.
    private mutating func settle(_ rest: ArraySlice<UInt8>) -> [UInt8] {
        self.state = .passing
        var text = self.held + rest
        if let overlap = self.overlaps.last(where: self.countsAsOverlap) {
            text.removeFirst(overlap)
        } else if self.style == .instruction, let first = text.first, SeamText.needsSpace(self.delivered, first) {
            text.insert(SeamText.space, at: 0)
        }
        self.forget()
        return text
    }

    private func countsAsOverlap(_ length: Int) -> Bool {
        let start = self.delivered.count - length
        let words = self.delivered[start...]
        if words.allSatisfy(SeamText.isSpace) {
            // The run of white space as a whole, which only an instructed model is looked at for.
            return self.style == .instruction && !SeamText.isSpace(self.delivered[start - 1])
        }
        if SeamText.isPattern(words) { return false }
        let before = start - length
        return before < 0 || self.delivered[before..<start] != words
    }

    private mutating func forget() {
        self.delivered = []
        self.held = []
        self.candidates = []
        self.overlaps = []
    }
}

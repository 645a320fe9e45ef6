/// Reads a text, leaves out what is not prose, and hands its words on.
///
/// Left out are fenced and quoted code, tags, addresses, paths, flags, calls, identifiers, file names, traces and
/// lines that are mostly punctuation. Words in capitals count for little: they are mostly names of things.
struct LanguageProse {
    /// The letters of the token that is being read, each word with its ends.
    private let letters: UnsafeMutablePointer<UInt16>
    private var held = 0
    /// A longer token is a hash, a key or an encoded file.
    private static let mostHeld = 80
    static let capacity = 160

    var tally: LanguageTally
    private let table: LanguageLookup
    private var isFenced = false

    init(letters: UnsafeMutablePointer<UInt16>, tally: LanguageTally, table: LanguageLookup) {
        self.letters = letters
        self.tally = tally
        self.table = table
    }

    /// Guesses whether another part of the text, its end, begins within fenced code: its own fences tell, and where
    /// there are none it goes on as the part before it ended.
    mutating func startAgain(_ tail: UnsafeBufferPointer<UInt8>) {
        var fences = 0
        for at in tail.indices.dropFirst() where tail[at - 1] == 0x0A && LanguageLine.isFence(tail, at) { fences += 1 }
        if fences > 0 {
            self.isFenced = !fences.isMultiple(of: 2)
        } else if !self.tally.hasLetters {
            // Better to read what may be code than to have read nothing.
            self.isFenced = false
        }
    }

    /// Reads all lines.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while at < text.count, !self.tally.isSettled {
            var end = at
            while end < text.count, text[end] != 0x0A { end += 1 }
            self.readLine(UnsafeBufferPointer(rebasing: text[at..<end]))
            at = end + 1
        }
    }

    private mutating func readLine(_ line: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while at < line.count, line[at] == 0x20 || line[at] == 0x09 { at += 1 }
        if LanguageLine.isFence(line, at) {
            // A fence that ends on its own line is quoted code, not the beginning of a block.
            if !LanguageLine.closes(line, at + 3) { self.isFenced.toggle() }
            return
        }
        guard !self.isFenced, !LanguageLine.isCode(line, at) else { return }
        while at < line.count, !self.tally.isSettled {
            switch line[at] {
            case 0x00...0x20: at += 1
            case 0x60: at = LanguageLine.after(0x60, in: line, from: at)
            case 0x3C: at = LanguageLine.after(0x3E, in: line, from: at)
            default: at = self.readToken(line, at)
            }
        }
    }

    /// Reads up to the next space, quote or change between Latin and another script; returns where that is.
    private mutating func readToken(_ line: UnsafeBufferPointer<UInt8>, _ begin: Int) -> Int {
        var shape = LanguageToken()
        var at = begin
        var script = LanguageScript.none
        var wordStart = 0
        self.held = 0
        while at < line.count {
            let byte = line[at]
            if byte <= 0x20 || byte == 0x60 { break }
            let (scalar, length) = byte < 0x80 ? (UInt32(byte), 1) : LanguageScalar.decode(line, at)
            let letter = LanguageLetter(scalar)
            let isWide = letter.script != .latin && letter.script.rawValue > LanguageScript.mark.rawValue
            if isWide || letter.script == .latin {
                if shape.isWide != isWide, shape.hasLetters { break }
                shape.isWide = isWide
            }
            at += length
            if letter.script == .mark { continue }
            if letter.script != script || self.held - wordStart > LanguageFeatures.longestWord {
                self.close(&wordStart, script, shape)
                script = letter.script
            }
            shape.meet(scalar, letter, next: at < line.count ? line[at] : 0x20)
            guard letter.script != .none, self.held < Self.mostHeld else { continue }
            if self.held == wordStart {
                self.letters[self.held] = LanguageFeatures.edge
                self.held += 1
            }
            self.letters[self.held] = letter.folded
            self.held += 1
        }
        self.close(&wordStart, script, shape)
        if !shape.isWide, !shape.isIdentifier, self.held < Self.mostHeld { self.vote(shape) }
        return at
    }

    /// Ends a word. In scripts without our kind of identifiers it votes at once.
    private mutating func close(_ wordStart: inout Int, _ script: LanguageScript, _ shape: LanguageToken) {
        guard self.held > wordStart else { return }
        self.letters[self.held] = LanguageFeatures.edge
        self.held += 1
        if script != .latin {
            let word = UnsafeBufferPointer(start: self.letters + wordStart, count: self.held - wordStart)
            self.tally.add(word, script, share: 4, self.table)
            self.held = wordStart
        }
        wordStart = self.held
    }

    /// The words of a Latin token vote.
    private mutating func vote(_ shape: LanguageToken) {
        var at = 0
        while at < self.held {
            var end = at + 1
            while self.letters[end] != LanguageFeatures.edge { end += 1 }
            let word = UnsafeBufferPointer(start: self.letters + at, count: end + 1 - at)
            self.tally.add(word, .latin, share: shape.isCapitals ? 1 : 4, self.table)
            at = end + 1
        }
    }
}

/// Splits text into the pieces that a vocabulary encodes one by one, exactly as its reference pattern does.
///
/// The patterns are regular expressions with greedy, partly backtracking parts. Each is worked out by hand here into a
/// scan that looks at every byte at most three times, so that no text is slow. Bytes that are not well-formed UTF-8 are
/// taken one at a time as characters of no class: like punctuation, they never disappear.
struct PieceScanner {
    let text: UnsafeBufferPointer<UInt8>
    let blocks: UnsafeBufferPointer<UInt16>
    let classes: UnsafeBufferPointer<UInt8>

    init(
        _ text: UnsafeBufferPointer<UInt8>,
        blocks: UnsafeBufferPointer<UInt16>,
        classes: UnsafeBufferPointer<UInt8>
    ) {
        self.text = text
        self.blocks = blocks
        self.classes = classes
    }

    /// The end of the piece that begins at an index inside the text.
    @inline(__always)
    func pieceEnd(from start: Int, by encoding: TokenEncoding) -> Int {
        switch encoding {
        case .o200k: self.o200kEnd(from: start)
        case .cl100k: self.cl100kEnd(from: start)
        }
    }

    // MARK: o200k

    private func o200kEnd(from start: Int) -> Int {
        let first = self.scalar(at: start)
        let next = start + first.length
        if first.class.isDisjoint(with: [.newline, .letter, .number]), next < self.text.count {
            // One character of almost any kind may lead a word.
            let second = self.scalar(at: next)
            if !second.class.isDisjoint(with: [.head, .tail]) {
                let word = self.word(from: next)
                // A mark may lead a word or be one. It leads only where a lower-case part follows.
                if word.hasTail || first.class.isDisjoint(with: .head) { return self.contraction(after: word.end) }
            }
        }
        if !first.class.isDisjoint(with: [.head, .tail]) { return self.contraction(after: self.word(from: start).end) }
        if first.class.contains(.number) { return self.numberEnd(from: start) }
        if let end = self.punctuationEnd(from: start, first) {
            return self.end(from: end) { $0 == 0x0A || $0 == 0x0D || $0 == UInt8(ascii: "/") }
        }
        let run = self.spaces(from: start)
        if let end = run.lastNewlineEnd { return end }
        return run.end == self.text.count || run.last == start ? run.end : run.last
    }

    /// A word: upper-case characters, then at least one lower-case one, where letters without case and marks are both.
    /// When nothing can be the lower-case part, the upper-case characters alone.
    private func word(from start: Int) -> (end: Int, hasTail: Bool) {
        var index = start
        var lastShared = -1
        while index < self.text.count {
            let scalar = self.scalar(at: index)
            guard scalar.class.contains(.head) else {
                guard scalar.class.contains(.tail) else { break }
                return (self.run(of: .tail, from: index + scalar.length), true)
            }
            index += scalar.length
            if scalar.class.contains(.tail) { lastShared = index }
        }
        return lastShared < 0 ? (index, false) : (lastShared, true)
    }

    /// Skips 's 't 're 've 'm 'll 'd after a word, in either case.
    private func contraction(after end: Int) -> Int { end + self.contractionLength(at: end) }

    // MARK: cl100k

    private func cl100kEnd(from start: Int) -> Int {
        let contraction = self.contractionLength(at: start)
        if contraction > 0 { return start + contraction }
        let first = self.scalar(at: start)
        let next = start + first.length
        if first.class.contains(.letter) { return self.run(of: .letter, from: next) }
        if first.class.contains(.number) { return self.numberEnd(from: start) }
        if !first.class.contains(.newline), next < self.text.count {
            let second = self.scalar(at: next)
            if second.class.contains(.letter) { return self.run(of: .letter, from: next + second.length) }
        }
        if let end = self.punctuationEnd(from: start, first) {
            return self.end(from: end) { $0 == 0x0A || $0 == 0x0D }
        }
        let run = self.spaces(from: start)
        if run.end == self.text.count { return run.end }
        if let end = run.lastNewlineEnd { return end }
        return run.last == start ? run.end : run.last
    }

    // MARK: both

    /// The length of a contraction at an index, 0 for none. The long s folds to s, as it does in the reference.
    private func contractionLength(at index: Int) -> Int {
        guard index + 1 < self.text.count, self.text[index] == 0x27 else { return 0 }
        let first = self.text[index + 1] | 0x20
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case 0xC5 | 0x20:
            return self.text[index + 1] == 0xC5 && index + 2 < self.text.count && self.text[index + 2] == 0xBF ? 3 : 0
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            let wanted = first == UInt8(ascii: "l") ? first : UInt8(ascii: "e")
            return index + 2 < self.text.count && self.text[index + 2] | 0x20 == wanted ? 3 : 0
        default: return 0
        }
    }

    /// Up to three numbers.
    private func numberEnd(from start: Int) -> Int {
        var index = start
        for _ in 0..<3 where index < self.text.count {
            let scalar = self.scalar(at: index)
            guard scalar.class.contains(.number) else { break }
            index += scalar.length
        }
        return index
    }

    /// The end of one optional space and a run that is neither space nor letter nor number; nil when there is none.
    private func punctuationEnd(from start: Int, _ first: Scalar) -> Int? {
        let plain: ScalarClass = [.space, .letter, .number]
        var index = start + first.length
        if self.text[start] == 0x20 {
            guard index < self.text.count else { return nil }
            let second = self.scalar(at: index)
            guard second.class.isDisjoint(with: plain) else { return nil }
            index += second.length
        } else if !first.class.isDisjoint(with: plain) {
            return nil
        }
        while index < self.text.count {
            let scalar = self.scalar(at: index)
            guard scalar.class.isDisjoint(with: plain) else { break }
            index += scalar.length
        }
        return index
    }

    /// A run of white space: its end, where its last character begins, and the end of its last CR or LF.
    private func spaces(from start: Int) -> (end: Int, last: Int, lastNewlineEnd: Int?) {
        var index = start
        var last = start
        var lastNewlineEnd: Int?
        while index < self.text.count {
            let scalar = self.scalar(at: index)
            guard scalar.class.contains(.space) else { break }
            last = index
            index += scalar.length
            if scalar.class.contains(.newline) { lastNewlineEnd = index }
        }
        return (index, last, lastNewlineEnd)
    }

    private func run(of wanted: ScalarClass, from start: Int) -> Int {
        var index = start
        while index < self.text.count {
            let scalar = self.scalar(at: index)
            guard scalar.class.contains(wanted) else { break }
            index += scalar.length
        }
        return index
    }

    @inline(__always)
    private func end(from start: Int, while isWanted: (UInt8) -> Bool) -> Int {
        var index = start
        while index < self.text.count, isWanted(self.text[index]) { index += 1 }
        return index
    }
}

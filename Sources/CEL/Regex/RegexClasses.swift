/// The characters cut into classes that no instruction of a program tells apart, so that tables stay small.
struct RegexClasses: Sendable {
    /// The class of each ASCII character.
    private(set) var ascii: [UInt16] = []
    /// Where ranges of characters begin; the first is 0.
    private var starts: [UInt32] = []
    /// Their classes.
    private var numbers: [UInt16] = []
    private(set) var sides: [RegexSide] = []
    /// Whether a class belongs to a set: the sets' rows one after another.
    private var members: [Bool] = []

    var count: Int { self.sides.count }

    init(_ program: RegexProgram) {
        var sets = program.sets
        let own = sets.count
        if program.looksAtWords { sets.append(.words) }
        if program.looksAtLines { sets.append(.newline) }
        var borders: Set<UInt32> = [0]
        for set in sets {
            for range in set.ranges {
                borders.insert(range.lowerBound)
                if range.upperBound < ScalarSet.last { borders.insert(range.upperBound + 1) }
            }
        }
        var known: [[UInt64]: UInt16] = [:]
        var signatures: [[UInt64]] = []
        for start in borders.sorted() {
            var signature = [UInt64](repeating: 0, count: (sets.count + 63) / 64)
            for (index, set) in sets.enumerated() where set.contains(start) {
                signature[index / 64] |= 1 << (index % 64)
            }
            let number = known[signature] ?? UInt16(truncatingIfNeeded: signatures.count)
            if known[signature] == nil {
                known[signature] = number
                signatures.append(signature)
                let isWord = program.looksAtWords && ScalarSet.words.contains(start)
                let isNewline = program.looksAtLines && start == 0x0A
                self.sides.append(isWord ? .word : isNewline ? .newline : .other)
            }
            self.starts.append(start)
            self.numbers.append(number)
        }
        self.members = (0..<own).flatMap { set in signatures.map { $0[set / 64] >> (set % 64) & 1 == 1 } }
        self.ascii = (0..<128).map { self.search($0) }
    }

    /// Whether no character beyond ASCII belongs to a class.
    func isASCIIOnly(_ characterClass: Int) -> Bool {
        for (start, number) in zip(self.starts, self.numbers).reversed() {
            if Int(number) == characterClass { return false }
            if start <= 0x80 { return true }
        }
        return true
    }

    @inline(__always)
    func contains(_ characterClass: Int, in set: Int) -> Bool { self.members[set * self.count + characterClass] }

    /// The class of any character.
    func search(_ scalar: UInt32) -> UInt16 {
        var low = 0
        var high = self.starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if self.starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return self.numbers[low]
    }

    /// The class of the character at a place of the text, and the place behind it. The text is valid UTF-8, as all
    /// strings are; were it not, nothing would be read beyond its end.
    @inline(__always)
    func next(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> Int {
        let byte = text[place]
        place += 1
        if byte < 0x80 { return Int(self.ascii[Int(byte)]) }
        var scalar = UInt32(byte) & (byte < 0xE0 ? 0x1F : byte < 0xF0 ? 0x0F : 0x07)
        while place < text.count, text[place] & 0xC0 == 0x80 {
            scalar = scalar << 6 | UInt32(text[place] & 0x3F)
            place += 1
        }
        return Int(self.search(scalar))
    }
}

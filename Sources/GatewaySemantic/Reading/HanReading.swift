extension PromptReader {
    /// Cuts a run of Chinese characters at the longest words of the lexicon; the rest stands character by character.
    mutating func readHan(_ token: RawToken) {
        var starts: [Int] = []
        var scalars: [UInt32] = []
        var position = token.start
        while position < token.end {
            let (value, length) = self.scanner.scalar(at: position)
            starts.append(position)
            scalars.append(value)
            position += length
        }
        starts.append(token.end)
        var marks = token.marks
        var index = 0
        while index < scalars.count, self.parts.words.count < PromptReading.mostWords {
            let count = self.longestWord(at: index, scalars, starts)
            let numerals = count > 1 ? 0 : HanNumber.length(scalars, at: index)
            if numerals > 0, let value = HanNumber.value(scalars, index, numerals) {
                // A lone "one" is an article more often than a number.
                let isSoft = numerals == 1 && (scalars[index] == 0x4E00)
                self.appendHanNumber(value, isSoft, marks, starts[index], starts[index + numerals])
                index += numerals
            } else {
                let text = self.scanner.text(starts[index], starts[index + count])
                let row = self.rows[text] ?? 0
                let entry = self.lexicon.entries[Int(row)]
                self.append(text, text, .word, marks.union(entry.marks), row, starts[index], starts[index + count])
                index += count
            }
            marks = token.marks.intersection(.quoted).union(.attached)
        }
    }

    private func longestWord(at index: Int, _ scalars: [UInt32], _ starts: [Int]) -> Int {
        guard let longest = self.lexicon.longestHan[scalars[index]], longest > 1 else { return 1 }
        var count = min(longest, scalars.count - index)
        while count > 1 {
            if self.rows[self.scanner.text(starts[index], starts[index + count])] != nil { return count }
            count -= 1
        }
        return 1
    }

    private mutating func appendHanNumber(_ value: String, _ isSoft: Bool, _ marks: WordMarks, _ start: Int, _ end: Int)
    {
        let number = Int32(self.parts.numbers.count)
        self.parts.numbers.append(
            Quantity(value: value, kind: .cardinal, unit: "", isSoft: isSoft, word: self.parts.words.count)
        )
        let shape: WordMarks = isSoft ? .stop : []
        self.append(
            self.scanner.text(start, end),
            "#" + value,
            .number,
            marks.union(shape),
            0,
            start,
            end,
            number
        )
    }
}

/// Numbers in Chinese characters.
enum HanNumber {
    private static func digit(_ scalar: UInt32) -> Int? {
        switch scalar {
        case 0x3007, 0x96F6: 0
        case 0x4E00: 1
        case 0x4E8C, 0x4E24: 2
        case 0x4E09: 3
        case 0x56DB: 4
        case 0x4E94: 5
        case 0x516D: 6
        case 0x4E03: 7
        case 0x516B: 8
        case 0x4E5D: 9
        default: nil
        }
    }

    private static func scale(_ scalar: UInt32) -> Int? {
        switch scalar {
        case 0x5341: 10
        case 0x767E: 100
        case 0x5343: 1_000
        case 0x4E07: 10_000
        case 0x4EBF: 100_000_000
        default: nil
        }
    }

    /// How many characters from here make a number.
    static func length(_ scalars: [UInt32], at index: Int) -> Int {
        var end = index
        while end < scalars.count, end - index < 16,
            Self.digit(scalars[end]) != nil || Self.scale(scalars[end]) != nil
        { end += 1 }
        return end - index
    }

    /// The number in digits.
    static func value(_ scalars: [UInt32], _ start: Int, _ count: Int) -> String? {
        let range = start..<(start + count)
        if range.allSatisfy({ Self.digit(scalars[$0]) != nil }), count > 1 {
            // Digit by digit, as years are read.
            return range.compactMap { Self.digit(scalars[$0]).map(String.init) }.joined()
        }
        var total = 0
        var section = 0
        var current = 0
        for index in range {
            if let digit = Self.digit(scalars[index]) {
                current = digit
            } else if let scale = Self.scale(scalars[index]) {
                if scale >= 10_000 {
                    let part = section + current
                    let (product, overflow) = (part == 0 ? 1 : part).multipliedReportingOverflow(by: scale)
                    guard !overflow, total < 1 << 60, product < 1 << 60 else { return nil }
                    total += product
                    section = 0
                } else {
                    section += (current == 0 ? 1 : current) * scale
                }
                current = 0
            }
        }
        return String(total + section + current)
    }
}

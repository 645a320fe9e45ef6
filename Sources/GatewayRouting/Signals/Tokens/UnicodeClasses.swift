/// What the split patterns of the token vocabularies ask about a character, as bits.
struct ScalarClass: OptionSet {
    let rawValue: UInt8

    /// May stand in the first, upper-case part of a word: Lu, Lt, Lm, Lo, M.
    static let head = ScalarClass(rawValue: 1)
    /// May stand in the second, lower-case part of a word: Ll, Lm, Lo, M.
    static let tail = ScalarClass(rawValue: 2)
    /// L.
    static let letter = ScalarClass(rawValue: 4)
    /// N.
    static let number = ScalarClass(rawValue: 8)
    /// White_Space.
    static let space = ScalarClass(rawValue: 16)
    /// CR or LF.
    static let newline = ScalarClass(rawValue: 32)
}

/// The classes of all characters in two stages: the first finds the block of a code point, the second the class in it.
///
/// The classes are those of Unicode 16, as in the reference encoder. 60 kB, built once per process in about 1 ms.
struct UnicodeClasses: Sendable {
    static let blockBits = 7
    static let shared = UnicodeClasses()

    /// Per 128 code points, where their classes begin in `classes`.
    let blocks: [UInt16]
    /// The classes of the different blocks; the first one is ASCII's, so that ASCII needs no first stage.
    let classes: [UInt8]

    private init() {
        let plain = Self.expanded()
        let length = 1 << Self.blockBits
        var blocks: [UInt16] = []
        var classes: [UInt8] = []
        var uniform: [UInt8: UInt16] = [:]
        blocks.reserveCapacity(plain.count / length)
        for start in stride(from: 0, to: plain.count, by: length) {
            let block = plain[start..<start + length]
            let first = plain[start]
            let isUniform = block.allSatisfy { $0 == first }
            if isUniform, let known = uniform[first] {
                blocks.append(known)
                continue
            }
            let place = UInt16(classes.count >> Self.blockBits)
            if isUniform { uniform[first] = place }
            blocks.append(place)
            classes.append(contentsOf: block)
        }
        self.blocks = blocks
        self.classes = classes
    }

    /// One class per code point, from the runs.
    private static func expanded() -> [UInt8] {
        var plain = [UInt8](repeating: 0, count: 0x110000)
        var filled = 0
        func fill(_ letter: UInt8, _ count: Int) {
            let bits = Self.bits(of: letter).rawValue
            for index in filled..<min(filled + count, plain.count) { plain[index] = bits }
            filled += count
        }
        Self.runs.withUTF8Buffer { text in
            var index = 0
            func number() -> Int? {
                var value: Int?
                while index < text.count, text[index] &- 0x30 < 10 {
                    value = (value ?? 0) * 10 + Int(text[index] &- 0x30)
                    index += 1
                }
                return value
            }
            while index < text.count {
                let letter = text[index]
                index += 1
                if index + 1 < text.count, text[index + 1] == UInt8(ascii: "x") {
                    let other = text[index]
                    index += 2
                    for _ in 0..<(number() ?? 0) {
                        fill(letter, 1)
                        fill(other, 1)
                    }
                } else {
                    fill(letter, number() ?? 1)
                }
            }
        }
        return plain
    }

    private static func bits(of letter: UInt8) -> ScalarClass {
        switch letter {
        case UInt8(ascii: "u"): [.head, .letter]
        case UInt8(ascii: "l"): [.tail, .letter]
        case UInt8(ascii: "b"): [.head, .tail, .letter]
        case UInt8(ascii: "m"): [.head, .tail]
        case UInt8(ascii: "d"): .number
        case UInt8(ascii: "s"): .space
        case UInt8(ascii: "n"): [.space, .newline]
        default: []
        }
    }
}

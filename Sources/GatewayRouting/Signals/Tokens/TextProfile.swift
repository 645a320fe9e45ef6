/// The characters of a text by kind: what token counts are estimated from where no vocabulary is loaded.
struct TextProfile: Sendable, Equatable {
    /// What is counted. Up to `emoji`, characters of the kinds of `TokenProfile.Kind` of the same name.
    enum Kind: Int, Sendable, CaseIterable {
        case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, indic, dravidian, thai
        case burmese, georgian, ethiopic, asian, symbol, kana, han, hangul, emoji
        /// Runs of ASCII letters.
        case words
        /// ASCII letters, and how many of them are capitals.
        case letters, capitals
        /// ASCII digits, and whatever else ASCII has but white space; of a run of one mark only every eighth.
        case digits, marks
        /// Runs of ASCII white space that is not a single space; long ones once in sixteen bytes.
        case blanks
    }

    private(set) var counts = SIMD32<Int32>()

    subscript(kind: Kind) -> Int { Int(self.counts[kind.rawValue]) }

    /// Looks at every byte of a text once.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 32) { counts in
            counts.initialize(repeating: 0)
            func add(_ kind: Kind) { counts[kind.rawValue] &+= 1 }
            var before = Before.other
            for index in 0..<text.count {
                let byte = text[index]
                switch Self.group(of: byte) {
                case .letter:
                    add(.letters)
                    if before != .letter { add(.words) }
                    if byte < 0x60 { add(.capitals) }
                    before = .letter
                case .digit:
                    add(.digits)
                    before = .other
                case .blank:
                    // A single space mostly belongs to the word after it.
                    let isBlank = byte != 0x20 || before == .space || before == .blank
                    if isBlank, before != .blank || index & 15 == 0 { add(.blanks) }
                    before = isBlank ? .blank : .space
                case .lead:
                    let kind = TokenProfile.kind(ofWide: byte, index + 1 < text.count ? text[index + 1] : 0)
                    counts[kind.rawValue] &+= 1
                    before = .other
                case .continuation: break
                case .mark:
                    if index & 7 == 0 || text[index - 1] != byte { add(.marks) }
                    before = .other
                }
            }
            for kind in Kind.allCases { self.counts[kind.rawValue] = counts[kind.rawValue] }
        }
    }

    /// Tokens: one weight per kind.
    func weighed(by weights: [Double]) -> Double {
        var sum = 0.0
        for kind in Kind.allCases { sum += Double(self.counts[kind.rawValue]) * weights[kind.rawValue] }
        return sum
    }

    private enum Before { case letter, space, blank, other }

    private enum Group { case letter, digit, blank, mark, lead, continuation }

    @inline(__always)
    private static func group(of byte: UInt8) -> Group {
        if byte >= 0x80 { return byte >= 0xC0 ? .lead : .continuation }
        if (byte | 0x20) &- 0x61 < 26 { return .letter }
        if byte == 0x20 || byte &- 9 < 5 { return .blank }
        return byte &- 0x30 < 10 ? .digit : .mark
    }
}

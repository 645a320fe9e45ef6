/// The tokens of a text by kind of piece: what the counts of other vocabularies are estimated from.
///
/// Vocabularies differ little on English and up to five times on scripts that one of them has few tokens for. So a
/// single factor would be wrong by as much; one factor per kind is not. Pieces that are one token are kept apart from
/// those that are several: the latter are of languages that vocabularies know less well.
package struct TokenProfile: Sendable, Equatable {
    /// The kinds of pieces, by their last character beyond ASCII, else by their last byte.
    package enum Kind: Int, Sendable, CaseIterable {
        case latin, greek, cyrillic, armenian, hebrew, arabic
        /// Devanagari; Bengali to Tamil; Telugu to Sinhala; Thai and Lao.
        case devanagari, indic, dravidian, thai
        /// Burmese and Georgian; Ethiopic; what else begins as they do in UTF-8, above all Khmer.
        case burmese, georgian, ethiopic, asian
        case symbol, kana, han, hangul, emoji
        case word, digits, other
    }

    /// Tokens per kind, first of pieces that are one token, then of the others. For digits it is bytes, since some
    /// vocabularies take them one by one.
    private(set) var counts = SIMD64<Int64>()
    /// Where the counts of pieces of several tokens begin.
    static let split = 32
    /// All tokens.
    package private(set) var tokens = 0

    /// An empty profile.
    package init() {}

    /// How many tokens of a kind there are.
    package subscript(kind: Kind) -> Int { Int(self.counts[kind.rawValue] + self.counts[kind.rawValue + Self.split]) }

    /// Adds the tokens of one piece.
    @inline(__always)
    mutating func add(_ tokens: Int, of text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        self.tokens += tokens
        let kind = Self.kind(of: text, from: start, to: end)
        let place = kind.rawValue + (tokens > 1 ? Self.split : 0)
        self.counts[place] &+= Int64(kind == .digits ? end - start : tokens)
    }

    /// The sum of two profiles.
    package static func + (one: TokenProfile, other: TokenProfile) -> TokenProfile {
        var sum = one
        sum.counts &+= other.counts
        sum.tokens += other.tokens
        return sum
    }

    @inline(__always)
    private static func kind(of text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Kind {
        // The second byte tells most: the first one may be a space before a word.
        for index in start..<min(end, start + Self.looked) where text[index] >= 0x80 {
            return Self.kind(ofWide: text[index], index + 1 < end ? text[index + 1] : 0)
        }
        let last = text[end - 1]
        if last &- 0x30 < 10 { return .digits }
        return (last | 0x20) &- 0x61 < 26 ? .word : .other
    }

    /// How many bytes of a piece are looked at.
    private static let looked = 24

    /// The kind of a character beyond ASCII by its first two bytes. Blocks that hold several scripts go by the largest.
    @inline(__always)
    static func kind(ofWide first: UInt8, _ second: UInt8) -> Kind {
        switch first {
        case 0xC2...0xCB: .latin
        case 0xCC...0xCF: .greek
        case 0xD0...0xD3: .cyrillic
        case 0xD4: second < 0xB0 ? .cyrillic : .armenian
        case 0xD5: .armenian
        case 0xD6: second < 0x90 ? .armenian : .hebrew
        case 0xD7: .hebrew
        case 0xD8...0xDF: .arabic
        case 0xE0: second < 0xA6 ? .devanagari : second < 0xB0 ? .indic : second < 0xB8 ? .dravidian : .thai
        case 0xE1:
            switch second {
            case 0x80, 0x81: .burmese
            case 0x82, 0x83: .georgian
            case 0x88...0x8E: .ethiopic
            case 0xB8...0xBB: .latin
            case 0xBC...0xBF: .greek
            default: .asian
            }
        case 0xE3: .kana
        case 0xE4...0xE9: .han
        case 0xEA...0xED: .hangul
        case 0xF0...0xF4: .emoji
        default: .symbol
        }
    }

    /// Tokens of another vocabulary: one weight per kind, first of pieces of one token, then of the others.
    func weighed(by weights: [Double]) -> Double {
        var sum = 0.0
        for kind in Kind.allCases {
            sum += Double(self.counts[kind.rawValue]) * weights[kind.rawValue]
            sum += Double(self.counts[kind.rawValue + Self.split]) * weights[kind.rawValue + Kind.allCases.count]
        }
        return sum
    }
}

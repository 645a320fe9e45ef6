/// Whether two unlike spellings are one word, its relative or its opposite.
enum WordSimilarity {
    /// Whether one is the other with a prefix or ending that turns the meaning: legal, illegal; useful, useless.
    static func isOpposite(_ one: String, _ other: String) -> Bool {
        let (short, long) = one.utf8.count <= other.utf8.count ? (one, other) : (other, one)
        let extra = long.utf8.count - short.utf8.count
        if extra > 0, extra <= 5, short.utf8.count >= 3, long.hasSuffix(short) {
            return Self.prefixes.contains(String(long.dropLast(short.count)))
        }
        return Self.isLess(one, other) || Self.isLess(other, one)
    }

    private static func isLess(_ one: String, _ other: String) -> Bool {
        guard one.hasSuffix("less") || one.hasSuffix("los"), other.utf8.count >= 4 else { return false }
        let stem = one.dropLast(one.hasSuffix("less") ? 4 : 3)
        return stem.utf8.count >= 3 && other.hasPrefix(stem) && other != one
    }

    private static let prefixes: Set<String> = [
        "un", "dis", "in", "im", "il", "ir", "non", "de", "des", "mis", "mal", "anti", "counter", "contra", "contre",
        "ent",
        "under", "over", "miss", "nicht", "hyper", "hypo", "mono", "bi", "tri",
    ]

    /// Whether two words grow from one stem: direct, direction, director are relatives, not opposites.
    static func isFamily(_ one: String, _ other: String) -> Bool {
        let first = Array(one.utf8)
        let second = Array(other.utf8)
        guard min(first.count, second.count) >= 4, first[0] < 0xE0 else { return false }
        var common = 0
        while common < first.count, common < second.count, first[common] == second[common] { common += 1 }
        guard common >= 4, common * 100 >= max(first.count, second.count) * (common >= 5 ? 45 : 60) else {
            return false
        }
        let restOne = String(decoding: first[common...], as: UTF8.self)
        let restOther = String(decoding: second[common...], as: UTF8.self)
        return Self.endings.contains(restOne) && Self.endings.contains(restOther)
    }

    private static let endings: Set<String> = Set(
        """
        e s y i es ed ing ly al ally ation ations tion tions ion ions ment ments ness ity ties ic ical ically ive
        ance ence ency ancy ant ent able ible ful ies ied ial ative ate ates ated ating ize ized izing ise ised ising
        ization isation er ers or ors ung ungen lich keit heit en te ten ierung ieren iert cion ciones mente idad iones
        iness ied ier iest age ages eur euse ique iques ité ement ements t ts d ce cy tic sis
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init) + [""]
    )

    /// Whether one is the other with a slip of the pen.
    static func isMisspelling(_ one: String, _ other: String, strict: Bool) -> Bool {
        let first = Array(one.utf8)
        let second = Array(other.utf8)
        let shortest = min(first.count, second.count)
        guard shortest >= (strict ? 7 : 6), abs(first.count - second.count) <= 2,
            first[0] == second[0], first[0] < 0xE0
        else { return false }
        guard first.count <= 40, second.count <= 40 else { return false }
        let allowed = shortest >= 9 ? 2 : 1
        return Self.distance(first, second, limit: allowed) <= allowed
    }

    /// The edits between two words, a swap of neighbours counting once; exact up to a limit.
    static func distance(_ one: [UInt8], _ other: [UInt8], limit: Int) -> Int {
        guard abs(one.count - other.count) <= limit else { return limit + 1 }
        var beforeLast = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        var row = last
        for index in 1...max(1, one.count) where !one.isEmpty {
            row[0] = index
            var best = index
            for column in 1...max(1, other.count) where !other.isEmpty {
                let cost = one[index - 1] == other[column - 1] ? 0 : 1
                var edits = min(last[column] + 1, row[column - 1] + 1, last[column - 1] + cost)
                if index > 1, column > 1, one[index - 1] == other[column - 2], one[index - 2] == other[column - 1] {
                    edits = min(edits, beforeLast[column - 2] + 1)
                }
                row[column] = edits
                best = min(best, edits)
            }
            if best > limit { return limit + 1 }
            beforeLast = last
            last = row
        }
        return last[other.count]
    }
}

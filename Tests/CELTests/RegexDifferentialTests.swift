import Testing

@testable import CEL

/// Small patterns made by chance, matched by a plain backtracking matcher and by both engines.
struct RegexDifferentialTests {
    indirect enum Pattern {
        case characters(Set<UInt32>, String)
        case place(String)
        case row([Pattern])
        case choice(Pattern, Pattern)
        case times(Pattern, Int, Int?, String)

        var text: String {
            switch self {
            case .characters(_, let text), .place(let text): text
            case .row(let parts): parts.map(\.text).joined()
            case .choice(let left, let right): "(?:\(left.text)|\(right.text))"
            case .times(let inner, _, _, let sign): "(?:\(inner.text))\(sign)"
            }
        }
    }

    static let alphabet: [UInt32] = [0x61, 0x62, 0x5F, 0x20, 0x0A, 0xE9, 0x1F600]
    private static let words: Set<UInt32> = [0x61, 0x62, 0x5F]

    static func pattern(_ chance: inout SplitMix, _ depth: Int) -> Pattern {
        let all = Set(self.alphabet)
        switch chance.below(depth > 0 ? 12 : 6) {
        case 0, 1, 2:
            let one = chance.pick(self.alphabet)
            return .characters([one], "\\x{" + String(one, radix: 16) + "}")
        case 3: return .characters(all.subtracting([0x0A]), ".")
        case 4:
            return chance.pick([
                .characters([0x61, 0xE9], "[a\u{E9}]"), .characters(all.subtracting([0x61]), "[^a]"),
                .characters(self.words, "\\w"),
                .characters(all.subtracting(self.words), "\\W"), .characters([0x20, 0x0A], "\\s"),
                .characters([0x61, 0x62, 0xE9], "\\pL"),
            ])
        case 5: return .place(chance.pick(["^", "$", "\\b", "\\B", "(?m:^)", "(?m:$)", "(?:)"]))
        case 6, 7, 8: return .row((0..<chance.below(4)).map { _ in self.pattern(&chance, depth - 1) })
        case 9: return .choice(self.pattern(&chance, depth - 1), self.pattern(&chance, depth - 1))
        default:
            let inner = self.pattern(&chance, depth - 1)
            return chance.pick([
                .times(inner, 0, nil, "*"), .times(inner, 1, nil, "+"), .times(inner, 0, 1, "?"),
                .times(inner, 2, 3, "{2,3}"),
                .times(inner, 2, nil, "{2,}?"), .times(inner, 0, 0, "{0}"),
            ])
        }
    }

    /// Whether the pattern matches at a place and what follows is content with where it ends.
    static func match(_ pattern: Pattern, _ text: [UInt32], _ place: Int, _ next: (Int) -> Bool) -> Bool {
        switch pattern {
        case .characters(let set, _): return place < text.count && set.contains(text[place]) && next(place + 1)
        case .place(let sign): return self.holds(sign, text, place) && next(place)
        case .row(let parts):
            guard let first = parts.first else { return next(place) }
            return self.match(first, text, place) { self.match(.row(Array(parts.dropFirst())), text, $0, next) }
        case .choice(let left, let right):
            return self.match(left, text, place, next) || self.match(right, text, place, next)
        case .times(let inner, let least, let most, let sign):
            if least == 0, next(place) { return true }
            if let most, most == 0 { return false }
            let rest = Pattern.times(inner, max(0, least - 1), most.map { $0 - 1 }, sign)
            // A round that takes nothing may count, but going on after it for ever leads nowhere.
            return self.match(inner, text, place) { $0 > place || least > 0 ? self.match(rest, text, $0, next) : false }
        }
    }

    private static func holds(_ sign: String, _ text: [UInt32], _ place: Int) -> Bool {
        let before = place > 0 && self.words.contains(text[place - 1])
        let after = place < text.count && self.words.contains(text[place])
        switch sign {
        case "^": return place == 0
        case "$": return place == text.count
        case "\\b": return before != after
        case "\\B": return before == after
        case "(?m:^)": return place == 0 || text[place - 1] == 0x0A
        case "(?m:$)": return place == text.count || text[place] == 0x0A
        default: return true
        }
    }

    @Test(arguments: 0..<20)
    func `both engines find what backtracking finds`(_ seed: Int) throws {
        var chance = SplitMix(state: UInt64(seed))
        var found = 0
        for _ in 0..<60 {
            let pattern = Self.pattern(&chance, 4)
            let limits = CELRegexLimits()
            let table = try Regex(pattern.text, limits: limits)
            let plain = try Regex(pattern.text, limits: limits, wantsTable: false)
            for _ in 0..<12 {
                let scalars = (0..<chance.below(7)).map { _ in chance.pick(Self.alphabet) }
                var text = ""
                text.unicodeScalars.append(contentsOf: scalars.compactMap { Unicode.Scalar($0) })
                let wanted = (0...scalars.count).contains { Self.match(pattern, scalars, $0) { _ in true } }
                found += wanted ? 1 : 0
                var steps = Int.max
                #expect(
                    table.matches(text, steps: &steps) == wanted,
                    "seed \(seed): /\(pattern.text)/ on \(text.debugDescription)"
                )
                #expect(
                    plain.matches(text, steps: &steps) == wanted,
                    "seed \(seed): /\(pattern.text)/ on \(text.debugDescription), no table"
                )
            }
        }
        #expect(found > 100 && found < 700, "patterns tell nothing apart: \(found)")
    }
}

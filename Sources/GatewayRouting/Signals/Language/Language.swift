/// A language that the gateway can tell apart, or none.
///
/// The order is the order of classes in the model file: languages that share a script stand together, so that a word
/// in that script is scored against one run of classes.
package enum Language: UInt8, CaseIterable, Sendable {
    // Latin.
    case af, az, bs, ca, cs, cy, da, de, en, eo, es, et, eu, fi, fr, ga, hr, hu, id, `is`, it, la, lg, lt, lv, mi, ms
    case nb, nl, nn, pl, pt, ro, sk, sl, sn, so, sq, st, sv, sw, tl, tn, tr, ts, vi, xh, yo, zu
    // Cyrillic.
    case be, bg, kk, mk, mn, ru, sr, uk
    // Arabic, Devanagari, Han with kana.
    case ar, fa, ur, hi, mr, ja, zh
    // Alone in their script.
    case bn, el, gu, he, hy, ka, ko, pa, ta, te, th
    /// Too little prose to say: an empty text, digits, code, symbols, or a script of none of the languages.
    case unknown

    /// How many languages can be answered, `unknown` left out.
    package static let count = Int(Language.unknown.rawValue)

    /// The ISO 639-1 code, or `unknown`.
    package var code: String { "\(self)" }

    /// The language of an ISO 639-1 code.
    package init?(code: String) {
        guard let found = Self.byCode[code] else { return nil }
        self = found
    }

    private static let byCode = [String: Language](
        uniqueKeysWithValues: Language.allCases.map { ($0.code, $0) }
    )
}

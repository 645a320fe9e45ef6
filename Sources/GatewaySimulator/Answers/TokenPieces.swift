/// Cutting of text into pieces that stand for tokens.
///
/// A piece is a short word with the space before it, a part of a long word, or a mark. Joined, pieces are the text.
package enum TokenPieces {
    /// Characters (Unicode scalars) of a piece at most.
    package static let maxLength = 6

    /// The pieces of a text.
    package static func split(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var length = 0
        var endsInWord = false
        for scalar in text.unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "'"
            let joins = isWord ? endsInWord || length == 1 && piece.first == " " : length == 0
            if length > 0, !joins || length >= Self.maxLength {
                pieces.append(String(piece))
                piece = String.UnicodeScalarView()
                length = 0
            }
            piece.append(scalar)
            length += 1
            endsInWord = isWord
        }
        if length > 0 { pieces.append(String(piece)) }
        return pieces
    }

    /// Cuts pieces off where the first of the strings begins; nil when none of them occurs.
    package static func cut(_ pieces: [String], before stops: [String]) -> [String]? {
        guard !stops.isEmpty else { return nil }
        let text = Array(pieces.joined().utf8)
        guard let end = stops.compactMap({ Self.first(Array($0.utf8), in: text) }).min() else { return nil }
        var kept: [String] = []
        var offset = 0
        for piece in pieces where offset < end {
            let rest = end - offset
            kept.append(piece.utf8.count <= rest ? piece : String(decoding: piece.utf8.prefix(rest), as: UTF8.self))
            offset += piece.utf8.count
        }
        return kept
    }

    private static func first(_ pattern: [UInt8], in text: [UInt8]) -> Int? {
        guard !pattern.isEmpty, pattern.count <= text.count else { return nil }
        return (0...(text.count - pattern.count)).first { start in
            text[start] == pattern[0] && text[start..<(start + pattern.count)].elementsEqual(pattern)
        }
    }
}

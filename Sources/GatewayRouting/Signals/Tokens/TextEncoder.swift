/// Encodes one text: splits it into pieces and each piece into tokens.
struct TextEncoder {
    /// A piece that was merged before: where it stands in the text, and its tokens. Never found when its length is 0.
    private struct Known {
        var start = 0
        var length: UInt32 = 0
        var tokens: UInt32 = 0
    }

    /// How many merged pieces are remembered for the length of a call.
    private static let knownPieces = 512

    let scanner: PieceScanner
    let merger: PairMerger

    /// Counts tokens by kind of piece.
    @inline(__always)
    func profile(_ encoding: TokenEncoding, into profile: inout TokenProfile) {
        withUnsafeTemporaryAllocation(of: Known.self, capacity: Self.knownPieces) { known in
            known.initialize(repeating: Known())
            self.pieces(encoding) { start, end in
                let rank = self.merger.table.rank(of: self.scanner.text, from: start, to: end)
                let tokens = rank != TokenTable.absent ? 1 : self.merged(start, end, known)
                profile.add(tokens, of: self.scanner.text, from: start, to: end)
            }
        }
    }

    /// Appends the rank of every token.
    func encode(_ encoding: TokenEncoding, into ranks: inout [Int32]) {
        let table = self.merger.table
        let text = self.scanner.text
        self.pieces(encoding) { start, end in
            let rank = table.rank(of: text, from: start, to: end)
            if rank != TokenTable.absent {
                ranks.append(Int32(rank))
            } else {
                _ = self.merger.merge(from: start, to: end) {
                    ranks.append(Int32(table.rank(of: text, from: $0, to: $1)))
                }
            }
        }
    }

    @inline(__always)
    private func pieces(_ encoding: TokenEncoding, _ visit: (Int, Int) -> Void) {
        var start = 0
        while start < self.scanner.text.count {
            let end = self.scanner.pieceEnd(from: start, by: encoding)
            visit(start, end)
            start = end
        }
    }

    /// Counts the tokens of a piece that is not one. Words that are not in the vocabulary tend to come again in a text,
    /// so the last ones are remembered; a piece is taken for a remembered one only when all bytes are equal.
    private func merged(_ start: Int, _ end: Int, _ known: UnsafeMutableBufferPointer<Known>) -> Int {
        let length = end - start
        guard length <= PairMerger.shortPiece else { return self.merger.merge(from: start, to: end) { _, _ in } }
        let slot = self.slot(start, length)
        let entry = known[slot]
        if entry.length == length, self.isSame(entry.start, start, length) { return Int(entry.tokens) }
        let tokens = self.merger.merge(from: start, to: end) { _, _ in }
        known[slot] = Known(start: start, length: UInt32(length), tokens: UInt32(tokens))
        return tokens
    }

    private func slot(_ start: Int, _ length: Int) -> Int {
        let text = self.scanner.text
        let hash =
            length > 8
            ? Int(truncatingIfNeeded: TokenView.hash(UnsafeBufferPointer(rebasing: text[start..<start + length])) >> 40)
            : TokenView.hash(TokenView.key(of: text, from: start, length), length)
        return hash & (Self.knownPieces - 1)
    }

    private func isSame(_ one: Int, _ other: Int, _ length: Int) -> Bool {
        for index in 0..<length where self.scanner.text[one + index] != self.scanner.text[other + index] {
            return false
        }
        return true
    }
}

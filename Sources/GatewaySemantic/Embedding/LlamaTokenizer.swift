/// The tokenizer of Llama 2: byte pairs over whole texts, where a space is a letter of its own and what no token has is
/// written in bytes.
///
/// Equal to the reference for every text, names of special tokens included, which it takes for these tokens. A text is
/// cut where no merge can reach across, which changes no result; most pieces are words that are one token, and found
/// as such. Nothing of a text is kept after a call.
package final class LlamaTokenizer: Sendable {
    /// A token that is looked for in the text before anything else.
    struct Special: Sendable {
        let bytes: [UInt8]
        let id: UInt32
    }

    /// How many tokens there are; ids lie below.
    package let count: Int
    private let special: [Special]
    /// Tokens that their own text is encoded as.
    private let whole: TokenIndex
    /// Tokens of one character, with which merging begins.
    private let letters: TokenIndex
    private let merger: TokenMerger
    private let joints: Joints
    /// The tokens of single bytes.
    private let byteTokens: [UInt32]

    /// A tokenizer from tokens, whose ids are their places, and merges.
    init(_ model: LlamaModel) {
        self.count = model.tokens.count
        self.special = model.special
        self.byteTokens = model.byteTokens
        self.merger = TokenMerger(pairs: PairTable(model.merges))
        self.joints = Joints(of: model.merges.map { model.tokens[Int($0.merged)] })
        let tokens = model.tokens.enumerated().map { (bytes: $1, id: UInt32($0)) }
        self.letters = TokenIndex(tokens.filter { LlamaModel.isOneLetter($0.bytes) })
        let (letters, merger, byteTokens) = (self.letters, self.merger, self.byteTokens)
        self.whole = TokenIndex(
            tokens.filter { token in
                var found: [UInt32] = []
                token.bytes.withUnsafeBufferPointer { text in
                    PieceEncoder(letters: letters, merger: merger, byteTokens: byteTokens).encode(text, into: &found)
                }
                return found == [token.id]
            }
        )
    }

    /// The tokens of a text.
    package func encode(_ text: String) -> [UInt32] {
        var text = text
        return text.withUTF8 { self.encode($0) }
    }

    /// The tokens of a text in UTF-8.
    package func encode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        var tokens: [UInt32] = []
        tokens.reserveCapacity(text.count / 3 + 8)
        var start = 0
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "<"), let special = self.special(in: text, at: index) else {
                index &+= 1
                continue
            }
            self.encodePlain(UnsafeBufferPointer(rebasing: text[start..<index]), into: &tokens)
            tokens.append(special.id)
            index += special.bytes.count
            start = index
        }
        self.encodePlain(UnsafeBufferPointer(rebasing: text[start...]), into: &tokens)
        return tokens
    }

    private func special(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Special? {
        self.special.first { special in
            special.bytes.count <= text.count - start
                && special.bytes.indices.allSatisfy { special.bytes[$0] == text[start + $0] }
        }
    }

    /// Encodes text between special tokens. A space is put before it, and a lower one eighth block, as which the
    /// vocabulary writes spaces, counts as one.
    private func encodePlain(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
        guard !text.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { plain in
            plain[0] = UInt8(ascii: " ")
            var count = 1
            var index = 0
            while index < text.count {
                let byte = text[index]
                if byte == 0xE2, index &+ 2 < text.count, text[index &+ 1] == 0x96, text[index &+ 2] == 0x81 {
                    plain[count] = UInt8(ascii: " ")
                    index &+= 3
                } else {
                    plain[count] = byte
                    index &+= 1
                }
                count &+= 1
            }
            self.encodePieces(UnsafeBufferPointer(rebasing: plain[..<count]), into: &tokens)
        }
    }

    private func encodePieces(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
        let encoder = PieceEncoder(letters: self.letters, merger: self.merger, byteTokens: self.byteTokens)
        var start = 0
        for end in 1...text.count {
            guard end == text.count || !self.joints.join(text[end &- 1], text[end]) else { continue }
            let piece = UnsafeBufferPointer(rebasing: text[start..<end])
            if let token = self.whole.find(piece) {
                tokens.append(token)
            } else {
                encoder.encode(piece, into: &tokens)
            }
            start = end
        }
    }
}

/// Encodes a piece without knowing words: letters or bytes, then merges.
private struct PieceEncoder {
    let letters: TokenIndex
    let merger: TokenMerger
    let byteTokens: [UInt32]

    @inline(__always)
    func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
        let first = tokens.count
        var index = 0
        while index < text.count {
            let length = min(LlamaModel.length(ofLetterFrom: text[index]), text.count &- index)
            let letter = UnsafeBufferPointer(rebasing: text[index..<index &+ length])
            if let token = self.letters.find(letter) {
                tokens.append(token)
            } else {
                for byte in letter { tokens.append(self.byteTokens[Int(byte)]) }
            }
            index &+= length
        }
        self.merger.merge(&tokens, from: first)
    }
}

/// Between which two bytes a merge can reach across: those that stand side by side in a merged token.
///
/// Known only where both are ASCII; everything else is taken for joined, which is always right and only slower.
private struct Joints: Sendable {
    /// One bit per second byte, two words per first one.
    private let bits: [UInt64]

    init(of merged: [[UInt8]]) {
        var bits = [UInt64](repeating: 0, count: 256)
        for token in merged {
            for (first, second) in zip(token, token.dropFirst()) where first | second < 0x80 {
                bits[Int(first) << 1 | Int(second) >> 6] |= 1 << UInt64(second & 63)
            }
        }
        self.bits = bits
    }

    @inline(__always)
    func join(_ first: UInt8, _ second: UInt8) -> Bool {
        guard first | second < 0x80 else { return true }
        return self.bits[Int(first) &<< 1 | Int(second) &>> 6] &>> UInt64(second & 63) & 1 != 0
    }
}

/// The tokenizer of BERT for texts without case: words and marks, each cut into the longest pieces that are known.
///
/// Equal to the reference for every text, names of special tokens included, which it takes for these tokens.
package final class WordPieceTokenizer: Sendable {
    /// A text has at most this many tokens, those at its ends included; the rest is cut off.
    package static let mostTokens = 128
    /// A word of more characters is unknown as a whole.
    static let longestWord = 100

    /// How many tokens there are; ids lie below.
    package let count: Int
    private let starts: TokenIndex
    private let continuations: TokenIndex
    private let special: [(name: [UInt8], id: UInt32)]
    private let unknown: UInt32
    private let first: UInt32
    private let last: UInt32

    /// Reads `vocab.txt`: a token per line, whose number is its id.
    convenience init(_ file: MappedFile) throws(EmbedderError) {
        do throws(SafetensorsFile.ParseFailure) {
            try self.init(vocabulary: file.bytes)
        } catch {
            throw .malformed(path: file.path, error.defect)
        }
    }

    init(vocabulary bytes: UnsafeRawBufferPointer) throws(SafetensorsFile.ParseFailure) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count < 1 << 20 else {
            throw SafetensorsFile.ParseFailure(defect: .unsupported(part: "vocabulary"))
        }
        let all = TokenIndex(lines.enumerated().map { ($1, UInt32($0)) })
        func find(_ name: [UInt8]) -> UInt32? { name.withUnsafeBufferPointer { all.find($0) } }
        for (id, line) in lines.enumerated() where line.isEmpty || find(line) != UInt32(id) {
            throw SafetensorsFile.ParseFailure(defect: .vocabulary(token: id))
        }
        guard let unknown = find(Array("[UNK]".utf8)), let first = find(Array("[CLS]".utf8)),
            let last = find(Array("[SEP]".utf8))
        else { throw SafetensorsFile.ParseFailure(defect: .unsupported(part: "vocabulary")) }
        (self.unknown, self.first, self.last) = (unknown, first, last)
        self.count = lines.count
        self.special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"].compactMap { name in
            find(Array(name.utf8)).map { (Array(name.utf8), $0) }
        }
        let marks = Array("##".utf8)
        let tokens = lines.enumerated().map { (bytes: $1, id: UInt32($0)) }
        self.starts = TokenIndex(tokens)
        self.continuations = TokenIndex(
            tokens.filter { $0.bytes.starts(with: marks) && $0.bytes.count > marks.count }
                .map { (bytes: Array($0.bytes.dropFirst(marks.count)), id: $0.id) }
        )
    }

    /// The tokens of a text, between one that begins and one that ends it.
    package func encode(_ text: String) -> [UInt32] {
        var text = text
        return text.withUTF8 { self.encode($0) }
    }

    private func encode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        var tokens = [self.first]
        var start = 0
        var index = 0
        while index < text.count, tokens.count < Self.mostTokens {
            guard text[index] == UInt8(ascii: "["), let special = self.special(in: text, at: index) else {
                index &+= 1
                continue
            }
            self.encodePlain(UnsafeBufferPointer(rebasing: text[start..<index]), into: &tokens)
            tokens.append(special.id)
            index += special.name.count
            start = index
        }
        self.encodePlain(UnsafeBufferPointer(rebasing: text[start...]), into: &tokens)
        if tokens.count > Self.mostTokens - 1 { tokens.removeLast(tokens.count - Self.mostTokens + 1) }
        tokens.append(self.last)
        return tokens
    }

    private func special(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> (name: [UInt8], id: UInt32)? {
        self.special.first { special in
            special.name.count <= text.count - start
                && special.name.indices.allSatisfy { special.name[$0] == text[start + $0] }
        }
    }

    private func encodePlain(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
        guard tokens.count < Self.mostTokens else { return }
        WordSplitter.words(of: text) { word in
            self.encodeWord(word, into: &tokens)
            return tokens.count < Self.mostTokens
        }
    }

    /// The longest known pieces of a word, from its start; a word of which a part is unknown is unknown as a whole.
    private func encodeWord(_ word: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
        let before = tokens.count
        guard word.reduce(0, { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }) <= Self.longestWord else {
            tokens.append(self.unknown)
            return
        }
        var start = 0
        while start < word.count {
            let index = start == 0 ? self.starts : self.continuations
            var end = min(word.count, start &+ index.longest)
            var found: UInt32?
            while end > start {
                // Pieces end between characters.
                if end == word.count || word[end] & 0xC0 != 0x80 {
                    found = index.find(UnsafeBufferPointer(rebasing: word[start..<end]))
                    if found != nil { break }
                }
                end &-= 1
            }
            guard let found else {
                tokens.removeLast(tokens.count - before)
                tokens.append(self.unknown)
                return
            }
            tokens.append(found)
            start = end
        }
    }
}

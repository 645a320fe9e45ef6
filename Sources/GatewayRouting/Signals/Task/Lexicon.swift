/// All word lists as one trie over words, in two open hash tables; made once, then only read.
///
/// A word is a 64-bit hash of its folded scalars. A stem such as `переве*` matches every word that begins with it; the
/// scanner asks for stems at each letter, so a small filter answers first. Phrases are walked word by word; the
/// longest match from each word on counts, and so do the shorter ones on the way.
final class Lexicon: Sendable {
    /// Longest phrase in words.
    static let longestPhrase = 7
    /// The hash of no letters.
    static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

    private let tables: LexiconTables

    /// Entries that name no sense, for the test that there are none.
    let unknown: [String]
    /// Number of phrases.
    let phraseCount: Int

    /// One more letter.
    @inline(__always)
    static func extend(_ hash: UInt64, with scalar: UInt32) -> UInt64 {
        (hash ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
    }

    /// Builds the trie from word lists; see `WordList` for their form.
    init(_ lists: [WordList]) {
        let parsed = PhraseReader.read(lists)
        self.unknown = parsed.unknown
        self.phraseCount = parsed.phrases.count
        self.tables = LexiconTables(parsed.phrases)
    }

    /// Whether some entry is the stem of these letters.
    @inline(__always)
    func isStem(_ hash: UInt64) -> Bool {
        guard self.tables.isMarked(hash) else { return false }
        var slot = LexiconTables.spread(hash) & self.tables.stemMask
        while self.tables.stems[Int(slot)] != 0 {
            if self.tables.stems[Int(slot)] == hash { return true }
            slot = (slot + 1) & self.tables.stemMask
        }
        return false
    }

    @inline(__always)
    private func step(_ node: UInt32, _ hash: UInt64) -> UInt32 {
        let key = LexiconTables.key(node, hash)
        var slot = LexiconTables.spread(key) & self.tables.edgeMask
        while self.tables.edges[Int(slot)].key != 0 {
            if self.tables.edges[Int(slot)].key == key { return self.tables.edges[Int(slot)].node }
            slot = (slot + 1) & self.tables.edgeMask
        }
        return 0
    }

    /// The senses of all phrases that begin at `first`, and how many words the longest has.
    @inline(__always)
    func match(_ words: UnsafeBufferPointer<Word>, at first: Int) -> (senses: SenseSet, length: Int) {
        let word = words[first]
        guard self.tables.isMarked(word.hash) || word.stem != 0 else { return (SenseSet(), 0) }
        var found = SenseSet()
        var length = 0
        if self.tables.isMarked(word.hash) {
            self.walk(words, at: first, from: self.step(0, word.hash), depth: 1, &found, &length)
        }
        if word.stem != 0 {
            self.walk(words, at: first, from: self.step(0, LexiconTables.salted(word.stem)), depth: 1, &found, &length)
        }
        return (found, length)
    }

    /// Depth is bounded by the longest phrase, so the two ways at each word cannot grow without end.
    private func walk(
        _ words: UnsafeBufferPointer<Word>,
        at index: Int,
        from node: UInt32,
        depth: Int,
        _ found: inout SenseSet,
        _ length: inout Int
    ) {
        guard node != 0 else { return }
        let senses = self.tables.senses[Int(node)]
        if !senses.isEmpty {
            found.formUnion(senses)
            length = max(length, depth)
        }
        let next = index + 1
        guard next < words.count, depth < Self.longestPhrase else { return }
        self.walk(words, at: next, from: self.step(node, words[next].hash), depth: depth + 1, &found, &length)
        if words[next].stem != 0 {
            let stem = LexiconTables.salted(words[next].stem)
            self.walk(words, at: next, from: self.step(node, stem), depth: depth + 1, &found, &length)
        }
    }
}

/// The two hash tables of a `Lexicon`, and how they are filled.
struct LexiconTables: Sendable {
    struct Edge: Sendable {
        var key: UInt64 = 0
        var node: UInt32 = 0
    }

    /// From a node over a word to a node; open addressing, a key of 0 is free.
    private(set) var edges: [Edge]
    let edgeMask: UInt64
    /// The hashes of all stems; 0 is free.
    private(set) var stems: [UInt64]
    let stemMask: UInt64
    /// One bit for each first word and stem, so that most words cost one load.
    private var filter: [UInt64]
    /// What the phrase that ends at a node means; node 0 is the root.
    private(set) var senses: [SenseSet]

    init(_ phrases: [PhraseReader.Phrase]) {
        let edgeCount = phrases.reduce(0) { $0 + $1.words.count }
        let stemCount = phrases.reduce(0) { $0 + $1.words.count { $0.isStem } }
        self.edges = Array(repeating: Edge(), count: Self.capacity(for: edgeCount))
        self.edgeMask = UInt64(self.edges.count - 1)
        self.stems = Array(repeating: 0, count: Self.capacity(for: stemCount))
        self.stemMask = UInt64(self.stems.count - 1)
        self.filter = Array(repeating: 0, count: 512)
        self.senses = [SenseSet()]
        for phrase in phrases {
            self.insert(phrase)
        }
    }

    private static func capacity(for count: Int) -> Int {
        var size = 16
        while size < count * 2 + 2 { size *= 2 }
        return size
    }

    private mutating func insert(_ phrase: PhraseReader.Phrase) {
        var node: UInt32 = 0
        for word in phrase.words {
            if word.isStem {
                self.insert(stem: word.hash)
            }
            let hash = word.isStem ? Self.salted(word.hash) : word.hash
            node = self.insertEdge(from: node, over: hash)
        }
        self.senses[Int(node)].insert(phrase.sense)
    }

    private mutating func insert(stem: UInt64) {
        var slot = Self.spread(stem) & self.stemMask
        while self.stems[Int(slot)] != 0 {
            if self.stems[Int(slot)] == stem { return }
            slot = (slot + 1) & self.stemMask
        }
        self.stems[Int(slot)] = stem
        self.mark(stem)
    }

    private mutating func insertEdge(from node: UInt32, over hash: UInt64) -> UInt32 {
        if node == 0 { self.mark(hash) }
        let key = Self.key(node, hash)
        var slot = Self.spread(key) & self.edgeMask
        while self.edges[Int(slot)].key != 0 {
            if self.edges[Int(slot)].key == key { return self.edges[Int(slot)].node }
            slot = (slot + 1) & self.edgeMask
        }
        let next = UInt32(self.senses.count)
        self.senses.append(SenseSet())
        self.edges[Int(slot)] = Edge(key: key, node: next)
        return next
    }

    private mutating func mark(_ hash: UInt64) {
        let bit = Self.spread(hash) >> 49
        self.filter[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    /// Whether a word may begin a phrase or be a stem; never wrong when it says no.
    @inline(__always)
    func isMarked(_ hash: UInt64) -> Bool {
        let bit = Self.spread(hash) >> 49
        return self.filter[Int(bit >> 6)] & (1 << (bit & 63)) != 0
    }

    /// Spreads the bits of a hash over a slot number.
    @inline(__always)
    static func spread(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }

    /// A stem and a word of the same letters are different edges.
    @inline(__always)
    static func salted(_ stem: UInt64) -> UInt64 { stem ^ 0xA5A5_5A5A_A5A5_5A5A }

    /// The key of an edge, never 0.
    @inline(__always)
    static func key(_ node: UInt32, _ hash: UInt64) -> UInt64 {
        (hash ^ (UInt64(node) &* 0xD6E8_FEB8_6659_FD93)) | 1
    }
}

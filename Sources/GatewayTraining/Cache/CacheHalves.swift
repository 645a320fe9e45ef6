/// Cuts labelled rows into two halves that have no text and no answer in common.
///
/// Rules and weights are chosen by one half and reported on the other. Rows that share a text, or prompts that share an
/// answer, are one group; a hash of the group's least text says which half it belongs to. Files that are read together
/// are cut together: a text of one is never on the other side in another.
package struct CacheHalves {
    /// Which half.
    package enum Half: String, CaseIterable, Sendable {
        /// For choosing.
        case even
        /// For reporting what was chosen by the other.
        case odd
    }

    private var ids: [String: Int] = [:]
    private var parents: [Int] = []
    /// The least text of each group, at its root.
    private var least: [String] = []

    /// No rows yet.
    package init() {}

    /// Takes the rows of a file of pairs.
    package mutating func add(_ pairs: [CachePair]) {
        for pair in pairs { self.join(self.id(of: pair.stored), self.id(of: pair.new)) }
    }

    /// Takes the rows of a stream.
    package mutating func add(_ arrivals: [CacheArrival]) {
        var first: [String: Int] = [:]
        for arrival in arrivals {
            let id = self.id(of: arrival.prompt)
            self.join(first[arrival.answer, default: id], id)
            if first[arrival.answer] == nil { first[arrival.answer] = id }
        }
    }

    /// Takes the wordings of canned answers; those without an answer have none in common.
    package mutating func add(_ wordings: [CacheWording]) {
        var first: [String: Int] = [:]
        for wording in wordings {
            let id = self.id(of: wording.prompt)
            guard !wording.isOutside else { continue }
            self.join(first[wording.answer, default: id], id)
            if first[wording.answer] == nil { first[wording.answer] = id }
        }
    }

    /// The half of a text that was taken; a text that was not is a group of its own.
    package func half(of text: String) -> Half {
        let key = self.ids[text].map { self.least[self.root($0)] } ?? text
        // FNV-1a; its high bits are mixed well, its low ones are not.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (hash ^ (hash >> 29)) >> 32 & 1 == 0 ? .even : .odd
    }

    private mutating func id(of text: String) -> Int {
        if let id = self.ids[text] { return id }
        let id = self.parents.count
        self.ids[text] = id
        self.parents.append(id)
        self.least.append(text)
        return id
    }

    private func root(_ id: Int) -> Int {
        var id = id
        while self.parents[id] != id { id = self.parents[id] }
        return id
    }

    private mutating func join(_ one: Int, _ other: Int) {
        let (one, other) = (self.root(one), self.root(other))
        guard one != other else { return }
        // The lesser number becomes the root: trees stay shallow, for rows of a group come near each other.
        let (root, child) = (min(one, other), max(one, other))
        self.parents[child] = root
        self.least[root] = min(self.least[root], self.least[child])
    }
}

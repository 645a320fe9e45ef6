import GatewaySemantic

/// For each of some texts the nearest others in a vector space, nearest first.
///
/// Streams are run over and over with other thresholds; what is near what does not change. A cache holds only some of
/// the texts at a time: of these the nearest are found as long as no `depth` nearer texts are missing from it.
package struct CacheNeighbours: Sendable {
    /// How many are kept per text.
    package static let depth = FlatIndex.rescored

    private var lists: [Int: [Int32]] = [:]

    /// The nearest stored texts of each asking text; a text is no neighbour of itself.
    package init(of asking: [Int], among stored: [Int], in space: Int, of corpus: CacheCorpus) {
        let index = FlatIndex(dimensions: corpus.dimensions(of: space), capacity: max(stored.count, 1))
        for text in stored { Self.insert(text, into: index, space, corpus) }
        for text in asking { self.lists[text] = Self.nearest(text, in: index, space, corpus) }
    }

    /// The nearest earlier texts of each: when a text comes for the first time, no later one can be stored.
    package init(ofEarlier texts: [Int], in space: Int, of corpus: CacheCorpus) {
        let index = FlatIndex(dimensions: corpus.dimensions(of: space), capacity: max(texts.count, 1))
        for text in texts {
            self.lists[text] = Self.nearest(text, in: index, space, corpus)
            Self.insert(text, into: index, space, corpus)
        }
    }

    /// The nearest others of a text, nearest first.
    package func of(_ text: Int) -> [Int32] { self.lists[text] ?? [] }

    /// A text without a direction is no neighbour of any.
    private static func insert(_ text: Int, into index: FlatIndex, _ space: Int, _ corpus: CacheCorpus) {
        try? index.insert(UInt64(text), Array(corpus.vector(of: text, in: space)))
    }

    private static func nearest(_ text: Int, in index: FlatIndex, _ space: Int, _ corpus: CacheCorpus) -> [Int32] {
        let found = try? index.search(Array(corpus.vector(of: text, in: space)), k: Self.depth) { $0 != UInt64(text) }
        return (found ?? []).map { Int32($0.id) }
    }
}

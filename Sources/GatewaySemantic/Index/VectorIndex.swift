/// Vectors by id, searched by meaning: the nearest by cosine come first.
///
/// One index holds the vectors of one space and one scope; whoever mixes two spaces compares what cannot be compared.
/// Everything is called on worker threads, by several at once, and never on an event loop: an insertion into a graph takes
/// some hundred microseconds. An implementer must let searches run beside one another and beside insertions; what makes
/// everybody wait must be short and rare, and its document says how short. It must bound its memory by `capacity`: whoever
/// calls chooses what to evict when an insertion is refused.
///
/// An insertion is visible to every search that begins after it returned, a removal likewise. A search that runs at the
/// same time may see either.
package protocol VectorIndex: Sendable {
    /// Components of each vector.
    var dimensions: Int { get }
    /// How many entries fit.
    var capacity: Int { get }
    /// How many entries there are.
    var count: Int { get }
    /// Bytes of memory that are held for entries, without what a search uses.
    var bytes: Int { get }

    /// Adds an entry, or replaces the vector of the one with this id. Any length is brought to 1.
    func insert(_ id: UInt64, _ vector: [Float]) throws(VectorIndexError)

    /// Removes an entry; false where there is none.
    @discardableResult
    func remove(_ id: UInt64) -> Bool

    /// Whether there is an entry with this id.
    func contains(_ id: UInt64) -> Bool

    /// The entries nearest to a vector, best first, at most `k`.
    ///
    /// - Parameter isWanted: Chooses among the entries before the best are taken; all where nil. It is called within the
    ///   search, so it must be quick and must not come back to the index.
    func search(
        _ query: [Float],
        k: Int,
        where isWanted: ((UInt64) -> Bool)?
    ) throws(VectorIndexError) -> [VectorMatch]
}

extension VectorIndex {
    /// The entries nearest to a vector, best first, at most `k`.
    package func search(_ query: [Float], k: Int) throws(VectorIndexError) -> [VectorMatch] {
        try self.search(query, k: k, where: nil)
    }
}

/// An entry that a search found.
package struct VectorMatch: Equatable, Sendable {
    /// The caller's id.
    package var id: UInt64
    /// Cosine of the angle to the query: 1 is the same direction.
    package var similarity: Float

    /// Creates a match.
    package init(id: UInt64, similarity: Float) {
        self.id = id
        self.similarity = similarity
    }
}

/// Why an index refuses a vector.
package enum VectorIndexError: Error, Equatable, Sendable {
    /// The vector is of another length than those of the index.
    case dimensions(expected: Int, found: Int)
    /// The vector has no direction: it is zero, or not finite.
    case noDirection
    /// The index is full: the caller removes what it can spare, and tries again.
    case full(capacity: Int)
}

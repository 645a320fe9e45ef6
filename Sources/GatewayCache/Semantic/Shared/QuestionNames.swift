/// Names under which nodes share questions in Redis.
///
/// Like those of answers they hold keyed hashes only. What belongs to one namespace has its hash tag, so that a cluster
/// keeps it on one node.
package struct QuestionNames: Sendable {
    private let prefix: String
    private let epoch: Int

    /// Creates names.
    ///
    /// - Parameters:
    ///   - prefix: the beginning of all names.
    ///   - epoch: another number leaves all older questions behind.
    package init(prefix: String, epoch: Int = 0) {
        self.prefix = prefix
        self.epoch = epoch
    }

    /// Names of what concerns one vector space.
    struct Space: Sendable {
        /// Vectors of a namespace, as a vector set.
        let sets: String
        /// Entries of a namespace, as a hash.
        let entries: String
        /// The index of a vector search.
        let index: String
        /// Beginning of the names of what is in that index.
        let documents: String
        /// Beginning of the names of where questions lie.
        let places: String

        /// The vectors of a namespace.
        func set(_ namespace: CacheKey) -> String { "\(self.sets){\(namespace.hex)}" }

        /// The entries of a namespace.
        func entries(_ namespace: CacheKey) -> String { "\(self.entries){\(namespace.hex)}" }

        /// A question in the index.
        func document(_ key: CacheKey) -> String { "\(self.documents){\(key.hex)}" }

        /// The namespace of the question with an answer.
        func place(_ key: CacheKey) -> String { "\(self.places){\(key.hex)}" }
    }

    /// The stream by which nodes tell each other.
    var stream: String { "\(self.prefix):qs:\(self.epoch)" }

    /// The names of a vector space.
    func space(_ name: String) -> Space {
        let tag = "\(self.epoch):\(KeyMaker.fingerprint(of: ["vector space", name]).hex.prefix(16))"
        return Space(
            sets: "\(self.prefix):qv:\(tag):",
            entries: "\(self.prefix):qe:\(tag):",
            index: "\(self.prefix):qi:\(tag)",
            documents: "\(self.prefix):qd:\(tag):",
            places: "\(self.prefix):qp:\(tag):"
        )
    }
}

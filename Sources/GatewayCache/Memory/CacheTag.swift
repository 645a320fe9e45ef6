/// A word by which entries are purged together, reduced to 64 bits.
///
/// Purging may take too much, never too little: two words with one hash are purged together, and that is harmless. A tag
/// is known to this process only; its hash is seeded anew at each start, so that nobody can craft words that collide.
package struct CacheTag: Hashable, Sendable {
    /// The hash; any 64 well-mixed bits will do.
    package let hash: UInt64

    /// Creates a tag from bits that the caller has mixed.
    package init(hash: UInt64) {
        self.hash = hash
    }

    /// Creates the tag of a word within a scope, such as a tenant: one scope's words never purge another's.
    package init(_ word: some StringProtocol, in scope: some StringProtocol = "") {
        var hasher = Hasher()
        hasher.combine(String(scope))
        hasher.combine(String(word))
        self.hash = UInt64(truncatingIfNeeded: hasher.finalize())
    }
}

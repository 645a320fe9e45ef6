/// Names of what the cache keeps in Redis.
///
/// Names hold keyed hashes only, never a prompt, a tenant or a tag. What belongs to one answer shares a hash tag, so
/// that a cluster keeps it on one node and a script may touch all of it.
package struct SharedNames: Sendable {
    /// Beginning of all names.
    let prefix: String

    /// Creates names.
    package init(prefix: String) {
        self.prefix = prefix
    }

    /// The answer.
    func entry(_ key: CacheKey) -> String { "\(self.prefix):e:{\(key.hex)}" }

    /// The lock of whoever fetches the answer.
    func lock(_ key: CacheKey) -> String { "\(self.prefix):l:{\(key.hex)}" }

    /// The answer while it is on its way, as a stream of its pieces.
    func live(_ key: CacheKey) -> String { "\(self.livePrefix){\(key.hex)}" }

    /// Mark of those who want to see it on its way.
    func wanted(_ key: CacheKey) -> String { "\(self.wantedPrefix){\(key.hex)}" }

    /// Entries of one scope, by the time of their end.
    func index(_ scope: PurgeScope) -> String { "\(self.prefix):i:\(scope.text)" }

    /// The keys that were asked for most.
    var hot: String { "\(self.prefix):h" }

    /// The log of purges.
    var purges: String { "\(self.prefix):c:purges" }

    /// Beginning of the names of answers on their way.
    var livePrefix: String { "\(self.prefix):s:" }

    /// Beginning of the names of marks of interest.
    var wantedPrefix: String { "\(self.prefix):w:" }

    /// Beginning of what all nodes must hear of.
    var controlPrefix: String { "\(self.prefix):c:" }

    /// The key in a name, between its braces.
    func key(in name: some StringProtocol) -> CacheKey? {
        guard let open = name.firstIndex(of: "{"), let close = name.lastIndex(of: "}"), open < close else { return nil }
        return CacheKey(hex: name[name.index(after: open)..<close])
    }
}

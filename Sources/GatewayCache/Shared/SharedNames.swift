/// Names of what the cache keeps in Redis.
///
/// Names hold keyed hashes only, never a prompt, a tenant or a tag. What belongs to one answer shares a hash tag, so
/// that a cluster keeps it on one node and a script may touch all of it.
package struct SharedNames: Sendable {
    /// Beginning of all names.
    let prefix: String
    private let entryPrefix: String
    private let lockPrefix: String
    /// Beginning of the names of answers on their way.
    let livePrefix: String
    /// Beginning of the names of marks of interest.
    let wantedPrefix: String

    /// Creates names.
    package init(prefix: String) {
        self.prefix = prefix
        self.entryPrefix = prefix + ":e:"
        self.lockPrefix = prefix + ":l:"
        self.livePrefix = prefix + ":s:"
        self.wantedPrefix = prefix + ":w:"
    }

    /// A name that holds a key, made in one piece: two of them are made for each look-up.
    private func name(_ beginning: String, _ key: CacheKey) -> String {
        var beginning = beginning
        return beginning.withUTF8 { start in
            String(unsafeUninitializedCapacity: start.count + CacheKey.hexCount + 2) { buffer in
                let target = UnsafeMutableRawBufferPointer(buffer)
                target.copyMemory(from: UnsafeRawBufferPointer(start))
                target[start.count] = UInt8(ascii: "{")
                key.writeHex(into: UnsafeMutableRawBufferPointer(rebasing: target[(start.count + 1)...]))
                target[start.count + 1 + CacheKey.hexCount] = UInt8(ascii: "}")
                return start.count + CacheKey.hexCount + 2
            }
        }
    }

    /// The answer.
    func entry(_ key: CacheKey) -> String { self.name(self.entryPrefix, key) }

    /// The lock of whoever fetches the answer.
    func lock(_ key: CacheKey) -> String { self.name(self.lockPrefix, key) }

    /// The answer while it is on its way, as a stream of its pieces.
    func live(_ key: CacheKey) -> String { self.name(self.livePrefix, key) }

    /// Mark of those who want to see it on its way.
    func wanted(_ key: CacheKey) -> String { self.name(self.wantedPrefix, key) }

    /// Entries of one scope, by the time of their end.
    func index(_ scope: PurgeScope) -> String { "\(self.prefix):i:\(scope.text)" }

    /// The keys that were asked for most.
    var hot: String { "\(self.prefix):h" }

    /// The log of purges.
    var purges: String { "\(self.prefix):c:purges" }

    /// Beginning of what all nodes must hear of.
    var controlPrefix: String { "\(self.prefix):c:" }

    /// The key in a name, between its braces.
    func key(in name: some StringProtocol) -> CacheKey? {
        guard let open = name.firstIndex(of: "{"), let close = name.lastIndex(of: "}"), open < close else { return nil }
        return CacheKey(hex: name[name.index(after: open)..<close])
    }
}

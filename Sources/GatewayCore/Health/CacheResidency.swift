/// Which prompts a provider probably has in its prompt cache: those that it was sent lately. Bounded; shared by loops.
///
/// A table of words, each a prompt's tag, how much of it was sent, and when. An entry stands in one of four neighbouring
/// places; where all are taken the oldest gives way. A word is read and written whole, so that nobody needs a lock; of
/// two loops that write the same place at once one loses its note, which costs a guess.
package struct CacheResidency: Sendable {
    /// Providers keep prompts for five to ten minutes after their last use.
    private static let sureSeconds: UInt64 = 300
    private static let mostSeconds: UInt64 = 600
    /// Providers keep prompts from this length on.
    private static let leastTokens = 1024
    private static let places = 4

    private let words: AtomicWords

    /// Creates an empty table.
    package init(capacity: Int = 1024) {
        var count = Self.places
        while count < capacity, count < 1 << 20 {
            count *= 2
        }
        self.words = AtomicWords(count: count)
    }

    /// Takes note that a prompt was sent.
    ///
    /// - Parameters:
    ///   - key: hash of the session, or of the prompt's beginning.
    ///   - tokens: length of the prompt.
    package func note(_ key: UInt64, tokens: Int, at now: UInt64) {
        guard tokens >= Self.leastTokens else { return }
        let seconds = Self.seconds(now)
        var place = Self.start(key, self.words.count)
        var oldest: UInt64 = 0
        for offset in 0..<Self.places {
            let index = Self.start(key, self.words.count) + offset
            let word = self.words[index]
            if word == 0 || Self.tag(word) == Self.tag(of: key) {
                place = index
                break
            }
            let age = Self.age(word, seconds)
            if age >= oldest {
                oldest = age
                place = index
            }
        }
        let length = UInt64(min(tokens / 64, 0x3FFF))
        self.words[place] = Self.tag(of: key) << 32 | length << 18 | seconds & 0x3FFFF
    }

    /// The part of a prompt that is probably in the cache, 0 to 1.
    package func share(of key: UInt64, tokens: Int, at now: UInt64) -> Double {
        guard tokens > 0 else { return 0 }
        let start = Self.start(key, self.words.count)
        for index in start..<(start + Self.places) {
            let word = self.words[index]
            guard word != 0, Self.tag(word) == Self.tag(of: key) else { continue }
            let age = Self.age(word, Self.seconds(now))
            guard age < Self.mostSeconds else { return 0 }
            let sent = Double((word >> 18 & 0x3FFF) * 64)
            let hope =
                age <= Self.sureSeconds
                ? 1 : Double(Self.mostSeconds - age) / Double(Self.mostSeconds - Self.sureSeconds)
            return min(sent / Double(tokens), 1) * hope
        }
        return 0
    }

    private static func start(_ key: UInt64, _ count: Int) -> Int {
        Int(truncatingIfNeeded: key) & (count - 1) & ~(self.places - 1)
    }

    /// Never 0, which stands for an empty place.
    private static func tag(of key: UInt64) -> UInt64 {
        max(key >> 32, 1)
    }

    private static func tag(_ word: UInt64) -> UInt64 {
        word >> 32
    }

    private static func seconds(_ now: UInt64) -> UInt64 {
        now / 1_000_000_000
    }

    /// Seconds since an entry was made; the entry keeps three days of them.
    private static func age(_ word: UInt64, _ seconds: UInt64) -> UInt64 {
        (seconds &- (word & 0x3FFFF)) & 0x3FFFF
    }
}

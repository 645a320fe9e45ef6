/// The letter runs of a word that the model knows about: the runs of two to six letters, with the word's ends counted
/// as letters, and the whole word.
package enum LanguageFeatures {
    /// The longest run.
    @inlinable package static var longestRun: Int { 6 }
    /// A longer word is cut: what follows says little, and the work stays bounded.
    @inlinable package static var longestWord: Int { 24 }
    /// Stands for either end of a word; no letter folds to it.
    @inlinable package static var edge: UInt16 { 1 }

    /// The hash of no letters.
    @inlinable package static var seed: UInt64 { 0x517C_C1B7_2722_0A95 }

    /// The hash of one letter more.
    @inlinable package static func mix(_ hash: UInt64, _ letter: UInt16) -> UInt64 {
        let mixed = (hash ^ UInt64(letter)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 32)
    }

    /// Hands each run's hash and length to the visitor, shortest first from each place.
    ///
    /// - Parameters:
    ///   - word: the letters, with `edge` at both ends.
    ///   - visit: answers whether longer runs from the same place are wanted. The whole word has the length 7.
    @inlinable package static func visit(_ word: UnsafeBufferPointer<UInt16>, _ visit: (UInt64, Int) -> Bool) {
        for start in 0..<max(word.count - 1, 0) {
            var hash = Self.seed
            let most = min(Self.longestRun, word.count - start)
            var length = 1
            while length <= most {
                hash = Self.mix(hash, word[start + length - 1])
                if length > 1, !visit(hash, length) { break }
                length += 1
            }
        }
        guard word.count > Self.longestRun else { return }
        var hash = Self.seed
        for letter in word { hash = Self.mix(hash, letter) }
        _ = visit(hash, Self.longestRun + 1)
    }
}

/// 256 bits that stand for a namespace, or for a stored answer.
package struct SemanticKey: Hashable, Sendable {
    /// First of four words.
    package let a: UInt64
    /// Second of four words.
    package let b: UInt64
    /// Third of four words.
    package let c: UInt64
    /// Fourth of four words.
    package let d: UInt64

    /// Creates a key of its words.
    package init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }
}

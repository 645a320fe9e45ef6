/// Which texts have a vector at all, whatever the embedder.
package enum EmbeddableText {
    /// A text of more bytes has none: bounds the time of one call to about 0.2 s.
    package static let mostBytes = 1 << 20

    /// Whether there is something to see in a text, and not too much.
    static func holds(_ text: String) -> Bool {
        guard text.utf8.count <= Self.mostBytes, let first = text.utf8.first else { return false }
        if first > UInt8(ascii: " "), first < 0x7F { return true }
        return !text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }
}

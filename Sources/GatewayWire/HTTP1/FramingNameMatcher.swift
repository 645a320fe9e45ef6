/// Recogniser of the names `content-length` and `transfer-encoding` that takes a byte at a time.
///
/// Trailers arrive at any split and are not kept, so that their names cannot be classified as those of a head are.
struct FramingNameMatcher: Sendable {
    private var count = 0
    private var mayBeLength = true
    private var mayBeCoding = true

    private static var length: StaticString { "content-length" }
    private static var coding: StaticString { "transfer-encoding" }

    /// Whether the bytes so far are one of the names, in any letter case.
    var isFramingName: Bool {
        self.mayBeLength && self.count == Self.length.utf8CodeUnitCount
            || self.mayBeCoding && self.count == Self.coding.utf8CodeUnitCount
    }

    /// Takes the next byte of a name, which is a token character.
    mutating func add(_ byte: UInt8) {
        self.mayBeLength = self.mayBeLength && Self.byte(of: Self.length, at: self.count, folds: byte)
        self.mayBeCoding = self.mayBeCoding && Self.byte(of: Self.coding, at: self.count, folds: byte)
        self.count &+= 1
    }

    /// Whether `byte` is the one at `index`, or its capital where that is a letter.
    private static func byte(of name: StaticString, at index: Int, folds byte: UInt8) -> Bool {
        guard index < name.utf8CodeUnitCount else { return false }
        let wanted = name.utf8Start[index]
        return byte == wanted || wanted != 0x2D && byte | 0x20 == wanted
    }
}

/// Where one field of a head stands in the bytes that were parsed.
///
/// Ranges are relative to the start of the span given to `parse`. 24 bytes, trivially copied.
package struct HeaderField: Sendable, Equatable {
    // Offsets are `package` only so that the ranges below can be inlined into other modules.
    @usableFromInline let lineStart: UInt32
    @usableFromInline let nameEnd: UInt32
    @usableFromInline let valueStart: UInt32
    @usableFromInline let valueEnd: UInt32
    @usableFromInline let lineEnd: UInt32
    /// The name, if well known.
    package let name: HeaderName

    /// A field of a line whose parts lie at the given offsets; `HTTPLimits` keeps them within 32 bits.
    @inline(__always)
    init(name: HeaderName, lineStart: Int, nameEnd: Int, value: Range<Int>, lineEnd: Int) {
        self.name = name
        self.lineStart = UInt32(truncatingIfNeeded: lineStart)
        self.nameEnd = UInt32(truncatingIfNeeded: nameEnd)
        self.valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        self.valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.lineEnd = UInt32(truncatingIfNeeded: lineEnd)
    }

    /// The name as it was sent.
    @inlinable package var nameRange: Range<Int> { Int(self.lineStart)..<Int(self.nameEnd) }
    /// The value without white space around it.
    @inlinable package var valueRange: Range<Int> { Int(self.valueStart)..<Int(self.valueEnd) }
    /// The whole line with its CRLF, so that a relay can copy it as it stands.
    @inlinable package var line: Range<Int> { Int(self.lineStart)..<Int(self.lineEnd) }
}

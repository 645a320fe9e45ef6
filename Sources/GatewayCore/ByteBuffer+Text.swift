package import NIOCore

extension ByteBuffer {
    /// Bytes of a range that counts from the reader index.
    package func view(_ range: Range<Int>) -> ByteBufferView? {
        self.viewBytes(at: self.readerIndex + range.lowerBound, length: range.count)
    }

    /// Text of a range that counts from the reader index.
    package func text(_ range: Range<Int>) -> String {
        self.getString(at: self.readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    /// Appends bytes of another buffer's range, which counts from that buffer's reader index.
    package mutating func writeBytes(of other: ByteBuffer, _ range: Range<Int>) {
        other.withUnsafeReadableBytes { bytes in
            _ = self.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// Appends a number in decimal.
    package mutating func writeDecimal(_ value: Int) {
        self.writeHead(room: 20) { $0.write(decimal: Int64(value)) }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are a header name or a token, letters compared without case.
    package func equalsToken(_ text: StaticString) -> Bool {
        self.count == text.utf8CodeUnitCount && self.beginsWithToken(text)
    }

    /// Whether the bytes begin with a token, letters compared without case.
    package func beginsWithToken(_ text: StaticString) -> Bool {
        guard self.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[index] | 0x20 != text.utf8Start[index] | 0x20 {
            return false
        }
        return true
    }
}

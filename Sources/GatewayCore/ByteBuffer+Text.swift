import GatewayWire
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

    /// Appends 16 hexadecimal digits.
    package mutating func writeHex(_ value: UInt64) {
        self.writeWithUnsafeMutableBytes(minimumWritableBytes: 16) { target in
            HexText.write(value, to: target, at: 0)
            return 16
        }
    }

    /// Appends a number in decimal.
    package mutating func writeDecimal(_ value: Int) {
        self.writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { target in
            var rest = value.magnitude
            var index = 20
            repeat {
                index -= 1
                target[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                index -= 1
                target[index] = 0x2D
            }
            let count = 20 - index
            for offset in 0..<count {
                target[offset] = target[index + offset]
            }
            return count
        }
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

import GatewayWire
package import NIOCore

/// Writes the lines of a head, and what goes out with them, into memory that was reserved, each piece by one copy.
///
/// `ByteBuffer` checks and moves its indices with every write, which costs ten times the copy where the pieces are a few
/// bytes long. The caller reserves enough for all that it writes.
package struct HeadWriter {
    private let target: UnsafeMutableRawBufferPointer
    /// Bytes written.
    package private(set) var count = 0

    /// Begins at the front of some memory.
    package init(_ target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    /// Bytes that the fixed parts of a head take at most, all numbers included.
    package static let fixedBytes = 640

    /// Writes text as it is.
    @inline(__always)
    package mutating func write(_ text: StaticString) {
        self.write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text as it is.
    package mutating func write(_ text: String) {
        // Not `withUTF8`: that wants a copy of its own, and with it a reference to count.
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { self.write(UnsafeRawBufferPointer($0)) }
        if isWritten == nil {
            Array(text.utf8).withUnsafeBytes { self.write($0) }
        }
    }

    /// Writes bytes.
    @inline(__always)
    package mutating func write(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= self.target.count - self.count, "a head takes no more than was reserved")
        if let source = bytes.baseAddress, let target = self.target.baseAddress {
            (target + self.count).copyMemory(from: source, byteCount: bytes.count)
        }
        self.count += bytes.count
    }

    /// Writes bytes.
    package mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { self.write($0) }
    }

    /// Writes bytes of a range that counts from the buffer's reader index.
    package mutating func write(_ buffer: ByteBuffer, _ range: Range<Int>) {
        buffer.withUnsafeReadableBytes { self.write(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Writes a number in decimal.
    package mutating func write(decimal value: Int64) {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var rest = value.magnitude
            var start = 20
            repeat {
                start -= 1
                digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = 0x2D
            }
            self.write(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Writes a byte.
    package mutating func write(byte: UInt8) {
        withUnsafeBytes(of: byte) { self.write($0) }
    }

    /// Writes the bytes of a buffer.
    package mutating func write(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { self.write($0) }
    }

    /// Writes a number as 16 hexadecimal digits.
    package mutating func write(hex value: UInt64) {
        precondition(self.target.count - self.count >= 16, "a head takes no more than was reserved")
        HexText.write(value, to: self.target, at: self.count)
        self.count += 16
    }

    /// Writes the id of a request.
    package mutating func write(_ id: RequestID) {
        if let text = id.text {
            text.withUnsafeReadableBytes { self.write($0) }
            return
        }
        self.write("req_")
        self.write(hex: id.high)
        self.write(hex: id.low)
    }

    /// Writes an amount of dollars in decimal.
    package mutating func write(_ cost: Cost) {
        let written = cost.writeDecimal(into: UnsafeMutableRawBufferPointer(rebasing: self.target[self.count...]))
        self.count += written
    }
}

extension ByteBuffer {
    /// Appends pieces that together take `room` bytes at most.
    package mutating func writeHead(room: Int, _ write: (inout HeadWriter) -> Void) {
        self.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            var head = HeadWriter(target)
            write(&head)
            return head.count
        }
    }
}

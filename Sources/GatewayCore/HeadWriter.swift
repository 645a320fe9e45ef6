import GatewayWire
package import NIOCore

/// Writes the lines of a head, and what goes out with them, into memory that was reserved, each piece by one copy.
///
/// `ByteBuffer` checks and moves its indices with every write, which costs ten times the copy where the pieces are a few
/// bytes long. The caller reserves enough for all that it writes.
public struct HeadWriter {
    @usableFromInline let target: UnsafeMutableRawBufferPointer
    @usableFromInline var written = 0

    /// Bytes written.
    package var count: Int { self.written }

    /// Begins at the front of some memory.
    package init(_ target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    /// Bytes that the fixed parts of a head take at most, all numbers included.
    package static let fixedBytes = 640

    /// Writes text as it is.
    ///
    /// The only one that a literal can mean: as a `String` it would be taken apart at run time, at ten times the cost of
    /// the few moves that a text of known length becomes here.
    @inlinable
    @inline(__always)
    public mutating func write(_ text: StaticString) {
        self.write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text as it is.
    package mutating func write(text: String) {
        // Not `withUTF8`: that wants a copy of its own, and with it a reference to count.
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { self.write(UnsafeRawBufferPointer($0)) }
        if isWritten == nil {
            Array(text.utf8).withUnsafeBytes { self.write($0) }
        }
    }

    /// Writes bytes.
    @inlinable
    @inline(__always)
    public mutating func write(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= self.target.count &- self.written, "a head takes no more than was reserved")
        if let source = bytes.baseAddress, let target = self.target.baseAddress {
            (target + self.written).copyMemory(from: source, byteCount: bytes.count)
        }
        self.written &+= bytes.count
    }

    /// Writes bytes.
    package mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { self.write($0) }
    }

    /// Writes bytes of a range that counts from the buffer's reader index.
    package mutating func write(_ buffer: ByteBuffer, _ range: Range<Int>) {
        buffer.withUnsafeReadableBytes { self.write(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Writes a number in decimal, for which it takes `DecimalText.maxLength` bytes of room and one for the sign.
    package mutating func write(decimal value: Int64) {
        if value < 0 {
            self.write("-")
        }
        self.written &+= DecimalText.write(value.magnitude, to: self.target, at: self.written)
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
        self.written += 16
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
        self.written += written
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

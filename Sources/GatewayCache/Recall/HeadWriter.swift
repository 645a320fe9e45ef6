import GatewayCore
import NIOCore

/// Writes the lines of a reply's head into memory of its own, each piece by one copy.
///
/// `ByteBuffer` checks and moves its indices with every write, which costs more than the copy where the pieces are a few
/// bytes long. The caller reserves enough for all that it writes.
struct HeadWriter {
    private let target: UnsafeMutableRawBufferPointer
    /// Bytes written.
    private(set) var count = 0

    init(_ target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    /// Bytes that the fixed parts of a head take at most, all numbers included.
    static let fixedBytes = 640

    mutating func write(_ text: StaticString) {
        self.write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { self.write(UnsafeRawBufferPointer($0)) }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= self.target.count - self.count, "a head takes no more than was reserved")
        UnsafeMutableRawBufferPointer(rebasing: self.target[self.count...]).copyMemory(from: bytes)
        self.count += bytes.count
    }

    mutating func write(decimal value: Int64) {
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

    mutating func write(hex value: UInt64) {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { digits in
            var rest = value
            for index in stride(from: 15, through: 0, by: -1) {
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            }
            self.write(UnsafeRawBufferPointer(digits))
        }
    }

    mutating func write(_ id: RequestID) {
        if let text = id.text {
            text.withUnsafeReadableBytes { self.write($0) }
            return
        }
        self.write("req_")
        self.write(hex: id.high)
        self.write(hex: id.low)
    }

    mutating func write(_ cost: Cost) {
        let written = cost.writeDecimal(into: UnsafeMutableRawBufferPointer(rebasing: self.target[self.count...]))
        self.count += written
    }
}

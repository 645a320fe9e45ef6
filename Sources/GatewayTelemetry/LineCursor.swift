import GatewayCore
import GatewayWire
import Glibc

/// Writes the pieces of a log line into fixed memory; what does not fit is not written, and said so by `isFull`.
struct LineCursor {
    private let base: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    /// Bytes written.
    private(set) var count = 0
    /// Whether something did not fit; the line is then worthless.
    private(set) var isFull = false

    /// Begins at the front of the memory.
    init(_ base: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.base = base
        self.capacity = capacity
    }

    /// Takes room for a number of bytes, which the caller fills whole.
    @inline(__always)
    mutating func room(_ length: Int) -> UnsafeMutablePointer<UInt8>? {
        guard length <= self.capacity &- self.count else {
            self.isFull = true
            return nil
        }
        defer { self.count &+= length }
        return self.base + self.count
    }

    /// Puts a byte in the place of one that was written.
    @inline(__always)
    func replace(at position: Int, with byte: UInt8) {
        precondition(position >= 0 && position < self.count)
        self.base[position] = byte
    }

    /// Writes text as it is.
    @inline(__always)
    mutating func raw(_ text: StaticString) {
        guard let target = self.room(text.utf8CodeUnitCount) else { return }
        target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Writes bytes as they are.
    mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, let target = self.room(bytes.count) else { return }
        memcpy(target, source, bytes.count)
    }

    /// Writes a number.
    mutating func integer(_ number: UInt64) {
        guard let target = self.room(DecimalText.maxLength) else { return }
        let memory = UnsafeMutableRawBufferPointer(start: target, count: DecimalText.maxLength)
        self.count &-= DecimalText.maxLength &- DecimalText.write(number, to: memory, at: 0)
    }

    /// Writes a number; below zero counts as zero.
    mutating func integer(_ number: Int) {
        self.integer(UInt64(max(number, 0)))
    }

    /// Writes nanoseconds as milliseconds with three digits after the point.
    mutating func milliseconds(_ nanoseconds: UInt64) {
        let (whole, rest) = (nanoseconds / 1000).quotientAndRemainder(dividingBy: 1000)
        self.fixed(whole, rest, digits: 3)
    }

    /// Writes nanoseconds as microseconds with one digit after the point.
    mutating func microseconds(_ nanoseconds: UInt64) {
        let (whole, rest) = (nanoseconds / 100).quotientAndRemainder(dividingBy: 10)
        self.fixed(whole, rest, digits: 1)
    }

    /// Writes a number with a point and so many digits behind it.
    private mutating func fixed(_ whole: UInt64, _ rest: UInt64, digits: Int) {
        let room = DecimalText.maxLength &+ 1 &+ digits
        guard let target = self.room(room) else { return }
        let memory = UnsafeMutableRawBufferPointer(start: target, count: room)
        let point = DecimalText.write(whole, to: memory, at: 0)
        target[point] = UInt8(ascii: ".")
        DecimalText.write(rest, digits: digits, to: memory, at: point &+ 1)
        self.count &-= room &- (point &+ 1 &+ digits)
    }

    /// Writes 16 hexadecimal digits.
    mutating func hex(_ number: UInt64) {
        guard let target = self.room(16) else { return }
        HexText.write(number, to: UnsafeMutableRawBufferPointer(start: target, count: 16), at: 0)
    }

    /// Writes an amount of dollars.
    mutating func dollars(_ cost: Cost) {
        guard let target = self.room(Cost.maxDecimalLength) else { return }
        let written = cost.writeDecimal(
            into: UnsafeMutableRawBufferPointer(start: target, count: Cost.maxDecimalLength)
        )
        self.count -= Cost.maxDecimalLength - written
    }

    /// Writes a text as the content of a JSON string, without quotes, and of it at most `limit` bytes of UTF-8.
    @inline(__always)
    mutating func string(_ text: String, limit: Int) {
        // Not `withUTF8`: that wants a copy of its own, and with it a reference to count.
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable {
            self.string(UnsafeRawBufferPointer($0), limit: limit)
        }
        if isWritten == nil {
            Array(text.utf8).withUnsafeBytes { self.string($0, limit: limit) }
        }
    }

    /// Writes bytes as the content of a JSON string, without quotes, and of them at most `limit`.
    mutating func string(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        let bytes = Self.prefix(bytes, limit)
        guard Self.isPlain(bytes) else { return self.escaped(bytes) }
        self.raw(bytes)
    }

    /// The first bytes, without a character that would be cut.
    private static func prefix(_ bytes: UnsafeRawBufferPointer, _ limit: Int) -> UnsafeRawBufferPointer {
        guard bytes.count > limit else { return bytes }
        var end = limit
        while end > 0, bytes[end] & 0xC0 == 0x80 {
            end -= 1
        }
        return UnsafeRawBufferPointer(rebasing: bytes[..<end])
    }

    /// Whether all bytes are ASCII that JSON takes as it is.
    private static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var stops: UInt64 = 0
        var index = 0
        while index < bytes.count {
            let word: UInt64
            if index &+ 8 <= bytes.count {
                word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            } else if bytes.count >= 8 {
                // The last eight, of which some have been seen.
                word = bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self)
            } else {
                word = Self.short(bytes)
            }
            // For bytes below 0x80 each term sets a byte's top bit where it is a control, a quote or a backslash; a
            // false one beside a true one does no harm, and the word itself shows bytes from 0x80.
            stops |= word | (word &- ones &* 0x20) | ((word ^ ones &* 0x22) &- ones) | ((word ^ ones &* 0x5C) &- ones)
            index &+= 8
        }
        return stops & tops == 0
    }

    /// Fewer than eight bytes as a word, filled up with spaces.
    @inline(__always)
    private static func short(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var word: UInt64 = 0x2020_2020_2020_2020
        for byte in bytes {
            word = word &<< 8 | UInt64(byte)
        }
        return word
    }

    /// The seldom way: escapes, and repairs UTF-8.
    private mutating func escaped(_ bytes: UnsafeRawBufferPointer) {
        var writer = JSONWriter(reserving: bytes.count + 16)
        writer.string(bytes.bytes)
        writer.bytes.withUnsafeBytes { self.raw(UnsafeRawBufferPointer(rebasing: $0[1..<($0.count - 1)])) }
    }
}

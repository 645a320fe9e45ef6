/// Writes commands into memory that is known to be large enough.
///
/// The caller computes an upper bound first, so nothing here checks twice; a bound that is too small is a broken
/// invariant and stops the program.
struct RESPWriter {
    /// Where the next byte goes, counted from the beginning.
    private(set) var count = 0
    private let room: UnsafeMutableRawBufferPointer

    /// Writes to the beginning of this memory.
    init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

    /// Writes one byte.
    mutating func byte(_ byte: UInt8) {
        self.room[self.count] = byte
        self.count += 1
    }

    /// Writes bytes.
    mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= self.room.count - self.count, "the bound was too small")
        guard let source = bytes.baseAddress, let target = self.room.baseAddress else { return }
        (target + self.count).copyMemory(from: source, byteCount: bytes.count)
        self.count += bytes.count
    }

    /// Writes CR LF.
    mutating func lineEnd() {
        self.byte(0x0D)
        self.byte(0x0A)
    }

    /// Writes a number in decimal.
    mutating func decimal(_ number: Int64) {
        if number < 0 { self.byte(0x2D) }
        var rest = number.magnitude
        var divisor: UInt64 = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            self.byte(UInt8(truncatingIfNeeded: 0x30 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Writes a type byte and a number as one line: `*3`, `$200`.
    mutating func header(_ type: UInt8, _ number: Int) {
        self.byte(type)
        self.decimal(Int64(number))
        self.lineEnd()
    }

    /// Writes one string with its length.
    mutating func bulk(_ bytes: UnsafeRawBufferPointer) {
        self.header(0x24, bytes.count)
        self.bytes(bytes)
        self.lineEnd()
    }
}

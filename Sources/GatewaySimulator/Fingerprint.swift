/// A running 64-bit hash that is the same in every process, unlike the standard library's.
///
/// FNV-1a with a final mix; for seeds and prompt prefixes, not against adversaries.
package struct Fingerprint: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing.
    package init() {}

    /// The hash of a text.
    package init(_ text: String) {
        self.add(text)
    }

    /// Takes in one byte.
    package mutating func add(byte: UInt8) {
        self.state = (self.state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Takes in a text and its end.
    package mutating func add(_ text: String) {
        for byte in text.utf8 {
            self.add(byte: byte)
        }
        self.add(0xFF)
    }

    /// Takes in a number.
    package mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            self.add(byte: UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    /// The hash of all that was taken in.
    package var value: UInt64 {
        var bits = self.state
        bits = (bits ^ (bits >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        bits = (bits ^ (bits >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return bits ^ (bits >> 33)
    }
}

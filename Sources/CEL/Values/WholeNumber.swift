/// Whole numbers of doubles, without the rounding functions of the C library, so that this target links nothing.
enum WholeNumber {
    /// The int with just that value.
    static func int(_ value: Double) -> Int64? {
        guard value >= -0x1p63, value < 0x1p63 else { return nil }
        let whole = Int64(value)
        return Double(whole) == value ? whole : nil
    }

    /// The uint with just that value.
    static func uint(_ value: Double) -> UInt64? {
        guard value >= 0, value < 0x1p64 else { return nil }
        let whole = UInt64(value)
        return Double(whole) == value ? whole : nil
    }

    /// The nearest whole number that is not larger.
    static func floor(_ value: Double) -> Double {
        // From there on all doubles are whole.
        guard value > -0x1p52, value < 0x1p52 else { return value }
        let whole = Double(Int64(value))
        return whole > value ? whole - 1 : whole
    }

    /// The nearest whole number that is not smaller.
    static func ceiling(_ value: Double) -> Double { -self.floor(-value) }
}

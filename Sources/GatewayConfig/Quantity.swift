/// A decimal number with a unit, read exactly: no binary floating point.
struct Quantity: Equatable {
    /// Decimal places that are kept; more are refused.
    static let places = 9
    private static let scale: Int128 = 1_000_000_000
    /// Longest run of digits before the point.
    private static let longestWhole = 18

    /// The number, times 1e9.
    var scaled: Int128
    /// What follows it, without white space; empty if nothing does.
    var unit: Substring

    /// Reads `12`, `1.5s`, `16 MiB`; nil for anything else, signs and exponents included.
    init?(_ text: String) {
        var rest = text[...]
        let whole = Self.digits(&rest)
        guard !whole.isEmpty, whole.count <= Self.longestWhole else { return nil }
        var scaled: Int128 = 0
        for digit in whole {
            scaled = scaled * 10 + digit
        }
        scaled *= Self.scale
        if rest.first == "." {
            rest.removeFirst()
            let fraction = Self.digits(&rest)
            guard !fraction.isEmpty, fraction.count <= Self.places else { return nil }
            var weight = Self.scale
            for digit in fraction {
                weight /= 10
                scaled += digit * weight
            }
        }
        self.scaled = scaled
        self.unit = rest.drop { $0 == " " }
    }

    private static func digits(_ text: inout Substring) -> [Int128] {
        let run = text.prefix { $0.isASCII && $0.isNumber }
        text = text[run.endIndex...]
        return run.compactMap { $0.wholeNumberValue.map { Int128($0) } }
    }

    /// The number times a factor, if that is whole and fits.
    func times(_ factor: Int128) -> Int64? {
        let (product, overflow) = self.scaled.multipliedReportingOverflow(by: factor)
        guard !overflow, product % Self.scale == 0 else { return nil }
        return Int64(exactly: product / Self.scale)
    }
}

extension Quantity {
    private static let nanosecondsOfUnit: [Substring: Int128] = [
        "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
        "d": 86_400_000_000_000,
    ]

    private static let bytesOfUnit: [String: Int128] = [
        "": 1, "b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000, "kib": 1 << 10, "mib": 1 << 20,
        "gib": 1 << 30,
    ]

    /// A time span such as `200ms`, `1.5s`, `2m`, or a bare `0`.
    static func duration(_ text: String) -> Duration? {
        guard let quantity = Quantity(text) else { return nil }
        if quantity.unit.isEmpty {
            return quantity.scaled == 0 ? .zero : nil
        }
        guard let factor = Self.nanosecondsOfUnit[quantity.unit], let nanoseconds = quantity.times(factor) else {
            return nil
        }
        return .nanoseconds(nanoseconds)
    }

    /// Two time spans such as `200ms..5s`, in the order written; a single one is both.
    static func durations(_ text: String) -> (first: Duration, last: Duration)? {
        guard let dots = text.firstRange(of: "..") else {
            return Self.duration(text).map { ($0, $0) }
        }
        let last = text[dots.upperBound...].drop { $0 == " " }
        var first = text[..<dots.lowerBound]
        while first.last == " " {
            first.removeLast()
        }
        guard let first = Self.duration(String(first)), let last = Self.duration(String(last)) else { return nil }
        return (first, last)
    }

    /// A number of bytes such as `16MiB`, `1MB`, `4096`; units in any case.
    static func bytes(_ text: String) -> Int? {
        guard let quantity = Quantity(text), let factor = Self.bytesOfUnit[quantity.unit.lowercased()] else {
            return nil
        }
        return quantity.times(factor).flatMap { Int(exactly: $0) }
    }

    /// US dollars as nano-dollars.
    static func nanoDollars(_ text: String) -> Int64? {
        guard let quantity = Quantity(text), quantity.unit.isEmpty else { return nil }
        return quantity.times(Self.scale)
    }

    /// A share of one: `2%` or `0.02`. Chances are drawn in floating point, so this may be one.
    static func share(_ text: String) -> Double? {
        guard let quantity = Quantity(text) else { return nil }
        let whole: Double
        switch quantity.unit {
        case "": whole = Double(Self.scale)
        case "%": whole = Double(Self.scale) * 100
        default: return nil
        }
        let share = Double(quantity.scaled) / whole
        return share <= 1 ? share : nil
    }

    /// A whole number of percent such as `20%`, or a bare `0`; without the sign, `2` could mean either 2% or 200%.
    static func percent(_ text: String) -> Int? {
        guard let quantity = Quantity(text) else { return nil }
        switch quantity.unit {
        case "%": return quantity.times(1).flatMap { Int(exactly: $0) }
        case "": return quantity.scaled == 0 ? 0 : nil
        default: return nil
        }
    }

    /// A plain decimal number, for what is not money.
    static func number(_ text: String) -> Double? {
        guard let quantity = Quantity(text), quantity.unit.isEmpty else { return nil }
        return Double(quantity.scaled) / Double(Self.scale)
    }
}

/// A span of time, as whole nanoseconds; some 292 years at most.
package struct CELDuration: Sendable, Hashable, CustomStringConvertible {
    /// The nanoseconds.
    package let nanoseconds: Int64

    /// A duration.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// What text such as `1h30m`, `-1.5s` or `200ms` says; `nil` if it says nothing or too much.
    package init?(_ text: String) {
        var reader = TimeReader(text)
        let isNegative = reader.take(UInt8(ascii: "-"))
        if !isNegative { _ = reader.take(UInt8(ascii: "+")) }
        if reader.rest == [UInt8(ascii: "0")] {
            self.nanoseconds = 0
            return
        }
        guard !reader.isAtEnd else { return nil }
        // Counted below zero, where the smallest value has its place.
        var total: Int64 = 0
        while !reader.isAtEnd {
            guard let amount = reader.decimal(), let unit = reader.unit(), let part = amount.times(unit) else {
                return nil
            }
            let (sum, overflow) = total.subtractingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        guard isNegative || total != .min else { return nil }
        self.nanoseconds = isNegative ? total : -total
    }

    /// Seconds, as in `5400s` or `0.25s`.
    package var description: String {
        let size = self.nanoseconds.magnitude
        let (seconds, rest) = size.quotientAndRemainder(dividingBy: 1_000_000_000)
        return (self.nanoseconds < 0 ? "-" : "") + "\(seconds)" + TimeReader.fraction(Int(rest)) + "s"
    }
}

/// Reads the parts of times and durations.
struct TimeReader {
    private var bytes: [UInt8]
    private var place = 0

    init(_ text: String) { self.bytes = Array(text.utf8.prefix(64)) }

    var isAtEnd: Bool { self.place >= self.bytes.count }
    var rest: ArraySlice<UInt8> { self.bytes[self.place...] }

    mutating func take(_ byte: UInt8) -> Bool {
        guard !self.isAtEnd, self.bytes[self.place] == byte else { return false }
        self.place += 1
        return true
    }

    mutating func digit() -> Int? {
        guard !self.isAtEnd, Lexer.isDigit(self.bytes[self.place]) else { return nil }
        self.place += 1
        return Int(self.bytes[self.place - 1] - 0x30)
    }

    /// A number of just so many digits.
    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = self.digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// What stands behind a decimal point, in nanoseconds. Digits behind the ninth are dropped.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while let digit = self.digit() {
            if count < 9 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        while count < 9 {
            value *= 10
            count += 1
        }
        return value
    }

    /// A number with a fraction: `1`, `1.5`, `.5`.
    mutating func decimal() -> Decimal? {
        var whole: Int64 = 0
        var count = 0
        while let digit = self.digit() {
            let (scaled, isLarge) = whole.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = scaled.addingReportingOverflow(Int64(digit))
            guard !isLarge, !isLarger else { return nil }
            whole = sum
            count += 1
        }
        guard self.take(UInt8(ascii: ".")) else { return count > 0 ? Decimal(whole: whole, billionths: 0) : nil }
        if let part = self.fraction() { return Decimal(whole: whole, billionths: Int64(part)) }
        return count > 0 ? Decimal(whole: whole, billionths: 0) : nil
    }

    /// The nanoseconds of a unit's name.
    mutating func unit() -> Int64? {
        var end = self.place
        while end < self.bytes.count, !Lexer.isDigit(self.bytes[end]), self.bytes[end] != UInt8(ascii: ".") { end += 1 }
        let name = String(decoding: self.bytes[self.place..<end], as: UTF8.self)
        self.place = end
        return switch name {
        case "ns": 1
        case "us", "\u{B5}s", "\u{3BC}s": 1_000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }

    /// A decimal point with so many nanoseconds behind it; nothing for none.
    static func fraction(_ nanoseconds: Int) -> String {
        guard nanoseconds > 0 else { return "" }
        var digits = String(nanoseconds)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }
}

/// A number with billionths.
struct Decimal {
    let whole: Int64
    let billionths: Int64

    func times(_ unit: Int64) -> Int64? {
        let (product, overflow) = self.whole.multipliedReportingOverflow(by: unit)
        let part = self.billionths.multipliedFullWidth(by: unit)
        let (fraction, _) = Int64(1_000_000_000).dividingFullWidth(part)
        let (sum, isLarger) = product.addingReportingOverflow(fraction)
        return overflow || isLarger ? nil : sum
    }
}

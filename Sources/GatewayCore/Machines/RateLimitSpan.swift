/// Reads the spans and times in which providers say when a limit is renewed. Pure.
package enum RateLimitSpan {
    /// The longest span that is believed: a day.
    private static let longest = 86_400e9

    /// Nanoseconds that a value stands for; nil for what is neither a span nor a time.
    ///
    /// - Parameter date: seconds since 1970 that the value was written at; times mean nothing without.
    package static func nanoseconds(_ text: String, since date: Int?) -> UInt64? {
        guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
        if let seconds = Double(text) {
            guard seconds.isFinite, seconds >= 0 else { return nil }
            // No limit is renewed after thirty years: it is a time.
            guard seconds >= 1e9 else { return Self.clamped(seconds * 1e9) }
            let since1970 = seconds >= 1e12 ? seconds / 1e3 : seconds
            return date.flatMap { Self.clamped(max(since1970 - Double($0), 0) * 1e9) }
        }
        if let time = Self.internetTime(text) {
            return date.flatMap { Self.clamped(max(time - Double($0), 0) * 1e9) }
        }
        return Self.span(text)
    }

    private static func clamped(_ nanoseconds: Double) -> UInt64? {
        nanoseconds.isFinite ? UInt64(min(max(nanoseconds, 0), Self.longest)) : nil
    }

    /// `1h2m3.5s`, `120ms`: numbers, each with its unit.
    private static func span(_ text: String) -> UInt64? {
        var rest = text[...]
        var total: Double = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard let value = Double(number) else { return nil }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "d": total += value * 86_400e9
            case "h": total += value * 3_600e9
            case "m": total += value * 60e9
            case "s": total += value * 1e9
            case "ms": total += value * 1e6
            case "us", "µs": total += value * 1e3
            case "ns": total += value
            default: return nil
            }
        }
        return Self.clamped(total)
    }

    /// Seconds since 1970 of a time as RFC 3339 writes it: `2026-01-31T12:00:00.5Z`, `...+02:00`.
    package static func internetTime(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74 || bytes[10] == 0x20,
            bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            let days = Self.days(year, month, day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: Double = 0
        if rest.first == 0x2E {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard let value = Double("0." + String(decoding: digits, as: UTF8.self)) else { return nil }
            fraction = value
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = Self.offset(Array(rest)) else { return nil }
        return Double(days * 86_400 + hour * 3_600 + minute * 60 + second - offset) + fraction
    }

    private static func offset(_ bytes: [UInt8]) -> Int? {
        guard let sign = bytes.first else { return nil }
        if sign | 0x20 == 0x7A {
            return bytes.count == 1 ? 0 : nil
        }
        guard sign == 0x2B || sign == 0x2D, bytes.count == 6, bytes[3] == 0x3A,
            let hour = Self.number(bytes[1..<3]), let minute = Self.number(bytes[4..<6]), hour < 24, minute < 60
        else { return nil }
        return (hour * 3_600 + minute * 60) * (sign == 0x2B ? 1 : -1)
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years that begin in March have their leap day at the end.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + dayOfYear - 719_468
    }
}

/// Numbers in digits, brought to one form.
enum NumberText {
    /// The canonical form and the kind of digits with separators.
    static func canonical(_ raw: String, _ language: ReadingLanguage) -> (text: String, kind: Quantity.Kind) {
        var digits = Array(raw.utf8)
        if digits.contains(where: { $0 >= 0x80 }) { digits = Self.ascii(raw) }
        if digits.contains(0x3A) { return (Self.time(digits), .time) }
        if digits.contains(0x2F) { return Self.slashed(digits) }
        if digits.contains(0x2D), digits.first != 0x2D { return (Self.dashedDate(digits), .date) }
        let sign = digits.first == 0x2D ? "-" : ""
        if !sign.isEmpty { digits.removeFirst() }
        let separators = digits.count(where: { !Self.isDigit($0) })
        if separators == 0 { return (sign + Self.whole(digits[...]), .cardinal) }
        let dots = digits.count(where: { $0 == 0x2E })
        if dots == separators, dots >= 2 {
            if let date = Self.dottedDate(digits) { return (date, .date) }
            if language == .english || language == .chinese || !Self.isGrouped(digits, by: 0x2E) {
                return (String(decoding: digits, as: UTF8.self), .version)
            }
        }
        return (sign + Self.decimal(digits, language), .cardinal)
    }

    /// A number times a power of ten, by moving the point.
    static func shifted(_ value: String, by zeros: Int) -> String {
        guard zeros > 0 else { return value }
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(parts.first ?? "0")
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        while fraction.utf8.count < zeros { fraction += "0" }
        let moved = whole + fraction.prefix(zeros)
        let rest = fraction.dropFirst(zeros)
        let result = Self.whole(Array(moved.utf8)[...])
        return rest.allSatisfy { $0 == "0" } ? result : result + "." + rest
    }

    /// A number without the zeros at the end of its fraction, as money is written.
    static func withoutTrailingZeros(_ value: String) -> String {
        guard value.contains(".") else { return value }
        var text = value
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A time of day as 24 hours.
    static func clock(hour: Int, minute: Int, afternoon: Bool?) -> String {
        var hour = hour
        if let afternoon {
            if afternoon, hour < 12 { hour += 12 }
            if !afternoon, hour == 12 { hour = 0 }
        }
        return "\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func ascii(_ raw: String) -> [UInt8] {
        var digits: [UInt8] = []
        for scalar in raw.unicodeScalars {
            switch scalar.value {
            case 0xFF10...0xFF19: digits.append(UInt8(scalar.value - 0xFF10 + 0x30))
            case 0xA0, 0x202F, 0x2009: continue
            case 0x2010...0x2015, 0x2212: digits.append(0x2D)
            case 0..<0x80: digits.append(UInt8(scalar.value))
            default: continue
            }
        }
        return digits
    }

    /// Digits without leading zeros.
    static func whole(_ digits: ArraySlice<UInt8>) -> String {
        let rest = digits.drop { $0 == 0x30 }
        return rest.isEmpty ? "0" : String(decoding: rest, as: UTF8.self)
    }

    private static func decimal(_ digits: [UInt8], _ language: ReadingLanguage) -> String {
        let hasDot = digits.contains(0x2E)
        let hasComma = digits.contains(0x2C)
        let usesComma = language == .german || language == .french || language == .spanish
        let mark: UInt8?
        if hasDot, hasComma {
            mark = digits.last { $0 == 0x2E || $0 == 0x2C }
        } else if hasDot {
            mark = usesComma && Self.isGrouped(digits, by: 0x2E) ? nil : 0x2E
        } else if hasComma {
            mark = !usesComma && Self.isGrouped(digits, by: 0x2C) ? nil : 0x2C
        } else {
            mark = nil
        }
        guard let mark, let point = digits.lastIndex(of: mark) else {
            return Self.whole(digits.filter(Self.isDigit)[...])
        }
        let whole = Self.whole(digits[..<point].filter(Self.isDigit)[...])
        let fraction = digits[(point + 1)...]
        return fraction.allSatisfy { $0 == 0x30 } ? whole : whole + "." + String(decoding: fraction, as: UTF8.self)
    }

    /// Whether a separator divides thousands: groups of three, or of two before the last as in India.
    private static func isGrouped(_ digits: [UInt8], by separator: UInt8) -> Bool {
        let groups = digits.split(separator: separator, omittingEmptySubsequences: false)
        guard groups.count > 1, let first = groups.first, let last = groups.last else { return false }
        guard (1...3).contains(first.count), last.count == 3, first.first != 0x30 else { return false }
        return groups.dropFirst().dropLast().allSatisfy { $0.count == 3 || $0.count == 2 }
    }

    private static func time(_ digits: [UInt8]) -> String {
        let parts = digits.split(separator: 0x3A).map { Int(String(decoding: $0, as: UTF8.self)) ?? -1 }
        guard parts.count == 2, (0...24).contains(parts[0]), (0...59).contains(parts[1]),
            digits.count >= 4, Self.isDigit(digits[digits.count - 2])
        else { return String(decoding: digits, as: UTF8.self) }
        return Self.clock(hour: parts[0], minute: parts[1], afternoon: nil)
    }

    private static func slashed(_ digits: [UInt8]) -> (String, Quantity.Kind) {
        let parts = digits.split(separator: 0x2F).map { Self.whole($0) }
        if parts.count == 3, parts[0].utf8.count == 4 {
            return (Self.date(Int(parts[0]), Int(parts[1]), Int(parts[2])) ?? parts.joined(separator: "/"), .date)
        }
        return (parts.joined(separator: "/"), parts.count == 3 ? .date : .cardinal)
    }

    private static func dashedDate(_ digits: [UInt8]) -> String {
        let parts = digits.split(separator: 0x2D).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 3, let date = Self.date(parts[0], parts[1], parts[2]) else {
            return String(decoding: digits, as: UTF8.self)
        }
        return date
    }

    private static func dottedDate(_ digits: [UInt8]) -> String? {
        let parts = digits.split(separator: 0x2E)
        guard parts.count == 3, parts[0].count <= 2, parts[1].count <= 2, parts[2].count == 4 else { return nil }
        let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
        return Self.date(numbers[2], numbers[1], numbers[0])
    }

    /// A date as year-month-day; parts that are not said are left out.
    static func date(_ year: Int?, _ month: Int?, _ day: Int?) -> String? {
        guard let month, (1...12).contains(month), day.map((1...31).contains) ?? true else { return nil }
        return "\(year.map(String.init) ?? "")-\(month)-\(day.map(String.init) ?? "")"
    }
}

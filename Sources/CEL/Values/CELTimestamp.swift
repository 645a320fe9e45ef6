/// A moment: seconds since 1970 in UTC, between the years 1 and 9999.
package struct CELTimestamp: Sendable, Hashable, CustomStringConvertible {
    /// The seconds since 1970, rounded down.
    package let seconds: Int64
    /// The nanoseconds of that second.
    package let nanoseconds: Int32

    static let allowedSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// A moment; `nil` outside of the years 1 to 9999. More than a second of nanoseconds is carried.
    package init?(seconds: Int64, nanoseconds: Int64 = 0) {
        let carried = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : -((-(nanoseconds + 1)) / 1_000_000_000) - 1
        let (sum, overflow) = seconds.addingReportingOverflow(carried)
        guard !overflow, Self.allowedSeconds.contains(sum) else { return nil }
        self.seconds = sum
        self.nanoseconds = Int32(truncatingIfNeeded: nanoseconds - carried * 1_000_000_000)
    }

    /// What text as RFC 3339 has it says: `2024-02-29T12:30:00.5+02:00`.
    package init?(_ text: String) {
        var reader = TimeReader(text)
        guard let year = reader.digits(4), reader.take(UInt8(ascii: "-")), let month = reader.digits(2),
            reader.take(UInt8(ascii: "-")), let day = reader.digits(2),
            reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: "t")),
            let hour = reader.digits(2), reader.take(UInt8(ascii: ":")), let minute = reader.digits(2),
            reader.take(UInt8(ascii: ":")), let second = reader.digits(2),
            (1...12).contains(month), (1...CivilDate.days(in: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var nanoseconds = 0
        if reader.take(UInt8(ascii: ".")) {
            guard let part = reader.fraction() else { return nil }
            nanoseconds = part
        }
        var offset = 0
        if !reader.take(UInt8(ascii: "Z")), !reader.take(UInt8(ascii: "z")) {
            guard let minutes = FixedZone(reader.rest, needsSign: true) else { return nil }
            offset = minutes.seconds
        } else if !reader.isAtEnd {
            return nil
        }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(seconds: Int64(seconds), nanoseconds: Int64(nanoseconds))
    }

    /// The moment so much later; `nil` outside of the years 1 to 9999.
    func advanced(by duration: CELDuration) -> CELTimestamp? {
        let (whole, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return CELTimestamp(seconds: self.seconds + whole, nanoseconds: Int64(self.nanoseconds) + rest)
    }

    /// How much later this moment is; `nil` if that is no duration any more.
    func since(_ other: CELTimestamp) -> CELDuration? {
        let (product, overflow) = (self.seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isLarge) = product.addingReportingOverflow(Int64(self.nanoseconds - other.nanoseconds))
        return overflow || isLarge ? nil : CELDuration(nanoseconds: sum)
    }

    func order(_ other: CELTimestamp) -> Order {
        self.seconds == other.seconds ? Order(self.nanoseconds, other.nanoseconds) : Order(self.seconds, other.seconds)
    }

    /// RFC 3339 in UTC.
    package var description: String {
        let date = CivilDate(self, in: .utc)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let time = "\(padded(date.hour, 2)):\(padded(date.minute, 2)):\(padded(date.second, 2))"
        return "\(day)T\(time)\(TimeReader.fraction(Int(self.nanoseconds)))Z"
    }
}

/// A zone that is so far from UTC all year.
struct FixedZone: Sendable, Hashable {
    let seconds: Int

    static let utc = FixedZone(seconds: 0)

    private init(seconds: Int) { self.seconds = seconds }

    /// `UTC`, `Z`, `+02:00`, `-09:30` or, without a sign, `02:00`.
    init?(_ name: String) {
        if name == "UTC" || name == "Z" {
            self = .utc
        } else {
            self.init(ArraySlice(name.utf8), needsSign: false)
        }
    }

    init?(_ bytes: ArraySlice<UInt8>, needsSign: Bool) {
        var reader = TimeReader(String(decoding: bytes, as: UTF8.self))
        let isNegative = reader.take(UInt8(ascii: "-"))
        if !isNegative, !reader.take(UInt8(ascii: "+")), needsSign { return nil }
        guard let hours = reader.digits(2), reader.take(UInt8(ascii: ":")), let minutes = reader.digits(2),
            reader.isAtEnd, hours < 24, minutes < 60
        else { return nil }
        self.seconds = (isNegative ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }
}

/// A moment as calendars and clocks show it.
struct CivilDate {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(_ moment: CELTimestamp, in zone: FixedZone) {
        let local = Int(moment.seconds) + zone.seconds
        let days = Self.floored(local, 86_400)
        let time = local - days * 86_400
        self.init(daysSince1970: days)
        self.hour = time / 3_600
        self.minute = time / 60 % 60
        self.second = time % 60
    }

    /// Years here begin in March, so that the leap day is the last one.
    private init(daysSince1970 days: Int) {
        let sinceEra = days + 719_468
        let era = Self.floored(sinceEra, 146_097)
        let day = sinceEra - era * 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * month + 2) / 5 + 1
        self.month = month < 10 ? month + 3 : month - 9
        self.year = era * 400 + year + (self.month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let year = self.month <= 2 ? self.year - 1 : self.year
        let era = Self.floored(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (self.month > 2 ? self.month - 3 : self.month + 9) + 2) / 5 + self.day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// From Sunday, 0.
    var dayOfWeek: Int { (self.daysSince1970 % 7 + 11) % 7 }

    /// From 0.
    var dayOfYear: Int { self.daysSince1970 - CivilDate(year: self.year, month: 1, day: 1).daysSince1970 }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floored(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }
}

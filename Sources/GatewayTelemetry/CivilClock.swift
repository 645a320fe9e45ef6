/// RFC 3339 text of the wall clock in UTC, made anew once per second and patched in between.
///
/// The wall clock is asked once per second too: in between it follows the loop's clock, which the caller has at hand.
/// A step of the wall clock is therefore seen within a second.
struct CivilClock {
    /// Bytes of the text, `2026-11-22T17:03:56.123Z`.
    static let length = 24

    private let wallClock: @Sendable () -> UInt64
    private var wallAtReading: UInt64 = 0
    private var loopAtReading: UInt64 = 0
    private var isRead = false
    private var second: UInt64 = .max
    private var text: InlineArray<24, UInt8> = .init(repeating: 0x30)

    /// Creates a clock from nanoseconds since 1970 in UTC.
    init(wallClock: @escaping @Sendable () -> UInt64) {
        self.wallClock = wallClock
    }

    /// Writes the text of a moment of the loop's clock, which must not be much older than now, to 24 bytes of memory.
    mutating func write(at loopTime: UInt64, to target: UnsafeMutablePointer<UInt8>) {
        if !self.isRead || loopTime < self.loopAtReading || loopTime &- self.loopAtReading >= 1_000_000_000 {
            self.wallAtReading = self.wallClock()
            self.loopAtReading = loopTime
            self.isRead = true
        }
        let wall = self.wallAtReading &+ (loopTime &- self.loopAtReading)
        let (second, rest) = wall.quotientAndRemainder(dividingBy: 1_000_000_000)
        if second != self.second {
            self.second = second
            self.writeSecond()
        }
        for index in 0..<20 {
            target[index] = self.text[index]
        }
        let milliseconds = UInt32(truncatingIfNeeded: rest / 1_000_000)
        target[20] = 0x30 + UInt8(truncatingIfNeeded: milliseconds / 100)
        target[21] = 0x30 + UInt8(truncatingIfNeeded: milliseconds / 10 % 10)
        target[22] = 0x30 + UInt8(truncatingIfNeeded: milliseconds % 10)
        target[23] = UInt8(ascii: "Z")
    }

    private mutating func writeSecond() {
        let (days, time) = self.second.quotientAndRemainder(dividingBy: 86400)
        let date = Self.date(ofDay: days)
        self.writeDigits(date.year % 10000, 4, at: 0)
        self.text[4] = UInt8(ascii: "-")
        self.writeDigits(date.month, 2, at: 5)
        self.text[7] = UInt8(ascii: "-")
        self.writeDigits(date.day, 2, at: 8)
        self.text[10] = UInt8(ascii: "T")
        self.writeDigits(time / 3600, 2, at: 11)
        self.text[13] = UInt8(ascii: ":")
        self.writeDigits(time / 60 % 60, 2, at: 14)
        self.text[16] = UInt8(ascii: ":")
        self.writeDigits(time % 60, 2, at: 17)
        self.text[19] = UInt8(ascii: ".")
    }

    private mutating func writeDigits(_ number: UInt64, _ count: Int, at start: Int) {
        var rest = number
        for index in stride(from: start + count - 1, through: start, by: -1) {
            self.text[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Gregorian date of a day since 1970-01-01.
    ///
    /// Counted in years that begin in March, so that the leap day is the last one; 719,468 days lie between
    /// 0000-03-01 and 1970-01-01, and 146,097 are 400 years.
    private static func date(ofDay day: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let sinceEpoch = day + 719_468
        let (era, dayOfEra) = sinceEpoch.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Months from March have 30.6 days on average, rounded in the calendar's own pattern.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }
}

/// How requests for embeddings that come at the same time share a call.
package struct BatchingSettings: Sendable, Equatable {
    /// How long the first one waits for others; zero merges nothing.
    package var window = Duration.milliseconds(2)
    /// Inputs of one call at most.
    package var maxInputs = 256
    /// Bytes of the requests of one call at most.
    package var maxBytes = 1 << 20

    /// Creates the defaults.
    package init() {}
}

/// How requests that are tagged `batch` wait for a better time.
package struct BatchWaitSettings: Sendable, Equatable {
    /// Longest wait; then the request goes all the same.
    package var maxWait = Duration.seconds(30)
    /// The time of day at which nobody waits; nil is none.
    package var window: DailyWindow?
    /// Requests that wait per group at most.
    package var maxWaiting = 1000

    /// Creates the defaults.
    package init() {}
}

/// A part of each day, by a clock at a fixed distance from UTC; it may go past midnight.
package struct DailyWindow: Sendable, Equatable {
    private static let day = 24 * 60

    /// First minute of the day that is in it, 0 to 1439.
    package var from: Int
    /// First minute of the day that is not in it any more, 0 to 1440; the same as `from` is the whole day.
    package var until: Int
    /// Minutes by which the clock is ahead of UTC.
    package var offset: Int

    /// Creates a window.
    package init(from: Int, until: Int, offset: Int = 0) {
        self.from = from
        self.until = until
        self.offset = offset
    }

    /// Whether a time, in seconds since 1970, is in it.
    package func contains(_ seconds: Int64) -> Bool {
        let minutes = Self.floorDivide(seconds, 60) + Int64(self.offset)
        let minute = Int(minutes - Self.floorDivide(minutes, Int64(Self.day)) * Int64(Self.day))
        guard self.from != self.until % Self.day else { return true }
        return self.from < self.until
            ? (self.from..<self.until).contains(minute) : minute >= self.from || minute < self.until
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Reads `22:00-06:00`, `22:00-06:00 UTC`, `22:00-06:00+02:00`; nil for anything else.
    package init?(_ text: String) {
        var rest = text[...]
        guard let from = Self.time(&rest, upTo: Self.day - 1), rest.popFirst() == "-",
            let until = Self.time(&rest, upTo: Self.day)
        else { return nil }
        rest = rest.drop { $0 == " " }
        var offset = 0
        if rest == "UTC" || rest == "Z" || rest.isEmpty {
            rest = ""
        } else {
            guard let sign = rest.popFirst(), sign == "+" || sign == "-",
                let distance = Self.time(&rest, upTo: 14 * 60)
            else { return nil }
            offset = sign == "-" ? -distance : distance
        }
        guard rest.isEmpty else { return nil }
        self.init(from: from, until: until, offset: offset)
    }

    private static func time(_ text: inout Substring, upTo limit: Int) -> Int? {
        guard let hours = Self.twoDigits(&text), text.popFirst() == ":", let minutes = Self.twoDigits(&text),
            minutes < 60, hours * 60 + minutes <= limit
        else { return nil }
        return hours * 60 + minutes
    }

    private static func twoDigits(_ text: inout Substring) -> Int? {
        let digits = text.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        text = text.dropFirst(2)
        return Int(digits)
    }

    /// The window as one writes it.
    package var text: String {
        let times = Self.clock(self.from) + "-" + Self.clock(self.until)
        guard self.offset != 0 else { return times }
        return times + (self.offset < 0 ? "-" : "+") + Self.clock(abs(self.offset))
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return two(minutes / 60) + ":" + two(minutes % 60)
    }
}

/// What is done for a deployment before it gets traffic.
package struct PreheatSettings: Sendable, Equatable {
    /// Connections per event loop that are ready.
    package var connections = 1
    /// Whether it is sent a tiny request at the start, whose time to first token is noted.
    package var prompt = false

    /// Creates the defaults.
    package init() {}
}

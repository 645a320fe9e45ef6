import GatewayCore

extension ConfigValue {
    /// Any text without control characters.
    func text() -> String? {
        guard let (_, text) = self.scalar() else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            self.report("the value holds control characters or line breaks", "write it on one line")
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            self.report("this has no value", "give it one, or remove the key")
            return nil
        }
        return text
    }

    /// A text that is not to be shown.
    func secret() -> Secret? {
        self.text().map { Secret($0) }
    }

    /// A name: no white space, not too long.
    func name() -> String? {
        guard let text = self.text() else { return nil }
        guard !text.contains(where: \.isWhitespace), text.utf8.count <= 256 else {
            self.report("a name must have 1 to 256 bytes and no white space", "shorten it, or write '-' for spaces")
            return nil
        }
        return text
    }

    /// A whole number within the bounds of the key.
    func integer() -> Int? {
        guard case .integer(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        let range = "\(bounds.lowerBound) to \(bounds.upperBound)"
        let digits = text.replacing("_", with: "")
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
            return self.refuse(raw, "is not a whole number", "write one from \(range)")
        }
        guard bounds.contains(number) else {
            return self.refuse(raw, "is out of range", "write a number from \(range)")
        }
        return number
    }

    /// A whole number of 64 bits.
    func seed() -> UInt64? {
        guard let (raw, text) = self.scalar() else { return nil }
        guard let number = UInt64(text) else {
            return self.refuse(raw, "is not a seed", "write a whole number from 0 to \(UInt64.max)")
        }
        return number
    }

    /// A decimal number within the bounds of the key.
    func number() -> Double? {
        guard case .number(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        guard let number = Quantity.number(text), bounds.contains(number) else {
            let range = "\(Int(bounds.lowerBound)) to \(Int(bounds.upperBound))"
            return self.refuse(raw, "is not a number in range", "write a decimal number from \(range)")
        }
        return number
    }

    /// Yes or no.
    func boolean() -> Bool? {
        guard let (raw, text) = self.scalar() else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return self.refuse(raw, "is neither true nor false", "write true or false")
        }
    }

    /// One of the words of the key.
    func choice() -> String? {
        let words = self.words
        guard let (raw, text) = self.scalar() else { return nil }
        guard words.contains(text) else {
            let nearest = Suggestion.nearest(to: text, among: words).map { "did you mean '\($0)'? " } ?? ""
            return self.refuse(raw, "is not known here", "\(nearest)valid: \(words.joined(separator: ", "))")
        }
        return text
    }

    /// A time span within the bounds of the key.
    func duration() -> Duration? {
        guard case .duration(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        guard let duration = Quantity.duration(text) else {
            return self.refuse(raw, "is not a duration", "write a number with a unit: 200ms, 1.5s, 2m or 1h")
        }
        guard bounds.contains(duration) else {
            let range = "\(DurationText.short(bounds.lowerBound)) to \(DurationText.short(bounds.upperBound))"
            return self.refuse(raw, "is out of range", "write a duration from \(range)")
        }
        return duration
    }

    /// Two time spans within the bounds of the key, the shorter one first.
    func durations() -> ClosedRange<Duration>? {
        guard case .durations(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        guard let (first, last) = Quantity.durations(text) else {
            return self.refuse(
                raw,
                "is not a range of durations",
                "write two with units, such as 200ms..5s, or one that is both"
            )
        }
        guard first <= last else {
            return self.refuse(raw, "ends before it begins", "write the shorter duration first")
        }
        guard bounds.contains(first), bounds.contains(last) else {
            let range = "\(DurationText.short(bounds.lowerBound)) to \(DurationText.short(bounds.upperBound))"
            return self.refuse(raw, "is out of range", "write durations from \(range)")
        }
        return first...last
    }

    /// A number of bytes within the bounds of the key.
    func size() -> Int? {
        guard case .size(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        guard let bytes = Quantity.bytes(text) else {
            return self.refuse(raw, "is not a size", "write bytes, or a number with a unit: 256KiB, 16MiB or 1MB")
        }
        guard bounds.contains(bytes) else {
            let range = "\(SizeText.short(bounds.lowerBound)) to \(SizeText.short(bounds.upperBound))"
            return self.refuse(raw, "is out of range", "write a size from \(range)")
        }
        return bytes
    }

    /// A share of one.
    func share() -> Double? {
        guard let (raw, text) = self.scalar() else { return nil }
        guard let share = Quantity.share(text) else {
            return self.refuse(raw, "is not a share", "write a percentage from 0% to 100%, or a fraction such as 0.02")
        }
        return share
    }

    /// A whole number of percent within the bounds of the key.
    func percent() -> Int? {
        guard case .percent(let bounds) = self.type, let (raw, text) = self.scalar() else { return nil }
        guard let percent = Quantity.percent(text) else {
            return self.refuse(raw, "is not a whole percentage", "write it with its sign, such as 20%")
        }
        guard bounds.contains(percent) else {
            let range = "\(bounds.lowerBound)% to \(bounds.upperBound)%"
            return self.refuse(raw, "is out of range", "write a percentage from \(range)")
        }
        return percent
    }

    /// US dollars per million tokens, as nano-dollars.
    func money() -> Int64? {
        guard let (raw, text) = self.scalar() else { return nil }
        guard let amount = Quantity.nanoDollars(text) else {
            return self.refuse(
                raw,
                "is not an amount of money",
                "write US dollars per million tokens as a decimal with up to 9 places, such as 0.59"
            )
        }
        guard amount <= 1_000_000_000_000_000 else {
            return self.refuse(raw, "is out of range", "write at most 1000000 US dollars per million tokens")
        }
        return amount
    }

    /// US dollars, as nano-dollars.
    func dollars() -> Int64? {
        guard let (raw, text) = self.scalar() else { return nil }
        guard let amount = Quantity.nanoDollars(text), amount <= 1_000_000_000_000_000 else {
            return self.refuse(
                raw,
                "is not an amount of dollars",
                "write a decimal with up to 9 places from 0 to 1000000, such as 0.05"
            )
        }
        return amount
    }

    /// An address to listen on.
    func address() -> ListenAddress? {
        guard let (raw, text) = self.scalar() else { return nil }
        do throws(AddressProblem) {
            return try HostPort.listenAddress(text)
        } catch {
            return self.refuse(raw, "cannot be listened on: \(error.message)", error.advice)
        }
    }

    /// 64 hexadecimal digits.
    func digest() -> [UInt8]? {
        guard let (_, text) = self.scalar() else { return nil }
        let digits = text.utf8.compactMap { byte in Character(Unicode.Scalar(byte)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else {
            self.report("this is not a SHA-256 digest", "write its 64 hexadecimal digits, without a prefix")
            return nil
        }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private var words: [String] {
        switch self.type {
        case .choice(let words): words
        case .either(let types):
            types.flatMap { type -> [String] in
                guard case .choice(let words) = type else { return [] }
                return words
            }
        default: []
        }
    }

    private func refuse<Value>(_ raw: String, _ message: String, _ advice: String) -> Value? {
        self.report("'\(Quote.short(raw))' \(message)", advice)
        return nil
    }
}

/// Time spans as one writes them.
enum DurationText {
    private static let units: [(name: String, nanoseconds: Int128)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000),
    ]

    /// The shortest form without a fraction: `90s`, `2m`, `200ms`.
    static func short(_ duration: Duration) -> String {
        let nanoseconds = duration.attoseconds / 1_000_000_000
        guard nanoseconds != 0 else { return "0s" }
        for unit in Self.units where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(nanoseconds)ns"
    }
}

/// Sizes as one writes them.
enum SizeText {
    /// The shortest form without a fraction: `16MiB`, `1000`.
    static func short(_ bytes: Int) -> String {
        for (shift, name) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
            if bytes % (1 << shift) == 0 {
                return "\(bytes >> shift)\(name)"
            }
        }
        return "\(bytes)"
    }
}

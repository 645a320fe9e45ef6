/// Conversions between types. `nil` says that there is no such value.
enum Conversions {
    static func int(_ value: CELValue) -> CELValue? {
        switch value {
        case .int: value
        case .uint(let value): Int64(exactly: value).map { .int($0) }
        // Beyond these a double has no exact neighbours, so the largest whole numbers are refused too.
        case .double(let value): value > -0x1p63 && value < 0x1p63 ? .int(Int64(value)) : nil
        case .string(let text): Int64(text).map { .int($0) }
        case .timestamp(let moment): .int(moment.seconds)
        default: nil
        }
    }

    static func uint(_ value: CELValue) -> CELValue? {
        switch value {
        case .uint: value
        case .int(let value): UInt64(exactly: value).map { .uint($0) }
        case .double(let value): value >= 0 && value < 0x1p64 ? .uint(UInt64(value)) : nil
        case .string(let text): text.hasPrefix("+") || text.hasPrefix("-") ? nil : UInt64(text).map { .uint($0) }
        default: nil
        }
    }

    static func double(_ value: CELValue) -> CELValue? {
        switch value {
        case .double: value
        case .int(let value): .double(Double(value))
        case .uint(let value): .double(Double(value))
        case .string(let text): self.double(text).map { .double($0) }
        default: nil
        }
    }

    /// Decimal numbers and the words for what is not finite; not the hexadecimal ones that Swift reads too.
    private static func double(_ text: String) -> Double? {
        switch text {
        case "NaN": return .nan
        case "Infinity", "+Infinity", "Inf", "+Inf": return .infinity
        case "-Infinity", "-Inf": return -.infinity
        default: break
        }
        guard text.utf8.count <= 400, text.utf8.allSatisfy({ Lexer.isDigit($0) || "+-.eE".utf8.contains($0) }) else {
            return nil
        }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    static func bool(_ value: CELValue) -> CELValue? {
        guard case .string(let text) = value else {
            if case .bool = value { return value }
            return nil
        }
        return switch text {
        case "1", "t", "T", "true", "TRUE", "True": .bool(true)
        case "0", "f", "F", "false", "FALSE", "False": .bool(false)
        default: nil
        }
    }

    static func string(_ value: CELValue) -> CELValue? {
        switch value {
        case .string: value
        case .int(let value): .string("\(value)")
        case .uint(let value): .string("\(value)")
        case .double(let value): .string(self.text(of: value))
        case .bool(let value): .string(value ? "true" : "false")
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self).map { .string($0) }
        case .timestamp(let moment): .string(moment.description)
        case .duration(let duration): .string(duration.description)
        default: nil
        }
    }

    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func bytes(_ value: CELValue) -> CELValue? {
        switch value {
        case .bytes: value
        case .string(let text): .bytes(Array(text.utf8))
        default: nil
        }
    }

    static func timestamp(_ value: CELValue) -> CELValue? {
        switch value {
        case .timestamp: value
        case .string(let text): CELTimestamp(text).map { .timestamp($0) }
        case .int(let seconds): CELTimestamp(seconds: seconds).map { .timestamp($0) }
        default: nil
        }
    }

    static func duration(_ value: CELValue) -> CELValue? {
        switch value {
        case .duration: return value
        case .string(let text): return CELDuration(text).map { .duration($0) }
        case .int(let seconds):
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            return overflow ? nil : .duration(CELDuration(nanoseconds: product))
        default: return nil
        }
    }

    /// Whether a conversion takes values of that type at all; else it has no overload for them.
    static func takes(_ builtin: Builtin, _ value: CELValue) -> Bool {
        switch (builtin, value) {
        case (_, .string): true
        case (.toInt, .int), (.toInt, .uint), (.toInt, .double), (.toInt, .timestamp): true
        case (.toUint, .int), (.toUint, .uint), (.toUint, .double): true
        case (.toString, .bytes), (.toTimestamp, .int), (.toDuration, .int): true
        default: false
        }
    }
}

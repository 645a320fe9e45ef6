/// The standard functions on values, as dynamic values need them and as the general case of typed ones.
enum Functions {
    static func call(
        _ builtin: Builtin,
        _ arguments: [CELValue],
        limits: CELRegexLimits,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> CELValue {
        switch builtin {
        case .size: return .int(Int64(try self.size(arguments[0], &frame, span)))
        case .startsWith, .endsWith, .contains:
            guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { break }
            try frame.chargeBytes(text.utf8.count, span)
            return .bool(Text.withBytes(text) { text in Text.withBytes(part) { self.test(builtin, text, $0) } })
        case .matches:
            guard case .string(let text) = arguments[0], case .string(let pattern) = arguments[1] else { break }
            return .bool(try self.matches(text, pattern, limits, &frame, span))
        case .lowerAscii, .upperAscii:
            guard case .string(let text) = arguments[0] else { break }
            try frame.chargeBytes(text.utf8.count, span)
            return .string(self.changeCase(text, toLower: builtin == .lowerAscii))
        case .toInt, .toUint, .toDouble, .toString, .toBool, .toBytes, .toTimestamp, .toDuration:
            return try self.convert(builtin, arguments[0], &frame, span)
        case .toDyn: return arguments[0]
        default:
            var zone = FixedZone.utc
            if arguments.count == 2 {
                guard case .string(let name) = arguments[1] else { break }
                guard let named = FixedZone(name) else { throw CELEvaluationError(.badConversion, span) }
                zone = named
            }
            return .int(try self.part(builtin, of: arguments[0], in: arguments.count == 2 ? zone : nil, span))
        }
        throw CELEvaluationError(.noMatchingOverload, span)
    }

    static func test(
        _ builtin: Builtin,
        _ text: UnsafeBufferPointer<UInt8>,
        _ part: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        switch builtin {
        case .startsWith: Text.hasPrefix(text, part)
        case .endsWith: Text.hasSuffix(text, part)
        default: Text.contains(text, part)
        }
    }

    static func size(_ value: CELValue, _ frame: inout Frame, _ span: Span) throws(CELEvaluationError) -> Int {
        switch value {
        case .string(let text):
            try frame.chargeBytes(text.utf8.count, span)
            return Text.scalarCount(text)
        case .bytes(let bytes): return bytes.count
        case .list(let values): return values.count
        case .map(let map): return map.entries.count
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
    }

    /// A pattern that is known only now. It gets no table, which would cost more than one search saves.
    private static func matches(
        _ text: String,
        _ pattern: String,
        _ limits: CELRegexLimits,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> Bool {
        try frame.charge(pattern.utf8.count, span)
        let regex: Regex
        do throws(RegexError) {
            regex = try Regex(pattern, limits: limits, wantsTable: false)
        } catch {
            throw CELEvaluationError(.badPattern, span)
        }
        try frame.charge(regex.size, span)
        guard let result = regex.matches(text, steps: &frame.steps) else {
            throw CELEvaluationError(.tooManySteps, span)
        }
        return result
    }

    private static func changeCase(_ text: String, toLower: Bool) -> String {
        let first: UInt8 = toLower ? 0x41 : 0x61
        return String(
            decoding: text.utf8.map { $0 >= first && $0 < first + 26 ? $0 ^ 0x20 : $0 },
            as: UTF8.self
        )
    }

    private static func convert(
        _ builtin: Builtin,
        _ value: CELValue,
        _ frame: inout Frame,
        _ span: Span
    ) throws(CELEvaluationError) -> CELValue {
        switch value {
        case .string(let text): try frame.chargeBytes(text.utf8.count, span)
        case .bytes(let bytes): try frame.chargeBytes(bytes.count, span)
        default: break
        }
        let result: CELValue? =
            switch builtin {
            case .toInt: Conversions.int(value)
            case .toUint: Conversions.uint(value)
            case .toDouble: Conversions.double(value)
            case .toString: Conversions.string(value)
            case .toBool: Conversions.bool(value)
            case .toBytes: Conversions.bytes(value)
            case .toTimestamp: Conversions.timestamp(value)
            default: Conversions.duration(value)
            }
        if let result { return result }
        throw CELEvaluationError(Conversions.takes(builtin, value) ? .badConversion : .noMatchingOverload, span)
    }

    // MARK: Parts of times

    /// A part of a time or a duration. Only times take a zone.
    static func part(
        _ builtin: Builtin,
        of value: CELValue,
        in zone: FixedZone?,
        _ span: Span
    ) throws(CELEvaluationError) -> Int64 {
        switch value {
        case .timestamp(let moment): return Int64(try self.part(builtin, of: moment, in: zone ?? .utc, span))
        case .duration(let duration) where zone == nil:
            let nanoseconds = duration.nanoseconds
            switch builtin {
            case .getHours: return nanoseconds / 3_600_000_000_000
            case .getMinutes: return nanoseconds / 60_000_000_000
            case .getSeconds: return nanoseconds / 1_000_000_000
            case .getMilliseconds: return nanoseconds / 1_000_000 % 1_000
            default: break
            }
        default: break
        }
        throw CELEvaluationError(.noMatchingOverload, span)
    }

    private static func part(
        _ builtin: Builtin,
        of moment: CELTimestamp,
        in zone: FixedZone,
        _ span: Span
    ) throws(CELEvaluationError) -> Int {
        let date = CivilDate(moment, in: zone)
        switch builtin {
        case .getFullYear: return date.year
        case .getMonth: return date.month - 1
        case .getDate: return date.day
        case .getDayOfMonth: return date.day - 1
        case .getDayOfWeek: return date.dayOfWeek
        case .getDayOfYear: return date.dayOfYear
        case .getHours: return date.hour
        case .getMinutes: return date.minute
        case .getSeconds: return date.second
        case .getMilliseconds: return Int(moment.nanoseconds) / 1_000_000
        default: throw CELEvaluationError(.noMatchingOverload, span)
        }
    }
}

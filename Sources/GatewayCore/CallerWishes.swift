import GatewayWire
import NIOCore

/// What a caller says about its patience and its importance, in headers.
package enum CallerWishes {
    /// Reads `x-request-timeout`, the read timeout that OpenAI's SDKs announce, and `x-signalbox-priority`, and sets
    /// the exchange's deadline: the group's total, or less where the caller asks for less.
    package static func apply(to exchange: Exchange) throws(GatewayError) {
        let total = exchange.group?.bounds.total ?? AttemptBounds.standard.total
        exchange.deadline = exchange.startedAt &+ total
        if let value = exchange.head.value(.xRequestTimeout) {
            guard let wanted = Self.timeout(value) else {
                throw GatewayError(
                    .invalidRequest,
                    "The header 'x-request-timeout' is not a time. Send milliseconds (1500) or a duration (1.5s, 2m).",
                    param: "x-request-timeout"
                )
            }
            if wanted < total {
                exchange.deadline = exchange.startedAt &+ wanted
                exchange.hasCallerDeadline = true
            }
        }
        let names = exchange.head.parsed
        if names.first(.stainless) != nil || names.first(.signalbox) != nil {
            try self.readFields(exchange)
        }
    }

    private static let lengths = ["x-stainless-read-timeout".utf8.count, "x-signalbox-priority".utf8.count]

    private static func readFields(_ exchange: Exchange) throws(GatewayError) {
        let head = exchange.head
        for field in head.parsed.fields where field.name == .stainless || field.name == .signalbox {
            // SDKs send many of them; by their length nearly all are none of ours.
            guard Self.lengths.contains(field.nameRange.count) else { continue }
            let name = head.bytes.text(field.nameRange).lowercased()
            let value = head.bytes.text(field.valueRange)
            switch name {
            case "x-stainless-read-timeout":
                // Seconds between two reads: the whole wait of a plain request, the first token of a stream.
                guard let patience = Self.seconds(value) else { continue }
                let until = exchange.startedAt.later(by: patience)
                if exchange.isStream {
                    exchange.firstByteDeadline = until
                } else if until < exchange.deadline {
                    exchange.deadline = until
                    exchange.hasCallerDeadline = true
                }
            case "x-signalbox-priority":
                exchange.priority = try Self.priority(value)
            default:
                continue
            }
        }
    }

    private static func priority(_ value: String) throws(GatewayError) -> Int {
        switch value.lowercased() {
        case "low": 0
        case "normal", "": 1
        case "high": 2
        default:
            throw GatewayError(
                .invalidRequest,
                "The header 'x-signalbox-priority' must be low, normal or high.",
                param: "x-signalbox-priority"
            )
        }
    }

    /// Nanoseconds of a header value: whole milliseconds, or a number with `ms`, `s`, `m` or `h`; nil for anything
    /// else, and for zero.
    package static func timeout(_ value: some Collection<UInt8>) -> UInt64? {
        let text = String(decoding: value, as: UTF8.self).lowercased()
        let number = text.prefix { $0.isNumber || $0 == "." }
        let factor: Double
        switch text.dropFirst(number.count).drop(while: { $0 == " " }) {
        case "", "ms": factor = 1e6
        case "s": factor = 1e9
        case "m", "min": factor = 60e9
        case "h": factor = 3600e9
        default: return nil
        }
        return Self.nanoseconds(number, factor)
    }

    /// Nanoseconds of a number of seconds, with or without a fraction.
    package static func seconds(_ value: String) -> UInt64? {
        Self.nanoseconds(value[...], 1e9)
    }

    private static func nanoseconds(_ number: Substring, _ factor: Double) -> UInt64? {
        guard !number.isEmpty, number.utf8.count <= 20, let value = Double(number), value > 0, value.isFinite else {
            return nil
        }
        let nanoseconds = value * factor
        return nanoseconds >= 1 && nanoseconds < 1e18 ? UInt64(nanoseconds) : nil
    }
}

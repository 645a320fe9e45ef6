import GatewayCore
import GatewayWire
import NIOCore

/// What a provider's error reply says beyond its status: why exactly, and when to come back.
enum ProviderFault {
    /// The fault of a reply.
    static func of(_ head: ProviderHead, body: ByteBuffer) -> AttemptFault {
        let envelope = head.isEncoded ? nil : ErrorEnvelope(reading: body.readableBytesSpan)
        let retryAfter = Self.retryAfter(head)
        var shouldRetry: Bool?
        if let value = head.value(.xShouldRetry) {
            shouldRetry = value == "true" ? true : value == "false" ? false : nil
        }
        let status = head.parsed.status
        if let cause = Self.cause(ofCode: envelope?.code, type: envelope?.type, message: envelope?.message, status) {
            if cause == .rateLimit, envelope?.code == "insufficient_quota" {
                // No money comes in within a retry's time.
                shouldRetry = false
            }
            return AttemptFault(cause, retryAfter: retryAfter, shouldRetry: shouldRetry)
        }
        let cause: FaultCause =
            switch status {
            case 429: .rateLimit
            case 408: .requestTimeout
            case 500...: .serverError
            case 401, 402, 403, 404: .credentials
            case 413: .contextWindow
            case 300..<400: .badResponse
            default: .rejected
            }
        return AttemptFault(cause, retryAfter: retryAfter, shouldRetry: shouldRetry)
    }

    /// The fault of an error event in a stream.
    static func ofEvent(_ data: UnsafeRawBufferPointer) -> AttemptFault {
        let envelope = ErrorEnvelope(reading: data.bytes)
        return AttemptFault(
            Self.cause(ofCode: envelope?.code, type: envelope?.type, message: envelope?.message, 0) ?? .serverError
        )
    }

    /// What the error object tells; the names are those of OpenAI, Azure, Anthropic, Groq, Mistral and vLLM.
    private static func cause(ofCode code: String?, type: String?, message: String?, _ status: Int) -> FaultCause? {
        switch code ?? "" {
        case "context_length_exceeded", "string_above_max_length", "model_context_window_exceeded":
            return .contextWindow
        case "content_filter", "content_policy_violation", "content_management_policy", "ResponsibleAIPolicyViolation":
            return .contentPolicy
        case "insufficient_quota", "rate_limit_exceeded": return .rateLimit
        default: break
        }
        switch type ?? "" {
        case "content_filter", "content_policy_violation": return .contentPolicy
        case "rate_limit_error": return .rateLimit
        case "overloaded_error", "server_error": return status == 0 || status >= 500 ? .serverError : nil
        default: break
        }
        guard status == 400 || status == 0, let message = message?.lowercased() else { return nil }
        let tellsOfWindow =
            message.contains("maximum context length") || message.contains("prompt is too long")
            || message.contains("context window")
        return tellsOfWindow ? .contextWindow : nil
    }

    /// Nanoseconds to wait: `retry-after-ms`, else `retry-after` as seconds or, beside a `date`, as a time
    /// (RFC 9110, 10.2.3).
    static func retryAfter(_ head: ProviderHead) -> UInt64? {
        if let text = head.value(.retryAfterMs), let wait = CallerWishes.timeout(text.utf8) {
            return wait
        }
        guard let text = head.value(.retryAfter) else { return nil }
        if text == "0" {
            return 0
        }
        if let wait = CallerWishes.seconds(text) {
            return wait
        }
        guard let then = HTTPDate.seconds(text), let now = head.value(.date).flatMap({ HTTPDate.seconds($0) }) else {
            return nil
        }
        // A year is as good as never, and the year 9999 must not overflow.
        return then > now ? UInt64(min(then - now, 366 * 86_400)) * 1_000_000_000 : 0
    }
}

/// Times of HTTP headers (RFC 9110, 5.6.7), in their preferred form.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
            let month = self.months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            (1970...9999).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        // Days from the civil calendar: years begin in March, so that the leap day is the last one.
        let shifted = month < 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return ((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]
    }
}

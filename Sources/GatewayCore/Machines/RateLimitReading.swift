/// What the headers of one reply say of a provider's limits.
///
/// | header | who |
/// |---|---|
/// | `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` | OpenAI, Groq, Azure, Together, Mistral and others |
/// | `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}` | Anthropic |
/// | `retry-after`, `retry-after-ms` | all, with a refusal |
///
/// A reset is a span (`6m0s`, `7.66s`, `120ms`, `59`), a time of RFC 3339, or seconds since 1970; times are measured
/// against the reply's own `date`, so that nobody's clock is needed. Pure.
package struct RateLimitReading: Sendable, Equatable {
    /// One limit.
    package struct Limit: Sendable, Equatable {
        /// What is allowed in all; nil where it is not said.
        package var limit: Double?
        /// What is left; nil where it is not said.
        package var remaining: Double?
        /// Nanoseconds until all of it is there again; nil where it is not said.
        package var reset: UInt64?

        /// Creates a limit of which nothing is said.
        package init() {}

        /// The part that is left, 0 to 1; nil where it is not known.
        package var headroom: Double? {
            guard let remaining = self.remaining else { return nil }
            if remaining <= 0 {
                return 0
            }
            guard let limit = self.limit, limit > 0 else { return nil }
            return min(remaining / limit, 1)
        }
    }

    /// What is limited.
    package enum Kind: Int, Sendable, CaseIterable {
        /// Requests per minute.
        case requests
        /// Tokens per minute.
        case tokens
        /// Prompt tokens per minute.
        case inputTokens
        /// Answer tokens per minute.
        case outputTokens
    }

    private var limits: InlineArray<4, Limit> = .init(repeating: Limit())

    /// Creates a reading of nothing.
    package init() {}

    /// One of the limits.
    package subscript(_ kind: Kind) -> Limit {
        get { self.limits[kind.rawValue] }
        set { self.limits[kind.rawValue] = newValue }
    }

    package static func == (left: RateLimitReading, right: RateLimitReading) -> Bool {
        Kind.allCases.allSatisfy { left[$0] == right[$0] }
    }

    /// The limit with the least left; nil where nothing is known.
    package var tightest: Limit? {
        var found: Limit?
        for kind in Kind.allCases {
            let limit = self[kind]
            guard let headroom = limit.headroom, headroom < found?.headroom ?? .infinity else { continue }
            found = limit
        }
        return found
    }

    /// Takes one header, if it is one of these.
    ///
    /// - Parameter date: seconds since 1970 that the reply was sent at; nil where it does not say.
    package mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, date: Int?) {
        guard let (kind, part) = Self.parse(name), value.count <= 64 else { return }
        let text = String(decoding: value, as: UTF8.self)
        switch part {
        case .limit: self[kind].limit = Self.count(text)
        case .remaining: self[kind].remaining = Self.count(text)
        case .reset: self[kind].reset = RateLimitSpan.nanoseconds(text, since: date)
        }
    }

    private enum Part {
        case limit, remaining, reset
    }

    private static func parse(_ name: UnsafeRawBufferPointer) -> (kind: Kind, part: Part)? {
        if name.count > 22, name.beginsWithToken("x-ratelimit-") {
            let rest = UnsafeRawBufferPointer(rebasing: name[12...])
            for (text, part) in [("limit-", Part.limit), ("remaining-", .remaining), ("reset-", .reset)] {
                guard rest.matches(text, upTo: text.utf8.count) else { continue }
                let what = UnsafeRawBufferPointer(rebasing: rest[text.utf8.count...])
                if what.matches("requests") { return (.requests, part) }
                if what.matches("tokens") { return (.tokens, part) }
            }
            return nil
        }
        guard name.count > 30, name.matches("anthropic-ratelimit-", upTo: 20) else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: name[20...])
        let kinds: [(String, Kind)] = [
            ("requests-", .requests), ("tokens-", .tokens), ("input-tokens-", .inputTokens),
            ("output-tokens-", .outputTokens),
        ]
        for (text, kind) in kinds where rest.matches(text, upTo: text.utf8.count) {
            let what = UnsafeRawBufferPointer(rebasing: rest[text.utf8.count...])
            if what.matches("limit") { return (kind, .limit) }
            if what.matches("remaining") { return (kind, .remaining) }
            if what.matches("reset") { return (kind, .reset) }
        }
        return nil
    }

    private static func count(_ text: String) -> Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return max(value, 0)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are a text in lower case, in any letter case; or begin with it.
    fileprivate func matches(_ text: String, upTo length: Int? = nil) -> Bool {
        guard length.map({ self.count >= $0 }) ?? (self.count == text.utf8.count) else { return false }
        return zip(self, text.utf8).allSatisfy { byte, letter in
            byte == letter || (0x41...0x5A).contains(byte) && byte | 0x20 == letter
        }
    }
}

import GatewayCore
import Testing

@Suite struct RateLimitReadingTests {
    private static let second: UInt64 = 1_000_000_000

    private static func read(_ headers: [(String, String)], date: Int? = nil) -> RateLimitReading {
        var reading = RateLimitReading()
        for (name, value) in headers {
            Array(name.utf8).withUnsafeBytes { name in
                Array(value.utf8).withUnsafeBytes { reading.take(name: name, value: $0, date: date) }
            }
        }
        return reading
    }

    @Test func `the headers of OpenAI and those who do as it does`() {
        let reading = Self.read([
            ("x-ratelimit-limit-requests", "10000"), ("x-ratelimit-limit-tokens", "2000000"),
            ("X-RateLimit-Remaining-Requests", "9000"), ("x-ratelimit-remaining-tokens", "500000"),
            ("x-ratelimit-reset-requests", "6m0s"), ("x-ratelimit-reset-tokens", "22ms"),
        ])
        #expect(reading[.requests].headroom == 0.9 && reading[.requests].reset == 360 * Self.second)
        #expect(reading[.tokens].headroom == 0.25 && reading[.tokens].reset == 22_000_000)
        #expect(reading.tightest == reading[.tokens])
    }

    @Test func `the headers of Anthropic`() {
        let date = 1_767_225_600
        let reading = Self.read(
            [
                ("anthropic-ratelimit-requests-limit", "50"), ("anthropic-ratelimit-requests-remaining", "49"),
                ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:30Z"),
                ("anthropic-ratelimit-input-tokens-limit", "40000"),
                ("anthropic-ratelimit-input-tokens-remaining", "8000"),
                ("anthropic-ratelimit-input-tokens-reset", "2026-01-01T01:01:00+01:00"),
                ("anthropic-ratelimit-output-tokens-limit", "8000"),
                ("anthropic-ratelimit-output-tokens-remaining", "8000"),
                ("anthropic-ratelimit-unified-status", "allowed"),
            ],
            date: date
        )
        #expect(reading[.requests].headroom == 0.98 && reading[.requests].reset == 30 * Self.second)
        #expect(reading[.inputTokens].headroom == 0.2 && reading[.inputTokens].reset == 60 * Self.second)
        #expect(reading[.outputTokens].headroom == 1 && reading[.tokens].headroom == nil)
        #expect(reading.tightest?.limit == 40_000)
    }

    @Test func `nothing left is known without a limit, and something left is not`() {
        #expect(Self.read([("x-ratelimit-remaining-requests", "0")])[.requests].headroom == 0)
        #expect(Self.read([("x-ratelimit-remaining-requests", "5")])[.requests].headroom == nil)
        #expect(Self.read([("x-ratelimit-remaining-requests", "-1")])[.requests].headroom == 0)
        #expect(Self.read([]).tightest == nil)
    }

    @Test(arguments: [
        "x-ratelimit-", "x-ratelimit-limit", "x-ratelimit-limit-", "x-ratelimit-limit-cows", "x-ratelimit-left-tokens",
        "anthropic-ratelimit-", "anthropic-ratelimit-requests-", "anthropic-ratelimit-requests-limits", "",
        "x-ratelimit-remaining-requests-", "anthropic-ratelimit-cows-remaining",
    ])
    func `other headers are none of these`(name: String) {
        #expect(Self.read([(name, "0")]) == RateLimitReading())
    }

    @Test(
        arguments: [
            ("1s", 1e9), ("6m0s", 360e9), ("7.66s", 7.66e9), ("2m59.56s", 179.56e9), ("120ms", 120e6), ("59", 59e9),
            ("0", 0), ("1h2m3s", 3_723e9), ("1d", 86_400e9), ("30d", 86_400e9), ("5us", 5_000), ("0.5", 0.5e9),
            ("", nil), ("s", nil), ("5", 5e9), ("5x", nil), ("-5s", nil), ("-5", nil), ("1..5s", nil), ("nan", nil),
            ("inf", nil), ("1e999", nil), ("soon", nil), ("5 s", nil), ("1m-", nil),
        ] as [(String, Double?)]
    )
    func `spans in all their forms`(text: String, expected: Double?) {
        let span = RateLimitSpan.nanoseconds(text, since: nil)
        #expect(span.map { Double($0) } == expected.map { $0.rounded(.down) })
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-01-01T00:00:00Z", 1_767_225_600),
            ("2026-01-01t00:00:00.25z", 1_767_225_600.25), ("2026-01-01 02:00:00+02:00", 1_767_225_600),
            ("2025-12-31T22:30:00-01:30", 1_767_225_600), ("2026-13-01T00:00:00Z", nil), ("2026-01-01T00:00:00", nil),
            ("2026-01-01T24:00:00Z", nil), ("2026-01-01T00:00:00+2:00", nil), ("2026-01-01T00:00:00Zx", nil),
            ("20x6-01-01T00:00:00Z", nil), ("2026-01-01T00:00:00.Z", 1_767_225_600),
        ] as [(String, Double?)]
    )
    func `times of RFC 3339`(text: String, expected: Double?) {
        #expect(RateLimitSpan.internetTime(text) == expected)
    }

    @Test func `times are measured against the reply's own date`() {
        #expect(RateLimitSpan.nanoseconds("1767225660", since: 1_767_225_600) == 60 * Self.second)
        #expect(RateLimitSpan.nanoseconds("1767225660000", since: 1_767_225_600) == 60 * Self.second)
        #expect(RateLimitSpan.nanoseconds("1767225500", since: 1_767_225_600) == 0)
        #expect(RateLimitSpan.nanoseconds("1767225660", since: nil) == nil)
        #expect(RateLimitSpan.nanoseconds("2026-01-01T00:01:00Z", since: nil) == nil)
        #expect(RateLimitSpan.nanoseconds("9999-01-01T00:00:00Z", since: 0) == 86_400 * Self.second)
    }

    @Test func `whatever bytes come, nothing breaks`() {
        var random = SplitMix64(seed: 4)
        let names = ["x-ratelimit-reset-tokens", "anthropic-ratelimit-requests-reset", "x-ratelimit-limit-requests"]
        let letters = Array("0123456789.-+:TZtzdhms eE".utf8)
        for _ in 0..<20_000 {
            let value = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                let letter = letters[.random(in: 0..<letters.count, using: &random)]
                return Bool.random(using: &random) ? letter : UInt8.random(in: 0...255, using: &random)
            }
            var reading = RateLimitReading()
            Array(names[.random(in: 0..<3, using: &random)].utf8).withUnsafeBytes { name in
                value.withUnsafeBytes { reading.take(name: name, value: $0, date: 1_767_225_600) }
            }
            for kind in RateLimitReading.Kind.allCases {
                #expect(reading[kind].reset ?? 0 <= 86_400 * Self.second)
            }
        }
    }
}

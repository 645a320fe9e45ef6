/// Counting of requests and tokens per minute, for the headers that tell how many are left.
///
/// Only told, never enforced: shares of faults decide about 429.
package struct RateWindow: Sendable {
    /// Requests per minute that the headers name.
    package static let requestLimit = 10_000
    /// Tokens per minute that the headers name.
    package static let tokenLimit = 2_000_000
    private static let length: UInt64 = 60_000_000_000

    private var start: UInt64 = 0
    private var requests = 0
    private var tokens = 0

    /// A window in which nothing was counted.
    package init() {}

    /// Counts a request at a time in nanoseconds and adds the header lines to its reply.
    package mutating func count(tokens: Int, at now: UInt64, into reply: inout Reply) {
        if now < self.start || now - self.start >= Self.length {
            self = RateWindow()
            self.start = now
        }
        self.requests += 1
        self.tokens += tokens
        let isLimited = reply.status == 429
        let seconds = "\((Self.length - (now - self.start)) / 1_000_000_000)s"
        reply.add("x-ratelimit-limit-requests", String(Self.requestLimit))
        reply.add("x-ratelimit-limit-tokens", String(Self.tokenLimit))
        reply.add(
            "x-ratelimit-remaining-requests",
            String(isLimited ? 0 : max(0, Self.requestLimit - self.requests))
        )
        reply.add("x-ratelimit-remaining-tokens", String(max(0, Self.tokenLimit - self.tokens)))
        reply.add("x-ratelimit-reset-requests", seconds)
        reply.add("x-ratelimit-reset-tokens", seconds)
    }
}

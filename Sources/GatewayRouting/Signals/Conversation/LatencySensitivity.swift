package import GatewayCore

/// What a caller says in `x-signalbox-latency`.
package enum LatencyWish: Hashable, Sendable, CaseIterable {
    /// Somebody waits for the answer.
    case fast
    /// Nobody waits.
    case relaxed

    /// The header's name.
    package static let header: StaticString = "x-signalbox-latency"

    /// The wish of a header's value, in any case of letters; nil for anything else.
    package init?(_ value: some StringProtocol) {
        switch value.lowercased() {
        case "fast": self = .fast
        case "relaxed": self = .relaxed
        default: return nil
        }
    }

    /// The wish of a request; nil where it has none.
    init?(in head: RequestHead) {
        guard let value = head.joined(Self.header.description) else { return nil }
        self.init(value)
    }
}

/// Whether somebody waits for a request's first token.
///
/// The first of these that says anything decides:
/// 1. the header `x-signalbox-latency`: `fast` or `relaxed`;
/// 2. the tags: `interactive`, or else `batch`. A request with both is sensitive: to be slow where somebody waits is
///    worse than to be quick where nobody does;
/// 3. the request itself: a streamed chat or completion is sensitive, for only a reader needs its words one by one;
///    everything else is not.
package enum LatencySensitivity {
    /// The tag of requests that somebody waits for.
    package static let interactiveTag = "interactive"
    /// The tag of requests that may wait.
    package static let batchTag = "batch"

    /// Whether the request is sensitive to latency.
    package static func isSensitive(
        wish: LatencyWish?,
        tags: some Sequence<String>,
        endpoint: Endpoint,
        isStream: Bool
    ) -> Bool {
        if let wish { return wish == .fast }
        var mayWait = false
        for tag in tags {
            if tag == Self.interactiveTag { return true }
            if tag == Self.batchTag { mayWait = true }
        }
        return !mayWait && isStream && endpoint.isStreamedText
    }
}

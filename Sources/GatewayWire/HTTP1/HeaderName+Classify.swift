extension HeaderName {
    /// The well-known name that the bytes spell in any letter case, else `.other`.
    ///
    /// Serves HTTP/2 as well. Does not check that an unknown name is a token.
    package static func classify(_ name: RawSpan) -> HeaderName {
        Self.classify(name, at: 0, count: name.byteCount)
    }

    /// The well-known name that the bytes spell in any letter case, else `.other`.
    package static func classify(_ name: UnsafeRawBufferPointer) -> HeaderName {
        Self.classify(name.bytes, at: 0, count: name.count)
    }

    /// The well-known name that `count` bytes at `start` spell.
    ///
    /// The length leaves at most five candidates, each of which is one to three word comparisons.
    static func classify(_ bytes: RawSpan, at start: Int, count: Int) -> HeaderName {
        switch count {
        case ...7: Self.classifyShort(bytes, at: start, count: count)
        case 8...12: Self.classifyMiddle(bytes, at: start, count: count)
        default: Self.classifyLong(bytes, at: start, count: count)
        }
    }

    /// Names of up to 7 bytes.
    @inline(__always)
    private static func classifyShort(_ bytes: RawSpan, at start: Int, count: Int) -> HeaderName {
        switch count {
        case 2:
            if HeadScan.folds("te", bytes, at: start) { return .te }
        case 3:
            if HeadScan.folds("via", bytes, at: start) { return .via }
        case 4:
            if HeadScan.folds("host", bytes, at: start) { return .host }
            if HeadScan.folds("date", bytes, at: start) { return .date }
        case 6:
            if HeadScan.folds("accept", bytes, at: start) { return .accept }
            if HeadScan.folds("server", bytes, at: start) { return .server }
            if HeadScan.folds("cookie", bytes, at: start) { return .cookie }
            if HeadScan.folds("expect", bytes, at: start) { return .expect }
        case 7:
            if HeadScan.folds("api-key", bytes, at: start) { return .apiKey }
            if HeadScan.folds("upgrade", bytes, at: start) { return .upgrade }
            if HeadScan.folds("trailer", bytes, at: start) { return .trailer }
        default:
            break
        }
        return .other
    }

    /// Names of 8 to 12 bytes.
    @inline(__always)
    private static func classifyMiddle(_ bytes: RawSpan, at start: Int, count: Int) -> HeaderName {
        switch count {
        case 8:
            if HeadScan.folds("location", bytes, at: start) { return .location }
        case 9:
            if HeadScan.folds("x-api-key", bytes, at: start) { return .xAPIKey }
            if HeadScan.folds("forwarded", bytes, at: start) { return .forwarded }
        case 10:
            if HeadScan.folds("connection", bytes, at: start) { return .connection }
            if HeadScan.folds("user-agent", bytes, at: start) { return .userAgent }
            if HeadScan.folds("tracestate", bytes, at: start) { return .tracestate }
            if HeadScan.folds("set-cookie", bytes, at: start) { return .setCookie }
            if HeadScan.folds("keep-alive", bytes, at: start) { return .keepAlive }
        case 11:
            if HeadScan.folds("traceparent", bytes, at: start) { return .traceparent }
            if HeadScan.folds("retry-after", bytes, at: start) { return .retryAfter }
        case 12:
            if HeadScan.folds("content-type", bytes, at: start) { return .contentType }
            if HeadScan.folds("x-request-id", bytes, at: start) { return .xRequestID }
        default:
            break
        }
        return .other
    }

    /// Names of 13 bytes and more, with the families that share a prefix of 12.
    @inline(__always)
    private static func classifyLong(_ bytes: RawSpan, at start: Int, count: Int) -> HeaderName {
        switch count {
        case 13:
            if HeadScan.folds("authorization", bytes, at: start) { return .authorization }
            if HeadScan.folds("cache-control", bytes, at: start) { return .cacheControl }
        case 14:
            if HeadScan.folds("content-length", bytes, at: start) { return .contentLength }
            if HeadScan.folds("x-should-retry", bytes, at: start) { return .xShouldRetry }
            if HeadScan.folds("retry-after-ms", bytes, at: start) { return .retryAfterMs }
            if HeadScan.folds("x-goog-api-key", bytes, at: start) { return .xGoogAPIKey }
        case 15:
            if HeadScan.folds("accept-encoding", bytes, at: start) { return .acceptEncoding }
            if HeadScan.folds("idempotency-key", bytes, at: start) { return .idempotencyKey }
        case 16:
            if HeadScan.folds("content-encoding", bytes, at: start) { return .contentEncoding }
            if HeadScan.folds("proxy-connection", bytes, at: start) { return .proxyConnection }
        case 17:
            if HeadScan.folds("transfer-encoding", bytes, at: start) { return .transferEncoding }
            if HeadScan.folds("x-request-timeout", bytes, at: start) { return .xRequestTimeout }
        case 18:
            if HeadScan.folds("proxy-authenticate", bytes, at: start) { return .proxyAuthenticate }
        case 19:
            if HeadScan.folds("proxy-authorization", bytes, at: start) { return .proxyAuthorization }
        default:
            break
        }
        if HeadScan.folds("x-stainless-", bytes, at: start) { return .stainless }
        if HeadScan.folds("x-ratelimit-", bytes, at: start) { return .rateLimit }
        if count > 20, HeadScan.folds("anthropic-ratelimit-", bytes, at: start) { return .rateLimit }
        if HeadScan.folds("x-forwarded-", bytes, at: start) { return .xForwarded }
        if HeadScan.folds("x-signalbox-", bytes, at: start) { return .signalbox }
        return .other
    }
}

import GatewayWire
import Testing

@Suite struct HeaderNameTests {
    static let names: [(String, HeaderName)] = [
        ("accept", .accept), ("accept-encoding", .acceptEncoding), ("api-key", .apiKey),
        ("authorization", .authorization), ("cache-control", .cacheControl), ("connection", .connection),
        ("content-encoding", .contentEncoding), ("content-length", .contentLength), ("content-type", .contentType),
        ("cookie", .cookie), ("date", .date), ("expect", .expect), ("forwarded", .forwarded), ("host", .host),
        ("idempotency-key", .idempotencyKey), ("keep-alive", .keepAlive), ("location", .location),
        ("proxy-authenticate", .proxyAuthenticate), ("proxy-authorization", .proxyAuthorization),
        ("proxy-connection", .proxyConnection), ("retry-after", .retryAfter), ("retry-after-ms", .retryAfterMs),
        ("server", .server), ("set-cookie", .setCookie), ("te", .te), ("traceparent", .traceparent),
        ("tracestate", .tracestate), ("trailer", .trailer), ("transfer-encoding", .transferEncoding),
        ("upgrade", .upgrade), ("user-agent", .userAgent), ("via", .via), ("x-api-key", .xAPIKey),
        ("x-goog-api-key", .xGoogAPIKey), ("x-request-id", .xRequestID), ("x-request-timeout", .xRequestTimeout),
        ("x-should-retry", .xShouldRetry), ("x-forwarded-for", .xForwarded), ("x-forwarded-p", .xForwarded),
        ("x-signalbox-cost", .signalbox), ("x-signalbox-c", .signalbox), ("x-stainless-os", .stainless),
        ("x-stainless-o", .stainless), ("x-stainless-retry-count", .stainless),
        ("x-ratelimit-remaining-requests", .rateLimit), ("x-ratelimit-r", .rateLimit),
        ("anthropic-ratelimit-tokens-reset", .rateLimit), ("anthropic-ratelimit-t", .rateLimit),
    ]

    static func classify(_ name: [UInt8]) -> HeaderName { HeaderName.classify(name.span.bytes) }

    /// Bytes that all names of a family begin with; nil for a name that stands for itself.
    private static func familyPrefix(_ name: String, _ family: HeaderName) -> Int? {
        guard [.xForwarded, .rateLimit, .signalbox, .stainless].contains(family) else { return nil }
        return name.hasPrefix("anthropic") ? 20 : 12
    }

    @Test(arguments: Self.names)
    func `a known name is recognised in any letter case`(_ name: String, _ expected: HeaderName) {
        #expect(Self.classify(Array(name.utf8)) == expected)
        #expect(Self.classify(Array(name.uppercased().utf8)) == expected)
        #expect(Array(name.utf8).withUnsafeBytes { HeaderName.classify($0) } == expected)
    }

    @Test func `every known name is in the table`() {
        #expect(Set(Self.names.map(\.1)).union([.other]) == Set(HeaderName.allCases))
    }

    @Test(arguments: Self.names)
    func `a name with any one byte changed is not recognised`(_ name: String, _ expected: HeaderName) {
        let original = Array(name.utf8)
        for index in 0..<(Self.familyPrefix(name, expected) ?? original.count) {
            for value in UInt8.min...UInt8.max where value != original[index] {
                let isLetter = original[index] >= 0x61 && original[index] <= 0x7A
                if isLetter, value == original[index] - 0x20 { continue }
                var changed = original
                changed[index] = value
                guard Self.classify(changed) != .other else { continue }
                Issue.record("\(changed) is taken for \(expected)")
            }
        }
    }

    @Test(arguments: Self.names)
    func `a name cut short or grown is not taken for itself`(_ name: String, _ expected: HeaderName) {
        if let prefix = Self.familyPrefix(name, expected) {
            #expect(Self.classify(Array(name.utf8.prefix(prefix))) == .other)
            return
        }
        #expect(Self.classify(Array(name.utf8.dropLast())) != expected)
        #expect(Self.classify(Array(name.utf8.dropFirst())) != expected)
        #expect(Self.classify(Array((name + "s").utf8)) != expected)
    }

    @Test func `an empty name is no known one`() {
        #expect(Self.classify([]) == .other)
    }

    @Test func `exactly the fields of one connection are hop by hop`() {
        let names: Set<HeaderName> = [
            .connection, .keepAlive, .proxyAuthenticate, .proxyAuthorization, .proxyConnection, .te, .trailer,
            .transferEncoding, .upgrade,
        ]
        #expect(Set(HeaderName.allCases.filter(\.isHopByHop)) == names)
    }
}

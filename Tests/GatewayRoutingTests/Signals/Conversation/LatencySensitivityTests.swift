import GatewayCore
import GatewayRouting
import Testing

/// Whether somebody waits.
@Suite struct LatencySensitivityTests {
    @Test(
        arguments: [
            ("fast", .fast), ("FAST", .fast), ("relaxed", .relaxed), ("Relaxed", .relaxed), ("", nil), ("quick", nil),
        ] as [(String, LatencyWish?)]
    )
    func `the header has two values`(value: String, wish: LatencyWish?) {
        #expect(LatencyWish(value) == wish)
    }

    @Test(
        arguments: [
            (nil, [], .chatCompletions, true, true),
            (nil, [], .chatCompletions, false, false),
            (nil, [], .completions, true, true),
            (nil, [], .embeddings, false, false),
            (nil, [], .embeddings, true, false),
            (nil, [], .passthrough, true, false),
            (nil, ["other"], .chatCompletions, true, true),
            (nil, ["batch"], .chatCompletions, true, false),
            (nil, ["interactive"], .embeddings, false, true),
            (nil, ["batch", "interactive"], .chatCompletions, false, true),
            (nil, ["interactive", "batch"], .chatCompletions, false, true),
            (.fast, ["batch"], .embeddings, false, true),
            (.relaxed, ["interactive"], .chatCompletions, true, false),
        ] as [(LatencyWish?, [String], Endpoint, Bool, Bool)]
    )
    func `header before tags before stream`(
        wish: LatencyWish?,
        tags: [String],
        endpoint: Endpoint,
        isStream: Bool,
        isSensitive: Bool
    ) {
        let found = LatencySensitivity.isSensitive(wish: wish, tags: tags, endpoint: endpoint, isStream: isStream)
        #expect(found == isSensitive)
    }
}

import GatewayCore
import GatewayRouting
import GatewayWire
import Testing

/// Needs against what deployments state.
@Suite struct RequestNeedsTests {
    private static func needs(
        _ members: String,
        messages: String = #"{"role":"user","content":"hi"}"#
    ) throws
        -> RequestNeeds
    {
        RequestNeeds(try OutlineSample.chat(members, messages: messages).outline)
    }

    private static let image = #"{"role":"user","content":[{"type":"image_url"}]}"#
    private static let calls = #"{"role":"assistant","tool_calls":[1,2]},{"role":"user","content":"x"}"#
    private static let open = #"{"role":"user","content":"x"},{"role":"assistant","content":"y","prefix":true}"#
    private static let sound = #"{"role":"user","content":[{"type":"input_audio"}]}"#
    private static let words = #"{"role":"user","content":"x"}"#

    /// One request for each capability.
    private static let requests: [(Capability, String, String)] = [
        (.tools, #""tools":[1]"#, words), (.parallelTools, "", calls), (.vision, "", image), (.audio, "", sound),
        (.jsonSchema, #""response_format":{"type":"json_schema"}"#, words),
        (.reasoning, #""reasoning_effort":"low""#, words), (.logprobs, #""logprobs":true"#, words),
        (.prefill, "", open),
    ]

    @Test(arguments: Self.requests)
    func `a deployment that states everything but the need is excluded for it`(
        capability: Capability,
        members: String,
        messages: String
    ) throws {
        let needs = try Self.needs(members, messages: messages)
        var stated = Set(Capability.allCases)
        #expect(needs.missing(from: stated, contextWindow: nil) == nil)
        #expect(needs.isMet(by: CapabilityOffer(capabilities: stated, contextWindow: nil)))
        stated.remove(capability)
        // Who can make several calls can make one.
        if capability == .tools { stated.remove(.parallelTools) }
        #expect(needs.missing(from: stated, contextWindow: nil) == .capability(capability))
        #expect(!needs.isMet(by: CapabilityOffer(capabilities: stated, contextWindow: nil)))
    }

    @Test(arguments: Self.requests)
    func `a deployment that states nothing is never excluded`(
        capability: Capability,
        members: String,
        messages: String
    ) throws {
        #expect(try Self.needs(members, messages: messages).missing(from: nil, contextWindow: nil) == nil)
    }

    @Test func `what has no capability excludes nobody`() throws {
        let members = #""stream":true,"n":3,"seed":1,"stop":"x","response_format":{"type":"json_object"}"#
        let messages = #"{"role":"user","content":[{"type":"file"}]},{"role":"assistant","content":"open end"}"#
        let needs = try Self.needs(members, messages: messages)
        #expect(needs.required.isEmpty)
        #expect(needs.missing(from: [], contextWindow: nil) == nil)
    }

    @Test func `several calls imply one`() throws {
        #expect(try Self.needs(#""tools":[1]"#).missing(from: [.parallelTools], contextWindow: nil) == nil)
        #expect(try Self.needs(#""tools":[1]"#).missing(from: [.prefill], contextWindow: nil) == .capability(.tools))
    }

    @Test(
        arguments: [
            (nil, true), ([], true), ([.embeddings], true), ([.vision], true), ([.vision, .audio], true),
            ([.tools, .embeddings], true), ([.tools], false), ([.jsonSchema, .vision], false), ([.logprobs], false),
        ] as [(Set<Capability>?, Bool)]
    )
    func `an embedding is denied only by those that state what no embedding model has`(
        stated: Set<Capability>?,
        isMet: Bool
    ) throws {
        let needs = RequestNeeds(try OutlineSample(#"{"model":"m","input":"x"}"#, for: .embeddings).outline)
        #expect((needs.missing(from: stated, contextWindow: nil) == nil) == isMet)
    }

    @Test func `every capability has a bit of its own`() {
        let masks = Capability.allCases.map { CapabilityMask($0).rawValue }
        #expect(Set(masks).count == masks.count)
        #expect(masks.allSatisfy { $0.nonzeroBitCount == 1 })
    }

    @Test(
        arguments: [
            (nil, 10, nil), (1000, 10, nil), (110, 10, nil), (109, 10, 110), (100, 0, nil), (99, 0, 100),
            (50, Int.max, Int.max),
        ] as [(Int?, Int, Int?)]
    )
    func `counted tokens and the answer must fit the window`(window: Int?, answer: Int, missing: Int?) throws {
        let outline = try OutlineSample.chat(#""max_tokens":\#(answer)"#).outline
        let needs = RequestNeeds(outline, countedTokens: 100)
        let expected = missing.flatMap { tokens in window.map { MissingNeed.contextWindow(tokens: tokens, window: $0) }
        }
        #expect(needs.missing(from: nil, contextWindow: window) == expected)
        #expect(needs.isMet(by: CapabilityOffer(capabilities: nil, contextWindow: window)) == (expected == nil))
    }

    @Test func `an estimate counts by half, a count in full`() throws {
        let text = String(repeating: "word ", count: 800)
        let outline = try OutlineSample.chat("", messages: #"{"role":"user","content":"\#(text)"}"#).outline
        #expect(outline.promptTokens == 1004)
        #expect(RequestNeeds(outline).missing(from: nil, contextWindow: 502) == nil)
        #expect(RequestNeeds(outline).missing(from: nil, contextWindow: 501) != nil)
        #expect(RequestNeeds(outline, countedTokens: 1004).missing(from: nil, contextWindow: 502) != nil)
    }

    @Test func `a capability is named before the window`() throws {
        let needs = RequestNeeds(try OutlineSample.chat("", messages: Self.image).outline, countedTokens: 100)
        #expect(needs.missing(from: [], contextWindow: 5) == .capability(.vision))
        #expect(needs.missing(from: [.vision], contextWindow: 5) == .contextWindow(tokens: 100, window: 5))
    }
}

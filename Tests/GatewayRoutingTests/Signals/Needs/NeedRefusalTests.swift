import GatewayCore
import GatewayRouting
import GatewayWire
import Testing

/// The error that a caller gets when no deployment of a group is left.
@Suite struct NeedRefusalTests {
    private static func refusal(
        _ members: String,
        messages: String = #"{"role":"user","content":"x"}"#,
        counted: Int? = nil,
        _ offers: [(Set<Capability>?, Int?)]
    ) throws -> GatewayError {
        let needs = RequestNeeds(try OutlineSample.chat(members, messages: messages).outline, countedTokens: counted)
        let offers = offers.map { CapabilityOffer(capabilities: $0.0, contextWindow: $0.1) }
        #expect(offers.allSatisfy { needs.missing(from: $0) != nil })
        return needs.refusal(of: "chat", offers: offers)
    }

    private static let image = #"{"role":"user","content":[{"type":"image_url"}]}"#

    @Test func `it names the need, the group and the way out`() throws {
        let error = try Self.refusal("", messages: Self.image, [([], nil), ([.tools], 10)])
        #expect(error.code == .invalidRequest)
        #expect(error.status == 400)
        #expect(error.param == "messages")
        #expect(
            error.message
                == "The request needs a model that can read images (vision), and no deployment of 'chat' can. "
                + "Remove the images from the messages, or name another model."
        )
    }

    @Test func `it names the need that nobody meets, not one that somebody does`() throws {
        let members = #""tools":[1],"logprobs":true"#
        let error = try Self.refusal(members, messages: Self.image, [([.vision], nil), ([.tools, .vision], nil)])
        #expect(error.message.contains("(logprobs)"))
        #expect(error.param == "logprobs")
    }

    @Test func `it names all needs when each is met by somebody and all by nobody`() throws {
        let error = try Self.refusal(#""tools":[1]"#, messages: Self.image, [([.vision], nil), ([.tools], nil)])
        #expect(
            error.message
                == "The request needs vision, tools, and no deployment of 'chat' has all of these. "
                + "Drop one of them, or name another model."
        )
    }

    @Test func `it names tokens and the largest window`() throws {
        let error = try Self.refusal(#""max_tokens":20"#, counted: 100, [(nil, 50), (nil, 119)])
        #expect(
            error.message
                == "The request needs a model that can hold 120 tokens of prompt and answer (context_window), and no "
                + "deployment of 'chat' can: the largest context window is 119 tokens. "
                + "Shorten the prompt or lower max_tokens, or name another model."
        )
        #expect(error.param == "messages")
    }

    @Test func `a window that is unknown may be wide enough`() throws {
        let error = try Self.refusal(#""tools":[1]"#, counted: 100, [([.tools], 50), ([], nil)])
        #expect(error.message.hasPrefix("The request needs tools, context_window, and no deployment"))
        #expect(error.param == "tools")
    }

    @Test(arguments: [
        (#""tools":[1]"#, "tools"), (#""functions":[1]"#, "tools"),
        (#""response_format":{"type":"json_schema"}"#, "response_format"),
        (#""reasoning":{"effort":"low"}"#, "reasoning_effort"), (#""modalities":["audio"]"#, "modalities"),
    ])
    func `the field at fault is named`(members: String, param: String) throws {
        #expect(try Self.refusal(members, [([], nil)]).param == param)
    }

    @Test func `each need has a text of its own`() {
        let needs = Capability.allCases.map { MissingNeed.capability($0) } + [.contextWindow(tokens: 2, window: 1)]
        #expect(Set(needs.map(\.name)).count == needs.count)
    }

    @Test(arguments: [
        (RequestEndpoint.completions, #"{"model":"m","prompt":"x","max_tokens":9}"#, "prompt"),
        (.embeddings, #"{"model":"m","input":[1,2,3,4,5,6]}"#, "input"),
    ])
    func `a long prompt is at fault by its own name`(endpoint: RequestEndpoint, body: String, param: String) throws {
        let needs = RequestNeeds(try OutlineSample(body, for: endpoint).outline)
        let offer = CapabilityOffer(capabilities: nil, contextWindow: 5)
        #expect(needs.refusal(of: "g", offers: [offer]).param == param)
    }
}

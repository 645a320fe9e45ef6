import GatewayCore
import Testing

@testable import GatewayCache

@Suite struct CachePolicyTests {
    private typealias Request = CachePolicy.Request

    private static func policy(_ set: (inout GroupCacheSettings) -> Void = { _ in }) -> CachePolicy {
        var settings = GroupCacheSettings()
        set(&settings)
        return CachePolicy(settings)
    }

    /// A request that is cacheable, but for what a closure sets.
    private static func request(
        _ endpoint: Endpoint = .chatCompletions,
        _ set: (inout CachePolicy.Request) -> Void = { _ in }
    ) -> CachePolicy.Request {
        var request = Request(endpoint: endpoint)
        request.isDeterministic = true
        set(&request)
        return request
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var request: CachePolicy.Request
        var policy = CachePolicyTests.policy()
        var directives = CacheDirectives()
        var expected: CacheRefusal?

        var testDescription: String { "\(self.request) \(self.expected?.label.description ?? "cacheable")" }
    }

    static let requests: [Case] = [
        Case(request: request()),
        Case(request: request(.completions)),
        Case(request: request { $0.isStream = true }),
        Case(request: request { $0.isDeterministic = false }, expected: .notDeterministic),
        Case(request: request { $0.isDeterministic = false }, policy: policy { $0.when = .always }),
        Case(request: request(.embeddings) { $0.isDeterministic = false }),
        Case(request: request { $0.searchesWeb = true }, expected: .webSearch),
        Case(request: request { $0.searchesWeb = true }, policy: policy { $0.when = .always }),
        Case(request: request { $0.hasTools = true }, expected: .tools),
        Case(request: request { $0.hasTools = true }, policy: policy { $0.tools = true }),
        Case(request: request { $0.hasMedia = true }, expected: .images),
        Case(request: request { $0.hasMedia = true }, policy: policy { $0.images = true }),
        Case(request: request { $0.storesAtProvider = true }, expected: .storedAtProvider),
        Case(
            request: request { $0.storesAtProvider = true },
            policy: policy { $0.when = .always },
            expected: .storedAtProvider
        ),
        Case(request: request(), directives: PolicyFixture.directives("no-store")),
        Case(request: request(), directives: PolicyFixture.directives("no-cache")),
        Case(request: request(), directives: PolicyFixture.directives("no-cache, no-store"), expected: .requested),
    ]

    @Test(arguments: requests)
    func `a request is let in or kept out for a reason`(_ test: Case) {
        #expect(test.policy.refusal(of: test.request, test.directives) == test.expected)
    }

    @Test(arguments: Endpoint.allCases)
    func `only answers of models are kept`(_ endpoint: Endpoint) {
        let isCacheable = [.chatCompletions, .completions, .embeddings].contains(endpoint)
        #expect(Self.policy().refusal(of: Self.request(endpoint)) == (isCacheable ? nil : .endpoint))
    }

    @Test(
        arguments: [
            ([.header(name: "x-debug", value: nil)], .bypassHeader),
            ([.header(name: "x-debug", value: "1")], .bypassHeader),
            ([.header(name: "x-debug", value: "2")], nil),
            ([.header(name: "x-other", value: nil)], nil),
            ([.tag("live")], .bypassTag),
            ([.tag("Live")], nil),
            ([.tag("b"), .tag("c"), .header(name: "x-debug", value: nil)], .bypassHeader),
            ([.header(name: "x-other", value: nil), .tag("live")], .bypassTag),
        ] as [([CacheBypass], CacheRefusal?)]
    )
    func `conditions go past the cache`(_ conditions: [CacheBypass], _ expected: CacheRefusal?) {
        let refusal = Self.policy { $0.bypass = conditions }.refusal(
            of: Self.request(),
            header: { $0 == "x-debug" ? "1" : nil },
            tags: { ["a", "live"] }
        )
        #expect(refusal == expected)
    }

    @Test func `headers and tags are not looked at without need`() {
        let refusal = Self.policy().refusal(
            of: Self.request(),
            header: { _ in
                Issue.record("a header was looked at")
                return nil
            },
            tags: {
                Issue.record("the tags were looked at")
                return []
            }
        )
        #expect(refusal == nil)
    }

    private static func answer(
        finishes: FinishReasons = .stop,
        _ set: (inout CachePolicy.Answer) -> Void = { _ in }
    ) -> CachePolicy.Answer {
        var answer = CachePolicy.Answer(isComplete: true, finishes: finishes, bytes: 100)
        set(&answer)
        return answer
    }

    struct AnswerCase: Sendable, CustomTestStringConvertible {
        var answer: CachePolicy.Answer
        var endpoint = Endpoint.chatCompletions
        var policy = CachePolicyTests.policy()
        var directives = CacheDirectives()
        var expected: CacheRefusal?

        var testDescription: String { "\(self.answer) \(self.expected?.label.description ?? "stored")" }
    }

    static let answers: [AnswerCase] = [
        AnswerCase(answer: answer()),
        AnswerCase(answer: answer(finishes: [.toolCalls, .stop, .functionCall])),
        AnswerCase(answer: answer(finishes: .length), expected: .finishReason),
        AnswerCase(answer: answer(finishes: [.stop, .length]), expected: .finishReason),
        AnswerCase(answer: answer(finishes: .length), policy: policy { $0.finishReasons = [.length] }),
        AnswerCase(answer: answer(), policy: policy { $0.finishReasons = [.length] }, expected: .finishReason),
        AnswerCase(answer: answer(finishes: .other), expected: .finishReason),
        AnswerCase(
            answer: answer(finishes: [.stop, .other]),
            policy: policy { $0.finishReasons = Set(StorableFinish.allCases) },
            expected: .finishReason
        ),
        AnswerCase(answer: answer(finishes: []), expected: .finishReason),
        AnswerCase(answer: answer(finishes: []), endpoint: .embeddings),
        AnswerCase(answer: answer { $0.isComplete = false }, expected: .incomplete),
        AnswerCase(answer: answer { $0.status = 201 }, expected: .status),
        AnswerCase(answer: answer { $0.status = 500 }, expected: .status),
        AnswerCase(answer: answer { $0.isFallback = true }, expected: .fallback),
        AnswerCase(answer: answer { $0.isFallback = true }, policy: policy { $0.storesFallbacks = true }),
        AnswerCase(answer: answer { $0.bytes = 1 << 20 }),
        AnswerCase(answer: answer { $0.bytes = (1 << 20) + 1 }, expected: .size),
        AnswerCase(answer: answer(), policy: policy { $0.minUses = 2 }, expected: .uses),
        AnswerCase(answer: answer { $0.uses = 2 }, policy: policy { $0.minUses = 2 }),
        AnswerCase(answer: answer(), directives: PolicyFixture.directives("no-store"), expected: .noStore),
        AnswerCase(answer: answer(), directives: PolicyFixture.directives("no-cache, max-age=0")),
    ]

    @Test(arguments: answers)
    func `an answer is stored or dropped for a reason`(_ test: AnswerCase) {
        let request = Self.request(test.endpoint)
        #expect(test.policy.refusal(of: test.answer, to: request, test.directives) == test.expected)
    }

    @Test(
        arguments: [
            ("stop", .stop), ("tool_calls", .toolCalls), ("function_call", .functionCall), ("length", .length),
            ("content_filter", .other), ("Stop", .other), ("", .other), ("stop ", .other),
        ] as [(String, FinishReasons)]
    )
    func `a reason is known by its word`(_ text: String, _ expected: FinishReasons) {
        #expect(FinishReasons(text: text.utf8) == expected)
    }

    @Test(arguments: [0, 10, 90])
    func `lifetimes end early at random, never late`(_ percent: Int) {
        let policy = Self.policy {
            $0.ttl = .seconds(1_000)
            $0.jitterPercent = percent
        }
        #expect(policy.lifetime(chance: 0) == 1_000_000)
        var chance = PolicyChance(seed: 31)
        var least = Int64.max
        var sum = 0.0
        for _ in 0..<10_000 {
            let lifetime = policy.lifetime(chance: chance.next())
            #expect(lifetime <= 1_000_000 && lifetime >= Int64(1_000_000 * (100 - percent) / 100))
            least = min(least, lifetime)
            sum += Double(lifetime)
        }
        #expect(policy.lifetime(chance: .max) >= Int64(1_000_000 * (100 - percent) / 100))
        // The draw is even: the mean lies in the middle of the range, and nearly all of it is used.
        #expect(abs(sum / 10_000 - 1_000_000 * (1 - Double(percent) / 200)) < 10_000)
        #expect(least < Int64(1_000_000 * (100 - percent) / 100) + 2_000)
    }

    @Test(arguments: [(nil, 3_600_000), (60, 60_000), (0, 0), (100_000, 3_600_000)] as [(UInt32?, Int64)])
    func `a caller shortens the lifetime but does not lengthen it`(_ ttl: UInt32?, _ expected: Int64) {
        var directives = CacheDirectives()
        directives.ttl = ttl
        #expect(Self.policy { $0.jitterPercent = 0 }.lifetime(chance: 1 << 40, directives) == expected)
    }

    @Test(
        arguments: [
            (400, .rejected, true), (400, nil, true), (404, .rejected, true), (413, nil, true), (422, nil, true),
            (400, .contextWindow, true), (500, .contextWindow, true), (400, .contentPolicy, false),
            (401, nil, false), (402, nil, false), (403, .rejected, false), (408, nil, false), (409, nil, false),
            (429, nil, false), (500, nil, false), (400, .rateLimit, false),
        ] as [(Int, FaultCause?, Bool)]
    )
    func `an error is remembered if it would come again`(_ status: Int, _ cause: FaultCause?, _ expected: Bool) {
        #expect(NegativePolicy.isRepeatable(status: status, cause: cause) == expected)
    }
}

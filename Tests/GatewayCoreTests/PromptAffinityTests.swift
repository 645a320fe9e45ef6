import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct PromptAffinityTests {
    private static func hash(_ parts: String...) -> UInt64? {
        let bytes = parts.map { Array($0.utf8) }
        var buffers: [UnsafeMutableRawBufferPointer] = []
        defer { buffers.forEach { $0.deallocate() } }
        for part in bytes {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: part.count, alignment: 8)
            buffer.copyBytes(from: part)
            buffers.append(buffer)
        }
        return PromptAffinity.hash(of: buffers.map { UnsafeRawBufferPointer($0) })
    }

    private static func view(
        _ count: Int,
        _ key: UInt64,
        weights: [Int] = [],
        inFlight: [Int] = [],
        change: (inout Candidate) -> Void = { _ in }
    ) -> RoutingView {
        var view = RoutingView()
        view.request.affinity = key
        view.request.inputTokens = 10_000
        view.request.outputTokens = 100
        for index in 0..<count {
            var candidate = Candidate(
                target: index,
                name: UInt64(index) &* 0x9E37_79B9_7F4A_7C15,
                place: index,
                weight: index < weights.count ? weights[index] : 1
            )
            candidate.inFlight = index < inFlight.count ? inFlight[index] : 0
            change(&candidate)
            view.candidates.append(candidate)
        }
        return view
    }

    private static func settled(
        _ view: RoutingView,
        isDrawn: Bool = true,
        aims: ScoreWeights = ScoreWeights()
    ) -> [Int] {
        var order = view.candidates.map(\.target)
        PromptAffinity.settle(&order, view, isDrawn: isDrawn, aims: aims)
        return order
    }

    private static func first(_ count: Int, _ key: UInt64, weights: [Int] = [], inFlight: [Int] = []) -> Int {
        self.settled(self.view(count, key, weights: weights, inFlight: inFlight))[0]
    }

    @Test func `only the beginning counts, and a short prompt has none`() {
        let start = String(repeating: "Answer in the voice of the handbook. ", count: 120)
        #expect(Self.hash(start + "What is new?") == Self.hash(start + "What is old?"))
        #expect(Self.hash(start) == Self.hash(String(start.prefix(1_000)), String(start.dropFirst(1_000))))
        #expect(Self.hash("x" + start) != Self.hash(start))
        #expect(Self.hash(String(start.prefix(PromptAffinity.prefixBytes))) != nil)
        #expect(Self.hash(String(start.prefix(PromptAffinity.prefixBytes - 1))) == nil)
    }

    @Test func `a conversation is known by its first turn, whatever follows`() {
        let system = #"{"role":"system","content":"You [are] a \"user\" {of} words."}"#
        let user = #"{"role": "user", "content": "Tell me of the sea."}"#
        let rest = #"{"role":"assistant","content":"It is wide."},{"role":"user","content":"And deep?"}"#
        func hash(_ text: String) -> UInt64? {
            Array(text.utf8).withUnsafeBytes { PromptAffinity.hash(conversation: $0) }
        }
        let first = hash("[\(system),\(user)]")
        #expect(first != nil && first == hash("[\(system),\(user),\(rest)]"))
        #expect(first != hash("[\(user)]"))
        #expect(first != hash("[\(system),\(user.replacing("sea", with: "sky"))]"))
        #expect(hash("[]") == nil && hash("[1]") != nil)
        // What cannot be followed to its end is hashed as far as it is looked at.
        let long = String(repeating: "x", count: PromptAffinity.turnBytes)
        #expect(hash("[\"\(long)a") == hash("[\"\(long)b"))
        for cut in 3..<60 {
            _ = hash(String("[\(system),\(user)]".prefix(cut)))
        }
    }

    @Test func `the same key goes to the same member, and keys are spread by weight`() {
        var chance = Chance(seed: 7)
        var first = [0, 0, 0]
        for _ in 0..<6_000 {
            let key = chance.next()
            let order = Self.settled(Self.view(3, key, weights: [1, 2, 3]))
            #expect(order == Self.settled(Self.view(3, key, weights: [1, 2, 3])))
            #expect(order.sorted() == [0, 1, 2])
            first[order[0]] += 1
        }
        for (member, share) in [1.0 / 6, 2.0 / 6, 3.0 / 6].enumerated() {
            #expect(abs(Double(first[member]) / 6_000 - share) < 0.03, "member \(member)")
        }
    }

    @Test func `a member that goes takes only its own share along`() {
        var chance = Chance(seed: 8)
        for _ in 0..<1_000 {
            let key = chance.next()
            let all = Self.first(4, key)
            #expect(all == 3 || all == Self.first(3, key))
        }
    }

    @Test func `a beginning that everybody has does not fall on one member alone`() {
        var inFlight = [0, 0, 0, 0]
        for turn in 1...100 {
            inFlight[Self.first(4, 42, inFlight: inFlight)] += 1
            let bound = max(2, Int((Double(turn) * 1.25 / 4).rounded(.up)))
            #expect(inFlight.max() ?? 0 <= bound, "turn \(turn)")
        }
        #expect(inFlight.allSatisfy { $0 > 0 })
    }

    @Test func `who has the conversation keeps it, whoever it hashes to`() {
        var chance = Chance(seed: 9)
        for _ in 0..<500 {
            let key = chance.next()
            for holder in 0..<4 {
                let view = Self.view(4, key) { $0.cachedShare = $0.target == holder ? 0.6 : 0 }
                #expect(Self.settled(view)[0] == holder)
                #expect(Self.settled(view, isDrawn: false)[0] == holder)
            }
        }
    }

    @Test func `a strategy with a preference decides where a new conversation goes`() {
        for key in 1...200 as ClosedRange<UInt64> {
            #expect(Self.settled(Self.view(4, key), isDrawn: false) == [0, 1, 2, 3])
        }
    }

    @Test func `one that refuses, or is left out, has no conversations`() {
        for key in 1...200 as ClosedRange<UInt64> {
            let refusing = Self.view(3, key) { $0.isRefusing = $0.target == 1 }
            #expect(Self.settled(refusing)[0] != 1)
            let silent = Self.view(3, key) { $0.weight = $0.target == 2 ? 0 : 1 }
            #expect(Self.settled(silent)[0] != 2)
        }
    }

    @Test func `of one with a smaller share always the same conversations stay`() {
        var stays: [Double: Set<UInt64>] = [:]
        for share in [0.03, 0.25, 0.5, 1.0] {
            for key in 1...4_000 as ClosedRange<UInt64> {
                let view = Self.view(2, Draw.mix(key)) {
                    $0.cachedShare = $0.target == 0 ? 1 : 0
                    $0.share = $0.target == 0 ? share : 1
                }
                if Self.settled(view, isDrawn: false)[0] == 0, Self.settled(view)[0] == 0 {
                    stays[share, default: []].insert(key)
                }
            }
            // The order that is handed in begins with 0: only who has somewhere else to be leaves.
            #expect(!(stays[share] ?? []).isEmpty)
        }
        let sizes = [0.03, 0.25, 0.5, 1.0].map { Double(stays[$0]?.count ?? 0) / 4_000 }
        #expect(sizes[3] == 1 && abs(sizes[2] - 0.5) < 0.05 && abs(sizes[1] - 0.25) < 0.05)
        #expect((stays[0.25] ?? []).isSubset(of: stays[0.5] ?? []))
    }

    @Test func `it moves only for a gain above what the cache is worth`() {
        // 10,000 tokens at 1,000 and 100 of answer at 4,000; nine tenths of the prompt are cached at a tenth.
        let price = Price(input: 1_000_000_000, output: 4_000_000_000, cachedInput: 100_000_000)
        func first(_ factor: Double, cached: Double = 0.9, aims: ScoreWeights = ScoreWeights(cost: 1)) -> Int {
            let view = Self.view(2, 5) { candidate in
                let own = candidate.target == 0 ? factor : 1
                candidate.price = Price(
                    input: Int64(Double(price.input) * own),
                    output: Int64(Double(price.output) * own),
                    cachedInput: Int64(Double(price.cachedInput) * own)
                )
                candidate.cachedShare = candidate.target == 1 ? cached : 0
            }
            return Self.settled(view, isDrawn: false, aims: aims)[0]
        }
        // The discount is 10,000 × 0.9 × 0.9 of 10,400: 78 % of the cost, and the margin 5 %.
        #expect(first(0.5) == 1 && first(0.2) == 1 && first(0.16) == 0)
        #expect(first(0.5, cached: 0.2) == 0)
        #expect(first(0.16, aims: ScoreWeights()) == 1)
    }

    @Test func `time counts where the strategy looks at it`() {
        func first(_ own: Double, _ aims: ScoreWeights) -> Int {
            let view = Self.view(2, 5) { candidate in
                candidate.firstToken = candidate.target == 0 ? own : 100
                candidate.cachedShare = candidate.target == 1 ? 0.5 : 0
            }
            return Self.settled(view, isDrawn: false, aims: aims)[0]
        }
        let latency = ScoreWeights(latency: 1)
        #expect(first(90, latency) == 1 && first(80, latency) == 0 && first(0, latency) == 1)
        #expect(first(80, ScoreWeights()) == 1)
    }

    @Test func `the planner asks the prompt's own member first, and the others after it`() throws {
        let names = (0..<4).map { "d\($0)" }
        var group = ModelGroup(name: "m", members: names.map { GroupMember(deployment: $0) }, strategy: "drawn")
        group.affinity = .prefix
        let settings = Settings(
            providers: [Fixture.provider()],
            deployments: names.map { Deployment(id: $0, provider: "p", model: $0) },
            models: [group]
        )
        let loop = try Fixture.loop(EmbeddedEventLoop(), settings)
        var firsts: Set<Int> = []
        for document in 0..<24 {
            let text = String(repeating: "Document \(document). ", count: 400)
            var orders: Set<[Int]> = []
            for question in 0..<3 {
                let body =
                    #"{"model":"m","messages":[{"role":"system","content":"\#(text)"},"#
                    + #"{"role":"user","content":"question \#(question)"}]}"#
                let exchange = try Fixture.exchange(on: loop, RecordingClient(), body: body)
                try Planner.resolve(exchange)
                _ = try Planner.plan(exchange)
                #expect(loop.order.sorted() == [0, 1, 2, 3])
                orders.insert(loop.order)
            }
            #expect(orders.count == 1)
            firsts.formUnion(orders.compactMap(\.first))
        }
        #expect(firsts.count == 4)
    }
}

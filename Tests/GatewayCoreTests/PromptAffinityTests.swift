import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct PrefixAffinityTests {
    private static func hash(_ parts: String...) -> UInt64? {
        let bytes = parts.map { Array($0.utf8) }
        var buffers: [UnsafeMutableRawBufferPointer] = []
        defer { buffers.forEach { $0.deallocate() } }
        for part in bytes {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: part.count, alignment: 8)
            buffer.copyBytes(from: part)
            buffers.append(buffer)
        }
        return PrefixAffinity.hash(of: buffers.map { UnsafeRawBufferPointer($0) })
    }

    private static func arranged(
        _ count: Int,
        _ prefix: UInt64,
        weights: [Int] = [],
        inFlight: [Int] = []
    ) -> [Int] {
        var order = Array(0..<count)
        PrefixAffinity.arrange(
            &order,
            by: prefix,
            name: { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 },
            weight: { $0 < weights.count ? weights[$0] : 1 },
            inFlight: { $0 < inFlight.count ? inFlight[$0] : 0 }
        )
        return order
    }

    @Test func `only the beginning counts, and a short prompt has none`() {
        let start = String(repeating: "Answer in the voice of the handbook. ", count: 120)
        #expect(Self.hash(start + "What is new?") == Self.hash(start + "What is old?"))
        #expect(Self.hash(start) == Self.hash(String(start.prefix(1_000)), String(start.dropFirst(1_000))))
        #expect(Self.hash("x" + start) != Self.hash(start))
        #expect(Self.hash(String(start.prefix(PrefixAffinity.prefixBytes))) != nil)
        #expect(Self.hash(String(start.prefix(PrefixAffinity.prefixBytes - 1))) == nil)
    }

    @Test func `the same beginning goes to the same member, and beginnings are spread by weight`() {
        var chance = Chance(seed: 7)
        var first = [0, 0, 0]
        for _ in 0..<6_000 {
            let prefix = chance.next()
            let order = Self.arranged(3, prefix, weights: [1, 2, 3])
            #expect(order == Self.arranged(3, prefix, weights: [1, 2, 3]))
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
            let prefix = chance.next()
            let all = Self.arranged(4, prefix)
            let rest = Self.arranged(3, prefix)
            #expect(all.filter { $0 != 3 } == rest)
        }
    }

    @Test func `a beginning that everybody has does not fall on one member alone`() {
        var inFlight = [0, 0, 0, 0]
        for turn in 1...100 {
            let order = Self.arranged(4, 42, inFlight: inFlight)
            inFlight[order[0]] += 1
            let bound = max(2, Int((Double(turn) * 1.25 / 4).rounded(.up)))
            #expect(inFlight.max() ?? 0 <= bound, "turn \(turn)")
        }
        #expect(inFlight.allSatisfy { $0 > 0 })
    }

    @Test func `the planner asks the prompt's own member first, and the others after it`() throws {
        let names = (0..<4).map { "d\($0)" }
        var group = ModelGroup(name: "m", members: names.map { GroupMember(deployment: $0) }, strategy: "in-order")
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

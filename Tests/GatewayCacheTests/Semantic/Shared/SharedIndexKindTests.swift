import GatewayCore
import NIOCore
import RESP
import Testing

@testable import GatewayCache

struct SharedIndexKindTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let wish: QuestionSharing
        let offer: String
        var isSealed = false
        var isCluster = false
        let kind: SharedIndexKind
        let reason: SharedIndexChoice.Reason

        var testDescription: String {
            "\(self.wish) of '\(self.offer)'\(self.isSealed ? " sealed" : "")\(self.isCluster ? " cluster" : "")"
        }
    }

    /// Offers by the first letters of streams, vector sets, search.
    static let cases: [Case] = [
        Case(wish: .auto, offer: "s", kind: .replicate, reason: .best),
        Case(wish: .auto, offer: "svf", kind: .vectorSets, reason: .best),
        Case(wish: .auto, offer: "sf", kind: .search, reason: .best),
        Case(wish: .auto, offer: "", kind: .off, reason: .best),
        Case(wish: .auto, offer: "svf", isSealed: true, kind: .replicate, reason: .sealed),
        Case(wish: .auto, offer: "svf", isCluster: true, kind: .vectorSets, reason: .best),
        Case(wish: .auto, offer: "sf", isCluster: true, kind: .replicate, reason: .best),
        Case(wish: .replicate, offer: "svf", kind: .replicate, reason: .asked),
        Case(wish: .replicate, offer: "svf", isSealed: true, kind: .replicate, reason: .asked),
        Case(wish: .replicate, offer: "", kind: .off, reason: .notOffered),
        Case(wish: .vectorSets, offer: "svf", kind: .vectorSets, reason: .asked),
        Case(wish: .vectorSets, offer: "svf", isSealed: true, kind: .replicate, reason: .sealed),
        Case(wish: .vectorSets, offer: "sf", kind: .replicate, reason: .notOffered),
        Case(wish: .vectorSets, offer: "svf", isCluster: true, kind: .vectorSets, reason: .asked),
        Case(wish: .search, offer: "svf", kind: .search, reason: .asked),
        Case(wish: .search, offer: "svf", isSealed: true, kind: .replicate, reason: .sealed),
        Case(wish: .search, offer: "sv", kind: .replicate, reason: .notOffered),
        Case(wish: .search, offer: "svf", isCluster: true, kind: .replicate, reason: .cluster),
        Case(wish: .search, offer: "sv", isCluster: true, kind: .replicate, reason: .notOffered),
        Case(wish: .off, offer: "svf", kind: .off, reason: .asked),
    ]

    @Test(arguments: Self.cases)
    func `what the server offers decides, within what was asked for and may be shown`(_ each: Case) {
        let offer = SharedIndexOffer(
            hasStreams: each.offer.contains("s"),
            hasVectorSets: each.offer.contains("v"),
            hasSearch: each.offer.contains("f")
        )
        let choice = SharedIndexChoice(
            wish: each.wish,
            offer: offer,
            isSealed: each.isSealed,
            isCluster: each.isCluster
        )
        #expect(choice.kind == each.kind && choice.reason == each.reason)
    }

    @Test func `a reply that has not one element per command offers nothing`() {
        #expect(SharedIndexOffer(.array([])) == nil && SharedIndexOffer(.null) == nil)
        let known = RESPValue.array([.bulk(ByteBuffer(string: "xadd"))])
        #expect(SharedIndexOffer(.array(Array(repeating: known, count: 8))) == nil)
        let none = SharedIndexOffer(.array(Array(repeating: .null, count: 7)))
        #expect(none == SharedIndexOffer(hasStreams: false, hasVectorSets: false, hasSearch: false))
        let all = SharedIndexOffer(.array(Array(repeating: known, count: 7)))
        #expect(all == SharedIndexOffer(hasStreams: true, hasVectorSets: true, hasSearch: true))
        for missing in 0..<7 {
            var elements = Array(repeating: known, count: 7)
            elements[missing] = missing % 2 == 0 ? .null : .array([])
            let offer = SharedIndexOffer(.array(elements))
            let expected = SharedIndexOffer(
                hasStreams: missing > 1,
                hasVectorSets: !(2...4).contains(missing),
                hasSearch: missing < 5
            )
            #expect(offer == expected, "\(missing)")
        }
    }

    @Test func `names tell nothing, and what one script touches lies in one slot`() {
        let names = QuestionNames(prefix: "signalbox", epoch: 3)
        let space = names.space("static-256@secret")
        let namespace = CacheKey.number(1)
        let all = [
            names.stream, space.index, space.set(namespace), space.entries(namespace), space.document(namespace),
        ]
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.hasPrefix("signalbox:q") && !$0.contains("secret") })
        #expect(HashSlot(key: space.set(namespace)) == HashSlot(key: space.entries(namespace)))
        #expect(space.set(namespace) != space.set(.number(2)))
        #expect(space.set(namespace) != names.space("other").set(namespace))
        #expect(
            space.set(namespace)
                != QuestionNames(prefix: "signalbox", epoch: 4).space("static-256@secret").set(namespace)
        )
        #expect(names.stream != QuestionNames(prefix: "signalbox", epoch: 4).stream)
        // Changes to these names are told to all nodes, and would be taken for something else.
        let tracked = SharedNames(prefix: "signalbox")
        for prefix in [tracked.controlPrefix, tracked.livePrefix, tracked.wantedPrefix] {
            #expect(all.allSatisfy { !$0.hasPrefix(prefix) })
        }
    }
}

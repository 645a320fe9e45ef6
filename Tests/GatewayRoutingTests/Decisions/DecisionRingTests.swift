import GatewayCore
import NIOCore
import Testing

@testable import GatewayRouting

struct DecisionRingTests {
    @Test func `the latest are kept, newest first`() throws {
        let fixture = try DecisionFixture(capacity: 3)
        let ids = try (0..<5).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.latest(10).map(\.id) == Array(ids.reversed().prefix(3)))
        #expect(fixture.ring.latest(2).map(\.id) == Array(ids.reversed().prefix(2)))
        #expect(fixture.ring.latest(0).isEmpty)
        #expect(fixture.ring.newest { $0.id == ids[4] }?.id == ids[4])
        #expect(fixture.ring.newest { $0.id == ids[1] } == nil)
        #expect(try DecisionFixture(capacity: 3).ring.newest { _ in true } == nil)
    }

    @Test func `a slot that is used again holds nothing of before`() throws {
        let settings = DecisionFixture.settings { group in
            group.routing.rules = [RuleSettings("tagged", #""x" in tags && task != """#) { $0.degrade = .standard }]
        }
        let fixture = try DecisionFixture(settings, capacity: 1)
        let first = try fixture.decide(
            DecisionFixture.body(more: #","max_tokens":9"#),
            headers: "x-signalbox-tags: x\r\n"
        )
        #expect(first.rules.map(\.name) == ["tagged"])
        #expect(first.degradedTo == .standard)
        #expect(first.facts.caller.tags == ["x"] && first.facts.maxTokens == 9 && first.facts.content.task != nil)
        let second = try fixture.decide()
        #expect(second.rules.isEmpty && second.degradedTo == nil && second.excluded.isEmpty)
        #expect(second.facts.caller.tags.isEmpty && second.facts.maxTokens == nil && second.facts.content.task == nil)
        #expect(second.id != first.id)
    }

    @Test func `a slot that is used again takes lists of any length, and what headers and rules said is gone`() throws {
        let settings = DecisionFixture.settings { group in
            group.strategy = "priority"
            group.routing.rules = [
                RuleSettings("one", #""x" in tags"#) {
                    $0.use = .only("d1")
                    $0.strategy = "weighted"
                }
            ]
        }
        let fixture = try DecisionFixture(settings, capacity: 1)
        let said = "x-signalbox-tags: x\r\nx-signalbox-latency: fast\r\nx-signalbox-region: eu\r\n"
        for _ in 0..<3 {
            let all = try fixture.decide()
            #expect(all.view.candidates.count == 5 && all.order.count == 5 && all.strategy == "priority")
            #expect(!all.facts.isLatencySensitive && all.facts.caller.region.isEmpty && all.facts.caller.tags.isEmpty)
            #expect(all.facts.caller.key == "team-a" && all.facts.caller.tenant == "acme")
            let one = try fixture.decide(headers: said)
            #expect(one.view.candidates.count == 1 && one.order.count == 1 && one.strategy == "weighted")
            #expect(one.facts.isLatencySensitive && one.facts.caller.region == "eu")
        }
        let stream = try fixture.decide(DecisionFixture.body(more: #","stream":true"#))
        #expect(stream.facts.isLatencySensitive)
    }

    @Test func `nothing is read for a group without rules and needs, and its records tell all the same`() throws {
        for strategy in ["score", "least-load", "lowest-latency", "priority"] {
            var settings = DecisionFixture.settings { $0.strategy = strategy }
            for index in settings.deployments.indices {
                settings.deployments[index].tier = nil
            }
            let fixture = try DecisionFixture(settings)
            let exchange = try fixture.plan(headers: "x-signalbox-latency: fast\r\n")
            // Both cost an allocation for each request, and nobody asks for them.
            #expect(exchange.ruling == nil && exchange.reading == nil, "\(strategy)")
            let decision = RecordedDecision(try #require(fixture.ring.latest(1).first))
            #expect(decision.strategy == strategy && decision.facts.isLatencySensitive)
        }
    }

    @Test func `a decision is found by the request's id`() throws {
        let fixture = try DecisionFixture()
        let own = try fixture.plan(headers: "x-request-id: my-own\r\n").decision
        try fixture.plan()
        #expect(fixture.ring.newest { $0.isFor(requestID: "my-own") }?.id == own)
        let made = RecordedDecision(try #require(fixture.ring.latest(1).first))
        #expect(made.requestID.hasPrefix("req_") && made.requestID.utf8.count == 36)
        #expect(fixture.ring.newest { $0.isFor(requestID: made.requestID) }?.id == made.id)
    }

    @Test func `a decision that leaves nobody is recorded`() throws {
        let settings = DecisionFixture.settings { $0.routing.maxCost = 1 }
        let fixture = try DecisionFixture(settings)
        #expect(throws: GatewayError.self) { try fixture.plan() }
        let decision = RecordedDecision(try #require(fixture.ring.latest(1).first))
        #expect(decision.order.isEmpty && decision.choice == nil)
        #expect(
            CandidateVerdict.all(of: decision, Weighted()).allSatisfy { $0.reason == .tooDear && $0.position == nil }
        )
    }

    @Test func `a reply names its decision, and the tier that a group has stepped down to`() throws {
        let settings = DecisionFixture.settings { group in
            group.routing.rules = [RuleSettings("down", #""x" in tags"#) { $0.degrade = .standard }]
        }
        let fixture = try DecisionFixture(settings)
        var lines = ByteBuffer()
        let plain = try fixture.plan()
        lines.writeHead(room: HeadWriter.fixedBytes) { ReplyLines.writeDecision(plain, to: &$0) }
        #expect(String(buffer: lines) == "x-signalbox-decision: \(DecisionID.text(plain.decision))\r\n")
        lines.clear()
        let lowered = try fixture.plan(headers: "x-signalbox-tags: x\r\n")
        lines.writeHead(room: HeadWriter.fixedBytes) { ReplyLines.writeDecision(lowered, to: &$0) }
        #expect(String(buffer: lines).hasSuffix("\r\nx-signalbox-degraded: standard\r\n"))
        lines.clear()
        plain.decision = 0
        lines.writeHead(room: HeadWriter.fixedBytes) { ReplyLines.writeDecision(plain, to: &$0) }
        #expect(lines.readableBytes == 0)
    }

    @Test func `nothing is recorded while decisions are only explained`() throws {
        let fixture = try DecisionFixture()
        (fixture.loop.router as? LoopRouter)?.isRecording = false
        try fixture.plan()
        #expect(fixture.ring.latest(1).isEmpty)
    }

    @Test(
        arguments: [
            ("dec_00000000000000ff", 255), ("dec_ffffffffffffffff", UInt64.max), ("dec_FF", nil),
            ("00000000000000ff", nil),
            ("dec_00000000000000fg", nil), ("dec_+0000000000000ff", nil), ("", nil),
        ] as [(String, UInt64?)]
    )
    func `an id is 16 digits`(text: String, id: UInt64?) {
        #expect(DecisionID.parse(text) == id)
        if let id {
            #expect(DecisionID.text(id) == text)
        }
    }

    // MARK: The reader

    @Test func `a reader sees each record once, oldest first`() throws {
        let fixture = try DecisionFixture(capacity: 100)
        let before = try (0..<3).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.fetch(10).isEmpty, "nobody reads yet")
        fixture.ring.follow(DecisionSample(share: 1))
        #expect(fixture.ring.fetch(2).map(\.id) == Array(before.prefix(2)))
        let after = try (0..<80).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.fetch(100).map(\.id) == [before[2]] + after)
        #expect(fixture.ring.fetch(100).isEmpty)
        #expect(fixture.ring.lost == 0)
        #expect(fixture.ring.latest(1).map(\.id) == [after[79]], "what was read is kept")
    }

    @Test func `what a reader does not fetch in time is lost and counted`() throws {
        let fixture = try DecisionFixture(capacity: 4)
        fixture.ring.follow(DecisionSample(share: 1))
        let ids = try (0..<11).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.lost == 7)
        #expect(fixture.ring.fetch(2).map(\.id) == Array(ids[7...8]))
        let more = try (0..<3).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.lost == 8)
        #expect(fixture.ring.fetch(9).map(\.id) == [ids[10]] + more)
        fixture.ring.follow(nil)
        for _ in 0..<20 { try fixture.plan() }
        #expect(fixture.ring.lost == 8, "nobody wants them")
    }

    @Test(arguments: [(0, 0...0), (0.25, 380...620), (1, 2000...2000)] as [(Double, ClosedRange<Int>)])
    func `a sample is a share of the decisions, by their ids`(share: Double, expected: ClosedRange<Int>) {
        let sample = DecisionSample(share: share)
        var chance = Chance(seed: 5)
        let ids = (0..<2000).map { _ in chance.next() }
        let chosen = ids.filter { sample.takes($0) }
        #expect(expected.contains(chosen.count), "\(chosen.count)")
        #expect(chosen == ids.filter { DecisionSample(share: share).takes($0) })
    }

    @Test func `only what is in the sample is fetched, or missed`() throws {
        let fixture = try DecisionFixture(capacity: 50)
        let sample = DecisionSample(share: 0.5)
        fixture.ring.follow(sample)
        let ids = try (0..<200).map { _ in try fixture.plan().decision }
        #expect(fixture.ring.fetch(200).map(\.id) == ids.suffix(50).filter { sample.takes($0) })
        #expect(fixture.ring.lost == UInt64(ids.prefix(150).count { sample.takes($0) }))
    }
}

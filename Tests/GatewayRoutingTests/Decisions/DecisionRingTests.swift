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
        ReplyLines.writeDecision(plain, to: &lines)
        #expect(String(buffer: lines) == "x-signalbox-decision: \(DecisionID.text(plain.decision))\r\n")
        lines.clear()
        let lowered = try fixture.plan(headers: "x-signalbox-tags: x\r\n")
        ReplyLines.writeDecision(lowered, to: &lines)
        #expect(String(buffer: lines).hasSuffix("\r\nx-signalbox-degraded: standard\r\n"))
        lines.clear()
        plain.decision = 0
        ReplyLines.writeDecision(plain, to: &lines)
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
}

import GatewayCore
import Testing

@Suite struct RescuePlanTests {
    /// Every description of a broken stream, with what is asked of it.
    private static let streams: [BrokenStream] = (0..<32).map { bits in
        var stream = BrokenStream()
        stream.isDeterministic = bits & 1 != 0
        stream.isStructured = bits & 2 != 0
        stream.isUnrepeatable = bits & 4 != 0
        stream.hasToolCall = bits & 8 != 0
        stream.hasLogprobs = bits & 16 != 0
        return stream
    }

    private static let changes: [String: @Sendable (inout BrokenStream) -> Void] = [
        "plain": { _ in },
        "deterministic": { $0.isDeterministic = true },
        "structured": { $0.isStructured = true },
        "deterministic structured": {
            $0.isDeterministic = true
            $0.isStructured = true
        },
        "tool call": { $0.hasToolCall = true },
        "logprobs": { $0.hasLogprobs = true },
        "unrepeatable": { $0.isUnrepeatable = true },
    ]

    @Test(
        arguments: [
            (.auto, "plain", true, [.prefill, .instruction]), (.auto, "plain", false, [.instruction]),
            (.auto, "deterministic", true, [.restart, .prefill, .instruction]),
            (.auto, "deterministic", false, [.restart, .instruction]), (.auto, "structured", true, [.restart]),
            (.auto, "deterministic structured", true, [.restart]), (.auto, "tool call", true, [.restart]),
            (.auto, "logprobs", true, [.restart]), (.auto, "unrepeatable", true, []),
            (.restart, "plain", true, [.restart]), (.restart, "structured", false, [.restart]),
            (.restart, "unrepeatable", true, []), (.continue, "plain", true, [.prefill, .instruction]),
            (.continue, "deterministic", true, [.prefill, .instruction]),
            (.continue, "plain", false, [.instruction]), (.continue, "structured", true, []),
            (.continue, "tool call", true, []), (.continue, "logprobs", true, []),
            (.continue, "unrepeatable", true, []), (.hold, "plain", true, [.prefill, .instruction]),
            (.hold, "deterministic", false, [.restart, .instruction]), (.hold, "tool call", true, [.restart]),
            (.off, "plain", true, []), (.off, "deterministic", true, []),
        ] as [(RescueMode, String, Bool, [RescueWay])]
    )
    func `mode and stream decide the ways`(mode: RescueMode, what: String, canPrefill: Bool, ways: [RescueWay]) throws {
        let change = try #require(Self.changes[what])
        var stream = BrokenStream()
        change(&stream)
        #expect(RescuePlan(mode, stream).ways(canPrefill: canPrefill) == ways)
    }

    @Test(arguments: RescueMode.allCases, [true, false])
    func `no two answers are spliced where that would show`(mode: RescueMode, canPrefill: Bool) {
        for stream in Self.streams {
            let ways = RescuePlan(mode, stream).ways(canPrefill: canPrefill)
            #expect(Set(ways).count == ways.count, "\(stream)")
            #expect(ways.isEmpty || mode != .off && !stream.isUnrepeatable, "\(stream)")
            #expect(canPrefill || !ways.contains(.prefill), "\(stream)")
            let isWhole = stream.isStructured || stream.hasToolCall || stream.hasLogprobs
            #expect(!isWhole || ways.allSatisfy { $0 == .restart }, "\(stream)")
            // A restart of a sampled answer would diverge; it is tried only where nothing else can be.
            let isTried = ways.contains(.restart) && mode != .restart
            #expect(!isTried || isWhole || stream.isDeterministic, "\(stream)")
            #expect(!ways.contains(.restart) || ways.first == .restart, "\(stream)")
        }
    }

    @Test func `holding back decides like auto`() {
        for stream in Self.streams {
            for canPrefill in [true, false] {
                let held = RescuePlan(.hold, stream).ways(canPrefill: canPrefill)
                #expect(held == RescuePlan(.auto, stream).ways(canPrefill: canPrefill))
            }
        }
    }

    @Test func `metrics know two modes`() {
        #expect(RescueWay.allCases.map(\.label.description) == ["restart", "continue", "continue"])
    }
}

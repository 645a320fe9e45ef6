import GatewayRouting
import GatewayWire
import Testing

/// The outline against a slow one over a tree, for many bodies in many spellings.
@Suite struct RequestOutlinePropertyTests {
    /// What of an outline does not depend on how a body is spelled.
    private static func meaning(_ outline: RequestOutline) -> [String] {
        [
            "\(outline.features.rawValue)", "\(String(describing: outline.effort))", "\(outline.imageCount)",
            "\(outline.conversation.turns)", "\(outline.conversation.messageCount)",
            "\(outline.conversation.roles.rawValue)", "\(String(describing: outline.conversation.lastRole))",
            "\(outline.answerTokens)", "\(outline.tokenCount)",
        ]
    }

    private static func compare(_ sample: OutlineSample, _ tree: JSONValue, _ seed: UInt64) {
        let reference = ReferenceOutline(chat: tree)
        let outline = sample.outline
        #expect(outline.features == reference.features, "seed \(seed)")
        #expect(outline.effort == reference.effort, "seed \(seed)")
        #expect(outline.imageCount == reference.images, "seed \(seed)")
        #expect(outline.conversation.turns == reference.turns, "seed \(seed)")
        #expect(outline.conversation.messageCount == reference.roles.count, "seed \(seed)")
        let (text, scratch) = sample.prompt()
        #expect(scratch.isTruncated || text == reference.prompt.joined(separator: "\n"), "seed \(seed)")
    }

    @Test func `a body is outlined as its tree says`() throws {
        for seed in 1...1500 as ClosedRange<UInt64> {
            var chat = RandomChat(seed: seed)
            let tree = chat.body()
            let plain = LooseWriter.write(tree, seed: seed)
            // Shuffled members that have one name twice may have changed their meaning.
            let written = try JSONValue.parse(plain.span.bytes)
            Self.compare(try OutlineSample(plain), written, seed)
        }
    }

    @Test func `order of members, space and escapes change nothing`() throws {
        var compared = 0
        for seed in 1...400 as ClosedRange<UInt64> {
            var chat = RandomChat(seed: seed)
            let tree = chat.body()
            guard !Self.hasTwins(tree) else { continue }
            let first = try OutlineSample(LooseWriter.write(tree, seed: 1))
            compared += 1
            for spelling in 2...6 as ClosedRange<UInt64> {
                let other = try OutlineSample(LooseWriter.write(tree, seed: seed &* 31 &+ spelling))
                #expect(Self.meaning(other.outline) == Self.meaning(first.outline), "seed \(seed)")
                #expect(other.prompt().text == first.prompt().text, "seed \(seed)")
                #expect(
                    other.text(other.outline.instructions).text == first.text(first.outline.instructions).text,
                    "seed \(seed)"
                )
            }
        }
        #expect(compared > 200)
    }

    /// Whether an object has one name twice, so that the order of members counts.
    private static func hasTwins(_ tree: JSONValue) -> Bool {
        if let members = tree.members {
            guard Set(members.map(\.name)).count == members.count else { return true }
            return members.contains { Self.hasTwins($0.value) }
        }
        return (tree.elements ?? []).contains { Self.hasTwins($0) }
    }

    @Test func `of twins the last one counts`() throws {
        let sample = try OutlineSample.chat(
            #""stop":"x","stop":null,"reasoning_effort":"high","reasoning_effort":"none","response_format":{"type":"json_schema","type":"text"}"#,
            messages: #"{"role":"assistant","role":"user","content":[{"type":"image_url"}],"content":"words"}"#
        )
        #expect(sample.outline.features == [])
        #expect(sample.outline.effort == ReasoningEffort.none)
        #expect(sample.outline.conversation.turns == 1)
        #expect(sample.prompt().text == "words")
    }

    @Test func `whatever the scan accepts is outlined as its tree says`() throws {
        var accepted = 0
        for seed in 1...6000 as ClosedRange<UInt64> {
            var chat = RandomChat(seed: seed % 500)
            var bytes = LooseWriter.write(chat.body(), seed: seed)
            var random = SplitMix64(seed: seed)
            Self.mutate(&bytes, &random)
            guard let sample = try? OutlineSample(bytes) else { continue }
            accepted += 1
            Self.compare(sample, try JSONValue.parse(bytes.span.bytes), seed)
        }
        #expect(accepted > 1500)
    }

    @Test func `a scan of other bytes leads to no crash`() throws {
        for seed in 1...3000 as ClosedRange<UInt64> {
            var chat = RandomChat(seed: seed)
            let bytes = LooseWriter.write(chat.body(), seed: seed)
            let scan = try RequestScan.scan(bytes.span.bytes, for: .chatCompletions)
            var random = SplitMix64(seed: seed)
            var other = bytes
            for _ in 0..<Int.random(in: 1...30, using: &random) { Self.mutate(&other, &random) }
            if other.count < bytes.count, seed % 2 == 0 { other += bytes.suffix(bytes.count - other.count) }
            for endpoint in RequestEndpoint.allCases {
                let outline = RequestOutline.read(other.span.bytes, scan: scan, endpoint: endpoint, seed: 1)
                for budget in [64, 8192] {
                    var text = PromptText(budget: budget)
                    text.read(outline.prompt, in: other.span.bytes)
                    text.read(outline.instructions, in: bytes.span.bytes)
                }
            }
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = Array("\"\\{}[]:,0tun ".utf8).randomElement(using: &random) ?? 0
        case 1: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(Array("\\\"n1 ".utf8).randomElement(using: &random) ?? 0, at: place)
        default:
            let length = min(Int.random(in: 1...12, using: &random), bytes.count - place)
            let from = Int.random(in: 0...(bytes.count - length), using: &random)
            bytes.replaceSubrange(place..<place + length, with: Array(bytes[from..<from + length]))
        }
    }
}

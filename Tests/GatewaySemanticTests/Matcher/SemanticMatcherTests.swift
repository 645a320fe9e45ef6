import GatewaySemantic
import Testing

@Suite struct SemanticMatcherTests {
    private static let question = "How do I install the printer driver on my laptop?"
    private static let reworded = "How can I install the printer driver on my laptop?"

    @Test func `a reworded prompt finds the answer of the stored one`() throws {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.question, 7)
        let hit = try #require(matcher.find(Self.reworded).hit)
        #expect(hit.answer == MatcherFixture.answer(7))
        #expect(hit.text == Self.question)
        #expect(!hit.isSameText)
        #expect(hit.score != nil && hit.features != nil && hit.verdict?.decision == .hit)
        #expect(hit.evidence(isWrong: true)?.isWrong == true)
    }

    @Test func `vectors of another space find candidates and have no say beyond that`() throws {
        let own = MatcherFixture.matcher()
        let parts = SemanticMatcher.Parts(
            embedder: OneDirection(),
            scale: HashedEmbedder(),
            words: HashedEmbedder(),
            guards: Guards(),
            verifier: own.parts.verifier
        ) { _ in "en" }
        let other = SemanticMatcher(parts)
        own.keep(Self.question, 7)
        other.keep(Self.question, 7)
        let (left, right) = (own.find(Self.reworded).candidates[0], other.find(Self.reworded).candidates[0])
        #expect(right.similarity == 1 && left.similarity < 1)
        let (mine, theirs) = (try #require(left.features), try #require(right.features))
        #expect(abs(mine[.cosine] - theirs[.cosine]) < 0.001)
    }

    @Test func `a prompt never meets an entry of another namespace`() {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.question, 7, in: MatcherFixture.there)
        #expect(matcher.find(Self.question).hit == nil)
        #expect(matcher.find(Self.question).candidates.isEmpty)
        #expect(matcher.find(Self.question, in: MatcherFixture.there).hit?.isSameText == true)
    }

    @Test(arguments: 1...20)
    func `whatever is stored and asked, hits stay in their namespace`(seed: Int) {
        var chance = MatcherChance(seed: UInt64(seed))
        let matcher = MatcherFixture.matcher()
        let words = ["install", "printer", "laptop", "remove", "driver", "phone", "copy", "file", "mail"]
        func text() -> String {
            "How do I " + (0..<3).map { _ in words.randomElement(using: &chance) ?? "" }.joined(separator: " ")
        }
        for number in 0..<60 {
            let place = UInt64.random(in: 0..<4, using: &chance)
            matcher.keep(text(), Int(place) * 1000 + number, in: SemanticKey(place, 0, 0, 0))
        }
        for _ in 0..<60 {
            let place = UInt64.random(in: 0..<4, using: &chance)
            for candidate in matcher.find(text(), in: SemanticKey(place, 0, 0, 0)).candidates {
                #expect(candidate.answer.d / 1000 == place, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 1...20)
    func `a prompt with another number never hits`(seed: Int) {
        var chance = MatcherChance(seed: UInt64(seed))
        let matcher = MatcherFixture.matcher()
        let stored = Int.random(in: 2...5000, using: &chance)
        var other = Int.random(in: 2...5000, using: &chance)
        if other == stored { other += 1 }
        matcher.keep("How far can I drive with \(stored) litres of petrol?", 1)
        #expect(matcher.find("How far can I drive with \(other) litres of petrol?").hit == nil, "seed \(seed)")
        #expect(matcher.find("How far can I drive with \(stored) litres of petrol").hit != nil, "seed \(seed)")
    }

    @Test func `an explanation has every refusal and the figures of the others`() {
        let matcher = MatcherFixture.matcher()
        matcher.keep("Enable 3 alarms before Monday", 1)
        let refused = matcher.find("Disable 4 alarms before Monday", explains: true)
        #expect(refused.hit == nil)
        #expect((refused.candidates.first?.refusals.count ?? 0) >= 2)
        #expect(refused.candidates.first?.features == nil)
        #expect(matcher.find("Disable 4 alarms before Monday").candidates.first?.refusals.count == 1)
    }

    @Test func `the entry with the same text is served before all others`() {
        let matcher = MatcherFixture.matcher()
        for number in 0..<4 { matcher.keep(number == 2 ? Self.question : Self.reworded, number) }
        #expect(matcher.find(Self.question).hit?.answer == MatcherFixture.answer(2))
    }

    @Test func `a policy that serves nothing names the candidate worth comparing`() throws {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.question, 7)
        let prompt = try #require(matcher.read(Self.reworded))
        let result = matcher.lookup(prompt, in: MatcherFixture.here, policy: MatcherFixture.exploreAll, at: 0)
        #expect(result.hit == nil)
        #expect(result.explored?.answer == MatcherFixture.answer(7))
    }

    @Test func `an entry is served until it expires`() {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.question, 7, expires: 100)
        #expect(matcher.find(Self.reworded, at: 99).hit != nil)
        #expect(matcher.find(Self.reworded, at: 100).hit == nil)
    }

    @Test func `crowding is the likeness of the fifth candidate`() {
        let matcher = MatcherFixture.matcher()
        for number in 0..<4 { matcher.keep("\(Self.question) \(["Please", "Thanks", "Now", "Today"][number])", number) }
        #expect(matcher.find(Self.question).crowding == 0)
        matcher.keep("Tell me how to install the printer driver on my laptop", 9)
        let result = matcher.find(Self.question)
        #expect(result.candidates.count == 5)
        #expect(result.crowding == result.candidates.last?.similarity)
    }

    @Test func `texts that have nothing to compare or are too long are not read`() {
        let matcher = MatcherFixture.matcher(.init(textBytes: 100))
        #expect(matcher.read("   ") == nil)
        #expect(matcher.read(String(repeating: "word ", count: 30)) == nil)
        #expect(matcher.read("word", vector: [1, 2]) == nil)
        #expect(matcher.read("word") != nil)
    }
}

import GatewaySemantic
import Synchronization
import Testing

@Suite struct SemanticMatcherWritingTests {
    private static func text(_ number: Int) -> String {
        let words = ["printer", "garden", "invoice", "guitar", "passport", "kitchen", "router", "album"]
        return "How do I repair the \(words[number % 8]) of neighbour number \(number)?"
    }

    @Test func `beyond the bound the entry that was not used for longest goes`() {
        let matcher = MatcherFixture.matcher(.init(entries: 3))
        for number in 0..<3 { matcher.keep(Self.text(number), number) }
        #expect(matcher.find(Self.text(0)).hit != nil)
        matcher.keep(Self.text(3), 3)
        #expect(matcher.count == 3)
        #expect(matcher.find(Self.text(0)).hit != nil)
        #expect(matcher.find(Self.text(1)).hit == nil)
        #expect(matcher.find(Self.text(3)).hit != nil)
    }

    @Test func `bytes are bounded, and nothing is left when everything goes`() {
        let matcher = MatcherFixture.matcher(.init(bytes: 20_000))
        for number in 0..<500 { matcher.keep(Self.text(number), number, in: SemanticKey(UInt64(number % 5), 0, 0, 0)) }
        #expect(matcher.bytes <= 20_000)
        #expect(matcher.count > 10 && matcher.count < 60)
        #expect(matcher.namespaces == 5)
        for number in 0..<500 {
            matcher.remove(MatcherFixture.answer(number), in: SemanticKey(UInt64(number % 5), 0, 0, 0))
        }
        #expect(matcher.count == 0)
        #expect(matcher.bytes == 0)
        #expect(matcher.namespaces == 0)
    }

    @Test func `an entry that is larger than the bound is not stored`() {
        #expect(!MatcherFixture.matcher(.init(bytes: 100)).keep(Self.text(1), 1))
        #expect(!MatcherFixture.matcher(.init(entries: 0)).keep(Self.text(1), 1))
    }

    @Test func `one answer has one entry`() {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.text(1), 7)
        matcher.keep(Self.text(2), 7)
        #expect(matcher.count == 1)
        #expect(matcher.find(Self.text(1)).hit == nil)
        #expect(matcher.find(Self.text(2)).hit != nil)
    }

    @Test func `a removed entry is not found, by answer or by namespace`() {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.text(1), 1)
        matcher.keep(Self.text(2), 2)
        matcher.keep(Self.text(2), 2, in: MatcherFixture.there)
        #expect(matcher.remove(MatcherFixture.answer(1), in: MatcherFixture.here))
        #expect(!matcher.remove(MatcherFixture.answer(1), in: MatcherFixture.here))
        #expect(matcher.find(Self.text(1)).hit == nil)
        #expect(matcher.remove(namespace: MatcherFixture.here) == 1)
        #expect(matcher.remove(namespace: MatcherFixture.here) == 0)
        #expect(matcher.find(Self.text(2)).hit == nil)
        #expect(matcher.find(Self.text(2), in: MatcherFixture.there).hit != nil)
    }

    @Test func `evidence reaches the policy, and only that of the entry`() throws {
        let risks = [Float](repeating: 0.01, count: AcceptanceBucket.count * RiskTable.bands)
        let policy = BoundedAcceptance(risks: risks, limit: 0.02)
        let matcher = MatcherFixture.matcher()
        for number in 1...2 { matcher.keep(Self.text(number), number) }
        func isServed(_ number: Int) -> Bool {
            guard let prompt = matcher.read(Self.text(number)) else { return false }
            return matcher.lookup(prompt, in: MatcherFixture.here, policy: policy, at: 0).hit != nil
        }
        #expect(isServed(1) && isServed(2))
        for _ in 0..<3 {
            matcher.note(MatcherFixture.answer(1), in: MatcherFixture.here, isWrong: true, similarity: 0.9)
        }
        #expect(!matcher.note(MatcherFixture.answer(1), in: MatcherFixture.there, isWrong: true, similarity: 0.9))
        #expect(!isServed(1) && isServed(2))
    }

    @Test func `observations are kept for the rule that fits each entry, if asked to`() throws {
        let matcher = MatcherFixture.matcher()
        matcher.keep(Self.text(1), 1)
        let prompt = try #require(matcher.read(Self.text(1)))
        func isServed(keeps: Bool) -> Bool {
            for number in 0..<8 {
                let isWrong = number % 2 == 0
                matcher.note(
                    MatcherFixture.answer(1),
                    in: MatcherFixture.here,
                    isWrong: isWrong,
                    similarity: isWrong ? 0.5 : 0.99,
                    keepsObservations: keeps
                )
            }
            let rule = EntryAcceptance(most: 1)
            return matcher.lookup(prompt, in: MatcherFixture.here, policy: rule, at: 0, chance: 0.99).hit != nil
        }
        #expect(!isServed(keeps: false))
        #expect(isServed(keeps: true))
    }

    @Test func `a snapshot read into another matcher finds the same, evidence and order included`() {
        let matcher = MatcherFixture.matcher()
        for number in 0..<20 { matcher.keep(Self.text(number), number, expires: 1000 + Int64(number)) }
        matcher.note(MatcherFixture.answer(3), in: MatcherFixture.here, isWrong: true, similarity: 0.9)
        _ = matcher.find(Self.text(0))
        let entries = matcher.snapshot()
        #expect(entries.last?.answer == MatcherFixture.answer(0))
        let other = MatcherFixture.matcher()
        for entry in entries { #expect(other.insert(entry)) }
        #expect(other.snapshot() == entries)
        for number in 0..<20 { #expect(other.find(Self.text(number)).hit?.answer == MatcherFixture.answer(number)) }
    }

    @Test func `threads that store, look up and remove at once leave a table that agrees with itself`() async {
        let matcher = MatcherFixture.matcher(.init(entries: 200))
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    var chance = MatcherChance(seed: UInt64(worker))
                    for _ in 0..<300 {
                        let number = Int.random(in: 0..<400, using: &chance)
                        let place = SemanticKey(UInt64(number % 3), 0, 0, 0)
                        switch Int.random(in: 0..<4, using: &chance) {
                        case 0: matcher.remove(MatcherFixture.answer(number), in: place)
                        case 1: _ = matcher.find(Self.text(number), in: place)
                        default: matcher.keep(Self.text(number), number, in: place)
                        }
                    }
                }
            }
        }
        let entries = matcher.snapshot()
        #expect(entries.count == matcher.count)
        #expect(matcher.count <= 200)
        for entry in entries {
            let number = Int(entry.answer.d)
            #expect(matcher.find(Self.text(number), in: entry.namespace).hit?.answer == entry.answer)
        }
    }
}

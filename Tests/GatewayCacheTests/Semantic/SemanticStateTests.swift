import GatewayCore
import GatewaySemantic
import GatewayWire
import Testing

@testable import GatewayCache

@Suite("What the process has for answers by meaning")
struct SemanticStateTests {
    private static let now: Int64 = 1_800_000_000_000

    /// Settings by which guards alone decide what is no candidate for ever.
    private static func settings(_ change: (inout GroupSemanticSettings) -> Void = { _ in }) -> GroupSemanticSettings {
        var settings = GroupSemanticSettings()
        settings.compared = .conversation
        settings.acceptance = .perEntry
        change(&settings)
        return settings
    }

    @Test func `a group stays what it is when its frequent questions change, and learns anew for the rest`() throws {
        let state = try SemanticFixture.state()
        let group = state.group("g", Self.settings())
        var questions = FrequentQuestions(path: "f")
        questions.answers = [.init(name: "a", text: "A")]
        questions.wordings = [.init(text: "One?", answer: 0), .init(text: "Two?", answer: nil)]
        #expect(state.group("g", Self.settings { $0.frequent = questions }) === group)
        #expect(group.shelf.questions == questions)
        #expect(state.group("g", Self.settings()) === group && group.shelf.questions == nil)
        #expect(state.group("g", Self.settings { $0.maxWrong = 0.2 }) !== group)
        #expect(state.group("h", Self.settings()) !== group)
    }

    @Test(arguments: [
        (true, false, 0.1, 1.0), (false, false, 0.1, 0.1), (false, true, 0.1, 1), (true, true, 0.1, 1),
        (false, false, 0, 1), (false, false, 1, 1),
    ])
    func `a compared miss counts for as many requests as a compared hit`(
        isHit: Bool,
        isOff: Bool,
        verified: Double,
        weight: Double
    ) {
        #expect(MeaningGroup.weight(isHit: isHit, isOff: isOff, verified: verified) == weight)
    }

    @Test func `questions of purged answers are forgotten in all groups, and no others`() throws {
        let state = try SemanticFixture.state()
        let groups = ["g", "h"].map { state.group($0, Self.settings()) }
        for (place, group) in groups.enumerated() {
            for number in 0..<20 {
                let prompts = group.matchers.map { $0.read("What is thing \(number) of \(place)?") }
                let answer = SemanticKey(CacheKey.number(number * 2 + place))
                let namespace = SemanticKey(CacheKey.number(1_000 + number % 3))
                group.insert(prompts, in: namespace, answer: answer, expires: .max)
            }
        }
        state.forget([.number(0), .number(2), .number(39), .number(77)])
        #expect(groups.map { $0.matchers[0].count } == [18, 19])
        let left = groups[0].matchers[0].snapshot().map(\.answer)
        #expect(!left.contains(SemanticKey(CacheKey.number(0))) && left.contains(SemanticKey(CacheKey.number(4))))
    }

    private static let talk = [
        ChatTurn(role: .user, text: "How many days are there in 3 weeks?"),
        ChatTurn(role: .assistant, text: "There are 21 days."),
        ChatTurn(role: .user, text: "And what is the capital of France?"),
    ]

    private static func changed(_ place: Int, _ text: String, role: ChatTurn.Role? = nil) -> [ChatTurn] {
        var talk = Self.talk
        talk[place] = ChatTurn(role: role ?? talk[place].role, text: text)
        return talk
    }

    @Test(arguments: [
        (talk, true),
        (changed(2, "and what is the capital of France"), true),
        (changed(0, "How many days are there in 5 weeks?"), false),
        (changed(1, "There are 22 days."), false),
        (changed(2, "And what is the capital of Italy?"), false),
        (changed(1, "There are 21 days.", role: .user), false),
        (Array(talk.dropFirst()), false),
        (talk + [ChatTurn(role: .user, text: "And what is the capital of France?")], false),
        (Array(talk.prefix(1)), false),
    ])
    func `conversations agree turn by turn`(asked: [ChatTurn], agrees: Bool) throws {
        let group = try SemanticFixture.state().group("g", Self.settings())
        let (asked, stored) = (ChatTurn.text(of: asked), ChatTurn.text(of: Self.talk))
        #expect(group.agrees(asked, with: stored, in: group.matchers[0], at: Self.now) == agrees)
        #expect(group.agrees(stored, with: asked, in: group.matchers[0], at: Self.now) == agrees)
    }

    @Test func `a turn that the group would not answer by itself ends it, and last turns are not parted`() throws {
        let state = try SemanticFixture.state()
        let bound = state.group("g", Self.settings { $0.acceptance = .bound })
        let (asked, stored) = (
            ChatTurn.text(of: Self.changed(2, "And the biggest city there?")), ChatTurn.text(of: Self.talk)
        )
        #expect(!bound.agrees(asked, with: stored, in: bound.matchers[0], at: Self.now))
        let last = state.group("h", Self.settings { $0.compared = .lastTurn })
        #expect(last.agrees(asked, with: stored, in: last.matchers[0], at: Self.now))
    }
}

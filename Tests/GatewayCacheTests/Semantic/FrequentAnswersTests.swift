import GatewayCore
import GatewaySemantic
import NIOCore
import Testing

@testable import GatewayCache

@Suite("Answers to frequent questions")
struct FrequentAnswersTests {
    private static let topics = [
        ("hours", ["open", "shop", "hours", "close", "sunday", "morning"]),
        ("card", ["card", "lost", "stolen", "block", "bank", "wallet"]),
        ("balance", ["balance", "account", "money", "much", "left", "savings"]),
    ]
    private static let others = ["weather", "joke", "poem", "football", "recipe", "song", "planet"]

    private static func prompt(of words: [String], _ random: inout CacheRandom) -> String {
        let fill = ["please", "tell", "me", "what", "about", "the", "my", "is", "can", "you"]
        let said = words.shuffled(using: &random).prefix(3) + fill.shuffled(using: &random).prefix(3)
        return said.shuffled(using: &random).joined(separator: " ")
    }

    private static func questions(strays: Int = 300) -> FrequentQuestions {
        var random = CacheRandom(seed: 5)
        var questions = FrequentQuestions(path: "f")
        questions.outside = 0.3
        for (place, topic) in self.topics.enumerated() {
            questions.answers.append(.init(name: topic.0, text: "About \(topic.0)."))
            for _ in 0..<200 {
                questions.wordings.append(.init(text: self.prompt(of: topic.1, &random), answer: place))
            }
        }
        for _ in 0..<strays {
            questions.wordings.append(.init(text: self.prompt(of: self.others, &random), answer: nil))
        }
        return questions
    }

    private static func answers(_ questions: FrequentQuestions, most: Double = 0.05) -> FrequentAnswers {
        FrequentAnswers(
            questions,
            group: "help",
            embedder: WordEmbedder(),
            language: { _ in "en" },
            most: most,
            confidence: 0.95,
            now: 1_800_000_000_000
        )
    }

    @Test func `new wordings are answered, and what has no answer is left to the model`() throws {
        let answers = Self.answers(Self.questions())
        #expect(try #require(answers.calibration).upper <= 0.05)
        var random = CacheRandom(seed: 99)
        var (hits, wrong) = (0, 0)
        for _ in 0..<200 {
            for (place, topic) in Self.topics.enumerated() {
                guard let match = answers.find(Self.prompt(of: topic.1, &random)) else { continue }
                hits += 1
                wrong += match.answer == place ? 0 : 1
            }
            if answers.find(Self.prompt(of: Self.others, &random)) != nil { wrong += 1 }
        }
        #expect(hits > 450 && wrong <= 22)
    }

    @Test func `a wording as it stands is answered whatever else is known`() throws {
        let questions = Self.questions(strays: 1)
        let answers = Self.answers(questions, most: 0.001)
        #expect(answers.calibration == nil)
        let wording = questions.wordings[0].text
        #expect(answers.find("  " + wording.uppercased() + "?!") == FrequentAnswers.Match(answer: 0, similarity: 1))
        #expect(answers.find("open the shop on sunday morning") == nil)
    }

    @Test func `a text that is written down for two things is not answered as it stands`() {
        var questions = Self.questions(strays: 1)
        questions.wordings += [
            .init(text: "Is it free?", answer: 0), .init(text: "is it FREE", answer: 1),
            .init(text: "Hello there", answer: 2), .init(text: "hello, there!", answer: nil),
        ]
        let answers = Self.answers(questions, most: 0.001)
        #expect(answers.find("is it free") == nil && answers.find("Hello there") == nil)
    }

    @Test func `an answer is a whole completion, for streams as well`() throws {
        let answers = Self.answers(Self.questions())
        let match = FrequentAnswers.Match(answer: 1, similarity: 1)
        let record = answers.record(match)
        let text = String(buffer: try #require(record.json()))
        #expect(text.contains(#""content":"About card.""#) && text.contains(#""finish_reason":"stop""#))
        #expect(String(buffer: try #require(record.events(includeUsage: true))).hasSuffix("data: [DONE]\n\n"))
        #expect(answers.name(match) == "card")
    }

    @Test func `what is configured later replaces what was, and nothing else`() {
        let shelf = FrequentShelf()
        var (one, other) = (Self.questions(strays: 1), Self.questions(strays: 2))
        #expect(shelf.take(one) && !shelf.take(one) && shelf.answers == nil)
        let first = Self.answers(one)
        shelf.put(first)
        #expect(shelf.answers === first)
        #expect(shelf.take(other) && shelf.answers === first)
        shelf.put(Self.answers(one))
        #expect(shelf.answers === first)
        let second = Self.answers(other)
        shelf.put(second)
        #expect(shelf.answers === second)
        other.outside = 0.1
        one = other
        #expect(shelf.take(one))
        #expect(!shelf.take(nil) && shelf.answers == nil && shelf.questions == nil)
    }
}

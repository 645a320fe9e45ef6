import GatewayCore
import Testing

@testable import GatewayConfig

@Suite("Files of frequent questions") struct FrequentQuestionsTests {
    private static func read(_ lines: String...) throws -> FrequentQuestions {
        try FrequentQuestionsFile.read(Array(lines.joined(separator: "\n").utf8), path: "f")
    }

    private static let hours = #"{"class":"hours","answer":"At 9."}"#
    private static let opening = #"{"class":"hours","prompt":"When do you open?"}"#
    private static let joke = #"{"class":null,"prompt":"Tell me a joke"}"#

    @Test func `answers and wordings come in any order`() throws {
        let found = try Self.read(
            Self.opening,
            Self.joke,
            " ",
            #"{"class":7,"answer":"Seven","note":"x"}"#,
            #"{"prompt":"Is it 7?","class":"7"}"#,
            Self.hours,
            Self.opening
        )
        #expect(found.answers == [.init(name: "7", text: "Seven"), .init(name: "hours", text: "At 9.")])
        #expect(
            found.wordings == [
                .init(text: "When do you open?", answer: 1), .init(text: "Tell me a joke", answer: nil),
                .init(text: "Is it 7?", answer: 0),
            ]
        )
    }

    @Test(
        arguments: [
            (["{", opening], 1, "no JSON object"),
            (["[]"], 1, "no JSON object"),
            (["", #"{"prompt":"a"}"#], 2, "'class' is missing"),
            ([#"{"class":"a b","prompt":"a"}"#], 1, "'class' is missing"),
            ([#"{"class":"a","prompt":" "}"#], 1, "'prompt' is empty"),
            ([#"{"class":"a","prompt":1}"#], 1, "not one of"),
            ([#"{"class":"a","prompt":"a","answer":"b"}"#], 1, "not one of"),
            ([#"{"class":null,"answer":"b"}"#], 1, "belongs to a class"),
            ([#"{"class":"a","answer":""}"#], 1, "'answer' is empty"),
            ([hours, hours], 2, "has an answer in line 1"),
            ([opening, #"{"class":null,"prompt":"When do you open?"}"#], 2, "line 1 has this prompt"),
            ([opening, joke], 1, "'hours' has no answer"),
            ([joke, hours], 2, "'hours' has no prompt"),
            ([hours, opening], nil, "no prompt is without an answer"),
            ([joke], nil, "there is no answer"),
            ([""], nil, "there is no answer"),
        ] as [([String], Int?, String)]
    )
    func `what is wrong is told with its line`(lines: [String], line: Int?, words: String) throws {
        let problem = #expect(throws: FrequentQuestionsFile.Problem.self) {
            try FrequentQuestionsFile.read(Array(lines.joined(separator: "\n").utf8), path: "f")
        }
        #expect(problem?.line == line && problem?.message.contains(words) == true, "\(String(describing: problem))")
    }

    @Test func `prompts, answers and classes are bounded`() throws {
        let prompt = #"{"class":"hours","prompt":"\#(String(repeating: "x", count: 2_049))"}"#
        let name = #"{"class":"\#(String(repeating: "x", count: 65))","prompt":"x"}"#
        let answer = #"{"class":"hours","answer":"\#(String(repeating: "x", count: 65_537))"}"#
        for line in [prompt, name, answer] {
            #expect(throws: FrequentQuestionsFile.Problem.self) { try Self.read(line) }
        }
        let many = (0...20_000).map { #"{"class":null,"prompt":"\#($0)"}"# }.joined(separator: "\n")
        let problem = #expect(throws: FrequentQuestionsFile.Problem.self) { try Self.read(many) }
        #expect(problem?.line == 20_001)
    }

    private static func group(_ more: String) -> String {
        file(group: "    cache: {exact: true, semantic: {\(more)}}\n", rest: "cache: {semantic: {models: m}}\n")
    }

    @Test(arguments: [
        (
            "faq: /none",
            """
            f.yaml:13:42: models[0].cache.semantic.faq: the file '/none' cannot be read; \
            check that it exists and that the gateway's user may read it
            """
        ),
        (
            "faq: /blank",
            """
            f.yaml:13:42: models[0].cache.semantic.faq: blank:1: this is no JSON object; write one object on each line
            """
        ),
        (
            "faq_outside: 20%",
            """
            f.yaml:13:50: models[0].cache.semantic.faq_outside: there is no 'faq' that it could be for; \
            name its file, or remove 'faq_outside'
            """
        ),
    ])
    func `a file that cannot be used is told with its place`(more: String, error: String) {
        #expect(errors(Self.group(more)) == [error])
    }
}

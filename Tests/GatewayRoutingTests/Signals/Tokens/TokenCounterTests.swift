import Testing

@testable import GatewayRouting

struct TokenCounterTests {
    @Test(arguments: [
        ("gpt-4o-mini", TokenFamily.o200k), ("GPT-4.1", .o200k), ("gpt-5-nano", .o200k), ("gpt-oss-20b", .o200k),
        ("chatgpt-4o-latest", .o200k), ("o1", .o200k), ("o3-mini", .o200k), ("o4-mini", .o200k),
        ("openai/gpt-4o", .o200k),
        ("gpt-4", .cl100k), ("gpt-4-turbo", .cl100k), ("gpt-4-0613", .cl100k), ("gpt-3.5-turbo", .cl100k),
        ("text-embedding-3-small", .cl100k), ("meta-llama/Llama-3.3-70B", .llama), ("Qwen2.5-7B", .qwen),
        ("mistral-large-latest", .mistral), ("codestral", .mistral), ("deepseek-chat", .deepseek),
        ("claude-sonnet-4-5", .claude), ("anthropic.claude-3-haiku", .claude), ("gemini-2.5-pro", .gemini),
        ("o12", .unknown), ("gpt-45", .unknown), ("", .unknown), ("/", .unknown), ("my-model", .unknown),
    ])
    func `a model's name tells its family`(_ name: String, _ family: TokenFamily) {
        #expect(TokenFamily(model: name) == family)
    }

    @Test func `without vocabularies every count is an estimate with an error`() {
        let counter = TokenCounter()
        for family in TokenFamily.allCases {
            let count = counter.count("The quick brown fox jumps over the lazy dog.", family: family)
            #expect((8...14).contains(count.tokens), "\(family)")
            #expect(!count.isExact && count.error > 0 && count.error < 0.6)
            #expect(count.upperBound > count.tokens)
            #expect(counter.count("", family: family) == TokenCount(tokens: 0, error: 0))
            #expect(counter.count("\n", family: family).tokens >= 1)
        }
    }

    @Test func `short texts have the larger error`() {
        let counter = TokenCounter()
        let short = counter.count(String(repeating: "a b ", count: 49) + "abc", family: .claude)
        let long = counter.count(String(repeating: "a b ", count: 50), family: .claude)
        #expect(short.error == TokenWeights.claude.shortByteError)
        #expect(long.error == TokenWeights.claude.byteError)
    }

    @Test func `the characters of a text are counted by kind`() {
        let text = Array("Hé yo  12-- \n\nПр 中文 ไ ક Ե ა 😀.".utf8)
        let profile = text.withUnsafeBufferPointer { TextProfile($0) }
        let wanted: [TextProfile.Kind: Int] = [
            .words: 2, .letters: 3, .capitals: 1, .latin: 1, .blanks: 2, .digits: 2, .marks: 2, .cyrillic: 2, .han: 2,
            .thai: 1, .indic: 1, .armenian: 1, .georgian: 1, .emoji: 1,
        ]
        for kind in TextProfile.Kind.allCases { #expect(profile[kind] == wanted[kind] ?? 0, "\(kind)") }
    }

    @Test func `long runs do not hide from an estimate`() {
        for run in [" ", "\n", "=", "a"] {
            let count = TokenCounter().count(String(repeating: run, count: 100_000), family: .o200k)
            #expect(count.tokens > 1_000, "\(run.debugDescription)")
        }
    }

    @Test func `tokens are counted by kind of piece`() throws {
        let vocabulary = try TinyVocabulary.make([" yo", "xyz", "é", "12", "123"])
        let profile = vocabulary.profile("xyz yo ab 1234 !? é中")
        #expect(profile[.word] == 2 + 3)
        // Digits are counted by themselves, though three of them are a token.
        #expect(profile[.digits] == 4)
        // The space before the number, and the punctuation.
        #expect(profile[.other] == 1 + 3)
        #expect(profile[.latin] == 5)
        #expect(profile.tokens == 5 + 2 + 4 + 5)
        #expect((profile + profile).tokens == 2 * profile.tokens)
        #expect((profile + profile)[.digits] == 8)
    }

    @Test func `sums weigh the errors`() {
        let sum = TokenCount(tokens: 30, error: 0.2) + TokenCount(tokens: 10, error: 0)
        #expect(sum == TokenCount(tokens: 40, error: 0.15))
        #expect(sum.upperBound == 46)
        #expect((TokenCount(tokens: 0, error: 0) + TokenCount(tokens: 0, error: 0)).isExact)
    }
}

@Suite(.enabled(if: TokenReference.isFetched, Comment(rawValue: TokenReference.reason)))
struct TokenEstimateTests {
    @Test func `counts are exact where the vocabulary is there`() throws {
        let counter = TokenCounter(try TokenReference.vocabularies.get())
        for row in try TokenReference.rows() {
            #expect(counter.count(row.text, model: "gpt-4o") == TokenCount(tokens: row.o200k.count, error: 0))
            #expect(counter.count(row.text, model: "gpt-4") == TokenCount(tokens: row.cl100k.count, error: 0))
        }
    }

    @Test func `estimates in forty languages stay near the stated error`() throws {
        let rows = try TokenReference.rows().prefix(39)
        // Where the vocabulary is not the model's own, and where there is none.
        for counter in [TokenCounter([try TokenReference.vocabulary(.o200k)]), TokenCounter()] {
            var within = 0
            for row in rows {
                let count = counter.count(row.text, family: .cl100k)
                let off = abs(Double(count.tokens) / Double(row.cl100k.count) - 1)
                #expect(off <= 2 * count.error, "\(row.name): \(count) for \(row.cl100k.count)")
                if off <= count.error { within += 1 }
            }
            // The passages that the error was measured on had fewer of the rare scripts than this one of each.
            #expect(within >= 33, "\(within)")
        }
    }
}

import Testing

@testable import GatewayRouting

struct TokenSampleTests {
    private func sample(_ text: [UInt8], _ budget: Int) -> TokenSample {
        text.withUnsafeBufferPointer { TokenSample($0, budgetBytes: budget) }
    }

    @Test(arguments: ["word and more ", "中文", "a", " ", "😀", "\u{301}"])
    func `parts lie in order within the budget and begin at characters`(_ unit: String) {
        let text = Array(String(repeating: unit, count: 60_000).utf8)
        for budget in [0, 2_048, 5_000, 20_000, text.count - 1] {
            let sample = self.sample(text, budget)
            let total = sample.parts.reduce(0) { $0 + $1.count }
            #expect(total <= max(budget, TokenSample.leastBudget) + 12 * TokenSample.slack)
            #expect(sample.parts.count <= 12 && sample.parts.count > 1)
            #expect(sample.parts.first?.lowerBound == 0)
            #expect(sample.parts.last?.upperBound == text.count)
            for (part, next) in zip(sample.parts, sample.parts.dropFirst()) {
                #expect(part.upperBound <= next.lowerBound)
            }
            for part in sample.parts { #expect(text[part.lowerBound] & 0xC0 != 0x80) }
        }
    }

    @Test func `a text within the budget is counted whole`() throws {
        let text = Array(repeating: UInt8(0x61), count: 4096)
        #expect(self.sample(text, 4096).parts == [0..<4096])
        let counter = TokenCounter([try TinyVocabulary.make(["aa"])])
        let count = text.withUnsafeBufferPointer { counter.countSampled($0, family: .o200k, budgetBytes: 4096) }
        #expect(count == TokenCount(tokens: 2048, error: 0))
        #expect(counter.countSampled("", family: .o200k) == TokenCount(tokens: 0, error: 0))
    }

    @Test func `an even text is extrapolated closely and never called exact`() throws {
        let counter = TokenCounter([try TinyVocabulary.make()])
        let text = String(repeating: "some text ", count: 50_000)
        let count = counter.countSampled(text, family: .o200k)
        #expect(abs(count.tokens - 500_000) <= 2_000)
        #expect(!count.isExact && count.error < 0.02)
    }

    @Test func `an uneven text has a larger error that covers what is missed`() throws {
        let counter = TokenCounter([try TinyVocabulary.make(["aa"])])
        var text = ""
        var chance = SplitMix64(seed: 9)
        while text.utf8.count < 400_000 {
            let unit = Bool.random(using: &chance) ? "aaaaaaaa" : "bbbbbbbb"
            text += String(repeating: unit, count: Int.random(in: 10...4_000, using: &chance)) + "\n"
        }
        let exact = counter.count(text, family: .o200k)
        let count = counter.countSampled(text, family: .o200k)
        #expect(count.error > 0.1)
        #expect(abs(Double(count.tokens) / Double(exact.tokens) - 1) <= count.error)
    }

    @Test func `an estimate's own error is added`() {
        let text = String(repeating: "some text ", count: 5_000)
        let count = TokenCounter().countSampled(text, family: .claude)
        #expect(count.error > TokenWeights.claude.byteError)
    }
}

struct ChatTokensTests {
    @Test func `messages, names and the reply are framed`() {
        let request = ChatTokens.request(content: TokenCount(tokens: 100, error: 0), messages: 2, names: 1)
        #expect(request.tokens == 100 + 2 * 4 + 1 + 3)
        #expect(!request.isExact && request.error < 0.02)
        #expect(ChatTokens.frame(hasName: true) == ChatTokens.frame() + 1)
    }

    @Test func `tools add their text and an error`() {
        let content = TokenCount(tokens: 10, error: 0)
        let plain = ChatTokens.request(content: content, messages: 1)
        let tools = ChatTokens.request(content: content, messages: 1, tools: [TokenCount(tokens: 50, error: 0)])
        #expect(tools.tokens == plain.tokens + 50 + ChatTokens.perTool + ChatTokens.perToolList)
        #expect(tools.error > plain.error)
    }
}

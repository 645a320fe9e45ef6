import GatewayRouting
import Testing

struct PromptSampleTests {
    private func sample(_ text: String, budget: Int) -> PromptSample {
        var text = text
        return text.withUTF8 { PromptSample($0, budget: budget) }
    }

    @Test(arguments: [0, 1, 999, 1000])
    func `a text within the budget is taken whole`(_ count: Int) {
        let sample = self.sample(String(repeating: "a", count: count), budget: 1000)
        #expect(sample.head == 0..<count)
        #expect(sample.tail.isEmpty && sample.instruction.isEmpty)
    }

    @Test(arguments: [1001, 5000, 1_000_000])
    func `head, instruction and tail stay within the budget and in order`(_ count: Int) {
        let sample = self.sample(String(repeating: "abcd efg?\n", count: count / 10 + 1), budget: 1000)
        #expect(sample.head.count + sample.instruction.count + sample.tail.count <= 1000)
        #expect(sample.head.lowerBound == 0)
        #expect(sample.head.upperBound <= sample.instruction.lowerBound)
        #expect(sample.instruction.upperBound <= sample.tail.lowerBound)
    }

    @Test(arguments: ["é", "語", "🙂"])
    func `cuts lie between scalars`(_ letter: String) {
        let text = "x" + String(repeating: letter, count: 2000)
        let sample = self.sample(text, budget: 1001)
        let bytes = Array(text.utf8)
        #expect(bytes[sample.tail.lowerBound] & 0xC0 != 0x80)
        #expect(sample.head.upperBound == bytes.count || bytes[sample.head.upperBound] & 0xC0 != 0x80)
    }

    @Test func `an instruction between two long texts is found`() {
        let filler = String(repeating: "The old hall was full that evening and nobody had a seat. ", count: 120)
        let text = filler + "\n\nCan you summarize the story above and below?\n\n" + filler
        let sample = self.sample(text, budget: 4096)
        let found = String(decoding: Array(text.utf8)[sample.instruction], as: UTF8.self)
        #expect(found == "Can you summarize the story above and below?")
    }

    @Test func `an instruction at the end of a megabyte is still seen`() {
        let filler = String(repeating: "The old hall was full that evening and nobody had a seat. ", count: 20_000)
        #expect(Signals().guess(filler + "\n\nSummarize the text above in three sentences.").task == .summarization)
        #expect(Signals().guess("Translate the text into French.\n\n" + filler).task == .translation)
    }
}

/// Which parts of a long text are looked at: its start, its end, and a short paragraph between that reads like an
/// instruction. The cost does not grow with the text: only windows next to the start and the end are searched.
package struct PromptSample: Sendable {
    /// The start of the text.
    package var head: Range<Int>
    /// A paragraph between them that ends with a colon or a question mark; empty when none was found.
    package var instruction: Range<Int>
    /// The end of the text.
    package var tail: Range<Int>

    /// Bytes next to head and tail in which an instruction is searched.
    static let window = 16 * 1024
    private static let longestInstruction = 400

    /// Picks ranges of together at most `budget` bytes, cut between scalars.
    package init(_ text: UnsafeBufferPointer<UInt8>, budget: Int = PromptScratch.sampleBytes) {
        guard text.count > budget else {
            self.head = 0..<text.count
            self.instruction = text.count..<text.count
            self.tail = text.count..<text.count
            return
        }
        let reserve = min(Self.longestInstruction, budget / 4)
        let half = (budget - reserve) / 2
        self.head = 0..<Self.aligned(text, half)
        self.tail = Self.aligned(text, text.count - half)..<text.count
        let late = max(self.head.upperBound, self.tail.lowerBound - Self.window)..<self.tail.lowerBound
        let early = self.head.upperBound..<min(self.tail.lowerBound, self.head.upperBound + Self.window)
        self.instruction =
            Self.question(in: text, late, longest: reserve) ?? Self.question(in: text, early, longest: reserve)
            ?? self.tail.lowerBound..<self.tail.lowerBound
    }

    /// The parts as one text: the text itself when it is short enough, else copied into the scratch.
    static func contiguous(_ text: UnsafeBufferPointer<UInt8>, in scratch: PromptScratch) -> UnsafeBufferPointer<UInt8>
    {
        guard text.count > PromptScratch.sampleBytes else { return text }
        let sample = PromptSample(text)
        var count = 0
        for range in [sample.head, sample.instruction, sample.tail] where !range.isEmpty {
            if count > 0 {
                scratch.sample[count] = 0x0A
                scratch.sample[count + 1] = 0x0A
                count += 2
            }
            let part = UnsafeMutableBufferPointer(rebasing: scratch.sample[count..<count + range.count])
            _ = part.initialize(from: text[range])
            count += range.count
        }
        return UnsafeBufferPointer(rebasing: scratch.sample[0..<count])
    }

    /// Moves a cut forward to the start of a scalar; at most three bytes.
    private static func aligned(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        var index = index
        var steps = 0
        while index < text.count, steps < 3, text[index] & 0xC0 == 0x80 {
            index += 1
            steps += 1
        }
        return index
    }

    /// The last short line of a range that ends with a colon or question mark.
    private static func question(
        in text: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        longest: Int
    ) -> Range<Int>? {
        var end = range.upperBound
        var index = range.upperBound - 1
        while index >= range.lowerBound {
            if text[index] == 0x0A {
                let line = index + 1..<end
                if line.count > 12, line.count <= longest, text[end - 1] == 0x3A || text[end - 1] == 0x3F {
                    return line
                }
                end = index
            }
            index -= 1
        }
        return nil
    }
}

/// Memory of prompts already seen, by which a provider's prompt cache is imitated.
///
/// A prompt is cut into blocks of 128 tokens, and each block's hash covers everything before it. As at OpenAI, nothing
/// below 1024 tokens counts as cached. The oldest blocks are forgotten.
package struct PrefixMemory: Sendable {
    /// Tokens of a block.
    package static let blockTokens = 128
    /// Tokens from which on a prefix counts as cached.
    package static let leastTokens = 1024
    /// Blocks of one prompt that are looked at, at most.
    private static let maxBlocks = 2048

    private let capacity: Int
    private var known: Set<UInt64> = []
    private var order: [UInt64] = []
    private var next = 0

    /// An empty memory for so many blocks.
    package init(capacity: Int = 16_384) {
        self.capacity = max(1, capacity)
    }

    /// Tokens of the prompt's longest prefix that was seen before; remembers the prompt.
    package mutating func cachedTokens(of prompt: Prompt, model: String) -> Int {
        let blockBytes = Self.blockTokens * Prompt.bytesPerToken
        let blocks = min(prompt.text.count / blockBytes, Self.maxBlocks)
        let leastBlocks = Self.leastTokens / Self.blockTokens
        guard blocks >= leastBlocks else { return 0 }
        var print = Fingerprint(model)
        var cached = 0
        for block in 0..<blocks {
            for byte in prompt.text[(block * blockBytes)..<((block + 1) * blockBytes)] {
                print.add(byte: byte)
            }
            guard block + 1 >= leastBlocks else { continue }
            if self.known.contains(print.value) {
                cached = block + 1
            } else {
                self.remember(print.value)
            }
        }
        return cached * Self.blockTokens
    }

    private mutating func remember(_ hash: UInt64) {
        guard self.order.count == self.capacity else {
            self.order.append(hash)
            self.known.insert(hash)
            return
        }
        self.known.remove(self.order[self.next])
        self.order[self.next] = hash
        self.known.insert(hash)
        self.next = (self.next + 1) % self.capacity
    }
}

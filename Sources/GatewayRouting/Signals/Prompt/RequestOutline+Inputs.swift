import GatewayWire

/// Prompts of completions and inputs of embeddings: a text, several, or tokens given as numbers.
extension RequestOutline {
    mutating func readPrompt(_ value: Range<Int>?, _ json: JSONWalk, seed: UInt64) {
        guard let value else { return }
        self.readInput(value, json)
        self.conversation.turns = 1
        self.conversation.ownHash = PrefixHash.extended(PrefixHash.start(seed), by: json.bytes(value))
        self.conversation.openingHash = self.conversation.ownHash
    }

    mutating func readInput(_ value: Range<Int>?, _ json: JSONWalk) {
        guard let value else { return }
        self.prompt = value
        switch json.byte(value.lowerBound) {
        case JSONWalk.quote:
            self.addText(value.count - 2)
        case JSONWalk.openBracket:
            var numbers = 0
            _ = json.elements(at: value.lowerBound) { element in
                if json.byte(element) == JSONWalk.openBracket {
                    var own = 0
                    let end = json.elements(at: element) { item in
                        let part = ContentPart(json, at: item)
                        if part.isNumber { own += 1 }
                        return part.end
                    }
                    self.addTokens(own)
                    return end
                }
                let part = ContentPart(json, at: element)
                if part.isNumber { numbers += 1 }
                if let text = part.text { self.addText(text.count) }
                return part.end
            }
            self.addTokens(numbers)
        default:
            break
        }
        self.isCounted = self.textBytes == 0 && self.tokenCount > 0
    }

    private mutating func addText(_ bytes: Int) {
        self.textBytes += bytes
        let tokens = Self.estimate(bytes: bytes)
        self.promptTokens += tokens
        self.longestPromptTokens = max(self.longestPromptTokens, tokens)
    }

    private mutating func addTokens(_ count: Int) {
        self.tokenCount += count
        self.promptTokens += count
        self.longestPromptTokens = max(self.longestPromptTokens, count)
    }
}

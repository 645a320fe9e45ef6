import GatewayRouting

/// Classifier and scratch for tests; the tables are built once for all, the scratch is each test's own.
struct Signals {
    private static let tables = TaskClassifier()
    let classifier = Self.tables
    let scratch = PromptScratch()

    func guess(_ prompt: String) -> TaskGuess {
        var prompt = prompt
        return prompt.withUTF8 { self.classifier.classify($0, self.scratch) }
    }

    func guess(_ bytes: [UInt8]) -> TaskGuess {
        bytes.withUnsafeBufferPointer { self.classifier.classify($0, self.scratch) }
    }

    func facts(_ prompt: String) -> [String] {
        _ = self.guess(prompt)
        return self.classifier.facts(self.scratch)
    }

    func complexity(_ prompt: String, _ task: PromptTask = .knowledge) -> Complexity {
        var prompt = prompt
        return prompt.withUTF8 { ComplexityScore().score($0, task: task, self.classifier, self.scratch) }
    }
}

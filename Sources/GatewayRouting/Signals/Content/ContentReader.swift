package import GatewayWire
package import NIOCore

/// Reads what is asked for from the content of prompts; made once, shared by all loops.
package final class ContentReader: Sendable {
    private let tasks: TaskClassifier
    private let languages: LanguageDetector?
    private let complexity: ComplexityScore
    private let counter: TokenCounter

    /// Creates a reader.
    ///
    /// - Parameter counter: counts exactly what it has vocabularies for.
    package init(counter: TokenCounter = TokenCounter()) {
        self.tasks = TaskClassifier()
        self.languages = try? LanguageDetector()
        self.complexity = ComplexityScore()
        self.counter = counter
    }

    /// Whether the tokens of a family are counted, not estimated.
    package func isExact(_ family: TokenFamily) -> Bool { self.counter.vocabulary(for: family) != nil }

    /// What is read with; one per loop, or one per call away from the loop.
    package final class Scratch {
        /// The prompt's text.
        package var text = PromptText()
        var texts = PromptText(budget: ConversationTokens.budget)
        let prompt = PromptScratch()

        /// Creates a scratch.
        package init() {}
    }

    /// Reads signals.
    package func read(
        _ wants: ContentWants,
        of body: ByteBuffer,
        scan: RequestScan,
        outline: RequestOutline,
        family: TokenFamily,
        with scratch: Scratch
    ) -> ContentSignals {
        var signals = ContentSignals()
        let bytes = body.readableBytesSpan
        if !wants.isDisjoint(with: [.task, .language, .complexity]) {
            scratch.text.read(outline.prompt, in: bytes)
            scratch.text.withText { text in
                if !wants.isDisjoint(with: [.task, .complexity]) {
                    let guess = self.tasks.classify(text, scratch.prompt)
                    signals.task = guess.task
                    signals.taskConfidence = Double(guess.confidence)
                    if wants.contains(.complexity) {
                        signals.complexity = Double(self.complexity.score(task: guess.task, scratch.prompt).value)
                    }
                }
                if wants.contains(.language), let languages = self.languages {
                    let guess = languages.detect(text)
                    signals.language = guess.language
                    signals.languageConfidence = Double(guess.confidence)
                }
            }
        }
        if wants.contains(.tokens) {
            signals.tokens = ConversationTokens.count(
                bytes,
                scan: scan,
                outline: outline,
                self.counter,
                family: family,
                scratch: &scratch.texts
            )
        }
        return signals
    }
}

import GatewayRouting

extension ComplexityTrainer.Prior {
    /// The prior of the weights that ship, for a calibration that can be repeated.
    package static var shipped: Self {
        Self(
            base: 0.25,
            parts: [
                .length: 0.05, .numbers: 0.05, .manyNumbers: 0.04, .formulas: 0.08, .anyFormula: 0.08,
                .symbols: 0.06, .longWords: 0.05, .longestWord: 0.05, .namedFact: 0.06, .science: 0.04,
                .mathematics: 0.08, .logic: 0.05, .constraints: 0.06, .nesting: 0.04, .code: 0.05,
                .asked: 0.04, .askedFact: 0.04, .askedCount: 0.02, .studied: 0.05,
            ],
            floors: [
                .length: 0.03, .sentences: 0.01, .longWords: 0.02, .science: 0.01, .logic: 0.03, .constraints: 0.03,
                .names: 0.01, .law: 0.01, .quantity: 0.01, .manyNumbers: 0.02, .code: 0.02, .numbers: 0.02,
                .nesting: 0.03,
                .facts: 0.01,
            ],
            tasks: [
                .code: 0.1, .math: 0.1, .reasoning: 0.08, .knowledge: 0.12, .writing: 0.1, .extraction: 0.03,
                .summarization: 0.02, .classification: 0.02, .translation: 0.02,
            ],
            strength: 5,
            taskStrength: 25
        )
    }
}

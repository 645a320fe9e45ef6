/// The calibrated weights of `ComplexityScore`: least squares without negative weights on public benchmark prompts,
/// whose difficulty is the share of nine models that fail, pulled towards hand-set weights. What those prompts do not
/// show, such as length and conditions, keeps a small weight. Fitted by `ComplexityTrainer`.
enum ComplexityWeights {
    static let base: Float = 0.25
    static let tasks: [PromptTask: Float] = [
        .code: 0.175,
        .math: 0.099,
        .reasoning: 0.175,
        .knowledge: 0.224,
        .writing: 0.18,
        .extraction: 0.215,
        .summarization: 0.057,
        .classification: 0.177,
        .translation: 0.152,
        .chat: 0.141,
    ]
    static let parts: [ComplexityPart: Float] = [
        .length: 0.03,
        .sentences: 0.01,
        .numbers: 0.024,
        .manyNumbers: 0.02,
        .formulas: 0.073,
        .anyFormula: 0.174,
        .symbols: 0.073,
        .longWords: 0.02,
        .longestWord: 0.057,
        .names: 0.01,
        .anyName: 0.025,
        .namedFact: 0.087,
        .science: 0.01,
        .law: 0.01,
        .facts: 0.08,
        .mathematics: 0.129,
        .logic: 0.03,
        .constraints: 0.03,
        .nesting: 0.122,
        .code: 0.02,
        .quantity: 0.01,
    ]
}

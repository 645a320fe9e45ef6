/// The calibrated weights of `ComplexityScore`: least squares without negative weights on public benchmark prompts,
/// whose difficulty is the share of nine models that fail, pulled towards hand-set weights. What those prompts do not
/// show, such as length and conditions, keeps a small weight.
enum ComplexityWeights {
    static let base: Float = 0.25
    static let tasks: [PromptTask: Float] = [
        .code: 0.167,
        .math: 0.111,
        .reasoning: 0.178,
        .knowledge: 0.224,
        .writing: 0.183,
        .extraction: 0.222,
        .summarization: 0.014,
        .classification: 0.182,
        .translation: 0.154,
        .chat: 0.142,
    ]
    static let parts: [ComplexityPart: Float] = [
        .length: 0.03,
        .sentences: 0.01,
        .numbers: 0.017,
        .manyNumbers: 0.02,
        .formulas: 0.071,
        .anyFormula: 0.166,
        .symbols: 0.089,
        .longWords: 0.02,
        .longestWord: 0.057,
        .names: 0.01,
        .anyName: 0.018,
        .namedFact: 0.098,
        .science: 0.01,
        .law: 0.01,
        .facts: 0.08,
        .mathematics: 0.131,
        .logic: 0.03,
        .constraints: 0.03,
        .nesting: 0.122,
        .code: 0.02,
        .quantity: 0.01,
    ]
}

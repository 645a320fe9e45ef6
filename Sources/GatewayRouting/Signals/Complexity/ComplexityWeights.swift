/// The calibrated weights of `ComplexityScore`: least squares without negative weights on public benchmark prompts,
/// whose difficulty is the share of nine models that fail, each set of prompts weighing like any other, pulled towards
/// hand-set weights. The shares of tasks are pulled harder: how hard the questions of a set are says little of other sets
/// of that task. What those prompts do not show, such as length and conditions, keeps a small weight. Fitted by
/// `ComplexityTrainer`.
enum ComplexityWeights {
    static let base: Float = 0.25
    static let tasks: [PromptTask: Float] = [
        .code: 0.156,
        .math: 0.096,
        .reasoning: 0.179,
        .knowledge: 0.192,
        .writing: 0.173,
        .extraction: 0.199,
        .summarization: 0.044,
        .classification: 0.122,
        .translation: 0.059,
        .chat: 0.098,
    ]
    static let parts: [ComplexityPart: Float] = [
        .length: 0.03,
        .sentences: 0.01,
        .numbers: 0.02,
        .manyNumbers: 0.02,
        .formulas: 0.26,
        .anyFormula: 0.03,
        .symbols: 0.075,
        .longWords: 0.02,
        .longestWord: 0.084,
        .names: 0.01,
        .anyName: 0.012,
        .namedFact: 0.07,
        .science: 0.01,
        .law: 0.01,
        .facts: 0.01,
        .mathematics: 0.146,
        .logic: 0.03,
        .constraints: 0.03,
        .nesting: 0.03,
        .code: 0.02,
        .quantity: 0.01,
        .asked: 0.033,
        .askedFact: 0.081,
        .askedCount: 0.039,
        .studied: 0.074,
    ]
}

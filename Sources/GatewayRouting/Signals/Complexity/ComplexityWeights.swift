/// The calibrated weights of `ComplexityScore`.
enum ComplexityWeights {
    static let base: Float = 0.3
    static let tasks: [PromptTask: Float] = [.knowledge: 0.1]
    static let parts: [ComplexityPart: Float] = [.numbers: 0.1]
}

import ArgumentParser

/// Makes what signals are computed with.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the language model and the verifier, calibrate the complexity.",
        discussion: "The same input gives the same result. 'signalbox eval' judges it.",
        subcommands: [LanguageModelCommand.self, ComplexityCommand.self, VerifierCommand.self]
    )

    /// Bytes of an input file at most.
    static let mostInputBytes = 1 << 30
    /// Bytes of a language model at most.
    static let mostModelBytes = 64 << 20
}

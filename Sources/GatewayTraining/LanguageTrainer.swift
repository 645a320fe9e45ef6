import GatewayRouting

/// Trains the language model: counts the letter runs of weighted words, learns weights for the most telling ones, keeps
/// as many as the file may hold and learns on with those alone.
///
/// It runs offline. The same words, options and seed give the same bytes.
package enum LanguageTrainer {
    /// The bytes of a model.
    ///
    /// - Parameters:
    ///   - words: what to learn from.
    ///   - options: how to.
    ///   - report: is told what was done, one line at a time.
    package static func train(
        words given: LanguageTrainerWords,
        options: LanguageTrainerOptions,
        report: (String) -> Void = { _ in }
    ) -> [UInt8] {
        var words = given
        words.merge()
        words.balance(flattening: options.flattening)
        report("\(words.count) words")
        let counts = LanguageTrainerCounts(words, most: options.candidates)
        report("\(counts.runs.count) runs, \(counts.languages.count) weights")
        let descent = LanguageTrainerDescent(counts, seed: options.seed)
        descent.show(
            words,
            steps: options.firstSteps,
            from: options.rate,
            to: options.rate * 0.5,
            dropout: options.dropout
        )
        descent.prune(bytes: options.modelBytes)
        report("\(descent.runs.count) runs kept")
        descent.show(
            words,
            steps: options.lastSteps,
            from: options.rate * 0.5,
            to: options.rate * 0.05,
            dropout: options.dropout
        )
        descent.prune(bytes: options.modelBytes)
        report("\(descent.runs.count) runs written")
        return LanguageTrainerFile.write(descent)
    }
}

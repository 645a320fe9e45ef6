/// The complexity of a prompt: a weighted sum of parts, calibrated on how many of nine models failed on benchmark
/// prompts.
///
/// `value = clamp(base + task + Σ weight(part) · part)`. Parts are counts that saturate, such as `numbers / 12`, so
/// each is 0...1. No weight is negative: more numbers, conditions, formulas, nesting, length or harder words never make
/// a prompt look easier for the same task. Texts longer than `PromptScratch.sampleBytes` count by their sample, except
/// for their length.
package struct ComplexityScore: Sendable {
    /// What an empty prompt has.
    let base: Float
    /// What each task adds, by `PromptTask.rawValue`.
    let tasks: SIMD16<Float>
    /// What each part adds when it is 1.
    let weights: SIMD32<Float>

    /// The score with the weights that ship.
    package init() {
        self.init(base: ComplexityWeights.base, tasks: ComplexityWeights.tasks, weights: ComplexityWeights.parts)
    }

    /// Other weights; negative ones count as 0, which keeps the score monotone.
    package init(base: Float, tasks: [PromptTask: Float], weights: [ComplexityPart: Float]) {
        self.base = base
        var byTask = SIMD16<Float>.zero
        for (task, weight) in tasks { byTask[Int(task.rawValue)] = weight }
        var byPart = SIMD32<Float>.zero
        for (part, weight) in weights { byPart[Int(part.rawValue)] = max(0, weight) }
        self.tasks = byTask
        self.weights = byPart
    }

    /// The complexity of a prompt for a task. The scratch only lends memory.
    package func score(
        _ text: UnsafeBufferPointer<UInt8>,
        task: PromptTask,
        _ classifier: TaskClassifier,
        _ scratch: PromptScratch
    ) -> Complexity {
        classifier.scan(text, scratch)
        return self.score(task: task, scratch)
    }

    /// The complexity of the prompt that `TaskClassifier` scanned last with this scratch; costs next to nothing.
    package func score(task: PromptTask, _ scratch: PromptScratch) -> Complexity {
        let parts = Self.parts(scratch, task)
        let contributions = parts * self.weights
        let share = self.tasks[Int(task.rawValue)]
        let value = self.base + share + contributions.sum()
        return Complexity(
            value: min(1, max(0, value)),
            parts: parts,
            contributions: contributions,
            taskShare: share
        )
    }

    private static func parts(_ scratch: PromptScratch, _ task: PromptTask) -> SIMD32<Float> {
        let form = scratch.form
        var parts = SIMD32<Float>.zero
        func set(_ part: ComplexityPart, _ count: Int, of full: Int) {
            parts[Int(part.rawValue)] = min(1, Float(count) / Float(full))
        }
        func count(_ sense: Sense) -> Int { Int(scratch.senseCounts[Int(sense.rawValue)]) }
        let length = form.wordLoad + max(0, form.bytes - PromptScratch.sampleBytes) / 6
        parts[Int(ComplexityPart.length.rawValue)] = min(1, self.binaryLogarithm(Float(length + 1)) / 10)
        set(.sentences, scratch.unitCount, of: 12)
        set(.numbers, form.numbers, of: 6)
        set(.manyNumbers, form.numbers, of: 24)
        set(.formulas, form.dollars + form.commands, of: 10)
        set(.anyFormula, form.dollars + form.commands, of: 1)
        set(.symbols, form.symbols, of: 16)
        set(.longWords, form.longWords, of: 8)
        set(.longestWord, max(0, form.longestWord - 7), of: 10)
        set(.names, form.names, of: 6)
        set(.anyName, form.names, of: 1)
        set(.namedFact, task == .knowledge ? form.names : 0, of: 2)
        set(.science, count(.science), of: 4)
        set(.law, count(.law), of: 4)
        set(.facts, count(.fact), of: 2)
        set(.mathematics, count(.mathNoun) + count(.prove), of: 4)
        set(.logic, count(.logic) + count(.puzzle), of: 4)
        set(.constraints, count(.constraint), of: 8)
        set(.nesting, form.deepest, of: 4)
        set(.code, form.codeLines, of: 20)
        set(.quantity, count(.quantity), of: 8)
        // A fact that has to be known, since nothing in the prompt says it: of somebody, of a year, of a field of study.
        let subjects = form.names + form.numbers + count(.fact) + count(.science) + count(.academic) + count(.law)
        let asked = task == .knowledge ? min(count(.whQuestion), subjects) : 0
        set(.asked, asked, of: 1)
        set(.askedFact, min(asked, count(.fact)), of: 1)
        set(.askedCount, task == .knowledge ? count(.howMany) : 0, of: 1)
        set(.studied, min(4, count(.academic)) * min(4, form.numbers), of: 4)
        return parts
    }

    /// Base-2 logarithm of a number of at least 1, straight between powers of two: monotone, and near enough.
    static func binaryLogarithm(_ value: Float) -> Float {
        guard value >= 1 else { return 0 }
        return Float(value.exponent) + (value.significand - 1)
    }
}

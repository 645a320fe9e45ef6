/// What a prompt asks for, how sure that is, and what spoke for it.
package struct TaskGuess: Sendable {
    /// The task with most votes.
    package var task: PromptTask
    /// Share of the task among all, 0...1.
    package var confidence: Float
    /// The second.
    package var runnerUp: PromptTask
    /// Its share.
    package var runnerUpConfidence: Float
    /// The share of each task, by `PromptTask.rawValue`.
    package var shares: SIMD16<Float>
    /// Which rules voted, by their number.
    package var evidence: RuleSet
}

/// Numbers of rules, without allocation.
package struct RuleSet: Sendable {
    private var words = InlineArray<6, UInt64>(repeating: 0)

    /// Most rules that there can be.
    package static let capacity = 6 * 64

    /// An empty set.
    package init() {}

    /// Whether a rule voted.
    package func contains(_ rule: Int) -> Bool { self.words[rule >> 6] & (1 << UInt64(rule & 63)) != 0 }

    mutating func insert(_ rule: Int) { self.words[rule >> 6] |= 1 << UInt64(rule & 63) }
}

/// Guesses the task of a prompt by rules over word senses and forms. Immutable, made once, shared by all loops; the
/// scratch belongs to the caller's loop.
package final class TaskClassifier: Sendable {
    let lexicon: Lexicon
    private let rules: [TaskRule]

    /// Builds the tables, some milliseconds.
    package convenience init() {
        self.init(words: WordList.all, rules: TaskRule.tables)
    }

    /// Builds the tables from other word lists and rules than those that ship; lines that cannot be read are left out.
    package init(words: [WordList], rules: [String]) {
        self.lexicon = Lexicon(words)
        self.rules = TaskRule.read(rules).rules
        precondition(self.rules.count <= RuleSet.capacity, "more rules than evidence can name")
    }

    /// Cuts a prompt into words, sentences and facts. Longer texts than the scratch takes are sampled. `classify` and
    /// `ComplexityScore` read what this leaves in the scratch.
    package func scan(_ text: UnsafeBufferPointer<UInt8>, _ scratch: PromptScratch) {
        let part = PromptSample.contiguous(text, in: scratch)
        var scanner = PromptScanner(part, self.lexicon, scratch)
        scanner.scan()
        scratch.form.bytes = text.count
        var reader = FactReader(scratch, self.lexicon)
        _ = reader.read()
    }

    /// The task of a prompt. Pure in the text: the scratch only lends memory.
    package func classify(_ text: UnsafeBufferPointer<UInt8>, _ scratch: PromptScratch) -> TaskGuess {
        self.scan(text, scratch)
        return self.vote(scratch)
    }

    /// The task of the prompt that was scanned last.
    package func vote(_ scratch: PromptScratch) -> TaskGuess {
        var scores = SIMD16<Float>.zero
        var evidence = RuleSet()
        self.rules.withUnsafeBufferPointer { rules in
            for index in rules.indices where rules[index].holds(scratch.facts) {
                scores += rules[index].votes
                evidence.insert(index)
            }
        }
        return self.guess(scores, evidence)
    }

    /// The names of the rules that voted, with their votes for a task, strongest first; for the explain document.
    package func explanation(of guess: TaskGuess, for task: PromptTask) -> [(rule: String, votes: Float)] {
        self.rules.indices.filter { guess.evidence.contains($0) }
            .map { (self.rules[$0].name, self.rules[$0].votes[Int(task.rawValue)]) }
            .filter { $0.1 != 0 }
            .sorted { $0.1 > $1.1 }
    }

    /// Which senses and shapes the last scan found, for tests and tuning.
    package func facts(_ scratch: PromptScratch) -> [String] {
        var found: [String] = []
        for plane in Plane.allCases {
            for sense in Sense.allCases where scratch.facts.contains(sense, plane) {
                found.append("\(sense)@\(plane.letter)")
            }
        }
        return found + Shape.allCases.filter { scratch.facts.contains($0) }.map { "#\($0)" }
    }

    private func guess(_ scores: SIMD16<Float>, _ evidence: RuleSet) -> TaskGuess {
        var best = 0
        for task in PromptTask.allCases where scores[Int(task.rawValue)] > scores[best] { best = Int(task.rawValue) }
        var second = best == 0 ? 1 : 0
        for task in PromptTask.allCases where Int(task.rawValue) != best {
            if scores[Int(task.rawValue)] > scores[second] { second = Int(task.rawValue) }
        }
        var shares = SIMD16<Float>.zero
        var total: Float = 0
        for task in PromptTask.allCases {
            let share = Self.exponential(scores[Int(task.rawValue)] - scores[best])
            shares[Int(task.rawValue)] = share
            total += share
        }
        shares /= total
        return TaskGuess(
            task: PromptTask(rawValue: UInt8(best)) ?? .chat,
            confidence: shares[best],
            runnerUp: PromptTask(rawValue: UInt8(second)) ?? .knowledge,
            runnerUpConfidence: shares[second],
            shares: shares,
            evidence: evidence
        )
    }

    /// e to a power of at most 0, near enough for shares; the standard library has none without Foundation.
    static func exponential(_ power: Float) -> Float {
        guard power > -20 else { return 0 }
        var value = 1 + max(power, -20) / 256
        for _ in 0..<8 { value *= value }
        return value
    }
}

import GatewayRouting
import GatewayTraining

/// The signals that can be judged by rows.
enum JudgedSignal: String, CaseIterable, Sendable {
    case task, language, complexity
}

/// Answers the rows of evaluation files as the gateway would, and counts how often it is right.
struct SignalEvaluation {
    /// How a signal with classes fares.
    struct Labels {
        var confusion: EvaluationConfusion
        /// By source or kind.
        var groups = EvaluationGroups()
        var times = EvaluationTimes()

        init(names: [String]) {
            self.confusion = EvaluationConfusion(names: names)
        }
    }

    private(set) var task = Labels(names: PromptTask.allCases.map(\.name))
    private(set) var language = Labels(names: Language.allCases.map(\.code))
    private(set) var complexity = EvaluationCorrelation()
    private(set) var complexityTimes = EvaluationTimes()
    /// Rows that were read.
    private(set) var rows = 0
    /// Of these, prompts without a task.
    private(set) var unlabelled = 0
    /// Of these, texts that the language model was trained on and that were left out.
    private(set) var trained = 0
    /// Lines that are no rows.
    var unreadable = 0

    private let heldOutOnly: Bool
    private let tasks = TaskClassifier()
    private let scores = ComplexityScore()
    private let scratch = PromptScratch()
    private let languages: LanguageDetector
    private let clock = ContinuousClock()

    /// Creates an evaluation.
    ///
    /// - Parameters:
    ///   - languages: what is judged by language rows.
    ///   - heldOutOnly: leaves out the texts that training takes.
    init(languages: LanguageDetector, heldOutOnly: Bool) {
        self.languages = languages
        self.heldOutOnly = heldOutOnly
    }

    /// Judges a row.
    mutating func add(_ row: SignalRow) {
        self.rows += 1
        switch row {
        case .unlabelled: self.unlabelled += 1
        case .task(let task, var prompt, let source): prompt.withUTF8 { self.judge(task, $0, source) }
        case .language(let language, var text, let kind):
            guard !self.heldOutOnly || LanguageTrainer.isHeldOut(text) else { return self.trained += 1 }
            text.withUTF8 { self.judge(language, $0, kind) }
        case .difficulty(let difficulty, var prompt, let set): prompt.withUTF8 { self.judge(difficulty, $0, set) }
        }
    }

    // Each signal is computed twice and the second time is noted: in the gateway, too, a prompt has just been read.

    private mutating func judge(_ task: PromptTask, _ prompt: UnsafeBufferPointer<UInt8>, _ source: String) {
        let guess = self.tasks.classify(prompt, self.scratch).task
        let time = self.clock.measure { _ = self.tasks.classify(prompt, self.scratch) }
        self.task.times.add(time)
        self.task.confusion.add(expected: Int(task.rawValue), answered: Int(guess.rawValue))
        self.task.groups.add(source, isRight: guess == task)
    }

    private mutating func judge(_ language: Language, _ text: UnsafeBufferPointer<UInt8>, _ kind: String) {
        let guess = self.languages.detect(text).language
        let time = self.clock.measure { _ = self.languages.detect(text) }
        self.language.times.add(time)
        self.language.confusion.add(expected: Int(language.rawValue), answered: Int(guess.rawValue))
        self.language.groups.add(kind, isRight: guess == language)
    }

    private mutating func judge(_ difficulty: Double, _ prompt: UnsafeBufferPointer<UInt8>, _ set: String) {
        let score = self.score(prompt)
        let time = self.clock.measure { _ = self.score(prompt) }
        self.complexityTimes.add(time)
        self.complexity.add(guess: Double(score), truth: difficulty, set: set)
    }

    /// The complexity with all that it needs: the task is a part of it.
    private func score(_ prompt: UnsafeBufferPointer<UInt8>) -> Float {
        let task = self.tasks.classify(prompt, self.scratch).task
        return self.scores.score(task: task, self.scratch).value
    }
}

extension SignalEvaluation {
    /// How many rows a signal was judged by.
    func rows(of signal: JudgedSignal) -> Int {
        switch signal {
        case .task: self.task.confusion.rows
        case .language: self.language.confusion.rows
        case .complexity: self.complexity.rows
        }
    }

    /// The counts of a signal with classes; nil for one without.
    func labels(of signal: JudgedSignal) -> Labels? {
        switch signal {
        case .task: self.task
        case .language: self.language
        case .complexity: nil
        }
    }

    /// How long a signal took.
    func times(of signal: JudgedSignal) -> EvaluationTimes {
        self.labels(of: signal)?.times ?? self.complexityTimes
    }
}

extension SignalEvaluation {
    /// Faulty lines of a file that are told one by one.
    static let toldLines = 20

    /// Judges the rows of a file; lines that are none are told and counted.
    mutating func read(_ path: String, mostLineBytes: Int, report: (String) -> Void) throws(ToolFailure) {
        let name = path == "-" ? "standard input" : path
        let file = try LineFile(path, mostBytes: mostLineBytes)
        var faulty = 0
        while let line = try file.next() {
            do throws(ToolFailure) {
                guard let bytes = line.bytes else {
                    throw ToolFailure.tooLong(mostLineBytes)
                }
                self.add(try SignalRow(line: bytes))
            } catch {
                faulty += 1
                if faulty <= Self.toldLines { report("\(name):\(line.number): \(error.message)") }
            }
        }
        if faulty > Self.toldLines { report("\(name): \(faulty - Self.toldLines) more lines could not be read.") }
        self.unreadable += faulty
    }

    /// Why the exit code is not 0; nothing if all is well.
    func complaints(_ bars: [SignalBar]) -> [String] {
        var complaints = bars.flatMap { $0.complaints(about: self) }
        if self.unreadable > 0 { complaints.append("\(self.unreadable) lines could not be read.") }
        if JudgedSignal.allCases.allSatisfy({ self.rows(of: $0) == 0 }) {
            complaints.append("No row was judged. Give a file with rows that have a task, a language or a difficulty.")
        }
        return complaints
    }
}

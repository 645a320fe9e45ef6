import ArgumentParser
import GatewayRouting
import GatewayTraining
import GatewayWire
import Testing

@testable import GatewayCLI

/// What `eval signals` counts, prints and complains about.
@Suite struct SignalEvaluationTests {
    private static func evaluation(heldOutOnly: Bool = false) throws -> SignalEvaluation {
        var evaluation = SignalEvaluation(languages: try LanguageDetector(), heldOutOnly: heldOutOnly)
        let code = "Write a SQL query that counts orders per day"
        evaluation.add(.task(.code, prompt: code, source: "a/1"))
        evaluation.add(.task(.writing, prompt: code, source: "a/2"))
        evaluation.add(.task(.chat, prompt: "hi", source: "b"))
        evaluation.add(.unlabelled)
        evaluation.add(.language(.ja, text: "明日は雨が降るでしょう。", kind: "sentences"))
        evaluation.add(.language(.el, text: "Привет, как дела сегодня", kind: "words"))
        evaluation.add(.difficulty(0.1, prompt: "hi", set: "s"))
        evaluation.add(.difficulty(0.9, prompt: "Prove that $\\frac{a}{b}$ is irrational for all primes.", set: "s"))
        return evaluation
    }

    private static func bar(_ text: String, _ metric: SignalBar.Metric) throws -> SignalBar {
        try SignalBar(text, of: metric)
    }

    @Test func `each row is counted once, for its signal`() throws {
        let evaluation = try Self.evaluation()
        #expect(evaluation.rows == 8)
        #expect(evaluation.unlabelled == 1)
        #expect(JudgedSignal.allCases.map { evaluation.rows(of: $0) } == [3, 2, 2])
        #expect(try #require(evaluation.task.confusion.accuracy) == 2.0 / 3)
        #expect(evaluation.task.confusion[expected: 4, answered: 0] == 1)
        #expect(evaluation.language.confusion.accuracy == 0.5)
        #expect(evaluation.complexity.overall == 1)
        #expect(evaluation.times(of: .complexity).microseconds(at: 0.5) != nil)
    }

    @Test func `held out leaves out what the language model was trained on`() throws {
        var evaluation = SignalEvaluation(languages: try LanguageDetector(), heldOutOnly: true)
        let texts = (0..<100).map { "слово \($0)" }
        for text in texts { evaluation.add(.language(.ru, text: text, kind: "k")) }
        let held = texts.count { LanguageTrainer.isHeldOut($0) }
        #expect(held > 0 && held < 100)
        #expect(evaluation.rows(of: .language) == held)
        #expect(evaluation.trained == 100 - held)
    }

    static let kept: [(text: String, metric: SignalBar.Metric)] = [
        ("task=0.6", .accuracy), ("task/a=0.5", .accuracy), ("task/a/1=1", .accuracy), ("0.5", .accuracy),
        ("language/sentences=1", .accuracy), ("task=0.5", .f1), ("1", .correlation), ("1e9", .medianMicroseconds),
    ]

    @Test(arguments: Self.kept)
    func `a limit that is kept says nothing`(_ text: String, _ metric: SignalBar.Metric) throws {
        #expect(try Self.bar(text, metric).complaints(about: try Self.evaluation()).isEmpty)
    }

    static let broken: [(text: String, metric: SignalBar.Metric, part: String)] = [
        ("task=0.7", .accuracy, "task: accuracy 0.6667 is below 0.7 (--min-accuracy)"),
        ("task/a=0.6", .accuracy, "task/a: accuracy 0.5000 is below 0.6"),
        ("0.6", .accuracy, "language: accuracy 0.5000 is below 0.6"),
        ("task/none=0.1", .accuracy, "task/none: accuracy cannot be computed"),
        ("language=0.9", .f1, "(--min-f1)"),
        // Two rows are too few for a set of their own.
        ("0.1", .setCorrelation, "cannot be computed"),
        ("task=0", .medianMicroseconds, "is above 0.0 (--max-median-us)"),
    ]

    @Test(arguments: Self.broken)
    func `a limit that is not kept, or has nothing to hold, is told`(
        _ text: String,
        _ metric: SignalBar.Metric,
        _ part: String
    ) throws {
        let complaints = try Self.bar(text, metric).complaints(about: try Self.evaluation())
        #expect(complaints.count == 1)
        #expect(complaints.first?.contains(part) == true, "\(complaints)")
    }

    @Test func `a limit for a signal without rows is not kept`() throws {
        var evaluation = SignalEvaluation(languages: try LanguageDetector(), heldOutOnly: false)
        #expect(evaluation.complaints([]).count == 1)
        evaluation.add(.task(.chat, prompt: "hi", source: "b"))
        #expect(evaluation.complaints([]).isEmpty)
        #expect(evaluation.complaints([try Self.bar("0.1", .correlation)]).count == 1)
        #expect(evaluation.complaints([try Self.bar("language=0", .accuracy)]).count == 1)
        evaluation.unreadable = 3
        #expect(evaluation.complaints([]) == ["3 lines could not be read."])
    }

    @Test(arguments: [
        ["signals"], ["signals", "f", "--min-accuracy", "high"], ["signals", "f", "--min-f1", "complexity=0.5"],
        ["signals", "f", "--min-accuracy", "taste=0.5"], ["signals", "f", "--min-f1", "task/a=0.5"],
        ["signals", "f", "--min-correlation", "a=b=0.1"], ["signals", "f", "--max-median-us", "nan"],
        ["signals", "f", "--max-line", "0"],
    ])
    func `a wrong command line is refused`(_ line: [String]) {
        let error = #expect(throws: (any Error).self) { try Eval.parseAsRoot(line) }
        #expect(error.map { Eval.exitCode(for: $0).rawValue } == 64)
    }

    @Test func `limits may be given several times`() throws {
        let line = ["signals", "f", "g", "--min-accuracy", "task=0.5", "--min-accuracy", "0.25", "--min-f1", "0.1"]
        let command = try #require(try Eval.parseAsRoot(line) as? Eval.Signals)
        #expect(command.files == ["f", "g"])
        #expect(command.bars.map(\.limit) == [0.5, 0.25, 0.1])
        #expect(command.bars.map(\.signal) == [.task, nil, nil])
    }

    @Test func `the report names the figures of each signal that has rows`() throws {
        let text = SignalReport(evaluation: try Self.evaluation()).text
        for part in [
            "task: 3 rows", "accuracy 66.67 %", "language: 2 rows", "mean over kinds 50.00 %", "complexity: 2 rows",
            "rank correlation 1.000", "8 rows; 1 skipped: their task is null\n", "(median)", "(p99)",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        #expect(!text.contains("WEAKEST"), "no source has rows enough")
    }

    @Test func `the document for programs is JSON with all figures`() throws {
        let document = try JSONValue.parse(SignalReport(evaluation: try Self.evaluation()).json)
        #expect(document["rows"]?.integer == 8)
        #expect(document["task"]?["accuracy"]?.numberText == "0.666667")
        #expect(document["task"]?["sources"]?["a/1"]?["rows"]?.integer == 1)
        #expect(document["task"]?["confusion"]?.elements?.count == 3)
        #expect(document["language"]?["mean_over_kinds"]?.numberText == "0.500000")
        #expect(document["complexity"]?["correlation"]?.numberText == "1.000000")
        #expect(document["complexity"]?["set_correlation"]?.isNull == true)
        #expect(document["complexity"]?["p99_us"]?.numberText != nil)
    }

    @Test(arguments: [
        (0.5, 2, "0.50"), (-0.0049, 2, "0.00"), (-1.25, 1, "-1.3"), (12.999, 2, "13.00"), (0.05, 3, "0.050"),
        (7.6, 0, "8"),
    ])
    func `numbers are rounded and padded`(_ value: Double, _ digits: Int, _ text: String) {
        #expect(Figure.decimal(value, digits: digits) == text)
    }
}
